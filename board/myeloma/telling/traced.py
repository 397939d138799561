"""What the answers of an assessment rest on: rule, facts and answers looked at, comparisons.

One row for each answer that is worked out in Python; its rule stands in rules/rulebook.toml, its
thresholds are those of the module that computes it. Criteria and cautions are rows of rule files.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from board.myeloma import risk
from board.myeloma.disease import relapse, response
from board.myeloma.eligibility.judgement import HISTORY
from board.myeloma.eligibility.judgement_organs import EGFR_FACTS, NOT_COMPUTED, RATE_FACTS
from board.myeloma.health import frailty
from board.myeloma.treatment import refractoriness, timing


class Compared(NamedTuple):
    """One comparison: what with, how, and the threshold; no number where it is yes or no."""

    what: str
    operator: str
    number: float | None = None
    unit: str = ""


class Stated(NamedTuple):
    """One answer: its rule, what it looks at by path, and what is compared."""

    rule: str
    looks: tuple[str, ...]
    compared: tuple[Compared, ...] = ()


def _least(what: str, number: float, unit: str = "") -> Compared:
    return Compared(what, "at least", number, unit)


def _under(what: str, number: float, unit: str = "") -> Compared:
    return Compared(what, "under", number, unit)


_LABS, _FIRST, _GENES, _WHO = "labs_current", "labs_diagnosis", "genetics", "patient"
_B2M, _ALBUMIN = f"{_FIRST}.b2m_mg_L", f"{_FIRST}.albumin_g_dL"
_ISS = (_B2M, _ALBUMIN)
_LDH = (f"{_FIRST}.ldh_U_L", f"{_FIRST}.ldh_uln_U_L")
_HIGH_RISK = tuple(f"{_GENES}.{name}" for name in ("t4_14", "t14_16", "t14_20", "del17p", "cn1q"))
_TP53 = f"{_GENES}.tp53_mut"
_CLONE = (f"{_GENES}.del17p_ccf_pct", f"{_GENES}.monosomy17_ccf_pct")
_ON = "progression.on"
_GIVEN = (*HISTORY, _ON)
_INTERVALS = ("times.l1_start_to_pd", "times.l1_transplant_to_pd")
_FIRST_LINE = (*HISTORY, *_INTERVALS)
_MEASURED = ("series", *HISTORY)
_ATTRIBUTED = "crab_attributable_to_myeloma"
_ISS_LIMITS = (
    _under("beta-2 microglobulin", risk.B2M_STAGE_I_BELOW, "mg/L"),
    _least("beta-2 microglobulin", risk.B2M_STAGE_III, "mg/L"),
    _least("albumin", risk.ALBUMIN_STAGE_I, "g/dL"),
)
_LDH_LIMIT = Compared("lactate dehydrogenase", "over the upper limit of the laboratory")
_GAIN = _least("copies of 1q", risk.GAIN_COPIES)
_CLONE_LIMIT = _least("cells with del(17p)", risk.CCF_HIGH_RISK, "%")
_SHARE = _least("rise", response.RISE_SHARE, "of the nadir")
_AGE, _CCI = f"{_WHO}.age", f"{_WHO}.cci"
_SIXTY = Compared("last dose to progression", "at most", refractoriness.REFRACTORY_DAYS, "days")


def _rise(number: float, unit: str, operator: str = "at least") -> tuple[Compared, ...]:
    return Compared("rise over the nadir", operator, number, unit), _SHARE


def _imaged(name: str) -> Stated:
    return Stated(f"pd_{name}", (f"imaging.{name}",))


def _sign(name: str, looks: tuple[str, ...], *compared: Compared) -> Stated:
    return Stated(f"clinical_{name}", looks, compared)


def _fall(part: str) -> tuple[str, ...]:
    names = (part, f"{part}_at_best_response", f"{part}_at_line_start")
    unit = "_g_dL" if part == "hb" else "_mg_dL"
    return (*(f"{_LABS}.{name}{unit}" for name in names), _ATTRIBUTED)


_CLINICAL = {
    "new_bone_lesion": _sign("new_bone_lesion", ("imaging.new_bone_lesion",)),
    "new_plasmacytoma": _sign("new_plasmacytoma", ("imaging.new_plasmacytoma",)),
    "lesion_growth_50pct": _sign(
        "lesion_growth_50pct",
        ("imaging.lesion_growth_50pct", "imaging.lesion_growth_cm"),
        _least("growth", relapse.LESION_GROWTH_CM, "cm"),
    ),
    "hypercalcaemia": _sign(
        "hypercalcaemia",
        (f"{_LABS}.calcium_mg_dL", f"{_LABS}.albumin_g_dL", _ATTRIBUTED),
        Compared("corrected calcium", "over", relapse.CALCIUM_HIGH, "mg/dL"),
    ),
    "hb_drop_ge2": _sign(
        "hb_drop_ge2", _fall("hb"), _least("fall of haemoglobin", relapse.HB_FALL, "g/dL")
    ),
    "creat_rise_ge2": _sign(
        "creat_rise_ge2",
        _fall("creatinine"),
        _least("rise of creatinine", relapse.CREATININE_RISE, "mg/dL"),
    ),
    "hb_under_10": _sign(
        "hb_under_10",
        (f"{_LABS}.hb_g_dL", _ATTRIBUTED),
        _under("haemoglobin", relapse.HB_LOW, "g/dL"),
    ),
    "hyperviscosity": _sign("hyperviscosity", (f"{_LABS}.hyperviscosity",)),
}
_BIOCHEMICAL = {
    "doubling_2mo": Stated(
        "biochemical_doubling_2mo",
        ("series",),
        (
            Compared("doubling", "at most", relapse.DOUBLING_WITHIN_DAYS, "days"),
            _least("from", relapse.DOUBLING_FROM, "g/dL"),
        ),
    ),
    "serum_abs_ge_1": Stated(
        "biochemical_serum_abs_ge_1",
        ("series",),
        (_least("rise, twice in a row", relapse.SERUM_RISE, "g/dL"),),
    ),
    "urine_abs_ge_500": Stated(
        "biochemical_urine_abs_ge_500",
        ("series",),
        (_least("rise, twice in a row", relapse.URINE_RISE, "mg/24 h"),),
    ),
    "iflc_ge_200": Stated(
        "biochemical_iflc_ge_200",
        ("series", "disease.involved_flc"),
        (
            _least("rise, twice in a row", relapse.FLC_RISE, "mg/L"),
            _least("rise", relapse.FLC_SHARE, "of the nadir"),
        ),
    ),
}
_PROGRESSION = {
    "serum_m": Stated("pd_serum_m", _MEASURED, _rise(response.SERUM_RISE, "g/dL")),
    "urine_m": Stated("pd_urine_m", _MEASURED, _rise(response.URINE_RISE, "mg/24 h")),
    "dflc": Stated(
        "pd_dflc",
        (*_MEASURED, "disease.involved_flc"),
        _rise(response.DFLC_RISE, "mg/L", "over"),
    ),
    "bm_pc": Stated("pd_bm_pc", _MEASURED, _rise(response.MARROW_RISE, "points of percent")),
    "new_bone_lesion": _imaged("new_bone_lesion"),
    "new_plasmacytoma": _imaged("new_plasmacytoma"),
    "lesion_growth_50pct": _imaged("lesion_growth_50pct"),
    "circulating_pc": Stated(
        "pd_circulating_pc",
        _MEASURED,
        (_least("value", response.CIRCULATING_LEAST, "per microlitre"),),
    ),
}
_EARLY = (
    _under("start of line 1 to progression", timing.EARLY_FROM_START, "months"),
    _under("transplant in line 1 to progression", timing.EARLY_FROM_TRANSPLANT, "months"),
)
_LABELLED = Stated("refractory_labels", _GIVEN)
_INTERVAL = Stated("line_intervals", _GIVEN)
_COUNTED = Stated("new_line", HISTORY)
_IMS_FACTS = (*_HIGH_RISK, _TP53, f"{_GENES}.del1p32", *_CLONE)
_D_FACTS = (_B2M, f"{_FIRST}.creatinine_mg_dL")
_D_LIMITS = (
    _least("beta-2 microglobulin", risk.B2M_STAGE_III, "mg/L"),
    _under("creatinine", risk.CREATININE_NORMAL_BELOW, "mg/dL"),
)


def _ims(*looks: str, compared: tuple[Compared, ...] = ()) -> Stated:
    return Stated("ims_imwg_2025_criteria", looks, compared)


_IGH = tuple(f"{_GENES}.{name}" for name in ("t4_14", "t14_16", "t14_20"))
_ONE = (f"{_GENES}.cn1q", f"{_GENES}.del1p32")

#: By the place of the answer in assessment/1.
STATEMENTS: Mapping[str, Stated] = MappingProxyType(
    {
        "calc.egfr_ckdepi2021": Stated("egfr", (*EGFR_FACTS, *NOT_COMPUTED)),
        "calc.crcl_cg_mL_min": Stated("creatinine_clearance", (*RATE_FACTS, *NOT_COMPUTED)),
        "calc.corrected_calcium_mg_dL": Stated(
            "corrected_calcium", (f"{_LABS}.calcium_mg_dL", f"{_LABS}.albumin_g_dL")
        ),
        "lines.count": _COUNTED,
        "lines.min": _COUNTED,
        "lines.count_alt": _COUNTED,
        "lines.regimen_ids": _COUNTED,
        "exposure.triple_class_exposed": _LABELLED,
        "exposure.triple_class_refractory": _LABELLED,
        "exposure.penta_exposed": _LABELLED,
        "exposure.penta_refractory": _LABELLED,
        "exposure.primary_refractory": Stated("refractory_terms", HISTORY),
        "time.months_L1start_to_PD1": _INTERVAL,
        "time.months_lastASCTinL1_to_PD1": _INTERVAL,
        "time.L1_treatment_free_interval_months": Stated("treatment_free_interval", _GIVEN),
        "time.per_line_start_to_PD_months": _INTERVAL,
        "risk.iss": Stated("iss", _ISS, _ISS_LIMITS),
        "risk.r_iss": Stated(
            "r_iss",
            (*_ISS, *_LDH, f"{_GENES}.del17p", f"{_GENES}.t4_14", f"{_GENES}.t14_16"),
            (*_ISS_LIMITS, _LDH_LIMIT),
        ),
        "risk.r2_iss": Stated(
            "r2_iss",
            (*_ISS, *_LDH, f"{_GENES}.del17p", f"{_GENES}.t4_14", f"{_GENES}.cn1q"),
            (*_ISS_LIMITS, _LDH_LIMIT, _GAIN),
        ),
        "risk.ims_imwg_2025": Stated(
            "ims_imwg_2025", (*_IMS_FACTS, *_D_FACTS), (_CLONE_LIMIT, _GAIN, *_D_LIMITS)
        ),
        "risk.ims_criteria.A_del17p_or_TP53": _ims(
            f"{_GENES}.del17p", *_CLONE, _TP53, compared=(_CLONE_LIMIT,)
        ),
        "risk.ims_criteria.B_IgH_plus_1q_or_1p": _ims(*_IGH, *_ONE, compared=(_GAIN,)),
        "risk.ims_criteria.C_1p32": _ims(*_ONE, compared=(_GAIN,)),
        "risk.ims_criteria.D_b2m": _ims(*_D_FACTS, compared=_D_LIMITS),
        "risk.imwg_2016_high_risk_ca": Stated(
            "imwg_2016",
            (*_HIGH_RISK, _TP53, f"{_GENES}.del13_metaphase", f"{_GENES}.gep_high_risk"),
            (_GAIN,),
        ),
        "risk.functional_high_risk_18_12": Stated("early_relapse", _FIRST_LINE, _EARLY),
        "risk.functional_high_risk_24": Stated(
            "early_either_24", _FIRST_LINE, (_under("either", timing.EARLY_EITHER, "months"),)
        ),
        "risk.plasma_cell_leukemia": Stated(
            "plasma_cell_leukaemia",
            (f"{_LABS}.circulating_pc_pct",),
            (_least("circulating plasma cells", risk.PCL_CIRCULATING, "%"),),
        ),
        "risk.extramedullary": Stated("extramedullary", ("imaging.extramedullary",)),
        "relapse.pd": Stated("pd_date", (*_MEASURED, "progression.rows")),
        "relapse.confirmed": Stated("pd_confirmed", (*_MEASURED, "progression.rows")),
        "relapse.type": Stated("need_to_treat", ("relapse.clinical", "relapse.biochemical")),
        "relapse.treatment_trigger": Stated(
            "need_to_treat", ("relapse.clinical", "relapse.biochemical")
        ),
        **{f"relapse.pd_criteria.{name}": one for name, one in _PROGRESSION.items()},
        **{f"relapse.clinical_features.{name}": one for name, one in _CLINICAL.items()},
        **{f"relapse.significant_biochemical.{name}": one for name, one in _BIOCHEMICAL.items()},
        "health.imwg_frailty": Stated(
            "imwg_frailty",
            (_AGE, f"{_WHO}.adl", f"{_WHO}.iadl", _CCI),
            (_least("points for frail", frailty.FRAIL_FROM),),
        ),
        "health.simplified_frailty": Stated(
            "simplified_frailty",
            (_AGE, _CCI, f"{_WHO}.ecog"),
            (_least("points for frail", frailty.FRAIL_FROM),),
        ),
        "health.hct_ci": Stated("hct_ci", (f"{_WHO}.hctci_items",)),
    }
)
#: What says of each drug whether it failed.
REFRACTORY = Stated("refractory", _GIVEN, (_SIXTY,))
#: What cautions look at that name no fact: answers; the rest look at the treatment history.
FLAGGED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "functional_high_risk": _INTERVALS,
        "no_treatment_trigger": ("relapse.clinical", "relapse.biochemical"),
        "genetics_may_have_changed": ("genetics.date", _ON),
        "dental_check_before_bone_agent": ("health.dental_check_done",),
    }
)
