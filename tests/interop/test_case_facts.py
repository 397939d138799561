"""A case in the board's own format is read field by field, however badly it was written."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from board.errors import Invalid
from board.interop import case_facts
from board.myeloma.facts import CaseFacts
from tests.interop.where import placed, real, reasons

NEEDED = {"case_id": "SYN", "title": "Synthetic", "as_of": "2026-11-23"}


def read(tree: object) -> Any:
    """Return what is read from a tree written as JSON."""
    return case_facts.read(json.dumps(tree).encode(), "case.json")


def test_a_whole_case_is_read_without_loss():
    for case in json.loads(real("golden", "cases.json"))["cases"]:
        imported = read(case["input"])

        assert imported.not_understood == ()
        assert CaseFacts.model_validate(imported.facts) == CaseFacts.model_validate(case["input"])


def test_a_bad_field_is_listed_with_its_path_and_the_others_are_kept():
    imported = read({"labs_current": {"hb_g_dL": 112, "creatinine_mg_dL": 0.9}})

    assert imported.facts == {"labs_current": {"creatinine_mg_dL": 0.9}}
    assert "outside 2 to 25 g/dL" in reasons(imported, "labs_current.hb_g_dL")


def test_a_fact_knows_its_date_even_where_only_the_month_is_known():
    imported = read(
        {"labs_current": {"hb_g_dL": 11, "anc_e9_L": 2, "date": "2026-10",
                          "dates": {"anc_e9_L": "2026-11-09"}}}
    )  # fmt: skip

    assert placed(imported, "labs_current.hb_g_dL").note == "taken 2026-10"
    assert str(placed(imported, "labs_current.anc_e9_L").date) == "2026-11-09"


@pytest.mark.parametrize(
    ("tree", "where", "why"),
    [
        ({"patient": {"age": "56"}}, "patient.age", "whole number"),
        ({"patient": {"age": True}}, "patient.age", "whole number"),
        ({"patient": []}, "patient", "object"),
        ({"genetics": {"del17p": "no"}}, "genetics.del17p", "True or false"),
        ({"nonsense": 1}, "nonsense", "names nothing"),
        ({"series": {"date": "2026-10-12"}}, "series", "list"),
        ({"series": [{"kappa_mg_L": 3}]}, "series[0]", "“date” is required"),
        ({"series": [1, {"date": "12.10.2026"}]}, "series[1].date", "not a date"),
        ({"regimens": [{"id": "r1"}]}, "regimens[0]", "“drugs” is required"),
        ({"patient": {"dates": {"foo": "2020"}}}, "patient.dates.foo", "name no field"),
        ({"title": "a\ud800b"}, "title", "surrogate"),
        ({"title": "a\0b"}, "title", "control characters"),
    ],
)
def test_what_cannot_stand_is_refused_in_words(tree, where, why):
    imported = read(tree)

    assert why in reasons(imported, where)


def test_places_in_the_file_stay_true_when_earlier_items_are_taken_out():
    imported = read(
        {"series": [None, 7, {"date": "2026-10-12", "kappa_mg_L": -1}, {"kappa_mg_L": 3},
                    {"date": "2026-10-13", "lambda_mg_L": -1}]}
    )  # fmt: skip

    assert [one.where for one in imported.not_understood] == [
        "series[1]", "series[2].kappa_mg_L", "series[3]", "series[4].lambda_mg_L",
    ]  # fmt: skip


def test_a_regimen_that_ends_before_it_starts_keeps_its_drugs_and_loses_both_dates():
    regimen = {"id": "r1", "drugs": ["bortezomib"], "start": "2026-05-01", "end": "2026-01-01"}

    imported = read({"regimens": [regimen]})

    assert imported.facts["regimens"] == [{"id": "r1", "drugs": ["bortezomib"]}]
    assert "before it starts" in reasons(imported, "regimens[0].start")
    assert "before it starts" in reasons(imported, "regimens[0].end")


def test_the_second_regimen_of_the_same_id_is_listed_whole():
    imported = read(
        {"regimens": [{"id": "r1", "drugs": ["bortezomib"]}, {"id": "r1", "drugs": ["melphalan"]}]}
    )

    assert [one["drugs"] for one in imported.facts["regimens"]] == [["bortezomib"]]
    assert "melphalan" in imported.not_understood[0].text


def test_samples_of_one_day_are_joined_unless_they_contradict_each_other():
    imported = read(
        {"series": [{"date": "2026-10-12", "kappa_mg_L": 180, "serum_m_g_dL": 1.0},
                    {"date": "2026-10-12", "lambda_mg_L": 8, "serum_m_g_dL": 2.0}]}
    )  # fmt: skip

    assert imported.facts["series"] == [{"date": "2026-10-12", "kappa_mg_L": 180, "lambda_mg_L": 8}]
    assert "Different values" in reasons(imported, "series[1].serum_m_g_dL")


def test_null_is_not_known_and_an_empty_list_of_items_is_an_answer():
    imported = read({"patient": {"ecog": None, "hctci_items": []}, "regimens": []})

    assert imported.facts == {"patient": {"hctci_items": []}}


@pytest.mark.parametrize(
    ("data", "where"),
    [
        (b'{"labs_current": {"hb_g_dL": NaN}}', "labs_current.hb_g_dL"),
        (b'{"labs_current": {"hb_g_dL": -Infinity}}', "labs_current.hb_g_dL"),
        (b'{"labs_current": {"hb_g_dL": 1e999}}', "labs_current.hb_g_dL"),
        (b'{"patient": {"age": %s}}' % (b"9" * 100_000), "patient.age"),
        (b'{"patient": {"age": 56, "age": 65}}', "patient.age"),
        (b'{"patient": {"age": 56, "age": 65, "age": 56}}', "patient.age"),
    ],
)
def test_what_json_readers_disagree_about_is_listed_and_not_believed(data, where):
    imported = case_facts.read(data, "case.json")

    assert imported.facts == {}
    assert reasons(imported, where)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "not JSON"),
        (b"[]", "one JSON object"),
        (b"7", "one JSON object"),
        (b'{"a": 1', "not JSON"),
        (b'{"a": "\0"}', "not JSON"),
        (b"\x80", "UTF-8"),
        ('{"title": "x"}'.encode("utf-16"), "UTF-16"),
        ('{"title": "x"}'.encode("utf-16-le"), "UTF-16"),
        (b"[" * 1_000_000, "deep"),
        (b'{"a":' * 100_000, "deep"),
        (b'{"a":' * 30 + b"1" + b"}" * 30, "deep"),
        (b" " * 6_000_000, "bytes"),
        (b'{"a": [' + b"1," * 30_000 + b"1]}", "a has more than 1,000 items"),
        (b'{"a": [' + (b"[" + b"1," * 99 + b"1],") * 300 + b"1]}", "more than 20,000 values"),
        (b'{"format": "case-facts/9"}', "case-facts/9"),
        (b'{"format": {"a": 1}}', "an object"),
    ],
)
def test_a_hostile_file_is_refused_in_words(data, why):
    with pytest.raises(Invalid, match=why):
        case_facts.read(data, "case.json")


def test_a_byte_order_mark_does_no_harm():
    assert case_facts.read(b'\xef\xbb\xbf{"title": "Synthetic"}', "a").facts["title"] == "Synthetic"


@given(data=st.binary(max_size=300))
def test_no_bytes_are_more_than_refused(data):
    with suppress(Invalid):
        case_facts.read(data, "anything")


NAMES = [*CaseFacts.model_fields, "id", "drugs", "date", "dates", "start", "end", "hb_g_dL", "age",
         "kappa_mg_L", "serum_m_g_dL", "ecog", "title"]  # fmt: skip
VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5),
    st.sampled_from(["2026-10-12", "2026", "trace", "r1", "case-facts/1"]),
)  # fmt: skip
TREES = st.recursive(
    VALUES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=3), inner, max_size=5)
    ),
    max_leaves=20,
)


@settings(max_examples=300)
@given(tree=st.dictionaries(st.sampled_from(NAMES), TREES, max_size=6))
def test_whatever_is_kept_can_stand_in_the_case_facts(tree):
    try:
        imported = read(tree)
    except Invalid:
        return

    CaseFacts.model_validate(NEEDED | imported.facts)
