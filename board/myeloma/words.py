"""How facts and values are put into words: labels, units, dates and numbers."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import attrgetter

from board.myeloma.dates import days_between, span
from board.myeloma.facts import CaseFacts, DatedPart
from board.myeloma.precision import precise
from board.myeloma.rulefiles import build, load, refuse_doubles, sections
from board.myeloma.telling.brief import Input

NOT_KNOWN = "not known"


@dataclass(frozen=True)
class FactWord:
    """A fact's label, section, unit, and for how many days a dated value is current."""

    id: str
    label: str
    section: str
    unit: str = ""
    keeps_days: int | None = None


@cache
def fact_words() -> Mapping[str, FactWord]:
    """Return the words of every fact by its path."""
    rows = sections(load("facts"), {"fact"}, "facts.toml")["fact"]
    refuse_doubles(rows, "facts.toml")
    return {row["id"]: build(FactWord, row, "facts.toml") for row in rows}


def value_of(facts: CaseFacts, path: str) -> object:
    """Return the fact at *path* (``health.lvef_pct``), or None when it is not known."""
    return _getter(path)(facts)


def date_of(facts: CaseFacts, path: str) -> str | None:
    """Return when the fact at *path* was taken, as typed, or None when no date is recorded."""
    part, field = _place(path)
    holder = getattr(facts, part)
    return holder.taken(field) if field and isinstance(holder, DatedPart) else None


def show(value: object) -> str:
    """Return *value* as people read it: yes, no, a number without needless digits, or not known."""
    if value is None:
        return NOT_KNOWN
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.10g}"
    return str(value)


def show_fact(facts: CaseFacts, path: str, limits: Iterable[float] = ()) -> str:
    """Return the fact at *path* as people read it, rounded for show but never across *limits*."""
    value = value_of(facts, path)
    return precise(path, value, limits) if isinstance(value, float) else show(value)


def rounded(value: float | None, digits: int) -> str | None:
    """Return *value* with *digits* decimals for show, or None; thresholds never use this."""
    return None if value is None else f"{value:.{digits}f}"


def input_of(facts: CaseFacts, path: str) -> Input:
    """Return the fact at *path* as a rule's input; one that is not known has no unit and no date."""
    word = fact_words()[path]
    value = value_of(facts, path)
    if value is None:
        return Input(word.label, NOT_KNOWN, fact=path)
    shown = precise(path, value) if isinstance(value, float) else show(value)
    taken = date_of(facts, path)
    days = None if taken is None else _age(taken, facts.as_of)
    old = days is not None and word.keeps_days is not None and days > word.keeps_days
    return Input(word.label, shown, word.unit, taken, path, days, old)


@lru_cache(maxsize=4096)
def _age(taken: str, as_of: str) -> int:
    # At least so many days: a month or a year may mean any of its days.
    return days_between(span(taken), span(as_of)).least


@cache
def _place(path: str) -> tuple[str, str]:
    part, _, field = path.partition(".")
    return part, field


@cache
def _getter(path: str) -> Callable[[CaseFacts], object]:
    return attrgetter(path)
