"""Texts of options: in force from a day to a day, one at a time, chosen by the day of the case."""

import pytest

from board.myeloma.eligibility.criteria import book
from board.myeloma.eligibility.judging import judged
from board.myeloma.eligibility.options import RuleSet, read_rule_set
from board.myeloma.reading import CaseReading
from board.myeloma.rulefiles import RuleFileError, parse
from tests.myeloma.cases import a_case

HEAD = 'jurisdiction = "US"\nchecked_on = "2026-11-23"\n'
TEXT = """
[[option]]
id = "kd"
name = "Carfilzomib, dexamethasone"
short = "Kd"
kind = "regimen"
label = "{label}"
criteria = ["{criterion}"]
sources = ["KYPROLIS:M"]
valid_from = "{first}"
valid_to = "{last}"
"""


def a_text(first: str, last: str, criterion: str = "lines_ge1", label: str = "labelled") -> str:
    return TEXT.format(first=first, last=last, criterion=criterion, label=label)


def a_rule_set(*texts: str) -> RuleSet:
    return read_rule_set(parse(HEAD + "".join(texts), "odd.toml"), "odd.toml", book())


TWO = (
    a_text("2020-03", "2023-06", "label_text_loaded", "off-label"),
    a_text("2024", "2025-12-31", "approved_product", "labelled"),
)


@pytest.mark.parametrize(
    ("day", "label", "asked"),
    [
        ("2020-02-29", "off-label", ()),
        ("2020-03-01", "off-label", ("label_text_loaded",)),
        ("2023-06-30", "off-label", ("label_text_loaded",)),
        ("2023-07-01", "labelled", ()),
        ("2023-12-31", "labelled", ()),
        ("2024-01-01", "labelled", ("approved_product",)),
        ("2025-12-31", "labelled", ("approved_product",)),
        ("2026-01-01", "labelled", ()),
    ],
)
def test_the_day_of_the_case_selects_the_text_in_force(
    day: str, label: str, asked: tuple[str, ...]
) -> None:
    case = CaseReading(a_case(as_of=day))

    [option] = judged(a_rule_set(*TWO).plan(day), case)

    assert option.label_status == label
    assert tuple(criterion.id for criterion in option.criteria) == asked
    assert option.deciding == (asked or ("rule_not_in_force",))
    assert option.verdict == "unknown"
    assert asked or "no text in force on the day of the case" in option.message


def test_a_text_names_the_version_it_was_judged_by() -> None:
    day = "2025-01-01"

    [option] = judged(a_rule_set(*TWO).plan(day), CaseReading(a_case(as_of=day)))

    assert option.rule_version.startswith("kd, text of 2024; US, checked 2026-11-23, ")
    assert (option.valid_from, option.valid_to) == ("2024", "2025-12-31")
    assert "not known when any is not known" in option.logic


def test_a_text_may_have_been_checked_on_a_day_of_its_own() -> None:
    own = a_text("2024", "").replace("valid_to", 'checked_on = "2025-05-05"\nvalid_to')

    [option] = judged(a_rule_set(own).plan("2025-01-01"), CaseReading(a_case()))

    assert option.checked_on == "2025-05-05"


@pytest.mark.parametrize(
    ("texts", "line", "words"),
    [
        ((a_text("2024", ""), a_text("2025", "")), 16, "two texts are in force at once"),
        ((a_text("", "2024"), a_text("2024-12", "")), 16, "two texts are in force at once"),
        ((a_text("2024", "2023"),), 13, "it ends before it begins"),
        ((a_text("2024", "").replace("regimen", "tea"),), 8, "unknown kind tea"),
        ((a_text("2024", "").replace("labelled", "liked"),), 9, "unknown label status liked"),
        ((a_text("2024", "") + 'drugs = ["tea"]\n',), 14, "unknown drug tea"),
        ((a_text("2024", "", "no_such_thing"),), 10, "unknown criterion 'no_such_thing'"),
        ((a_text("2024", "", "lines_ge1 if lines_ge2"),), 10, "unknown condition"),
        ((a_text("2024", "") + 'colour = "red"\n',), 14, "unknown key colour"),
        ((a_text("soon", ""),), 12, "'soon' is not a date: write YYYY-MM-DD"),
        ((a_text("2024", "2025-13"),), 13, "'2025-13' is not a date: there is no month 13"),
        ((a_text("2024", "") + 'checked_on = "May"\n',), 14, "'May' is not a date"),
        ((a_text("2024", "").replace('"2024"', "2024-04-01"),), 12, "valid_from cannot be"),
        ((a_text("2024", "").replace('"KYPROLIS:M"', ""),), 11, "it names no source"),
    ],
)
def test_a_text_that_cannot_stand_is_refused_with_file_and_line(
    texts: tuple[str, ...], line: int, words: str
) -> None:
    with pytest.raises(RuleFileError, match=rf"^odd.toml, line {line}: kd: {words}"):
        a_rule_set(*texts)


@pytest.mark.parametrize(
    ("written", "words"),
    [
        (HEAD.replace("US", "UK"), "jurisdiction: 'UK' is not one of US, EU"),
        (HEAD.replace("2026-11-23", "lately"), "checked_on: 'lately' is not a date"),
        ('checked_on = "2026-11-23"\n', "jurisdiction: None is not one of US, EU"),
    ],
)
def test_a_file_of_options_says_where_it_holds_and_when_it_was_checked(
    written: str, words: str
) -> None:
    content = parse(written + a_text("2024", ""), "odd.toml")

    with pytest.raises(RuleFileError, match=f"^odd.toml: {words}"):
        read_rule_set(content, "odd.toml", book())
