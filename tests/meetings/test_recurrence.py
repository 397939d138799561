"""Series meet at the same hour of their board's clock, in summer and winter, over midnight, in leap years."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board.errors import Invalid
from board.meetings.recurrence import (
    RHYTHMS,
    checked,
    days_of,
    rhythm_of,
    rule_of,
    sitting_on,
    words_of,
)

BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"
WEEKLY = "FREQ=WEEKLY;INTERVAL=1;BYDAY=WE"


def clocks(zone, first_day, weeks=3, begins=time(14), minutes=75):
    """Return (begin, end) of the meetings of some weeks as (UTC, wall clock) pairs."""
    rule = rule_of("1", first_day)
    days = days_of(rule, first_day, first_day, first_day + timedelta(weeks=weeks))
    return [sitting_on(day, begins, minutes, zone) for day in days]


@pytest.mark.parametrize(
    ("zone", "first_day", "utc_hours"),
    [
        (BERLIN, date(2026, 3, 18), [13, 13, 12, 12]),  # forward on Sunday 29 March
        (BERLIN, date(2026, 10, 14), [12, 12, 13, 13]),  # back on Sunday 25 October
        (NEW_YORK, date(2026, 2, 25), [19, 19, 18, 18]),  # forward on Sunday 8 March
        (NEW_YORK, date(2026, 10, 21), [18, 18, 19, 19]),  # back on Sunday 1 November
    ],
)
def test_two_oclock_stays_two_oclock_when_the_clocks_change(zone, first_day, utc_hours):
    found = clocks(zone, first_day)

    assert [starts.hour for starts, _ends in found] == utc_hours
    assert {starts.astimezone(ZoneInfo(zone)).time() for starts, _ends in found} == {time(14)}
    assert {ends.astimezone(ZoneInfo(zone)).time() for _starts, ends in found} == {time(15, 15)}


@pytest.mark.parametrize(
    ("zone", "day"), [(BERLIN, date(2026, 3, 29)), (NEW_YORK, date(2026, 3, 8))]
)
def test_a_time_that_the_clocks_leave_out_is_counted_from_the_offset_before(zone, day):
    starts, _ends = sitting_on(day, time(2, 30), 60, zone)

    assert starts.astimezone(ZoneInfo(zone)).time() == time(3, 30)


@pytest.mark.parametrize(
    ("zone", "day"), [(BERLIN, date(2026, 10, 25)), (NEW_YORK, date(2026, 11, 1))]
)
def test_of_a_time_that_comes_twice_the_first_is_meant(zone, day):
    starts, _ends = sitting_on(day, time(1, 30) if zone == NEW_YORK else time(2, 30), 60, zone)

    assert starts.astimezone(ZoneInfo(zone)).dst() == timedelta(hours=1)


def test_a_meeting_over_midnight_ends_on_the_next_day():
    starts, ends = sitting_on(date(2026, 11, 25), time(23, 15), 90, BERLIN)

    assert (starts, ends) == (
        datetime(2026, 11, 25, 22, 15, tzinfo=UTC),
        datetime(2026, 11, 25, 23, 45, tzinfo=UTC),
    )
    assert ends.astimezone(ZoneInfo(BERLIN)).date() == date(2026, 11, 26)


def test_a_meeting_over_the_night_of_the_change_is_as_long_as_it_is_booked():
    starts, ends = sitting_on(date(2026, 10, 24), time(23), 300, BERLIN)

    assert ends - starts == timedelta(minutes=300)
    assert ends.astimezone(ZoneInfo(BERLIN)).time() == time(3)  # not 04:00: 02:30 came twice


def test_a_series_from_29_february_goes_on_a_week_later():
    first_day = date(2028, 2, 29)

    days = days_of(rule_of("1", first_day), first_day, first_day, date(2028, 3, 14))

    assert days == [first_day, date(2028, 3, 7), date(2028, 3, 14)]


def test_a_rule_for_29_february_meets_in_leap_years_only():
    first_day = date(2028, 2, 29)

    days = days_of("FREQ=YEARLY", first_day, first_day, date(2037, 1, 1))

    assert days == [date(2028, 2, 29), date(2032, 2, 29), date(2036, 2, 29)]


def test_a_rule_for_the_31st_leaves_short_months_out():
    first_day = date(2026, 1, 31)

    days = days_of("FREQ=MONTHLY", first_day, first_day, date(2026, 6, 1))

    assert days == [date(2026, 1, 31), date(2026, 3, 31), date(2026, 5, 31)]


def test_days_that_are_left_out_are_not_met_on():
    first_day = date(2026, 12, 16)

    days = days_of(WEEKLY, first_day, first_day, date(2027, 1, 6), ["2026-12-23", "2026-12-30"])

    assert days == [first_day, date(2027, 1, 6)]


@pytest.mark.parametrize(
    ("rhythm", "first_day", "rule", "words"),
    [
        ("1", date(2026, 11, 25), WEEKLY, "every week on Wednesday"),
        (
            "2",
            date(2026, 11, 24),
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU",
            "every second week on Tuesday",
        ),
        (
            "month",
            date(2026, 11, 11),
            "FREQ=MONTHLY;BYDAY=2WE",
            "every month on the second Wednesday",
        ),
        (
            "month",
            date(2026, 9, 30),
            "FREQ=MONTHLY;BYDAY=-1WE",
            "every month on the last Wednesday",
        ),
    ],
)
def test_a_choice_of_the_form_is_a_rule_and_has_words(rhythm, first_day, rule, words):
    assert rule_of(rhythm, first_day) == rule
    assert rhythm_of(rule) == rhythm
    assert words_of(rule) == words
    assert first_day in days_of(rule, first_day, first_day, first_day)


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "FREQ=HOURLY",
        "FREQ=SECONDLY;INTERVAL=1",
        "FREQ=WEEKLY;COUNT=3",
        "FREQ=WEEKLY;UNTIL=20270101",
        "FREQ=WEEKLY;BYHOUR=14",
        "INTERVAL=2",
        "FREQ=WEEKLY;FREQ=DAILY",
        "FREQ=WEEKLY\nDTSTART:20260101T000000",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=WEEKLY;INTERVAL=0x2",
        "FREQ=WEEKLY;" + "BYMONTH=1;" * 40,
    ],
)
def test_a_rule_that_does_not_name_days_is_refused(rule):
    with pytest.raises(Invalid, match="does not name days"):
        checked(rule)


@given(
    first_day=st.dates(date(2024, 1, 1), date(2040, 12, 31)),
    rhythm=st.sampled_from(sorted(RHYTHMS)),
    zone=st.sampled_from([BERLIN, NEW_YORK, "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"]),
)
def test_every_series_meets_first_on_its_first_day_and_always_at_its_hour(first_day, rhythm, zone):
    rule = checked(rule_of(rhythm, first_day))

    days = days_of(rule, first_day, first_day, first_day + timedelta(days=400))

    assert days[0] == first_day
    assert len({day.weekday() for day in days}) == 1
    hours = {
        sitting_on(day, time(14), 60, zone)[0].astimezone(ZoneInfo(zone)).time() for day in days
    }
    assert hours == {time(14)}
