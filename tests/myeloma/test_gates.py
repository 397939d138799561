"""Cautions of the published list and the gates of the heart, each at its edge."""

from typing import Any

import pytest

from board.myeloma.eligibility.options import options
from board.myeloma.health.cautions import (
    PARTS,
    cautions,
    fired_ids,
    flags,
    published_ids,
    read_flags,
    told,
)
from board.myeloma.rulefiles import RuleFileError, parse
from tests.myeloma.cases import read, regimen

#: Clearance is 80 divided by creatinine: (140 - 60) x 72 / (72 x creatinine).
MAN = {"age": 60, "sex": "M", "weight_kg": 72}


def clearance(rate: float, **health: Any) -> dict[str, Any]:
    return {"patient": MAN, "labs_current": {"creatinine_mg_dL": 80 / rate}, "health": health}


@pytest.mark.parametrize(
    ("name", "parts", "fires"),
    [
        ("CrCl_30_40_below_pivotal_CART_trials", clearance(30), True),
        ("CrCl_30_40_below_pivotal_CART_trials", clearance(39.9), True),
        ("CrCl_30_40_below_pivotal_CART_trials", clearance(40), False),
        ("CrCl_30_40_below_pivotal_CART_trials", clearance(29.9), False),
        ("CrCl_30_40_below_pivotal_CART_trials", clearance(35, dialysis=True), False),
        ("CrCl_lt30_ASCT_melphalan140", clearance(29.9), True),
        ("CrCl_lt30_ASCT_melphalan140", clearance(30), False),
        ("CrCl_lt30_ASCT_melphalan140", {"health": {"dialysis": True}}, True),
        ("CrCl_lt30_ASCT_melphalan140", {}, False),
        ("dialysis_regimen_review", {"health": {"dialysis": True}}, True),
        ("dialysis_regimen_review", {"health": {"dialysis": False}}, False),
        ("ECOG2_outside_pivotal_CART_trials", {"patient": {"ecog": 2}}, True),
        ("ECOG2_outside_pivotal_CART_trials", {"patient": {"ecog": 3}}, False),
        ("ECOG2_outside_pivotal_CART_trials", {}, False),
        ("frail_dose_adapt", {"patient": {"age": 81}}, True),
        ("frail_dose_adapt", {"patient": {"age": 80}}, False),
        ("LVEF_lt40_cardiac_review", {"health": {"lvef_pct": 39.9}}, True),
        ("LVEF_lt40_cardiac_review", {"health": {"lvef_pct": 40}}, False),
        ("LVEF_40_49", {"health": {"lvef_pct": 40}}, True),
        ("LVEF_40_49", {"health": {"lvef_pct": 39.9}}, False),
        ("platelets_50_75_below_many_trials", {"labs_current": {"platelets_e9_L": 50}}, True),
        ("platelets_50_75_below_many_trials", {"labs_current": {"platelets_e9_L": 75}}, False),
        ("platelets_lt50_pom_len_start", {"labs_current": {"platelets_e9_L": 49.9}}, True),
        ("platelets_lt50_pom_len_start", {"labs_current": {"platelets_e9_L": 50}}, False),
        ("PCL_excluded_from_pivotal_CART_trials", {"labs_current": {"circulating_pc_pct": 5}}, True),
        ("PCL_excluded_from_pivotal_CART_trials", {"labs_current": {"circulating_pc_pct": 4.9}}, False),
        ("EMD_lower_response_rates", {"imaging": {"extramedullary": True}}, True),
        ("HBV_positive_serology_prophylaxis_and_monitoring", {"hbv": {"anti_hbc": True}}, True),
        ("HBV_positive_serology_prophylaxis_and_monitoring", {}, False),
        ("active_infection", {"health": {"active_infection": True}}, True),
        ("HCT_CI_ge3", {"patient": {"hctci_items": ["heart_valve"]}}, True),
        ("HCT_CI_ge3", {"patient": {"hctci_items": ["heart_valve", "gout"]}}, True),
        ("HCT_CI_ge3", {"patient": {"hctci_items": ["diabetes", "gout"]}}, False),
        ("HCT_CI_ge3", {"patient": {"hctci_items": ["diabetes"]}}, False),
        ("carfilzomib_age_ge75", {"patient": {"age": 74}}, False),
        ("CNS_involvement_bispecific", {"health": {"cns_involvement": True}}, True),
        ("light_chain_ratio_in_renal_impairment", clearance(20), True),
        ("light_chain_ratio_in_renal_impairment", {}, False),
    ],
)  # fmt: skip
def test_a_caution_holds_exactly_within_its_limits(name: str, parts: Any, fires: bool) -> None:
    assert (name in fired_ids("caution", read(**parts))) is fires


@pytest.mark.parametrize(
    ("regimens", "fires"),
    [([("carfilzomib", "PD")], True), ([("carfilzomib", "PD"), ("bortezomib", "PD")], False),
     ([("carfilzomib", "CR")], False), ([], False)],
)  # fmt: skip
def test_going_back_to_bortezomib_is_cautioned_after_carfilzomib_failed(
    regimens: list[tuple[str, str]], fires: bool
) -> None:
    given = [
        regimen(drug, [drug], "2024-01-01", end="2024-06-01", best_response=best)
        for drug, best in regimens
    ]
    case = read(treatment_history_complete=True, regimens=given)

    assert ("carfilzomib_refractory_bortezomib_reuse" in fired_ids("caution", case)) is fires


@pytest.mark.parametrize(
    ("name", "parts", "fires"),
    [
        ("HBV_screen_needed", {}, True),
        ("HBV_screen_needed", {"hbv": {"hbsag": False}}, True),
        ("HBV_screen_needed", {"hbv": {"hbsag": False, "anti_hbc": False}}, False),
        ("HBV_screen_needed", {"hbv": {"anti_hbc": True}}, False),
        ("IgG_replacement_consider", {"labs_current": {"igg_polyclonal_mg_dL": 380}}, False),
        ("IgG_replacement_consider", {"health": {"severe_infections": 2}}, True),
        ("IgG_replacement_consider", {"health": {"severe_infections": 1}}, False),
        ("zoledronate_contraindicated_use_denosumab", clearance(29.9), True),
        ("denosumab_hypocalcaemia_monitoring", clearance(30), False),
        ("palliative_and_geriatric_referral", {"patient": {"ecog": 2}}, False),
        ("fertility_and_pregnancy_prevention", {"patient": {"sex": "M", "age": 30}}, False),
        ("fertility_and_pregnancy_prevention", {"patient": {"sex": "F", "age": 49}}, True),
        ("neuropathy_ge2", {"health": {"pn_grade": 1}}, False),
        ("adherence_support", {"regimens": [regimen("a", ["bortezomib"], "2024-01-01", stop_reason="non_adherence")]}, True),
    ],
)  # fmt: skip
def test_a_supportive_flag_holds_exactly_within_its_limits(
    name: str, parts: Any, fires: bool
) -> None:
    assert (name in fired_ids("supportive", read(**parts))) is fires


CARFILZOMIB = ("dkd", "isakd", "krd", "kd")


@pytest.mark.parametrize("option", CARFILZOMIB)
@pytest.mark.parametrize(
    ("health", "criterion", "state"),
    [({}, "LVEF_ge40", "unknown"), ({"lvef_pct": 39.9}, "LVEF_ge40", "not_met"),
     ({"lvef_pct": 40}, "LVEF_ge40", "met"), ({"nyha_3_4": True}, "no_NYHA_3_4", "not_met"),
     ({}, "no_NYHA_3_4", "met"), ({"recent_mi": True}, "no_recent_MI", "not_met"),
     ({}, "no_recent_MI", "met"),
     ({"uncontrolled_htn": True}, "no_uncontrolled_hypertension", "not_met"),
     ({}, "no_uncontrolled_hypertension", "met")],
)  # fmt: skip
def test_the_heart_decides_about_carfilzomib(
    option: str, health: dict[str, Any], criterion: str, state: str
) -> None:
    judged = next(one for one in options(read(health=health)) if one.id == option)

    found = {one.id: one.state for one in judged.criteria}

    assert found[criterion] == state


@pytest.mark.parametrize("option", ["bvd", "dvd", "pvd", "svd"])
@pytest.mark.parametrize(
    ("health", "state"),
    [({}, "unknown"), ({"pn_grade": 3}, "not_met"), ({"pn_grade": 2, "pn_pain": True}, "not_met"),
     ({"pn_grade": 2, "pn_pain": False}, "met"), ({"pn_grade": 2}, "unknown"), ({"pn_grade": 1}, "met")],
)  # fmt: skip
def test_neuropathy_decides_about_bortezomib(
    option: str, health: dict[str, Any], state: str
) -> None:
    judged = next(one for one in options(read(health=health)) if one.id == option)

    assert next(c.state for c in judged.criteria if "neuropathy" in c.id.lower()) == state


def test_every_flag_has_a_text_a_source_and_a_place_where_it_is_shown() -> None:
    for part in PARTS:
        for flag in flags()[part]:
            assert flag.text.endswith(".")
            assert ":" in flag.source
    assert all(flag.own for flag in flags()["sequencing"])
    assert "LVEF_40_49" not in published_ids()
    assert {"active_infection", "adherence_support"} <= published_ids()


def test_a_teratogenic_drug_asks_for_contraception_of_women_and_men() -> None:
    said = told(read()).prerequisites_for("regimen", frozenset({"lenalidomide"}))

    assert [one.text for one in said if one.id == "pregnancy_test_and_contraception"] == [
        "Pregnancy test and contraception programme before the first dose; men use a condom."
    ]


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ({"series": [{"date": "2026-11-23"}]}, None),
        ({"series": [{"date": "2026-11-24"}]}, "series[0].date 2026-11-24"),
        ({"health": {"lvef_pct": 60, "date": "2026"}}, None),
        ({"health": {"lvef_pct": 60, "date": "2026-12"}}, "health.date 2026-12"),
        ({"health": {"dates": {"lvef_pct": "2027"}}}, "health.lvef_pct 2027"),
        (
            {"regimens": [regimen("r", ["VRd"], "2027", pd_date="2028", drug_last_dose={"len": "2029"})]},
            "regimens[0].start 2027, regimens[0].pd_date 2028, regimens[0].drug_last_dose.len 2029",
        ),
        (
            {"series": [{"date": f"2027-01-0{day}"} for day in range(1, 6)]},
            "series[0].date 2027-01-01, series[1].date 2027-01-02, series[2].date 2027-01-03 and 2 more",
        ),
    ],
)  # fmt: skip
def test_what_is_dated_after_the_day_of_the_case_is_counted_and_said(
    parts: dict[str, Any], told: str | None
) -> None:
    said = {one.id: one.text for one in cautions(read(**parts))}

    if told is None:
        assert "dated_after_the_case" not in said
    else:
        assert said["dated_after_the_case"].endswith(f"counted as given all the same: {told}.")


@pytest.mark.parametrize(
    ("rest", "words"),
    [
        ('kinds = ["tea"]', "unknown kind tea"),
        ('drugs = ["lenalidomide", "tea"]', "unknown drug tea"),
    ],
)
def test_a_caution_that_nothing_would_ever_show_is_refused(rest: str, words: str) -> None:
    row = 'id = "CrCl_lt30_ASCT_melphalan140"\ntext = "x"\nsource = "BOARD:PC"\n' + rest
    content = parse("[[caution]]\n" + row, "odd.toml")
    sections = {part: content.get(part, []) for part in PARTS}

    with pytest.raises(RuleFileError, match=rf"^odd.toml, line 5: CrCl_lt30\S*: {words}"):
        read_flags(sections, "odd.toml")
