"""Facts changed since the decision: what a later version of the case moves of what a plan rests on."""

from dataclasses import dataclass

from board.cases.anchors import words_of
from board.cases.brief import brief_of
from board.cases.changes import Change, changes_between
from board.cases.models import CaseVersion
from board.decisions.codes import Meaning
from board.decisions.models import Plan
from board.decisions.services.plans import content_of
from board.decisions.services.rests import fact_at, is_fact
from board.web.filters import day


@dataclass(frozen=True)
class MovedVerdict:
    """An option that stands otherwise than it did when the board decided, in the brief's words."""

    option_id: str
    option: str
    before: str
    after: str
    #: Whether the plan recommends this option.
    recommended: bool


@dataclass(frozen=True)
class Moved:
    """What the newest version of a case says otherwise than the one a plan was decided or signed on."""

    before: CaseVersion
    newest: CaseVersion
    changes: tuple[Change, ...]
    #: Facts that a recommendation rests on.
    facts: tuple[Change, ...]
    verdicts: tuple[MovedVerdict, ...]

    @property
    def number(self) -> int:
        """The version that says so."""
        return self.newest.number

    @property
    def touches_plan(self) -> bool:
        """Whether a verdict moved, or a fact that the plan rests on."""
        return bool(self.facts or self.verdicts)


def moved_since(plan: Plan) -> Moved | None:
    """Return what the case says otherwise since the decision, or None while it says the same.

    A signed plan is measured by the version that its signer had before them, a draft by the one discussed.
    """
    before, newest = _decided_on(plan), plan.case.newest
    if newest.number <= before.number:
        return None
    return Moved(
        before,
        newest,
        changes=tuple(changes_between(before, newest)),
        facts=_facts(plan, before, newest),
        verdicts=_verdicts(plan, before, newest),
    )


def touches(plan: Plan) -> bool:
    """Return whether a later version of the case moved something that the plan rests on."""
    moved = moved_since(plan)
    return moved is not None and moved.touches_plan


def _decided_on(plan: Plan) -> CaseVersion:
    if plan.is_signed:
        seen = [one.case_version for one in plan.signatures if one.meaning is Meaning.SIGNED]
        for version in plan.case.versions:
            if version.number in seen:
                return version
    return plan.item.version


def _facts(plan: Plan, before: CaseVersion, newest: CaseVersion) -> tuple[Change, ...]:
    steps = content_of(plan).recommendations
    paths = dict.fromkeys(path for step in steps for path in step.facts)
    return tuple(
        Change(words_of(path), _said(path, before), _said(path, newest))
        for path in paths
        if is_fact(path, before) and fact_at(path, before).value != fact_at(path, newest).value
    )


def _said(path: str, version: CaseVersion) -> str:
    fact = fact_at(path, version)
    return f"{fact.value}, {day(fact.dated)}" if fact.dated else fact.value


def _verdicts(plan: Plan, before: CaseVersion, newest: CaseVersion) -> tuple[MovedVerdict, ...]:
    named = {step.option_id for step in content_of(plan).recommendations if step.option_id}
    was = {one.id: one for one in brief_of(before).summary.options}
    return tuple(
        MovedVerdict(
            one.id, one.name, was[one.id].verdict_label, one.verdict_label, one.id in named
        )
        for one in brief_of(newest).summary.options
        if one.id in was and was[one.id].verdict != one.verdict
    )
