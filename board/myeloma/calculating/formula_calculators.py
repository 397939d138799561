"""The calculators that are formulas: kidney function, calcium, body size, doses, scales.

Sources: named per calculator, as in kidney.py, dosing.py, performance.py and immunoglobulin.py.
"""

from typing import Any

from board.myeloma.calculating.calculator import Calculator, Values, noted, rounded
from board.myeloma.calculating.calculator_inputs import (
    AGE,
    ALBUMIN,
    CALCIUM,
    CALCIUM_MMOL,
    CREATININE,
    ECOG,
    HEIGHT,
    KPS,
    SEX,
    WEIGHT,
    Refused,
    choice,
    number,
    yes_no,
)
from board.myeloma.disease import immunoglobulin
from board.myeloma.health import dosing, kidney, performance

DAYS_COVERED_LOW = 80.0  # %, as in triggers.py


def formulas() -> tuple[Calculator, ...]:
    """Return the calculators that ask for every input."""
    return (
        Calculator(
            "ckd_epi_2021",
            "eGFR by CKD-EPI 2021",
            "mL/min/1.73 m2",
            "NKF:V",
            (CREATININE, AGE, SEX),
            lambda v: rounded(kidney.ckd_epi_2021(v["scr"], v["age"], v["sex"]), 1),
        ),
        Calculator(
            "cockcroft_gault",
            "creatinine clearance with the actual weight",
            "mL/min",
            "CG76:M",
            (CREATININE, AGE, WEIGHT, SEX, HEIGHT.optional()),
            _cockcroft_gault,
        ),
        Calculator(
            "corrected_calcium",
            "calcium corrected for albumin",
            "mg/dL",
            "PAYNE:M",
            (CALCIUM, ALBUMIN),
            lambda v: {
                **rounded(kidney.corrected_calcium(v["calcium"], v["albumin"]), 2),
                **noted(kidney.ionised_note(v["albumin"])),
            },
        ),
        Calculator(
            "corrected_calcium_mmol",
            "calcium corrected for albumin",
            "mmol/L",
            "PAYNE:M",
            (CALCIUM_MMOL, ALBUMIN),
            _calcium_mmol,
        ),
        Calculator(
            "bsa",
            "body surface by Mosteller",
            "m2",
            "MOST87:M",
            (HEIGHT, WEIGHT),
            lambda v: rounded(kidney.body_surface(v["height"], v["weight"]), 2),
        ),
        Calculator(
            "bmi",
            "body mass index",
            "kg/m2",
            "BOARD:PC",
            (HEIGHT, WEIGHT),
            lambda v: rounded(kidney.body_mass_index(v["height"], v["weight"]), 1),
        ),
        Calculator(
            "polyclonal_igg",
            "IgG without the M-protein; what IgG replacement is judged by",
            "mg/dL",
            "BOARD:PC",
            (
                number("total", "total IgG", "immunoglobulin", {"g/L": 100.0, "g/dL": 1000.0}),
                number("m", "serum M-protein", "serum_m", {"g/L": 0.1, "mg/dL": 0.001}),
                choice("isotype", "isotype", ("IgG", "IgA", "IgD", "IgM", "IgE", "light_chain")),
            ),
            lambda v: rounded(immunoglobulin.polyclonal_igg(v["total"], v["m"], v["isotype"]), 0),
        ),
        Calculator(
            "renal_dose",
            "a drug's dose by kidney function",
            "",
            "LENREN:V",
            (
                choice("drug", "drug", tuple(sorted({drug for drug, _ in dosing.bands()}))),
                choice("place", "jurisdiction", ("US", "EU")),
                number("crcl", "creatinine clearance", "clearance").optional(),
                yes_no("dialysis", "on dialysis").optional(),
                choice("use", "use", ("treatment", "maintenance")).optional(),
            ),
            _renal_dose,
        ),
        Calculator(
            "kps_to_ecog",
            "which ECOG a Karnofsky value can mean",
            "",
            "OKEN82:M",
            (KPS,),
            lambda v: {
                "value": list(performance.ecog_for_karnofsky(v["kps"])),
                "note": performance.APPROXIMATE,
            },
        ),
        Calculator(
            "ecog_to_kps",
            "which Karnofsky values an ECOG can mean",
            "",
            "OKEN82:M",
            (ECOG,),
            lambda v: {
                "value": list(performance.karnofsky_for_ecog(v["ecog"])),
                "note": performance.APPROXIMATE,
            },
        ),
        Calculator(
            "days_covered",
            "proportion of days covered by the drug supplied; under 80 % is non-adherence",
            "%",
            "BOARD:PC",
            (number("covered", "days covered", "days"), number("days", "days asked", "days")),
            _days_covered,
        ),
    )


def _cockcroft_gault(v: Values) -> dict[str, Any]:
    rate = kidney.cockcroft_gault(v["scr"], v["age"], v["weight"], v["sex"])
    return {**rounded(rate, 1), **noted(kidney.weight_note(v["height"], v["weight"]))}


def _calcium_mmol(v: Values) -> dict[str, Any]:
    value = kidney.corrected_calcium_mmol(v["calcium"], v["albumin"] * 10)
    return {**rounded(value, 2), **noted(kidney.ionised_note(v["albumin"]))}


def _renal_dose(v: Values) -> dict[str, Any]:
    use = "maintenance" if v["use"] == "maintenance" else ""
    if (v["drug"], use) not in dosing.bands():
        raise Refused((f"use: {v['drug']} has no bands for maintenance; leave it out",))
    if v["crcl"] is None and v["dialysis"] is None:
        raise Refused(("crcl: missing; write crcl=45 (mL/min) or dialysis=yes",))
    found = dosing.renal_dose(v["drug"], v["crcl"], v["dialysis"] is True, v["place"], use)
    return {"value": found.text, "change": found.change, "dose_source": found.source}


def _days_covered(v: Values) -> dict[str, Any]:
    if not 0 < v["days"] >= v["covered"]:
        raise Refused(("covered: more days are covered than asked; give covered=80 days=100",))
    share = 100 * v["covered"] / v["days"]
    return {**rounded(share, 1), "category": "low" if share < DAYS_COVERED_LOW else "as planned"}
