"""The card of an option, frozen: what was shown can be read when the rules are others."""

import json

import pytest

from board.myeloma.telling.frozen import FORMAT, frozen
from board.myeloma.telling.summary import summarise
from tests.myeloma.cases import changed, sample, sample_ids

#: What each suggestion has to display, and the fields of the frozen card that hold it.
TEN = (
    ("intended_use", "users", "population"),
    ("option", "rule", "checked_on", "authors", "reviewers", "funding"),
    ("sources",),
    ("criteria",),
    ("criteria",),
    ("logic", "criteria", "message"),
    ("verdict",),
    ("validation", "limits"),
    ("checked_on", "outdated"),
    ("format",),
)


@pytest.mark.parametrize("case_id", sample_ids())
def test_a_frozen_card_is_plain_json_and_holds_what_the_card_displays(case_id: str) -> None:
    summary = summarise(sample(case_id))

    for option in summary.options:
        found = frozen(option, summary.rules)

        assert json.loads(json.dumps(found)) == found
        assert found["format"] == FORMAT
        assert all(name in found for names in TEN for name in names)
        assert [one["id"] for one in found["criteria"]] == [one.id for one in option.criteria]
        assert len(json.dumps(found)) < 20_000


def test_a_frozen_card_keeps_value_day_age_origin_and_threshold() -> None:
    summary = summarise(sample("mm-0133"))
    option = next(one for one in summary.options if one.id == "cilta_cel")

    found = frozen(option, summary.rules, {"health.lvef_pct": "echo report"})

    lvef = next(one for one in found["criteria"] if one["id"] == "LVEF_ge40")
    assert (lvef["value"], lvef["unit"], lvef["date"]) == ("60", "%", "2026-05-02")
    assert lvef["asked"] == "at least 40"
    assert lvef["old"] == ["Ejection fraction (LVEF)"]
    assert lvef["inputs"][0]["origin"] == "echo report"
    assert lvef["inputs"][0]["days"] == 205


def test_a_frozen_card_names_what_was_missing_and_that_the_rules_were_old() -> None:
    facts = changed(sample("mm-0133"), health={"lvef_pct": None})
    late = facts.model_copy(update={"as_of": "2028-01-01"})
    summary = summarise(late)
    option = next(one for one in summary.options if one.id == "cilta_cel")

    found = frozen(option, summary.rules)

    lvef = next(one for one in found["criteria"] if one["id"] == "LVEF_ge40")
    assert (lvef["state"], lvef["missing"]) == ("unknown", ["Ejection fraction (LVEF)"])
    assert found["outdated"] is True
