"""Risk of venous thrombosis when an immunomodulatory drug is started.

Sources: IMPEDE VTE (Sanfilippo et al. 2019, IMPEDE:V) and SAVED (Li et al. 2019, SAVED:V; its cut at
120 mg SAVED:M). Both were derived in new myeloma: at relapse they are an extrapolation. For
therapeutic anticoagulation IMPEDE uses -4; one teaching table prints -5 (VTE1), another -4 (VTE2).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from board.myeloma.health.frailty import Item, components, shown, total
from board.myeloma.telling.brief import Component

NOTE = "Derived in newly diagnosed myeloma; at relapse an extrapolation."
DISCREPANCY = "Therapeutic anticoagulation counts -4 here; one teaching table prints -5."
ADVICE = "High: low-molecular-weight heparin, a direct anticoagulant or warfarin; low: aspirin."
HIGH_DEX_MG = 160.0  # mg per month (IMPEDE) or per cycle (SAVED), to be exceeded
SAVED_DEX_FROM_MG = 120.0
BMI_FROM = 25.0
AGED_FROM = 80


@dataclass(frozen=True)
class VteRisk:
    """Points with their bounds and risk group; *score* is None when an item is not known."""

    score: int | None
    category: str | None
    min: int
    max: int
    items: tuple[Item, ...]

    @cached_property
    def components(self) -> tuple[Component, ...]:
        """Return the rows as the brief shows them."""
        return components(self.items)


@dataclass(frozen=True)
class VteFacts:
    """What both scores ask; dexamethasone in mg per month or cycle; None: not known."""

    age: int | None = 0
    imid: bool | None = False
    bmi: float | None = 0.0
    dexamethasone_mg: float | None = 0.0
    doxorubicin: bool | None = False
    fracture: bool | None = False
    esa: bool | None = False
    asian: bool | None = False
    vte_history: bool | None = False
    central_line: bool | None = False
    surgery_90_days: bool | None = False
    prophylactic: bool | None = False
    therapeutic: bool | None = False


def impede(facts: VteFacts) -> VteRisk:
    """Return IMPEDE VTE: 3 or less low, 4 to 7 intermediate, 8 or more high."""
    return _risk(
        (
            _sign("Immunomodulatory drug", facts.imid, 4),
            _over("Body mass index", facts.bmi, "25 or more: 1", _heavy),
            _sign("Fracture of pelvis, hip or femur", facts.fracture, 4),
            _sign("Erythropoiesis-stimulating agent", facts.esa, 1),
            _over("Dexamethasone (mg a month)", facts.dexamethasone_mg, _DEX, _dose, 4),
            _sign("Doxorubicin", facts.doxorubicin, 3),
            _sign("Asian or Pacific Islander", facts.asian, -3),
            _sign("Thrombosis before", facts.vte_history, 5),
            _sign("Tunnelled line or central catheter", facts.central_line, 2),
            _anticoagulation(facts.prophylactic, facts.therapeutic),
        ),
        ("low", "intermediate", "high"),
        (4, 8),
    )


def saved(facts: VteFacts) -> VteRisk:
    """Return SAVED: 2 or more is high."""
    return _risk(
        (
            _sign("Surgery in the last 90 days", facts.surgery_90_days, 2),
            _sign("Asian", facts.asian, -3),
            _sign("Thrombosis before", facts.vte_history, 3),
            _over("Age", facts.age, "80 or more: 1", _aged),
            _over("Dexamethasone (mg a cycle)", facts.dexamethasone_mg, _SAVED_DEX, _saved_dose, 2),
        ),
        ("low", "high"),
        (2,),
    )


_DEX = "over 160: 4; else 2"
_SAVED_DEX = "over 160: 2; 120 to 160: 1"


def _risk(items: tuple[Item, ...], names: tuple[str, ...], floors: tuple[int, ...]) -> VteRisk:
    found = total(items, names, floors)
    return VteRisk(found.score, found.category, found.min, found.max, items)


def _sign(label: str, present: bool | None, points: int) -> Item:
    given = None if present is None else points * present
    return Item(label, shown(present), f"yes: {points}", given, max(points, 0), min(points, 0))


def _over(
    label: str, value: float | None, rule: str, points: Callable[[float], int], most: int = 1
) -> Item:
    told = None if value is None else f"{value:.4g}"
    return Item(label, shown(told), rule, None if value is None else points(value), most)


def _anticoagulation(prophylactic: bool | None, therapeutic: bool | None) -> Item:
    """Return the one item both kinds make: with therapeutic doses, prophylactic ones do not count."""
    rule = "prophylactic: -3; therapeutic: -4"
    said = f"prophylactic {shown(prophylactic)}, therapeutic {shown(therapeutic)}"
    if therapeutic is True:
        return Item("Anticoagulation", said, rule, -4, 0)
    if therapeutic is None:
        return Item("Anticoagulation", said, rule, None, -3 if prophylactic else 0, -4)
    if prophylactic is None:
        return Item("Anticoagulation", said, rule, None, 0, -3)
    return Item("Anticoagulation", said, rule, -3 * prophylactic, 0)


def _heavy(bmi: float) -> int:
    return int(bmi >= BMI_FROM)


def _aged(age: float) -> int:
    return int(age >= AGED_FROM)


def _dose(dose: float) -> int:
    return 4 if dose > HIGH_DEX_MG else 2 if dose > 0 else 0


def _saved_dose(dose: float) -> int:
    return 2 if dose > HIGH_DEX_MG else 1 if dose >= SAVED_DEX_FROM_MG else 0
