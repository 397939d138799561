"""The waiting list: its order, its deadline, late cases, cases for the list only, cases taken back."""

from datetime import timedelta

import pytest

from board.cases.models import Priority
from board.db import db
from board.errors import Conflict, Invalid, NotAllowed
from board.meetings import services
from board.meetings.models import AgendaItem
from board.transactions import transaction
from tests.factories import a_case, a_meeting, an_agenda_item
from tests.people import NOON

pytestmark = pytest.mark.usefixtures("in_app")

#: The meeting begins at 17:45 UTC; its list closes six hours before, at 11:45.
BEFORE, AFTER = NOON - timedelta(minutes=30), NOON
WHY_LATE = "Plasma cell leukaemia since this morning"


@pytest.fixture
def meeting(cast):
    meeting = a_meeting(cast)
    with transaction():
        services.settle_rules(cast.board_id, 6, None, [], by=cast["park"], at=NOON)
    return meeting


def waiting(cast):
    return [version.case.number for version in services.waiting_cases(cast.board_id)]


def put(cast, meeting, case, at=AFTER, **more):
    with transaction():
        return services.put_on_agenda(meeting.id, case.number, by=cast["park"], at=at, **more)


def test_urgent_comes_first_then_soon_then_routine_and_the_oldest_of_each(cast):
    days = [NOON - timedelta(days=ago) for ago in (1, 9, 2, 8, 3)]
    said = [Priority.ROUTINE, Priority.ROUTINE, Priority.SOON, Priority.SOON, Priority.URGENT]
    for n, (at, priority) in enumerate(zip(days, said, strict=True)):
        a_case(cast, mrn=f"SYN-{n}", at=at, priority=priority)

    assert waiting(cast) == ["MM-0005", "MM-0004", "MM-0003", "MM-0002", "MM-0001"]


def test_before_the_list_closes_any_case_is_added(cast, meeting):
    item = put(cast, meeting, a_case(cast), at=BEFORE)

    assert item.late_because is None


@pytest.mark.parametrize("priority", [Priority.ROUTINE, Priority.SOON])
def test_after_the_list_has_closed_a_case_that_is_not_urgent_waits(cast, meeting, priority):
    case = a_case(cast, priority=priority)

    with pytest.raises(Conflict, match="closed on 24-Nov-2026 12:45"):
        put(cast, meeting, case, late_because=WHY_LATE)


def test_an_urgent_case_is_added_late_for_a_stated_reason_and_shown_as_late(cast, meeting):
    item = put(cast, meeting, a_case(cast, priority=Priority.URGENT), late_because=WHY_LATE)

    assert item.late_because == WHY_LATE


def test_a_case_that_turns_out_to_be_urgent_is_made_so_and_added_late(cast, meeting):
    case = a_case(cast)

    item = put(cast, meeting, case, late_because=WHY_LATE, urgent=True)

    assert item.late_because == WHY_LATE
    assert [one.priority for one in case.versions] == [Priority.ROUTINE, Priority.URGENT]
    assert (item.version.number, item.version.correction) == (2, f"Urgent: {WHY_LATE}")
    assert item.version.facts == case.versions[0].facts


def test_a_case_is_not_made_urgent_without_a_reason_nor_before_the_list_closes(cast, meeting):
    first, second = a_case(cast), a_case(cast, mrn="SYN-2")

    with pytest.raises(Invalid, match="Say why"):
        put(cast, meeting, first, urgent=True)
    put(cast, meeting, second, at=BEFORE, urgent=True)

    assert first.newest.priority is second.newest.priority is Priority.ROUTINE


@pytest.mark.parametrize("reason", ["", "   ", "x" * 301])
def test_an_urgent_case_without_a_reason_is_not_added_late(cast, meeting, reason):
    case = a_case(cast, priority=Priority.URGENT)

    with pytest.raises(Invalid, match="Say why MM-0001 cannot wait"):
        put(cast, meeting, case, late_because=reason)


def test_taking_a_case_off_after_the_deadline_can_be_undone(cast, meeting):
    item = put(cast, meeting, a_case(cast), at=BEFORE)

    with transaction():
        services.take_off_agenda(item.id, by=cast["park"], at=AFTER)
    again = put(cast, meeting, item.case)

    assert again.late_because is None


def test_a_case_that_was_taken_off_before_the_deadline_comes_late_like_any_other(cast, meeting):
    item = put(cast, meeting, a_case(cast), at=BEFORE)

    with transaction():
        services.take_off_agenda(item.id, by=cast["park"], at=BEFORE)
    with pytest.raises(Conflict, match="closed on"):
        put(cast, meeting, item.case)


def test_a_board_that_settled_nothing_never_closes_its_list(cast):
    item = an_agenda_item(cast, a_meeting(cast), a_case(cast))

    assert item.late_because is None


@pytest.mark.parametrize("hours", [0, -1, 337])
def test_a_list_closes_within_two_weeks_before_a_meeting(cast, hours):
    with pytest.raises(Invalid) as refusal:
        services.settle_rules(cast.board_id, hours, None, [], by=cast["park"], at=NOON)

    assert "closes_hours" in refusal.value.fields


def test_a_case_for_the_list_is_recorded_and_neither_discussed_nor_waiting(cast, meeting):
    case = a_case(cast)

    with transaction():
        services.put_on_list(meeting.id, case.number, "By protocol", by=cast["park"], at=NOON)

    db.session.refresh(meeting)
    assert [(one.case.number, one.reason) for one in meeting.listed] == [("MM-0001", "By protocol")]
    assert (list(meeting.items), waiting(cast)) == ([], [])


def test_a_case_on_the_list_can_be_moved_to_discussion(cast, meeting):
    case = a_case(cast)
    with transaction():
        services.put_on_list(meeting.id, case.number, "By protocol", by=cast["park"], at=BEFORE)

    put(cast, meeting, case, at=BEFORE)

    db.session.refresh(meeting)
    assert (len(meeting.items), list(meeting.listed)) == (1, [])


def test_a_case_on_the_list_goes_back_to_wait(cast, meeting):
    case = a_case(cast)
    with transaction():
        entry = services.put_on_list(meeting.id, case.number, "No", by=cast["park"], at=NOON)
        entry_id = entry.id

    with transaction():
        services.take_off_list(meeting.id, entry_id, by=cast["park"], at=NOON)

    assert waiting(cast) == [case.number]


def test_a_case_is_listed_for_a_stated_reason_by_whoever_arranges(cast, meeting):
    case = a_case(cast)

    with pytest.raises(Invalid, match="needs no discussion"):
        services.put_on_list(meeting.id, case.number, " ", by=cast["park"], at=NOON)
    with pytest.raises(NotAllowed):
        services.put_on_list(meeting.id, case.number, "No", by=cast["okafor"], at=NOON)


def test_a_case_on_an_agenda_is_not_put_on_a_list(cast, meeting):
    item = put(cast, meeting, a_case(cast), at=BEFORE)

    with pytest.raises(Conflict, match="is on an agenda"):
        services.put_on_list(meeting.id, item.case.number, "No", by=cast["park"], at=NOON)


@pytest.mark.parametrize("who", ["lindt", "park", "chen"])
def test_a_case_is_withdrawn_by_who_brought_it_and_who_arranges_and_can_come_back(cast, who):
    case = a_case(cast)

    with transaction():
        services.withdraw(case.number, "The patient moved away", by=cast[who], at=NOON)
    gone = waiting(cast)
    with transaction():
        services.bring_back(case.number, by=cast[who], at=NOON)

    assert (gone, waiting(cast)) == ([], [case.number])


def test_nobody_else_withdraws_a_case_and_nobody_without_a_reason(cast):
    case = a_case(cast)

    with pytest.raises(NotAllowed):
        services.withdraw(case.number, "No", by=cast["okafor"], at=NOON)
    with pytest.raises(Invalid):
        services.withdraw(case.number, "", by=cast["lindt"], at=NOON)


def test_a_withdrawn_case_is_on_no_agenda_and_one_on_an_agenda_is_not_withdrawn(cast, meeting):
    gone, there = a_case(cast, mrn="SYN-1"), a_case(cast, mrn="SYN-2")
    put(cast, meeting, there, at=BEFORE)
    with transaction():
        services.withdraw(gone.number, "Moved away", by=cast["lindt"], at=NOON)

    with pytest.raises(Conflict, match="was withdrawn"):
        put(cast, meeting, gone, at=BEFORE)
    with pytest.raises(Conflict, match="is on an agenda"):
        services.withdraw(there.number, "Moved away", by=cast["lindt"], at=NOON)


def test_the_cases_of_a_cancelled_meeting_wait_again_with_the_reason(cast, meeting):
    item = put(cast, meeting, a_case(cast), at=BEFORE)

    with transaction():
        services.cancel_meeting(meeting.id, "The chair is ill", by=cast["park"], at=NOON)

    kept = db.session.get_one(AgendaItem, item.id)
    assert (waiting(cast), kept.carried_over) == ([item.case.number], "The meeting was cancelled")
