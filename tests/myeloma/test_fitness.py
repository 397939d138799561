"""Scores of fitness: their items, their edges, and what a missing item leaves open."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board.myeloma.disease.immunoglobulin import igg_of, polyclonal_igg
from board.myeloma.health import cautions
from board.myeloma.health.comorbidity import CHARLSON, ITEMS, MOST, charlson, hct_ci, not_listed
from board.myeloma.health.frailty import imwg_frailty, r_mci, simplified_frailty
from board.myeloma.health.kidney import (
    body_mass_index,
    corrected_calcium,
    corrected_calcium_mmol,
    ionised_note,
    weight_note,
)
from board.myeloma.health.performance import ecog_for_karnofsky, karnofsky_for_ecog
from board.myeloma.health.thrombosis import VteFacts, impede, saved
from board.myeloma.rulefiles import RuleFileError
from board.myeloma.telling.brief_fitness import case_r_mci, karnofsky, score_words, vte_facts
from board.myeloma.telling.summary import summarise
from tests.myeloma.cases import a_case, read, regimen, sample

maybe = st.sampled_from([True, False, None])
KNOWN = dict.fromkeys(
    ("doxorubicin", "fracture", "esa", "asian", "vte_history", "central_line", "surgery_90_days",
     "prophylactic", "therapeutic"), False,
)  # fmt: skip


@pytest.mark.parametrize(
    ("kps", "ecog"),
    [(100, (0, 1)), (90, (0, 1)), (80, (1, 2)), (70, (1, 2)), (60, (2, 3)), (50, (2, 3)),
     (40, (3, 3)), (30, (3, 3)), (20, (4, 4)), (0, (4, 4))],
)  # fmt: skip
def test_karnofsky_and_ecog_go_together_only_roughly(kps: int, ecog: tuple[int, int]) -> None:
    assert ecog_for_karnofsky(kps) == ecog


@pytest.mark.parametrize(
    ("ecog", "kps"), [(0, (90, 100)), (1, (70, 100)), (2, (50, 80)), (3, (30, 60)), (4, (0, 20))]
)
def test_ecog_suggests_a_range_of_karnofsky_values(ecog: int, kps: tuple[int, int]) -> None:
    assert karnofsky_for_ecog(ecog) == kps


def test_karnofsky_is_never_made_from_ecog() -> None:
    figure = karnofsky(read(patient={"ecog": 2}))

    assert figure.value is None
    assert figure.note == "ECOG 2 goes with about 50 to 80; not converted"
    assert case_r_mci(read(patient={"ecog": 2})).max == 9


@pytest.mark.parametrize(
    ("patient", "note"),
    [({"karnofsky_pct": 90, "ecog": 1}, ""), ({"karnofsky_pct": 90}, ""), ({}, ""),
     ({"karnofsky_pct": 40, "ecog": 1}, "does not fit ECOG 1: it goes with about 3"),
     ({"karnofsky_pct": 90, "ecog": 3}, "does not fit ECOG 3: it goes with about 0 to 1")],
)  # fmt: skip
def test_two_scales_that_clash_are_pointed_out(patient: dict[str, Any], note: str) -> None:
    assert karnofsky(read(patient=patient)).note == note


def test_the_worse_grade_of_the_same_disease_counts_alone() -> None:
    both = hct_ci(["pulmonary_moderate", "pulmonary_severe"])
    diabetes = charlson(["diabetes", "diabetes_end_organ"])

    assert (both.score, both.category) == (3, "high")
    assert (diabetes.score, diabetes.category) == (2, "2 or more")


def test_comorbidity_items_have_their_published_points() -> None:
    assert {
        points: sorted(n for n, (p, _) in CHARLSON.items() if p == points) for points in (3, 6)
    } == {
        3: ["severe_liver"],
        6: ["aids", "metastatic"],
    }
    assert hct_ci(list(ITEMS)).score == MOST
    assert charlson([]).category == "0 to 1"
    assert charlson(None).score is None
    assert hct_ci(["gout"]).items[0].rule == "not an item of the index"


def test_facts_that_speak_for_an_unlisted_item_are_named() -> None:
    facts = a_case(
        patient={"hctci_items": [], "height_cm": 160, "weight_kg": 100},
        labs_current={"creatinine_mg_dL": 2.4, "bilirubin_xULN": 1.2, "alt_xULN": 0.8},
        health={"lvef_pct": 48},
    )

    told = not_listed(facts)

    assert [one.partition(":")[0] for one in told] == [
        "ejection fraction 48 %",
        "BMI 39.1",
        "creatinine 2.4 mg/dL",
        "bilirubin 1.2, enzymes 0.8 x ULN",
    ]


@pytest.mark.parametrize(
    ("items", "health", "labs", "told"),
    [(None, {"lvef_pct": 40}, {}, 0), (["cardiac"], {"lvef_pct": 40}, {}, 0),
     ([], {"dialysis": True}, {"creatinine_mg_dL": 6.0}, 1), ([], {}, {"ast_xULN": 2.6}, 1),
     (["hepatic_mod_severe"], {}, {"ast_xULN": 1.6}, 0), ([], {"dlco_pct": 80}, {}, 1),
     ([], {"dlco_pct": 81}, {}, 0), (["pulmonary_moderate"], {"dlco_pct": 65}, {}, 1), ([], {"gilbert": True}, {"bilirubin_xULN": 2.0}, 0)],
)  # fmt: skip
def test_an_item_is_named_once_and_only_when_the_items_are_known(
    items: Any, health: Any, labs: Any, told: int
) -> None:
    facts = a_case(patient={"hctci_items": items}, health=health, labs_current=labs)

    assert len(not_listed(facts)) == told


@given(maybe, maybe, maybe, maybe, st.sampled_from([None, 50, 90]))
def test_a_score_with_gaps_holds_every_way_to_fill_them(
    history: bool | None, line: bool | None, esa: bool | None, asian: bool | None, age: int | None
) -> None:
    asked = {**KNOWN, "vte_history": history, "central_line": line, "esa": esa, "asian": asian}
    open_ = impede(VteFacts(imid=True, bmi=22, dexamethasone_mg=160, age=age, **asked))

    for filling in (True, False):
        filled = {name: filling if value is None else value for name, value in asked.items()}
        found = impede(VteFacts(imid=True, bmi=22, dexamethasone_mg=160, age=age, **filled))
        assert found.score is not None
        assert open_.min <= found.score <= open_.max
        assert open_.category in (None, found.category)


@pytest.mark.parametrize(
    ("prophylactic", "therapeutic", "points", "low", "high"),
    [(False, False, 0, 0, 0), (True, False, -3, 0, 0), (True, True, -4, 0, 0),
     (False, True, -4, 0, 0), (None, True, -4, 0, 0), (None, False, None, -3, 0),
     (True, None, None, -4, -3), (None, None, None, -4, 0), (False, None, None, -4, 0)],
)  # fmt: skip
def test_anticoagulation_is_one_item_and_therapeutic_doses_count_alone(
    prophylactic: Any, therapeutic: Any, points: Any, low: int, high: int
) -> None:
    facts = VteFacts(**{**KNOWN, "prophylactic": prophylactic, "therapeutic": therapeutic})

    item = impede(facts).items[-1]

    assert item.points == points
    assert points is not None or (item.least, item.most) == (low, high)


@pytest.mark.parametrize(
    ("dose", "in_impede", "in_saved"),
    [(0, 0, 0), (100, 2, 0), (120, 2, 1), (160, 2, 1), (161, 4, 2)],
)
def test_dexamethasone_counts_by_dose(dose: float, in_impede: int, in_saved: int) -> None:
    facts = VteFacts(dexamethasone_mg=dose)

    assert (impede(facts).score, saved(facts).score) == (in_impede, in_saved)


def test_a_case_is_asked_as_if_an_immunomodulatory_drug_were_started() -> None:
    case = read(
        patient={"age": 81, "asian_ancestry": False, "height_cm": 170, "weight_kg": 60},
        health={"vte_history": True, "anticoagulation": "therapeutic", "esa": False,
                "pelvic_hip_femur_fracture": False, "central_venous_catheter": False,
                "surgery_last_90_days": False},
    )  # fmt: skip

    facts = vte_facts(case)

    assert (impede(facts).score, impede(facts).category) == (7, "intermediate")
    assert (saved(facts).score, saved(facts).category) == (5, "high")


def test_without_any_of_its_facts_the_thrombosis_score_is_open_and_says_it_is_extrapolated() -> (
    None
):
    found = summarise(a_case()).health.impede

    assert found is not None
    assert (found.score, found.category, found.shown) == (None, None, "not known")
    assert "extrapolation" in found.ground.rule
    assert "-5" in found.ground.rule


def test_the_revised_index_counts_dialysis_as_low_kidney_function() -> None:
    case = read(
        patient={"age": 70, "karnofsky_pct": 70, "moderate_severe_frailty": True,
                 "hctci_items": ["pulmonary_severe"]},
        health={"dialysis": True},
        genetics={"del17p": True, "t4_14": False, "t14_16": False},
    )  # fmt: skip

    found = case_r_mci(case)

    assert (found.score, found.category) == (9, "frail")
    assert score_words(found) == "9, frail"
    assert found.items[0].value == "on dialysis"
    assert case_r_mci(read(patient={"hctci_items": []})).items[1].points == 0


@pytest.mark.parametrize(("kps", "points"), [(100, 0), (90, 2), (80, 2), (70, 3), (None, None)])
def test_the_revised_index_at_its_edges(kps: int | None, points: int | None) -> None:
    assert r_mci(60, False, kps, False, 59, False).items[2].points == points
    assert r_mci(59.9, False, 100, False, 69, False).score == 2


def test_a_class_that_both_bounds_share_is_told_without_the_score() -> None:
    found = imwg_frailty(83, None, None, None)

    assert score_words(found) == "frail (at least 2)"
    assert simplified_frailty(None, None, None).category is None
    assert [row.value for row in found.components] == ["83", "not known", "not known", "not known"]


def test_calcium_is_corrected_alike_in_both_units() -> None:
    assert corrected_calcium_mmol(2.6, 28) == pytest.approx(2.84)
    assert corrected_calcium(10.6, 2.8) == pytest.approx(11.56)
    assert corrected_calcium_mmol(None, 28) is None
    assert corrected_calcium(10.6, None) is None


@pytest.mark.parametrize(("albumin", "said"), [(2.4, True), (2.5, False), (None, False)])
def test_under_an_albumin_of_two_point_five_ionised_calcium_is_preferred(
    albumin: float | None, said: bool
) -> None:
    assert bool(ionised_note(albumin)) is said


def test_from_a_bmi_of_thirty_the_clearance_says_that_weight_is_local_policy() -> None:
    assert weight_note(170, 86.7)
    assert not weight_note(170, 86.6)
    assert not weight_note(None, 86.7)
    assert body_mass_index(None, 70) is None


@pytest.mark.parametrize(
    ("total", "m", "isotype", "left"),
    [(1500, 1.2, "IgG kappa", 300), (1500, 2.0, "IgG", 0), (900, 1.2, "IgA", 900),
     (900, None, "IgG", None), (900, 1.0, None, None), (None, 1.0, "IgG", None)],
)  # fmt: skip
def test_the_m_protein_of_an_igg_myeloma_is_no_protection(
    total: Any, m: Any, isotype: Any, left: Any
) -> None:
    assert polyclonal_igg(total, m, isotype) == (None if left is None else pytest.approx(left))


SPIKE = [{"date": "2026-10-01", "serum_m_g_dL": 1.2}]


@pytest.mark.parametrize(
    ("parts", "left", "said"),
    [({"labs_current": {"igg_polyclonal_mg_dL": 500}, "disease": {"isotype": "IgG"}}, 500, "only without"),
     ({"labs_current": {"igg_polyclonal_mg_dL": 500}, "disease": {"isotype": "IgA"}}, 500, ""),
     ({"labs_current": {"total_igg_mg_dL": 1500}, "disease": {"isotype": "IgG"}, "series": SPIKE}, 300, "without M-protein 1.2"),
     ({"labs_current": {"total_igg_mg_dL": 1500}, "disease": {"isotype": "IgG"}}, None, "not known"),
     ({"labs_current": {"total_igg_mg_dL": 700}, "disease": {"isotype": "IgA"}}, 700, "total IgG"),
     ({}, None, "")],
)  # fmt: skip
def test_polyclonal_igg_is_worked_out_from_the_total(
    parts: dict[str, Any], left: float | None, said: str
) -> None:
    value, note = igg_of(a_case(**parts))

    assert value == (None if left is None else pytest.approx(left))
    assert said in note


def test_a_brief_shows_every_score_with_its_rows() -> None:
    health = summarise(sample("mm-0134")).health

    for score in (
        health.imwg_frailty,
        health.simplified_frailty,
        health.r_mci,
        health.impede,
        health.saved,
    ):
        assert score is not None
        assert score.components
        assert score.ground.sources


def test_in_unstable_injury_rates_are_not_computed_and_rules_use_zero() -> None:
    found = read(health={"unstable_aki": True}, labs_current={"creatinine_mg_dL": 2.0}).kidney

    assert (found.egfr, found.crcl, found.for_rules) == (None, None, 0.0)
    assert "unstable" in found.why


def test_the_other_way_to_count_the_lines_stands_beside_their_number() -> None:
    drugs = ["bortezomib", "lenalidomide"]
    facts = a_case(
        treatment_history_complete=True,
        regimens=[
            regimen("a", drugs, "2022-01-01", end="2022-09-01", pd_date="2024-01-01"),
            regimen("b", drugs, "2024-02-01", end="2024-09-01"),
        ],
    )

    figure = next(one for one in summarise(facts).key_figures if one.id == "prior_lines")

    assert (figure.value, figure.note) == ("2", "1 by the 2015 reading")


def test_a_caution_without_a_trigger_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = {part: [] for part in cautions.PARTS}
    odd = {**parts, "caution": [{"id": "odd", "text": "x", "source": "BOARD:PC"}]}
    monkeypatch.setattr(cautions, "load", lambda name: odd)
    cautions.flags.cache_clear()

    try:
        with pytest.raises(RuleFileError, match="odd has no trigger"):
            cautions.flags()
    finally:
        cautions.flags.cache_clear()


def test_every_row_of_the_transplant_index_opens_to_its_rule() -> None:
    summary = summarise(a_case(patient={"hctci_items": ["cardiac", "diabetes"]}))

    rows = summary.health.hct_ci.components
    assert [row.points for row in rows] == [1, 1]
    for row in rows:
        assert row.ground is not None
        assert row.ground.id == "hct_ci_items"
        assert row.ground.inputs[0].fact == "patient.hctci_items"
