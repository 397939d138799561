"""Start times, planned minutes, drift, and the two odd days of the year."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board.db import db
from board.errors import Invalid
from board.meetings import services
from board.meetings.models import AgendaItem, Meeting, MeetingStatus
from board.meetings.timetable import instant
from tests.factories import a_case, a_meeting, an_agenda_item
from tests.people import NOON

BERLIN = "Europe/Berlin"


def after(minutes):
    return NOON + timedelta(minutes=minutes)


def test_a_local_time_becomes_the_instant_of_the_boards_clock():
    winter = instant(date(2026, 11, 24), time(18, 45), BERLIN)
    summer = instant(date(2026, 7, 24), time(18, 45), BERLIN)

    assert winter.at == datetime(2026, 11, 24, 17, 45, tzinfo=UTC)
    assert summer.at == datetime(2026, 7, 24, 16, 45, tzinfo=UTC)


def test_29_february_is_a_day_like_any_other():
    leap = instant(date(2028, 2, 29), time(18, 45), BERLIN)

    assert leap.at == datetime(2028, 2, 29, 17, 45, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "clock", "zone"),
    [
        (date(2026, 3, 29), time(2, 0), BERLIN),
        (date(2026, 3, 29), time(2, 59), BERLIN),
        (date(2026, 3, 8), time(2, 30), "America/New_York"),
    ],
)
def test_a_time_that_the_clocks_leave_out_is_refused(day, clock, zone):
    with pytest.raises(Invalid, match="clocks go forward"):
        instant(day, clock, zone)


def test_of_a_time_that_comes_twice_the_earlier_is_taken_and_it_says_so():
    twice = instant(date(2026, 10, 25), time(2, 30), BERLIN)
    once = instant(date(2026, 10, 25), time(3, 0), BERLIN)

    assert twice.at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert (twice.twice, once.twice) == (True, False)


@given(
    day=st.dates(date(2020, 1, 1), date(2060, 12, 31)),
    clock=st.times().map(lambda clock: clock.replace(second=0, microsecond=0)),
)
def test_every_time_that_exists_is_shown_again_as_it_was_typed(day, clock):
    try:
        found = instant(day, clock, BERLIN)
    except Invalid:
        return

    from zoneinfo import ZoneInfo

    local = found.at.astimezone(ZoneInfo(BERLIN))
    assert (local.date(), local.time()) == (day, clock)


def test_each_case_begins_when_the_one_before_has_had_its_minutes(in_app, cast):
    meeting = a_meeting(cast)
    items = [
        an_agenda_item(cast, meeting, a_case(cast, mrn=f"SYN-{minutes}"), minutes)
        for minutes in (10, 12, 5)
    ]

    starts = services.start_times(meeting)

    assert [starts[item.id] - meeting.starts_at for item in items] == [
        timedelta(minutes=0),
        timedelta(minutes=10),
        timedelta(minutes=22),
    ]
    assert services.minutes_planned(meeting) == 27


def test_start_times_follow_the_order(in_app, cast):
    meeting = a_meeting(cast)
    first, second = (
        an_agenda_item(cast, meeting, a_case(cast, mrn=f"SYN-{minutes}"), minutes)
        for minutes in (10, 12)
    )

    services.move(second.id, 1, by=cast["park"], at=NOON)

    starts = services.start_times(meeting)
    assert starts[second.id] == meeting.starts_at
    assert starts[first.id] == meeting.starts_at + timedelta(minutes=12)


def test_start_times_run_on_through_the_night_the_clocks_go_back(in_app, cast):
    at_one = datetime(2026, 10, 24, 23, 0, tzinfo=UTC)  # 01:00 in Berlin; 02:00 comes twice
    meeting = a_meeting(cast, starts_at=at_one, ends_at=at_one + timedelta(hours=4))
    cases = [a_case(cast, mrn=f"SYN-{n}") for n in range(3)]
    items = [an_agenda_item(cast, meeting, case, 60) for case in cases]

    starts = services.start_times(meeting)

    assert [starts[item.id] - at_one for item in items] == [timedelta(hours=n) for n in range(3)]


def test_an_empty_agenda_takes_no_time(in_app, cast):
    meeting = a_meeting(cast)

    assert services.start_times(meeting) == {}
    assert services.minutes_planned(meeting) == 0
    assert services.drift(meeting, NOON) == timedelta(0)


@pytest.fixture
def live(in_app, cast):
    """A meeting that begins at noon, with three cases of ten minutes, opened on time."""
    meeting = a_meeting(cast, starts_at=NOON, ends_at=NOON + timedelta(hours=1))
    for n in range(3):
        an_agenda_item(cast, meeting, a_case(cast, mrn=f"SYN-{n}"), 10)
    services.open_room(meeting.id, by=cast["chen"], at=NOON - timedelta(minutes=10))
    db.session.commit()
    return meeting


def test_a_meeting_that_has_not_opened_has_no_drift(in_app, cast):
    assert services.drift(a_meeting(cast), NOON + timedelta(days=1)) == timedelta(0)


def test_a_room_that_opened_early_is_not_ahead(live):
    assert services.drift(live, NOON - timedelta(minutes=8)) == timedelta(0)
    assert services.drift(live, NOON) == timedelta(0)


def test_a_meeting_held_on_another_day_runs_by_when_its_room_was_opened(in_app, cast):
    opened = NOON - timedelta(days=7)
    meeting = a_meeting(cast, starts_at=NOON, ends_at=NOON + timedelta(hours=1))
    first, second = (
        an_agenda_item(cast, meeting, a_case(cast, mrn=f"SYN-{n}"), 10) for n in (1, 2)
    )
    services.open_room(meeting.id, by=cast["chen"], at=opened)
    services.take_up(first.id, by=cast["chen"], at=opened)

    soon = opened + timedelta(minutes=1)
    assert services.start_times(meeting, soon)[second.id] == opened + timedelta(minutes=10)
    assert services.drift(meeting, opened + timedelta(minutes=12)) == timedelta(minutes=2)


def test_a_room_opened_in_the_morning_to_try_it_waits_for_its_time(in_app, cast):
    meeting = a_meeting(cast, starts_at=NOON, ends_at=NOON + timedelta(hours=1))
    item = an_agenda_item(cast, meeting, a_case(cast), 10)
    services.open_room(meeting.id, by=cast["chen"], at=NOON - timedelta(hours=5))
    services.take_up(item.id, by=cast["chen"], at=NOON)

    assert services.drift(meeting, NOON + timedelta(minutes=3)) == timedelta(0)


def test_up_to_three_hours_a_room_is_early_or_late(in_app, cast):
    meeting = a_meeting(cast, starts_at=NOON, ends_at=NOON + timedelta(hours=1))
    item = an_agenda_item(cast, meeting, a_case(cast), 10)
    services.open_room(meeting.id, by=cast["chen"], at=NOON + timedelta(hours=3))
    services.take_up(item.id, by=cast["chen"], at=NOON + timedelta(hours=3))

    assert services.drift(meeting, NOON + timedelta(hours=3)) == timedelta(hours=3)


def test_a_room_in_which_nothing_happens_falls_behind(live):
    assert services.drift(live, after(4)) == timedelta(minutes=4)


def test_a_case_within_its_minutes_leaves_the_room_on_time(live, cast):
    services.take_up(live.items[0].id, by=cast["chen"], at=NOON)

    assert services.drift(live, after(7)) == timedelta(0)


def test_every_minute_over_is_drift_for_the_rest(live, cast):
    services.take_up(live.items[0].id, by=cast["chen"], at=NOON)

    assert services.drift(live, after(13)) == timedelta(minutes=3)


def test_a_short_case_brings_the_room_ahead(live, cast):
    services.take_up(live.items[0].id, by=cast["chen"], at=NOON)
    services.take_up(live.items[1].id, by=cast["chen"], at=after(6))

    assert services.drift(live, after(6)) == timedelta(minutes=-4)


def test_taking_cases_up_out_of_order_is_no_drift(live, cast):
    services.take_up(live.items[2].id, by=cast["chen"], at=NOON)

    assert services.drift(live, after(5)) == timedelta(0)


def test_the_drift_of_a_meeting_that_is_over_counts_the_cases_it_had(live, cast):
    services.take_up(live.items[0].id, by=cast["chen"], at=NOON)
    services.close_room(live.id, by=cast["chen"], at=after(15))

    assert services.drift(live, after(500)) == timedelta(minutes=5)


@given(minutes=st.lists(st.integers(1, 60), max_size=12))
def test_the_last_case_begins_when_all_before_it_are_through(minutes):
    meeting = Meeting(starts_at=NOON, ends_at=after(75), status=MeetingStatus.PLANNED)
    meeting.items = [AgendaItem(id=n, minutes=length) for n, length in enumerate(minutes)]

    starts = services.start_times(meeting)

    ends = [starts[item.id] + timedelta(minutes=item.minutes) for item in meeting.items]
    assert list(starts.values())[1:] == ends[:-1]
