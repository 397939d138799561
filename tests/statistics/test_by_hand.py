"""The figures of the demo, counted by hand from board/demo/earlier.py and the evening of the story."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from board.audit.models import AuditEntry
from board.audit.services import verify_trail
from board.db import db
from board.followup.models import Became
from board.statistics import measures
from board.statistics.sheets import headline, parts_of, sheet_called

THE_STORY = date(2026, 11, 16)


@pytest.fixture
def before(told):
    """The twenty cases of the months before the story."""
    return [one for one in told.discussions if one.met_on < THE_STORY]


def rows(told, sheet):
    return {row[0]: row[1] for row in sheet_called(told, sheet).rows}


def test_discussions_and_how_they_ended(told):
    # four evenings of five cases, and three in the story; every plan was signed and recommends something
    assert measures.decided(told.discussions) == (
        ("A recommendation", 23),
        ("No recommendation", 0),
        ("No signed plan", 0),
    )
    assert measures.presented(told.discussions) == (
        ("First discussion", 23),
        ("Discussed again", 0),
    )
    assert measures.brought_and_discussed(told.brought) == (
        23,
        30,
    )  # ten of the story, three discussed
    assert measures.prospective(told.discussions) == (23, 23)


def test_what_became_of_the_plans(told):
    # fully: 4, 2, 4, 0 by evening; partly: 0, 2, 1, 2; not: 1, 1, 0, 3; the story is too young
    assert dict(measures.became(told.discussions)) == {
        "Done fully": 10,
        "Done partly": 5,
        "Not done": 5,
        "Not known": 0,
    }
    assert measures.reasons(told.discussions) == (
        ("Patient declined", 5),
        ("Disease progressed", 2),
        ("Payer has not decided", 1),
        ("Payer refused", 1),
        ("Toxicity", 1),
    )


def test_the_steps_towards_a_trial(before):
    # recommended: 1, 2, 1, 5 by evening; offered, screened: 0, 0, 1, 4; enrolled: the one of August
    assert measures.trial_steps(before) == (
        ("Plans signed", 20),
        ("A trial recommended", 9),
        ("Offered", 5),
        ("Screened", 5),
        ("Enrolled", 1),
    )


def test_what_came_of_each_option(before):
    found = measures.outcomes(before)

    assert [
        (one.option, one.chosen, one.responded, one.not_responded, one.not_known) for one in found
    ] == [
        ("Daratumumab, carfilzomib, dexamethasone", 9, 5, 1, 3),
        ("Ciltacabtagene autoleucel", 6, 6, 0, 0),
        ("Selinexor, bortezomib, dexamethasone", 5, 0, 3, 2),
    ]


def test_required_facts(told):
    # the performance status of two patients is missing: one in June, one in October
    counted = dict(measures.complete(told.discussions))

    assert counted["Performance status"] == 21
    assert {count for name, count in counted.items() if name != "Performance status"} == {23}


def test_times(told):
    # waited, in days: 3, three times 4, four times 5, seven times 6, three times 7, 8, twice 9, 10, 12
    waited = measures.days_waited(told.discussions)

    assert sorted(int(days) for days in waited["Submission to meeting"]) == [
        3, 4, 4, 4, 5, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 7, 7, 8, 9, 9, 10, 12,
    ]  # fmt: skip
    # to treatment: cilta-cel 12, 20, 14, 16, 18, 13; dkd 6, 9, 5, 7, 8, 4; svd 8, 10, 9
    started = waited["Signed plan to treatment"]
    assert sorted(started) == [4, 5, 6, 7, 8, 8, 9, 9, 10, 12, 13, 14, 16, 18, 20]
    assert measures.spread(started).median == 9
    assert measures.spread(measures.minutes_spent(told.discussions)["On the table"]).median == 12


def test_meetings(told):
    # 59, 61, 66 and 55 minutes for 60; in the story 61 for 55. In August three voters came, four are needed.
    assert measures.drifts(told.sittings) == [
        (date(2026, 4, 27), -1),
        (date(2026, 6, 22), 1),
        (date(2026, 8, 24), 6),
        (date(2026, 10, 19), -5),
        (date(2026, 11, 16), 6),
    ]
    assert measures.quorate(told.sittings) == (4, 5)
    assert dict(measures.attended(told.sittings))["radiology"] == 1  # Dr Moretti, in June
    assert dict(measures.attended(told.sittings))["pharmacy"] == 4
    assert measures.weeks_met(told.sittings) == (5, 30)
    assert [one.people for one in told.sittings] == [9, 9, 5, 8, 9]


def test_opinions_stand_beside_the_votes_of_each_last_round(told):
    assert len(told.moves) == 6 + 7 + 7


def test_what_is_told_of_it(told):
    assert {one["label"]: one["value"] for one in headline(told)} == {
        "Cases discussed": "23",
        "Ended with a signed plan": "23 of 23 (100 %)",
        "Plans done fully": "10 (50 %)",
        "Not known what became of them": "0 (0 %)",
        "Submission to meeting": "6 days",
        "Meetings with a quorum": "4 of 5",
    }
    assert rows(told, "reasons") == {
        "Patient declined": "5 (50 %)",
        "Disease progressed": "fewer than 5",
        "Payer has not decided": "fewer than 5",
        "Payer refused": "fewer than 5",
        "Toxicity": "fewer than 5",
        "All": "10",
    }
    assert rows(told, "complete")["Performance status"] == "not shown"  # 21 of 23 would tell of two


def test_reasons_do_not_tell_what_is_hidden_above_them(told):
    first, *others = (one for one in told.discussions if one.decision.after.became is Became.NOT)
    changed = replace(first.decision, after=replace(first.decision.after, became=None, reason=None))
    fewer = [replace(first, decision=changed), *(o for o in told.discussions if o is not first)]

    hidden = replace(told, discussions=tuple(fewer))

    assert len(others) == 4
    assert rows(hidden, "became")["Not done"] == "fewer than 5"
    assert set(rows(hidden, "reasons").values()) == {"not shown"}


def test_no_sheet_names_anybody(told):
    said = str(parts_of(told))

    assert not [word for word in ("Beispiel", "SYN-", "MM-0", "Muster,", "Örnek") if word in said]


def test_the_months_before_are_on_a_sound_trail_in_their_order(told):
    ats = list(db.session.scalars(select(AuditEntry.at).order_by(AuditEntry.number)))

    assert verify_trail().sound
    assert ats == sorted(ats)
