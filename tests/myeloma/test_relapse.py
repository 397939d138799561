"""Progression and the type of relapse, at the edges of every criterion."""

from typing import Any

import pytest

from board.myeloma.reading import CaseReading
from tests.myeloma.cases import changed, read, sample

CLEAR = dict.fromkeys(("new_bone_lesion", "new_plasmacytoma", "lesion_growth_50pct"), False)
LOW = {"serum_m_g_dL": 0.0, "urine_m_mg_24h": 0, "kappa_mg_L": 10, "lambda_mg_L": 10}
DAYS = ("2025-01-01", "2025-06-01", "2026-05-01", "2026-06-01", "2026-09-01")


def series(field: str, *values: float | str | None) -> list[dict[str, Any]]:
    return [{**LOW, "date": d, field: v} for d, v in zip(DAYS, values, strict=False)]


def rows(field: str, *values: float | str | None, **parts: Any) -> dict[str, bool | None]:
    case = read(
        series=series(field, *values), disease={"involved_flc": "kappa"}, imaging=CLEAR, **parts
    )
    return {row.id: row.met for row in case.progression.rows}


@pytest.mark.parametrize(
    ("field", "row", "values", "met"),
    [
        ("serum_m_g_dL", "serum_m", (3.0, 0.2, 0.7), True),
        ("serum_m_g_dL", "serum_m", (3.0, 0.2, 0.69), False),
        ("serum_m_g_dL", "serum_m", (3.0, 3.0, 3.74), False),  # 0.74 is under a quarter
        ("serum_m_g_dL", "serum_m", (3.0, 3.0, 3.75), True),
        ("serum_m_g_dL", "serum_m", (8.0, 5.0, 6.0), True),  # from 5 on, 1 g/dL is enough
        ("serum_m_g_dL", "serum_m", (8.0, 5.2, 6.1), False),
        ("serum_m_g_dL", "serum_m", (3.0, 0.0, 0.5), True),  # nadir zero: the rise decides
        ("serum_m_g_dL", "serum_m", (3.0, "trace", 0.5), True),
        ("serum_m_g_dL", "serum_m", (3.0,), None),  # one value
        ("urine_m_mg_24h", "urine_m", (3000, 100, 300), True),
        ("urine_m_mg_24h", "urine_m", (3000, 100, 299), False),
        ("kappa_mg_L", "dflc", (3000, 50, 150), False),  # a rise of exactly 100 mg/L
        ("kappa_mg_L", "dflc", (3000, 50, 150.1), True),
        ("bm_pc_pct", "bm_pc", (40, 3, 12), False),
        ("bm_pc_pct", "bm_pc", (40, 3, 13), True),
    ],
)
def test_a_criterion_of_progression_at_its_edge(
    field: str, row: str, values: tuple[float | str, ...], met: bool | None
) -> None:
    assert rows(field, *values)[row] is met


def test_light_chains_do_not_decide_when_serum_is_measurable_but_are_flagged() -> None:
    flat = [{"date": d, "serum_m_g_dL": 2.0, "urine_m_mg_24h": 0, "kappa_mg_L": k,
             "lambda_mg_L": 10} for d, k in zip(DAYS, (900, 50, 400), strict=False)]  # fmt: skip
    case = read(series=flat, disease={"involved_flc": "kappa"}, imaging=CLEAR)

    assert case.progression.pd is False
    assert "possible_light_chain_escape" in case.progression.flags


def test_values_of_two_assays_are_not_compared() -> None:
    values = series("kappa_mg_L", 3000, 50, 400)
    values[2]["flc_assay"] = "N-Latex"
    values[0]["flc_assay"] = values[1]["flc_assay"] = "Freelite"
    case = read(series=values, disease={"involved_flc": "kappa"}, imaging=CLEAR)

    assert case.progression.pd is False
    assert "different_assays:dflc" in case.progression.flags


def test_the_nadir_is_that_of_the_current_line() -> None:
    history = [{"id": "a", "drugs": ["len"], "start": "2026-05-15"}]

    assert rows("serum_m_g_dL", 3.0, 0.2, 2.0, 2.1, regimens=history)["serum_m"] is False
    assert rows("serum_m_g_dL", 3.0, 0.2, 2.0, 2.1)["serum_m"] is True


def test_progression_is_confirmed_by_the_next_value_only() -> None:
    once = read(series=series("serum_m_g_dL", 3, 0.2, 0.8), imaging=CLEAR)
    twice = read(series=series("serum_m_g_dL", 3, 0.2, 0.8, 0.9), imaging=CLEAR)
    fallen = read(series=series("serum_m_g_dL", 3, 0.2, 0.8, 0.3), imaging=CLEAR)

    assert [case.progression.confirmed for case in (once, twice, fallen)] == [False, True, False]
    assert str(twice.progression.on) == "2026-05-01"


@pytest.mark.parametrize(("second", "met"), [("2026-07-02", True), ("2026-07-03", False)])
def test_doubling_counts_up_to_sixty_two_days(second: str, met: bool) -> None:
    values = [
        {"date": "2026-01-01", "serum_m_g_dL": 0.2},
        {"date": "2026-05-01", "serum_m_g_dL": 0.5},
        {"date": second, "serum_m_g_dL": 1.0},
    ]

    assert read(series=values).relapse.biochemical["doubling_2mo"] is met


def test_a_rise_must_be_seen_twice_in_a_row() -> None:
    once = read(series=series("serum_m_g_dL", 3, 0.2, 1.2)).relapse.biochemical
    twice = read(series=series("serum_m_g_dL", 3, 0.2, 1.2, 1.3)).relapse.biochemical

    assert (once["serum_abs_ge_1"], twice["serum_abs_ge_1"]) == (False, True)


def test_a_fall_of_haemoglobin_counts_only_when_due_to_myeloma() -> None:
    facts = sample("mm-0134")
    found = {}
    for due in (True, False, None):
        plain = {**facts.model_dump(mode="json"), "crab_attributable_to_myeloma": due}
        found[due] = CaseReading(type(facts).model_validate(plain)).relapse

    assert [found[due].clinical["hb_drop_ge2"] for due in (True, False, None)] == [
        True, False, None,
    ]  # fmt: skip
    assert (found[None].type, found[None].treatment_trigger) == ("unknown", None)


def test_progression_is_not_a_reason_to_treat() -> None:
    case = CaseReading(sample("mm-0147"))

    assert case.progression.pd is True
    assert case.relapse.type == "biochemical_non_significant"
    assert case.relapse.treatment_trigger is False


def test_calcium_is_corrected_before_it_is_compared() -> None:
    low_albumin = changed(
        sample("mm-0147"), labs_current={"calcium_mg_dL": 10.6, "albumin_g_dL": 2.8}
    )

    assert CaseReading(low_albumin).relapse.clinical["hypercalcaemia"] is True
