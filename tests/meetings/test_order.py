"""The order of an agenda, the breaks on it, and the suggestion to take complex cases first."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board.cases.brief import brief_of
from board.db import db
from board.errors import Conflict, Invalid, NotAllowed
from board.meetings import services
from board.meetings.complexity import Complexity, complex_first, complexity_of
from board.meetings.models import AgendaItem, ItemStatus, Meeting, MeetingStatus
from board.meetings.planning import PlannedBreak
from board.meetings.suggestions import suggestion_for
from board.meetings.timetable import break_times, break_wanted, drift, minutes_planned, start_times
from board.transactions import transaction
from tests.factories import a_case, a_meeting, an_agenda_item
from tests.people import NOON

START = NOON


@pytest.fixture
def meeting(in_app, cast):
    return a_meeting(cast)


@pytest.fixture
def items(cast, meeting):
    """Four cases on the agenda, ten minutes each."""
    return [an_agenda_item(cast, meeting, a_case(cast, mrn=f"SYN-{n}")) for n in range(4)]


def order(meeting):
    db.session.refresh(meeting)
    return "".join(item.case.number[-1] for item in meeting.items)


def lay(cast, meeting, breaks, who="park"):
    with transaction():
        services.lay_breaks(meeting.id, breaks, by=cast[who], at=NOON)


def breaks(meeting):
    db.session.refresh(meeting)
    return services.breaks_of(meeting)


def an_agenda(minutes, pauses=()):
    """Return a meeting of plain values at NOON: cases of so many minutes, breaks as (after, minutes)."""
    meeting = Meeting(starts_at=START, status=MeetingStatus.PLANNED)
    meeting.items = [
        AgendaItem(
            id=place, position=place, minutes=length, status=ItemStatus.WAITING, seconds_before=0
        )
        for place, length in enumerate(minutes, start=1)
    ]
    meeting.breaks = [PlannedBreak(after=after, minutes=length) for after, length in pauses]
    return meeting


def starts(meeting):
    return [int((at - START).total_seconds() // 60) for at in start_times(meeting).values()]


def test_an_agenda_is_ordered_at_once_and_back_again(cast, meeting, items):
    ids = [item.id for item in items]

    with transaction():
        services.arrange(meeting.id, ids[::-1], by=cast["park"], at=NOON)
    turned = order(meeting)
    with transaction():
        services.arrange(meeting.id, ids, by=cast["park"], at=NOON)

    assert (turned, order(meeting)) == ("4321", "1234")


def test_an_order_that_does_not_name_every_case_once_is_refused(cast, meeting, items):
    ids = [item.id for item in items]

    for wrong in (ids[:3], [*ids, ids[0]], [*ids[:3], 999], []):
        with pytest.raises(Conflict, match="has changed meanwhile"):
            services.arrange(meeting.id, wrong, by=cast["park"], at=NOON)


def test_only_who_arranges_orders_the_agenda_and_plans_breaks(cast, meeting, items):
    with pytest.raises(NotAllowed):
        services.arrange(meeting.id, [one.id for one in items], by=cast["okafor"], at=NOON)
    with pytest.raises(NotAllowed):
        services.lay_breaks(meeting.id, {2: 10}, by=cast["okafor"], at=NOON)


def test_a_break_moves_the_starts_behind_it_and_counts_as_planned():
    meeting = an_agenda([10, 10, 10], [(2, 15)])

    assert starts(meeting) == [0, 10, 35]
    assert break_times(meeting) == {2: START + timedelta(minutes=20)}
    assert minutes_planned(meeting) == 45


@pytest.mark.parametrize(
    ("minutes", "pauses", "place"),
    [
        ([12, 12, 12, 10, 10, 8], [], 5),
        ([20, 20, 20], [], None),
        ([20, 20, 20, 1], [], 3),
        ([20, 20, 20, 1], [(2, 10)], None),
        ([60, 60], [], 1),
        ([30, 30, 30, 30, 30], [(2, 10)], 4),
        ([], [], None),
    ],
)
def test_a_break_is_proposed_where_an_hour_would_be_over(minutes, pauses, place):
    assert break_wanted(an_agenda(minutes, pauses)) == place


@given(st.lists(st.integers(1, 60), max_size=12))
def test_following_every_proposal_leaves_no_hour_without_a_break(minutes):
    meeting, placed = an_agenda(minutes), 0
    while (place := break_wanted(meeting)) is not None:
        meeting.breaks.append(PlannedBreak(after=place, minutes=10))
        placed += 1
        assert placed <= len(minutes)

    stretch, stands = 0, {one.after for one in meeting.breaks}
    for place, length in enumerate(minutes):
        stretch = length if place in stands else stretch + length
        assert stretch <= 60


@pytest.mark.parametrize(("after", "minutes"), [(0, 10), (4, 10), (9, 10)])
def test_a_break_stands_between_two_cases(cast, meeting, items, after, minutes):
    with pytest.raises(Conflict, match="between two cases"):
        lay(cast, meeting, {after: minutes})


@pytest.mark.parametrize("minutes", [0, 61])
def test_a_break_takes_a_minute_to_an_hour(cast, meeting, items, minutes):
    with pytest.raises(Invalid):
        lay(cast, meeting, {2: minutes})


def test_a_break_is_placed_moved_and_taken_away(cast, meeting, items):
    lay(cast, meeting, {2: 10})
    lay(cast, meeting, {3: 10})
    there = breaks(meeting)
    lay(cast, meeting, {})

    assert (there, breaks(meeting)) == ({3: 10}, {})


def test_a_break_stays_between_its_cases_when_one_before_it_is_taken_off(cast, meeting, items):
    lay(cast, meeting, {2: 10})

    with transaction():
        services.take_off_agenda(items[0].id, by=cast["park"], at=NOON)

    assert breaks(meeting) == {1: 10}


def test_a_break_behind_which_nothing_is_left_goes_too(cast, meeting, items):
    lay(cast, meeting, {3: 10})

    with transaction():
        services.take_off_agenda(items[3].id, by=cast["park"], at=NOON)

    assert breaks(meeting) == {}


def test_the_room_that_has_its_planned_break_is_not_behind_because_of_it(cast, meeting, items):
    lay(cast, meeting, {1: 10})
    at = meeting.starts_at
    with transaction():
        services.open_room(meeting.id, by=cast["chen"], at=at)
        services.take_up(items[0].id, by=cast["chen"], at=at)
    before = drift(meeting, at + timedelta(minutes=10))
    with transaction():
        services.call_break(meeting.id, 10, by=cast["chen"], at=at + timedelta(minutes=10))
    with transaction():
        services.end_break(meeting.id, by=cast["chen"], at=at + timedelta(minutes=20))
        services.take_up(items[1].id, by=cast["chen"], at=at + timedelta(minutes=20))
    db.session.refresh(meeting)

    assert meeting.breaks[0].taken_at == at + timedelta(minutes=10)
    assert (before, drift(meeting, at + timedelta(minutes=20))) == (timedelta(0), timedelta(0))


def test_complexity_counts_what_is_open_and_says_so():
    simple, hard = Complexity(1, 0, False), Complexity(5, 2, True)

    assert (simple.points, hard.points) == (1, 10)
    assert hard.words == "5 options open, 2 verdicts unknown, high risk"


def test_the_complexity_of_a_case_is_that_of_its_brief(in_app, cast):
    brief = brief_of(a_case(cast).newest)

    found = complexity_of(brief)

    verdicts = [option.verdict for option in brief.summary.options]
    assert (found.options, found.unknown) == (
        verdicts.count("eligible"),
        verdicts.count("unknown"),
    )
    assert found.high_risk is (brief.summary.risk.high_risk is True)


def test_equally_complex_cases_keep_their_order():
    assert complex_first([(1, 2), (2, 9), (3, 2), (4, 9)]) == [2, 4, 1, 3]


def test_an_order_is_suggested_with_reasons_and_applied_by_nobody_but_a_person(cast, meeting):
    plain = {"genetics": {}, "treatment_history_complete": False}
    from tests.factories import some_facts

    for n in range(2):
        an_agenda_item(cast, meeting, a_case(cast, mrn=f"SYN-{n}", facts=some_facts(**plain)))
    an_agenda_item(cast, meeting, a_case(cast, mrn="SYN-9"))
    points = [complexity_of(brief_of(item.version)).points for item in meeting.items]

    found = suggestion_for(meeting)

    if points == sorted(points, reverse=True):
        assert found is None
    else:
        assert found is not None
        assert all("open" in words for _item, words in found.rows)
    assert order(meeting) == "123"
