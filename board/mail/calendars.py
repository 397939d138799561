"""iCalendar (RFC 5545): one person's meetings as a feed, and a meeting as an invitation.

An entry tells the board, when, where, how many cases and where to read on: nothing of any case.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import (
    Calendar,
    Event,
    Timezone,
    TimezoneDaylight,
    TimezoneStandard,
    vCalAddress,
    vText,
)

from board.web.filters import plural

PRODUCT = "-//Relapse Board//Meetings//EN"
#: Clock changes are told so long before the first and after the last entry.
AROUND = timedelta(days=400)
_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Sitting:
    """One meeting as a calendar may know it."""

    uid: str
    board: str
    #: The board's own clock.
    zone: str
    starts_at: datetime
    ends_at: datetime
    place: str
    cases: int
    link: str
    sequence: int
    #: When this state of it was written down.
    stamp: datetime
    cancelled: bool = False


def feed(sittings: Iterable[Sitting]) -> bytes:
    """Return the calendar that a program subscribes to."""
    entries = list(sittings)
    calendar = _calendar(entries)
    calendar.add("X-WR-CALNAME", vText("Relapse board"))
    calendar.add("REFRESH-INTERVAL", timedelta(hours=4), {"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", timedelta(hours=4))
    for sitting in entries:
        calendar.add_component(_event(sitting))
    return bytes(calendar.to_ical())


def request_or_cancel(sitting: Sitting, method: str, *, organizer: str, attendee: str) -> str:
    """Return the attachment of a letter that asks to come, or takes the meeting back."""
    calendar = _calendar([sitting])
    calendar.add("METHOD", method)
    event = _event(sitting)
    if method == "CANCEL":
        event["STATUS"] = vText("CANCELLED")
    event.add("ORGANIZER", vCalAddress(f"mailto:{one_line(organizer)}"))
    asked = vCalAddress(f"mailto:{one_line(attendee)}")
    # the answer is given on the board's page, where it counts towards the quorum
    asked.params.update({"RSVP": "FALSE", "PARTSTAT": "NEEDS-ACTION", "ROLE": "REQ-PARTICIPANT"})
    event.add("ATTENDEE", asked)
    calendar.add_component(event)
    return bytes(calendar.to_ical()).decode()


def one_line(text: str) -> str:
    """Return *text* on one line, without signs that steer: what ends a header ends no header of ours."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _calendar(sittings: list[Sitting]) -> Calendar:
    calendar = Calendar()
    calendar.add("PRODID", PRODUCT)
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    for zone in sorted({sitting.zone for sitting in sittings} - {"UTC"}):
        inside = [sitting for sitting in sittings if sitting.zone == zone]
        first = min(sitting.starts_at for sitting in inside) - AROUND
        last = max(sitting.ends_at for sitting in inside) + AROUND
        calendar.add_component(timezone(zone, first.year, last.year))
    return calendar


def _event(sitting: Sitting) -> Event:
    zone = UTC if sitting.zone == "UTC" else ZoneInfo(sitting.zone)
    event = Event()
    event.add("UID", sitting.uid)
    event.add("DTSTAMP", sitting.stamp.astimezone(UTC))
    event.add("DTSTART", sitting.starts_at.astimezone(zone))
    event.add("DTEND", sitting.ends_at.astimezone(zone))
    event.add("SEQUENCE", sitting.sequence)
    event.add("SUMMARY", _title(sitting))
    if sitting.place:
        event.add("LOCATION", one_line(sitting.place))
    event.add("DESCRIPTION", f"Agenda, after signing in: {sitting.link}")
    event.add("URL", sitting.link)
    event.add("CLASS", "PRIVATE")
    event.add("STATUS", "CANCELLED" if sitting.cancelled else "CONFIRMED")
    return event


def _title(sitting: Sitting) -> str:
    """Return the board and how many cases it has, once there are any."""
    board = one_line(sitting.board)
    return f"{board}, {plural(sitting.cases, 'case')}" if sitting.cases else board


@lru_cache(maxsize=64)
def timezone(zone: str, first_year: int, last_year: int) -> Timezone:
    """Return the clock changes of *zone* in these years, each as an observance of its own.

    An observance begins, as RFC 5545 3.6.5 asks, at the time that the clock before it shows.
    """
    clock = ZoneInfo(zone)
    at, end = datetime(first_year, 1, 1, tzinfo=UTC), datetime(last_year + 1, 1, 1, tzinfo=UTC)
    told = Timezone()
    told.add("TZID", zone)
    told.add_component(_observance(at, at - _HOUR, clock))
    while at < end:
        then = at + timedelta(days=1)
        if _offset(at, clock) != _offset(then, clock):
            told.add_component(_observance(_change_between(at, then, clock), at, clock))
        at = then
    return told


def _change_between(before: datetime, after: datetime, clock: ZoneInfo) -> datetime:
    """Return the minute in which the offset changes."""
    while after - before > timedelta(minutes=1):
        middle = before + (after - before) / 2
        middle = middle.replace(second=0, microsecond=0)
        if middle == before:
            break
        if _offset(middle, clock) == _offset(before, clock):
            before = middle
        else:
            after = middle
    return after


def _observance(
    at: datetime, before: datetime, clock: ZoneInfo
) -> TimezoneDaylight | TimezoneStandard:
    local = at.astimezone(clock)
    kind = TimezoneDaylight if local.dst() else TimezoneStandard
    was = _offset(before, clock)
    one = kind()
    one.add("DTSTART", (at + was).replace(tzinfo=None))
    one.add("TZOFFSETFROM", was)
    one.add("TZOFFSETTO", _offset(at, clock))
    one.add("TZNAME", local.tzname() or clock.key)
    return one


def _offset(at: datetime, clock: ZoneInfo) -> timedelta:
    return at.astimezone(clock).utcoffset() or timedelta()
