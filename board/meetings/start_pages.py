"""What the start page and the schedule of a board show, and where a case stands."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from board.accounts.actor import Actor
from board.accounts.models import Board
from board.accounts.services import boards_of
from board.cases.models import Case, Draft
from board.cases.policy import may_submit
from board.cases.services import drafts_of
from board.meetings.models import AgendaItem, Invitation, ItemStatus, Meeting, MeetingStatus
from board.meetings.pages import AgendaPage, agenda_page
from board.meetings.planning import FactRequest, Series, Withdrawal
from board.meetings.policy import IN_THE_ROOM, may_arrange
from board.meetings.queries import (
    Quorum,
    agenda_item_of,
    cases_brought_by,
    discussed_item_of,
    invitations_to_answer,
    listed_entry_of,
    meetings_of,
    past_meetings,
    quorum_expected,
    series_of,
    upcoming_meetings,
    withdrawal_of,
)
from board.meetings.recurrence import words_of
from board.meetings.services.preparing import requests_to_answer
from board.meetings.services.series import days_to_come
from board.meetings.timetable import minutes_booked, minutes_planned, start_times

#: How many of the next days of a series are shown.
SHOWN_DAYS = 10


@dataclass(frozen=True)
class MeetingLine:
    """A meeting in a list."""

    meeting: Meeting
    planned: int
    booked: int
    quorum: Quorum
    discussed: int

    @property
    def cases(self) -> int:
        """How many cases are on its agenda."""
        return len(self.meeting.items)


@dataclass(frozen=True)
class StartPage:
    """What a person sees first."""

    #: The next meeting with its agenda in short; None when no meeting is planned.
    next: AgendaPage | None
    coming: tuple[MeetingLine, ...]
    past: tuple[MeetingLine, ...]
    #: Invitations to answer, but for the next meeting's: that one is asked beside its agenda.
    invitations: tuple[Invitation, ...]
    drafts: tuple[Draft, ...]
    cases: tuple[tuple[Case, "Standing"], ...]
    #: Whether this person comes into the room of a board, and whether they call its meetings.
    comes: bool
    arranges: bool
    #: The boards they submit cases to.
    submits: tuple[Board, ...]
    #: The boards whose meetings they arrange.
    boards: tuple[Board, ...] = ()
    #: What they were asked for and have not answered.
    asked: tuple[FactRequest, ...] = ()


@dataclass(frozen=True)
class Standing:
    """Where a case stands: waiting, on an agenda, discussed, on a list, or withdrawn."""

    item: AgendaItem | None
    of: int = 0
    starts_at: datetime | None = None
    #: The meeting that has it on its list, not to be discussed.
    listed: Meeting | None = None
    withdrawn: Withdrawal | None = None

    @property
    def discussed(self) -> bool:
        """Whether a meeting that is over has had it."""
        return self.item is not None and self.item.meeting.status is MeetingStatus.CLOSED


def start_page(by: Actor, at: datetime) -> StartPage:
    """Return everything the start page shows to *by*."""
    coming = upcoming_meetings(by, at)
    return StartPage(
        next=agenda_page(coming[0], by, at) if coming else None,
        coming=tuple(line(meeting) for meeting in coming[1:]),
        past=tuple(line(meeting) for meeting in past_meetings(by, at)),
        invitations=tuple(
            asked for asked in invitations_to_answer(by, at) if asked.meeting not in coming[:1]
        ),
        drafts=tuple(drafts_of(by)),
        cases=tuple((case, standing(case)) for case in cases_brought_by(by)),
        comes=any(seat.role in IN_THE_ROOM for seat in by.seats),
        arranges=any(may_arrange(by, seat.board_id) for seat in by.seats),
        submits=tuple(board for board in boards_of(by) if may_submit(by, board.id)),
        boards=tuple(board for board in boards_of(by) if may_arrange(by, board.id)),
        asked=tuple(requests_to_answer(by)),
    )


@dataclass(frozen=True)
class SeriesLine:
    """A series with the days on which it meets next."""

    series: Series
    words: str
    #: The next days, with the meeting that was called for it, if it was.
    days: tuple[tuple[date, Meeting | None], ...]
    over: bool


def schedule_page(board: Board, at: datetime) -> tuple[SeriesLine, ...]:
    """Return the series of a board that have not ended, with their next days."""
    today = at.astimezone(ZoneInfo(board.zone)).date()
    lines = []
    for series in series_of(board.id):
        called = {
            one.series_day: one for one in meetings_of(series, at) if one.cancelled_at is None
        }
        days = days_to_come(series, today, today + timedelta(weeks=26))[:SHOWN_DAYS]
        over = series.last_day is not None and series.last_day < today
        shown = tuple((day, called.get(day)) for day in days)
        lines.append(SeriesLine(series, words_of(series.rule), shown, over))
    return tuple(lines)


def line(meeting: Meeting) -> MeetingLine:
    """Return what a list says of a meeting."""
    return MeetingLine(
        meeting=meeting,
        planned=minutes_planned(meeting),
        booked=minutes_booked(meeting),
        quorum=quorum_expected(meeting),
        discussed=sum(item.status is ItemStatus.DONE for item in meeting.items),
    )


def standing(case: Case) -> Standing:
    """Return where the case stands: on the next agenda, else at its last meeting, else waiting."""
    item = agenda_item_of(case.id) or discussed_item_of(case.id)
    if item is None:
        entry = listed_entry_of(case.id)
        return Standing(None, listed=entry[1] if entry else None, withdrawn=withdrawal_of(case.id))
    meeting = item.meeting
    return Standing(item, of=len(meeting.items), starts_at=start_times(meeting)[item.id])
