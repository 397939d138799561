"""Options: verdicts, jurisdictions, edges of the fitness profile, and what missing facts do."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from board.myeloma.eligibility.options import options
from board.myeloma.facts import CaseFacts
from board.myeloma.reading import CaseReading
from board.myeloma.telling.brief import Option
from board.myeloma.telling.summary import summarise
from tests.myeloma.cases import a_case, changed, regimen, sample, sample_ids


def judged(facts: CaseFacts) -> dict[str, Option]:
    return {option.id: option for option in options(CaseReading(facts))}


def moved_to(jurisdiction: str, facts: CaseFacts) -> CaseFacts:
    return facts.model_copy(update={"jurisdiction": jurisdiction})


@pytest.mark.parametrize(
    ("part", "field", "passes", "fails", "criterion"),
    [
        ("labs_current", "platelets_e9_L", 50, 49.9, "platelets_ge50"),
        ("labs_current", "anc_e9_L", 1.0, 0.99, "ANC_ge1.0"),
        ("health", "lvef_pct", 40, 39, "LVEF_ge40"),
        ("labs_current", "bilirubin_xULN", 2, 2.1, "bilirubin_le2xULN"),
        ("labs_current", "ast_xULN", 3, 3.1, "ALT_AST_le3xULN"),
        ("patient", "ecog", 2, 3, "ECOG_le2"),
        ("health", "active_infection", False, True, "no_active_infection"),
        ("health", "hiv", False, True, "HIV_negative"),
        ("hbv", "dna_detectable", False, True, "HBV_no_viraemia"),
    ],
)
def test_car_t_cells_ask_for_fitness(
    part: str, field: str, passes: Any, fails: Any, criterion: str
) -> None:
    facts = sample("mm-0133")

    good = judged(changed(facts, **{part: {field: passes}}))["cilta_cel"]
    bad = judged(changed(facts, **{part: {field: fails}}))["cilta_cel"]

    assert good.verdict == "eligible"
    assert (bad.verdict, bad.deciding) == ("not_eligible", (criterion,))


def test_a_missing_result_is_unknown_and_never_no() -> None:
    facts = changed(sample("mm-0133"), health={"lvef_pct": None})

    option = judged(facts)["cilta_cel"]

    assert (option.verdict, option.deciding) == ("unknown", ("LVEF_ge40",))
    missing = {fact.fact: fact for fact in summarise(facts).missing}
    assert "cilta_cel" in missing["health.lvef_pct"].options
    assert missing["health.lvef_pct"].alone >= 2


def test_gilbert_allows_a_higher_bilirubin() -> None:
    facts = changed(
        sample("mm-0133"), labs_current={"bilirubin_xULN": 2.5}, health={"gilbert": True}
    )

    assert judged(facts)["cilta_cel"].verdict == "eligible"


@pytest.mark.parametrize(
    ("hbv", "state"),
    [
        ({"hbsag": False, "anti_hbc": False}, "met"),
        ({"hbsag": None, "anti_hbc": False}, "unknown"),
        ({"hbsag": True, "anti_hbc": True, "dna_detectable": None}, "unknown"),
        ({"hbsag": False, "anti_hbc": True, "dna_detectable": False}, "met"),
        ({"hbsag": True, "anti_hbc": True, "dna_detectable": True}, "not_met"),
    ],
)
def test_hepatitis_b_before_car_t_cells(hbv: dict[str, Any], state: str) -> None:
    option = judged(changed(sample("mm-0133"), hbv=hbv))["cilta_cel"]

    found = {criterion.id: criterion.state for criterion in option.criteria}
    assert found["HBV_no_viraemia"] == state


def test_before_a_bispecific_unknown_hepatitis_b_is_a_prerequisite_only() -> None:
    facts = changed(sample("mm-0131"), hbv={"hbsag": None, "anti_hbc": None})

    option = judged(facts)["tec_dara"]

    assert option.verdict == "eligible"
    assert "HBV_screen_before_first_dose" in {p.id for p in option.prerequisites}


@pytest.mark.parametrize(
    ("grade", "pain", "state"),
    [(1, None, "met"), (2, False, "met"), (2, None, "unknown"), (2, True, "not_met"),
     (3, False, "not_met"), (None, None, "unknown")],
)  # fmt: skip
def test_neuropathy_before_bortezomib(grade: int | None, pain: bool | None, state: str) -> None:
    facts = changed(sample("mm-0147"), health={"pn_grade": grade, "pn_pain": pain})

    found = {c.id: c.state for c in judged(facts)["svd"].criteria}
    assert found["neuropathy_ok_for_bortezomib"] == state


def test_the_label_of_the_jurisdiction_decides() -> None:
    facts = sample("mm-0147")

    us, eu = judged(facts), judged(moved_to("EU", facts))

    assert us["bvd"].deciding == ("lines_ge2",)
    assert eu["bvd"].verdict == "eligible"
    assert us["dpd"].verdict == "eligible"
    assert eu["dpd"].deciding == ("lenalidomide_refractory",)
    assert eu["tec_dara"].deciding == ("authorised_in_jurisdiction",)
    assert us["pvd"].label_status == "off-label, guideline-supported"
    assert eu["pvd"].label_status == "labelled"


def test_while_the_number_of_lines_is_open_a_branch_that_may_not_apply_never_excludes() -> None:
    plain = {**sample("mm-0147").model_dump(mode="json"), "treatment_history_complete": False}
    facts = CaseFacts.model_validate({**plain, "jurisdiction": "EU"})

    option = judged(facts)["dpd"]

    states = {criterion.id: criterion.state for criterion in option.criteria}
    assert states["lenalidomide_refractory"] == "unknown"
    assert states["PD_on_last_therapy"] == "met"
    assert option.verdict == "unknown"


def test_a_rule_without_its_text_says_so_instead_of_guessing() -> None:
    found = judged(sample("mm-0131"))

    assert found["iber_dd"].verdict == "unknown"
    assert "label text not loaded" in found["iber_dd"].message
    assert found["anito_cel"].verdict == "unknown"
    assert found["anito_cel"].label_status == "investigational"


def test_a_rule_not_in_force_on_the_day_is_unknown() -> None:
    early = sample("mm-0131").model_copy(update={"as_of": "2025-11-23"})

    option = judged(early)["tec_dara"]

    assert (option.verdict, option.deciding) == ("unknown", ("rule_not_in_force",))


@pytest.mark.parametrize(
    ("phase", "pd_date", "verdict"),
    [("", "2021-12-01", "eligible"), ("", "2021-06-01", "not_eligible"),
     ("maintenance", "2022-12-01", "not_eligible"), ("maintenance", "2023-06-15", "eligible")],
)  # fmt: skip
def test_a_second_transplant_asks_for_a_remission_longer_with_maintenance(
    phase: str, pd_date: str, verdict: str
) -> None:
    given_ = [
        regimen("a", ["bortezomib", "d"], "2019-10-01", end="2020-01-01", plan_group="A"),
        regimen("b", ["melphalan-HD"], "2020-06-01", plan_group="A", pd_date=pd_date),
    ]
    if phase:
        given_.append(regimen("c", ["lenalidomide"], "2020-09-01", plan_group="A", phase=phase))
    plain = sample("mm-0136").model_dump(mode="json")
    facts = CaseFacts.model_validate({**plain, "regimens": given_})

    assert judged(facts)["salvage_asct"].verdict == verdict


def test_a_regimen_without_a_phase_after_the_transplant_leaves_the_maintenance_rule_open() -> None:
    given_ = [
        regimen("a", ["bortezomib", "d"], "2019-10-01", end="2020-01-01", plan_group="A"),
        regimen("b", ["melphalan-HD"], "2020-06-01", plan_group="A", pd_date="2022-12-01"),
        regimen("c", ["lenalidomide"], "2020-09-01", plan_group="A"),
    ]
    plain = sample("mm-0136").model_dump(mode="json")
    facts = CaseFacts.model_validate({**plain, "regimens": given_})

    assert judged(facts)["salvage_asct"].deciding == ("remission_after_ASCT_ge36_mo",)
    assert judged(facts)["salvage_asct"].verdict == "unknown"


def test_few_stored_cells_after_a_transplant_are_no_cells_and_no_record_is_unknown() -> None:
    facts = sample("mm-0136")

    few = judged(changed(facts, health={"stored_cd34_e6_kg": 1.9}))["salvage_asct"]
    none = judged(changed(facts, health={"stored_cd34_e6_kg": None}))["salvage_asct"]

    assert few.deciding == ("stem_cells_ge2_or_collectable",)
    assert (none.verdict, none.deciding) == ("unknown", ("stem_cells_ge2_or_collectable",))


def test_an_empty_case_knows_nothing_and_refuses_nothing() -> None:
    summary = summarise(a_case(regimens=[], series=[]))

    assert {option.verdict for option in summary.options} == {"unknown"}
    assert summary.relapse.type == "unknown"
    assert summary.risk.high_risk is None


#: Facts whose absence must never create an answer.
REMOVABLE = [
    ("patient", "ecog"), ("patient", "weight_kg"), ("patient", "adl"), ("patient", "hctci_items"),
    ("labs_current", "platelets_e9_L"), ("labs_current", "anc_e9_L"),
    ("labs_current", "creatinine_mg_dL"), ("labs_current", "bilirubin_xULN"),
    ("labs_current", "alt_xULN"), ("labs_current", "circulating_pc_pct"),
    ("labs_current", "hb_g_dL"), ("labs_current", "calcium_mg_dL"),
    ("genetics", "del17p"), ("genetics", "tp53_mut"), ("genetics", "t11_14"),
    ("genetics", "cn1q"), ("labs_diagnosis", "b2m_mg_L"), ("labs_diagnosis", "ldh_U_L"),
    ("health", "lvef_pct"), ("health", "active_infection"), ("health", "pn_grade"),
    ("health", "pn_pain"), ("health", "hiv"), ("health", "corneal_disease"),
    ("health", "donor_available"), ("health", "stored_cd34_e6_kg"), ("hbv", "hbsag"),
    ("hbv", "anti_hbc"), ("imaging", "new_bone_lesion"), ("imaging", "extramedullary"),
]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(sample_ids()),
    st.sets(st.sampled_from(REMOVABLE), min_size=1, max_size=6),
)
def test_removing_facts_never_creates_a_known_answer(
    case_id: str, removed: set[tuple[str, str]]
) -> None:
    facts = sample(case_id)
    parts: dict[str, dict[str, Any]] = {}
    for part, field in removed:
        parts.setdefault(part, {})[field] = None
    poorer = changed(facts, **parts)

    before, after = summarise(facts), summarise(poorer)

    known = {option.id: option.verdict for option in before.options}
    for option in after.options:
        assert option.verdict in (known[option.id], "unknown")
    assert after.relapse.type in (before.relapse.type, "unknown")
    assert after.risk.high_risk in (before.risk.high_risk, None)
    assert after.risk.r_iss.value in (before.risk.r_iss.value, None)


def test_an_earlier_bcma_therapy_is_cautioned_beside_the_same_target_only() -> None:
    found = judged(sample("mm-0134"))

    beside = {
        name
        for name, option in found.items()
        if any(caution.id == "prior_BCMA_exposure" for caution in option.cautions)
    }
    assert {"cilta_cel", "tec_mono", "bvd"} <= beside
    assert not beside & {"talquetamab", "kd", "svd"}


def test_a_refusal_names_value_and_threshold_in_words() -> None:
    option = judged(sample("mm-0134"))["tec_mono"]

    assert option.message == (
        "Not met: BCMA (TNFRSF17): biallelic loss (asked: no biallelic loss known)."
    )


def test_a_refusal_names_only_what_is_not_met_and_keeps_the_note_for_later() -> None:
    unwell = changed(sample("mm-0131"), health={"active_infection": True, "lvef_pct": None})
    untold = changed(sample("mm-0131"), health={"active_infection": None, "lvef_pct": None})

    refused, open_ = judged(unwell)["salvage_asct"], judged(untold)["salvage_asct"]

    assert refused.also_unknown == ("LVEF_ge40",)
    assert refused.message == (
        "Not met: Infection: active infection (asked: no active uncontrolled infection)."
    )
    assert open_.message.startswith("Not known: Ejection fraction: not known (asked: at least 40).")
    assert "After at least a partial response to re-induction" in open_.message
    assert judged(sample("mm-0131"))["salvage_asct"].message.startswith("All criteria met. After")


@pytest.mark.parametrize("case_id", [*sample_ids(), ""])
@pytest.mark.parametrize("as_of", ["2026-11-23", "2026-02-01"])
def test_a_verdict_is_what_its_own_criteria_say(case_id: str, as_of: str) -> None:
    facts = sample(case_id) if case_id else a_case(treatment_history_complete=True)

    for option in options(CaseReading(facts.model_copy(update={"as_of": as_of}))):
        states = {criterion.state for criterion in option.criteria}
        in_force = option.deciding != ("rule_not_in_force",)
        expected = "not_eligible" if "not_met" in states else "unknown"
        met = in_force and states <= {"met"}
        assert option.verdict == ("eligible" if met else expected), option.id
        assert in_force or (not states and option.verdict == "unknown")


@pytest.mark.parametrize(
    ("genetics", "before", "state"),
    [
        ({"t11_14": True}, None, "met"),
        ({"t11_14": False}, None, "not_met"),
        ({}, None, "unknown"),
        ({"t11_14": False, "cd138_selected": False}, None, "unknown"),
        ({"t11_14": True, "cd138_selected": False}, None, "met"),
        ({"t11_14": False, "cd138_selected": True}, {"t11_14": True}, "met"),
    ],
)
def test_a_negative_on_unselected_cells_does_not_rule_out_the_translocation(
    genetics: dict[str, Any], before: dict[str, Any] | None, state: str
) -> None:
    facts = changed(sample("mm-0133"), genetics={"t11_14": None} | genetics)
    facts = CaseFacts.model_validate(facts.model_dump() | {"genetics_before": before})

    venetoclax = next(one for one in options(CaseReading(facts)) if one.id == "ven_dex")

    (found,) = [one for one in venetoclax.criteria if one.id == "t11_14_present"]
    assert found.state == state
    unselected = state == "unknown" and bool(genetics)
    assert ("unselected cells" in found.message) is unselected
