"""Options down, groups of criteria across: how each option stands, and why, in one line."""

from dataclasses import dataclass

from board.myeloma.brief import CaseSummary, Criterion, Figure, Option

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


@dataclass(frozen=True)
class Matrix:
    """The whole table."""

    heads: tuple[tuple[str, str], ...]
    rows: tuple[OptionRow, ...]
    #: How many options stand how: met, not known, not met.
    counts: dict[str, int]


def matrix_of(summary: CaseSummary) -> Matrix:
    """Return the table of every option, those whose criteria are met first."""
    asked: set[str] = {one.group for option in summary.options for one in option.criteria}
    groups: list[str] = [group for group in GROUPS if group in asked]
    values = {figure.id: figure for figure in summary.health.organs}
    heads = tuple((GROUPS[group][0], _value(*GROUPS[group][1:], values)) for group in groups)
    options = sorted(summary.options, key=lambda option: ORDER.index(option.verdict))
    rows = tuple(_row(option, groups) for option in options)
    counts = {verdict: sum(one.verdict == verdict for one in options) for verdict in ORDER}
    return Matrix(heads, rows, counts)


def _value(name: str, short: str, values: dict[str, Figure]) -> str:
    figure = values.get(name)
    return f"{short} {figure.value}" if figure and figure.value else ""


def _row(option: Option, groups: list[str]) -> OptionRow:
    cells = tuple(Cell(GROUPS[group][0], _state(option, group)) for group in groups)
    kind = KINDS.get(option.kind, option.kind.replace("_", " "))
    return OptionRow(option, kind, cells, why(option))


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
