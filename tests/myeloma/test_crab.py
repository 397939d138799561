"""CRAB and SLiM at their edges: shown, never a trigger."""

from typing import Any

import pytest

from board.myeloma.disease.crab import crab, slim
from board.myeloma.kleene import Truth
from board.myeloma.reading import CaseReading
from board.myeloma.telling.summary import summarise
from tests.myeloma.cases import a_case, changed, sample


@pytest.mark.parametrize(
    ("labs", "sign", "present"),
    [
        ({"calcium_mg_dL": 11.0, "albumin_g_dL": 4.0}, "calcium", False),
        ({"calcium_mg_dL": 11.1, "albumin_g_dL": 4.0}, "calcium", True),
        ({"calcium_mg_dL": 10.6, "albumin_g_dL": 4.0, "calcium_upper_limit_mg_dL": 9.5}, "calcium",
         True),
        ({"calcium_mg_dL": 10.5, "albumin_g_dL": 4.0, "calcium_upper_limit_mg_dL": 9.5}, "calcium",
         False),
        ({"calcium_mg_dL": 12.0}, "calcium", None),
        ({"creatinine_mg_dL": 2.0}, "renal", None),  # the clearance is not known
        ({"creatinine_mg_dL": 2.1}, "renal", True),
        ({"hb_g_dL": 9.9}, "anaemia", True),
        ({"hb_g_dL": 10.0}, "anaemia", False),
        ({"hb_g_dL": 11.4, "hb_lower_limit_g_dL": 13.5}, "anaemia", True),
        ({"hb_g_dL": 11.5, "hb_lower_limit_g_dL": 13.5}, "anaemia", False),
        ({}, "anaemia", None),
    ],
)  # fmt: skip
def test_each_sign_of_blood_at_its_edge(labs: dict[str, Any], sign: str, present: Truth) -> None:
    assert crab(a_case(labs_current=labs))[sign] is present


@pytest.mark.parametrize(("weight", "present"), [(40.0, False), (39.9, True)])
def test_the_kidney_counts_under_a_clearance_of_forty(weight: float, present: bool) -> None:
    facts = a_case(
        patient={"age": 68, "sex": "M", "weight_kg": weight},
        labs_current={"creatinine_mg_dL": 1.0},
    )

    assert crab(facts)["renal"] is present


@pytest.mark.parametrize(
    ("imaging", "present"),
    [
        ({"osteolytic_lesion": True}, True),
        ({"osteolytic_lesion": False}, False),
        ({"new_bone_lesion": True}, True),
        ({"new_bone_lesion": False}, None),
        ({}, None),
    ],
)
def test_a_bone_lesion_new_or_old_counts(imaging: dict[str, Any], present: Truth) -> None:
    assert crab(a_case(imaging=imaging))["bone"] is present


@pytest.mark.parametrize(
    ("values", "sign", "present"),
    [
        ({"bm_pc_pct": 60}, "sixty_percent", True),
        ({"bm_pc_pct": 59.9}, "sixty_percent", False),
        ({"bm_pc_pct": 60, "clonal_pc": False}, "sixty_percent", False),
        ({"kappa_mg_L": 100, "lambda_mg_L": 1}, "light_chain_ratio", True),
        ({"kappa_mg_L": 99.9, "lambda_mg_L": 0.9}, "light_chain_ratio", False),
        ({"kappa_mg_L": 100, "lambda_mg_L": 1.1}, "light_chain_ratio", False),
        ({"kappa_mg_L": 1000}, "light_chain_ratio", None),
        ({}, "sixty_percent", None),
    ],
)
def test_slim_is_read_from_the_newest_values(
    values: dict[str, Any], sign: str, present: Truth
) -> None:
    earlier = {"date": "2024-01-01", "bm_pc_pct": 5, "kappa_mg_L": 10, "lambda_mg_L": 10}
    series = [{"date": "2026-01-01", **values}, *([earlier] if len(values) > 1 else [])]

    assert slim(a_case(series=series, disease={"involved_flc": "kappa"}))[sign] is present


def test_without_the_clonal_chain_the_ratio_is_not_known() -> None:
    series = [{"date": "2026-01-01", "kappa_mg_L": 1000, "lambda_mg_L": 1}]

    assert slim(a_case(series=series))["light_chain_ratio"] is None


@pytest.mark.parametrize(("lesions", "present"), [(1, False), (2, True), (None, None)])
def test_more_than_one_focal_lesion_counts(lesions: int | None, present: Truth) -> None:
    assert slim(a_case(imaging={"mri_focal_lesions": lesions}))["focal_lesions"] is present


def test_slim_and_crab_are_shown_and_trigger_nothing() -> None:
    facts = changed(sample("mm-0147"), imaging={"mri_focal_lesions": 5, "osteolytic_lesion": True})

    assert CaseReading(facts).relapse == CaseReading(sample("mm-0147")).relapse
    texts = [one.text for one in summarise(facts).crab]
    assert "More than one focal lesion on MRI: present" in texts
    assert "Anaemia (under 10 g/dL): absent" in texts
    assert "60 % plasma cells or more: not known" in texts
