"""The options at relapse: rules as data, judged into verdicts.

Sources: labels, guidelines and trials, named per option in rules/options_us.toml and
rules/options_eu.toml with their validity. A verdict is *not eligible* when any criterion fails,
else *unknown* when any is not known, else *eligible*: criteria met, worth discussing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from board.myeloma.brief import Criterion, Option, Verdict
from board.myeloma.cautions import Told, told
from board.myeloma.criteria import Asked, judge, read_entries
from board.myeloma.dates import not_after, span
from board.myeloma.reading import CaseReading
from board.myeloma.rulefiles import build, load, sections
from board.myeloma.sources import cite_all
from board.myeloma.trials import trials_behind

ALL_MET = ("all_criteria_met",)
NOT_IN_FORCE = ("rule_not_in_force",)
VERDICT_LABELS: dict[Verdict, str] = {
    "eligible": "Criteria met",
    "not_eligible": "Criteria not met",
    "unknown": "Not known",
}
KINDS = ("car_t", "bispecific", "adc", "regimen", "asct", "allo", "retreat", "trial")


@dataclass(frozen=True)
class OptionRule:
    """One option as written in the rule file; *assessed* ones are part of assessment/1."""

    id: str
    name: str
    short: str
    kind: str
    label: str
    criteria: tuple[str, ...]
    sources: tuple[str, ...]
    drugs: tuple[str, ...] = ()
    valid_from: str = ""
    valid_to: str = ""
    note: str = ""
    assessed: bool = True


@dataclass(frozen=True)
class RuleSet:
    """All options of one jurisdiction."""

    jurisdiction: str
    checked_on: str
    rules: tuple[tuple[OptionRule, tuple[Asked, ...]], ...]

    def distinct(self) -> dict[Asked, None]:
        """Return every criterion that some option asks for, each once."""
        return dict.fromkeys(one for _, asked in self.rules for one in asked)


@cache
def rule_set(jurisdiction: str) -> RuleSet:
    """Return the options of *jurisdiction* (US or EU), every criterion resolved."""
    name = f"options_{jurisdiction.lower()}"
    table = sections(load(name), {"jurisdiction", "checked_on", "option"}, f"{name}.toml")
    rules = [build(OptionRule, row, f"{name}.toml") for row in table["option"]]
    return RuleSet(
        jurisdiction=table["jurisdiction"],
        checked_on=table["checked_on"],
        rules=tuple((rule, read_entries(rule.criteria, f"{name}.toml")) for rule in rules),
    )


def options(case: CaseReading) -> tuple[Option, ...]:
    """Return every option with its verdict; unknown where the rule is not in force that day."""
    rules = rule_set(case.facts.jurisdiction)
    # Options share most criteria and cautions: each is judged and told once a case.
    criteria = {one: judge(one, case) for one in rules.distinct()}
    said = told(case)
    return tuple(
        _judged(rule, [criteria[one] for one in asked], said, rules, case)
        if _valid(rule, case.facts.as_of)
        else _not_in_force(rule, rules)
        for rule, asked in rules.rules
    )


def verdict(criteria: Sequence[Criterion]) -> Verdict:
    """Return the verdict that *criteria* give together."""
    states = {criterion.state for criterion in criteria}
    if "not_met" in states:
        return "not_eligible"
    return "unknown" if "unknown" in states else "eligible"


def deciding(criteria: Sequence[Criterion]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the ids that decide the verdict, and those not known beside a failure."""
    failed = tuple(c.id for c in criteria if c.state == "not_met")
    unknown = tuple(c.id for c in criteria if c.state == "unknown")
    if failed:
        return failed, unknown
    return (unknown or ALL_MET), ()


def assessed_ids(jurisdiction: str) -> frozenset[str]:
    """Return the ids of the options that assessment/1 lists."""
    return frozenset(rule.id for rule, _ in rule_set(jurisdiction).rules if rule.assessed)


def _valid(rule: OptionRule, as_of: str) -> bool:
    day = span(as_of)
    if rule.valid_from and not_after(span(rule.valid_from), day) is False:
        return False
    return not (rule.valid_to and not_after(day, span(rule.valid_to)) is False)


def _not_in_force(rule: OptionRule, rules: RuleSet) -> Option:
    since = f" (text of {rule.valid_from})" if rule.valid_from else ""
    return Option(
        id=rule.id,
        name=rule.name,
        short=rule.short,
        kind=rule.kind,
        jurisdiction=rules.jurisdiction,
        label_status="unknown",
        verdict="unknown",
        verdict_label=VERDICT_LABELS["unknown"],
        criteria=(),
        deciding=NOT_IN_FORCE,
        also_unknown=(),
        message=f"Rule not loaded: no text in force on the day of the case{since}.",
        cautions=(),
        prerequisites=(),
        trials=trials_behind(rule.id),
        valid_from=rule.valid_from or None,
        valid_to=rule.valid_to or None,
        checked_on=rules.checked_on,
        sources=cite_all(*rule.sources),
    )


def _judged(
    rule: OptionRule,
    asked: Sequence[Criterion | None],
    said: Told,
    rules: RuleSet,
    case: CaseReading,
) -> Option:
    judged = tuple(criterion for criterion in asked if criterion is not None)
    drugs = _drugs(rule, case)
    answer = verdict(judged)
    decided, also = deciding(judged)
    return Option(
        id=rule.id,
        name=rule.name,
        short=rule.short,
        kind=rule.kind,
        jurisdiction=rules.jurisdiction,
        label_status=rule.label,
        verdict=answer,
        verdict_label=VERDICT_LABELS[answer],
        criteria=judged,
        deciding=decided,
        also_unknown=also,
        message=_message(rule, judged, answer),
        cautions=said.cautions_for(rule.kind, drugs),
        prerequisites=said.prerequisites_for(rule.kind, drugs),
        trials=trials_behind(rule.id),
        valid_from=rule.valid_from or None,
        valid_to=rule.valid_to or None,
        checked_on=rules.checked_on,
        sources=cite_all(*rule.sources),
    )


def _drugs(rule: OptionRule, case: CaseReading) -> frozenset[str]:
    if rule.kind != "retreat" or case.first_line is None:
        return frozenset(rule.drugs)
    return frozenset(agent.id for course in case.first_line.courses for agent in course.agents)


def _message(rule: OptionRule, judged: Sequence[Criterion], answer: Verdict) -> str:
    wanted = {"not_eligible": "not_met", "unknown": "unknown"}.get(answer)
    if wanted is None:
        return f"All criteria met. {rule.note}".strip()
    words = [c.message for c in judged if c.state == wanted]
    lead = "Not met" if answer == "not_eligible" else "Not known"
    note = rule.note if answer == "unknown" else ""
    return f"{lead}: {' '.join(words)} {note}".strip()
