"""Staging and risk groups as the brief shows them.

Sources: as in risk.py. Staging scores use values at diagnosis and are not validated at relapse.
"""

from board.myeloma.genome.samples import staged_on
from board.myeloma.kleene import Truth, any_of, at_least
from board.myeloma.reading import CaseReading
from board.myeloma.risk import (
    CCF_HIGH_RISK,
    PCL_CIRCULATING_OLD,
    R2_STAGES,
    R2Iss,
    del17p_large,
    gain_1q,
    high_risk_2016,
    high_risk_r_iss,
    iss_possible,
    ldh_high,
    plasma_cell_leukaemia,
    r2_iss,
    r_iss,
    sure,
    tp53_biallelic,
)
from board.myeloma.risk_schemes import hits, imwg_2014, young_at_diagnosis
from board.myeloma.rulebook import ground
from board.myeloma.telling.brief import Input, Risk, Score
from board.myeloma.telling.brief_genes import genetic_input
from board.myeloma.words import NOT_KNOWN, show

ROMAN = {1: "I", 2: "II", 3: "III"}
DIAGNOSIS = "values at diagnosis; not validated at relapse"
IMS_WORDS = {
    "A_del17p_or_TP53": f"del(17p) in {CCF_HIGH_RISK:g} % of cells or more, or TP53 mutation",
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
    at_first = case.genetics_staged
    possible, ldh = stages(case)
    points = r2_iss(possible, at_first.del17p, ldh, at_first.t4_14, gain_1q(at_first))
    return Risk(
        iss=_iss(case, possible),
        r_iss=_r_iss(case, possible, ldh),
        r2_iss=_score(
            "r2_iss",
            "R2-ISS",
            points.stage,
            _r2_shown(points),
            _staged(case),
            _inputs(
                case,
                "labs_diagnosis.b2m_mg_L",
                "labs_diagnosis.albumin_g_dL",
                "labs_diagnosis.ldh_U_L",
                "genetics.del17p",
                "genetics.t4_14",
                "genetics.cn1q",
            ),
        ),
        r2_points=points.points,
        r2_min=points.min,
        r2_max=points.max,
        ims_imwg_2025=_ims(case),
        ims_criteria=tuple((k, IMS_WORDS[k], v) for k, v in case.ims.criteria.items()),
        imwg_2016=_truth_score(
            "imwg_2016",
            "IMWG 2016 high-risk aberration",
            high_risk_2016(case.genetics),
            _inputs(case, *_IMWG_2016),
        ),
        plasma_cell_leukaemia=_leukaemia(case),
        extramedullary=_truth_score(
            "extramedullary",
            "Extramedullary disease",
            case.facts.imaging.extramedullary,
            _inputs(case, "imaging.extramedullary"),
            "paramedullary growth does not count" if case.facts.imaging.paramedullary else "",
        ),
        high_risk=any_of([{"high": True, "standard": False}.get(case.ims.group)]),
        further=(_imwg_2014(case, possible), _msmart(case), *_paramedullary(case)),
    )


_IMWG_2016 = (
    "genetics.t4_14",
    "genetics.t14_16",
    "genetics.t14_20",
    "genetics.del17p",
    "genetics.cn1q",
    "genetics.tp53_mut",
)


def _staged(case: CaseReading) -> str:
    sample = staged_on(case.facts)
    return f"{DIAGNOSIS}; {sample}" if sample else DIAGNOSIS


def _leukaemia(case: CaseReading) -> Score:
    share = case.facts.labs_current.circulating_pc_pct
    older = f"also by the older definition ({PCL_CIRCULATING_OLD:g} % or more)"
    return _truth_score(
        "plasma_cell_leukaemia",
        "Plasma cell leukaemia",
        plasma_cell_leukaemia(case.facts),
        _inputs(case, "labs_current.circulating_pc_pct"),
        older if at_least(share, PCL_CIRCULATING_OLD) else "",
    )


def _paramedullary(case: CaseReading) -> tuple[Score, ...]:
    beside_bone = case.facts.imaging.paramedullary
    if beside_bone is None:
        return ()
    return (
        _truth_score(
            "paramedullary",
            "Paramedullary disease",
            beside_bone,
            (_seen_beside_bone(case),),
        ),
    )


def _seen_beside_bone(case: CaseReading) -> Input:
    imaging = case.facts.imaging
    return Input("Paramedullary disease", show(imaging.paramedullary), "", imaging.date)


def _imwg_2014(case: CaseReading, possible: frozenset[int]) -> Score:
    found = case.genetics_staged
    young = young_at_diagnosis(case.facts)
    group = imwg_2014(possible, found.t4_14, found.del17p, gain_1q(found), young)
    return _score(
        "imwg_2014",
        "IMWG 2014",
        group,
        f"{group.capitalize()} risk" if group else NOT_KNOWN,
        _staged(case),
        _inputs(
            case,
            "labs_diagnosis.b2m_mg_L",
            "labs_diagnosis.albumin_g_dL",
            "genetics.t4_14",
            "genetics.del17p",
            "genetics.cn1q",
            "patient.age",
        ),
    )


def _msmart(case: CaseReading) -> Score:
    found = case.genetics
    told = hits(found)
    notes = [", ".join(told.present)] if told.present else []
    if tp53_biallelic(found):
        notes.append("both copies of TP53 hit: double-hit by Walker 2019")
    if told.unknown:
        notes.append(f"not tested: {', '.join(told.unknown)}")
    return Score(
        "msmart",
        "mSMART (versions differ)",
        told.words or None,
        told.words or NOT_KNOWN,
        "; ".join(notes),
        ground("msmart", _inputs(case, *_IMWG_2016)),
    )


def _iss(case: CaseReading, possible: frozenset[int]) -> Score:
    stage = sure(possible)
    return _score(
        "iss",
        "ISS",
        ROMAN[stage] if stage else None,
        _either(possible),
        DIAGNOSIS,
        _inputs(case, "labs_diagnosis.b2m_mg_L", "labs_diagnosis.albumin_g_dL"),
    )


def _r2_shown(points: R2Iss) -> str:
    if len(points.stages) == len(R2_STAGES):
        return NOT_KNOWN
    span = show(points.min) if points.points is not None else f"{points.min:g} to {points.max:g}"
    return f"{' or '.join(points.stages)} ({span} points)"


def _r_iss(case: CaseReading, possible: frozenset[int], ldh: Truth) -> Score:
    risky = high_risk_r_iss(case.genetics_staged)
    stage = r_iss(possible, risky, ldh)
    return _score(
        "r_iss",
        "R-ISS",
        ROMAN[stage] if stage else None,
        ROMAN[stage] if stage else NOT_KNOWN,
        _staged(case),
        _inputs(
            case,
            "labs_diagnosis.b2m_mg_L",
            "labs_diagnosis.albumin_g_dL",
            "labs_diagnosis.ldh_U_L",
            "genetics.del17p",
            "genetics.t4_14",
            "genetics.t14_16",
        ),
    )


def _ims(case: CaseReading) -> Score:
    group, criteria = case.ims.group, case.ims.criteria
    notes = [IMS_WORDS[name] for name, met in criteria.items() if met is True]
    found = case.genetics
    only_tp53 = (
        found.tp53_mut is None
        and del17p_large(found) is False
        and all(met is False for name, met in criteria.items() if name != "A_del17p_or_TP53")
    )
    if group == "unknown":
        missing = [IMS_WORDS[name] for name, met in criteria.items() if met is None]
        notes = [NOT_SEQUENCED] if only_tp53 else [f"not known: {'; '.join(missing)}"]
    elif found.tp53_mut is None:
        notes.append("TP53 not sequenced")
    words = {"high": "High risk", "standard": "Standard risk", "unknown": "Not known"}
    return _score(
        "ims_imwg_2025",
        "IMS/IMWG 2025",
        None if group == "unknown" else group,
        words[group],
        "; ".join(notes),
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
    )


def _truth_score(
    name: str, label: str, truth: Truth, inputs: tuple[Input, ...], note: str = ""
) -> Score:
    value = None if truth is None else show(truth)
    return _score(name, label, value, value or NOT_KNOWN, note, inputs)


def _score(
    name: str, label: str, value: str | None, shown: str, note: str, inputs: tuple[Input, ...]
) -> Score:
    return Score(name, label, value, shown, note, ground(name, inputs))


def _either(possible: frozenset[int]) -> str:
    if len(possible) == len(ROMAN):
        return NOT_KNOWN
    return " or ".join(ROMAN[stage] for stage in sorted(possible))


def _inputs(case: CaseReading, *paths: str) -> tuple[Input, ...]:
    return tuple(genetic_input(case.facts, path) for path in paths)
