"""A board's own thresholds: applied where asked, told wherever they count, refused when odd."""

from typing import Any

import pytest

from board.myeloma.assessment import assess
from board.myeloma.eligibility.criteria import book
from board.myeloma.eligibility.criterion_words import criterion_of
from board.myeloma.eligibility.options import options, rule_set
from board.myeloma.eligibility.overrides import Override, OverrideError
from board.myeloma.reading import CaseReading
from board.myeloma.telling.summary import rule_set_name, summarise
from tests.myeloma.cases import changed, sample

REASON = "three decompensations last year"


def an_override(criterion: str = "LVEF_ge40", number: float = 45, **parts: Any) -> Override:
    plain = {"unit": "%", "reason": REASON, "signed_by": "Dr Chen", "signed_on": "2026-11-20"}
    return Override(criterion, number, **{**plain, **parts})


@pytest.mark.parametrize(("lvef", "verdict"), [(44, "not_eligible"), (45, "eligible")])
def test_a_threshold_of_the_board_decides_instead_of_the_usual_one(lvef: int, verdict: str) -> None:
    facts = changed(sample("mm-0133"), health={"lvef_pct": lvef})
    own = (an_override(),)

    usual, strict = assess(facts)["eligibility"], assess(facts, own)["eligibility"]

    assert usual["cilta_cel"]["verdict"] == "eligible"
    assert strict["cilta_cel"]["verdict"] == verdict
    assert verdict == "eligible" or strict["cilta_cel"]["deciding"] == ["LVEF_ge40"]


def test_every_criterion_judged_by_it_says_so() -> None:
    told = f"board's own threshold 45 instead of 40 %: {REASON} (Dr Chen, 2026-11-20)"

    options_ = options(CaseReading(sample("mm-0133")), (an_override(),))

    found = [one for option in options_ for one in option.criteria if one.own]
    assert {one.id for one in found} == {"LVEF_ge40"}
    assert {(one.own, one.threshold, one.number) for one in found} == {(told, "at least 45", 45)}


def test_the_name_and_the_card_of_the_rules_show_it() -> None:
    own = (an_override(),)

    summary = summarise(sample("mm-0133"), own)

    assert rule_set_name("US", own) == f"{rule_set_name('US')}, board's own: LVEF_ge40 45 %"
    assert summary.rule_set == summary.rules.name == rule_set("US", own).name
    assert summary.rules.own[0].startswith("board's own threshold 45 instead of 40 %")
    assert all(summary.rule_set in option.rule_version for option in summary.options)


def test_without_one_nothing_is_said_of_it() -> None:
    summary = summarise(sample("mm-0133"))

    assert summary.rules.own == ()
    assert not any(one.own for option in summary.options for one in option.criteria)


def test_a_threshold_inside_a_combined_criterion_counts_and_is_told() -> None:
    own = (an_override("platelets_ge75", 100, unit="x10^9/L"),)
    case = CaseReading(changed(sample("mm-0133"), labs_current={"platelets_e9_L": 80}))
    usual, strict = (book(some)["platelets_ge75_or_50_if_marrow_full"] for some in ((), own))

    shown = criterion_of(strict, case, strict.ask(case))

    assert usual.ask(case) is True
    assert strict.ask(case) is not True
    assert shown.parts[0].own.startswith("board's own threshold 100 instead of 75 x10^9/L")


@pytest.mark.parametrize(
    ("own", "words"),
    [
        (an_override("LVEF"), "LVEF: there is no such criterion"),
        (an_override("no_active_infection", unit=""), "no_active_infection: .* has no threshold"),
        (an_override(unit="mL/min"), "LVEF_ge40: the unit is %, not mL/min"),
        (an_override("ECOG_le2", 1), "ECOG_le2: the unit is none, not %"),
        (an_override(number=float("nan")), "LVEF_ge40: nan is not a threshold"),
        (an_override(number=-1), "LVEF_ge40: -1 is not a threshold"),
        (an_override("lines_ge4", 3.5, unit=""), "lines_ge4: lines are counted in whole numbers"),
        (an_override(reason=" "), "LVEF_ge40: reason is empty"),
        (an_override(signed_by=""), "LVEF_ge40: signed_by is empty"),
        (an_override(signed_on=""), "LVEF_ge40: signed_on is empty"),
    ],
)
def test_a_threshold_that_cannot_be_set_is_refused_by_name(own: Override, words: str) -> None:
    with pytest.raises(OverrideError, match=words):
        rule_set("US", (own,))


def test_two_thresholds_for_one_criterion_are_refused() -> None:
    with pytest.raises(OverrideError, match="LVEF_ge40: set twice"):
        rule_set("US", (an_override(), an_override(number=50)))
