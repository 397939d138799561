"""Leading the room: opening, taking up cases, coming in, closing."""

from datetime import timedelta

import pytest

from board.db import db
from board.errors import Conflict, Invalid, NotAllowed, NotFound
from board.meetings import services
from board.meetings.models import ItemStatus, MeetingStatus
from board.transactions import transaction
from tests.factories import a_case, a_meeting, an_agenda_item
from tests.people import NOON

pytestmark = pytest.mark.usefixtures("in_app")


@pytest.fixture
def meeting(cast):
    return a_meeting(cast)


@pytest.fixture
def items(cast, meeting):
    """Three cases on the agenda of a meeting whose room is open."""
    made = [an_agenda_item(cast, meeting, a_case(cast, mrn=f"SYN-{n}")) for n in range(3)]
    services.open_room(meeting.id, by=cast["chen"], at=NOON)
    db.session.commit()
    return made


def after(minutes):
    return NOON + timedelta(minutes=minutes)


def test_the_room_opens_once(cast, meeting):
    services.open_room(meeting.id, by=cast["chen"], at=NOON)
    seq = meeting.seq

    services.open_room(meeting.id, by=cast["park"], at=after(1))

    assert (meeting.status, meeting.opened_at, meeting.seq) == (MeetingStatus.OPEN, NOON, seq)


def test_a_meeting_that_is_over_is_not_opened_again(cast, meeting):
    services.open_room(meeting.id, by=cast["chen"], at=NOON)
    services.close_room(meeting.id, by=cast["chen"], at=after(75))

    with pytest.raises(Conflict, match="over"):
        services.open_room(meeting.id, by=cast["chen"], at=after(80))


def test_a_room_that_never_opened_is_not_closed(cast, meeting):
    with pytest.raises(Conflict, match="not open yet"):
        services.close_room(meeting.id, by=cast["chen"], at=NOON)


def test_no_case_is_taken_up_before_the_room_opens(cast, meeting):
    item = an_agenda_item(cast, meeting, a_case(cast))

    with pytest.raises(Conflict, match="not open yet"):
        services.take_up(item.id, by=cast["chen"], at=NOON)


def test_one_case_is_on_the_table_at_a_time(cast, meeting, items):
    services.take_up(items[0].id, by=cast["chen"], at=NOON)
    services.take_up(items[1].id, by=cast["chen"], at=after(9))

    assert [item.status for item in items] == [
        ItemStatus.DONE,
        ItemStatus.CURRENT,
        ItemStatus.WAITING,
    ]
    assert meeting.current is items[1]


def test_the_clock_of_a_case_stops_when_the_next_is_taken_up(cast, items):
    services.take_up(items[0].id, by=cast["chen"], at=NOON)
    services.take_up(items[1].id, by=cast["chen"], at=after(9))

    assert items[0].seconds_spent(after(60)) == 9 * 60
    assert items[1].seconds_spent(after(11)) == 2 * 60


def test_a_case_that_is_taken_up_again_keeps_the_time_it_had(cast, items):
    services.take_up(items[0].id, by=cast["chen"], at=NOON)
    services.take_up(items[1].id, by=cast["chen"], at=after(9))
    services.take_up(items[0].id, by=cast["chen"], at=after(20))

    assert items[0].status is ItemStatus.CURRENT
    assert items[0].seconds_spent(after(23)) == 12 * 60


def test_taking_up_the_case_on_the_table_does_not_restart_its_clock(cast, meeting, items):
    services.take_up(items[0].id, by=cast["chen"], at=NOON)
    seq = meeting.seq

    services.take_up(items[0].id, by=cast["park"], at=after(4))

    assert items[0].seconds_spent(after(5)) == 5 * 60
    assert meeting.seq == seq


def test_closing_the_room_stops_the_clock(cast, meeting, items):
    services.take_up(items[0].id, by=cast["chen"], at=NOON)
    services.close_room(meeting.id, by=cast["chen"], at=after(8))

    assert (items[0].status, items[0].seconds_spent(after(600))) == (ItemStatus.DONE, 8 * 60)
    assert [item.status for item in items[1:]] == [ItemStatus.WAITING, ItemStatus.WAITING]


def test_nothing_is_taken_up_after_the_end(cast, meeting, items):
    services.close_room(meeting.id, by=cast["chen"], at=after(8))

    with pytest.raises(Conflict, match="over"):
        services.take_up(items[0].id, by=cast["chen"], at=after(9))


@pytest.mark.parametrize("who", ["chen", "okafor", "park", "brandt", "silva"])
def test_whoever_comes_in_is_on_the_record_once(cast, meeting, items, who):
    first = services.come_in(meeting.id, by=cast[who], at=NOON)
    again = services.come_in(meeting.id, by=cast[who], at=after(5))

    assert (first, again) == (True, False)
    assert [(row.person_id, row.came_at) for row in meeting.attendances] == [
        (cast[who].person_id, NOON)
    ]


@pytest.mark.parametrize("who", ["lindt", "weber", "novak"])
def test_others_find_no_room(cast, meeting, items, who):
    with pytest.raises(NotFound):
        services.come_in(meeting.id, by=cast[who], at=NOON)


def test_looking_into_the_room_days_before_is_not_coming(cast, meeting):
    early = services.come_in(meeting.id, by=cast["okafor"], at=NOON)
    waiting = services.come_in(
        meeting.id, by=cast["okafor"], at=meeting.starts_at - timedelta(minutes=20)
    )

    assert (early, waiting) == (False, True)


def test_reading_a_meeting_that_is_over_is_not_coming(cast, meeting, items):
    services.close_room(meeting.id, by=cast["chen"], at=after(8))

    assert not services.come_in(meeting.id, by=cast["okafor"], at=after(9))


def test_the_presenter_shows_a_section(cast, meeting, items):
    services.show_section(meeting.id, "genetics", by=cast["park"], at=NOON)
    seq = meeting.seq
    services.show_section(meeting.id, "genetics", by=cast["park"], at=NOON)

    assert (meeting.shown_section, meeting.seq) == ("genetics", seq)


@pytest.mark.parametrize("section", ["", "votes", "summary ", "<script>", "x" * 5000])
def test_there_are_no_other_sections(cast, meeting, section):
    with pytest.raises(Invalid):
        services.show_section(meeting.id, section, by=cast["chen"], at=NOON)


def test_a_name_is_on_the_wall_when_the_chair_says_so_and_for_one_case(cast, meeting):
    first, second = (an_agenda_item(cast, meeting, a_case(cast, mrn=f"SYN-W{n}")) for n in (1, 2))
    says = {"at": NOON}
    with transaction():
        services.open_room(meeting.id, by=cast["chen"], **says)
        services.take_up(first.id, by=cast["chen"], **says)

    for who in ("park", "okafor"):
        with pytest.raises(NotAllowed), transaction():
            services.show_name(meeting.id, True, by=cast[who], **says)
    with transaction():
        services.show_name(meeting.id, True, by=cast["chen"], **says)
    shown = meeting.name_on_wall
    with transaction():
        services.take_up(second.id, by=cast["chen"], **says)

    assert shown
    assert not meeting.name_on_wall
