"""The days of the story, counted from the instant at which somebody looks."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from board.meetings.timetable import instant

ZONE = "Europe/Berlin"
QUARTER = timedelta(minutes=15)
WEEK = timedelta(weeks=1)

#: When something is done, and what: called with that instant.
Act = tuple[datetime, Callable[[datetime], object]]


@dataclass(frozen=True)
class Days:
    """The evening of the past meeting, and today with its meeting about to begin."""

    past: date
    today: date
    next_start: datetime

    def before_past(self, days: int, clock: str) -> datetime:
        """Return the instant so many days before the past meeting; negative is after it."""
        return moment(self.past - timedelta(days=days), clock)

    def before_today(self, days: int, clock: str) -> datetime:
        """Return the instant so many days before today."""
        return moment(self.today - timedelta(days=days), clock)


def days_around(at: datetime) -> Days:
    """Return the days as they lie around *at*: a meeting a week ago, the next in minutes."""
    today = at.astimezone(ZoneInfo(ZONE)).date()
    past = today - WEEK
    past -= timedelta(days=max(0, past.weekday() - 4))  # no board meets on a Saturday or Sunday
    began = at.replace(minute=at.minute - at.minute % 15, second=0, microsecond=0)
    return Days(past, today, began + QUARTER)


def in_order(acts: Iterable[Act]) -> None:
    """Do what is to be done, the earliest first: a trail that goes back and forth is no trail."""
    for at, do in sorted(acts, key=lambda act: act[0]):
        do(at)


def moment(day: date, clock: str) -> datetime:
    """Return the instant at which the board's clock shows *clock* ("18:45") on *day*."""
    return instant(day, time.fromisoformat(clock), ZONE).at
