"""Options down, groups of criteria across: how each option stands, and why, in one line."""

from collections.abc import Iterable
from dataclasses import dataclass

from board.myeloma.telling.brief import CaseSummary, Criterion, Figure, Input, Option
from board.myeloma.words import NOT_KNOWN

#: Group of criteria: its name, and the organ value shown with it.
GROUPS = {
    "lines": ("Lines and exposure", "", ""),
    "refractory": ("Refractory", "", ""),
    "target": ("Target", "", ""),
    "kidney": ("Kidney", "crcl", "CrCl"),
    "counts": ("Counts", "platelets", "Plt"),
    "heart": ("Heart", "lvef", "LVEF"),
    "liver": ("Liver", "", ""),
    "infection": ("Infection", "", ""),
    "fitness": ("Fitness", "", ""),
    "other": ("Other", "", ""),
}
#: What stands first: options that can be discussed, then those a result would settle.
ORDER = ("eligible", "unknown", "not_eligible")
#: A group is as bad as its worst criterion.
WORST = ("not_met", "unknown", "met")
KINDS = {
    "car_t": "CAR T cells",
    "bispecific": "bispecific antibody",
    "adc": "antibody-drug conjugate",
    "asct": "autologous transplant",
    "allo": "allogeneic transplant",
    "retreat": "the first treatment again",
    "trial": "clinical trial",
}


@dataclass(frozen=True)
class Cell:
    """How one option stands in one group of criteria; no state: it asks nothing there."""

    label: str
    state: str | None


@dataclass(frozen=True)
class OptionRow:
    """One option across the matrix."""

    option: Option
    kind: str
    cells: tuple[Cell, ...]
    why: str
    #: What it asks, with the key of each criterion's card.
    asked: tuple[tuple[str, Criterion], ...]
    #: What was missing or old among its inputs, and what the rule made of it.
    gaps: tuple[str, ...]

    @property
    def by_hand(self) -> int:
        """How many lines nobody but people can check."""
        return sum(one.by_hand for _, one in self.asked)


@dataclass(frozen=True)
class Matrix:
    """The whole table."""

    heads: tuple[tuple[str, str], ...]
    rows: tuple[OptionRow, ...]
    #: How many options stand how: met, not known, not met.
    counts: dict[str, int]
    #: Clinical trials, line by line, in the order of the rule file.
    trials: tuple[OptionRow, ...]

    def row_of(self, name: str) -> OptionRow | None:
        """Return the row of the option or trial called *name*, or None."""
        return next((row for row in (*self.rows, *self.trials) if row.option.id == name), None)


def matrix_of(summary: CaseSummary, trials: tuple[Option, ...] = ()) -> Matrix:
    """Return the table of every option, those whose criteria are met first, and of the *trials*."""
    asked: set[str] = {one.group for option in summary.options for one in option.criteria}
    groups: list[str] = [group for group in GROUPS if group in asked]
    values = {figure.id: figure for figure in summary.health.organs}
    heads = tuple((GROUPS[group][0], _value(*GROUPS[group][1:], values)) for group in groups)
    options = sorted(summary.options, key=lambda option: ORDER.index(option.verdict))
    keys = _keys((*options, *trials))
    rows = tuple(_row(option, groups, keys) for option in options)
    counts = {verdict: sum(one.verdict == verdict for one in options) for verdict in ORDER}
    entries = tuple(_row(trial, groups, keys) for trial in trials)
    return Matrix(heads, rows, counts, entries)


def treated(criterion: Criterion) -> tuple[str, ...]:
    """Return what was missing or old among the inputs of a criterion, and what was made of it."""
    missing, old = gaps_in(criterion.inputs)
    found = []
    if criterion.by_hand:
        found.append("No fact can answer it: to be checked by hand.")
    elif criterion.state == "unknown":
        named = f" ({missing})" if missing else ""
        found.append(f"What is missing{named} leaves it not known; it is never taken as met.")
    elif "taken as absent" in criterion.value:
        found.append("Not recorded: taken as absent.")
    elif missing:
        found.append(f"Missing ({missing}): the result is the same whatever it would be.")
    if old:
        found.append(f"Older than such values stay current, used as they are: {old}.")
    return tuple(found)


def gaps_in(inputs: Iterable[Input]) -> tuple[str, str]:
    """Return the names of the inputs that are missing, and of those that are too old."""
    given = tuple(inputs)
    missing = ", ".join(one.name for one in given if one.value == NOT_KNOWN)
    return missing, ", ".join(one.name for one in given if one.old)


def _keys(options: Iterable[Option]) -> dict[Criterion, str]:
    asked = dict.fromkeys(one for option in options for one in option.criteria)
    return {one: f"criterion-{number}" for number, one in enumerate(asked, 1)}


def _value(name: str, short: str, values: dict[str, Figure]) -> str:
    figure = values.get(name)
    return f"{short} {figure.value}" if figure and figure.value else ""


def _row(option: Option, groups: list[str], keys: dict[Criterion, str]) -> OptionRow:
    cells = tuple(Cell(GROUPS[group][0], _state(option, group)) for group in groups)
    kind = KINDS.get(option.kind, option.kind.replace("_", " "))
    asked = tuple((keys[one], one) for one in option.criteria)
    gaps = tuple(f"{one.label}: {said}" for one in option.criteria for said in treated(one))
    return OptionRow(option, kind, cells, why(option), asked, gaps)


def _state(option: Option, group: str) -> str | None:
    states = {one.state for one in option.criteria if one.group == group}
    return next((state for state in WORST if state in states), None)


def why(option: Option) -> str:
    """Return in one line what decides: what is not met, or not known, or what to mind."""
    if option.verdict == "not_eligible":
        return "Not met: " + "; ".join(_said(one) for one in _of(option, "not_met")) + "."
    if option.verdict == "unknown":
        return "Not known: " + ", ".join(one.label for one in _of(option, "unknown")) + "."
    return "All criteria met."


def _of(option: Option, state: str) -> list[Criterion]:
    return [one for one in option.criteria if one.state == state]


def _said(one: Criterion) -> str:
    value = f"{one.value} {one.unit}".strip()
    return f"{one.label} {value} (asked: {one.threshold})"
