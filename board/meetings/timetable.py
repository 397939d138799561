"""When each case begins, how much of the time is planned, and how far behind the room is."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from board.errors import Invalid
from board.meetings.models import AgendaItem, ItemStatus, Meeting, MeetingStatus


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


def start_times(meeting: Meeting) -> dict[int, datetime]:
    """Return when each agenda item is planned to begin, by the item's id."""
    starts, at = {}, meeting.starts_at
    for item in meeting.items:
        starts[item.id] = at
        at += timedelta(minutes=item.minutes)
    return starts


def minutes_planned(meeting: Meeting) -> int:
    """Return the minutes that the cases of the agenda take together."""
    return sum(item.minutes for item in meeting.items)


def drift(meeting: Meeting, at: datetime) -> timedelta:
    """Return how much later than planned the agenda ends, if the rest takes its minutes.

    Negative when the room is ahead. A room opened before its time is not ahead: it waits.
    """
    if meeting.status is MeetingStatus.PLANNED:
        return timedelta(0)
    counted = [item for item in meeting.items if item.carried_over is None]
    if meeting.closed_at is not None:
        at, counted = meeting.closed_at, [item for item in counted if _was_taken_up(item)]
    if not any(_was_taken_up(item) for item in counted):
        at = max(at, meeting.starts_at)
    if meeting.break_until is not None:
        at = max(at, meeting.break_until)
    ends = at + sum((_left(item, at) for item in counted), timedelta(0))
    return ends - meeting.starts_at - timedelta(minutes=sum(item.minutes for item in counted))


def _was_taken_up(item: AgendaItem) -> bool:
    return item.status is not ItemStatus.WAITING


def _left(item: AgendaItem, at: datetime) -> timedelta:
    if item.status is ItemStatus.DONE:
        return timedelta(0)
    return max(timedelta(0), timedelta(minutes=item.minutes, seconds=-item.seconds_spent(at)))
