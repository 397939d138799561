"""The questions of the form against the border of the facts, and against whatever is typed."""

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from board.cases.forms.kinds import Number
from board.cases.forms.reading import read
from board.cases.forms.sections import SECTIONS
from board.myeloma.facts import CaseFacts

TODAY = date(2026, 11, 24)


def every_path(schema: dict, node: dict, above: str = "") -> list[str]:
    """Every fact that case-facts/1 has a place for."""
    paths = []
    for name, field in node["properties"].items():
        found = json.dumps(field).split('"#/$defs/')
        part = schema["$defs"][found[1].split('"')[0]] if len(found) > 1 else None
        if part is None or name in ("series", "regimens"):
            paths.append(above + name)
        else:
            paths += every_path(schema, part, f"{above}{name}.")
    return paths


def test_every_field_of_the_case_facts_has_a_question():
    schema = CaseFacts.model_json_schema()
    asked = {name for section in SECTIONS for one in section.questions() for name in one.names}
    tables = {table.name: table for section in SECTIONS for table in section.tables}
    not_asked = {"format", "case_id", "patient.age", "patient.hctci_items"} | set(tables)

    missing = (
        {path for path in every_path(schema, schema) if not path.endswith(".dates")}
        - asked
        - not_asked
    )

    assert missing == set()
    for name, part in (("series", "Sample"), ("regimens", "Regimen")):
        columns = {one.name for one in tables[name].questions} | {tables[name].key}
        assert set(schema["$defs"][part]["properties"]) == columns - {""}


def rows_that_fit(table: str) -> dict:
    return {"series": {"date": "2026-01-01"}, "regimens": {"id": "r1", "drugs": ["x"]}}[table]


def accepted(name: str, value: float | int, table: str = "") -> bool:
    """Whether the border of the facts takes that value there."""
    said = {"case_id": "x", "title": "x", "as_of": "2026-11-23"}
    if table:
        said[table] = [rows_that_fit(table) | {name: value}]
    else:
        part, _, leaf = name.partition(".")
        said[part] = {leaf: value}
    try:
        CaseFacts.model_validate(said)
    except ValidationError:
        return False
    return True


def measured() -> list:
    found = [
        (one, "") for section in SECTIONS for one in section.questions() if one.shape == "number"
    ]
    tables = [table for section in SECTIONS for table in section.tables]
    return found + [
        (one, table.name) for table in tables for one in table.questions if one.shape == "number"
    ]


@pytest.mark.parametrize(
    ("question", "table"), measured(), ids=lambda one: getattr(one, "name", one)
)
def test_the_limits_of_the_form_are_those_of_the_facts(question, table):
    kind: Number = question.kind
    step = 1 if kind.whole else 0.01
    low, high = (int(x) if kind.whole else float(x) for x in (kind.low, kind.high))

    assert accepted(question.name, low, table)
    assert accepted(question.name, high, table)
    assert not accepted(question.name, low - step, table)
    assert not accepted(question.name, high + step, table)


NAMES = sorted({name for section in SECTIONS for one in section.questions() for name in one.names}) + [
    f"{table.name}-{row}-{one.name}"
    for section in SECTIONS for table in section.tables for row in (0, 1) for one in table.questions
]  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(["yes", "no", "unknown", "1", "1.9", "-1", "1e999", "²", "٣", "9" * 5000, "NaN",
                     "Infinity", "2026-02-30", "0000-00", "1/1/1", "a:b", ":", "+", "<1", "1,234"]),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(NAMES), TEXTS, max_size=25))
def test_whatever_is_typed_becomes_facts_or_a_sentence_for_its_field(typed):
    reading = read(typed, TODAY)

    assert all(isinstance(said, str) and said for said in reading.errors.values())
    assert reading.errors or CaseFacts.model_validate(
        {"case_id": "x", "title": "x", "as_of": "2026-11-23"} | reading.facts
    )
