"""Dates that move together, and what is left of a case when nobody can be recognised in it: pure."""

import json
from copy import deepcopy
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from board.errors import Conflict
from board.myeloma.facts import CaseFacts
from board.teaching.marking import Known, forbidden, marks
from board.teaching.shifting import (
    FARTHEST,
    NEAREST,
    dates_in,
    draw_offset,
    keeps_order,
    moved,
    moved_date,
)
from board.teaching.stripping import age_words, stripped, unaccounted
from tests.factories import some_facts

FACTS = sorted((Path(__file__).parents[2] / "board" / "demo" / "facts").glob("*.json"))
KNOWN = Known.of(["Örnek", "Kemal", "SYN-0131", "MM-0131", "University Hospital Musterstadt"])


@pytest.mark.parametrize(
    ("typed", "days", "becomes"),
    [
        ("2026-11-23", -400, "2025-10-19"),
        ("2024-02-29", -365, "2023-03-01"),
        ("2024-02-29", 1, "2024-03-01"),
        ("2023-02", -28, "2023-01"),
        ("2023-02", 20, "2023-03"),
        ("2018", -366, "2017"),
    ],
)
def test_a_date_moves_and_stays_as_exact_as_it_was(typed, days, becomes):
    assert moved_date(typed, days) == becomes


@given(
    st.lists(st.dates(date(2005, 1, 1), date(2026, 12, 31)), min_size=2, max_size=8),
    st.integers(-FARTHEST, -NEAREST),
)
def test_intervals_between_whole_dates_are_kept_to_the_day(days, offset):
    after = [date.fromisoformat(moved_date(day.isoformat(), offset)) for day in days]

    assert [b - a for a, b in pairwise(after)] == [b - a for a, b in pairwise(days)]
    assert keeps_order([day.isoformat() for day in days], offset)


@pytest.mark.parametrize("file", FACTS, ids=lambda file: file.stem)
def test_every_case_of_the_demo_can_be_moved_and_stays_a_case(file):
    facts = json.loads(file.read_text())
    left, _ = stripped(facts)

    offset = draw_offset(left)
    after = moved(left, offset)

    CaseFacts.model_validate(after)
    assert -FARTHEST - 20 <= offset <= -NEAREST + 20
    assert keeps_order(list(set(dates_in(left))), offset)
    assert [moved_date(day, offset) for day in dates_in(left)] == list(dates_in(after))


def test_what_cannot_be_moved_in_order_is_refused(monkeypatch):
    monkeypatch.setattr("board.teaching.shifting._candidates", lambda: iter([-215]))

    with pytest.raises(Conflict):
        draw_offset({"start": "2023-02", "end": "2023-03-01"})


def test_words_that_look_like_a_year_are_not_moved():
    facts = {"regimens": [{"id": "2018", "start": "2018", "note": "2019"}]}

    assert moved(facts, -366) == {"regimens": [{"id": "2018", "start": "2017", "note": "2019"}]}


def test_no_typed_word_is_left_in_the_facts():
    canary = "Canary of Musterstadt"
    facts = some_facts(title=canary, genetics_source_text=(canary,)).model_dump(
        mode="json", exclude_none=True
    )
    facts["disease"]["isotype"] = canary
    facts["genetics"] |= {"method": canary, "variants": [canary], "panel": [canary]}
    facts["patient"]["hctci_items"] = [canary]
    facts["series"][0] |= {"laboratory": canary, "flc_assay": canary}
    facts["regimens"][0] |= {
        "drugs": ["bortezomib", canary],
        "note": canary,
        "phase": canary,
        "stop_reason": canary,
        "plan_group": "Canary",
        "doses": {canary: canary},
        "drug_last_dose": {canary: "2023-06-01", "bortezomib": "2023-06-02"},
        "adherence_reason": canary,
        "id": canary,
    }
    before = deepcopy(facts)

    left, taken = stripped(facts)

    assert "anary" not in json.dumps(left)
    assert left["regimens"][0]["drugs"] == ["bortezomib", "a drug"]
    assert left["regimens"][0]["drug_last_dose"] == {"bortezomib": "2023-06-02"}
    assert len(taken) == 13
    assert all("anary" in words.text for words in taken)
    assert facts == before


def test_a_drug_keeps_its_name_and_what_stands_beside_it_is_reviewed():
    facts = some_facts().model_dump(mode="json", exclude_none=True)
    typed = ["Lenalidomide (Agnes Demo, Musterstadt)", "Revlimid", "d", "Bortezomib (12.3.2024)"]
    facts["regimens"] = [
        facts["regimens"][0]
        | {"drugs": typed, "drug_last_dose": {"Lenalidomide (Agnes Demo)": "2023-06-01"}}
    ]

    left, taken = stripped(facts)

    regimen = left["regimens"][0]
    assert regimen["drugs"] == ["lenalidomide", "lenalidomide", "dexamethasone", "bortezomib"]
    assert regimen["drug_last_dose"] == {"lenalidomide": "2023-06-01"}
    said = [words.text for words in taken if words.heading == "A drug as typed"]
    assert said == [typed[0], typed[3], "Lenalidomide (Agnes Demo)"]


@pytest.mark.parametrize("file", FACTS, ids=lambda file: file.stem)
def test_stripped_facts_hold_nobodys_name_and_one_put_there_is_seen(file):
    left, _ = stripped(json.loads(file.read_text()))

    assert [words for _, words in unaccounted(left) if forbidden(words, KNOWN)] == []
    left["regimens"][0] |= {"drugs": ["Lenalidomide (Kemal)"], "drug_last_dose": {"Kemal": "2023"}}
    assert {words for _, words in unaccounted(left) if forbidden(words, KNOWN)} == {
        "Lenalidomide (Kemal)",
        "Kemal",
    }


def test_nobody_is_older_than_ninety():
    facts = some_facts().model_dump(mode="json", exclude_none=True)
    facts["patient"]["age"] = 93

    left, _ = stripped(facts)

    assert left["patient"]["age"] == 90
    assert [age_words(age) for age in (89, 90, 93, None)] == ["89", "90+", "90+", "not known"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Kemal drives a bus", ["“kemal”"]),
        ("Mr Örnek’s brother", ["“örnek”"]),
        ("seen in MUSTERSTADT", ["“musterstadt”"]),
        ("case MM-0131", ["“mm-0131”"]),
        ("on 31-Jan-2026", ["a date", "a month or a year"]),
        ("on 9.11.2026", ["a date", "a month or a year"]),
        ("since 2026-11-09", ["a date", "a month or a year"]),
        ("cilta-cel in February 2024", ["a month or a year"]),
        ("transplanted in 2018", ["a month or a year"]),
        ("write to k@example.org", ["an address"]),
        ("her 94-year-old mother", ["an age over 89"]),
        ("her mother, aged 94", ["an age over 89"]),
        ("94jährig, 94-jährige Mutter", ["an age over 89"]),
        ("on 12 Mar 24", ["a date"]),
        ("seen on 12.3. at home", ["a date"]),
        ("_2026-11-09_", ["a date", "a month or a year"]),
        ("ASCT 03/24", ["a month or a year"]),
        ("two weeks later, platelets 96", []),
        ("day 1 marrow 20 %, Hb 12.3. Then 2/3 doses", []),
    ],
)
def test_what_names_somebody_or_some_day_never_gets_through(text, found):
    assert forbidden(text, KNOWN) == found


@pytest.mark.parametrize(
    ("known", "text"),
    [
        ("O'Brien", "Mrs O’Brien rests"),
        ("O’Brien", "mrs OBRIEN’s son"),
        ("D'Angelo", "d'angelo"),
        ("St. Mary's", "at St Mary’s"),
        ("12/345/678", "number 12/345/678"),
        ("12/345/678", "number 12 345 678"),
        ("77", "MRN#77"),
        ("MRN#77", "mrn 77"),
        ("Meyer-Schmidt", "Schmidt agrees"),
        ("Schmidt", "Frau Meyer-Schmidt agrees"),
        ("Müller", "Mu\u0308ller agrees"),
        ("Mu\u0308ller", "Müllers Wunsch"),
        ("Müller", "_Müller_"),
        ("Müller", "Mül\u00adler, FrauMüller"),
    ],
)
def test_a_name_is_found_however_it_is_written(known, text):
    assert forbidden(text, Known.of([known])) != []


@pytest.mark.parametrize(
    ("known", "text"),
    [
        ("Ina", "she is in a trial"),
        ("Ann", "as planned"),
        ("Andrea", "and reassess"),
        ("Ester", "cholesterol"),
        ("12/345/678", "345 mg"),
        ("77", "1977 mg"),
    ],
)
def test_a_name_is_not_found_in_other_words(known, text):
    assert not [one for one in forbidden(text, Known.of([known])) if one.startswith("“")]


def test_a_reviewer_is_told_where_to_look():
    assert marks("Dr Chen saw her in February, number 1234567", KNOWN) == [
        "a month",
        "a long number",
        "a title of a person",
    ]


@settings(max_examples=50)
@given(st.text(max_size=200))
def test_marking_takes_any_text(text):
    assert set(forbidden(text, KNOWN)) <= set(marks(text, KNOWN))


def test_moved_facts_share_nothing_with_the_real_ones():
    facts = {"series": [{"date": "2026-11-09"}]}

    assert moved(facts, -400) is not facts
    assert facts == {"series": [{"date": "2026-11-09"}]}
    assert date.fromisoformat("2026-11-09") - timedelta(days=400) == date(2025, 10, 5)
