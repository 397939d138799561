"""Exposure and refractoriness, drug by drug."""

from typing import Any

import pytest

from tests.myeloma.cases import read, regimen


def refractory(drug: str = "lenalidomide", **rest: Any) -> Any:
    given = {"best_response": "VGPR", "end": "2025-06-01", "stop_reason": "completed", **rest}
    case = read(
        treatment_history_complete=True,
        regimens=[regimen("r1", ["lenalidomide", "bortezomib", "d"], "2024-06-01", **given)],
    )
    return case.treatment.refractory(drug).truth


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"pd_date": "2025-07-31"}, True),  # day 60
        ({"pd_date": "2025-08-01"}, False),  # day 61
        ({"pd_date": "2025-08"}, False),  # every day of August is beyond day 60
        ({"pd_date": "2025-07"}, True),  # every day of July is within
        ({"pd_date": "2025"}, None),  # partial dates do not decide it
        ({"pd_date": "2025-07-31", "end": None}, None),
        ({"pd_date": "2025-07-31", "adherence_uncertain": True}, None),
        ({"pd_date": "2025-06-01", "ongoing_at_pd": True, "end": None}, True),
        ({"best_response": "SD"}, True),
        ({"best_response": "SD", "phase": "maintenance", "stop_reason": "toxicity"}, False),
        ({"stop_reason": "progression"}, None),  # the date of progression is missing
        ({"stop_reason": "toxicity", "best_response": None}, None),
        ({"cycles": 0.5, "pd_date": "2025-06-10"}, None),  # cannot be judged
    ],
)
def test_sixty_days_from_the_last_dose(given: dict[str, Any], expected: bool | None) -> None:
    assert refractory(**given) is expected


def test_a_drug_dropped_earlier_is_not_refractory_because_its_partner_failed() -> None:
    given = {
        "drug_last_dose": {"Velcade": "2025-01-01"},
        "pd_date": "2025-06-01",
        "ongoing_at_pd": True,
        "end": None,
    }

    assert refractory("lenalidomide", **given) is True
    assert refractory("bortezomib", **given) is False


def test_a_cell_product_is_judged_by_its_response_only() -> None:
    for best, expected in (("CR", False), ("SD", True), (None, None)):
        case = read(
            treatment_history_complete=True,
            regimens=[
                regimen("r1", ["cilta-cel"], "2025-01-01", best_response=best,
                        pd_date="2025-02-01", phase="cart")
            ],
        )  # fmt: skip

        assert case.treatment.refractory("cilta-cel").truth is expected


def test_what_is_not_listed_is_absent_only_in_a_full_history_without_strange_names() -> None:
    full = read(treatment_history_complete=True, regimens=[regimen("a", ["len"], "2024")])
    part = read(regimens=[regimen("a", ["len"], "2024")])
    strange = read(treatment_history_complete=True, regimens=[regimen("a", ["xyz-1"], "2024")])

    assert full.treatment.class_exposed("PI") is False
    assert part.treatment.class_exposed("PI") is None
    assert part.treatment.class_exposed("IMiD") is True
    assert strange.treatment.class_exposed("PI") is None
    assert strange.treatment.unmapped == ("xyz-1",)


def test_a_celmod_is_not_an_imid() -> None:
    case = read(treatment_history_complete=True, regimens=[regimen("a", ["Zenbexus"], "2024")])

    assert case.treatment.class_exposed("CELMoD") is True
    assert case.treatment.class_exposed("IMiD") is False


def test_two_of_two_and_one_make_penta_refractory() -> None:
    drugs = ["bortezomib", "carfilzomib", "lenalidomide", "pomalidomide", "isatuximab"]
    case = read(
        treatment_history_complete=True,
        regimens=[regimen("a", drugs, "2024", best_response="PD", end="2025")],
    )

    assert case.treatment.count_refractory("PI", 2) is True
    assert case.treatment.count_refractory("IMiD", 2) is True
    assert case.treatment.class_refractory("antiCD38") is True
    assert case.treatment.primary_refractory() is True


def test_drugs_written_in_one_row_with_a_transplant_are_judged_by_their_own_rule() -> None:
    row = regimen(
        "r1", ["bortezomib", "lenalidomide", "melphalan-HD"], "2024-01-01", end="2025-01-01",
        best_response="VGPR", pd_date="2025-02-01",
    )  # fmt: skip
    case = read(treatment_history_complete=True, regimens=[row])

    assert case.treatment.refractory("lenalidomide").truth is True
    assert case.treatment.refractory("melphalan-HD").truth is False
    assert case.lines.courses[0].label() == "VR + ASCT"


def test_a_line_that_ended_without_a_date_of_progression_is_not_cleared_by_a_later_one() -> None:
    first = regimen("a", ["lenalidomide"], "2020-01-01", end="2021-01-01", best_response="VGPR")
    second = regimen("b", ["daratumumab"], "2022-01-01", end="2023-01-01", best_response="PR",
                     pd_date="2023-01-01", ongoing_at_pd=True)  # fmt: skip
    answers = {}
    for reason in ("completed", "progression", "toxicity", None):
        case = read(
            treatment_history_complete=True, regimens=[{**first, "stop_reason": reason}, second]
        )
        answers[reason] = case.treatment.refractory("lenalidomide").truth

    assert answers == {"completed": None, "progression": None, "toxicity": False, None: None}
