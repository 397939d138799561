"""Scores, Karnofsky and renal doses as the brief shows them.

Sources: as in frailty.py, comorbidity.py, performance.py, thrombosis.py and dosing.py. What the
studies saw in each class is shown for orientation only and never used by a rule.
"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from board.myeloma.health.dosing import RenalDose, renal_doses
from board.myeloma.health.frailty import Score, r_mci
from board.myeloma.health.kidney import body_mass_index
from board.myeloma.health.performance import ecog_for_karnofsky, karnofsky_for_ecog
from board.myeloma.health.thrombosis import VteFacts, VteRisk
from board.myeloma.reading import CaseReading
from board.myeloma.risk import high_risk_r_iss
from board.myeloma.rulebook import ground
from board.myeloma.sources import cite_all
from board.myeloma.telling.brief import Component, DoseRow, Figure, Ground, HealthScore, Input
from board.myeloma.treatment.agents import agents
from board.myeloma.words import NOT_KNOWN, input_of

#: What is asked when an immunomodulatory drug is started with dexamethasone 40 mg a week (BOARD:PC).
ASSUMED_DEX_MG = 160.0


SCORES: Mapping[str, str] = MappingProxyType(
    {
        "imwg_frailty": "IMWG frailty index",
        "simplified_frailty": "Simplified frailty",
        "hct_ci": "HCT-CI",
        "r_mci": "Revised myeloma comorbidity index (R-MCI)",
        "impede": "IMPEDE VTE, if an immunomodulatory drug is started",
        "saved": "SAVED, if an immunomodulatory drug is started",
    }
)


def score_shown(name: str, score: Score | VteRisk) -> HealthScore:
    """Return *score* under its name with rows, classes and source."""
    return HealthScore(
        id=name,
        label=SCORES[name],
        score=score.score,
        min=score.min,
        max=score.max,
        category=score.category,
        shown=score_words(score),
        components=tuple(_row(name, row) for row in score.components),
        ground=ground(name),
    )


def _row(name: str, row: Component) -> Component:
    if name != "hct_ci":
        return row
    looked = Input(row.label, row.value, fact="patient.hctci_items")
    return replace(row, ground=ground("hct_ci_items", (looked,)))


def score_words(score: Score | VteRisk) -> str:
    """Return points and class of *score* in words."""
    if score.score is not None:
        return f"{score.score}, {score.category}"
    if score.category is not None:
        return f"{score.category} (at least {score.min})"
    return NOT_KNOWN


def case_r_mci(case: CaseReading) -> Score:
    """Return the revised comorbidity index of the case; on dialysis kidney function counts as low."""
    who = case.facts.patient
    return r_mci(
        case.kidney.egfr,
        _lung_disease(who.hctci_items),
        who.karnofsky_pct,
        who.moderate_severe_frailty,
        who.age,
        high_risk_r_iss(case.genetics),
        dialysis=case.facts.health.dialysis is True,
    )


def vte_facts(case: CaseReading) -> VteFacts:
    """Return what the thrombosis scores ask, as if an immunomodulatory drug were started now."""
    who, health = case.facts.patient, case.facts.health
    given = health.anticoagulation
    return VteFacts(
        age=who.age,
        imid=True,
        bmi=body_mass_index(who.height_cm, who.weight_kg),
        dexamethasone_mg=ASSUMED_DEX_MG,
        doxorubicin=False,
        fracture=health.pelvic_hip_femur_fracture,
        esa=health.esa,
        asian=who.asian_ancestry,
        vte_history=health.vte_history,
        central_line=health.central_venous_catheter,
        surgery_90_days=health.surgery_last_90_days,
        prophylactic=None if given is None else given == "prophylactic",
        therapeutic=None if given is None else given == "therapeutic",
    )


def dose_rows(case: CaseReading) -> tuple[DoseRow, ...]:
    """Return what kidney function means for each drug, in the jurisdiction of the case."""
    health, rate = case.facts.health, case.kidney
    dialysis, unstable = health.dialysis is True, health.unstable_aki is True
    found = renal_doses(rate.crcl, dialysis, unstable and not dialysis, case.facts.jurisdiction)
    return tuple(_dose_row(dose, case) for dose in found)


def karnofsky(case: CaseReading) -> Figure:
    """Return the Karnofsky status, beside what ECOG suggests; one is never turned into the other."""
    who = case.facts.patient
    note = ""
    if who.karnofsky_pct is None and who.ecog is not None:
        low, high = karnofsky_for_ecog(who.ecog)
        note = f"ECOG {who.ecog} goes with about {low} to {high}; not converted"
    elif who.karnofsky_pct is not None and who.ecog is not None:
        low, high = ecog_for_karnofsky(who.karnofsky_pct)
        if not low <= who.ecog <= high:
            about = f"{low}" if low == high else f"{low} to {high}"
            note = f"does not fit ECOG {who.ecog}: it goes with about {about}"
    given = input_of(case.facts, "patient.karnofsky_pct")
    why = ground("karnofsky_and_ecog", (given,))
    shown = None if who.karnofsky_pct is None else str(who.karnofsky_pct)
    return Figure("karnofsky", "Karnofsky", shown, given.unit, given.date, note, why)


def _lung_disease(items: tuple[str, ...] | None) -> bool | None:
    if items is None:
        return None
    return "pulmonary_moderate" in items or "pulmonary_severe" in items


def _dose_row(dose: RenalDose, case: CaseReading) -> DoseRow:
    paths = ("labs_current.creatinine_mg_dL", "health.dialysis")
    inputs = tuple(input_of(case.facts, path) for path in paths)
    rule = f"creatinine clearance and dialysis, {case.facts.jurisdiction}"
    why = Ground(rule, inputs, cite_all(dose.source), f"dose_{dose.drug}")
    agent = agents()[dose.drug]
    return DoseRow(dose.drug, agent.shown, dose.use, dose.change, dose.text, why)
