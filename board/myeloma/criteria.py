"""The criteria language: one criterion is a row of data, judged against one case.

A row names its kind and threshold (rules/criteria.toml); what no kind can say is a named rule in
judgements.py. An option lists criteria as ``name``, ``name only_if condition``, ``name when
condition``, ``name unless condition`` or ``profile:name``:

* *only_if* asks the criterion only when the condition is known to be true;
* *when* asks it unless the condition is known to be false; while the condition is not known, a
  criterion that fails is not known either; *unless* is *when* of the opposite.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from board.myeloma.brief import Criterion, CriterionState, Group
from board.myeloma.judgement import Judgement, Row
from board.myeloma.judgement_kinds import KINDS
from board.myeloma.judgement_rules import RULES
from board.myeloma.kleene import Truth, negate
from board.myeloma.reading import CaseReading
from board.myeloma.rulefiles import RuleFileError, build, load, sections
from board.myeloma.sources import cite
from board.myeloma.words import NOT_KNOWN

STATES: Mapping[Truth, CriterionState] = {True: "met", False: "not_met", None: "unknown"}
GROUPS: tuple[Group, ...] = (
    "lines",
    "refractory",
    "target",
    "fitness",
    "counts",
    "kidney",
    "heart",
    "liver",
    "infection",
    "other",
)

CONDITIONS: Mapping[str, Callable[[CaseReading], Truth]] = {
    "prior_asct": CaseReading.prior_asct,
    "maintenance_after_asct": CaseReading.maintenance_after_asct,
    "more_than_one_line": CaseReading.more_than_one_line,
}
JOINTS = ("only_if", "when", "unless")


@dataclass(frozen=True, eq=False)
class Asked:
    """A criterion as an option asks for it, with its conditions (joint, name).

    Options that ask the same of the same file share one object, so that it is judged once a case.
    """

    row: Row
    conditions: tuple[tuple[str, str], ...]


@cache
def rows() -> Mapping[str, Row]:
    """Return every criterion by its id; RuleFileError for an unknown kind, rule or group."""
    table = sections(load("criteria"), {"criterion"}, "criteria.toml")["criterion"]
    found = {raw["id"]: build(Row, raw, "criteria.toml") for raw in table}
    for row in found.values():
        if row.kind not in KINDS or row.group not in GROUPS:
            raise RuleFileError(f"criteria.toml: {row.id}: unknown kind or group")
        if row.kind == "rule" and row.subject not in RULES:
            raise RuleFileError(f"criteria.toml: {row.id}: unknown rule {row.subject}")
        cite(row.source)
    return found


@cache
def profiles() -> Mapping[str, tuple[str, ...]]:
    """Return the fitness profiles by name."""
    table = sections(load("fitness"), {"profile"}, "fitness.toml")["profile"]
    return {name: tuple(entries) for name, entries in table.items()}


def read_entries(entries: Sequence[str], file: str) -> tuple[Asked, ...]:
    """Return the criteria that *entries* name; RuleFileError for a word that is not known."""
    asked: list[Asked] = []
    for entry in entries:
        if entry.startswith("profile:"):
            name = entry.removeprefix("profile:")
            if name not in profiles():
                raise RuleFileError(f"{file}: unknown profile {name}")
            asked += read_entries(profiles()[name], "fitness.toml")
        else:
            asked.append(_read_entry(entry, file))
    return tuple(asked)


def judge(asked: Asked, case: CaseReading) -> Criterion | None:
    """Return the criterion judged for *case*, or None when it is not asked of this case."""
    hedged = False
    for joint, name in asked.conditions:
        holds = CONDITIONS[name](case)
        holds = negate(holds) if joint == "unless" else holds
        if holds is False or (joint == "only_if" and holds is None):
            return None
        hedged = hedged or holds is None
    judgement = KINDS[asked.row.kind](case, asked.row)
    if hedged and judgement.truth is False:
        judgement = judgement.hedged()
    return _shown(asked.row, judgement)


@cache
def _read_entry(entry: str, file: str) -> Asked:
    name, *rest = entry.split()
    if name not in rows() or len(rest) % 2:
        raise RuleFileError(f"{file}: unknown criterion {entry!r}")
    conditions = tuple(zip(rest[::2], rest[1::2], strict=True))
    for joint, condition in conditions:
        if joint not in JOINTS or condition not in CONDITIONS:
            raise RuleFileError(f"{file}: unknown condition in {entry!r}")
    return Asked(rows()[name], conditions)


def _shown(row: Row, judgement: Judgement) -> Criterion:
    # What is not known has neither a unit nor a date.
    known = not judgement.value.endswith(NOT_KNOWN)
    return Criterion(
        id=row.shown_as or row.id,
        label=row.label,
        group=row.group,
        state=STATES[judgement.truth],
        value=judgement.value,
        unit=row.unit if known else "",
        date=judgement.date if judgement.value != NOT_KNOWN else None,
        threshold=row.threshold,
        message=judgement.message or _sentence(row, judgement, row.unit if known else ""),
        needs=judgement.needs if judgement.truth is None else (),
        source=cite(row.source),
    )


def _sentence(row: Row, judgement: Judgement, unit: str) -> str:
    value = f"{judgement.value} {unit}".strip()
    return f"{row.label}: {value} (asked: {row.threshold})."
