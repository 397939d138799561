"""Whole cases, worked by hand: every number, verdict and caution must come out the same."""

import json
from typing import Any

import pytest

from board.myeloma.assessment import assess
from board.myeloma.facts import CaseFacts
from board.myeloma.telling.summary import summarise
from tests.myeloma.cases import ASSESSMENTS, sample, sample_ids, shared, without_order


@pytest.mark.parametrize("case_id", sample_ids())
def test_a_worked_case_is_assessed_as_by_hand(case_id: str) -> None:
    expected = json.loads((ASSESSMENTS / f"{case_id}.json").read_text(encoding="utf-8"))

    found = assess(sample(case_id))

    assert without_order(found) == without_order(expected)


@pytest.mark.parametrize("entry", shared("cases.json"))
def test_a_shared_worked_case_is_assessed_as_by_hand(entry: dict[str, Any]) -> None:
    facts = CaseFacts.model_validate(entry["input"])

    found = assess(facts)

    assert without_order(found) == without_order(entry["expected"])


def test_there_are_ten_samples_and_each_says_it_is_invented() -> None:
    samples = [sample(case_id) for case_id in sample_ids()]

    assert len(samples) == 10
    assert all(facts.synthetic for facts in samples)


@pytest.mark.parametrize("case_id", sample_ids())
def test_the_order_of_regimens_and_samples_does_not_matter(case_id: str) -> None:
    facts = sample(case_id)
    turned = facts.model_copy(
        update={"regimens": facts.regimens[::-1], "series": facts.series[::-1]}
    )

    found = assess(turned)
    found["exposure"]["drugs"] = dict(sorted(found["exposure"]["drugs"].items()))

    expected = assess(facts)
    assert without_order(found) == without_order(expected)


@pytest.mark.parametrize("case_id", sample_ids())
def test_every_criterion_and_statement_opens_to_a_source(case_id: str) -> None:
    summary = summarise(sample(case_id))

    for option in summary.options:
        assert option.sources
        assert all(criterion.source.text for criterion in option.criteria)
    for statement in (*summary.relapse.reasons, *summary.cautions, *summary.supportive):
        assert statement.text
        assert statement.ground.rule
        assert statement.ground.sources


@pytest.mark.parametrize("case_id", sample_ids())
def test_summary_and_assessment_agree(case_id: str) -> None:
    facts = sample(case_id)

    summary, values = summarise(facts), assess(facts)

    verdicts = {option.id: option.verdict for option in summary.options}
    assert {k: v["verdict"] for k, v in values["eligibility"].items()}.items() <= verdicts.items()
    assert summary.relapse.type == values["relapse"]["type"]
    assert summary.risk.r2_iss.value == values["risk"]["r2_iss"]["stage"]


def test_the_headline_opens_to_what_it_is_put_together_from() -> None:
    summary = summarise(sample("mm-0133"))

    said = {one.name: one.value for one in summary.headline_ground.inputs}
    assert said["Prior lines"] == "1" and said["Type of relapse"] in summary.headline
    assert said["Risk by IMS/IMWG 2025"] in summary.headline
    assert said["Refractoriness"] in summary.headline
    assert said["Early relapse (18/12 months)"] == "yes"


def test_the_headline_tells_the_case_and_recommends_nothing() -> None:
    summary = summarise(sample("mm-0131"))

    assert summary.headline == (
        "First relapse after VRd, R maint.; significant biochemical relapse; standard risk by "
        "IMS/IMWG 2025; refractory to no drug given so far; early relapse while not on treatment."
    )


def test_the_chart_draws_grams_per_litre_and_marks_transplants() -> None:
    drawn = summarise(sample("mm-0133")).timeline

    assert drawn.points[-1].serum_m_g_L == 19
    assert drawn.points[-1].involved_flc_mg_L == 240
    assert [(mark.kind, mark.date) for mark in drawn.marks] == [("asct", "2025-11-04")]
    assert {bar.lane for bar in drawn.bars} == {"PI", "IMiD", "Anti-CD38"}
    assert [band.label for band in drawn.bands] == ["D-VRd, ASCT, DR maint."]


def test_old_values_are_named_with_their_age() -> None:
    old = {fact.fact: fact.days for fact in summarise(sample("mm-0133")).old}

    assert old == {"health.lvef_pct": 205}


def test_the_fact_that_settles_an_option_alone_comes_first() -> None:
    missing = summarise(sample("mm-0133")).missing

    assert (missing[0].fact, missing[0].alone, missing[0].options) == (
        "health.donor_available",
        1,
        ("allo_sct",),
    )
