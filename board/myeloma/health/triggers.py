"""When each caution, supportive flag and prerequisite is shown; texts in rules/cautions.toml.

A trigger fires only when it is known to be true, except where a missing document is itself the
reason (hepatitis B screening, dental check).
"""

from collections.abc import Mapping
from types import MappingProxyType

from board.myeloma.ahead import dated_ahead, in_words
from board.myeloma.dates import Span, days_between, not_after, span, span_or_none
from board.myeloma.disease.immunoglobulin import igg_of
from board.myeloma.health.sequencing import SEQUENCING, redirected
from board.myeloma.health.trigger import Trigger
from board.myeloma.kleene import Truth, above, all_of, any_of, at_least, below, negate
from board.myeloma.reading import CaseReading
from board.myeloma.risk import plasma_cell_leukaemia

IGG_LOW = 400.0  # mg/dL, polyclonal (INF1:V)
SEVERE_INFECTIONS = 2  # in 12 months (INF1:V)
DAYS_COVERED_LOW = 80.0  # % of days: less is non-adherence by usual convention (BOARD:PC)
ANC_WITHHOLD = 0.5  # x10^9/L (INF3:V)
MELPHALAN_140_ABOVE_AGE = 70  # years (BOARD:PC)
DLCO_DESIRABLE = 50.0  # % of expected (BOARD:PC)
HCT_CI_HIGH = 3  # points (SOR15:V)
GENETICS_OLD_DAYS = 60  # before the progression (BOARD:PC)


def _crcl(case: CaseReading) -> float | None:
    return case.kidney.for_rules


def _crcl_under_30(case: CaseReading) -> Truth:
    return below(_crcl(case), 30)


def _crcl_30_to_40(case: CaseReading) -> Truth:
    return all_of([at_least(_crcl(case), 30), below(_crcl(case), 40)])


def _platelets(case: CaseReading) -> float | None:
    return case.facts.labs_current.platelets_e9_L


def _platelets_50_to_75(case: CaseReading) -> Truth:
    return all_of([at_least(_platelets(case), 50), below(_platelets(case), 75)])


def _platelets_under_50(case: CaseReading) -> Truth:
    return below(_platelets(case), 50)


def _lvef(case: CaseReading) -> float | None:
    return case.facts.health.lvef_pct


def _lvef_40_to_49(case: CaseReading) -> Truth:
    return all_of([at_least(_lvef(case), 40), below(_lvef(case), 50)])


def _carfilzomib_failed_alone(case: CaseReading) -> Truth:
    ask = case.treatment.refractory
    return all_of([ask("carfilzomib").truth, negate(ask("bortezomib").truth)])


def _ecog_2(case: CaseReading) -> Truth:
    return None if case.facts.patient.ecog is None else case.facts.patient.ecog == 2


def _frail(case: CaseReading) -> Truth:
    return None if case.imwg_frailty.category is None else case.imwg_frailty.category == "frail"


def _not_taken(case: CaseReading) -> Truth:
    for given in case.facts.regimens:
        if given.stop_reason == "non_adherence" or below(given.adherence_pdc_pct, DAYS_COVERED_LOW):
            return True
    return False


def _hbv_positive(case: CaseReading) -> Truth:
    return any_of([case.facts.hbv.hbsag, case.facts.hbv.anti_hbc])


def _hbv_unscreened(case: CaseReading) -> Truth:
    hbv = case.facts.hbv
    known = hbv.hbsag is not None and hbv.anti_hbc is not None
    return not known and not (hbv.hbsag or hbv.anti_hbc)


def _hbv_antiviral(case: CaseReading) -> Truth:
    return any_of([case.facts.hbv.hbsag, case.facts.hbv.dna_detectable])


def _immunoglobulin(case: CaseReading) -> Truth:
    health = case.facts.health
    low = all_of([below(igg_of(case.facts)[0], IGG_LOW), redirected(case)])
    infections = at_least(health.severe_infections, SEVERE_INFECTIONS)
    return any_of([low, infections, health.life_threatening_infection])


def _needs_palliative(case: CaseReading) -> Truth:
    return any_of([_frail(case), at_least(case.facts.patient.ecog, 3)])


def _woman_under_50(case: CaseReading) -> Truth:
    who = case.facts.patient
    return all_of([None if who.sex is None else who.sex == "F", below(who.age, 50)])


def _hct_ci_high(case: CaseReading) -> Truth:
    if case.hct_ci.min < HCT_CI_HIGH and case.hct_ci.score is None:
        return None
    return case.hct_ci.min >= HCT_CI_HIGH


def _genetics_older(case: CaseReading) -> Truth:
    taken = span_or_none(case.facts.genetics.date)
    progressed = case.progression.on
    if taken is None or progressed is None:
        return None
    relapse_began = Span(progressed, progressed)
    earlier = days_between(taken, relapse_began).least > GENETICS_OLD_DAYS
    return earlier and not_after(taken, span(case.facts.as_of)) is True


def _always(_: CaseReading) -> Truth:
    return True


_CREATININE = ("labs_current.creatinine_mg_dL", "health.dialysis")
_HBV = ("hbv.hbsag", "hbv.anti_hbc", "hbv.dna_detectable")

TRIGGERS: Mapping[str, Trigger] = MappingProxyType(
    {
        **SEQUENCING,
        "CrCl_30_40_below_pivotal_CART_trials": Trigger(
            "creatinine clearance 30 to under 40 mL/min, no dialysis", _crcl_30_to_40, _CREATININE
        ),
        "CrCl_lt30_ASCT_melphalan140": Trigger(
            "creatinine clearance under 30 mL/min or dialysis", _crcl_under_30, _CREATININE
        ),
        "dialysis_regimen_review": Trigger(
            "on dialysis", lambda case: case.facts.health.dialysis, ("health.dialysis",)
        ),
        "ECOG2_outside_pivotal_CART_trials": Trigger("ECOG 2", _ecog_2, ("patient.ecog",)),
        "frail_dose_adapt": Trigger("frail by the IMWG index", _frail, ("patient.age",)),
        "LVEF_lt40_cardiac_review": Trigger(
            "ejection fraction under 40 %",
            lambda case: below(_lvef(case), 40),
            ("health.lvef_pct",),
        ),
        "platelets_50_75_below_many_trials": Trigger(
            "platelets 50 to under 75 x10^9/L",
            _platelets_50_to_75,
            ("labs_current.platelets_e9_L",),
        ),
        "platelets_lt50_pom_len_start": Trigger(
            "platelets under 50 x10^9/L", _platelets_under_50, ("labs_current.platelets_e9_L",)
        ),
        "carfilzomib_refractory_bortezomib_reuse": Trigger(
            "refractory to carfilzomib, not to bortezomib", _carfilzomib_failed_alone
        ),
        "no_treatment_trigger": Trigger(
            "neither clinical nor significant biochemical relapse",
            lambda case: negate(case.relapse.treatment_trigger),
        ),
        "functional_high_risk": Trigger(
            "under 18 months from start of line 1, or under 12 from its transplant",
            lambda case: case.times.early_18_12,
        ),
        "prior_non_adherence": Trigger(
            "a regimen was not taken: stopped for that, or under 80 % of days covered", _not_taken
        ),
        "PCL_excluded_from_pivotal_CART_trials": Trigger(
            "5 % or more circulating plasma cells",
            lambda case: plasma_cell_leukaemia(case.facts),
            ("labs_current.circulating_pc_pct",),
        ),
        "EMD_lower_response_rates": Trigger(
            "extramedullary disease",
            lambda case: case.facts.imaging.extramedullary,
            ("imaging.extramedullary",),
        ),
        "HBV_positive_serology_prophylaxis_and_monitoring": Trigger(
            "HBsAg or anti-HBc positive", _hbv_positive, _HBV
        ),
        "active_infection": Trigger(
            "active infection",
            lambda case: case.facts.health.active_infection,
            ("health.active_infection",),
        ),
        "LVEF_40_49": Trigger("ejection fraction 40 to 49 %", _lvef_40_to_49, ("health.lvef_pct",)),
        "HCT_CI_ge3": Trigger("HCT-CI 3 or more", _hct_ci_high, ("patient.hctci_items",)),
        "carfilzomib_age_ge75": Trigger(
            "age 75 or over", lambda case: at_least(case.facts.patient.age, 75), ("patient.age",)
        ),
        "CrCl_lt30_bispecific": Trigger(
            "creatinine clearance under 30 mL/min or dialysis", _crcl_under_30, _CREATININE
        ),
        "ANC_lt0.5_bispecific": Trigger(
            "neutrophils under 0.5 x10^9/L",
            lambda case: below(case.facts.labs_current.anc_e9_L, ANC_WITHHOLD),
            ("labs_current.anc_e9_L",),
        ),
        "DLCO_lt50": Trigger(
            "diffusing capacity under 50 %",
            lambda case: below(case.facts.health.dlco_pct, DLCO_DESIRABLE),
            ("health.dlco_pct",),
        ),
        "age_gt70_melphalan140": Trigger(
            "over 70 years old",
            lambda case: above(case.facts.patient.age, MELPHALAN_140_ABOVE_AGE),
            ("patient.age",),
        ),
        "CNS_involvement_bispecific": Trigger(
            "central nervous system involved",
            lambda case: case.facts.health.cns_involvement,
            ("health.cns_involvement",),
        ),
        "light_chain_ratio_in_renal_impairment": Trigger(
            "eGFR under 60", lambda case: below(case.kidney.egfr, 60), _CREATININE
        ),
        "genetics_may_have_changed": Trigger(
            "genetic sample more than 60 days before this progression", _genetics_older
        ),
        "line_count_depends_on_reading": Trigger(
            "the 2011 and 2015 readings count the lines differently",
            lambda case: case.lines.count_alt is not None,
        ),
        "dated_after_the_case": Trigger(
            "a date that lies after the day of the case",
            lambda case: bool(dated_ahead(case.facts)),
            told=lambda case: in_words(dated_ahead(case.facts)),
        ),
        "HBV_screen_needed": Trigger(
            "HBsAg and anti-HBc not both known, neither positive", _hbv_unscreened, _HBV
        ),
        "IgG_replacement_consider": Trigger(
            "polyclonal IgG under 400 mg/dL after T-cell redirection, or two severe infections",
            _immunoglobulin,
            ("labs_current.igg_polyclonal_mg_dL",),
        ),
        "zoledronate_contraindicated_use_denosumab": Trigger(
            "creatinine clearance under 30 mL/min or dialysis", _crcl_under_30, _CREATININE
        ),
        "denosumab_hypocalcaemia_monitoring": Trigger(
            "creatinine clearance under 30 mL/min or dialysis", _crcl_under_30, _CREATININE
        ),
        "dental_check_before_bone_agent": Trigger(
            "no dental check documented",
            lambda case: case.facts.health.dental_check_done is not True,
        ),
        "palliative_and_geriatric_referral": Trigger(
            "frail by the IMWG index, or ECOG 3 or more", _needs_palliative, ("patient.ecog",)
        ),
        "fertility_and_pregnancy_prevention": Trigger(
            "woman under 50", _woman_under_50, ("patient.age", "patient.sex")
        ),
        "neuropathy_ge2": Trigger(
            "neuropathy grade 2 or more",
            lambda case: at_least(case.facts.health.pn_grade, 2),
            ("health.pn_grade",),
        ),
        "adherence_support": Trigger(
            "a regimen was not taken: stopped for that, or under 80 % of days covered", _not_taken
        ),
        "HBV_antiviral_before_first_dose": Trigger(
            "HBsAg positive or HBV DNA detectable", _hbv_antiviral, _HBV
        ),
        "HBV_screen_before_first_dose": Trigger(
            "HBsAg and anti-HBc not both known, neither positive", _hbv_unscreened, _HBV
        ),
        "red_cell_phenotype": Trigger("an anti-CD38 antibody is planned", _always),
        "eye_examination": Trigger("belantamab mafodotin is planned", _always),
        "pregnancy_test_and_contraception": Trigger("a teratogenic drug is planned", _always),
        "caregiver_and_proximity": Trigger("a T-cell-redirecting therapy is planned", _always),
        "adherence_plan": Trigger(
            "a regimen was not taken: stopped for that, or under 80 % of days covered", _not_taken
        ),
        "organ_function_for_allo": Trigger("an allogeneic transplant is considered", _always),
        "transplant_conditions": Trigger("a transplant is considered", _always),
    }
)
