"""What people type into the forms of this room, read with suspicion."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from board.accounts.actor import Discipline
from board.errors import Invalid
from board.meetings.models import Meeting, Reply
from board.meetings.recurrence import rule_of
from board.meetings.services.series import Rhythm
from board.meetings.timetable import Instant, instant

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_CLOCK = re.compile(r"([01]?\d|2[0-3])[:.h]([0-5]\d)(?::\d\d(?:\.\d+)?)?", re.ASCII)
_NUMBER = re.compile(r"-?\d{1,9}", re.ASCII)
_BREAK = re.compile(r"(\d{1,3})x(\d{1,3})", re.ASCII)
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
        ends = self._instant(wrong, "ends", self._last_day(day), zone)
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

    def _last_day(self, day: date | None) -> date | None:
        """Return the day on which it ends: an end before the begin is that of the next day."""
        starts, ends = (_CLOCK.fullmatch(typed) for typed in (self.starts, self.ends))
        if day is None or starts is None or ends is None or day == date.max:
            return day
        return day + timedelta(days=_clock(self.ends) <= _clock(self.starts))

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


@dataclass(frozen=True)
class SeriesForm:
    """When and where a series meets, as typed."""

    rhythm: str = "1"
    day: str = ""
    starts: str = ""
    ends: str = ""
    last_day: str = ""
    place: str = ""

    @classmethod
    def typed(cls, form: Mapping[str, str]) -> "SeriesForm":
        """Return what was typed, without the blanks around it."""
        return cls(**{one.name: form.get(one.name, "").strip() for one in fields(cls)})

    @classmethod
    def like(cls, meeting: Meeting) -> "SeriesForm":
        """Return the form filled with a week after a meeting: a series usually goes on like it."""
        one = MeetingForm.of(meeting, days=7)
        return cls(day=one.day, starts=one.starts, ends=one.ends, place=one.place)

    def read(self, kept_rule: str = "") -> Rhythm:
        """Return the rhythm meant; *kept_rule* stands when the form offers no such rhythm."""
        wrong: dict[str, str] = {}
        day = _read(wrong, "day", _day, self.day)
        starts = _read(wrong, "starts", _clock, self.starts)
        ends = _read(wrong, "ends", _clock, self.ends)
        last = _read(wrong, "last_day", _day, self.last_day) if self.last_day else None
        keeps = bool(kept_rule) and not self.rhythm
        rule = kept_rule
        if not keeps and day is not None:
            rule = _read(wrong, "rhythm", rule_of, self.rhythm, day) or ""
        if wrong or day is None or starts is None or ends is None:
            raise Invalid("Some answers cannot be understood.", wrong)
        return Rhythm(rule, day, last, starts, _minutes_between(starts, ends), self.place)


def _minutes_between(starts: time, ends: time) -> int:
    """Return the minutes from one time of the clock to another, over midnight where it has to be."""
    minutes = (ends.hour - starts.hour) * 60 + ends.minute - starts.minute
    return minutes if minutes > 0 else minutes + 24 * 60


def read_breaks(typed: str | None) -> dict[int, int]:
    """Return breaks, behind how many cases → minutes, from "5x10,8x5"; nothing typed is none."""
    parts = [part for part in (typed or "").split(",") if part]
    found = [_BREAK.fullmatch(part) for part in parts]
    if None in found:
        raise Invalid("Name breaks by their places and minutes.")
    return {int(one.group(1)): int(one.group(2)) for one in found if one}


def read_ids(typed: str | None) -> list[int]:
    """Return ids from "3,1,2"."""
    parts = (typed or "").split(",")
    return [read_number(part, "Name the cases in their order.") for part in parts]


def read_hours(typed: str | None) -> int | None:
    """Return whole hours, or None where nothing is typed."""
    return read_number(typed, "Enter whole hours.") if (typed or "").strip() else None


def read_disciplines(typed: Iterable[str]) -> list[Discipline]:
    """Return the disciplines that were ticked."""
    try:
        return [Discipline(one) for one in typed]
    except ValueError as error:
        raise Invalid("There is no such discipline.") from error


def read_day(typed: str | None) -> date:
    """Return a day of the calendar."""
    return _day((typed or "").strip())


def read_clock(typed: str | None) -> time:
    """Return a time by the clock."""
    return _clock((typed or "").strip())


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
    """Return yes, late, maybe, deputy or no."""
    if typed not in set(Reply) - {Reply.NONE}:
        raise Invalid("Answer yes, late, a deputy, maybe or no.")
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
