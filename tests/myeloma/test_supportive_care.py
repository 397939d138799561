"""The supportive-care checklist: what is due, what comes with a treatment, what has to be asked."""

from typing import Any

import pytest

from board.myeloma.health import supportive_care
from board.myeloma.health.cautions import fired_ids
from board.myeloma.health.supportive_care import checklist, items
from board.myeloma.reading import CaseReading
from board.myeloma.rulefiles import RuleFileError
from tests.myeloma.cases import a_case, read, regimen, sample, sample_ids

GIVEN = [regimen("a", ["teclistamab"], "2026-01-01", end="2026-10-01")]


def state(name: str, **parts: Any) -> str:
    return next(item.state for item in checklist(read(**parts)) if item.id == name)


@pytest.mark.parametrize("name", ["bone_agent", "vaccines", "psychosocial"])
def test_some_things_are_due_for_everybody(name: str) -> None:
    assert state(name) == "due"


@pytest.mark.parametrize("name", ["zoster_prophylaxis", "pneumocystis_prophylaxis"])
@pytest.mark.parametrize(
    ("cd4", "regimens", "expected"),
    [(None, GIVEN, "due"), (200, GIVEN, "due"), (201, GIVEN, "with_treatment"), (50, [], "with_treatment")],
)  # fmt: skip
def test_after_t_cell_redirection_prophylaxis_goes_on_until_the_cells_are_back(
    name: str, cd4: float | None, regimens: list[Any], expected: str
) -> None:
    assert state(name, health={"cd4_per_uL": cd4}, regimens=regimens) == expected


@pytest.mark.parametrize(
    ("anc", "expected"), [(0.49, "due"), (0.5, "not_due"), (None, "not_known")]
)
def test_antibacterial_drugs_are_due_under_half_a_thousand_neutrophils(
    anc: float | None, expected: str
) -> None:
    assert state("antibacterial_antifungal", labs_current={"anc_e9_L": anc}) == expected


@pytest.mark.parametrize(
    ("parts", "expected"),
    [({}, "not_known"), ({"hbv": {"hbsag": False, "anti_hbc": True}}, "due"),
     ({"hbv": {"hbsag": False, "anti_hbc": False}}, "not_due")],
)  # fmt: skip
def test_an_antiviral_is_due_with_positive_serology(parts: Any, expected: str) -> None:
    assert state("hepatitis_b_antiviral", **parts) == expected
    screened = "not_due" if parts else "due"
    assert state("hepatitis_b_screen", **parts) == screened


def test_the_antiviral_tells_the_days_since_the_last_anti_cd38_antibody() -> None:
    case = read(
        hbv={"hbsag": True},
        regimens=[regimen("a", ["daratumumab"], "2026-01-01", end="2026-08-15")],
    )

    text = next(item.text for item in checklist(case) if item.id == "hepatitis_b_antiviral")

    assert "CD38: 100 days since Daratumumab" in text


@pytest.mark.parametrize(
    ("kappa", "aki", "expected"),
    [(501, None, "due"), (500, False, "not_due"), (None, True, "due"), (None, None, "not_known"), (10, None, "not_known")],
)  # fmt: skip
def test_light_chains_over_five_hundred_or_acute_injury_protect_the_kidney(
    kappa: float | None, aki: bool | None, expected: str
) -> None:
    series = [{"date": "2026-10-01", "kappa_mg_L": kappa, "lambda_mg_L": 5}]

    found = state(
        "kidney", series=series, disease={"involved_flc": "kappa"}, health={"unstable_aki": aki}
    )

    assert found == expected


def test_without_the_involved_chain_the_kidney_is_not_known() -> None:
    assert state("kidney", health={"unstable_aki": False}) == "not_known"


@pytest.mark.parametrize(
    ("name", "parts", "expected"),
    [
        ("nutrition", {"patient": {"weight_loss_3mo_pct": 5}}, "due"),
        ("nutrition", {"patient": {"weight_loss_3mo_pct": 4.9}}, "with_treatment"),
        ("heart", {"regimens": [regimen("a", ["doxorubicin"], "2020-01-01")]}, "due"),
        ("heart", {}, "with_treatment"),
        ("eyes", {"health": {"corneal_disease": True}}, "due"),
        ("thrombosis", {"health": {"vte_history": True}}, "due"),
        ("thrombosis", {}, "with_treatment"),
        ("contraception", {}, "with_treatment"),
        ("fertility", {"patient": {"sex": "F", "age": 49}}, "due"),
        ("fertility", {"patient": {"sex": "F", "age": 50}}, "not_due"),
        ("fertility", {"patient": {"age": 49}}, "not_known"),
        ("neuropathy", {"health": {"pn_grade": 2}}, "due"),
        ("neuropathy", {}, "not_known"),
        ("pain_and_fracture", {"health": {"new_back_pain_or_weakness": True}}, "due"),
        ("pain_and_fracture", {"imaging": {"new_bone_lesion": True}}, "due"),
        ("pain_and_fracture", {}, "not_known"),
        ("palliative_and_geriatric", {"health": {"uncontrolled_symptoms": True}}, "due"),
        ("palliative_and_geriatric", {"patient": {"ecog": 3}}, "due"),
        ("igg_replacement", {"health": {"life_threatening_infection": True}}, "due"),
    ],
)  # fmt: skip
def test_an_item_stands_as_its_facts_say(name: str, parts: Any, expected: str) -> None:
    assert state(name, **parts) == expected


@pytest.mark.parametrize(("covered", "due"), [(79.9, True), (80, False)])
def test_under_eighty_percent_of_days_covered_is_not_taken(covered: float, due: bool) -> None:
    course = regimen("a", ["lenalidomide"], "2025-01-01", adherence_pdc_pct=covered)

    assert (state("adherence", regimens=[course]) == "due") is due
    assert ("adherence_support" in fired_ids("supportive", read(regimens=[course]))) is due


@pytest.mark.parametrize("case_id", sample_ids())
def test_what_is_due_stands_first_and_everything_has_a_source(case_id: str) -> None:
    found = checklist(CaseReading(sample(case_id)))

    states = [item.state for item in found]
    assert states == sorted(states, key=supportive_care.STATES.index)
    assert len(found) == len(items())
    assert all(item.ground.sources and item.ground.rule and item.when for item in found)
    assert not any("{" in item.text for item in found)


def test_an_item_that_nothing_decides_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    row = {"id": "odd", "topic": "t", "text": "x", "when": "w", "source": "BOARD:PC"}
    monkeypatch.setattr(supportive_care, "load", lambda name: {"care": [row]})
    items.cache_clear()

    try:
        with pytest.raises(RuleFileError, match="nothing decides odd"):
            items()
    finally:
        items.cache_clear()


@pytest.mark.parametrize(
    ("parts", "fires"),
    [({"labs_current": {"total_igg_mg_dL": 1500}, "disease": {"isotype": "IgG"},
       "series": [{"date": "2026-10-01", "serum_m_g_dL": 1.2}]}, True),
     ({"labs_current": {"total_igg_mg_dL": 1500}, "disease": {"isotype": "IgA"}}, False)],
)  # fmt: skip
def test_replacement_is_judged_by_igg_without_the_m_protein(parts: Any, fires: bool) -> None:
    case = read(regimens=GIVEN, **parts)

    assert ("IgG_replacement_consider" in fired_ids("supportive", case)) is fires


@pytest.mark.parametrize(
    ("part", "name", "parts"),
    [
        ("caution", "CrCl_lt30_bispecific", {"health": {"dialysis": True}}),
        ("caution", "ANC_lt0.5_bispecific", {"labs_current": {"anc_e9_L": 0.4}}),
        ("prerequisite", "age_gt70_melphalan140", {"patient": {"age": 71}}),
        ("caution", "DLCO_lt50", {"health": {"dlco_pct": 49.9}}),
        ("caution", "LVEF_40_49", {"health": {"lvef_pct": 49.9}}),
        ("caution", "carfilzomib_age_ge75", {"patient": {"age": 75}}),
        ("supportive", "zoledronate_contraindicated_use_denosumab", {"health": {"dialysis": True}}),
        ("supportive", "denosumab_hypocalcaemia_monitoring", {"health": {"dialysis": True}}),
        ("supportive", "dental_check_before_bone_agent", {}),
    ],
)
def test_a_caution_fires_at_its_edge(part: str, name: str, parts: Any) -> None:
    assert name in fired_ids(part, read(**parts))


@pytest.mark.parametrize(
    ("part", "name", "parts"),
    [
        ("caution", "ANC_lt0.5_bispecific", {"labs_current": {"anc_e9_L": 0.5}}),
        ("prerequisite", "age_gt70_melphalan140", {"patient": {"age": 70}}),
        ("caution", "DLCO_lt50", {"health": {"dlco_pct": 50}}),
        ("caution", "LVEF_40_49", {"health": {"lvef_pct": 50}}),
        ("caution", "CrCl_lt30_bispecific", {}),
        ("supportive", "dental_check_before_bone_agent", {"health": {"dental_check_done": True}}),
    ],
)
def test_a_caution_stays_silent_beyond_its_edge(part: str, name: str, parts: Any) -> None:
    assert name not in fired_ids(part, read(**parts))


def test_an_empty_case_knows_little_and_says_so() -> None:
    states = {item.state for item in checklist(CaseReading(a_case()))}

    assert "not_known" in states
