"""What people type into the forms of this room, read with suspicion."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from board.errors import Invalid
from board.meetings.models import Meeting, Reply
from board.meetings.timetable import Instant, instant

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_CLOCK = re.compile(r"([01]?\d|2[0-3])[:.h]([0-5]\d)(?::\d\d(?:\.\d+)?)?", re.ASCII)
_NUMBER = re.compile(r"-?\d{1,9}", re.ASCII)
_CASE = re.compile(r"[A-Za-z0-9]{1,8}-\d{1,10}", re.ASCII)
T = TypeVar("T")

#: Years that a calendar of this board can mean; others are slips of the finger.
YEARS = range(2000, 2100)


@dataclass(frozen=True)
class MeetingForm:
    """When and where a meeting is held, as typed: by the clock of its board."""

    day: str = ""
    starts: str = ""
    ends: str = ""
    place: str = ""

    @classmethod
    def typed(cls, form: Mapping[str, str]) -> "MeetingForm":
        """Return what was typed, without the blanks around it."""
        return cls(
            **{name: form.get(name, "").strip() for name in ("day", "starts", "ends", "place")}
        )

    @classmethod
    def of(cls, meeting: Meeting, days: int = 0) -> "MeetingForm":
        """Return the form filled with a meeting, or with one as many days later."""
        zone = ZoneInfo(meeting.board.zone)
        starts, ends = meeting.starts_at.astimezone(zone), meeting.ends_at.astimezone(zone)
        return cls(
            day=(starts.date() + timedelta(days=days)).isoformat(),
            starts=f"{starts:%H:%M}",
            ends=f"{ends:%H:%M}",
            place=meeting.place,
        )

    def times(self, zone: str) -> "Times":
        """Return the instants meant, or say of each answer that is wrong what to do."""
        wrong: dict[str, str] = {}
        day = _read(wrong, "day", _day, self.day)
        starts = self._instant(wrong, "starts", day, zone)
        ends = self._instant(wrong, "ends", day, zone)
        if starts is None or ends is None:
            raise Invalid("Some answers cannot be understood.", wrong)
        twice = [typed for at, typed in ((starts, self.starts), (ends, self.ends)) if at.twice]
        remark = (
            ""
            if not twice
            else (
                f"{twice[0]} comes twice that day, because clocks go back: the first one is meant."
            )
        )
        return Times(starts.at, ends.at, remark)

    def _instant(
        self, wrong: dict[str, str], name: str, day: date | None, zone: str
    ) -> Instant | None:
        clock = _read(wrong, name, _clock, getattr(self, name))
        if day is None or clock is None:
            return None
        return _read(wrong, name, instant, day, clock, zone)


@dataclass(frozen=True)
class Times:
    """The instants of a meeting, and what has to be said about them."""

    starts_at: datetime
    ends_at: datetime
    remark: str = ""


def read_number(typed: str | None, wrong: str) -> int:
    """Return a whole number, or refuse with the sentence *wrong*."""
    found = _NUMBER.fullmatch((typed or "").strip())
    if found is None:
        raise Invalid(wrong)
    return int(found.group())


def read_case_number(typed: str | None) -> str:
    """Return a case number such as MM-0142."""
    said = (typed or "").strip()
    if not _CASE.fullmatch(said):
        raise Invalid("Name a case by its number, for example MM-0142.")
    return said


def read_reply(typed: str | None) -> Reply:
    """Return yes, maybe or no."""
    if typed not in (Reply.YES, Reply.MAYBE, Reply.NO):
        raise Invalid("Answer yes, maybe or no.")
    return Reply(typed)


def _read(wrong: dict[str, str], name: str, reader: Callable[..., T], *typed: object) -> T | None:
    """Return what *reader* makes of an answer, or note under its name why it cannot be read."""
    try:
        return reader(*typed)
    except Invalid as refusal:
        wrong[name] = refusal.message
        return None


def _day(typed: str) -> date:
    try:
        day = date.fromisoformat(typed) if _DAY.fullmatch(typed) else None
    except ValueError:
        day = None
    if day is None or day.year not in YEARS:
        raise Invalid("Enter a day of the calendar, the year with four digits: 2026-11-24.")
    return day


def _clock(typed: str) -> time:
    found = _CLOCK.fullmatch(typed)
    if found is None:
        raise Invalid("Enter a time, for example 18:45.")
    return time(int(found.group(1)), int(found.group(2)))
