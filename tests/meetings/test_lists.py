"""Which meetings are near and which are past."""

from datetime import timedelta

import pytest

from board.db import db
from board.meetings import queries, services
from board.meetings.models import Reply
from tests.factories import a_case, a_meeting, an_agenda_item
from tests.people import NOON

pytestmark = pytest.mark.usefixtures("in_app")


def held(cast, days):
    starts = NOON + timedelta(days=days)
    return a_meeting(cast, starts_at=starts, ends_at=starts + timedelta(hours=1))


def test_the_next_meeting_comes_first_and_the_last_one_first_among_the_past(cast):
    far, near = held(cast, 14), held(cast, 7)
    older, old = held(cast, -14), held(cast, -7)

    assert services.upcoming_meetings(cast["okafor"], NOON) == [near, far]
    assert services.past_meetings(cast["okafor"], NOON) == [old, older]


def test_a_meeting_that_overruns_is_still_near_and_one_that_was_closed_is_past(cast):
    tonight = held(cast, 0)
    services.open_room(tonight.id, by=cast["chen"], at=NOON)
    db.session.commit()
    next_day = NOON + timedelta(days=1)

    assert services.upcoming_meetings(cast["chen"], next_day) == [tonight]
    services.close_room(tonight.id, by=cast["chen"], at=next_day)

    assert services.upcoming_meetings(cast["chen"], next_day) == []
    assert services.past_meetings(cast["chen"], next_day) == [tonight]


def test_a_meeting_that_never_opened_is_near_until_the_next_morning(cast):
    tonight = held(cast, 0)

    assert services.upcoming_meetings(cast["chen"], NOON + timedelta(hours=6)) == [tonight]
    assert services.upcoming_meetings(cast["chen"], NOON + timedelta(hours=14)) == []


def test_an_invitation_waits_until_it_is_answered(cast):
    meeting = held(cast, 7)
    held(cast, -7)

    [asked] = queries.invitations_to_answer(cast["okafor"], NOON)
    assert asked.meeting is meeting
    services.reply(meeting.id, Reply.MAYBE, by=cast["okafor"], at=NOON)

    assert queries.invitations_to_answer(cast["okafor"], NOON) == []


def test_a_case_is_found_on_the_next_agenda_that_is_not_over(cast):
    case = a_case(cast)
    first, second = held(cast, 1), held(cast, 8)
    an_agenda_item(cast, first, case)
    services.open_room(first.id, by=cast["chen"], at=NOON)
    db.session.commit()
    assert queries.agenda_item_of(case.id).meeting is first

    services.close_room(first.id, by=cast["chen"], at=NOON)
    db.session.commit()
    assert queries.agenda_item_of(case.id) is None

    an_agenda_item(cast, second, case)
    assert queries.agenda_item_of(case.id).meeting is second


def test_a_submitter_finds_the_cases_they_brought(cast):
    mine, _ = a_case(cast), a_case(cast, by="okafor", mrn="SYN-2")

    assert queries.cases_brought_by(cast["lindt"]) == [mine]
