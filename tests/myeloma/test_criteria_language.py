"""The criteria language: what a row may say, how criteria combine, and where a mistake stands."""

from dataclasses import FrozenInstanceError

import pytest

from board.myeloma.assessment import assess
from board.myeloma.eligibility.criteria import Book, book, profiles, read_rows, rows
from board.myeloma.eligibility.criterion_words import criterion_of
from board.myeloma.eligibility.judgement import limit
from board.myeloma.kleene import Truth
from board.myeloma.reading import CaseReading
from board.myeloma.rulefiles import RuleFileError, parse
from board.myeloma.words import fact_words, input_of
from tests.myeloma.cases import a_case, read, regimen, sample, sample_ids

ROW = """
[[criterion]]
id = "{id}"
label = "Platelets"
group = "counts"
kind = "at_least"
fact = "labs_current.platelets_e9_L"
number = {number}
unit = "x10^9/L"
threshold = "at least {{number}}"
source = "BOARD:PC"
recoverable = true
"""
FULL, FEW = ROW.format(id="full", number=75), ROW.format(id="few", number=50)
MARROW = """
[[criterion]]
id = "marrow"
label = "Marrow"
group = "other"
kind = "rule"
subject = "marrow"
number = 50
unit = "%"
threshold = "at least {number}"
source = "BOARD:PC"
recoverable = true
"""


def combined(kind: str, *of: str, id_: str = "both") -> str:
    named = ", ".join(f'"{one}"' for one in of)
    return f"""
[[criterion]]
id = "{id_}"
label = "Platelets and marrow"
group = "counts"
kind = "{kind}"
of = [{named}]
threshold = "as combined"
source = "BOARD:PC"
recoverable = true
"""


def a_book(*texts: str) -> Book:
    return Book(read_rows(parse("".join(texts), "odd.toml"), "odd.toml"), profiles(), ())


def with_counts(platelets: float | None, marrow: float | None) -> CaseReading:
    series = [] if marrow is None else [{"date": "2026-11-01", "bm_pc_pct": marrow}]
    return read(labs_current={"platelets_e9_L": platelets}, series=series)


@pytest.mark.parametrize(
    ("platelets", "marrow", "truth"),
    [(80, None, True), (60, 55.0, True), (60, 20.0, False), (60, None, None), (40, None, False),
     (None, 55.0, None), (75, 0.0, True), (74.9, 50.0, True), (49.9, 50.0, False)],
)  # fmt: skip
def test_a_lower_limit_may_hold_under_a_condition(
    platelets: float | None, marrow: float | None, truth: Truth
) -> None:
    asked = a_book(FULL, FEW, MARROW, combined("all", "marrow", "few", id_="lower"),
                   combined("any", "full", "lower"))  # fmt: skip

    assert asked["both"].ask(with_counts(platelets, marrow)) is truth
    assert book()["platelets_ge75_or_50_if_marrow_full"].ask(
        with_counts(platelets, marrow)
    ) is truth  # fmt: skip


@pytest.mark.parametrize(("platelets", "truth"), [(80, False), (60, True), (None, None)])
def test_not_turns_an_answer_and_leaves_what_is_not_known(
    platelets: float | None, truth: Truth
) -> None:
    asked = a_book(FULL, combined("not", "full"))

    assert asked["both"].ask(with_counts(platelets, None)) is truth


@pytest.mark.parametrize(
    ("lines", "complete", "refractory", "pd", "truth"),
    [(1, True, True, None, True), (1, True, False, True, False), (2, True, False, True, True),
     (2, True, True, False, False), (2, False, False, True, True)],
)  # fmt: skip
def test_a_label_with_two_ways_in_is_data(
    lines: int, complete: bool, refractory: bool, pd: bool | None, truth: Truth
) -> None:
    rows_of = rows()
    ways = parse(
        combined("all", "lines_le1", "lenalidomide_refractory", id_="first")
        + combined("all", "lines_ge2", "PD_on_last_therapy", id_="later")
        + combined("any", "first", "later"),
        "odd.toml",
    )["criterion"]
    one = {**rows_of["lines_le2"].__dict__, "id": "lines_le1", "number": 1}
    content = {
        "criterion": [*(_plain(row.__dict__) for row in rows_of.values()), _plain(one), *ways]
    }
    asked = Book(read_rows(content, "odd.toml"), profiles(), ())
    given = [
        regimen(
            f"r{n}", ["lenalidomide" if n == 0 else "bortezomib"], f"20{20 + n}-01-01",
            end=f"20{20 + n}-06-01", stop_reason="progression" if n + 1 < lines or pd else "completed",
            best_response="SD" if n == 0 and refractory else "VGPR",
            pd_date=f"20{20 + n}-12-15" if n + 1 < lines or pd else None,
        )
        for n in range(lines)
    ]  # fmt: skip
    imaging = {"new_bone_lesion": False, "new_plasmacytoma": False, "lesion_growth_50pct": False}
    flat = {"serum_m_g_dL": 1.0, "urine_m_mg_24h": 0.0}
    series = [{"date": f"20{20 + lines}-0{month}-01", **flat} for month in (1, 2)]
    case = read(
        regimens=given, treatment_history_complete=complete, imaging=imaging,
        series=[] if pd else series,
    )  # fmt: skip

    assert asked["both"].ask(case) is truth


def _plain(row: dict[str, object]) -> dict[str, object]:
    return {key: list(v) if isinstance(v, tuple) else v for key, v in row.items()}


def test_a_combined_criterion_tells_every_part_it_was_made_of() -> None:
    asked = book()["platelets_ge75_or_50_if_marrow_full"]
    case = with_counts(60, None)

    shown = criterion_of(asked, case, asked.ask(case))

    assert shown.state == "unknown"
    assert shown.value.startswith("Platelets 60 x10^9/L; Platelets, marrow infiltrated ")
    assert shown.needs == ("series",)
    assert shown.operator == "any of"
    assert [part.state for part in shown.parts] == ["not_met", "unknown"]
    assert [part.id for part in shown.parts[1].parts] == ["marrow_ge50", "platelets_ge50"]
    assert {given.fact for given in shown.inputs} >= {"labs_current.platelets_e9_L"}


def test_a_message_may_be_written_for_each_outcome() -> None:
    own = FULL.replace("recoverable", 'met = "{label} are fine: {value}."\nrecoverable')
    asked = a_book(own)["full"]
    good, bad = with_counts(80, None), with_counts(60, None)

    assert criterion_of(asked, good, True).message == "Platelets are fine: 80 x10^9/L."
    assert criterion_of(asked, bad, False).message == "Platelets: 60 x10^9/L (asked: at least 75)."


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (FULL.replace("recoverable", "colour = 1\nrecoverable"), 12, "unknown key colour"),
        (FULL.replace("recoverable = true\n", ""), 2, "missing key recoverable"),
        (FULL.replace('"at_least"', '"nearly"'), 6, "unknown kind nearly"),
        (FULL.replace('"counts"', '"blood"'), 5, "unknown group blood"),
        (FULL.replace("x10^9/L", "furlongs"), 9, "unknown unit furlongs"),
        (FULL.replace("x10^9/L", "%"), 9, r"unknown unit %, the fact has x10\^9/L"),
        (FULL.replace("{number}", "75"), 10, "does not say {number}"),
        (FULL.replace("{number}", "{number} {colour}"), 10, "unknown word in braces colour"),
        (FULL.replace("BOARD:PC", "NOBODY:V"), 11, "no source with the key NOBODY"),
        (FULL.replace("platelets_e9_L", "shoes"), 7, "unknown fact labs_current.shoes"),
        (FULL.replace("number = 75\n", ""), 6, "at_least needs number"),
        (FULL + FEW.replace('"few"', '"full"'), 15, "full: the id stands twice"),
        (FULL + combined("all", "few"), 19, "unknown criterion few"),
        (FULL + combined("all"), 19, "unknown criterion none"),
        (FULL + FEW + combined("not", "full", "few"), 31, "not is asked of one criterion"),
        (MARROW.replace('"marrow"\nnumber', '"bone"\nnumber'), 7, "unknown rule bone"),
        (MARROW.replace("number = 50\n", ""), 7, "marrow needs number"),
        (FULL.replace('"at_least"', '"is_true"').replace("number = 75\n", ""), 7, "not a yes or no"),
    ],
)  # fmt: skip
def test_a_mistake_is_refused_with_file_and_line(text: str, line: int, words: str) -> None:
    with pytest.raises(RuleFileError, match=rf"^odd.toml, line {line}: .*{words}"):
        a_book(text)


@pytest.mark.parametrize(
    ("kind", "words"), [("drug_exposed", "drug wonderumab"), ("class_exposed", "class wonderumab")]
)
def test_an_unknown_drug_or_class_is_refused_with_file_and_line(kind: str, words: str) -> None:
    text = combined(kind).replace("of = []", 'subject = "wonderumab"')

    with pytest.raises(RuleFileError, match=rf"^odd.toml, line 7: both: unknown {words}"):
        a_book(text)


def test_a_fact_that_belongs_to_no_part_is_no_yes_or_no() -> None:
    text = combined("is_true").replace("of = []", 'fact = "regimens"')

    with pytest.raises(RuleFileError, match="regimens is not a yes or no"):
        a_book(text)


def test_a_criterion_cannot_be_made_of_itself() -> None:
    with pytest.raises(RuleFileError, match="both is made of itself"):
        a_book(combined("all", "other"), combined("all", "both", id_="other"))


def test_a_section_without_lines_is_refused_by_its_file_alone() -> None:
    with pytest.raises(RuleFileError, match=r"^odd.toml: both: unknown kind x"):
        read_rows({"criterion": [{**parse(combined("x"), "")["criterion"][0]}]}, "odd.toml")


def test_every_criterion_says_whether_a_failure_may_pass() -> None:
    passing = {name for name, row in rows().items() if row.recoverable}

    assert {"platelets_ge50", "no_active_infection", "CrCl_ge30"} <= passing
    assert not passing & {"target_BCMA_not_lost", "lines_le3", "age_le75", "HIV_negative"}


def test_a_row_without_a_number_has_no_limit() -> None:
    with pytest.raises(ValueError, match="no_active_infection has no number"):
        limit(rows()["no_active_infection"])


@pytest.mark.parametrize("case_id", sample_ids())
def test_every_criterion_can_be_told_of_any_case(case_id: str) -> None:
    for case in (CaseReading(sample(case_id)), CaseReading(a_case())):
        for name in rows():
            asked = book()[name]
            shown = criterion_of(asked, case, asked.ask(case))

            assert shown.message
            assert shown.source.tag in ("V", "M", "PC")
            assert {given.fact for given in shown.inputs} - {""} <= set(fact_words())
            assert shown.state != "unknown" or shown.needs or shown.id.endswith(
                ("in_jurisdiction", "text_loaded", "approved_product")
            )  # fmt: skip


def test_an_input_knows_its_fact_its_age_and_whether_it_is_old() -> None:
    facts = sample("mm-0133")

    old, new = input_of(facts, "health.lvef_pct"), input_of(facts, "genetics.t4_14")

    assert (old.fact, old.days, old.old) == ("health.lvef_pct", 205, True)
    assert new.old is False
    assert input_of(a_case(), "health.lvef_pct").days is None


def test_where_two_readings_count_differently_both_are_told() -> None:
    again = [
        regimen("a", ["bortezomib", "d"], "2020-01-01", end="2020-06-01", pd_date="2021-06-01"),
        regimen("b", ["bortezomib", "d"], "2021-07-01", end="2022-01-01", pd_date="2022-06-01"),
    ]
    facts = a_case(regimens=again, treatment_history_complete=True)
    case = CaseReading(facts)

    assert criterion_of(book()["lines_ge1"], case, True).value == "2 (1 by the 2015 reading)"
    assert assess(facts)["lines"]["count_alt"] == 1


def test_the_files_are_read_once_and_nothing_changes_what_they_say():
    asked = book().entries(["platelets_ge50"], "options_xx.toml")[0]
    alike = Book(rows(), profiles(), ()).entries(["platelets_ge50"], "options_xx.toml")[0]

    assert rows() is rows() and profiles() is profiles() and book() is book()
    assert len({asked, alike}) == len({asked.question, alike.question}) == 2  # known as objects
    for kept, name in ((asked, "question"), (asked.question, "row")):
        with pytest.raises(FrozenInstanceError):
            setattr(kept, name, None)


def test_a_named_rule_says_how_it_compares():
    asked = {
        name: book().entries([name], "options_xx.toml")[0] for name in ("CrCl_ge30", "ECOG_le2")
    }

    said = {name: one.question.plain["operator"] for name, one in asked.items()}
    assert said == {"CrCl_ge30": "at least", "ECOG_le2": "at most"}
