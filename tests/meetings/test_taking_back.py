"""A mistaken move of the room is taken back within seconds: the case is on the table again, with its time."""

from datetime import timedelta

import pytest

from board.audit.deeds import Deed
from board.audit.models import AuditEntry
from board.db import db
from board.errors import Conflict, NotAllowed, NotFound
from board.meetings import services
from board.meetings.models import ItemStatus, MeetingStatus
from board.transactions import transaction
from tests.factories import a_ballot, a_case, a_meeting, a_room, an_agenda_item
from tests.people import NOON

pytestmark = pytest.mark.usefixtures("in_app")


def after(seconds):
    return NOON + timedelta(seconds=seconds)


@pytest.fixture
def item(cast):
    return a_room(cast)


@pytest.fixture
def following(cast, item):
    return an_agenda_item(cast, item.meeting, a_case(cast, mrn="SYN-2"))


def move_on(cast, item, at):
    with transaction():
        services.take_up(item.id, by=cast["chen"], at=after(at))


def take_back(cast, meeting, at, who="chen"):
    with transaction():
        return services.take_back(meeting.id, by=cast[who], at=after(at))


def test_the_next_case_taken_up_by_mistake_goes_back_and_time_with_it(cast, item, following):
    move_on(cast, following, at=300)

    take_back(cast, item.meeting, at=308)

    assert item.meeting.current is item
    assert item.seconds_spent(after(320)) == 320
    assert (following.status, following.seconds_spent(after(320))) == (ItemStatus.WAITING, 0)


def test_a_meeting_ended_by_mistake_goes_on_as_it_was(cast, item, following):
    meeting = item.meeting
    with transaction():
        services.close_room(meeting.id, by=cast["chen"], at=after(300), reason="No time left")

    take_back(cast, meeting, at=305, who="park")

    assert (meeting.status, meeting.closed_at) == (MeetingStatus.OPEN, None)
    assert (meeting.current, following.carried_over) == (item, None)
    assert item.seconds_spent(after(310)) == 310


def test_a_break_that_the_move_ended_is_had_again(cast, item, following):
    with transaction():
        services.call_break(item.meeting_id, 10, by=cast["chen"], at=after(100))
    move_on(cast, following, at=160)

    take_back(cast, item.meeting, at=165)

    assert item.meeting.break_until == after(700)
    assert item.seconds_spent(after(200)) == 100


def test_taking_back_is_on_the_record(cast, item, following):
    move_on(cast, following, at=60)

    take_back(cast, item.meeting, at=65)

    last = db.session.query(AuditEntry).order_by(AuditEntry.number.desc()).first()
    assert (last.deed, last.person_id) == (Deed.MOVE_TAKEN_BACK, cast["chen"].person_id)


def test_a_move_is_taken_back_once(cast, item, following):
    move_on(cast, following, at=60)
    take_back(cast, item.meeting, at=62)

    with pytest.raises(Conflict):
        take_back(cast, item.meeting, at=63)


def test_after_a_quarter_of_a_minute_it_is_too_late(cast, item, following):
    move_on(cast, following, at=60)

    with pytest.raises(Conflict, match="too late"):
        take_back(cast, item.meeting, at=76)


def test_what_came_of_a_move_is_not_swept_away_with_it(cast, item, following):
    move_on(cast, following, at=60)
    a_ballot(cast, following, at=after(62))

    with pytest.raises(Conflict, match="gone on"):
        take_back(cast, item.meeting, at=64)


def test_a_case_that_another_agenda_has_taken_meanwhile_stays_there(cast, item, following):
    with transaction():
        services.close_room(item.meeting_id, by=cast["chen"], at=after(60))
    later = a_meeting(cast, starts_at=after(8 * 86400), ends_at=after(8 * 86400 + 3600))
    an_agenda_item(cast, later, following.case, at=after(62))

    with pytest.raises(Conflict, match="gone on"):
        take_back(cast, item.meeting, at=64)


@pytest.mark.parametrize(("who", "refusal"), [("okafor", NotAllowed), ("novak", NotFound)])
def test_who_does_not_lead_takes_nothing_back(cast, item, following, who, refusal):
    move_on(cast, following, at=60)

    with pytest.raises(refusal):
        take_back(cast, item.meeting, at=62, who=who)
