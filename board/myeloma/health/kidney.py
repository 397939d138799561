"""Kidney function, corrected calcium, body surface and mass.

Sources: CKD-EPI 2021 (National Kidney Foundation, NKF:V); Cockcroft and Gault, Nephron 1976;16:31
(CG76:M), with the actual weight; Payne et al., Br Med J 1973 (calcium, PAYNE:M); Mosteller, N Engl
J Med 1987 (MOST87:M). On dialysis or in unstable acute injury neither rate is computed, and the
rules use zero (BOARD:PC).
"""

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the formulas are also asked without a case, and then start quickly
    from board.myeloma.facts import CaseFacts

#: CKD-EPI 2021: kappa and alpha by sex, and the factor for women.
CKD_EPI = {"F": (0.7, -0.241, 1.012), "M": (0.9, -0.302, 1.0)}
#: From this body mass index on, the weight that the clearance is computed with is local policy.
HEAVY_FROM_BMI = 30.0
HEAVY_NOTE = "BMI 30 or more: adjusted weight is local policy"
#: Below this albumin (g/dL) a corrected calcium is not to be trusted.
IONISED_BELOW_ALBUMIN = 2.5
IONISED_NOTE = "albumin under 2.5: prefer ionised calcium"


@dataclass(frozen=True)
class Kidney:
    """Rates in mL/min (eGFR per 1.73 m2); *for_rules* is what thresholds are compared with."""

    egfr: float | None
    crcl: float | None
    for_rules: float | None
    why: str


def ckd_epi_2021(creatinine: float | None, age: int | None, sex: str | None) -> float | None:
    """Return eGFR in mL/min/1.73 m2 from creatinine in mg/dL, or None if an input is missing."""
    if creatinine is None or age is None or sex is None:
        return None
    kappa, alpha, factor = CKD_EPI[sex]
    ratio = creatinine / kappa
    falling = float(min(ratio, 1.0) ** alpha * max(ratio, 1.0) ** -1.200)
    return 142.0 * falling * float(0.9938**age) * factor


def cockcroft_gault(
    creatinine: float | None, age: int | None, weight: float | None, sex: str | None
) -> float | None:
    """Return creatinine clearance in mL/min (mg/dL, years, kg), or None if an input is missing."""
    if creatinine is None or age is None or weight is None or sex is None:
        return None
    rate = (140 - age) * weight / (72 * creatinine)
    return rate * 0.85 if sex == "F" else rate


def corrected_calcium(calcium: float | None, albumin: float | None) -> float | None:
    """Return calcium in mg/dL corrected for albumin in g/dL, or None if an input is missing."""
    if calcium is None or albumin is None:
        return None
    return calcium + 0.8 * (4.0 - albumin)


def corrected_calcium_mmol(calcium: float | None, albumin: float | None) -> float | None:
    """Return calcium in mmol/L corrected for albumin in g/L, or None if an input is missing."""
    if calcium is None or albumin is None:
        return None
    return calcium + 0.02 * (40.0 - albumin)


def ionised_note(albumin: float | None) -> str:
    """Return the remark that a corrected calcium needs at this *albumin* in g/dL, or nothing."""
    return IONISED_NOTE if albumin is not None and albumin < IONISED_BELOW_ALBUMIN else ""


def body_mass_index(height: float | None, weight: float | None) -> float | None:
    """Return body mass index in kg/m2 (cm, kg), or None if an input is missing."""
    return None if height is None or weight is None else weight / (height / 100) ** 2


def weight_note(height: float | None, weight: float | None) -> str:
    """Return the remark that a clearance needs at this height and weight (cm, kg), or nothing."""
    index = body_mass_index(height, weight)
    return HEAVY_NOTE if index is not None and index >= HEAVY_FROM_BMI else ""


def body_surface(height: float | None, weight: float | None) -> float | None:
    """Return body surface in m2 (cm, kg), or None if an input is missing."""
    return None if height is None or weight is None else sqrt(height * weight / 3600)


def kidney(facts: "CaseFacts") -> Kidney:
    """Return the rates of the patient, with the reason when they are not computed."""
    if facts.health.dialysis is True:
        return Kidney(None, None, 0.0, "on dialysis: not computed, rules use 0")
    if facts.health.unstable_aki is True:
        return Kidney(None, None, 0.0, "unstable acute kidney injury: not computed, rules use 0")
    who, creatinine = facts.patient, facts.labs_current.creatinine_mg_dL
    egfr = ckd_epi_2021(creatinine, who.age, who.sex)
    crcl = cockcroft_gault(creatinine, who.age, who.weight_kg, who.sex)
    if crcl is not None:  # then nothing is missing
        return Kidney(egfr, crcl, crcl, "")
    named = {"creatinine": creatinine, "age": who.age, "sex": who.sex, "weight": who.weight_kg}
    missing = [name for name, value in named.items() if value is None]
    return Kidney(egfr, None, None, f"not known: {', '.join(missing)}")
