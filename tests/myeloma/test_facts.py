"""The border: what a case may say, and how it is refused."""

from typing import Any

import pytest
from pydantic import ValidationError

from board.myeloma.facts import CaseFacts
from tests.myeloma.cases import FACTS, a_case, regimen, sample_ids


def refusal(**parts: Any) -> tuple[str, str]:
    """Path and message of the first refusal."""
    with pytest.raises(ValidationError) as refused:
        a_case(**parts)
    first = refused.value.errors()[0]
    return ".".join(str(step) for step in first["loc"]), first["msg"]


@pytest.mark.parametrize("case_id", sample_ids())
def test_a_case_survives_being_written_and_read(case_id: str) -> None:
    facts = CaseFacts.model_validate_json((FACTS / f"{case_id}.json").read_text("utf-8"))

    again = CaseFacts.model_validate_json(facts.model_dump_json())

    assert again == facts


def test_creatinine_in_the_wrong_unit_is_refused_with_range_and_unit() -> None:
    path, message = refusal(labs_current={"creatinine_mg_dL": 90})

    assert path == "labs_current.creatinine_mg_dL"
    assert "creatinine 90 mg/dL is outside 0.2 to 20 mg/dL" in message


@pytest.mark.parametrize(
    ("parts", "path"),
    [
        ({"patient": {"age": True}}, "patient.age"),
        ({"patient": {"weight": 70}}, "patient.weight"),
        ({"health": {"hiv": 0}}, "health.hiv"),
        ({"labs_current": {"hb_g_dL": "9.1"}}, "labs_current.hb_g_dL"),
        ({"regimens": [regimen("r1", [], "2024")]}, "regimens.0.drugs"),
        ({"series": [{"date": "2024"}]}, "series.0.date"),
        ({"genetics": {"del1p32": "one"}}, "genetics.del1p32"),
        ({"labs_current": {"dates": {"platelets": "2024"}}}, "labs_current"),
    ],
)
def test_a_wrong_type_or_name_is_refused_with_its_path(parts: dict[str, Any], path: str) -> None:
    found, _ = refusal(**parts)

    assert found == path


def test_null_and_absent_are_the_same_not_known() -> None:
    assert a_case(health={"hiv": None}) == a_case(health={})


def test_partial_dates_are_kept_as_typed_and_odd_ones_refused() -> None:
    facts = a_case(regimens=[regimen("r1", ["len"], "2024-03", end="2025")])

    assert (facts.regimens[0].start, facts.regimens[0].end) == ("2024-03", "2025")
    assert refusal(regimens=[regimen("r1", ["len"], "2024-13")])[0] == "regimens.0.start"


def test_a_regimen_does_not_end_before_it_starts_nor_share_its_id() -> None:
    _, early = refusal(regimens=[regimen("r1", ["len"], "2024-03", end="2024-02-01")])
    _, twice = refusal(regimens=[regimen("r1", ["len"], None), regimen("r1", ["dara"], None)])

    assert "ends (2024-02-01) before it starts (2024-03)" in early
    assert "two regimens share the id r1" in twice


def test_facts_do_not_change_once_read() -> None:
    facts = a_case()

    with pytest.raises(ValidationError):
        facts.title = "other"


def test_a_value_has_its_own_date_or_that_of_its_part() -> None:
    labs = a_case(
        labs_current={"date": "2026-11-01", "dates": {"platelets_e9_L": "2026-11-04"}}
    ).labs_current

    assert labs.taken("platelets_e9_L") == "2026-11-04"
    assert labs.taken("hb_g_dL") == "2026-11-01"


def test_the_schema_is_published_with_units_and_descriptions() -> None:
    schema = CaseFacts.model_json_schema()

    assert schema["additionalProperties"] is False
    assert "creatinine_mg_dL" in schema["$defs"]["LabsCurrent"]["properties"]
