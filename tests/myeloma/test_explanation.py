"""The explanation: every answer with its rule, inputs, comparison, outcome and source, as JSON."""

import json
import pickle
from dataclasses import fields
from typing import Any

import pytest

from board.myeloma.assessment import assess
from board.myeloma.eligibility.options import options
from board.myeloma.eligibility.overrides import Override
from board.myeloma.eligibility.rule_card import rule_card
from board.myeloma.explanation import explain
from board.myeloma.reading import CaseReading
from board.myeloma.sources import cite
from board.myeloma.telling.brief import Criterion, Option
from board.myeloma.telling.summary import summarise
from tests.myeloma.cases import a_case, changed, sample, sample_ids


def criteria(found: dict[str, Any], option: str) -> dict[str, dict[str, Any]]:
    one = next(one for one in found["options"] if one["rule"]["id"] == option)
    return {criterion["rule"]["id"]: criterion for criterion in one["criteria"]}


@pytest.mark.parametrize("case_id", [*sample_ids(), ""])
def test_an_explanation_is_plain_json_and_leaves_nothing_untraced(case_id: str) -> None:
    facts = sample(case_id) if case_id else a_case()

    found = explain(facts)

    assert json.loads(json.dumps(found)) == found
    for option in (*found["options"], *found["trials"]):
        assert option["rule"]["version"]
        assert option["sources"]
        for criterion in option["criteria"]:
            assert criterion["comparison"].keys() == {
                "value", "operator", "threshold", "unit", "asked",
            }  # fmt: skip
            assert criterion["source"]["tag"] in ("V", "M", "PC")
            assert criterion["outcome"] in ("met", "not_met", "unknown")
    for said in (*found["relapse"], *found["cautions"], *found["supportive"]):
        assert said["rule"]["id"]
        assert said["sources"]


@pytest.mark.parametrize("case_id", [*sample_ids(), ""])
def test_everything_an_assessment_says_is_in_its_explanation(case_id: str) -> None:
    facts = sample(case_id) if case_id else a_case()

    found = {one["answer"]: one for one in explain(facts)["answers"]}

    assert set(found) == set(assess(facts).traces)
    for one in found.values():
        assert one["rule"]["id"]
        assert one["rule"]["version"]
        assert one["sources"]


def test_an_answer_is_explained_by_values_with_unit_day_and_origin() -> None:
    origins = {"health.lvef_pct": "echo report"}

    found = {one["answer"]: one for one in explain(sample("mm-0133"), origins=origins)["answers"]}

    (seen,) = found["criteria.LVEF_ge40"]["inputs"]
    assert seen == {
        "path": "health.lvef_pct", "value": 60, "unit": "%", "date": "2026-05-02",
        "origin": "echo report",
    }  # fmt: skip
    assert found["criteria.LVEF_ge40"]["compared"][0]["number"] == 40
    regimens = found["lines.count"]["inputs"][0]
    assert regimens["path"] == "regimens"
    assert regimens["value"][0]["drugs"]


def test_a_criterion_is_traced_from_its_input_to_its_source() -> None:
    origins = {"health.lvef_pct": "echo report, typed by Dr Lindt"}

    trace = criteria(explain(sample("mm-0133"), origins=origins), "cilta_cel")["LVEF_ge40"]

    assert trace["inputs"] == [
        {
            "name": "Ejection fraction (LVEF)", "value": "60", "unit": "%", "date": "2026-05-02",
            "fact": "health.lvef_pct", "days": 205, "old": True,
            "origin": "echo report, typed by Dr Lindt",
        }
    ]  # fmt: skip
    assert trace["comparison"] == {
        "value": "60", "operator": "at least", "threshold": 40, "unit": "%", "asked": "at least 40",
    }  # fmt: skip
    assert trace["outcome"] == "met"
    assert trace["treated"] == [
        "older than such values stay current, used as they are: Ejection fraction (LVEF)"
    ]


def test_what_is_missing_says_how_the_rule_treated_it() -> None:
    facts = changed(
        sample("mm-0133"),
        health={"lvef_pct": None},
        labs_current={"alt_xULN": 4.0, "ast_xULN": None},
        genetics={"tnfrsf17_biallelic_loss": None},
    )

    found = criteria(explain(facts), "cilta_cel")

    assert found["LVEF_ge40"]["treated"] == ["what is missing leaves it not known"]
    assert found["LVEF_ge40"]["needs"] == ["health.lvef_pct"]
    assert found["ALT_AST_le3xULN"]["treated"] == [
        "the outcome is the same whatever the missing values are"
    ]
    assert "not recorded, taken as absent" in found["target_BCMA_not_lost"]["treated"]


def test_a_line_by_hand_says_that_no_fact_can_answer_it() -> None:
    trial = next(one for one in explain(a_case())["trials"] if one["name"].startswith("Cilta-cel"))

    by_hand = [one for one in trial["criteria"] if one["by_hand"]]
    assert by_hand
    assert all("to be checked by hand" in one["treated"][0] for one in by_hand)


def test_the_parts_of_a_combined_criterion_are_traced_too() -> None:
    found = next(one for one in explain(sample("mm-0133"))["trials"] if one["name"][:4] == "Cilt")

    combined = [one for one in found["criteria"] if one["parts"]]
    assert [part["rule"]["id"] for one in combined for part in one["parts"]][:2] == [
        "no_prior_BCMA_CART",
        "no_prior_BCMA_BsAb",
    ]


def test_the_explanation_shows_whose_thresholds_they_are() -> None:
    own = (Override("LVEF_ge40", 45, "%", "house rule", "Dr Chen", "2026-11-20"),)

    found = explain(sample("mm-0133"), own)

    assert found["rules"]["own"] == [criteria(found, "cilta_cel")["LVEF_ge40"]["own"]]


@pytest.mark.parametrize(
    ("as_of", "outdated"), [("2026-11-23", False), ("2027-11-22", False), ("2027-11-24", True)]
)
def test_rules_are_outdated_a_year_after_they_were_checked(as_of: str, outdated: bool) -> None:
    card = rule_card("US", as_of)

    assert card.outdated is outdated
    assert card.intended_use.endswith("the board decides.")


@pytest.mark.parametrize("case_id", sample_ids())
def test_answers_worked_out_when_read_are_equal_frozen_values(case_id: str) -> None:
    facts = sample(case_id)

    one, other = summarise(facts), summarise(facts)
    backwards = options(CaseReading(facts))
    for option in backwards:
        assert option.message
        assert option.criteria == option.criteria

    assert one.options == other.options == backwards
    assert hash(one.options[0]) == hash(other.options[0])
    with pytest.raises(AttributeError):
        one.options[0].verdict = "eligible"  # type: ignore[misc]
    with pytest.raises(AttributeError):
        _ = one.options[0].colour  # type: ignore[attr-defined]


def test_a_copy_of_an_answer_is_a_plain_value() -> None:
    option = options(CaseReading(sample("mm-0133")))[0]

    copied = pickle.loads(pickle.dumps(option))

    assert copied == option
    assert "_fill" not in vars(copied)


def test_a_criterion_can_be_made_like_any_other_value() -> None:
    made = Criterion(
        "x", "X", "other", "met", "1", "", None, "any", "X: 1.", (), cite("BOARD:PC")
    )  # fmt: skip

    assert (made.number, made.inputs, made.own) == (None, (), "")


def test_what_is_kept_once_is_a_property_of_its_class() -> None:
    case = CaseReading(a_case())

    assert CaseReading.lines.__doc__ == "Return the lines of therapy."
    assert case.lines is case.lines


@pytest.mark.parametrize("kind", [Option, Criterion])
def test_a_value_worked_out_when_read_has_no_plain_default(kind: type) -> None:
    assert not [field.name for field in fields(kind) if hasattr(kind, field.name)]
