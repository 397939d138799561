"""Risk of venous thrombosis when an immunomodulatory drug is started.

Sources: IMPEDE VTE (Sanfilippo et al. 2019) and SAVED (Li et al. 2019). Both were derived in new
myeloma: at relapse they are an extrapolation. For therapeutic anticoagulation IMPEDE uses -4; one
teaching table prints -5.
"""

from dataclasses import dataclass

NOTE = "Derived in newly diagnosed myeloma; at relapse an extrapolation."
HIGH_DEX_MG = 160.0  # mg per month (IMPEDE) or per cycle (SAVED), to be exceeded
SAVED_DEX_FROM_MG = 120.0


@dataclass(frozen=True)
class VteRisk:
    """Points and risk group."""

    score: int
    category: str


@dataclass(frozen=True)
class VteFacts:
    """What both scores ask; dexamethasone in mg per month or cycle."""

    age: int = 0
    imid: bool = False
    bmi: float = 0.0
    dexamethasone_mg: float = 0.0
    doxorubicin: bool = False
    fracture: bool = False
    esa: bool = False
    asian: bool = False
    vte_history: bool = False
    central_line: bool = False
    surgery_90_days: bool = False
    prophylactic: bool = False
    therapeutic: bool = False


def impede(facts: VteFacts) -> VteRisk:
    """Return IMPEDE VTE: 3 or less low, 4 to 7 intermediate, 8 or more high."""
    score = (
        4 * facts.imid
        + 1 * (facts.bmi >= 25)
        + 4 * facts.fracture
        + 1 * facts.esa
        + _dexamethasone(facts.dexamethasone_mg)
        + 3 * facts.doxorubicin
        - 3 * facts.asian
        + 5 * facts.vte_history
        + 2 * facts.central_line
        - 3 * (facts.prophylactic and not facts.therapeutic)
        - 4 * facts.therapeutic
    )
    return VteRisk(score, "low" if score <= 3 else "intermediate" if score <= 7 else "high")


def saved(facts: VteFacts) -> VteRisk:
    """Return SAVED: 2 or more is high."""
    dose = facts.dexamethasone_mg
    score = (
        2 * facts.surgery_90_days
        - 3 * facts.asian
        + 3 * facts.vte_history
        + 1 * (facts.age >= 80)
        + (2 if dose > HIGH_DEX_MG else 1 if dose >= SAVED_DEX_FROM_MG else 0)
    )
    return VteRisk(score, "high" if score >= 2 else "low")


def _dexamethasone(dose: float) -> int:
    return 4 if dose > HIGH_DEX_MG else 2 if dose > 0 else 0
