"""Breaks of a meeting: when one is due, and how the clock of the case stands still meanwhile."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from board.accounts.actor import Actor
from board.audit.deeds import Deed
from board.audit.services import record
from board.db import db
from board.errors import Conflict, Invalid
from board.meetings import log
from board.meetings.gate import meeting_to_arrange
from board.meetings.log import Part
from board.meetings.models import Meeting, MeetingEvent, MeetingStatus
from board.meetings.timetable import LONGEST_STRETCH, next_break

LONGEST_BREAK = 60  # minutes

_PARTS = (Part.CLOCK, Part.AGENDA)


def call_break(meeting_id: int, minutes: int, *, by: Actor, at: datetime) -> Meeting:
    """Let the room pause for so many minutes: the clock of the case on the table stands still."""
    meeting = meeting_to_arrange(by, meeting_id)
    if meeting.status is not MeetingStatus.OPEN:
        raise Conflict("The live room is not open: there is nothing to break off.")
    if not 1 <= minutes <= LONGEST_BREAK:
        raise Invalid(
            "Say how long the break is.", {"minutes": f"From 1 to {LONGEST_BREAK} minutes."}
        )
    if meeting.break_until is None and meeting.current is not None:
        item = meeting.current
        item.seconds_before, item.taken_up_at = item.seconds_spent(at), None
    planned = next_break(meeting) if meeting.break_until is None else None
    if planned is not None:
        planned.taken_at = at
    meeting.break_until = at + timedelta(minutes=minutes)

    record(by, Deed.BREAK_CALLED, f"meeting/{meeting.id}", at, meeting.board_id, minutes=minutes)
    log.append(meeting, "break_called", _PARTS, at, person_id=by.person_id, minutes=minutes)
    return meeting


def end_break(meeting_id: int, *, by: Actor, at: datetime) -> Meeting:
    """Go on after a break; going on without one changes nothing."""
    meeting = meeting_to_arrange(by, meeting_id)
    if meeting.break_until is None:
        return meeting
    if meeting.current is not None:
        meeting.current.taken_up_at = at
    finish_break(meeting, at)

    record(by, Deed.BREAK_ENDED, f"meeting/{meeting.id}", at, meeting.board_id)
    log.append(meeting, "break_ended", _PARTS, at, person_id=by.person_id)
    return meeting


def finish_break(meeting: Meeting, at: datetime) -> None:
    """Let no break stand: the room goes on, or closes."""
    if meeting.break_until is not None:
        meeting.break_until, meeting.break_ended_at = None, at


def break_due(meeting: Meeting) -> datetime | None:
    """Return when the room has worked for an hour since its first case or its last break.

    None while nothing has been taken up, during a break, and when the meeting is not live.
    """
    if meeting.status is not MeetingStatus.OPEN or meeting.break_until is not None:
        return None
    began = meeting.break_ended_at or db.session.scalar(
        select(func.min(MeetingEvent.at)).where(
            MeetingEvent.meeting_id == meeting.id, MeetingEvent.kind == "taken_up"
        )
    )
    return began + LONGEST_STRETCH if began is not None else None
