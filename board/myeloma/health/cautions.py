"""Cautions, supportive flags and prerequisites: shown beside a verdict, never part of it.

Texts and sources stand in rules/cautions.toml, the trigger of each in triggers.py.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from board.myeloma.eligibility.verdict import KINDS
from board.myeloma.health.triggers import TRIGGERS
from board.myeloma.kleene import Truth
from board.myeloma.reading import CaseReading
from board.myeloma.rulefiles import RuleFileError, build, load, place, sections
from board.myeloma.sources import cite
from board.myeloma.telling.brief import Ground, Statement
from board.myeloma.treatment.agents import ensure_drugs

PARTS = ("caution", "sequencing", "supportive", "prerequisite")


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
    return read_flags(load("cautions"), "cautions.toml")


def read_flags(content: Mapping[str, Any], file: str) -> Mapping[str, tuple[Flag, ...]]:
    """Return the flags of a file that was read; RuleFileError for what is not understood."""
    table = sections(content, set(PARTS), file)
    return {part: tuple(_flag(row, file) for row in table[part]) for part in PARTS}


def _flag(row: Mapping[str, Any], file: str) -> Flag:
    flag = build(Flag, row, file)
    if flag.id not in TRIGGERS:
        raise RuleFileError(f"{place(row, file, 'id')} has no trigger")
    if strangers := sorted(set(flag.kinds) - set(KINDS)):
        raise RuleFileError(f"{place(row, file, 'kinds')}: unknown kind {', '.join(strangers)}")
    ensure_drugs(flag.drugs, place(row, file, "drugs"))
    cite(flag.source)
    return flag


def cautions(case: CaseReading) -> tuple[Statement, ...]:
    """Return every caution of the case."""
    return tuple(said for _, said in _fired("caution", case))


def supportive(case: CaseReading) -> tuple[Statement, ...]:
    """Return every supportive flag of the case."""
    return tuple(said for _, said in _fired("supportive", case))


def sequencing(case: CaseReading) -> tuple[Statement, ...]:
    """Return what earlier immunotherapy means for the next one."""
    return tuple(said for _, said in _fired("sequencing", case))


def fired_ids(part: str, case: CaseReading) -> list[str]:
    """Return the ids of *part* (one of PARTS) that fire, sorted, without their texts."""
    return _fire(_asked(part), case)


def published(part: str, case: CaseReading) -> list[str]:
    """Return those of `fired_ids` that are on the published list, without our own."""
    return _fire(_asked(part, own=False), case)


#: Conditions, each once, and the ids of flags with the place of their condition.
_Asks = tuple[tuple[Callable[[CaseReading], Truth], ...], tuple[tuple[str, int], ...]]


def _fire(asks: _Asks, case: CaseReading) -> list[str]:
    conditions, ids = asks
    found = [holds(case) for holds in conditions]
    return [name for name, at in ids if found[at] is True]


@cache
def _asked(part: str, own: bool = True) -> _Asks:
    told = sorted(flag.id for flag in flags()[part] if own or not flag.own)
    conditions = tuple(dict.fromkeys(TRIGGERS[name].holds for name in told))
    return conditions, tuple((name, conditions.index(TRIGGERS[name].holds)) for name in told)


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
    both = (*_fired("caution", case), *_fired("sequencing", case))
    return Told(both, _fired("prerequisite", case))


@cache
def published_ids() -> frozenset[str]:
    """Return the ids of cautions and supportive flags on the published list, without our own."""
    shown = (*flags()["caution"], *flags()["supportive"])
    return frozenset(flag.id for flag in shown if not flag.own)


def _fired(part: str, case: CaseReading) -> tuple[tuple[Flag, Statement], ...]:
    return tuple((f, _stated(f, case)) for f in flags()[part] if TRIGGERS[f.id].fires(case))


def _stated(flag: Flag, case: CaseReading) -> Statement:
    trigger = TRIGGERS[flag.id]
    ground = Ground(trigger.words, trigger.inputs(case), (cite(flag.source),), flag.id)
    return Statement(flag.id, trigger.fill(flag.text, case), ground)
