"""Calling a meeting, inviting to it, and answering."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import select

from board.accounts.actor import Actor
from board.accounts.services import board_for
from board.audit.deeds import Deed
from board.audit.services import record
from board.db import db
from board.errors import Conflict, Invalid
from board.meetings import log
from board.meetings.gate import meeting_for, meeting_to_arrange
from board.meetings.log import Part
from board.meetings.models import Invitation, Meeting, Reply
from board.meetings.policy import ensure_may_arrange, ensure_not_over
from board.meetings.queries import may_be_invited

#: What a code is made of: nothing that is mistaken for something else when read from a wall.
CODE_LETTERS = "ACDEFGHJKMNPQRTUVWXY34679"
CODE_LENGTH = 4

LONGEST_MEETING = timedelta(hours=12)
LONGEST_PLACE = 120


def call_meeting(
    board_id: int, starts_at: datetime, ends_at: datetime, place: str, *, by: Actor, at: datetime
) -> Meeting:
    """Call a meeting of the board and invite everybody who may come into its room."""
    board = board_for(by, board_id)
    ensure_may_arrange(by, board.id)
    _ensure_sensible(starts_at, ends_at, place)

    meeting = Meeting(
        board=board, starts_at=starts_at, ends_at=ends_at, place=place, code=_free_code()
    )
    db.session.add(meeting)
    meeting.invitations = [Invitation(person=person) for person in may_be_invited(board.id)]
    db.session.flush()

    invited = len(meeting.invitations)
    record(by, Deed.MEETING_CALLED, f"meeting/{meeting.id}", at, board.id, invited=invited)
    log.append(meeting, "meeting_called", (Part.AGENDA,), at, person_id=by.person_id)
    return meeting


def change_meeting(
    meeting_id: int, starts_at: datetime, ends_at: datetime, place: str, *, by: Actor, at: datetime
) -> Meeting:
    """Hold the meeting at another time or place."""
    meeting = meeting_to_arrange(by, meeting_id)
    _ensure_sensible(starts_at, ends_at, place)

    meeting.starts_at, meeting.ends_at, meeting.place = starts_at, ends_at, place

    record(by, Deed.MEETING_CHANGED, f"meeting/{meeting.id}", at, meeting.board_id)
    parts = (Part.AGENDA, Part.CLOCK)
    log.append(meeting, "meeting_changed", parts, at, person_id=by.person_id)
    return meeting


def invite(meeting_id: int, person_id: int, *, by: Actor, at: datetime) -> Invitation:
    """Ask one more person of the board to come; nobody is asked twice."""
    meeting = meeting_to_arrange(by, meeting_id)
    if person_id not in {person.id for person in may_be_invited(meeting.board_id)}:
        raise Invalid("Only people of this board who may come into its room can be invited.")
    for asked in meeting.invitations:
        if asked.person_id == person_id:
            return asked

    invitation = Invitation(meeting=meeting, person_id=person_id)
    db.session.add(invitation)

    record(by, Deed.INVITED, f"meeting/{meeting.id}", at, meeting.board_id, person_id=person_id)
    log.append(meeting, "invited", (Part.PEOPLE,), at, person_id=person_id)
    return invitation


def reply(meeting_id: int, reply: Reply, *, by: Actor, at: datetime) -> Invitation:
    """Say whether *by* will come; the last answer counts."""
    meeting = meeting_for(by, meeting_id, lock=True)
    ensure_not_over(meeting)
    mine = next((asked for asked in meeting.invitations if asked.person_id == by.person_id), None)
    if mine is None:
        raise Conflict("You have not been invited to this meeting. Ask its coordinator.")
    if reply is Reply.NONE:
        raise Invalid("Answer yes, maybe or no.")
    if mine.reply is reply:
        return mine

    mine.reply, mine.replied_at = reply, at

    name, board_id = f"meeting/{meeting.id}", meeting.board_id
    record(by, Deed.INVITATION_ANSWERED, name, at, board_id, reply=reply.value)
    log.append(meeting, "replied", (Part.PEOPLE,), at, person_id=by.person_id)
    return mine


def _ensure_sensible(starts_at: datetime, ends_at: datetime, place: str) -> None:
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
