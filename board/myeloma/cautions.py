"""Cautions, supportive flags and prerequisites: shown beside a verdict, never part of it.

Texts and sources stand in rules/cautions.toml, the trigger of each in triggers.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from board.myeloma.brief import Ground, Statement
from board.myeloma.reading import CaseReading
from board.myeloma.rulefiles import RuleFileError, build, load, sections
from board.myeloma.sources import cite
from board.myeloma.triggers import TRIGGERS


@dataclass(frozen=True)
class Flag:
    """One caution as written in the rule file."""

    id: str
    text: str
    source: str
    kinds: tuple[str, ...] = ()
    drugs: tuple[str, ...] = ()
    own: bool = False

    def beside(self, kind: str, drugs: frozenset[str]) -> bool:
        """Say whether it is shown beside an option of *kind* with *drugs*."""
        everywhere = not self.kinds and not self.drugs
        return everywhere or kind in self.kinds or not drugs.isdisjoint(self.drugs)


@cache
def flags() -> Mapping[str, tuple[Flag, ...]]:
    """Return the flags by section; RuleFileError for one without a trigger."""
    parts = {"caution", "supportive", "prerequisite"}
    table = sections(load("cautions"), parts, "cautions.toml")
    found = {
        part: tuple(build(Flag, row, "cautions.toml") for row in table[part]) for part in parts
    }
    for flag in (flag for part in found.values() for flag in part):
        if flag.id not in TRIGGERS:
            raise RuleFileError(f"cautions.toml: {flag.id} has no trigger")
        cite(flag.source)
    return found


def cautions(case: CaseReading) -> tuple[Statement, ...]:
    """Return every caution of the case."""
    return tuple(said for _, said in _fired("caution", case))


def supportive(case: CaseReading) -> tuple[Statement, ...]:
    """Return every supportive flag of the case."""
    return tuple(said for _, said in _fired("supportive", case))


@dataclass(frozen=True)
class Told:
    """What is shown beside options of one case: each flag that fires, told once."""

    cautions: tuple[tuple[Flag, Statement], ...]
    prerequisites: tuple[tuple[Flag, Statement], ...]

    def cautions_for(self, kind: str, drugs: frozenset[str]) -> tuple[Statement, ...]:
        """Return the cautions that concern an option of *kind* with *drugs*."""
        return tuple(said for flag, said in self.cautions if flag.beside(kind, drugs))

    def prerequisites_for(self, kind: str, drugs: frozenset[str]) -> tuple[Statement, ...]:
        """Return what must be in place before an option of *kind* with *drugs*."""
        return tuple(said for flag, said in self.prerequisites if flag.beside(kind, drugs))


def told(case: CaseReading) -> Told:
    """Return what options of *case* can be told with."""
    return Told(_fired("caution", case), _fired("prerequisite", case))


def published_ids() -> frozenset[str]:
    """Return the ids of cautions on the published list, without the project's own."""
    return frozenset(flag.id for flag in flags()["caution"] if not flag.own)


def _fired(part: str, case: CaseReading) -> tuple[tuple[Flag, Statement], ...]:
    return tuple((f, _stated(f, case)) for f in flags()[part] if TRIGGERS[f.id].fires(case))


def _stated(flag: Flag, case: CaseReading) -> Statement:
    trigger = TRIGGERS[flag.id]
    return Statement(
        flag.id, flag.text, Ground(trigger.words, trigger.inputs(case), (cite(flag.source),))
    )
