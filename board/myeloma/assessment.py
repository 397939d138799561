"""The assessment of a case as plain JSON values (format assessment/1), for tests and other systems.

Every answer carries its trace: rule, inputs, comparison and source, as values (telling/traces.py).
Numbers are rounded for show only; every threshold was compared on the unrounded value.
"""

from typing import Any

from board.myeloma.dates import Days
from board.myeloma.eligibility.judging import Decision, Ledger, Plan, read_off
from board.myeloma.eligibility.options import RuleSet, rule_set
from board.myeloma.eligibility.overrides import Override
from board.myeloma.facts import CaseFacts
from board.myeloma.health.cautions import published
from board.myeloma.health.kidney import corrected_calcium
from board.myeloma.kleene import Truth
from board.myeloma.reading import CaseReading
from board.myeloma.risk import (
    gain_1q,
    high_risk_2016,
    high_risk_r_iss,
    plasma_cell_leukaemia,
    r2_iss,
    r_iss,
    sure,
)
from board.myeloma.telling.brief_risk import stages
from board.myeloma.telling.traces import Traces

EXPOSURE_WORDS: dict[Truth, str] = {
    True: "refractory",
    False: "exposed_not_refractory",
    None: "unknown",
}

Values = dict[str, Any]


class Assessment(dict[str, Any]):
    """The assessment as assessment/1; *traces* tell of each answer how it came about."""

    traces: Traces


def assess(facts: CaseFacts, own: tuple[Override, ...] = ()) -> Assessment:
    """Return the whole assessment of *facts*; unknown is null, lists of ids have no order.

    *own* are the thresholds a board set itself.
    """
    case, rules = CaseReading(facts), rule_set(facts.jurisdiction, own)
    plan = rules.plan(facts.as_of)
    ledger = Ledger(plan, case)
    found = Assessment(
        calc=_calc(case),
        lines=_lines(case),
        exposure=_exposure(case),
        time=_time(case),
        risk=_risk(case),
        relapse=_relapse(case),
        health=_health(case),
        eligibility=_eligibility(rules, plan, ledger),
        cautions=published("caution", case),
        supportive=published("supportive", case),
    )
    found.traces = Traces(case, found, rules, plan, ledger)
    return found


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
    ask = case.treatment
    return {
        "drugs": {drug: EXPOSURE_WORDS[ask.refractory(drug).truth] for drug in ask.drugs},
        "triple_class_exposed": ask.label_exposed("triple"),
        "triple_class_refractory": ask.label_refractory("triple"),
        "penta_exposed": ask.label_exposed("penta"),
        "penta_refractory": ask.label_refractory("penta"),
        "primary_refractory": ask.primary_refractory(),
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
    genetics = case.genetics_staged
    possible, ldh = stages(case)
    points = r2_iss(possible, genetics.del17p, ldh, genetics.t4_14, gain_1q(genetics))
    return {
        "iss": sure(possible),
        "r_iss": r_iss(possible, high_risk_r_iss(genetics), ldh),
        "r2_iss": {
            "points": points.points,
            "min": points.min,
            "max": points.max,
            "stage": points.stage,
        },
        "ims_imwg_2025": case.ims.group,
        "ims_criteria": dict(case.ims.criteria),
        "imwg_2016_high_risk_ca": high_risk_2016(case.genetics),
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


def _eligibility(rules: RuleSet, plan: Plan, ledger: Ledger) -> Values:
    wanted, found = rules.assessed, read_off(plan, ledger)
    return {name: _verdict(one) for name, one in found.items() if name in wanted}


def _verdict(decision: Decision) -> Values:
    verdict, deciding, also_unknown = decision
    if also_unknown:
        return {"verdict": verdict, "deciding": [*deciding], "also_unknown": [*also_unknown]}
    return {"verdict": verdict, "deciding": [*deciding]}


def _true(signs: dict[str, Truth]) -> list[str]:
    return sorted(name for name, met in signs.items() if met is True)


def _months(days: Days | None) -> float | None:
    return None if days is None else _round(days.months, 1)


def _round(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)
