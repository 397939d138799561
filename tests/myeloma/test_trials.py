"""Trials line by line: what the language can say is judged, the rest is left to people."""

import pytest

from board.myeloma.eligibility.criteria import book
from board.myeloma.eligibility.options import options
from board.myeloma.eligibility.overrides import Override
from board.myeloma.eligibility.trials import read_trials, trial_set, trials, trials_behind
from board.myeloma.facts import CaseFacts
from board.myeloma.reading import CaseReading
from board.myeloma.rulefiles import RuleFileError, parse
from board.myeloma.telling.brief import Option
from tests.myeloma.cases import a_case, changed, sample, sample_ids


def judged(facts: CaseFacts) -> dict[str, Option]:
    return {option.id: option for option in trials(CaseReading(facts))}


def test_a_line_to_be_checked_by_hand_keeps_a_trial_from_being_met() -> None:
    facts = changed(
        sample("mm-0133"),
        labs_current={"platelets_e9_L": 120, "hb_g_dL": 11.0},
        patient={"ecog": 1},
    )

    trial = judged(facts)["CARTITUDE-4"]

    assert {one.state for one in trial.criteria if not one.by_hand} == {"met"}
    assert trial.verdict == "unknown"
    assert trial.message == (
        "To be checked by hand: Progression within 6 months of the last regimen. "
        "Lymphocytes at least 0.3 x10^9/L."
    )


@pytest.mark.parametrize("case_id", sample_ids())
def test_no_trial_with_a_line_by_hand_is_ever_met(case_id: str) -> None:
    found = judged(sample(case_id))

    assert len(found) == len(trial_set().trials)
    for trial in found.values():
        assert trial.kind == "trial"
        assert trial.verdict != "eligible" or not any(one.by_hand for one in trial.criteria)
        assert all(one.source.text for one in trial.criteria)
        assert all(one.value == "to be checked by hand" for one in trial.criteria if one.by_hand)


def test_a_trial_all_of_whose_lines_are_met_is_met() -> None:
    after_bcma = judged(sample("mm-0134"))["MajesTEC-3"]

    assert judged(sample("mm-0131"))["MajesTEC-3"].verdict == "eligible"
    assert (after_bcma.verdict, "no_prior_BCMA_therapy" in after_bcma.deciding) == (
        "not_eligible",
        True,
    )


def test_a_threshold_of_a_trial_is_cited_from_the_trial() -> None:
    trial = judged(sample("mm-0133"))["KarMMa-3"]

    cited = {one.id: (one.source.key, one.source.tag) for one in trial.criteria}
    assert cited["LVEF_ge45"] == ("KM3", "M")
    assert cited["lines_ge2"] == ("KM3", "V")


def test_trials_stand_apart_from_the_options() -> None:
    case = CaseReading(sample("mm-0133"))

    assert not {one.id for one in options(case)} & {one.id for one in trials(case)}


def test_the_lines_of_a_trial_stand_beside_its_option_in_words() -> None:
    checked, recalled = trials_behind("cilta_cel")

    assert checked.text.startswith("CARTITUDE-4: Prior lines at least 1; Prior lines at most 3; ")
    assert "progression within 6 months of the last regimen" in checked.text
    assert "Platelets at least 75, or 50 when marrow" in recalled.text


def test_an_empty_case_fails_no_trial() -> None:
    assert {trial.verdict for trial in judged(a_case()).values()} == {"unknown"}


def test_a_trial_says_what_is_not_known_beside_what_is_left_to_people() -> None:
    trial = judged(a_case())["MonumenTAL-1"]

    assert trial.message.startswith("Not known: Prior lines: at least 0 ")
    assert "To be checked by hand: Which cohort" in trial.message


def test_a_board_may_set_a_threshold_of_a_trial_too() -> None:
    own = (Override("LVEF_ge45", 70, "%", "house rule", "Dr Chen", "2026-11-20"),)

    trial = {one.id: one for one in trials(CaseReading(sample("mm-0133")), own)}["CARTITUDE-4"]

    assert "LVEF_ge45" in trial.deciding
    assert "board's own: LVEF_ge45 70 %" in trial.rule_version


TRIAL = """
[[trial]]
id = "T-1"
name = "A trial"
options = []
source = "CAR4"

[[trial.line]]
tag = "V"
criterion = "lines_ge1"

[[trial.line]]
tag = "{tag}"
{rest}
"""


@pytest.mark.parametrize(
    ("tag", "rest", "words"),
    [
        ("X", 'manual = "a"', "the tag must be one of V, M, PC"),
        ("V", "", "a line is either a criterion or manual"),
        ("V", 'manual = "a"\ncriterion = "lines_ge1"', "a line is either a criterion or manual"),
        ("V", 'criterion = "none_such"', "unknown criterion 'none_such'"),
        ("V", 'colour = "a"', "TrialLine: unknown key colour"),
    ],
)
def test_a_line_that_cannot_be_read_is_refused_with_file_and_line(
    tag: str, rest: str, words: str
) -> None:
    content = parse(TRIAL.format(tag=tag, rest=rest), "odd.toml")

    with pytest.raises(RuleFileError, match=rf"^odd.toml, line 1[24]: {words}"):
        read_trials(content, "odd.toml", book())


def test_a_trial_of_a_drug_that_nobody_knows_is_refused() -> None:
    text = TRIAL.format(tag="V", rest='manual = "a"')
    content = parse(text.replace('source = "CAR4"', 'source = "CAR4"\ndrugs = ["tea"]'), "odd.toml")

    with pytest.raises(RuleFileError, match=r"^odd.toml, line 7: T-1: unknown drug tea"):
        read_trials(content, "odd.toml", book())


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("[[trial]]", "[[trail]]", "odd.toml: unknown key trail"),
        (TRIAL, "", r"odd.toml: there is no \[\[trial\]\]"),
        ('id = "T-1"', "", "odd.toml, line 2: missing key id"),
        ('criterion = "lines_ge1"', 'manual = "a"', "odd.toml: checked_on: 'None' is not a date"),
    ],
)
def test_a_file_of_trials_without_what_each_needs_is_refused(
    before: str, after: str, words: str
) -> None:
    text = TRIAL.replace(before, after).format(tag="V", rest='manual = "a"')

    with pytest.raises(RuleFileError, match=f"^{words}"):
        read_trials(parse(text, "odd.toml"), "odd.toml", book())
