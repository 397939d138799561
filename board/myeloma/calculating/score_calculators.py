"""The calculators that are scores: frailty, comorbidity, thrombosis, staging.

Sources: named per calculator, as in frailty.py, comorbidity.py, thrombosis.py and risk.py.
"""

from typing import Any

from board.myeloma.calculating.calculator import Calculator, Values, scored
from board.myeloma.calculating.calculator_inputs import (
    ADL,
    AGE,
    ALBUMIN,
    BMI,
    DEX,
    ECOG,
    IADL,
    KPS,
    items,
    number,
    whole,
    yes_no,
)
from board.myeloma.health import comorbidity, frailty
from board.myeloma.health import thrombosis as vte
from board.myeloma.health.thrombosis import VteFacts, VteRisk


def scores() -> tuple[Calculator, ...]:
    """Return the scores of health; all but the lists of items may lack some."""
    cci = whole("cci", "Charlson index", "charlson")
    return (
        Calculator(
            "imwg_frailty",
            "IMWG frailty index",
            "points",
            "PAL15:M",
            (AGE, ADL, IADL, cci),
            lambda v: scored(frailty.imwg_frailty(v["age"], v["adl"], v["iadl"], v["cci"])),
            partial=True,
        ),
        Calculator(
            "simplified_frailty",
            "simplified frailty scale",
            "points",
            "SIMP:V",
            (AGE, cci, ECOG),
            lambda v: scored(frailty.simplified_frailty(v["age"], v["cci"], v["ecog"])),
            partial=True,
        ),
        Calculator(
            "r_mci",
            "revised myeloma comorbidity index; its points are to be confirmed",
            "points",
            "RMCI:M",
            (
                number("egfr", "eGFR", "clearance"),
                yes_no("lung", "moderate or severe lung disease"),
                KPS,
                yes_no("frailty", "moderate or severe frailty"),
                AGE,
                yes_no("cytogenetics", "unfavourable cytogenetics"),
            ),
            _r_mci,
            partial=True,
        ),
        Calculator(
            "hct_ci",
            "transplant comorbidity index, without the age variant",
            "points",
            "HCTPDQ:V",
            (items("items", "items present", tuple(comorbidity.ITEMS)),),
            lambda v: scored(comorbidity.hct_ci(v["items"])),
        ),
        Calculator(
            "cci",
            "Charlson index, myeloma and age not counted",
            "points",
            "CHARL87:M",
            (items("items", "items present", tuple(comorbidity.CHARLSON)),),
            lambda v: scored(comorbidity.charlson(v["items"])),
        ),
        Calculator(
            "impede_vte",
            f"IMPEDE VTE, thrombosis with an immunomodulatory drug. {vte.NOTE}",
            "points",
            "IMPEDE:V",
            (
                yes_no("imid", "immunomodulatory drug"),
                BMI,
                yes_no("fracture", "fracture of pelvis, hip or femur"),
                yes_no("esa", "erythropoiesis-stimulating agent"),
                DEX,
                yes_no("doxorubicin", "doxorubicin"),
                yes_no("asian", "Asian or Pacific Islander"),
                yes_no("vte_history", "thrombosis before"),
                yes_no("central_line", "tunnelled line or central catheter"),
                yes_no("prophylactic", "aspirin or heparin to prevent"),
                yes_no("therapeutic", "heparin or warfarin to treat"),
            ),
            lambda v: _vte(vte.impede(_vte_facts(v)), vte.DISCREPANCY),
            partial=True,
        ),
        Calculator(
            "saved",
            f"SAVED, thrombosis with an immunomodulatory drug. {vte.NOTE}",
            "points",
            "SAVED:V",
            (
                yes_no("surgery_90_days", "surgery in the last 90 days"),
                yes_no("asian", "Asian"),
                yes_no("vte_history", "thrombosis before"),
                AGE,
                DEX,
            ),
            lambda v: _vte(vte.saved(_vte_facts(v))),
            partial=True,
        ),
    )


def staging() -> tuple[Calculator, ...]:
    """Return the staging scores, which may lack inputs."""
    b2m = number("b2m", "beta-2 microglobulin", "b2m", {"ug/mL": 1.0, "µg/mL": 1.0})
    high_ldh = yes_no("ldh_high", "LDH over the upper limit")
    return (
        Calculator("iss", "ISS", "stage", "THEM:V", (b2m, ALBUMIN), _iss, partial=True),
        Calculator(
            "r_iss",
            "revised ISS",
            "stage",
            "THEM:V",
            (b2m, ALBUMIN, high_ldh, yes_no("high_risk", "del(17p), t(4;14) or t(14;16)")),
            _r_iss,
            partial=True,
        ),
        Calculator(
            "r2_iss",
            "second revision of the ISS",
            "stage",
            "R2ISS:V",
            (
                b2m,
                ALBUMIN,
                yes_no("del17p", "del(17p)"),
                high_ldh,
                yes_no("t4_14", "t(4;14)"),
                yes_no("gain1q", "1q gain or amplification"),
            ),
            _r2_iss,
            partial=True,
        ),
    )


def _r_mci(v: Values) -> dict[str, Any]:
    asked = ("egfr", "lung", "kps", "frailty", "age", "cytogenetics")
    return scored(frailty.r_mci(*(v[name] for name in asked)))


def _vte_facts(values: Values) -> VteFacts:
    known = VteFacts.__dataclass_fields__
    named = {("dexamethasone_mg" if name == "dex" else name): v for name, v in values.items()}
    return VteFacts(**{name: value for name, value in named.items() if name in known})


def _vte(found: VteRisk, *more: str) -> dict[str, Any]:
    return {**scored(found), "note": " ".join((vte.NOTE, *more, vte.ADVICE))}


def _iss(v: Values) -> dict[str, Any]:
    from board.myeloma.risk import iss

    return {"value": iss(v["b2m"], v["albumin"])}


def _r_iss(v: Values) -> dict[str, Any]:
    from board.myeloma.risk import iss_possible, r_iss

    stages = iss_possible(v["b2m"], v["albumin"])
    return {"value": r_iss(stages, v["high_risk"], v["ldh_high"])}


def _r2_iss(v: Values) -> dict[str, Any]:
    from board.myeloma.risk import iss_possible, r2_iss

    stages = iss_possible(v["b2m"], v["albumin"])
    found = r2_iss(stages, v["del17p"], v["ldh_high"], v["t4_14"], v["gain1q"])
    bounds = {"points": found.points, "min": found.min, "max": found.max}
    return {"value": found.stage, **bounds}
