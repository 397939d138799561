"""Calendars: clock changes as they are, the same instant under every clock, and nothing that adds a line."""

import io
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import tzical
from icalendar import Calendar

from board.mail.calendars import Sitting, feed, request_or_cancel, timezone

BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"


def a_sitting(**changes):
    said = {
        "uid": "abc@relapse-board",
        "board": "Myeloma Board",
        "zone": BERLIN,
        "starts_at": datetime(2026, 11, 24, 17, 45, tzinfo=UTC),
        "ends_at": datetime(2026, 11, 24, 19, 0, tzinfo=UTC),
        "place": "Room 4.12, House C",
        "cases": 6,
        "link": "https://board.example/meetings/7",
        "sequence": 0,
        "stamp": datetime(2026, 11, 20, 9, 0, tzinfo=UTC),
    }
    return Sitting(**(said | changes))


def entry(text):
    return Calendar.from_ical(text).walk("VEVENT")[0]


def test_an_entry_says_board_time_place_cases_and_where_to_read_on_and_nothing_else():
    event = entry(feed([a_sitting()]))

    assert event["SUMMARY"] == "Myeloma Board, 6 cases"
    assert event["LOCATION"] == "Room 4.12, House C"
    assert event["URL"] == "https://board.example/meetings/7"
    assert set(event) == {
        "UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "SUMMARY", "LOCATION", "DESCRIPTION",
        "URL", "CLASS", "STATUS",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("zone", "at"),
    [
        (BERLIN, datetime(2026, 3, 29, 0, 59, tzinfo=UTC)),
        (BERLIN, datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
        (BERLIN, datetime(2026, 10, 25, 0, 59, tzinfo=UTC)),
        (BERLIN, datetime(2026, 10, 25, 1, 0, tzinfo=UTC)),
        (NEW_YORK, datetime(2026, 3, 8, 6, 59, tzinfo=UTC)),
        (NEW_YORK, datetime(2026, 3, 8, 7, 0, tzinfo=UTC)),
        (NEW_YORK, datetime(2026, 11, 1, 5, 59, tzinfo=UTC)),
        (NEW_YORK, datetime(2026, 11, 1, 6, 0, tzinfo=UTC)),
        (BERLIN, datetime(2028, 2, 29, 17, 45, tzinfo=UTC)),
    ],
)
def test_another_program_reads_the_clock_changes_of_a_calendar_as_they_are(zone, at):
    sitting = a_sitting(zone=zone, starts_at=at, ends_at=at + timedelta(hours=1))
    text = feed([sitting]).decode()
    clock = tzical(io.StringIO(text)).get(zone)  # an independent reader of VTIMEZONE
    wall = entry(text)["DTSTART"].dt.replace(tzinfo=None)

    assert wall == at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    assert at.astimezone(clock).replace(tzinfo=None) == wall


@pytest.mark.parametrize("zone", [BERLIN, NEW_YORK, "Australia/Lord_Howe", "Asia/Kathmandu"])
def test_an_observance_begins_at_the_time_that_the_clock_before_it_shows(zone):
    for one in timezone(zone, 2026, 2027).subcomponents[1:]:
        begins = one["DTSTART"].dt - one["TZOFFSETFROM"].td
        at = begins.replace(tzinfo=UTC)
        before = at - timedelta(minutes=1)

        assert at.astimezone(ZoneInfo(zone)).utcoffset() == one["TZOFFSETTO"].td
        assert before.astimezone(ZoneInfo(zone)).utcoffset() == one["TZOFFSETFROM"].td


def test_somebody_under_another_clock_has_the_meeting_at_the_same_instant():
    event = entry(feed([a_sitting()]))

    there = event["DTSTART"].dt.astimezone(ZoneInfo(NEW_YORK))

    assert (there.hour, there.minute) == (12, 45)


def test_a_meeting_over_midnight_ends_on_the_next_day():
    starts = datetime(2026, 11, 24, 22, 30, tzinfo=UTC)
    event = entry(feed([a_sitting(starts_at=starts, ends_at=starts + timedelta(hours=1))]))

    assert (event["DTSTART"].dt.day, event["DTEND"].dt.day) == (24, 25)


@pytest.mark.parametrize(
    "typed",
    [
        "Room 4\r\nATTENDEE:mailto:evil@example.org",
        "Room 4\nBEGIN:VALARM",
        "Room\u2028X-EVIL:1",
        "Room;VALUE=URI:https://evil.example",
        'Room"\\n4',
    ],
)
def test_what_is_typed_into_a_place_or_a_name_adds_no_line(typed):
    text = feed([a_sitting(place=typed, board=typed)])
    event = entry(text)

    assert [part.name for part in Calendar.from_ical(text).walk()].count("VEVENT") == 1
    assert set(event) <= set(entry(feed([a_sitting()])))
    assert b"\nATTENDEE" not in text


def test_an_invitation_asks_and_a_cancellation_takes_back_under_the_same_name():
    said = {"organizer": "board@hospital.example", "attendee": "okafor@hospital.example"}
    asked = Calendar.from_ical(request_or_cancel(a_sitting(), "REQUEST", **said))
    gone = Calendar.from_ical(request_or_cancel(a_sitting(sequence=2), "CANCEL", **said))

    assert (asked["METHOD"], gone["METHOD"]) == ("REQUEST", "CANCEL")
    assert entry(asked.to_ical())["UID"] == entry(gone.to_ical())["UID"]
    assert entry(gone.to_ical())["STATUS"] == "CANCELLED"
    assert entry(gone.to_ical())["SEQUENCE"] == 2
    assert entry(asked.to_ical())["ATTENDEE"] == "mailto:okafor@hospital.example"


def test_a_board_by_universal_time_needs_no_table_of_changes():
    text = feed([a_sitting(zone="UTC")])

    assert b"VTIMEZONE" not in text
    assert b"DTSTART:20261124T174500Z" in text


def test_a_calendar_without_meetings_is_one():
    assert Calendar.from_ical(feed([])).walk("VEVENT") == []
