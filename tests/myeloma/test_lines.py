"""Lines of therapy and how many there are."""

from dataclasses import FrozenInstanceError
from typing import Any

import pytest

from board.myeloma.treatment.lines import TherapyLines, lines_of_therapy
from tests.myeloma.cases import a_case, regimen

VRD = ["bortezomib", "lenalidomide", "dexamethasone"]


def lines(*regimens: dict[str, Any], complete: bool | None = True) -> TherapyLines:
    return lines_of_therapy(a_case(treatment_history_complete=complete, regimens=list(regimens)))


def test_a_drug_swapped_for_toxicity_starts_a_new_line() -> None:
    found = lines(
        regimen("a", VRD, "2024-01-01", stop_reason="toxicity"),
        regimen("b", ["carfilzomib", "lenalidomide", "dexamethasone"], "2024-03-01"),
    )

    assert found.count == 2


def test_a_change_of_steroid_or_brand_is_no_new_line() -> None:
    found = lines(
        regimen("a", ["Darzalex", "lenalidomide", "dexamethasone"], "2024-01-01"),
        regimen("b", ["daratumumab-fihj", "Revlimid", "prednisone"], "2024-06-01"),
    )

    assert found.count == 1


def test_the_same_regimen_restarted_after_progression_counts_and_tells_the_other_reading() -> None:
    found = lines(
        regimen("a", VRD, "2022-01-01", end="2022-06-01", pd_date="2023-06-01"),
        regimen("b", VRD, "2023-07-01"),
    )

    assert (found.count, found.count_alt) == (2, 1)


def test_induction_transplant_and_maintenance_without_a_plan_letter_are_proposed_as_one() -> None:
    found = lines(
        regimen("a", VRD, "2024-01-01", end="2024-05-01", phase="induction"),
        regimen("b", ["melphalan-HD"], "2024-07-01", phase="transplant"),
        regimen("c", ["lenalidomide"], "2024-10-01", phase="maintenance"),
    )

    assert found.count == 1
    assert found.lines[0].inferred


def test_a_transplant_two_years_later_is_not_proposed_as_the_same_plan() -> None:
    found = lines(
        regimen("a", VRD, "2022-01-01", end="2022-05-01", phase="induction"),
        regimen("b", ["melphalan-HD"], "2024-07-01", phase="transplant"),
    )

    assert found.count == 2


@pytest.mark.parametrize("complete", [False, None])
def test_an_incomplete_history_gives_a_minimum_only(complete: bool | None) -> None:
    found = lines(regimen("a", VRD, "2024-01-01"), complete=complete)

    assert (found.count, found.min) == (None, 1)
    assert found.at_least(1) is True
    assert found.at_least(2) is None
    assert found.at_most(3) is None
    assert found.at_most(0) is False


def test_an_unknown_start_comes_last_and_leaves_the_count_open() -> None:
    found = lines(regimen("a", VRD, None), regimen("b", ["daratumumab"], "2024-01-01"))

    assert [line.courses[0].id for line in found.lines] == ["b", "a"]
    assert found.count is None


def test_progression_in_the_month_of_a_restart_leaves_the_count_open() -> None:
    found = lines(
        regimen("a", VRD, "2024-01-01", pd_date="2024-06"),
        regimen("b", ["lenalidomide"], "2024-06-15"),
    )

    assert (found.count, found.min) == (None, 1)


def test_support_and_less_than_one_cycle_are_listed_but_not_counted() -> None:
    found = lines(
        regimen("a", VRD, "2024-01-01"),
        regimen("b", ["radiotherapy"], "2024-03-01"),
        regimen("c", ["cyclophosphamide"], "2024-04-01", phase="mobilisation"),
        regimen("d", ["daratumumab"], "2024-05-01", cycles=0.5),
    )

    assert found.count == 1
    assert [course.id for course in found.not_counted] == ["b", "c", "d"]


ASCT = ["melphalan-HD"]


def ids(found: TherapyLines) -> list[list[str]]:
    return [[course.id for course in line.courses] for line in found.lines]


def numbers(found: TherapyLines) -> tuple[int | None, int, int | None]:
    return found.count, found.min, found.count_alt


def test_a_planned_sequence_is_one_line_and_is_not_inferred() -> None:
    found = lines(
        regimen("a", VRD, "2022-01-01", plan_group="A", phase="induction"),
        regimen("b", ASCT, "2024-01-01", plan_group="A", phase="transplant"),
        regimen("c", ["lenalidomide"], "2026-01-01", plan_group="A", phase="maintenance"),
    )

    assert ids(found) == [["a", "b", "c"]]
    assert (found.lines[0].inferred, found.lines[0].uncertain) == (False, False)


@pytest.mark.parametrize(
    ("group", "pd", "count"), [("A", None, 1), ("B", None, 2), ("A", "2022-05-31", 2)]
)
def test_a_planned_tandem_is_one_line_and_any_other_transplant_a_new_one(
    group: str, pd: str | None, count: int
) -> None:
    found = lines(
        regimen("a", ASCT, "2022-01-01", plan_group="A", pd_date=pd),
        regimen("b", ASCT, "2022-06-01", plan_group=group),
    )

    assert numbers(found) == (count, count, None)


@pytest.mark.parametrize(
    "second", [ASCT, ["allo-SCT"], ["cilta-cel"], ["daratumumab", "melphalan-HD"]]
)
def test_a_transplant_or_cell_product_is_never_resumed(second: list[str]) -> None:
    found = lines(regimen("a", second, "2022-01-01"), regimen("b", second, "2022-06-01"))

    assert found.count == 2


def test_leaving_drugs_out_is_no_new_line_but_not_out_of_a_transplant() -> None:
    fewer = lines(regimen("a", VRD, "2022-01-01"), regimen("b", ["lenalidomide"], "2022-06-01"))
    after = lines(
        regimen("a", ["lenalidomide", *ASCT], "2022-01-01"),
        regimen("b", ["lenalidomide"], "2022-12-01"),
    )
    into = lines(
        regimen("a", ["lenalidomide", "melphalan-HD"], "2022-01-01"),
        regimen("b", ASCT, "2022-12-01"),
    )

    assert [found.count for found in (fewer, after, into)] == [1, 2, 2]


def test_leaving_drugs_out_after_progression_is_a_new_line() -> None:
    found = lines(
        regimen("a", VRD, "2022-01-01", pd_date="2022-05-01"),
        regimen("b", ["lenalidomide"], "2022-06-01"),
    )

    assert numbers(found) == (2, 2, None)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (["daratumumab", "d"], ["isatuximab", "d"]),  # an antibody swapped
        (["lenalidomide", "d"], VRD),  # a drug added
        (VRD, ["carfilzomib", "pomalidomide", "d"]),  # everything replaced
    ],
)
def test_a_swap_an_addition_or_a_replacement_is_a_new_line(
    first: list[str], second: list[str]
) -> None:
    assert lines(regimen("a", first, "2022-01-01"), regimen("b", second, "2022-06-01")).count == 2


def test_the_same_drugs_under_another_dose_or_route_are_the_same_line() -> None:
    found = lines(
        regimen("a", ["daratumumab IV", "lenalidomide"], "2022-01-01", doses={"lenalidomide": "25 mg"}),
        regimen("b", ["daratumumab SC", "lenalidomide"], "2022-06-01", doses={"lenalidomide": "10 mg"}),
    )  # fmt: skip

    assert found.count == 1


@pytest.mark.parametrize(("planned", "count"), [(True, 1), (False, 2), (None, 2)])
def test_what_the_clinician_says_of_the_plan_counts_where_there_is_no_letter(
    planned: bool | None, count: int
) -> None:
    found = lines(
        regimen("a", VRD, "2022-01-01"),
        regimen("b", ["daratumumab"], "2022-06-01", planned=planned),
    )

    assert found.count == count
    assert not found.lines[0].inferred


@pytest.mark.parametrize(("letters", "count"), [(("A", "A"), 1), (("A", "B"), 2), ((None, "B"), 2)])
def test_a_plan_letter_goes_before_the_answer_about_the_plan(
    letters: tuple[str | None, str], count: int
) -> None:
    found = lines(
        regimen("a", VRD, "2022-01-01", plan_group=letters[0]),
        regimen("b", ["daratumumab"], "2022-06-01", plan_group=letters[1], planned=count == 2),
    )

    assert found.count == count


def sequence(*starts: str, **last: Any) -> TherapyLines:
    phases = ("induction", "transplant", "maintenance")
    drugs = (VRD, ASCT, ["daratumumab"])
    rows = [
        regimen(name, given, start, phase=phase)
        for name, given, start, phase in zip("abc", drugs, starts, phases, strict=False)
    ]
    rows[-1] |= last
    return lines(*rows)


@pytest.mark.parametrize(
    ("transplant", "count"), [("2022-12-31", 1), ("2023-01-01", 1), ("2023-01-02", 2)]
)
def test_a_transplant_is_proposed_within_twelve_months_of_induction(
    transplant: str, count: int
) -> None:
    found = sequence("2022-01-01", transplant)

    assert found.count == count
    assert found.lines[0].inferred is (count == 1)
    assert not found.lines[0].uncertain


@pytest.mark.parametrize(
    ("maintenance", "count"), [("2022-12-30", 1), ("2022-12-31", 2), ("2023-02-01", 2)]
)
def test_maintenance_is_proposed_within_six_months_of_the_transplant(
    maintenance: str, count: int
) -> None:
    assert sequence("2022-01-01", "2022-07-01", maintenance).count == count


def test_consolidation_is_proposed_as_maintenance_is() -> None:
    assert sequence("2022-01-01", "2022-07-01", "2022-10-01", phase="consolidation").count == 1
    assert sequence("2022-01-01", "2022-07-01", "2022-10-01", phase="salvage").count == 2


@pytest.mark.parametrize(
    "last", [{"plan_group": "Z"}, {"planned": False}], ids=["letter", "not planned"]
)
def test_nothing_is_proposed_against_what_was_said(last: dict[str, Any]) -> None:
    assert sequence("2022-01-01", "2022-07-01", "2022-10-01", **last).count == 2


def test_nothing_is_proposed_beside_a_letter_of_the_step_before() -> None:
    found = lines(
        regimen("a", VRD, "2022-01-01", phase="induction", plan_group="A"),
        regimen("b", ASCT, "2022-07-01", phase="transplant"),
    )

    assert found.count == 2


def test_nothing_is_proposed_after_progression_or_without_an_induction() -> None:
    relapsed = lines(
        regimen("a", VRD, "2022-01-01", phase="induction", pd_date="2022-06-01"),
        regimen("b", ASCT, "2022-07-01", phase="transplant"),
    )
    salvage = lines(
        regimen("a", VRD, "2022-01-01", phase="salvage"),
        regimen("b", ASCT, "2022-07-01", phase="transplant"),
    )
    allogeneic = lines(
        regimen("a", VRD, "2022-01-01", phase="induction"),
        regimen("b", ["allo-SCT"], "2022-07-01"),
    )
    untransplanted = lines(
        regimen("a", VRD, "2022-01-01", phase="induction"),
        regimen("b", ["daratumumab"], "2022-03-01", phase="maintenance"),
    )

    assert [f.count for f in (relapsed, salvage, allogeneic, untransplanted)] == [2, 2, 2, 2]


def test_a_proposal_that_turns_on_a_partial_date_leaves_the_count_open() -> None:
    found = sequence("2022", "2023-01-02")

    assert numbers(found) == (None, 1, None)
    assert found.lines[0].uncertain
    assert not found.lines[0].inferred


def test_a_proposal_needs_both_dates() -> None:
    found = lines(
        regimen("a", VRD, "2022-01-01", phase="induction"),
        regimen("b", ASCT, None, phase="transplant"),
    )

    assert numbers(found) == (None, 1, None)
    assert found.lines[0].uncertain


BRIDGE = regimen("a", ["cyclophosphamide", "d"], "2022-01-01", phase="bridging")
DEPLETION = ["fludarabine", "cyclophosphamide"]


@pytest.mark.parametrize(
    ("product", "count"), [("2022-03-15", 1), ("2022-04-02", 1), ("2022-04-03", 2)]
)
def test_bridging_is_proposed_with_a_cell_product_within_three_months(
    product: str, count: int
) -> None:
    found = lines(BRIDGE, regimen("b", [*DEPLETION, "cilta-cel"], product))

    assert found.count == count
    assert found.lines[0].inferred is (count == 1)


def test_bridging_lymphodepletion_and_the_product_are_proposed_as_one() -> None:
    found = lines(
        BRIDGE, regimen("b", DEPLETION, "2022-02-01"), regimen("c", ["ide-cel"], "2022-02-05")
    )

    assert ids(found) == [["a", "b", "c"]]


def test_nothing_else_is_proposed_around_a_cell_product() -> None:
    before = lines(
        regimen("a", ["cyclophosphamide", "d"], "2022-01-01", phase="salvage"),
        regimen("b", ["cilta-cel"], "2022-02-01"),
    )
    after = lines(BRIDGE, regimen("b", ["teclistamab"], "2022-02-01"))
    twice = lines(
        regimen("a", [*DEPLETION, "cilta-cel"], "2022-01-01"),
        regimen("b", [*DEPLETION, "ide-cel"], "2022-02-01"),
    )

    assert [found.count for found in (before, after, twice)] == [2, 2, 2]


def test_a_regimen_stopped_for_progression_without_a_date_had_progressed() -> None:
    resumed = lines(
        regimen("a", VRD, "2022-01-01", stop_reason="progression"),
        regimen("b", VRD, "2022-06-01"),
    )
    completed = lines(
        regimen("a", VRD, "2022-01-01", stop_reason="completed"), regimen("b", VRD, "2022-06-01")
    )

    assert numbers(resumed) == (2, 2, 1)
    assert numbers(completed) == (1, 1, None)


def test_progression_anywhere_in_the_line_ends_it() -> None:
    found = lines(
        regimen("a", VRD, "2022-01-01", pd_date="2022-04-01"),
        regimen("b", ["lenalidomide"], "2022-03-01"),
        regimen("c", ["lenalidomide"], "2022-06-01"),
    )

    assert ids(found) == [["a", "b"], ["c"]]


def test_progression_on_the_day_of_the_next_start_comes_first() -> None:
    same_day = lines(
        regimen("a", VRD, "2022-01-01", pd_date="2022-06-01"), regimen("b", VRD, "2022-06-01")
    )
    day_after = lines(
        regimen("a", VRD, "2022-01-01", pd_date="2022-06-02"), regimen("b", VRD, "2022-06-01")
    )

    assert [found.count for found in (same_day, day_after)] == [2, 1]


def test_progression_and_a_start_that_is_not_known_leave_the_count_open() -> None:
    found = lines(regimen("a", VRD, "2022-01-01", pd_date="2022-06-01"), regimen("b", VRD, None))

    assert numbers(found) == (None, 1, None)
    assert found.lines[0].uncertain


def test_the_other_reading_is_told_only_for_a_count_that_is_known_and_differs() -> None:
    restarted = (
        regimen("a", VRD, "2022-01-01", pd_date="2022-05-01"), regimen("b", VRD, "2022-06-01"),
    )  # fmt: skip

    assert lines(*restarted).count_alt == 1
    assert lines(*restarted, complete=False).count_alt is None
    assert lines(*restarted[:1]).count_alt is None


def test_without_treatment_there_is_no_line() -> None:
    found = lines()

    assert numbers(found) == (0, 0, None)
    assert found.current is None
    assert (found.at_least(1), found.at_most(0)) == (False, True)
    assert found.complete


def test_a_line_knows_its_start_its_first_progression_and_its_transplants() -> None:
    found = lines(
        regimen("a", VRD, "2022-01-01", plan_group="A", pd_date="2023-05-01"),
        regimen("b", ASCT, "2022-06-01", plan_group="A", pd_date="2023-04-01"),
        regimen("c", ["lenalidomide"], "2022-09-01", plan_group="A"),
    )
    line = found.lines[0]

    assert line.number == 1
    assert line is found.current
    assert str(line.start.first if line.start else None) == "2022-01-01"
    assert line.pd is line.courses[1]
    assert line.transplants == (line.courses[1],)
    assert lines(regimen("a", VRD, None)).lines[0].pd is None
    assert lines(regimen("a", VRD, None)).lines[0].start is None


def test_the_current_line_is_the_last_and_all_courses_are_kept() -> None:
    found = lines(
        regimen("a", VRD, "2022-01-01"),
        regimen("x", ["zoledronate"], "2022-02-01"),
        regimen("b", ["daratumumab"], "2023-01-01"),
    )

    assert found.current is found.lines[1]
    assert [line.number for line in found.lines] == [1, 2]
    assert [course.id for course in found.courses] == ["a", "x", "b"]
    assert [course.id for course in found.not_counted] == ["x"]
    assert (found.at_least(2), found.at_least(3)) == (True, False)
    assert (found.at_most(2), found.at_most(1)) == (True, False)


def test_bone_agents_between_do_not_break_a_line() -> None:
    found = lines(
        regimen("a", VRD, "2022-01-01"),
        regimen("x", ["radiotherapy"], "2022-03-01"),
        regimen("b", VRD, "2022-06-01"),
    )

    assert ids(found) == [["a", "b"]]


def test_a_regimen_is_held_against_the_step_before_and_not_the_first() -> None:
    third = lines(
        regimen("a", VRD, "2022-01-01"),
        regimen("b", ["daratumumab"], "2023-01-01"),
        regimen("c", ["daratumumab"], "2024-01-01"),
        regimen("d", ["pomalidomide"], "2025-01-01"),
    )
    taken_up_again = lines(
        regimen("a", VRD, "2022-01-01"),
        regimen("b", ["lenalidomide"], "2023-01-01"),
        regimen("c", VRD, "2024-01-01"),
    )

    assert ids(third) == [["a"], ["b", "c"], ["d"]]
    assert ids(taken_up_again) == [["a", "b"], ["c"]]


def test_lines_do_not_change_once_read() -> None:
    found = lines(regimen("a", VRD, "2022-01-01"))

    with pytest.raises(FrozenInstanceError):
        found.min = 2  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        found.lines[0].number = 2  # type: ignore[misc]


def test_a_transplant_named_by_its_phase_alone_is_not_resumed() -> None:
    found = lines(
        regimen("a", ["lenalidomide"], "2022-01-01", phase="transplant"),
        regimen("b", ["lenalidomide"], "2022-06-01"),
    )

    assert found.count == 2


def test_the_twelve_months_run_from_the_start_of_the_whole_induction() -> None:
    found = lines(
        regimen("a", VRD, "2022-01-01", phase="induction"),
        regimen("b", VRD, "2022-06-01", phase="induction"),
        regimen("c", ASCT, "2023-03-01", phase="transplant"),
    )

    assert ids(found) == [["a", "b"], ["c"]]


def test_more_lines_than_asked_for_are_at_least_as_many() -> None:
    found = lines(
        regimen("a", VRD, "2022-01-01"), regimen("b", ["daratumumab"], "2023-01-01"), complete=False
    )

    assert [found.at_least(number) for number in (1, 2, 3)] == [True, True, None]


def test_a_regimen_without_a_start_proves_no_more_lines_than_any_place_of_it_would() -> None:
    dated = [regimen("a", VRD, "2022-01-01"), regimen("b", ["daratumumab"], "2023-01-01")]

    once = lines(*dated, regimen("c", VRD, None))
    strange = lines(*dated, regimen("c", ["pomalidomide"], None))
    twice = lines(*dated, regimen("c", VRD, None), regimen("d", ["daratumumab"], None))
    many = lines(*dated, *(regimen(name, ["pomalidomide"], None) for name in "cde"))

    assert [found.min for found in (once, strange, twice, many)] == [2, 3, 2, 1]
    assert {found.count for found in (once, strange, twice, many)} == {None}
    assert [line.number for line in once.lines] == [1, 2, 3]


def test_a_line_progressed_when_the_first_of_its_progressions_was_recorded() -> None:
    found = lines(
        regimen("a", VRD, "2020-01-01", phase="induction", plan_group="P", pd_date="2021-12-01"),
        regimen("b", ["melphalan-HD"], "2020-06-01", phase="transplant", plan_group="P"),
        regimen("c", ["lenalidomide"], "2020-09-01", plan_group="P", pd_date="2022-03-01"),
    )

    (line,) = found.lines
    assert line.pd is not None
    assert line.pd.id == "a"


def test_a_restart_counts_wherever_a_regimen_without_a_start_may_stand() -> None:
    found = lines(
        regimen("a", VRD, "2020-01-01", pd_date="2021-01-01"),
        regimen("b", VRD, "2021-02-01"),
        regimen("c", ["carfilzomib"], None),
    )

    assert found.min == 3
