"""A criterion as data, how it was judged, and the words a judgement is told in.

Sources: none of its own; every criterion names its source in rules/criteria.toml.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from board.myeloma.agents import agents, classes
from board.myeloma.brief import Group
from board.myeloma.dates import DAYS_PER_MONTH, Days
from board.myeloma.kleene import Truth
from board.myeloma.reading import CaseReading
from board.myeloma.words import NOT_KNOWN, value_of

#: The facts that settle anything asked of the treatment history.
HISTORY = ("regimens", "treatment_history_complete")


@dataclass(frozen=True)
class Row:
    """One criterion as written in the rule file."""

    id: str
    label: str
    group: Group
    kind: str
    threshold: str
    source: str
    subject: str = ""
    fact: str = ""
    number: float = 0.0
    unit: str = ""
    message: str = ""
    yes: str = "yes"
    no: str = "no"
    shown_as: str = ""


@dataclass(frozen=True)
class Judgement:
    """A truth with the value used; *needs* are the facts that would settle an unknown."""

    truth: Truth
    value: str
    date: str | None = None
    needs: tuple[str, ...] = ()
    message: str = ""

    def hedged(self) -> "Judgement":
        """Return the same value as not known, because it may not apply."""
        return replace(self, truth=None, needs=HISTORY, message="")


Judge = Callable[[CaseReading, Row], Judgement]


def lines_judged(case: CaseReading, truth: Truth) -> Judgement:
    """Return a judgement that rests on the number of lines."""
    lines = case.lines
    shown = str(lines.count) if lines.count is not None else f"at least {lines.min}"
    if lines.count_alt is not None:
        shown += f" ({lines.count_alt} by the 2015 reading)"
    return Judgement(truth, shown, needs=HISTORY)


def missing(case: CaseReading, *paths: str) -> tuple[str, ...]:
    """Return those of *paths* that are not known."""
    return tuple(path for path in paths if value_of(case.facts, path) is None)


def history_gaps(case: CaseReading) -> tuple[str, ...]:
    """Return what would settle whether something was given."""
    unmapped = ("drug_dictionary",) if case.treatment.unmapped else ()
    return (*HISTORY[1:], *unmapped) if not case.lines.complete else unmapped


def given(case: CaseReading, drug_class: str) -> str:
    """Return the drugs of *drug_class* that were given, in words."""
    members = {a.id for a in agents().values() if a.drug_class == drug_class}
    given = [drug for drug in case.treatment.drugs if drug in members]
    if given:
        return ", ".join(given)
    none = f"no {classes()[drug_class].label} given"
    return none if case.treatment.all_known else NOT_KNOWN


def refractory_words(truth: Truth) -> str:
    """Return a truth about refractoriness in words."""
    return {True: "refractory", False: "not refractory", None: NOT_KNOWN}[truth]


def months_shown(days: Days | None) -> str:
    """Return an interval in months, in words."""
    if days is None:
        return NOT_KNOWN
    if days.months is not None:
        return f"{days.months:.1f}"
    return f"{days.least / DAYS_PER_MONTH:.1f} to {days.most / DAYS_PER_MONTH:.1f}"


def sign(truth: Truth) -> str:
    """Return a test result in words."""
    return {True: "positive", False: "negative", None: NOT_KNOWN}[truth]


def truth_of(case: CaseReading, path: str) -> Truth:
    """Return the yes-or-no fact at *path*."""
    value = value_of(case.facts, path)
    return value if isinstance(value, bool) else None


def number_of(case: CaseReading, path: str) -> float | None:
    """Return the numeric fact at *path*."""
    value = value_of(case.facts, path)
    return float(value) if isinstance(value, int | float) else None
