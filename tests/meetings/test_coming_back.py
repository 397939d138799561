"""Cases that were passed over, carried over, or come back after they were discussed."""

from datetime import timedelta

import pytest

from board.audit.models import AuditEntry
from board.db import db
from board.decisions.services import ballots, plans
from board.decisions.services.snapshot import draw_up
from board.errors import Conflict, Invalid
from board.meetings import services
from board.meetings.models import ItemStatus
from board.meetings.pages import agenda_page
from board.meetings.start_pages import line, standing
from board.transactions import transaction
from tests.factories import a_case, a_meeting, a_plan, a_signed_plan, an_agenda_item
from tests.people import NOON

pytestmark = pytest.mark.usefixtures("in_app")

NEXT_WEEK = NOON + timedelta(days=7)


def after(seconds):
    return NOON + timedelta(seconds=seconds)


@pytest.fixture
def meeting(cast):
    return a_meeting(cast)


@pytest.fixture
def items(cast, meeting):
    """Three cases on the agenda of an open room to which the chair came."""
    made = [an_agenda_item(cast, meeting, a_case(cast, mrn=f"SYN-{n}")) for n in range(3)]
    with transaction():
        services.open_room(meeting.id, by=cast["chen"], at=NOON)
        services.come_in(meeting.id, by=cast["chen"], at=NOON)
    return made


def next_meeting(cast):
    return a_meeting(
        cast,
        starts_at=NEXT_WEEK,
        ends_at=NEXT_WEEK + timedelta(hours=1),
    )


def waiting(cast):
    return [version.case.number for version in services.waiting_cases(cast.board_id)]


def shown(cast, meeting, who="park"):
    return agenda_page(meeting, cast[who], after(3600))


def test_a_case_that_was_passed_over_was_not_discussed(cast, meeting, items):
    services.take_up(items[0].id, by=cast["chen"], at=after(0))
    services.take_up(items[1].id, by=cast["chen"], at=after(5))
    services.take_up(items[2].id, by=cast["chen"], at=after(605))
    services.close_room(meeting.id, by=cast["chen"], at=after(640))

    assert [item.status for item in items] == [
        ItemStatus.WAITING,
        ItemStatus.DONE,
        ItemStatus.WAITING,
    ]
    assert [row.left_out for row in shown(cast, meeting).rows] == [
        "Not discussed",
        "",
        "Not discussed",
    ]
    assert line(meeting).discussed == 1
    assert waiting(cast) == ["MM-0001", "MM-0003"]


def test_a_case_that_was_voted_on_was_discussed_however_quickly(cast, meeting, items):
    services.take_up(items[0].id, by=cast["chen"], at=NOON)
    ballot = ballots.open_ballot(items[0].id, "Which?", ["This", "That"], by=cast["chen"], at=NOON)
    ballots.close_ballot(ballot.id, by=cast["chen"], at=after(5))
    services.take_up(items[1].id, by=cast["chen"], at=after(6))

    assert items[0].status is ItemStatus.DONE


def test_cases_left_at_the_end_are_carried_over_for_the_stated_reason(cast, meeting, items):
    services.take_up(items[0].id, by=cast["chen"], at=NOON)
    services.close_room(meeting.id, by=cast["chen"], at=after(600), reason=" No time  left ")

    assert [item.carried_over for item in items] == [None, "No time left", "No time left"]
    assert shown(cast, meeting).rows[1].left_out == "Carried over: No time left"
    assert waiting(cast) == ["MM-0002", "MM-0003"]


def test_a_case_that_is_carried_over_waits_at_once_and_says_why(cast, meeting, items):
    with transaction():
        services.take_up(items[0].id, by=cast["chen"], at=NOON)
        services.carry_over(items[0].id, "FISH is awaited", by=cast["park"], at=after(200))

    assert meeting.current is None
    assert (items[0].status, items[0].seconds_spent(after(900))) == (ItemStatus.WAITING, 200)
    assert waiting(cast) == ["MM-0001"]
    [wait] = shown(cast, next_meeting(cast)).waiting
    assert wait.left_out is not None
    assert wait.left_out.carried_over == "FISH is awaited"
    [entry] = db.session.query(AuditEntry).filter_by(deed="carried a case over to another meeting")
    assert (entry.object, entry.detail) == (f"agenda_item/{items[0].id}", {"case": "MM-0001"})


def test_a_case_that_was_carried_over_can_be_taken_up_all_the_same(cast, meeting, items):
    services.carry_over(items[0].id, "The presenter is late", by=cast["chen"], at=NOON)
    services.take_up(items[0].id, by=cast["chen"], at=after(60))

    assert (items[0].status, items[0].carried_over) == (ItemStatus.CURRENT, None)


@pytest.mark.parametrize("reason", ["", "   ", "x" * 301])
def test_carrying_over_needs_a_short_reason(cast, items, reason):
    with pytest.raises(Invalid):
        services.carry_over(items[0].id, reason, by=cast["chen"], at=NOON)


def test_a_discussed_case_is_not_carried_over(cast, meeting, items):
    services.take_up(items[0].id, by=cast["chen"], at=NOON)
    services.take_up(items[1].id, by=cast["chen"], at=after(600))

    with pytest.raises(Conflict, match="was discussed"):
        services.carry_over(items[0].id, "No time left", by=cast["chen"], at=after(601))


def test_a_case_carried_over_counts_no_more_for_the_clock_of_the_room(cast, meeting, items):
    services.take_up(items[0].id, by=cast["chen"], at=meeting.starts_at)
    late = meeting.starts_at + timedelta(minutes=18)
    assert services.drift(meeting, late) == timedelta(minutes=8)

    services.carry_over(items[2].id, "No time left", by=cast["chen"], at=late)

    assert services.drift(meeting, late) == timedelta(minutes=8)


@pytest.fixture
def decided(cast, meeting, items):
    """The first case was discussed and decided; its meeting is over."""
    with transaction():
        services.take_up(items[0].id, by=cast["chen"], at=NOON)
    plan = a_signed_plan(cast, items[0], at=after(300))
    with transaction():
        services.close_room(meeting.id, by=cast["chen"], at=after(600))
    return plan


def test_a_discussed_case_comes_back_and_names_the_discussion_before(cast, items, decided):
    again = next_meeting(cast)
    assert [case.number for case in shown(cast, again).discussed] == ["MM-0001"]

    item = an_agenda_item(cast, again, items[0].case)

    [row] = shown(cast, again).rows
    assert row.before is items[0]
    assert (shown(cast, again).discussed, standing(items[0].case).item) == ((), item)


def test_the_plan_of_the_second_discussion_is_the_next_version(cast, items, decided):
    again = next_meeting(cast)
    item = an_agenda_item(cast, again, items[0].case)
    with transaction():
        services.open_room(again.id, by=cast["chen"], at=NEXT_WEEK)
        services.take_up(item.id, by=cast["chen"], at=NEXT_WEEK)

    plan = a_plan(cast, item, at=NEXT_WEEK + timedelta(minutes=5))

    assert plan.version == 2
    assert plans.decision_before(item) is decided
    replaced = draw_up(plan, NEXT_WEEK, "Dr Mei Chen").replaces
    assert replaced is not None
    assert replaced.number == 1
