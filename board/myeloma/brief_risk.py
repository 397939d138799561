"""Staging and risk groups as the brief shows them.

Sources: as in risk.py. Staging scores use values at diagnosis and are not validated at relapse.
"""

from board.myeloma.brief import Ground, Input, Risk, Score
from board.myeloma.kleene import Truth, any_of
from board.myeloma.reading import CaseReading
from board.myeloma.risk import (
    R2_STAGES,
    R2Iss,
    gain_1q,
    high_risk_2016,
    high_risk_r_iss,
    iss,
    iss_possible,
    ldh_high,
    plasma_cell_leukaemia,
    r2_iss,
    r_iss,
)
from board.myeloma.sources import cite_all
from board.myeloma.words import NOT_KNOWN, input_of, show

ROMAN = {1: "I", 2: "II", 3: "III"}
DIAGNOSIS = "values at diagnosis; not validated at relapse"
IMS_WORDS = {
    "A_del17p_or_TP53": "del(17p) in 20 % of cells or more, or TP53 mutation",
    "B_IgH_plus_1q_or_1p": "t(4;14), t(14;16) or t(14;20) with 1q gain or del(1p32)",
    "C_1p32": "del(1p32) in one copy with 1q gain, or in both copies",
    "D_b2m": "beta-2 microglobulin 5.5 mg/L or more with creatinine under 1.2 mg/dL",
}
NOT_SEQUENCED = "no high-risk criterion on available data; TP53 not sequenced"


def stages(case: CaseReading) -> tuple[frozenset[int], Truth]:
    """Return the possible ISS stages and whether LDH was high at diagnosis."""
    labs = case.facts.labs_diagnosis
    possible = iss_possible(labs.b2m_mg_L, labs.albumin_g_dL)
    return possible, ldh_high(labs.ldh_U_L, labs.ldh_uln_U_L)


def risk_brief(case: CaseReading) -> Risk:
    """Return the staging scores and risk groups."""
    genetics = case.facts.genetics
    possible, ldh = stages(case)
    points = r2_iss(possible, genetics.del17p, ldh, genetics.t4_14, gain_1q(genetics))
    return Risk(
        iss=_iss(case, possible),
        r_iss=_r_iss(case, possible, ldh),
        r2_iss=_score(
            "r2_iss",
            "R2-ISS",
            points.stage,
            _r2_shown(points),
            DIAGNOSIS,
            "ISS II 1, III 1.5; del(17p) 1; LDH high 1; t(4;14) 1; 1q gain 0.5",
            _inputs(
                case,
                "labs_diagnosis.b2m_mg_L",
                "labs_diagnosis.albumin_g_dL",
                "labs_diagnosis.ldh_U_L",
                "genetics.del17p",
                "genetics.t4_14",
                "genetics.cn1q",
            ),
            "R2ISS:V",
        ),
        r2_points=points.points,
        r2_min=points.min,
        r2_max=points.max,
        ims_imwg_2025=_ims(case),
        ims_criteria=tuple((k, IMS_WORDS[k], v) for k, v in case.ims.criteria.items()),
        imwg_2016=_truth_score(
            "imwg_2016",
            "IMWG 2016 high-risk aberration",
            high_risk_2016(genetics),
            "t(4;14), t(14;16), t(14;20), del(17p), 1q gain or TP53 mutation",
            "SON16:M",
            _inputs(
                case,
                "genetics.t4_14",
                "genetics.t14_16",
                "genetics.t14_20",
                "genetics.del17p",
                "genetics.cn1q",
                "genetics.tp53_mut",
            ),
        ),
        plasma_cell_leukaemia=_truth_score(
            "plasma_cell_leukaemia",
            "Plasma cell leukaemia",
            plasma_cell_leukaemia(case.facts),
            "5 % or more plasma cells on the blood smear",
            "PCL21:V",
            _inputs(case, "labs_current.circulating_pc_pct"),
        ),
        extramedullary=_truth_score(
            "extramedullary",
            "Extramedullary disease",
            case.facts.imaging.extramedullary,
            "soft-tissue plasmacytoma not contiguous with bone",
            "BLADE22:M",
            _inputs(case, "imaging.extramedullary"),
        ),
        high_risk=any_of([{"high": True, "standard": False}.get(case.ims.group)]),
    )


def _iss(case: CaseReading, possible: frozenset[int]) -> Score:
    labs = case.facts.labs_diagnosis
    stage = iss(labs.b2m_mg_L, labs.albumin_g_dL)
    return _score(
        "iss",
        "ISS",
        ROMAN[stage] if stage else None,
        _either(possible),
        DIAGNOSIS,
        "I: B2M under 3.5 and albumin 3.5 or more; III: B2M 5.5 or more; II: the rest",
        _inputs(case, "labs_diagnosis.b2m_mg_L", "labs_diagnosis.albumin_g_dL"),
        "THEM:V",
    )


def _r2_shown(points: R2Iss) -> str:
    if len(points.stages) == len(R2_STAGES):
        return NOT_KNOWN
    span = show(points.min) if points.points is not None else f"{points.min:g} to {points.max:g}"
    return f"{' or '.join(points.stages)} ({span} points)"


def _r_iss(case: CaseReading, possible: frozenset[int], ldh: Truth) -> Score:
    risky = high_risk_r_iss(case.facts.genetics)
    stage = r_iss(possible, risky, ldh)
    return _score(
        "r_iss",
        "R-ISS",
        ROMAN[stage] if stage else None,
        ROMAN[stage] if stage else NOT_KNOWN,
        DIAGNOSIS,
        "I: ISS I, no high-risk aberration, LDH normal; III: ISS III with either; II: the rest",
        _inputs(
            case,
            "labs_diagnosis.b2m_mg_L",
            "labs_diagnosis.albumin_g_dL",
            "labs_diagnosis.ldh_U_L",
            "genetics.del17p",
            "genetics.t4_14",
            "genetics.t14_16",
        ),
        "THEM:V",
    )


def _ims(case: CaseReading) -> Score:
    group, criteria = case.ims.group, case.ims.criteria
    notes = [IMS_WORDS[name] for name, met in criteria.items() if met is True]
    only_tp53 = case.facts.genetics.tp53_mut is None and all(
        met is False for name, met in criteria.items() if name != "A_del17p_or_TP53"
    )
    if group == "unknown":
        missing = [IMS_WORDS[name] for name, met in criteria.items() if met is None]
        notes = [NOT_SEQUENCED] if only_tp53 else [f"not known: {'; '.join(missing)}"]
    words = {"high": "High risk", "standard": "Standard risk", "unknown": "Not known"}
    return _score(
        "ims_imwg_2025",
        "IMS/IMWG 2025",
        None if group == "unknown" else group,
        words[group],
        "; ".join(notes),
        "high when any of the four criteria A to D is met",
        _inputs(
            case,
            "genetics.del17p",
            "genetics.tp53_mut",
            "genetics.t4_14",
            "genetics.t14_16",
            "genetics.t14_20",
            "genetics.cn1q",
            "genetics.del1p32",
            "labs_diagnosis.b2m_mg_L",
            "labs_diagnosis.creatinine_mg_dL",
        ),
        "IMS25:V",
    )


def _truth_score(
    name: str, label: str, truth: Truth, rule: str, source: str, inputs: tuple[Input, ...]
) -> Score:
    value = None if truth is None else show(truth)
    return _score(name, label, value, value or NOT_KNOWN, "", rule, inputs, source)


def _score(
    name: str,
    label: str,
    value: str | None,
    shown: str,
    note: str,
    rule: str,
    inputs: tuple[Input, ...],
    source: str,
) -> Score:
    return Score(name, label, value, shown, note, Ground(rule, inputs, cite_all(source)))


def _either(possible: frozenset[int]) -> str:
    if len(possible) == len(ROMAN):
        return NOT_KNOWN
    return " or ".join(ROMAN[stage] for stage in sorted(possible))


def _inputs(case: CaseReading, *paths: str) -> tuple[Input, ...]:
    return tuple(input_of(case.facts, path) for path in paths)
