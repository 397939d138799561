"""How values and gaps are shown: clinical precision, no unit without a value, no class without sense."""

from typing import Any

import pytest

from board.myeloma.precision import precise
from board.myeloma.telling.brief import CaseSummary, Figure
from board.myeloma.telling.summary import summarise
from tests.myeloma.cases import a_case, changed, sample


def figure(summary: CaseSummary, name: str) -> Figure:
    """The key figure or organ value of that id."""
    return next(f for f in (*summary.key_figures, *summary.health.organs) if f.id == name)


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("labs_current.hb_g_dL", 9.491146, "9.5"),
        ("labs_current.calcium_mg_dL", 9.519, "9.52"),
        ("labs_current.creatinine_mg_dL", 0.949095, "0.95"),
        ("labs_current.albumin_g_dL", 3.88, "3.9"),
        ("series.kappa_mg_L", 81.14, "81.1"),
        ("series.lambda_mg_L", 312.6, "313"),
        ("serum_m_g_L", 23.649, "23.6"),
        ("serum_m_g_dL", 2.3649, "2.36"),
        ("labs_current.hb_g_dL", 10.0, "10"),
    ],
)
def test_values_are_shown_as_laboratories_report_them(field: str, value: float, shown: str) -> None:
    assert precise(field, value) == shown


@pytest.mark.parametrize(
    ("field", "value", "limits", "shown"),
    [
        ("albumin_g_dL", 3.46, (), "3.46"),
        ("b2m_mg_L", 5.499, (), "5.499"),
        ("platelets_e9_L", 49.6, (50,), "49.6"),
        ("serum_m_g_dL", 0.004, (), "0.004"),
    ],
)
def test_no_value_is_rounded_across_its_limit_or_to_nothing(
    field: str, value: float, limits: tuple[float, ...], shown: str
) -> None:
    assert precise(field, value, limits) == shown


def test_rounding_is_for_show_and_changes_no_verdict() -> None:
    facts = changed(sample("mm-0133"), labs_current={"platelets_e9_L": 49.6, "hb_g_dL": 9.491146})

    summary = summarise(facts)

    judged = [c for o in summary.options for c in o.criteria if c.id.startswith("platelets_ge50")]
    assert {(c.state, c.value) for c in judged} == {("not_met", "49.6")}
    assert figure(summary, "haemoglobin").value == "9.5"


SAMPLES = [
    {"date": "2026-05-10", "kappa_mg_L": 27.0, "lambda_mg_L": 8.8},
    {"date": "2026-11-10", "kappa_mg_L": 81.1, "lambda_mg_L": 10.9},
]


def test_without_the_involved_chain_both_are_shown_and_the_chain_is_asked_for_first() -> None:
    summary = summarise(a_case(series=SAMPLES))

    chains = figure(summary, "involved_flc")
    assert (chains.value, chains.unit, chains.date) == (
        "kappa 81.1 / lambda 10.9",
        "mg/L",
        "2026-11-10",
    )
    assert chains.label == "Free light chains, involved chain not stated"
    assert summary.missing[0].fact == "disease.involved_flc"
    assert [p.involved_flc_mg_L for p in summary.timeline.points] == [None, None]


def test_a_chain_that_was_not_measured_is_left_out() -> None:
    summary = summarise(a_case(series=[{"date": "2026-11-10", "kappa_mg_L": 81.1}]))

    assert figure(summary, "involved_flc").value == "kappa 81.1"


def test_without_any_light_chain_none_is_shown() -> None:
    chains = figure(summarise(a_case()), "involved_flc")

    assert (chains.value, chains.date) == (None, None)


def sayings(summary: CaseSummary) -> list[tuple[str, str, str | None]]:
    """Everything shown as a value with a unit and a date."""
    risk = summary.risk
    grounds = [f.ground for f in (*summary.key_figures, *summary.health.organs)]
    grounds += [risk.iss.ground, risk.r2_iss.ground, risk.plasma_cell_leukaemia.ground]
    grounds += [summary.timing.ground, *(one.ground for one in summary.relapse.reasons)]
    said: list[Any] = [i for ground in grounds for i in ground.inputs]
    said += [criterion for option in summary.options for criterion in option.criteria]
    return [(one.value, one.unit, one.date) for one in said]


@pytest.mark.parametrize("parts", [{}, {"labs_current": {"date": "2026-11-10", "alt_xULN": 1.2}}])
def test_what_is_not_known_has_no_unit_and_no_date(parts: dict[str, Any]) -> None:
    summary = summarise(a_case(**parts))

    for value, unit, day in sayings(summary):
        if value == "not known":
            assert (unit, day) == ("", None)
        assert not (value.endswith("not known") and unit)
    for option in summary.options:
        for word in ("mL/min", "x ULN", "x10^9/L", "%", "months"):
            assert f"not known {word}" not in option.message
    assert figure(summary, "crcl").date is None


def test_a_score_whose_classes_are_all_possible_is_not_known() -> None:
    open_ = summarise(a_case())
    narrowed = summarise(a_case(labs_diagnosis={"b2m_mg_L": 6.0, "albumin_g_dL": 3.0}))

    assert open_.risk.r2_iss.shown == "not known"
    assert narrowed.risk.r2_iss.shown == "III or IV (1.5 to 5 points)"
    frailty = [c for o in open_.options for c in o.criteria if c.id == "not_imwg_frail"]
    assert {c.value for c in frailty} <= {"not known"}


def test_a_missing_fact_that_no_option_waits_for_says_what_it_serves() -> None:
    missing = summarise(a_case()).missing

    assert all(fact.serves for fact in missing if not fact.blocks)
    assert {"risk", "frailty"} <= {fact.serves for fact in missing}
