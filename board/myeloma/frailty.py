"""Frailty: IMWG index, simplified scale, and the revised myeloma comorbidity index.

Sources: Palumbo et al., Blood 2015;125:2068; Facon et al., Leukemia 2020; Engelhardt et al.,
Haematologica 2017 (its point values are to be confirmed before clinical use). A missing item
leaves bounds: when both bounds lie in one category, the category is told without the score.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from board.myeloma.brief import Component

FRAIL_FROM = 2
ADL_LIMIT, IADL_LIMIT, CHARLSON_LIMIT = 4, 5, 2
AGE_RULE = "75 or under: 0; 76 to 80: 1; over 80: 2"


@dataclass(frozen=True)
class Score:
    """Points with their bounds; *score* is None when an item is missing."""

    score: int | None
    min: int
    max: int
    category: str | None
    components: tuple[Component, ...]


def imwg_frailty(age: int | None, adl: int | None, iadl: int | None, charlson: int | None) -> Score:
    """Return the IMWG index: fit 0, intermediate 1, frail 2 or more."""
    items = (
        _item("Age", age, AGE_RULE, _age_points(age), 2),
        _item("Katz ADL", adl, "4 or less of 6: 1", _flag(adl, at_most=ADL_LIMIT), 1),
        _item("Lawton IADL", iadl, "5 or less of 8: 1", _flag(iadl, at_most=IADL_LIMIT), 1),
        _item("Charlson", charlson, "2 or more: 1", _flag(charlson, at_least=CHARLSON_LIMIT), 1),
    )
    return _total(items, ("fit", "intermediate", "frail"), (1, FRAIL_FROM))


def simplified_frailty(age: int | None, charlson: int | None, ecog: int | None) -> Score:
    """Return the simplified scale: frail from 2 points on."""
    points = None if ecog is None else min(ecog, 2)
    items = (
        _item("Age", age, AGE_RULE, _age_points(age), 2),
        _item("Charlson", charlson, "2 or more: 1", _flag(charlson, at_least=CHARLSON_LIMIT), 1),
        _item("ECOG", ecog, "0: 0; 1: 1; 2 or more: 2", points, 2),
    )
    return _total(items, ("nonfrail", "frail"), (FRAIL_FROM,))


def r_mci(
    egfr: float | None,
    lung_disease: bool | None,
    karnofsky: int | None,
    frailty: bool | None,
    age: int | None,
    unfavourable_cytogenetics: bool | None,
) -> Score:
    """Return the revised comorbidity index (0 to 9): fit to 3, intermediate to 6, then frail."""
    renal = None if egfr is None else int(egfr < 60)
    kps = None if karnofsky is None else 0 if karnofsky >= 100 else 2 if karnofsky >= 80 else 3
    years = None if age is None else 0 if age < 60 else 1 if age < 70 else 2
    items = (
        _item("eGFR", None if egfr is None else round(egfr), "under 60: 1", renal, 1),
        _item("Lung disease", lung_disease, "moderate or severe: 1", _yes(lung_disease), 1),
        _item("Karnofsky", karnofsky, "100: 0; 80 to 90: 2; 70 or less: 3", kps, 3),
        _item("Frailty", frailty, "moderate or severe: 1", _yes(frailty), 1),
        _item("Age", age, "under 60: 0; 60 to 69: 1; 70 or more: 2", years, 2),
        _item(
            "Cytogenetics",
            unfavourable_cytogenetics,
            "unfavourable: 1",
            _yes(unfavourable_cytogenetics),
            1,
        ),
    )
    return _total(items, ("fit", "intermediate", "frail"), (4, 7))


_Item = tuple[Component, int]


def _item(label: str, value: int | None, rule: str, points: int | None, most: int) -> _Item:
    shown = "not known" if value is None else str(int(value))
    return Component(label, shown, rule, points), most


def _total(items: Sequence[_Item], names: Sequence[str], floors: Sequence[int]) -> Score:
    least = sum(component.points or 0 for component, _ in items)
    most = sum(most if c.points is None else c.points for c, most in items)
    low, high = (names[sum(points >= floor for floor in floors)] for points in (least, most))
    return Score(
        score=least if least == most else None,
        min=least,
        max=most,
        category=low if low == high else None,
        components=tuple(component for component, _ in items),
    )


def _age_points(age: int | None) -> int | None:
    return None if age is None else 0 if age <= 75 else 1 if age <= 80 else 2


def _flag(value: int | None, at_most: int | None = None, at_least: int | None = None) -> int | None:
    if value is None:
        return None
    low = at_most is not None and value <= at_most
    return int(low or (at_least is not None and value >= at_least))


def _yes(truth: bool | None) -> int | None:
    return None if truth is None else int(truth)
