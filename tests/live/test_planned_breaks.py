"""Breaks that were planned stand on the agenda of the room with their times, and the wall says when the next one is."""

from datetime import timedelta

import pytest

from board import clock
from board.meetings import services as meetings
from board.transactions import transaction
from tests.factories import a_case, a_meeting, an_agenda_item
from tests.people import NOON


@pytest.fixture
def room(app, cast, monkeypatch):
    """An open room with two cases of ten minutes, a break of fifteen between them; the first is on the table."""
    with app.app_context():
        meeting = a_meeting(cast, starts_at=NOON, ends_at=NOON + timedelta(hours=2))
        first = an_agenda_item(cast, meeting, a_case(cast))
        second = an_agenda_item(cast, meeting, a_case(cast, mrn="SYN-2"))
        with transaction():
            meetings.lay_breaks(meeting.id, {1: 15}, by=cast["park"], at=NOON)
            meetings.open_room(meeting.id, by=cast["chen"], at=NOON)
        with transaction():
            meetings.take_up(first.id, by=cast["chen"], at=NOON)
        found = {"meeting": meeting.id, "second": second.id}
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(minutes=2))
    return found


def words(client, room, page):
    return " ".join(client.get(f"/meetings/{room['meeting']}/{page}").text.split())


def test_a_planned_break_is_a_row_of_the_agenda_with_its_time(room, as_person):
    agenda = words(as_person("okafor"), room, "room").split('data-part="agenda"')[1]

    assert "Break</span>" in agenda and "13:10, 15 min" in agenda
    assert "13:25, 10 min" in agenda  # the case behind it begins when it ends


def test_the_wall_says_when_the_next_break_is(room, as_person):
    assert "Break 13:10, 15 min" in words(as_person("park"), room, "wall")


def test_a_break_that_was_had_or_passed_over_says_so(app, cast, room, as_person):
    with app.app_context(), transaction():
        meetings.call_break(room["meeting"], 10, by=cast["chen"], at=NOON + timedelta(minutes=1))
    had = words(as_person("okafor"), room, "room")
    with app.app_context(), transaction():
        meetings.take_up(room["second"], by=cast["chen"], at=NOON + timedelta(minutes=2))

    assert "had</span>" in had
    assert "Break 13:10" not in words(as_person("park"), room, "wall")
