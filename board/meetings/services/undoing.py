"""Taking back a mistaken move of the room: the next case, or the end of the meeting, taken too early.

A reveal is not among them: votes that were seen stay seen, so it asks before.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from board.accounts.actor import Actor
from board.audit.deeds import Deed
from board.audit.services import record
from board.db import db
from board.errors import Conflict
from board.meetings import log
from board.meetings.gate import meeting_for
from board.meetings.log import Part
from board.meetings.models import AgendaItem, ItemStatus, Meeting, MeetingEvent, MeetingStatus
from board.meetings.policy import ensure_may_arrange
from board.meetings.queries import agenda_item_of

#: How long a move is offered to be taken back, and how much longer the way there may take.
OFFERED, ON_THE_WAY = timedelta(seconds=10), timedelta(seconds=5)

#: What may happen in between: it touches nothing that the move touched.
HARMLESS = frozenset(
    {
        "came_in",
        "left",
        "came_back",
        "caught_up",
        "section_shown",
        "noted",
        "note_resolved",
        "note_reopened",
        "opinion_stated",
        "replied",
    }
)


def keep_move(meeting: Meeting, at: datetime, *, to: AgendaItem | None) -> None:
    """Keep how the room stands before it moves on: *to* a case, or to its end."""
    here = meeting.current
    meeting.last_move = {
        "seq": meeting.seq + 1,  # the event of the move itself
        "at": at.isoformat(),
        "from": here.id if here else None,
        "ran": bool(here and here.taken_up_at),
        "to": to.id if to else None,
        "items": {str(one.id): [one.status.value, one.carried_over] for one in meeting.items},
        "name_on_wall": meeting.name_on_wall,
        "break": [
            _said(meeting.break_until),
            _said(meeting.break_ended_at),
        ],
    }


def move_to_take_back(meeting: Meeting, at: datetime) -> bool:
    """Return whether the last move of the room is still offered to be taken back."""
    move = meeting.last_move
    return move is not None and at - datetime.fromisoformat(move["at"]) <= OFFERED


def take_back(meeting_id: int, *, by: Actor, at: datetime) -> Meeting:
    """Let the room stand as before its last move: the time since goes to the case that was on the table."""
    meeting = meeting_for(by, meeting_id, lock=True)
    ensure_may_arrange(by, meeting.board_id)
    move = meeting.last_move
    if move is None or at - datetime.fromisoformat(move["at"]) > OFFERED + ON_THE_WAY:
        raise Conflict("It is too late to take this back. Take up the case that you want.")
    _ensure_alone(meeting, move)

    _restore(meeting, move)
    meeting.last_move = None

    name, back_to = f"meeting/{meeting.id}", move["from"]
    record(by, Deed.MOVE_TAKEN_BACK, name, at, meeting.board_id, item=back_to)
    told = {"person_id": by.person_id, "item_id": back_to}
    log.append(meeting, "move_taken_back", tuple(Part), at, **told)
    return meeting


def _ensure_alone(meeting: Meeting, move: dict[str, Any]) -> None:
    """Refuse when something came of the move already."""
    since = select(MeetingEvent.kind).where(
        MeetingEvent.meeting_id == meeting.id,
        MeetingEvent.seq > move["seq"],
        MeetingEvent.kind.not_in(HARMLESS),
    )
    waiting = [one for one in meeting.items if one.status is ItemStatus.WAITING]
    ended = meeting.status is MeetingStatus.CLOSED
    listed = ended and any(agenda_item_of(one.case_id) is not None for one in waiting)
    if listed or db.session.scalars(since.limit(1)).first() is not None:
        raise Conflict("The room has gone on since: this can no longer be taken back.")


def _restore(meeting: Meeting, move: dict[str, Any]) -> None:
    moved_at = datetime.fromisoformat(move["at"])
    for item in meeting.items:
        status, carried_over = move["items"].get(str(item.id), (item.status.value, None))
        item.status, item.carried_over = ItemStatus(status), carried_over
        on_table = item.id == move["from"]
        item.taken_up_at = moved_at if on_table and move["ran"] else None
    meeting.status, meeting.closed_at = MeetingStatus.OPEN, None
    meeting.name_on_wall = move["name_on_wall"]
    meeting.break_until, meeting.break_ended_at = map(_instant, move["break"])


def _said(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _instant(said: str | None) -> datetime | None:
    return datetime.fromisoformat(said) if said else None
