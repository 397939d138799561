"""Lines of therapy and how many there are."""

from typing import Any

import pytest

from board.myeloma.lines import TherapyLines, lines_of_therapy
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
