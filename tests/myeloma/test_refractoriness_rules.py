"""Refractoriness sentence by sentence: what each rule says, and what it does not say."""

from typing import Any

import pytest

from board.myeloma.telling.brief_treatment import exposure_brief, lines_brief
from board.myeloma.treatment.refractoriness import REFRACTORY_DAYS, Answer
from tests.myeloma.cases import regimen
from tests.myeloma.treated import CLEAR, RISE, STABLE, answer, case_of, given, serum


def test_the_limit_is_sixty_days() -> None:
    assert REFRACTORY_DAYS == 60


@pytest.mark.parametrize(
    ("pd", "truth", "why"),
    [
        ("2025-05-31", True, "progression while the drug was being given"),
        ("2025-06-01", True, "progression while the drug was being given"),
        ("2025-06-02", True, "progression 1 day after the last dose (60 or fewer)"),
        ("2025-07-31", True, "progression 60 days after the last dose (60 or fewer)"),
        ("2025-08-01", False, "progression 61 days after the last dose (more than 60)"),
        (
            "2025",
            None,
            "progression from 151 days before to 213 days after the last dose: partial dates",
        ),
        ("2025-07", True, "progression 30 to 60 days after the last dose (60 or fewer)"),
        ("2025-06", True, "progression 0 to 29 days after the last dose (60 or fewer)"),
    ],
)
def test_the_reason_names_the_days(pd: str, truth: bool | None, why: str) -> None:
    found = answer("lenalidomide", given(pd_date=pd))

    assert found.truth is truth
    assert found.why.startswith(why)


def test_a_span_that_begins_the_day_before_the_last_dose_says_so() -> None:
    found = answer("lenalidomide", given(pd_date="2025-07", end="2025-07-02"))

    assert found.truth is True
    assert found.why.startswith("progression from 1 day before to 29 days after the last dose")


def test_a_progression_before_the_start_is_not_one_under_the_drug() -> None:
    later = given(pd_date="2024-05-31")
    same_day = given(pd_date="2024-06-01", end="2024-06-01")

    assert answer("lenalidomide", later).truth is None
    assert answer("lenalidomide", same_day).truth is True


def test_a_progression_that_may_lie_before_the_start_decides_nothing() -> None:
    assert answer("lenalidomide", given(pd_date="2024-06", end="2024-06-20")).truth is True
    vague = regimen("r1", ["lenalidomide"], "2024-06", end="2024-07-01", best_response="PR",
                    pd_date="2024-06-15")  # fmt: skip

    assert answer("lenalidomide", vague).truth is None


def test_without_a_start_or_a_last_dose_nothing_is_decided() -> None:
    no_start = {**given(pd_date="2025-06-10"), "start": None}
    no_end = given(pd_date="2025-06-10", end=None)

    assert answer("lenalidomide", no_start).truth is None
    assert answer("lenalidomide", no_end) == Answer(None, "date of the last dose not known")


@pytest.mark.parametrize(
    ("best", "phase", "expected"),
    [
        ("SD", "induction", True),
        ("PD", "induction", True),
        ("MR", "induction", False),
        ("PR", None, False),
        ("SD", "maintenance", False),
        ("SD", "Consolidation", False),
        ("SD", "mobilisation", False),
        ("PD", "maintenance", True),
        ("SD", "bridging", True),
        (None, "maintenance", False),
        (None, "bridging", False),
        (None, "induction", None),
    ],
)
def test_less_than_a_minor_response_is_a_failure_except_where_it_was_not_the_aim(
    best: str | None, phase: str | None, expected: bool | None
) -> None:
    row = given(best_response=best, phase=phase, stop_reason="patient_choice")

    assert answer("lenalidomide", row).truth is expected


def test_progression_on_maintenance_counts_and_keeps_the_dose() -> None:
    row = given(
        ["Revlimid"], phase="maintenance", pd_date="2025-06-01", ongoing_at_pd=True, end=None,
        stop_reason="progression", doses={"lenalidomide": "10 mg"},
    )  # fmt: skip

    found = answer("lenalidomide", row)

    assert found == Answer(True, "progression on the drug (2025-06-01)", "10 mg")


def test_a_drug_that_did_not_fail_keeps_no_dose() -> None:
    row = given(pd_date="2026-06-01", doses={"lenalidomide": "25 mg"})

    assert answer("lenalidomide", row).dose is None


def test_ongoing_at_progression_needs_no_date() -> None:
    row = given(ongoing_at_pd=True, end=None)

    assert answer("lenalidomide", row) == Answer(True, "progression on the drug")


def test_ongoing_at_a_progression_before_the_start_is_a_contradiction() -> None:
    row = given(ongoing_at_pd=True, pd_date="2024-01-01")
    without = {**row, "start": None}

    assert answer("lenalidomide", row).truth is None
    assert answer("lenalidomide", without).truth is True


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"adherence_uncertain": True, "ongoing_at_pd": True}, None),
        ({"adherence_uncertain": False, "ongoing_at_pd": True}, True),
        ({"stop_reason": "non_adherence", "ongoing_at_pd": True}, None),
        ({"stop_reason": "non_adherence", "ongoing_at_pd": True, "adherence_uncertain": False}, True),
        ({"stop_reason": "non_adherence", "pd_date": "2025-07-01"}, True),  # last dose is known
        ({"stop_reason": "non_adherence", "pd_date": "2025-07-01", "end": None}, None),
        ({"stop_reason": "non_adherence", "pd_date": "2025-09-01"}, False),
        ({"adherence_uncertain": True, "pd_date": "2025-07-01"}, None),
        ({"adherence_uncertain": True, "pd_date": "2025-09-01"}, False),
        ({"adherence_uncertain": True, "pd_date": "2025"}, None),
    ],
)  # fmt: skip
def test_a_drug_that_was_perhaps_not_taken_is_not_called_refractory(
    more: dict[str, Any], expected: bool | None
) -> None:
    assert answer("lenalidomide", given(**more)).truth is expected


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"cycles": 0.5, "best_response": "PD"}, None),
        ({"cycles": 0.99, "pd_date": "2025-06-10"}, None),
        ({"cycles": 1, "pd_date": "2025-06-10"}, True),
        ({"cycles": 4, "pd_date": "2025-06-10"}, True),
        ({"stop_reason": "toxicity", "response_assessed": False, "pd_date": "2025-06-10"}, None),
        ({"stop_reason": "toxicity", "best_response": None, "pd_date": "2025-06-10"}, None),
        ({"stop_reason": "toxicity", "best_response": None, "pd_date": "2025-06-10",
          "response_assessed": True}, True),
        ({"stop_reason": "toxicity", "best_response": None, "pd_date": "2025-06-10",
          "phase": "maintenance"}, True),
        ({"stop_reason": "toxicity", "pd_date": "2025-06-10"}, True),
        ({"stop_reason": "toxicity", "best_response": None, "pd_date": "2025-06-01"}, True),
        ({"stop_reason": "toxicity", "best_response": None, "ongoing_at_pd": True}, True),
        ({"stop_reason": "toxicity", "best_response": None, "end": None,
          "pd_date": "2025-06-01"}, None),
        ({"stop_reason": "completed", "response_assessed": False, "pd_date": "2025-06-10"}, True),
        ({"stop_reason": "completed", "response_assessed": False, "best_response": "SD"}, None),
    ],
)  # fmt: skip
def test_what_was_given_too_briefly_cannot_be_judged(
    more: dict[str, Any], expected: bool | None
) -> None:
    assert answer("lenalidomide", given(**more)).truth is expected


def test_each_reason_for_not_judging_is_told() -> None:
    early = answer("lenalidomide", given(cycles=0.5))
    toxic = answer("lenalidomide", given(stop_reason="toxicity", response_assessed=False))

    assert early.why == "less than one cycle given: cannot be judged"
    assert toxic.why == "stopped for toxicity before a response was assessed"


@pytest.mark.parametrize("product", ["melphalan-HD", "allo-SCT", "cilta-cel", "arlo-cel"])
@pytest.mark.parametrize(
    ("best", "expected"), [("CR", False), ("MR", False), ("SD", True), ("PD", True), (None, None)]
)
def test_what_is_given_once_is_judged_by_its_response_alone(
    product: str, best: str | None, expected: bool | None
) -> None:
    row = given([product], best_response=best, pd_date="2025-06-10", cycles=0.5)

    assert answer(product, row).truth is expected


def test_drugs_that_prepare_for_a_product_are_not_judged() -> None:
    prepared = given(
        ["fludarabine", "cyclophosphamide", "cilta-cel"], best_response="PD", pd_date="2025-06-10"
    )

    found = answer("cyclophosphamide", prepared)

    assert found == Answer(False, "given as part of a cell product or transplant")


def test_high_dose_chemotherapy_before_a_transplant_is_not_judged() -> None:
    row = given(["BEAM"], pd_date="2025-06-10", phase="transplant")

    assert answer("etoposide", row).truth is False
    assert answer("carmustine", row).truth is False
    assert case_of(row).lines.courses[0].label() == "ASCT"


def test_an_alkylator_beside_induction_drugs_is_judged_though_a_transplant_stands_in_the_row() -> (
    None
):
    together = given(["bortezomib", "cyclophosphamide", "melphalan-HD"], pd_date="2025-06-10")
    alone = given(["cyclophosphamide"], pd_date="2025-06-10")

    assert answer("cyclophosphamide", together).truth is True
    assert answer("bortezomib", together).truth is True
    assert answer("cyclophosphamide", alone).truth is True


def test_each_drug_has_its_own_last_dose_by_any_of_its_names() -> None:
    row = given(["VRd"], drug_last_dose={"Velcade": "2025-02-01"}, pd_date="2025-06-20")

    assert answer("lenalidomide", row).truth is True
    assert answer("bortezomib", row).truth is False


def test_a_drug_with_its_own_last_dose_was_not_ongoing_at_progression() -> None:
    row = given(
        ["lenalidomide", "xyz-1"], drug_last_dose={"XYZ-1": "2025-01-01"}, ongoing_at_pd=True,
        pd_date="2025-06-01", end=None,
    )  # fmt: skip

    assert answer("xyz-1", row).truth is False
    assert answer("lenalidomide", row).truth is True


def test_a_later_progression_judges_an_earlier_course_of_the_same_drug() -> None:
    first = given(["lenalidomide"], plan_group="A")
    second = regimen("r2", ["ixazomib"], "2025-06-15", end="2025-12-01", plan_group="A",
                     best_response="VGPR", pd_date="2025-07-20", ongoing_at_pd=True)  # fmt: skip

    case = case_of(first, second)

    assert case.treatment.refractory("lenalidomide").truth is True
    assert case.treatment.refractory("ixazomib").truth is True


def test_any_course_that_failed_makes_the_drug_refractory_and_tells_why() -> None:
    failed = given(pd_date="2025-06-01", ongoing_at_pd=True)
    again = regimen("r2", ["lenalidomide", "ixazomib"], "2026-01-01", end="2026-03-01",
                    best_response="VGPR", pd_date="2026-11-01")  # fmt: skip

    found = answer("lenalidomide", failed, again)

    assert found == Answer(True, "progression on the drug (2025-06-01)")


def test_of_two_failures_the_later_one_is_told() -> None:
    failed = given(pd_date="2025-06-01", ongoing_at_pd=True)
    again = regimen("r2", ["lenalidomide"], "2026-01-01", pd_date="2026-03-01", ongoing_at_pd=True,
                    best_response="PD")  # fmt: skip

    assert answer("lenalidomide", failed, again).why == "progression on the drug (2026-03-01)"


def test_the_progression_computed_from_values_judges_the_current_line_only() -> None:
    rising = given(end="2025-06-20")

    assert answer("lenalidomide", rising, series=RISE, as_of="2025-08-01").truth is True
    assert answer(
        "lenalidomide", rising, series=STABLE, imaging=CLEAR, as_of="2025-08-01"
    ) == Answer(False, "no progression so far")
    recorded = given(end="2025-06-20", pd_date="2025-11-01")
    assert answer("lenalidomide", recorded, series=RISE, as_of="2025-12-01").truth is False


def test_values_of_now_say_nothing_of_an_earlier_line() -> None:
    now = regimen("r2", ["daratumumab"], "2025-06-20", best_response="PR")

    found = answer("lenalidomide", given(), now, series=STABLE, imaging=CLEAR, as_of="2025-08-01")

    assert found == Answer(None, "date of progression not known")


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"stop_reason": "progression"}, "stopped for progression, but its date is not known"),
        ({"stop_reason": "toxicity"}, "stopped for toxicity, no progression recorded"),
        ({"stop_reason": "non_adherence"}, "stopped for non adherence, no progression recorded"),
        ({"stop_reason": "patient_choice"}, "stopped for patient choice, no progression recorded"),
        ({"stop_reason": "toxicity", "end": None}, "date of progression not known"),
        ({"stop_reason": "completed"}, "date of progression not known"),
    ],
)
def test_without_a_date_of_progression_the_reason_for_stopping_speaks(
    more: dict[str, Any], expected: str
) -> None:
    later = regimen("r2", ["daratumumab"], "2025-06-20", best_response="PR")

    found = answer("lenalidomide", given(**more), later)

    assert found.why == expected


def test_a_drug_of_a_course_that_counts_as_no_line_is_judged_too() -> None:
    collected = given(["cyclophosphamide"], phase="mobilisation", pd_date="2025-06-20")

    assert answer("cyclophosphamide", collected).truth is True


def test_what_was_not_given_is_told_apart_from_what_is_not_known() -> None:
    assert answer("bortezomib", given()) == Answer(False, "never given")
    unknown = answer("bortezomib", given(), complete=None)
    assert unknown == Answer(None, "not known whether it was given")


def test_supportive_drugs_and_steroids_are_not_asked_about() -> None:
    row = given(["VRd", "zoledronate", "melphalan-HD", "XYZ-1"])

    case = case_of(row)

    assert case.treatment.drugs == ("bortezomib", "lenalidomide", "xyz-1")
    assert case.treatment.unmapped == ("XYZ-1",)
    assert case.treatment.all_known is False


def test_a_later_progression_by_values_settles_nothing_for_an_earlier_line() -> None:
    case = case_of(
        regimen("v", ["bortezomib"], "2018-01-10", end="2018-06-10", best_response="PR"),
        regimen("r", ["lenalidomide"], "2020-01-10", end="2021-01-10", pd_date="2021-03-01"),
        regimen("k", ["carfilzomib"], "2021-04-01", end="2022-01-01", best_response="PR"),
        series=serum(("2021-03-20", 2.0), ("2021-09-01", 0.5), ("2022-08-01", 1.5)),
    )

    assert case.progression.on is not None
    # Bortezomib may have failed before lenalidomide began: the two later dates do not tell.
    assert case.treatment.refractory("bortezomib").truth is None
    assert case.treatment.refractory("carfilzomib").truth is False


def test_a_name_that_is_not_understood_counts_once_however_it_is_written() -> None:
    treatment = case_of(given(["Wonderumab", "wonderumab"], pd_date="2025-06-10")).treatment

    assert treatment.drugs == ("wonderumab",)
    assert treatment.refractory("wonderumab").truth is True


def test_the_brief_tells_the_dose_at_which_a_drug_failed() -> None:
    doses = {"lenalidomide": "10 mg"}
    failed, held = (
        exposure_brief(case_of(given(doses=doses, **said), series=STABLE, imaging=CLEAR)).drugs[0]
        for said in ({"pd_date": "2025-06-10"}, {"stop_reason": "toxicity"})
    )

    assert failed.why.endswith("; dose at failure 10 mg")
    assert held.why.endswith("; dose 10 mg")


def test_the_brief_says_how_the_disease_is_called() -> None:
    terms = {one.id: one for one in exposure_brief(case_of(given(pd_date="2025-06-10"))).terms}

    assert terms["refractory"].text == "Refractory to the last line: yes"
    assert terms["relapsed"].text == "Relapsed, not refractory to the last line: no"
    assert terms["primary_refractory"].text == "Primary refractory: no"
    assert terms["refractory"].ground.id == "refractory_terms"
    untreated = exposure_brief(case_of()).terms
    assert [one.text.rpartition(": ")[2] for one in untreated] == ["no"] * 4


def test_the_months_of_a_line_open_to_its_dates() -> None:
    first, last = lines_brief(
        case_of(
            given(pd_date="2025-06-10"),
            regimen("r2", ["carfilzomib"], "2025-07-01"),
        )
    ).lines

    assert first.ground is not None
    assert last.ground is not None
    assert {one.name: one.date for one in first.ground.inputs} == {
        "Start of the line": "2024-06-01",
        "Last treatment of the line": "2025-06-01",
        "Progression": "2025-06-10",
        "Start of the next line": "2025-07-01",
    }
    assert {one.value for one in last.ground.inputs} == {"2025-07-01", "not known"}


def test_two_drugs_of_one_regimen_are_judged_by_their_own_last_doses() -> None:
    case = case_of(
        regimen(
            "a", ["bortezomib", "lenalidomide"], "2024-01-01", end="2024-12-01",
            best_response="VGPR", pd_date="2024-12-15",
            drug_last_dose={"bortezomib": "2024-06-01", "lenalidomide": "2024-12-01"},
        )
    )  # fmt: skip

    assert case.treatment.refractory("bortezomib").truth is False
    assert case.treatment.refractory("lenalidomide").truth is True
