"""Series of meetings: begun, changed from a day on, left out on a day, ended; and called as the weeks go by."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select

from board.accounts.actor import Actor
from board.accounts.models import Board
from board.accounts.services import board_for
from board.audit.deeds import Deed
from board.audit.services import record
from board.db import db, one_at_a_time
from board.errors import Conflict, Invalid, NotFound
from board.meetings.gate import LARGEST_ID, meeting_to_arrange
from board.meetings.models import Meeting, MeetingStatus
from board.meetings.planning import Series
from board.meetings.policy import ARRANGERS, ensure_may_arrange
from board.meetings.queries import may_be_invited
from board.meetings.recurrence import checked, days_of, sitting_on
from board.meetings.services import letters
from board.meetings.services.calling import call_off, ensure_sensible, enter_meeting, move_meeting
from board.transactions import transaction

#: Meetings are called so long ahead.
AHEAD = timedelta(weeks=8)
#: A series that names no end is looked at so far when somebody asks for its days.
HORIZON = timedelta(days=366 * 5)
CHANGED = "The series was changed"


@dataclass(frozen=True)
class Rhythm:
    """When and where a series meets."""

    rule: str
    first_day: date
    last_day: date | None
    begins: time
    minutes: int
    place: str = ""


def begin_series(board_id: int, rhythm: Rhythm, *, by: Actor, at: datetime) -> Series:
    """Begin a series, call its meetings of the next weeks, and tell everybody once."""
    board = board_for(by, board_id)
    ensure_may_arrange(by, board.id)
    series = _entered(board, rhythm, by, at)
    record(by, Deed.SERIES_BEGUN, f"series/{series.id}", at, board.id)
    _call_ahead(series, at, by=by)
    letters.tell_series(series, [person.id for person in may_be_invited(board.id)], at)
    return series


def series_for(by: Actor, series_id: int) -> Series:
    """Return the series for somebody who arranges the meetings of its board."""
    series = db.session.get(Series, min(series_id, LARGEST_ID))
    if series is None:
        raise NotFound("There is no such series, or it is not yours to see.")
    board_for(by, series.board_id, ARRANGERS)
    return series


def change_following(meeting_id: int, rhythm: Rhythm, *, by: Actor, at: datetime) -> Series:
    """Let this meeting and all that follow it in its series be held by another rhythm.

    The series ends before this meeting and another one begins. A meeting that was called goes to the new day of
    its week, with its agenda and its answers; one whose week has no meeting any more is cancelled.
    """
    meeting = meeting_to_arrange(by, meeting_id)
    former, day = meeting.series, meeting.series_day
    if former is None or day is None:
        raise Conflict("This meeting is of no series: change it alone.")
    following = _still_planned(former, day)

    series = _entered(former.board, rhythm, by, at)
    former.last_day = day - timedelta(days=1)
    record(by, Deed.SERIES_CHANGED, f"series/{former.id}", at, former.board_id, now=series.id)
    for one in following:
        one.series, one.series_day = None, None
    db.session.flush()
    _take_along(following, series, at, by=by)
    _call_ahead(series, at, by=by)
    letters.tell_series(series, [person.id for person in may_be_invited(series.board_id)], at)
    return series


def leave_out(series_id: int, day: date, reason: str, *, by: Actor, at: datetime) -> Series:
    """Let the series not meet on one of its days; a meeting that was called for it is cancelled."""
    series = series_for(by, series_id)
    if day not in days_to_come(series, day, day):
        raise Conflict("The series does not meet on that day.")
    series.left_out = sorted({*series.left_out, day.isoformat()})
    record(by, Deed.SERIES_CHANGED, f"series/{series.id}", at, series.board_id, left_out=str(day))
    called = [one for one in _still_planned(series, day) if one.series_day == day]
    for meeting in called:
        call_off(meeting, reason or CHANGED, by=by, at=at)
    return series


def end_series(series_id: int, last_day: date, *, by: Actor, at: datetime) -> Series:
    """Let the series end after *last_day*; meetings that were called for later are cancelled."""
    series = series_for(by, series_id)
    series.last_day = last_day
    record(by, Deed.SERIES_CHANGED, f"series/{series.id}", at, series.board_id, ends=str(last_day))
    for meeting in _still_planned(series, last_day + timedelta(days=1)):
        call_off(meeting, "The series has ended", by=by, at=at)
    return series


def call_due(at: datetime) -> None:
    """Call the meetings of every series for the next weeks: done from time to time while the board is served."""
    soon = (at + AHEAD - timedelta(days=1)).date()
    going_on = or_(Series.last_day.is_(None), Series.last_day > Series.called_until)
    behind = select(Series.id).where(Series.called_until < soon, going_on)
    ids = list(db.session.scalars(behind))
    db.session.rollback()
    for series_id in ids:
        with transaction():
            one_at_a_time(f"series {series_id}")
            series = db.session.get_one(Series, series_id, populate_existing=True)
            _call_ahead(series, at, by=None)


def days_to_come(series: Series, since: date, until: date) -> list[date]:
    """Return the days from *since* to *until* on which the series meets."""
    ends = min(until, series.last_day) if series.last_day else until
    if ends < since:
        return []
    return days_of(series.rule, series.first_day, since, ends, series.left_out)


def _entered(board: Board, rhythm: Rhythm, by: Actor, at: datetime) -> Series:
    rule = checked(rhythm.rule)
    starts_at, ends_at = sitting_on(rhythm.first_day, rhythm.begins, rhythm.minutes, board.zone)
    ensure_sensible(starts_at, ends_at, rhythm.place)
    last = rhythm.last_day
    if last is not None and last < rhythm.first_day:
        raise Invalid("The series ends before it begins.", {"last_day": "Choose a later day."})
    series = Series(
        board=board,
        rule=rule,
        first_day=rhythm.first_day,
        last_day=last,
        begins=rhythm.begins,
        minutes=rhythm.minutes,
        place=rhythm.place,
        left_out=[],
        begun_by_id=by.person_id,
        begun_at=at,
    )
    if not days_to_come(series, rhythm.first_day, rhythm.first_day + HORIZON):
        raise Invalid("This series never meets.", {"day": "Choose a day on which it meets."})
    db.session.add(series)
    db.session.flush()
    return series


def _call_ahead(series: Series, at: datetime, *, by: Actor | None) -> None:
    """Call what the series names up to the horizon and has not called yet."""
    today = at.astimezone(ZoneInfo(series.board.zone)).date()
    until = today + AHEAD
    since = max(today, series.called_until + timedelta(days=1) if series.called_until else today)
    called = set(
        db.session.scalars(select(Meeting.series_day).where(Meeting.series_id == series.id))
    )
    for day in days_to_come(series, since, until):
        starts_at, ends_at = sitting_on(day, series.begins, series.minutes, series.board.zone)
        if day not in called and starts_at > at:
            enter_meeting(
                series.board, starts_at, ends_at, series.place, by=by, at=at, of=(series, day)
            )
    series.called_until = until


def _take_along(following: Iterable[Meeting], series: Series, at: datetime, *, by: Actor) -> None:
    """Move meetings that were called to the day of their week in the new series."""
    free = days_to_come(series, series.first_day, at.date() + AHEAD + AHEAD)
    by_week = {day.isocalendar()[:2]: day for day in reversed(free)}
    for meeting in following:
        day = by_week.pop(meeting.day.isocalendar()[:2], None)
        if day is None:
            call_off(meeting, CHANGED, by=by, at=at)
            continue
        starts_at, ends_at = sitting_on(day, series.begins, series.minutes, series.board.zone)
        meeting.series, meeting.series_day = series, day
        if (starts_at, ends_at, series.place) != (
            meeting.starts_at,
            meeting.ends_at,
            meeting.place,
        ):
            move_meeting(meeting, starts_at, ends_at, series.place, by=by, at=at)
    db.session.flush()


def _still_planned(series: Series, since: date) -> list[Meeting]:
    """Return the meetings that were called for *since* and later and have not begun."""
    wanted = select(Meeting).where(
        Meeting.series_id == series.id,
        Meeting.series_day >= since,
        Meeting.status == MeetingStatus.PLANNED,
        Meeting.cancelled_at.is_(None),
    )
    return list(db.session.scalars(wanted.order_by(Meeting.starts_at).with_for_update()))
