"""The log: one sequence per meeting, in the transaction of the deed, with nothing hidden in it."""

import json
from datetime import timedelta

import pytest

from board.cases import services as cases
from board.db import db
from board.errors import Conflict
from board.meetings import services
from board.meetings.log import MeetingChanged, Part, events_after
from board.meetings.models import Reply
from board.transactions import listen, transaction
from tests.factories import WHY, a_case, a_meeting, a_submission, an_agenda_item
from tests.people import NOON

pytestmark = pytest.mark.usefixtures("in_app")


@pytest.fixture
def evening(cast):
    """A meeting in which everything has happened that can happen."""
    meeting = a_meeting(cast)
    first, second, third = (a_case(cast, mrn=f"SYN-{n}") for n in range(3))
    items = [an_agenda_item(cast, meeting, case) for case in (first, second, third)]
    other = a_submission(mrn="SYN-1", title="Other")
    with transaction():
        cases.correct(second.number, other, correction=WHY, by=cast["lindt"], at=NOON)
    park, chen = {"by": cast["park"], "at": NOON}, {"by": cast["chen"], "at": NOON}
    ends = meeting.ends_at + timedelta(minutes=15)
    for deed in (
        lambda: services.change_meeting(meeting.id, meeting.starts_at, ends, "Room 5", **park),
        lambda: services.reply(meeting.id, Reply.YES, by=cast["okafor"], at=NOON),
        lambda: services.move(items[0].id, 2, **park),
        lambda: services.set_minutes(items[0].id, 12, **park),
        lambda: services.renew_version(items[1].id, **park),
        lambda: services.take_off_agenda(items[2].id, **park),
        lambda: services.open_room(meeting.id, **chen),
        lambda: services.come_in(meeting.id, by=cast["okafor"], at=NOON),
        lambda: services.take_up(items[1].id, **chen),
        lambda: services.show_section(meeting.id, "timeline", **chen),
        lambda: services.take_up(items[0].id, **chen),
        lambda: services.close_room(meeting.id, **chen),
    ):
        with transaction():
            deed()
    return meeting


def test_the_numbers_have_no_gaps(evening):
    events = events_after(evening.id, 0)

    assert [event.seq for event in events] == list(range(1, evening.seq + 1))


def test_every_event_names_the_parts_that_changed(evening):
    said = [(event.kind, tuple(event.parts)) for event in events_after(evening.id, 0)]

    agenda, people = (Part.AGENDA,), (Part.PEOPLE,)
    table = (Part.AGENDA, Part.CASE, Part.BALLOT, Part.NOTES, Part.PLAN, Part.PEOPLE, Part.CLOCK)
    door = (Part.AGENDA, Part.CLOCK, Part.CASE)
    assert said == [
        ("meeting_called", agenda),
        ("item_added", agenda),
        ("item_added", agenda),
        ("item_added", agenda),
        ("meeting_changed", (Part.AGENDA, Part.CLOCK)),
        ("replied", people),
        ("item_moved", agenda),
        ("item_minutes", agenda),
        ("item_renewed", (Part.AGENDA, Part.CASE)),
        ("item_removed", agenda),
        ("room_opened", door),
        ("came_in", people),
        ("taken_up", table),
        ("section_shown", ()),
        ("taken_up", table),
        ("room_closed", door),
    ]


def test_events_carry_nothing_of_the_case(evening):
    said = json.dumps([event.data for event in events_after(evening.id, 0)])

    for hidden in ("Demo", "Agnes", "SYN-", "relapse", "CAR T", "yes", "home"):
        assert hidden not in said


def test_what_was_refused_leaves_no_event(cast, evening):
    seq = evening.seq

    with pytest.raises(Conflict), transaction():
        services.move(evening.items[0].id, 2, by=cast["park"], at=NOON)

    assert evening.seq == seq


def test_screens_are_told_after_the_commit(cast):
    meeting = a_meeting(cast)
    heard = []
    stop = listen(MeetingChanged, lambda news: heard.append((news.meeting_id, meeting.seq)))

    with transaction():
        services.open_room(meeting.id, by=cast["chen"], at=NOON)
        assert heard == []

    stop()
    assert heard == [(meeting.id, 2)]


def test_a_screen_that_missed_something_asks_from_where_it_stood(evening):
    missed = events_after(evening.id, evening.seq - 2)

    assert [event.kind for event in missed] == ["taken_up", "room_closed"]
    assert events_after(evening.id, evening.seq) == []


def test_each_meeting_counts_for_itself(cast, evening):
    other = a_meeting(cast)

    assert other.seq == 1
    assert events_after(other.id, 0)[0].meeting_id == other.id


def test_the_database_refuses_to_rewrite_the_log(evening):
    from sqlalchemy import text
    from sqlalchemy.exc import DBAPIError

    for rewrite in ("UPDATE meeting_events SET kind = 'x'", "DELETE FROM meeting_events"):
        with pytest.raises(DBAPIError, match="only ever added"):
            db.session.execute(text(rewrite))
        db.session.rollback()
