"""Breaks: the clock stands still, and an hour without one is enough."""

from datetime import timedelta

import pytest

from board.errors import Conflict, Invalid, NotAllowed
from board.meetings import services
from board.meetings.models import ItemStatus
from board.transactions import transaction
from tests.factories import a_case, a_meeting, a_room, an_agenda_item
from tests.people import NOON

pytestmark = pytest.mark.usefixtures("in_app")


def after(minutes):
    return NOON + timedelta(minutes=minutes)


def call(cast, meeting, at, minutes=10, who="chen"):
    with transaction():
        services.call_break(meeting.id, minutes, by=cast[who], at=after(at))


def end(cast, meeting, at):
    with transaction():
        services.end_break(meeting.id, by=cast["chen"], at=after(at))


def test_during_a_break_the_clock_of_the_case_stands_still(cast):
    item = a_room(cast)

    call(cast, item.meeting, at=5)
    during = item.seconds_spent(after(14))
    end(cast, item.meeting, at=15)

    assert item.meeting.break_until is None
    assert (during, item.seconds_spent(after(17))) == (5 * 60, 7 * 60)
    assert item.status is ItemStatus.CURRENT


def test_a_longer_break_is_called_on_top_of_a_short_one(cast):
    item = a_room(cast)

    call(cast, item.meeting, at=5)
    call(cast, item.meeting, at=10, minutes=20)

    assert item.meeting.break_until == after(30)
    assert item.seconds_spent(after(12)) == 5 * 60


def test_taking_up_the_next_case_ends_the_break(cast):
    item = a_room(cast)
    following = an_agenda_item(cast, item.meeting, a_case(cast, mrn="SYN-2"))
    call(cast, item.meeting, at=5)

    with transaction():
        services.take_up(following.id, by=cast["chen"], at=after(16))

    assert item.meeting.break_until is None and item.meeting.break_ended_at == after(16)
    assert (item.status, item.seconds_before) == (ItemStatus.DONE, 5 * 60)


def test_a_meeting_can_end_in_its_break(cast):
    item = a_room(cast)
    call(cast, item.meeting, at=5)

    with transaction():
        services.close_room(item.meeting_id, by=cast["chen"], at=after(20))

    assert item.meeting.break_until is None
    assert (item.status, item.seconds_before) == (ItemStatus.DONE, 5 * 60)


def test_a_break_is_due_an_hour_after_the_first_case_or_the_last_break(cast):
    meeting = a_room(cast).meeting
    first = services.break_due(meeting)
    call(cast, meeting, at=70)
    during = services.break_due(meeting)

    end(cast, meeting, at=80)

    assert (first, during, services.break_due(meeting)) == (after(60), None, after(140))


def test_no_break_is_due_before_the_first_case(cast):
    meeting = a_meeting(cast)
    with transaction():
        services.open_room(meeting.id, by=cast["chen"], at=NOON)

    assert services.break_due(meeting) is None


def test_a_break_counts_as_delay(cast):
    meeting = a_room(cast).meeting
    before = services.drift(meeting, after(5))

    call(cast, meeting, at=5, minutes=10)

    assert services.drift(meeting, after(5)) - before == timedelta(minutes=10)


@pytest.mark.parametrize("minutes", [0, -5, 61])
def test_a_break_is_a_break(cast, minutes):
    with pytest.raises(Invalid):
        call(cast, a_room(cast).meeting, at=5, minutes=minutes)


def test_only_who_leads_calls_a_break_and_only_in_an_open_room(cast):
    meeting = a_room(cast).meeting

    with pytest.raises(NotAllowed):
        call(cast, meeting, at=5, who="okafor")
    with pytest.raises(Conflict, match="not open"):
        call(cast, a_meeting(cast), at=5)
