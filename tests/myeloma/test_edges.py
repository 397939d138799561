"""Thresholds that whole cases do not touch: just inside and just outside each."""

from datetime import date, timedelta
from typing import Any

import pytest

from board.myeloma.assessment import assess
from board.myeloma.dates import Span, days_between, span, under_months
from board.myeloma.disease.markers import latest_measurable
from board.myeloma.genome.genetics_text import read as read_text
from board.myeloma.reading import CaseReading
from board.myeloma.risk import del17p_large
from tests.myeloma.cases import a_case, changed, read, regimen, sample


@pytest.mark.parametrize(("share", "large"), [(19.9, False), (20, True)])
def test_del17p_counts_from_twenty_percent_of_cells(share: float, large: bool) -> None:
    case = read(genetics={"del17p": True, "del17p_ccf_pct": share})

    assert del17p_large(case.facts.genetics) is large


@pytest.mark.parametrize(("limit", "days"), [(18.0, 547), (12.0, 365), (24.0, 730)])
def test_months_are_compared_unrounded(limit: float, days: int) -> None:
    start = date(2024, 1, 1)
    before, after = start + timedelta(days), start + timedelta(days + 1)

    found = [
        under_months(days_between(Span(start, start), Span(day, day)), limit)
        for day in (before, after)
    ]

    assert found == [True, False]


def early(start: str, pd: str, transplant: str | None = None) -> tuple[Any, Any]:
    rows = [regimen("a", ["bortezomib", "d"], start, plan_group="A", pd_date=pd)]
    if transplant:
        rows.append(regimen("b", ["melphalan-HD"], transplant, plan_group="A"))
    found = read(treatment_history_complete=True, regimens=rows).times
    return found.early_18_12, found.early_24


def test_early_relapse_is_under_eighteen_months_from_start_or_twelve_from_transplant() -> None:
    assert early("2023-01-01", "2024-07-01") == (True, True)  # 547 days
    assert early("2023-01-01", "2024-07-02") == (False, True)  # 548 days
    assert early("2022-01-01", "2024-07-01", "2023-07-03") == (True, True)  # 364 days
    assert early("2022-01-01", "2024-07-02", "2023-07-02") == (False, True)  # 366 days
    assert early("2023-01-01", "2024") == (None, True)  # any day of 2024 is under 24 months


@pytest.mark.parametrize(("now", "fell"), [(11.0, True), (11.1, False)])
def test_haemoglobin_falls_by_two_or_more(now: float, fell: bool) -> None:
    facts = changed(
        sample("mm-0147"), labs_current={"hb_g_dL": now, "hb_at_best_response_g_dL": 13.0}
    )

    assert CaseReading(facts).relapse.clinical["hb_drop_ge2"] is fell


@pytest.mark.parametrize(("now", "rose"), [(3.0, True), (2.9, False)])
def test_creatinine_rises_by_two_or_more_from_the_lines_start_when_nothing_better(
    now: float, rose: bool
) -> None:
    labs = {
        "creatinine_mg_dL": now,
        "creatinine_at_best_response_mg_dL": None,
        "creatinine_at_line_start_mg_dL": 1.0,
    }

    found = CaseReading(changed(sample("mm-0147"), labs_current=labs)).relapse.clinical

    assert found["creat_rise_ge2"] is rose


@pytest.mark.parametrize(("calcium", "high"), [(11.0, False), (11.1, True)])
def test_corrected_calcium_is_high_above_eleven(calcium: float, high: bool) -> None:
    facts = changed(sample("mm-0147"), labs_current={"calcium_mg_dL": calcium, "albumin_g_dL": 4.0})

    assert CaseReading(facts).relapse.clinical["hypercalcaemia"] is high


def rising_chains(nadir: float, *after: float, other: float = 10) -> bool | None:
    days = ("2025-01-01", "2025-06-01", "2026-05-01", "2026-06-01")
    values = (3000.0, nadir, *after)
    series = [
        {"date": d, "kappa_mg_L": value, "lambda_mg_L": other}
        for d, value in zip(days, values, strict=True)
    ]
    case = read(series=series, disease={"involved_flc": "kappa"})
    return case.relapse.biochemical["iflc_ge_200"]


def test_light_chains_rise_by_two_hundred_or_a_quarter_of_the_nadir_twice() -> None:
    assert rising_chains(50, 250, 260) is True
    assert rising_chains(50, 249, 260) is False
    assert rising_chains(2000, 2499, 2600) is False  # a quarter of 2000 is more than 200
    assert rising_chains(2000, 2500, 2600) is True
    assert rising_chains(50, 250, 260, other=300) is False  # the ratio is normal


@pytest.mark.parametrize(("value", "fires"), [(399, True), (400, False)])
def test_immunoglobulin_is_considered_under_four_hundred(value: float, fires: bool) -> None:
    facts = changed(sample("mm-0134"), labs_current={"igg_polyclonal_mg_dL": value})

    assert ("IgG_replacement_consider" in assess(facts)["supportive"]) is fires


@pytest.mark.parametrize(("value", "verdict"), [(3.0, "eligible"), (3.1, "not_eligible")])
def test_gilbert_ends_at_three(value: float, verdict: str) -> None:
    facts = changed(
        sample("mm-0133"), labs_current={"bilirubin_xULN": value}, health={"gilbert": True}
    )

    assert assess(facts)["eligibility"]["cilta_cel"]["verdict"] == verdict


@pytest.mark.parametrize(("baseline", "decides"), [(0.9, True), (1.0, False)])
def test_light_chains_decide_when_serum_was_under_one_at_baseline(
    baseline: float, decides: bool
) -> None:
    days = ("2025-01-01", "2025-06-01", "2026-05-01")
    series = [
        {"date": d, "serum_m_g_dL": m, "urine_m_mg_24h": 0, "kappa_mg_L": k, "lambda_mg_L": 10}
        for d, m, k in zip(days, (baseline, 0.9, 0.9), (900, 50, 400), strict=True)
    ]
    case = read(series=series, disease={"involved_flc": "kappa"})

    assert next(r.met for r in case.progression.rows if r.id == "dflc") is decides


@pytest.mark.parametrize(
    ("kappa", "lambda_", "measurable"),
    [(165, 100, False), (166, 100, True), (99, 10, False), (100, 10, True)],
)
def test_light_chains_are_measurable_from_one_hundred_with_an_abnormal_ratio(
    kappa: float, lambda_: float, measurable: bool
) -> None:
    sampled = {"date": "2026-01-01", "serum_m_g_dL": 0.4, "urine_m_mg_24h": 0}
    facts = a_case(
        series=[{**sampled, "kappa_mg_L": kappa, "lambda_mg_L": lambda_}],
        disease={"involved_flc": "kappa"},
    )

    assert latest_measurable(facts) is measurable


@pytest.mark.parametrize(("cells", "present"), [(19, False), (20, True)])
def test_a_fusion_counts_from_ten_percent_of_cells(cells: int, present: bool) -> None:
    text = read_text(f"nuc ish(FGFR3,IGH)x3(FGFR3 con IGHx2)[{cells}/200]")

    assert text.value("t4_14") is present


def test_a_partial_date_is_a_span() -> None:
    assert span("2024-02") == Span(date(2024, 2, 1), date(2024, 2, 29))
    assert span("2024") == Span(date(2024, 1, 1), date(2024, 12, 31))
    with pytest.raises(ValueError, match="there is no month 13"):
        span("2024-13")
    with pytest.raises(ValueError, match="is not a date"):
        span("spring 2024")
