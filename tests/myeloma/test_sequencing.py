"""What earlier immunotherapy means for the next one, with the days since."""

from typing import Any

import pytest

from board.myeloma.eligibility.options import options
from board.myeloma.health.cautions import fired_ids, sequencing
from board.myeloma.reading import CaseReading
from board.myeloma.telling.brief import Option
from board.myeloma.treatment.since import days_since, last_dose, within
from tests.myeloma.cases import read, regimen


def after(*regimens: dict[str, Any], **parts: Any) -> CaseReading:
    return read(treatment_history_complete=True, regimens=list(regimens), **parts)


def one(drug: str, start: str, end: str | None, **rest: Any) -> dict[str, Any]:
    return regimen("a", [drug], start, end=end, **rest)


def said(case: CaseReading, name: str) -> str:
    return next(statement.text for statement in sequencing(case) if statement.id == name)


def beside(case: CaseReading, option: str) -> set[str]:
    found: Option = next(o for o in options(case) if o.id == option)
    return {caution.id for caution in found.cautions}


@pytest.mark.parametrize(
    ("end", "recent"),
    [("2026-05-25", True), ("2026-05-24", False), ("2026-05", None), ("2025", False), ("2026-11-01", True)],
)  # fmt: skip
def test_bcma_counts_as_recent_for_six_months(end: str, recent: bool | None) -> None:
    case = after(one("teclistamab", "2025-01-01", end))

    found = within(last_dose(case, lambda agent: agent.target == "BCMA"), 6 * 30.4375)

    assert found is recent
    assert ("BCMA_exposure_lt_6_months" in beside(case, "cilta_cel")) is (recent is True)


def test_car_t_after_a_bcma_bispecific_tells_the_days() -> None:
    case = after(one("teclistamab", "2026-01-01", "2026-05-04"))

    assert said(case, "CART_after_BCMA_bispecific") == (
        "CAR-T cells after a BCMA bispecific antibody are acceptable from 6 months on; here "
        "203 days (6.7 months) since teclistamab."
    )
    assert "CART_after_BCMA_bispecific" in beside(case, "ide_cel")
    assert "CART_after_BCMA_bispecific" not in beside(case, "kd")


def test_an_interval_that_is_not_known_says_so() -> None:
    case = after(one("teclistamab", "2026-01-01", None, ongoing_at_pd=True))

    assert "last dose not recorded or still being given at progression" in said(
        case, "CART_after_BCMA_bispecific"
    )
    assert days_since(case, "BCMA").days is None
    assert "BCMA_exposure_lt_6_months" not in fired_ids("caution", case)


def test_partial_dates_give_a_span_of_days() -> None:
    case = after(one("teclistamab", "2026-01-01", "2026-05"))

    assert days_since(case, "BCMA").text == "BCMA: 176 to 206 days since Teclistamab"
    assert days_since(case, "CD38").text == "CD38: never given"
    assert days_since(read(), "CD38").exposed is None


@pytest.mark.parametrize(
    ("end", "fires"), [("2026-11-10", True), ("2026-11-09", False), ("2026-11", True), (None, True)]
)
def test_two_weeks_without_treatment_before_apheresis_or_a_bispecific(
    end: str | None, fires: bool
) -> None:
    case = after(regimen("a", ["carfilzomib", "dexamethasone"], "2026-01-01", end=end))

    assert ("washout_two_weeks" in beside(case, "cilta_cel")) is fires
    assert ("washout_two_weeks" in beside(case, "talquetamab")) is fires


@pytest.mark.parametrize("drug", ["dexamethasone", "zoledronate"])
def test_a_steroid_or_support_needs_no_washout(drug: str) -> None:
    case = after(one(drug, "2026-11-01", "2026-11-20"))

    assert "washout_two_weeks" not in fired_ids("sequencing", case)


def test_car_t_comes_before_a_bcma_bispecific_and_redirection_before_a_conjugate() -> None:
    naive = after(regimen("a", ["bortezomib"], "2024-01-01", end="2024-09-01"))
    treated = after(regimen("a", ["cilta-cel"], "2024-01-01"))

    assert "CART_before_BCMA_bispecific" in beside(naive, "tec_mono")
    assert "T_cell_redirection_before_BCMA_ADC" in beside(naive, "bvd")
    assert "high_dose_alkylator_before_T_cell_redirection" in beside(naive, "salvage_asct")
    assert not {"CART_before_BCMA_bispecific", "T_cell_redirection_before_BCMA_ADC"} & set(
        fired_ids("sequencing", treated)
    )


def test_an_incomplete_history_does_not_say_that_t_cells_were_never_redirected() -> None:
    assert fired_ids("sequencing", read()) == []


def test_response_rates_after_earlier_immunotherapy_stand_beside_the_drug_they_are_of() -> None:
    case = after(
        regimen("a", ["ide-cel"], "2024-01-01"),
        regimen("b", ["elranatamab"], "2025-01-01", end="2025-06-01"),
    )

    assert {"talquetamab_after_CART", "talquetamab_after_bispecific"} <= beside(case, "talquetamab")
    assert "elranatamab_after_BCMA" in beside(case, "elranatamab")
    assert "elranatamab_after_BCMA" not in beside(case, "tec_mono")
    assert "72 % (36 patients); here 1057 days" in said(case, "talquetamab_after_CART")


@pytest.mark.parametrize(
    ("regimens", "genetics", "fires"),
    [([one("teclistamab", "2025-01-01", "2025-06-01", best_response="SD")], {}, True),
     ([one("teclistamab", "2025-01-01", "2025-06-01", best_response="CR")], {}, False),
     ([one("bortezomib", "2025-01-01", "2025-06-01")], {"tnfrsf17_biallelic_loss": True}, True)],
)  # fmt: skip
def test_after_failure_against_bcma_another_antigen_is_preferred(
    regimens: list[Any], genetics: dict[str, Any], fires: bool
) -> None:
    case = after(*regimens, genetics=genetics)

    assert ("antigen_switch_after_BCMA_failure" in fired_ids("sequencing", case)) is fires


def test_expression_is_tested_again_where_the_target_was_hit() -> None:
    case = after(one("talquetamab", "2025-01-01", "2025-06-01"))

    assert "retest_GPRC5D_expression" in beside(case, "talquetamab")
    assert "retest_BCMA_expression" not in fired_ids("sequencing", case)


def test_bendamustine_before_t_cell_redirection_is_named_with_its_days() -> None:
    case = after(one("bendamustine", "2026-01-01", "2026-05-04"))

    assert said(case, "bendamustine_before_T_cell_redirection").endswith(
        "it was given: 203 days (6.7 months) since bendamustine."
    )


def test_sequencing_changes_no_verdict_and_stays_off_the_published_list() -> None:
    case = after(one("bendamustine", "2026-01-01", "2026-05-04"))

    assert "bendamustine_before_T_cell_redirection" not in fired_ids("caution", case)
