"""Frailty: IMWG index, simplified scale, and the revised myeloma comorbidity index.

Sources: Palumbo et al., Blood 2015;125:2068 (PAL15:M for the points); Facon et al., Leukemia 2020
(SIMP:V); Engelhardt et al., Haematologica 2017 (RMCI:M, its point values are to be confirmed before
clinical use). A missing item leaves bounds: when both bounds lie in one category, the category is
told without the score.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
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
    value: str
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
    items: tuple[Item, ...]

    @cached_property
    def components(self) -> tuple[Component, ...]:
        """Return the rows as the brief shows them."""
        return components(self.items)


def imwg_frailty(age: int | None, adl: int | None, iadl: int | None, charlson: int | None) -> Score:
    """Return the IMWG index: fit 0, intermediate 1, frail 2 or more."""
    return total(
        (
            _item("Age", age, AGE_RULE, _age_points(age), 2),
            _item("Katz ADL", adl, "4 or less of 6: 1", _at_most(adl, ADL_LIMIT), 1),
            _item("Lawton IADL", iadl, "5 or less of 8: 1", _at_most(iadl, IADL_LIMIT), 1),
            _item("Charlson", charlson, "2 or more: 1", _charlson(charlson), 1),
        ),
        IMWG_CLASSES,
        (1, FRAIL_FROM),
    )


def simplified_frailty(age: int | None, charlson: int | None, ecog: int | None) -> Score:
    """Return the simplified scale: frail from 2 points on."""
    points = None if ecog is None else min(ecog, 2)
    return total(
        (
            _item("Age", age, AGE_RULE, _age_points(age), 2),
            _item("Charlson", charlson, "2 or more: 1", _charlson(charlson), 1),
            _item("ECOG", ecog, "0: 0; 1: 1; 2 or more: 2", points, 2),
        ),
        ("nonfrail", "frail"),
        (FRAIL_FROM,),
    )


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
            _item("eGFR", rate, "under 60: 1", renal, 1),
            _item("Lung disease", lung_disease, "moderate or severe: 1", _yes(lung_disease), 1),
            _item("Karnofsky", karnofsky, "100: 0; 80 to 90: 2; 70 or less: 3", kps, 3),
            _item("Frailty", frailty, "moderate or severe: 1", _yes(frailty), 1),
            _item("Age", age, "under 60: 0; 60 to 69: 1; 70 or more: 2", years, 2),
            _item("Cytogenetics", genes, "unfavourable: 1", _yes(genes), 1),
        ),
        IMWG_CLASSES,
        (4, 7),
    )


def total(items: Sequence[Item], names: Sequence[str], floors: Sequence[int]) -> Score:
    """Return the sum of *items* and its class: the last of *names* whose floor is reached."""
    least = most = 0
    for item in items:
        points = item.points
        least += item.least if points is None else points
        most += item.most if points is None else points
    known = all(item.points is not None for item in items)
    low, high = _class(least, names, floors), _class(most, names, floors)
    return Score(
        score=least if known else None,
        min=least,
        max=most,
        category=low if low == high else None,
        items=tuple(items),
    )


def components(items: Sequence[Item]) -> tuple[Component, ...]:
    """Return *items* as the rows of a brief."""
    return tuple(Component(i.label, i.value, i.rule, i.points) for i in items)


def shown(value: object) -> str:
    """Return what an item says as people read it."""
    if value is None:
        return "not known"
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _class(points: int, names: Sequence[str], floors: Sequence[int]) -> str:
    return names[sum(points >= floor for floor in floors)]


def _item(label: str, value: object, rule: str, points: int | None, most: int) -> Item:
    return Item(label, shown(value), rule, points, most)


def _age_points(age: int | None) -> int | None:
    return None if age is None else 0 if age <= 75 else 1 if age <= 80 else 2


def _at_most(value: int | None, limit: int) -> int | None:
    return None if value is None else int(value <= limit)


def _charlson(value: int | None) -> int | None:
    return None if value is None else int(value >= CHARLSON_LIMIT)


def _yes(truth: bool | None) -> int | None:
    return None if truth is None else int(truth)
