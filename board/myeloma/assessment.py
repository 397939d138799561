"""The assessment of a case as plain JSON values (format assessment/1), for tests and other systems.

Numbers are rounded for show only; every threshold was compared on the unrounded value.
"""

from typing import Any

from board.myeloma.brief import Option
from board.myeloma.brief_risk import stages
from board.myeloma.brief_treatment import exposure_brief
from board.myeloma.cautions import cautions, published_ids, supportive
from board.myeloma.dates import Days
from board.myeloma.facts import CaseFacts
from board.myeloma.kidney import corrected_calcium
from board.myeloma.kleene import Truth
from board.myeloma.options import assessed_ids, options
from board.myeloma.reading import CaseReading
from board.myeloma.risk import (
    gain_1q,
    high_risk_2016,
    high_risk_r_iss,
    iss,
    plasma_cell_leukaemia,
    r2_iss,
    r_iss,
)

EXPOSURE_WORDS: dict[Truth, str] = {
    True: "refractory",
    False: "exposed_not_refractory",
    None: "unknown",
}

Values = dict[str, Any]


def assess(facts: CaseFacts) -> Values:
    """Return the whole assessment of *facts*; unknown is null, lists of ids have no order."""
    case = CaseReading(facts)
    return {
        "calc": _calc(case),
        "lines": _lines(case),
        "exposure": _exposure(case),
        "time": _time(case),
        "risk": _risk(case),
        "relapse": _relapse(case),
        "health": _health(case),
        "eligibility": _eligibility(case),
        "cautions": sorted(s.id for s in cautions(case) if s.id in published_ids()),
        "supportive": sorted(statement.id for statement in supportive(case)),
    }


def _calc(case: CaseReading) -> Values:
    labs = case.facts.labs_current
    return {
        "egfr_ckdepi2021": _round(case.kidney.egfr, 1),
        "crcl_cg_mL_min": _round(case.kidney.crcl, 1),
        "corrected_calcium_mg_dL": _round(
            corrected_calcium(labs.calcium_mg_dL, labs.albumin_g_dL), 2
        ),
    }


def _lines(case: CaseReading) -> Values:
    lines = case.lines
    found: Values = {
        "count": lines.count,
        "min": lines.min,
        "regimen_ids": [[course.id for course in line.courses] for line in lines.lines],
    }
    if lines.count_alt is not None:
        found["count_alt"] = lines.count_alt
    return found


def _exposure(case: CaseReading) -> Values:
    found = exposure_brief(case)
    return {
        "drugs": {drug.drug: EXPOSURE_WORDS[drug.refractory] for drug in found.drugs},
        "triple_class_exposed": found.triple_class_exposed,
        "triple_class_refractory": found.triple_class_refractory,
        "penta_exposed": found.penta_exposed,
        "penta_refractory": found.penta_refractory,
        "primary_refractory": found.primary_refractory,
    }


def _time(case: CaseReading) -> Values:
    found = case.times
    return {
        "months_L1start_to_PD1": _months(found.l1_start_to_pd),
        "months_lastASCTinL1_to_PD1": _months(found.l1_transplant_to_pd),
        "L1_treatment_free_interval_months": _months(found.l1_free_interval),
        "per_line_start_to_PD_months": [_months(days) for days in found.per_line],
    }


def _risk(case: CaseReading) -> Values:
    genetics, labs = case.facts.genetics, case.facts.labs_diagnosis
    possible, ldh = stages(case)
    points = r2_iss(possible, genetics.del17p, ldh, genetics.t4_14, gain_1q(genetics))
    return {
        "iss": iss(labs.b2m_mg_L, labs.albumin_g_dL),
        "r_iss": r_iss(possible, high_risk_r_iss(genetics), ldh),
        "r2_iss": {
            "points": points.points,
            "min": points.min,
            "max": points.max,
            "stage": points.stage,
        },
        "ims_imwg_2025": case.ims.group,
        "ims_criteria": dict(case.ims.criteria),
        "imwg_2016_high_risk_ca": high_risk_2016(genetics),
        "functional_high_risk_18_12": case.times.early_18_12,
        "functional_high_risk_24": case.times.early_24,
        "plasma_cell_leukemia": plasma_cell_leukaemia(case.facts),
        "extramedullary": case.facts.imaging.extramedullary,
    }


def _relapse(case: CaseReading) -> Values:
    answer, progress = case.relapse, case.progression
    return {
        "pd": progress.pd,
        "pd_criteria": sorted(row.id for row in progress.rows if row.met is True),
        "confirmed": progress.confirmed,
        "clinical_features": _true(answer.clinical),
        "significant_biochemical": _true(answer.biochemical),
        "type": answer.type,
        "treatment_trigger": answer.treatment_trigger,
    }


def _health(case: CaseReading) -> Values:
    frailty, simple = case.imwg_frailty, case.simplified_frailty
    return {
        "imwg_frailty": {"score": frailty.score, "min": frailty.min, "cat": frailty.category},
        "simplified_frailty": {"score": simple.score, "cat": simple.category},
        "hct_ci": case.hct_ci.score,
    }


def _eligibility(case: CaseReading) -> Values:
    wanted = assessed_ids(case.facts.jurisdiction)
    return {option.id: _verdict(option) for option in options(case) if option.id in wanted}


def _verdict(option: Option) -> Values:
    found: Values = {"verdict": option.verdict, "deciding": list(option.deciding)}
    if option.also_unknown:
        found["also_unknown"] = list(option.also_unknown)
    return found


def _true(signs: dict[str, Truth]) -> list[str]:
    return sorted(name for name, met in signs.items() if met is True)


def _months(days: Days | None) -> float | None:
    return None if days is None else _round(days.months, 1)


def _round(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)
