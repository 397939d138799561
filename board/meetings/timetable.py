"""When each case begins, how much of the time is planned, and how far behind the room is."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from board.errors import Invalid
from board.meetings.models import AgendaItem, ItemStatus, Meeting, MeetingStatus
from board.meetings.planning import PlannedBreak


@dataclass(frozen=True)
class Instant:
    """What a date and a time by a board's clock come to."""

    at: datetime
    #: The clock shows this time twice that day; `at` is the earlier one.
    twice: bool


def instant(day: date, clock: time, zone: str) -> Instant:
    """Return the instant at which the clocks of *zone* show *clock* on *day*.

    A time that is left out when clocks go forward is refused; of one that comes twice when they go
    back, the earlier is taken and `twice` says so.
    """
    local = datetime.combine(day, clock, ZoneInfo(zone))
    at = local.astimezone(UTC)
    if at.astimezone(local.tzinfo).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise Invalid(
            f"There is no {clock:%H:%M} on that day: clocks go forward. Choose another time."
        )
    return Instant(at, twice=local.utcoffset() != local.replace(fold=1).utcoffset())


#: A room that has worked for so long without a break is reminded of one.
LONGEST_STRETCH = timedelta(hours=1)
#: A room at work so long before its time, or opened so long after it, is neither early nor late:
#: it meets at another time.
ANOTHER_TIME = timedelta(hours=3)


def begins_at(meeting: Meeting, at: datetime) -> datetime:
    """Return when the agenda begins, as it looks at *at*: as planned, or when it was opened at another time."""
    opened, planned = meeting.opened_at, meeting.starts_at
    if opened is not None and (opened - planned > ANOTHER_TIME or planned - at > ANOTHER_TIME):
        return opened
    return planned


def start_times(meeting: Meeting, now: datetime | None = None) -> dict[int, datetime]:
    """Return when each agenda item is planned to begin, by the item's id; planned breaks come between."""
    starts, at = {}, begins_at(meeting, now or meeting.starts_at)
    breaks = {pause.after: pause.minutes for pause in meeting.breaks}
    for place, item in enumerate(meeting.items):
        at += timedelta(minutes=breaks.get(place, 0))
        starts[item.id] = at
        at += timedelta(minutes=item.minutes)
    return starts


def break_times(meeting: Meeting) -> dict[int, datetime]:
    """Return when each planned break begins, by the number of cases before it."""
    starts = start_times(meeting)
    return {
        pause.after: starts[meeting.items[pause.after].id] - timedelta(minutes=pause.minutes)
        for pause in meeting.breaks
        if pause.after < len(meeting.items)
    }


def break_wanted(meeting: Meeting) -> int | None:
    """Return behind how many cases a break should stand: the room would work on past an hour.

    It is put where the hour is nearly full, and never behind the last case.
    """
    stretch = timedelta()
    breaks = {pause.after for pause in meeting.breaks}
    for place, item in enumerate(meeting.items):
        if place in breaks:
            stretch = timedelta()
        length = timedelta(minutes=item.minutes)
        if stretch + length > LONGEST_STRETCH and stretch:
            return place
        stretch += length
    return None


def minutes_planned(meeting: Meeting) -> int:
    """Return the minutes that the cases of the agenda and its breaks take together."""
    breaks = sum(pause.minutes for pause in meeting.breaks if pause.after < len(meeting.items))
    return sum(item.minutes for item in meeting.items) + breaks


def minutes_booked(meeting: Meeting) -> int:
    """Return the minutes for which the room is booked."""
    return int(meeting.length.total_seconds() // 60)


def drift(meeting: Meeting, at: datetime) -> timedelta:
    """Return how much later than planned the agenda ends, if the rest takes its minutes.

    Negative when the room is ahead. A room opened before its time is not ahead: it waits.
    """
    if meeting.status is MeetingStatus.PLANNED:
        return timedelta(0)
    counted = [item for item in meeting.items if item.carried_over is None]
    breaks = list(meeting.breaks)
    if meeting.closed_at is not None:
        at, counted = meeting.closed_at, [item for item in counted if _was_taken_up(item)]
        breaks = [pause for pause in breaks if pause.taken_at is not None]
    begins = begins_at(meeting, at)
    if not any(_was_taken_up(item) for item in counted):
        at = max(at, begins)
    if meeting.break_until is not None:
        at = max(at, meeting.break_until)
    left = sum((_left(item, at) for item in counted), timedelta(0))
    left += sum((_break_left(meeting, pause) for pause in breaks), timedelta(0))
    planned = sum(item.minutes for item in counted) + sum(pause.minutes for pause in breaks)
    return at + left - begins - timedelta(minutes=planned)


def next_breaks(meeting: Meeting) -> list[PlannedBreak]:
    """Return the planned breaks that are still to come, in their order."""
    return [pause for pause in meeting.breaks if not _is_past(meeting, pause)]


def next_break(meeting: Meeting) -> PlannedBreak | None:
    """Return the planned break that comes next, or None."""
    return next(iter(next_breaks(meeting)), None)


def _is_past(meeting: Meeting, pause: PlannedBreak) -> bool:
    """A break is past when it was had, or when the room went on without it."""
    behind = meeting.items[pause.after :]
    return pause.taken_at is not None or not behind or any(map(_was_taken_up, behind))


def _break_left(meeting: Meeting, pause: PlannedBreak) -> timedelta:
    return timedelta(0) if _is_past(meeting, pause) else timedelta(minutes=pause.minutes)


def _was_taken_up(item: AgendaItem) -> bool:
    return item.status is not ItemStatus.WAITING


def _left(item: AgendaItem, at: datetime) -> timedelta:
    if item.status is ItemStatus.DONE:
        return timedelta(0)
    return max(timedelta(0), timedelta(minutes=item.minutes, seconds=-item.seconds_spent(at)))
