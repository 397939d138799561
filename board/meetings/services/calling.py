"""Calling a meeting, inviting to it, and answering."""

import secrets
from datetime import date, datetime, timedelta

from sqlalchemy import select

from board.accounts.actor import Actor
from board.accounts.models import Board
from board.accounts.services import board_for
from board.audit.deeds import Deed
from board.audit.services import record
from board.db import db
from board.errors import Conflict, Invalid
from board.meetings import log
from board.meetings.gate import meeting_for, meeting_to_arrange
from board.meetings.log import Part
from board.meetings.models import Invitation, Meeting, MeetingStatus, Reply
from board.meetings.planning import Series
from board.meetings.policy import ensure_may_arrange, ensure_not_over
from board.meetings.queries import may_be_invited
from board.meetings.services import letters

#: What a code is made of: nothing that is mistaken for something else when read from a wall.
CODE_LETTERS = "ACDEFGHJKMNPQRTUVWXY34679"
CODE_LENGTH = 4

LONGEST_MEETING = timedelta(hours=12)
LONGEST_PLACE = 120
LONGEST_REASON = 300


def call_meeting(
    board_id: int, starts_at: datetime, ends_at: datetime, place: str, *, by: Actor, at: datetime
) -> Meeting:
    """Call a meeting of the board and invite everybody who may come into its room."""
    board = board_for(by, board_id)
    ensure_may_arrange(by, board.id)
    ensure_sensible(starts_at, ends_at, place)
    return enter_meeting(board, starts_at, ends_at, place, by=by, at=at)


def enter_meeting(
    board: Board,
    starts_at: datetime,
    ends_at: datetime,
    place: str,
    *,
    by: Actor | None,
    at: datetime,
    of: tuple[Series, date] | None = None,
) -> Meeting:
    """Return a new meeting with its invitations; *of* names the series and the day it is called from.

    Nobody is asked whether this may be: whoever calls this has asked.
    """
    meeting = Meeting(
        board=board, starts_at=starts_at, ends_at=ends_at, place=place, code=_free_code()
    )
    if of is not None:
        meeting.series, meeting.series_day = of
    db.session.add(meeting)
    meeting.invitations = [Invitation(person=person) for person in may_be_invited(board.id)]
    db.session.flush()

    invited, links = len(meeting.invitations), {"series": of[0].id} if of else {}
    name, by_id = f"meeting/{meeting.id}", by.person_id if by else None
    record(by, Deed.MEETING_CALLED, name, at, board.id, invited=invited, **links)
    log.append(meeting, "meeting_called", (Part.AGENDA,), at, person_id=by_id)
    letters.invite(meeting, at)
    return meeting


def change_meeting(
    meeting_id: int, starts_at: datetime, ends_at: datetime, place: str, *, by: Actor, at: datetime
) -> Meeting:
    """Hold the meeting at another time or place; one of a series is moved alone."""
    meeting = meeting_to_arrange(by, meeting_id)
    ensure_sensible(starts_at, ends_at, place)
    return move_meeting(meeting, starts_at, ends_at, place, by=by, at=at)


def move_meeting(
    meeting: Meeting, starts_at: datetime, ends_at: datetime, place: str, *, by: Actor, at: datetime
) -> Meeting:
    """Put a meeting that *by* may arrange at another time or place, and tell those who were asked."""
    before = (meeting.starts_at, meeting.ends_at, meeting.place)
    meeting.starts_at, meeting.ends_at, meeting.place = starts_at, ends_at, place
    moved = before != (starts_at, ends_at, place)
    meeting.sequence += moved

    record(by, Deed.MEETING_CHANGED, f"meeting/{meeting.id}", at, meeting.board_id)
    parts = (Part.AGENDA, Part.CLOCK)
    log.append(meeting, "meeting_changed", parts, at, person_id=by.person_id)
    if moved:
        letters.tell_changed(meeting, at)
    return meeting


def cancel_meeting(meeting_id: int, reason: str, *, by: Actor, at: datetime) -> Meeting:
    """Let a planned meeting not take place; its cases wait again, for the stated reason."""
    meeting = meeting_to_arrange(by, meeting_id)
    if meeting.status is not MeetingStatus.PLANNED:
        raise Conflict("The room is open already. End the meeting instead.")
    reason = said(reason, "Say why the meeting does not take place.")
    call_off(meeting, reason, by=by, at=at)
    if meeting.series is not None and meeting.series_day is not None:
        day = meeting.series_day.isoformat()
        meeting.series.left_out = sorted({*meeting.series.left_out, day})
    return meeting


def call_off(meeting: Meeting, reason: str, *, by: Actor, at: datetime) -> None:
    """Cancel a planned meeting that *by* may arrange, and tell those who were asked."""
    meeting.cancelled_at, meeting.cancelled_because = at, reason
    meeting.sequence += 1
    for item in meeting.items:
        item.carried_over = item.carried_over or "The meeting was cancelled"

    name, waiting = f"meeting/{meeting.id}", len(meeting.items)
    record(by, Deed.MEETING_CANCELLED, name, at, meeting.board_id, waiting=waiting)
    parts = (Part.AGENDA, Part.CLOCK)
    log.append(meeting, "meeting_cancelled", parts, at, person_id=by.person_id)
    letters.tell_cancelled(meeting, at)


def invite(meeting_id: int, person_id: int, *, by: Actor, at: datetime) -> Invitation:
    """Ask one more person of the board to come; nobody is asked twice."""
    meeting = meeting_to_arrange(by, meeting_id)
    if person_id not in {person.id for person in may_be_invited(meeting.board_id)}:
        raise Invalid("Only people of this board who may come into its room can be invited.")
    return _asked(meeting, person_id, by=by, at=at)


def reply(
    meeting_id: int, reply: Reply, *, by: Actor, at: datetime, deputy_id: int | None = None
) -> Invitation:
    """Say whether *by* will come; the last answer counts. A deputy sits on the board and is invited, too."""
    meeting = meeting_for(by, meeting_id, lock=True)
    ensure_not_over(meeting)
    mine = next((asked for asked in meeting.invitations if asked.person_id == by.person_id), None)
    if mine is None:
        raise Conflict("You have not been invited to this meeting. Ask its coordinator.")
    if reply is Reply.NONE:
        raise Invalid("Answer yes, late, a deputy, maybe or no.")
    deputy_id = _deputy(meeting, deputy_id, by) if reply is Reply.DEPUTY else None
    if (mine.reply, mine.deputy_id) == (reply, deputy_id):
        return mine

    mine.reply, mine.deputy_id, mine.replied_at = reply, deputy_id, at
    if deputy_id is not None:
        _asked(meeting, deputy_id, by=by, at=at)

    name, board_id = f"meeting/{meeting.id}", meeting.board_id
    record(by, Deed.INVITATION_ANSWERED, name, at, board_id, reply=reply.value)
    log.append(meeting, "replied", (Part.PEOPLE,), at, person_id=by.person_id)
    return mine


def _asked(meeting: Meeting, person_id: int, *, by: Actor, at: datetime) -> Invitation:
    for asked in meeting.invitations:
        if asked.person_id == person_id:
            return asked
    invitation = Invitation(meeting=meeting, person_id=person_id)
    db.session.add(invitation)

    record(by, Deed.INVITED, f"meeting/{meeting.id}", at, meeting.board_id, person_id=person_id)
    log.append(meeting, "invited", (Part.PEOPLE,), at, person_id=person_id)
    letters.invite(meeting, at, [person_id])
    return invitation


def _deputy(meeting: Meeting, deputy_id: int | None, by: Actor) -> int:
    able = {person.id for person in may_be_invited(meeting.board_id)} - {by.person_id}
    if deputy_id is None or deputy_id not in able:
        raise Invalid(
            "Name your deputy.", {"deputy": "Choose somebody of this board who may come in."}
        )
    return deputy_id


def said(reason: str, ask: str) -> str:
    """Return a reason on one line, or refuse with the sentence *ask* when there is none."""
    words = " ".join("".join(sign if sign.isprintable() else " " for sign in reason).split())
    if not 0 < len(words) <= LONGEST_REASON:
        raise Invalid(ask, {"reason": f"Write the reason, at most {LONGEST_REASON} characters."})
    return words


def ensure_sensible(starts_at: datetime, ends_at: datetime, place: str) -> None:
    """Refuse times and a place that no meeting can have."""
    if ends_at <= starts_at:
        raise Invalid("The meeting ends before it begins.", {"ends": "Choose a later time."})
    if ends_at - starts_at > LONGEST_MEETING:
        raise Invalid("A meeting takes twelve hours at most.", {"ends": "Choose an earlier time."})
    if len(place) > LONGEST_PLACE or not place.isprintable():
        raise Invalid(
            "The place cannot be kept as it is.",
            {"place": f"Write it on one line, in at most {LONGEST_PLACE} characters."},
        )


def _free_code() -> str:
    while True:
        code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
        if db.session.scalar(select(Meeting.id).where(Meeting.code == code)) is None:
            return code
