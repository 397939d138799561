"""Each limit of the rules from both sides: the last value that is not, the first that is."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board.myeloma.disease.response import serum_rises, urine_rises
from board.myeloma.facts import CaseFacts
from board.myeloma.reading import CaseReading
from tests.myeloma.cases import a_case, read, regimen
from tests.myeloma.test_any_case import QUICK

#: Serum 0 and urine 0 at the baseline: the light chains are the only measure.
NO_M = {"serum_m_g_dL": 0.0, "urine_m_mg_24h": 0.0}
LOW_CHAINS = {"kappa_mg_L": 15.0, "lambda_mg_L": 12.0}


def series(*values: dict[str, Any]) -> CaseReading:
    samples = [{"date": f"2026-0{at}-01", **one} for at, one in enumerate(values, start=1)]
    return read(series=samples, disease={"involved_flc": "kappa"})


def met(case: CaseReading, row: str) -> bool | None:
    return next(one.met for one in case.progression.rows if one.id == row)


@pytest.mark.parametrize(("last_dose", "refractory"), [("2026-06-02", True), ("2026-06-01", False)])
def test_sixty_days_after_the_last_dose_is_refractory_and_sixty_one_is_not(
    last_dose: str, refractory: bool
) -> None:
    course = regimen("r1", ["R", "d"], "2025-01-10", end=last_dose, best_response="VGPR",
                     pd_date="2026-08-01", ongoing_at_pd=False)  # fmt: skip

    case = read(regimens=[course], treatment_history_complete=True)

    assert case.treatment.refractory("lenalidomide").truth is refractory


@pytest.mark.parametrize(
    ("nadir", "value", "pd"),
    [
        (0.4, 0.89, False),  # under 0.5 g/dL, however large the share
        (0.4, 0.9, True),
        (0.0, 0.49, False),  # a nadir of zero: the absolute rise decides
        (0.0, 0.5, True),
        (4.0, 4.99, False),  # under a quarter, however large the rise
        (4.0, 5.0, True),
        (4.99, 5.99, False),  # under 5 g/dL a rise of 1 g/dL is not enough by itself
        (5.0, 5.99, False),
        (5.0, 6.0, True),
    ],
)
def test_serum_m_progresses_by_a_quarter_and_half_a_gram_or_from_five_grams_by_one(
    nadir: float, value: float, pd: bool
) -> None:
    case = series({"serum_m_g_dL": nadir}, {"serum_m_g_dL": value})

    assert met(case, "serum_m") is pd


@pytest.mark.parametrize(
    ("nadir", "value", "pd"),
    [(300.0, 499.9, False), (300.0, 500.0, True), (1000.0, 1249.0, False), (1000.0, 1250.0, True)],
)
def test_urine_m_progresses_by_a_quarter_and_two_hundred_milligrams(
    nadir: float, value: float, pd: bool
) -> None:
    case = series({"urine_m_mg_24h": nadir}, {"urine_m_mg_24h": value})

    assert met(case, "urine_m") is pd


@pytest.mark.parametrize(("kappa", "pd"), [(120.0, False), (120.1, True)])
def test_light_chains_progress_by_more_than_a_hundred_and_not_by_a_hundred(
    kappa: float, pd: bool
) -> None:
    case = series(
        {**NO_M, "kappa_mg_L": 300.0, "lambda_mg_L": 10.0},
        {**NO_M, "kappa_mg_L": 20.0, "lambda_mg_L": 10.0},
        {**NO_M, "kappa_mg_L": kappa, "lambda_mg_L": 10.0},
    )

    assert met(case, "dflc") is pd


@pytest.mark.parametrize(("marrow", "pd"), [(14.9, False), (15.0, True)])
def test_marrow_progresses_by_ten_points(marrow: float, pd: bool) -> None:
    first = {**NO_M, **LOW_CHAINS}

    case = series(
        {**first, "bm_pc_pct": 40.0}, {**first, "bm_pc_pct": 5.0}, {**first, "bm_pc_pct": marrow}
    )

    assert met(case, "bm_pc") is pd


@pytest.mark.parametrize(("clone", "high"), [(19.0, False), (19.9, False), (20.0, True)])
def test_a_deletion_of_17p_counts_from_a_fifth_of_the_cells(clone: float, high: bool) -> None:
    case = read(genetics={"del17p": True, "del17p_ccf_pct": clone, "tp53_mut": False})

    assert case.ims.criteria["A_del17p_or_TP53"] is high


@pytest.mark.parametrize(
    ("b2m", "creatinine", "high"),
    [(5.5, 1.19, True), (5.5, 1.2, False), (5.49, 1.19, False)],
)
def test_beta_2_microglobulin_counts_from_five_and_a_half_with_creatinine_under_1_2(
    b2m: float, creatinine: float, high: bool
) -> None:
    case = read(labs_diagnosis={"b2m_mg_L": b2m, "creatinine_mg_dL": creatinine})

    assert case.ims.criteria["D_b2m"] is high


@QUICK
@given(st.integers(0, 1500), st.integers(0, 1500))
def test_serum_m_rises_exactly_as_the_rule_is_written(low: int, high: int) -> None:
    # Whole hundredths of a g/dL, so that the rule can be written here without rounding.
    rise = high - low
    expected = rise >= 100 if low >= 500 else rise >= 50 and 4 * rise >= low

    assert serum_rises(low / 100, high / 100) is expected


@QUICK
@given(st.integers(0, 5000), st.integers(0, 5000))
def test_urine_m_rises_exactly_as_the_rule_is_written(low: int, high: int) -> None:
    rise = high - low

    assert urine_rises(float(low), float(high)) is (rise >= 200 and 4 * rise >= low)


@QUICK
@given(st.integers(0, 200))
def test_refractory_by_time_means_sixty_days_or_fewer(gap: int) -> None:
    facts: CaseFacts = a_case(
        treatment_history_complete=True,
        regimens=[
            regimen("r1", ["K", "d"], "2024-01-01", end=_day(200 - gap), pd_date=_day(200),
                    best_response="PR", ongoing_at_pd=False)
        ],
    )  # fmt: skip

    assert CaseReading(facts).treatment.refractory("carfilzomib").truth is (gap <= 60)


def _day(number: int) -> str:
    return (date(2025, 1, 1) + timedelta(days=number)).isoformat()
