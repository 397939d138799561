"""Facts that are missing, assumed absent, or too old, and what rests on them."""

from typing import Any

from board.myeloma.eligibility.options import options
from board.myeloma.reading import CaseReading
from board.myeloma.settling.missing import assumed_absent, missing_facts, old_facts, stale_facts
from tests.myeloma.cases import changed, read, sample


def stale(case: CaseReading) -> dict[str, tuple[str, ...]]:
    found = stale_facts(case, options(case))
    return {one.old.fact: one.verdicts for one in found}


def with_health(**health: Any) -> CaseReading:
    return CaseReading(changed(sample("mm-0131"), health=health))


def asked(case: CaseReading) -> set[str]:
    return {missing.fact for missing in missing_facts(case, options(case))}


def test_a_value_is_old_the_day_after_its_limit() -> None:
    on_the_limit = read(health={"lvef_pct": 60.0, "date": "2026-05-27"})
    beyond = read(health={"lvef_pct": 60.0, "date": "2026-05-26"})

    assert old_facts(on_the_limit) == ()
    assert [(old.fact, old.days, old.limit_days) for old in old_facts(beyond)] == [
        ("health.lvef_pct", 181, 180)
    ]


def test_a_partial_date_is_old_only_when_each_of_its_days_is() -> None:
    case = read(health={"lvef_pct": 60.0, "date": "2026-05"})

    assert old_facts(case) == ()


def test_a_value_without_a_date_is_not_called_old() -> None:
    case = read(health={"lvef_pct": 60.0})

    assert old_facts(case) == ()


def test_verdicts_rest_on_an_old_value_when_they_would_be_others_without_it() -> None:
    case = with_health(lvef_pct=60.0, dates={"lvef_pct": "2026-01-05"})

    rests = stale(case)["health.lvef_pct"]

    assert {"kd", "krd", "dkd", "salvage_asct"} <= set(rests)
    assert "svd" not in rests


def test_a_verdict_that_fails_for_another_reason_does_not_rest_on_the_old_value() -> None:
    case = with_health(lvef_pct=60.0, dates={"lvef_pct": "2026-01-05"}, nyha_3_4=True)

    assert "kd" not in stale(case)["health.lvef_pct"]


def test_the_oldest_value_comes_first() -> None:
    case = with_health(
        lvef_pct=60.0, pn_grade=1, dates={"lvef_pct": "2026-03-05", "pn_grade": "2026-01-05"}
    )

    days = [one.old.days for one in stale_facts(case, options(case))]

    assert days == sorted(days, reverse=True)


def test_missing_facts_that_settle_alone_stand_first() -> None:
    case = with_health(lvef_pct=None)

    found = missing_facts(case, options(case))

    assert (found[0].fact, found[0].alone > 0) == ("health.lvef_pct", True)


def test_light_chains_without_the_clonal_one_ask_for_it_first() -> None:
    case = read(series=[{"date": "2026-11-01", "kappa_mg_L": 300.0, "lambda_mg_L": 9.0}])

    found = missing_facts(case, options(case))

    assert found[0].fact == "disease.involved_flc"


def test_a_history_that_was_called_complete_is_not_asked_for_again() -> None:
    unclear = {
        "id": "r1",
        "drugs": ["lenalidomide"],
        "start": "2024-01-01",
        "pd_date": "2025-01-01",
    }

    told = read(regimens=[unclear], treatment_history_complete=True)
    open_ = read(regimens=[unclear])

    assert "regimens" in asked(told)
    assert "treatment_history_complete" not in asked(told)
    assert "treatment_history_complete" in asked(open_)


def test_failed_mobilisation_is_assumed_absent_only_without_a_transplant() -> None:
    never = read(treatment_history_complete=True)
    unclear = read()

    assert len(assumed_absent(never)) == len(assumed_absent(unclear)) + 1
