"""Frailty: IMWG index, simplified scale, and the revised myeloma comorbidity index.

Sources: Palumbo et al., Blood 2015;125:2068 (PAL15:M for the points); Facon et al., Leukemia 2020
(SIMP:V); Engelhardt et al., Haematologica 2017 (RMCI:M, its point values are to be confirmed before
clinical use). A missing item leaves bounds: when both bounds lie in one category, the category is
told without the score.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import NamedTuple

from board.myeloma.telling.brief import Component

FRAIL_FROM = 2
ADL_LIMIT, IADL_LIMIT, CHARLSON_LIMIT = 4, 5, 2
R_MCI_EGFR_BELOW = 60.0  # mL/min/1.73 m2
AGE_RULE = "75 or under: 0; 76 to 80: 1; over 80: 2"
IMWG_CLASSES = ("fit", "intermediate", "frail")


class Item(NamedTuple):
    """One item of a score: what it says, its points (None: missing) and the most it can add."""

    label: str
    value: object
    rule: str
    points: int | None
    most: int
    least: int = 0


@dataclass(frozen=True)
class Score:
    """Points with their bounds; *score* is None when an item is missing."""

    score: int | None
    min: int
    max: int
    category: str | None
    #: The rows, or how they are made: of most scores nobody reads them.
    rows: tuple[Item, ...] | Callable[[], tuple[Item, ...]]

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """Return the items with their points."""
        return self.rows if isinstance(self.rows, tuple) else self.rows()

    @property
    def components(self) -> tuple[Component, ...]:
        """Return the rows as the brief shows them."""
        return components(self.items)


class _Kind(NamedTuple):
    """An item that several scores have: its points by its value, and the most it can add."""

    label: str
    rule: str
    points: Callable[[int], int]
    most: int


def imwg_frailty(age: int | None, adl: int | None, iadl: int | None, charlson: int | None) -> Score:
    """Return the IMWG index: fit 0, intermediate 1, frail 2 or more."""
    values = (age, adl, iadl, charlson)
    return _of_kinds(_IMWG, values, IMWG_CLASSES, (1, FRAIL_FROM))


def simplified_frailty(age: int | None, charlson: int | None, ecog: int | None) -> Score:
    """Return the simplified scale: frail from 2 points on."""
    return _of_kinds(_SIMPLE, (age, charlson, ecog), ("nonfrail", "frail"), (FRAIL_FROM,))


def r_mci(
    egfr: float | None,
    lung_disease: bool | None,
    karnofsky: int | None,
    frailty: bool | None,
    age: int | None,
    unfavourable_cytogenetics: bool | None,
    dialysis: bool = False,
) -> Score:
    """Return the revised comorbidity index (0 to 9): fit to 3, intermediate to 6, then frail.

    On *dialysis* no eGFR is asked: kidney function counts as low.
    """
    renal = 1 if dialysis else None if egfr is None else int(egfr < R_MCI_EGFR_BELOW)
    kps = None if karnofsky is None else 0 if karnofsky >= 100 else 2 if karnofsky >= 80 else 3
    years = None if age is None else 0 if age < 60 else 1 if age < 70 else 2
    genes = unfavourable_cytogenetics
    rate = "on dialysis" if dialysis else None if egfr is None else f"{egfr:.0f}"
    return total(
        (
            Item("eGFR", rate, "under 60: 1", renal, 1),
            Item("Lung disease", lung_disease, "moderate or severe: 1", _yes(lung_disease), 1),
            Item("Karnofsky", karnofsky, "100: 0; 80 to 90: 2; 70 or less: 3", kps, 3),
            Item("Frailty", frailty, "moderate or severe: 1", _yes(frailty), 1),
            Item("Age", age, "under 60: 0; 60 to 69: 1; 70 or more: 2", years, 2),
            Item("Cytogenetics", genes, "unfavourable: 1", _yes(genes), 1),
        ),
        IMWG_CLASSES,
        (4, 7),
    )


def total(items: Sequence[Item], names: Sequence[str], floors: Sequence[int]) -> Score:
    """Return the sum of *items* and its class: the last of *names* whose floor is reached."""
    least = most = 0
    known = True
    for item in items:
        if item.points is None:
            known = False
            least += item.least
            most += item.most
        else:
            least += item.points
            most += item.points
    return _summed(least, most, known, names, floors, tuple(items))


def components(items: Sequence[Item]) -> tuple[Component, ...]:
    """Return *items* as the rows of a brief."""
    return tuple(Component(i.label, shown(i.value), i.rule, i.points) for i in items)


def shown(value: object) -> str:
    """Return what an item says as people read it."""
    if value is None:
        return "not known"
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _of_kinds(
    kinds: tuple[_Kind, ...],
    values: tuple[int | None, ...],
    names: Sequence[str],
    floors: Sequence[int],
) -> Score:
    least = missing = 0
    for kind, value in zip(kinds, values, strict=True):
        if value is None:
            missing += kind.most
        else:
            least += kind.points(value)
    rows = partial(_rows, kinds, values)
    return _summed(least, least + missing, missing == 0, names, floors, rows)


def _summed(
    least: int,
    most: int,
    known: bool,
    names: Sequence[str],
    floors: Sequence[int],
    rows: tuple[Item, ...] | Callable[[], tuple[Item, ...]],
) -> Score:
    low = bisect_right(floors, least)
    same = known or bisect_right(floors, most) == low
    return Score(least if known else None, least, most, names[low] if same else None, rows)


def _rows(kinds: tuple[_Kind, ...], values: tuple[int | None, ...]) -> tuple[Item, ...]:
    return tuple(
        Item(kind.label, value, kind.rule, None if value is None else kind.points(value), kind.most)
        for kind, value in zip(kinds, values, strict=True)
    )


def _age_points(age: int) -> int:
    return 0 if age <= 75 else 1 if age <= 80 else 2


_AGE = _Kind("Age", AGE_RULE, _age_points, 2)
_CHARLSON = _Kind("Charlson", "2 or more: 1", lambda value: int(value >= CHARLSON_LIMIT), 1)
_IMWG = (
    _AGE,
    _Kind("Katz ADL", "4 or less of 6: 1", lambda value: int(value <= ADL_LIMIT), 1),
    _Kind("Lawton IADL", "5 or less of 8: 1", lambda value: int(value <= IADL_LIMIT), 1),
    _CHARLSON,
)
_SIMPLE = (
    _AGE,
    _CHARLSON,
    _Kind("ECOG", "0: 0; 1: 1; 2 or more: 2", lambda value: min(value, 2), 2),
)


def _yes(truth: bool | None) -> int | None:
    return None if truth is None else int(truth)
