"""Every answer of an assessment carries its trace: rule, version, inputs, comparison, source."""

from typing import Any

import pytest

from board.myeloma.assessment import assess
from board.myeloma.conventions import conventions
from board.myeloma.eligibility.criteria import book
from board.myeloma.rulebook import rulebook
from board.myeloma.sources import cite
from board.myeloma.telling.traced import FLAGGED, STATEMENTS, Compared
from board.myeloma.telling.traces import Seen
from board.myeloma.words import value_of
from tests.myeloma.cases import a_case, changed, sample, sample_ids

#: Lists and groups whose members have traces of their own.
GROUPS = ("relapse.pd_criteria", "relapse.clinical_features", "relapse.significant_biochemical")


def places(found: dict[str, Any]) -> set[str]:
    """The place of every answer in *found*."""
    every: set[str] = set()
    for part, answers in found.items():
        if isinstance(answers, list):
            every |= {f"{part}.{name}" for name in answers}
            continue
        for name, value in answers.items():
            place = f"{part}.{name}"
            if place in GROUPS or place in ("exposure.drugs", "risk.ims_criteria"):
                every |= {f"{place}.{one}" for one in value}
            else:
                every.add(place)
    return every


@pytest.mark.parametrize("case_id", [*sample_ids(), ""])
def test_every_answer_of_an_assessment_carries_its_trace(case_id: str) -> None:
    found = assess(sample(case_id) if case_id else a_case())

    assert places(found) <= set(found.traces)
    assert len(found.traces) == len(list(found.traces))
    for place, trace in found.traces.items():
        assert trace.place == place
        assert trace.rule
        assert trace.words
        assert trace.version
        assert trace.sources and all(cite(one).text for one in trace.sources)
        assert all(isinstance(one, Seen) for one in trace.inputs)
        assert all(isinstance(one, Compared) for one in trace.compared)


@pytest.mark.parametrize("case_id", sample_ids())
def test_the_outcome_of_a_trace_is_the_answer(case_id: str) -> None:
    found = assess(sample(case_id))

    for name, decision in found["eligibility"].items():
        assert found.traces[f"eligibility.{name}"].outcome == decision["verdict"]
    for name in ("iss", "r2_iss", "ims_imwg_2025", "functional_high_risk_24"):
        assert found.traces[f"risk.{name}"].outcome == found["risk"][name]
    for group in GROUPS:
        part, _, name = group.partition(".")
        met = [
            place.rpartition(".")[2]
            for place, trace in found.traces.items()
            if place.startswith(f"{group}.") and trace.outcome is True
        ]
        assert sorted(met) == sorted(found[part][name])
    for name, met in found["risk"]["ims_criteria"].items():
        assert found.traces[f"risk.ims_criteria.{name}"].outcome is met


def test_a_trace_tells_inputs_comparison_and_source() -> None:
    trace = assess(sample("mm-0133")).traces["criteria.LVEF_ge40"]

    assert trace.inputs == (Seen("health.lvef_pct", 60.0, "%", "2026-05-02"),)
    assert trace.compared == (Compared("Ejection fraction", "at least", 40, "%"),)
    assert trace.outcome is True
    assert trace.sources == ("ESC22:PC",)
    assert trace.version.startswith("US, checked ")


def test_an_option_opens_to_the_outcome_of_every_criterion_it_asks() -> None:
    found = assess(sample("mm-0133"))

    trace = found.traces["eligibility.cilta_cel"]

    assert trace.version.startswith("cilta_cel, text of 2024-04; US, checked ")
    assert Seen("criteria.LVEF_ge40", "met") in trace.inputs
    assert {one.path for one in trace.inputs} <= set(found.traces)


def test_a_criterion_asked_under_conditions_has_a_place_of_its_own() -> None:
    eu = sample("mm-0133").model_copy(update={"jurisdiction": "EU"})

    found = assess(eu).traces

    assert found["criteria.lenalidomide_refractory"].outcome is not None
    conditions = "criteria.lenalidomide_refractory unless lines_ge2"
    assert found[conditions].outcome in (True, False, None, "not asked")


def test_a_missing_fact_is_an_input_without_a_value() -> None:
    facts = changed(sample("mm-0133"), health={"lvef_pct": None})

    trace = assess(facts).traces["criteria.LVEF_ge40"]

    assert trace.outcome is None
    assert [one.value for one in trace.inputs] == [None]


def test_what_a_trace_names_is_there() -> None:
    facts, rules = sample("mm-0133"), rulebook().rules
    found = assess(facts).traces
    signs = {place for place in STATEMENTS if not place.endswith(".hb_under_10")}

    assert {one.rule for one in STATEMENTS.values()} <= set(rules)
    assert conventions().relapse.hb_under_10_is_clinical is False
    assert signs <= set(found)
    for one in (found[place] for place in signs):
        for seen in one.inputs:
            head = seen.path.partition(".")[0]
            assert head not in type(facts).model_fields or seen.value == value_of(facts, seen.path)


def test_a_caution_names_the_answers_it_follows_from() -> None:
    found = assess(sample("mm-0133"))

    fired = [*found["cautions"], *found["supportive"]]
    places_ = [f"cautions.{name}" for name in found["cautions"]]

    assert all(found.traces[place].inputs for place in places_)
    assert all(path for name in FLAGGED for path in FLAGGED[name])
    assert fired


@pytest.mark.parametrize("place", ["US", "EU"])
def test_every_criterion_that_a_fact_can_answer_names_what_it_looks_at(place: str) -> None:
    found = assess(sample("mm-0133").model_copy(update={"jurisdiction": place})).traces

    silent = {one for one in found if one.startswith("criteria.") and not found[one].inputs}

    by_no_fact = {"label_text_loaded", "approved_product", "authorised_in_jurisdiction"}
    assert {one.removeprefix("criteria.") for one in silent} <= by_no_fact
    assert [one.path for one in found["criteria.CrCl_ge30"].inputs][:2] == [
        "labs_current.creatinine_mg_dL",
        "patient.weight_kg",
    ]


def test_a_combined_criterion_looks_at_what_its_parts_look_at() -> None:
    combined = book()["platelets_ge75_or_50_if_marrow_full"]

    assert set(combined.looks) == {one for part in combined.parts for one in part.looks}
    assert "labs_current.platelets_e9_L" in combined.looks
