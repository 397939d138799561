"""What a negative MRD is worth, and when complete response or MRD negativity is lost."""

from datetime import date
from typing import Any

import pytest

from board.myeloma.disease.mrd import Mrd, mrd
from board.myeloma.reading import CaseReading
from board.myeloma.telling.summary import summarise
from board.myeloma.treatment.remission import Loss, relapse_from_cr, relapse_from_mrd_negativity
from tests.myeloma.cases import a_case, read, regimen

START = {"date": "2024-01-01", "serum_m_g_dL": 4.0, "urine_m_mg_24h": 0}
DEEP = {"mrd_method": "flow", "mrd_one_in": 100_000}
FIXED = {"serum_ife": "negative", "urine_ife": "negative", "bm_pc_pct": 1}


def a_course(*samples: dict[str, Any], **line: Any) -> CaseReading:
    rest = {"best_response": "CR", **line}
    lines = [regimen("a", rest.pop("drugs", ["len", "d"]), "2024-01-01", **rest)]
    disease = {"involved_flc": "kappa", "isotype": "IgG"}
    return read(series=[START, *samples], regimens=lines, disease=disease)


def found(case: CaseReading) -> Mrd:
    return mrd(case.facts, case.lines.current, case.response)


def day(on: str, **more: Any) -> dict[str, Any]:
    return {"date": on, "serum_m_g_dL": 0, "urine_m_mg_24h": 0, **more}


@pytest.mark.parametrize(
    ("result", "counts"),
    [
        ({"mrd_negative": True, **DEEP}, True),
        ({"mrd_negative": True, "mrd_method": "sequencing", "mrd_one_in": 1_000_000}, True),
        ({"mrd_negative": True, "mrd_method": "flow", "mrd_one_in": 99_999}, False),
        ({"mrd_negative": True, "mrd_method": "flow", "mrd_one_in": 10_000}, False),
        ({"mrd_negative": True, "mrd_method": "flow"}, None),
        ({"mrd_negative": True, "mrd_one_in": 100_000}, None),
        ({"mrd_negative": True, "mrd_method": "other", "mrd_one_in": 100_000}, False),
        ({"mrd_negative": False, **DEEP}, False),
    ],
)
def test_negative_counts_from_one_in_a_hundred_thousand(
    result: dict[str, Any], counts: bool | None
) -> None:
    answer = found(a_course(day("2024-09-01", **result))).results[0]

    assert answer.imwg_negative is counts
    assert answer.negative is result["mrd_negative"]


@pytest.mark.parametrize(
    ("best", "sample", "counts"),
    [
        ("sCR", {}, True),
        ("VGPR", {}, False),
        (None, {}, None),
        (None, FIXED, True),
        (None, {"serum_m_g_dL": 1.0}, False),
    ],
)
def test_mrd_needs_complete_response_as_recorded_or_computed(
    best: str | None, sample: dict[str, Any], counts: bool | None
) -> None:
    case = a_course({**day("2024-09-01", mrd_negative=True, **DEEP), **sample}, best_response=best)

    assert found(case).results[0].imwg_negative is counts


def test_results_before_the_line_are_not_its_own() -> None:
    case = a_course({"date": "2023-12-31", "mrd_negative": True, **DEEP}, day("2024-09-01"))

    assert found(case) == Mrd((), None)


def test_without_any_line_results_are_kept_and_complete_response_is_not_known() -> None:
    case = read(series=[{"date": "2024-09-01", "mrd_negative": True, **DEEP}])

    assert [one.imwg_negative for one in found(case).results] == [None]


@pytest.mark.parametrize(
    ("later", "sustained"),
    [("2025-09-01", True), ("2025-08-31", False)],
)
def test_negativity_is_sustained_from_twelve_months(later: str, sustained: bool) -> None:
    negative = {"mrd_negative": True, **DEEP}

    answer = found(a_course(day("2024-08-31", **negative), day(later, **negative)))

    assert answer.sustained is sustained


def test_a_positive_result_between_ends_the_run() -> None:
    negative = {"mrd_negative": True, **DEEP}
    positive = {"mrd_negative": False, **DEEP}
    days = (("2024-03-01", negative), ("2024-09-01", positive), ("2025-04-01", negative))

    answer = found(a_course(*(day(on, **result) for on, result in days)))

    assert answer.sustained is False


@pytest.mark.parametrize(("pet", "both"), [(True, True), (False, False), (None, None)])
def test_imaging_and_mrd_go_together(pet: bool | None, both: bool | None) -> None:
    case = a_course(day("2024-09-01", mrd_negative=True, pet_negative=pet, **DEEP))

    assert found(case).results[0].with_imaging is both


def loss(case: CaseReading) -> Loss:
    return relapse_from_cr(case.facts, case.lines.current, case.response, case.progression)


COMPLETE = {**FIXED, "kappa_mg_L": 10, "lambda_mg_L": 10}


@pytest.mark.parametrize(
    ("later", "sign"),
    [
        ({"serum_m_g_dL": 0.1}, "M-protein measurable again"),
        ({"urine_m_mg_24h": 1}, "M-protein measurable again"),
        ({"bm_pc_pct": 5}, "5 % or more plasma cells in the marrow"),
        ({"serum_ife": "positive"}, "immunofixation positive again"),
        ({"urine_ife": "positive"}, "immunofixation positive again"),
    ],
)
def test_the_first_sign_after_complete_response_ends_it(later: dict[str, Any], sign: str) -> None:
    case = a_course(
        day("2024-06-01", **COMPLETE), {**day("2024-12-01"), **later}, best_response=None
    )

    assert loss(case) == Loss(True, True, date(2024, 12, 1), sign)


def test_complete_response_goes_on_while_nothing_returns() -> None:
    quiet = day("2024-12-01", bm_pc_pct=4.9, serum_ife="negative")

    assert loss(a_course(day("2024-06-01", **COMPLETE), quiet, best_response=None)) == Loss(
        True, None
    )  # imaging is not recorded
    seen = {"new_bone_lesion": False, "new_plasmacytoma": False, "lesion_growth_50pct": False}
    case = a_course(day("2024-06-01", **COMPLETE), quiet, best_response=None)
    whole = CaseReading(case.facts.model_validate({**case.facts.model_dump(), "imaging": seen}))
    assert loss(whole) == Loss(True, False)


def test_the_antibodys_own_band_is_no_loss() -> None:
    band = day("2024-12-01", serum_ife="positive")

    case = a_course(
        day("2024-06-01", **COMPLETE), band, best_response=None, drugs=["daratumumab", "len"]
    )

    assert loss(case) == Loss(True, None)
    said = {one.id for one in summarise(case.facts).response}
    assert "antibody_band" in said


def test_a_recorded_complete_response_is_lost_by_progression_or_after_its_own_day() -> None:
    bad = {"date": "2025-06-01", "serum_m_g_dL": 1.0, "urine_m_mg_24h": 0}

    undated = a_course(day("2024-06-01"), bad)
    dated = a_course(day("2024-06-01"), bad, best_response_date="2024-06")
    low = a_course(day("2024-06-01"))

    assert loss(undated) == Loss(True, True, date(2025, 6, 1), "progression")
    assert loss(dated) == Loss(True, True, date(2025, 6, 1), "M-protein measurable again")
    assert loss(low) == Loss(True, None)


def test_without_complete_response_nothing_is_lost() -> None:
    partial = a_course({**day("2024-06-01"), "serum_m_g_dL": 1.0}, best_response="PR")

    assert loss(partial) == Loss(False, None)
    assert loss(a_course(day("2024-06-01"), best_response=None)) == Loss(None, None)
    assert loss(read()) == Loss(None, None)


def test_mrd_negativity_is_lost_by_a_positive_result_or_with_complete_response() -> None:
    negative = day("2024-06-01", mrd_negative=True, **DEEP)
    positive = day("2024-12-01", mrd_negative=False, **DEEP)
    first = day("2024-03-01", mrd_negative=False, **DEEP)

    again = found(a_course(first, negative, positive))
    kept = found(a_course(first, negative))
    never = found(a_course(first))

    lost = Loss(True, True, date(2025, 1, 1), "progression")
    assert relapse_from_mrd_negativity(again, Loss(True, False)) == Loss(
        True, True, date(2024, 12, 1), "MRD positive again"
    )
    assert relapse_from_mrd_negativity(kept, lost) == lost
    assert relapse_from_mrd_negativity(never, lost) == Loss(False, None)


def said(case: CaseReading) -> dict[str, str]:
    return {one.id: one.text for one in summarise(case.facts).response}


def test_the_brief_says_what_a_negative_is_worth() -> None:
    weak = a_course(day("2024-09-01", mrd_negative=True, mrd_method="flow", mrd_one_in=10_000))
    strong = a_course(
        day("2024-06-01", mrd_negative=True, **DEEP),
        day("2025-08-01", mrd_negative=True, pet_negative=True, **DEEP),
    )
    vague = a_course(day("2024-09-01", mrd_negative=True))
    back = a_course(
        day("2024-06-01", mrd_negative=True, **DEEP), day("2024-09-01", mrd_negative=False, **DEEP)
    )

    assert said(weak)["mrd"] == (
        "MRD negative (flow cytometry, sensitivity one in 10000), 2024-09-01: "
        "not MRD negative by IMWG"
    )
    assert said(strong)["mrd"].endswith(
        "MRD negative by IMWG, PET-CT negative, too; sustained for 12 months or more"
    )
    assert said(vague)["mrd"] == (
        "MRD negative (method not stated, sensitivity not stated), 2024-09-01: "
        "not known whether negative by IMWG"
    )
    assert said(back)["mrd"].startswith("MRD positive (flow cytometry")
    assert said(back)["relapse_from_mrd"] == (
        "Relapse from MRD negativity: 2024-09-01, MRD positive again"
    )
    assert said(strong)["relapse_from_mrd"] == "Relapse from MRD negativity: not known"


def test_the_brief_says_best_response_confirmation_and_what_is_missing() -> None:
    falling = [("2024-03-01", 0.4), ("2024-06-01", 2.0), ("2024-09-01", 2.0)]
    case = a_course(*({**day(on), "serum_m_g_dL": value} for on, value in falling))
    seen = {"new_bone_lesion": False, "new_plasmacytoma": False, "lesion_growth_50pct": False}
    calm = a_course({**day("2024-03-01"), "serum_m_g_dL": 1.0}, best_response="CR")

    assert said(case)["best_response"] == (
        "Best response of this line by the values: VGPR, 2024-03-01, unconfirmed"
    )
    assert said(a_course(day("2024-03-01")))["best_response"] == (
        "Best response of this line by the values: at least VGPR, 2024-03-01, unconfirmed; "
        "missing: immunofixation of serum, immunofixation of urine, marrow plasma cells"
    )
    assert said(read(series=[{"date": "2024-01-01", "serum_m_g_dL": 1.6}])) == {
        "best_response": "Best response of this line by the values: not known"
    }
    assert summarise(a_case()).response == ()
    facts = calm.facts.model_validate({**calm.facts.model_dump(), "imaging": seen})
    assert said(CaseReading(facts))["relapse_from_cr"] == (
        "Relapse from complete response: not known"
    )
