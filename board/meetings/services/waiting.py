"""Beside the agenda: cases a meeting records without discussing them, and cases that are taken back."""

from datetime import datetime

from board.accounts.actor import Actor
from board.audit.deeds import Deed
from board.audit.services import record
from board.cases.gate import case_for
from board.cases.policy import ensure_may_correct
from board.db import db
from board.errors import Conflict, Invalid, NotFound
from board.meetings import log
from board.meetings.gate import meeting_to_arrange
from board.meetings.log import Part
from board.meetings.models import Meeting
from board.meetings.planning import ListedCase, Withdrawal
from board.meetings.queries import agenda_item_of, listed_entry_of, withdrawal_of
from board.meetings.services.calling import said


def put_on_list(
    meeting_id: int, case_number: str, reason: str, *, by: Actor, at: datetime
) -> ListedCase:
    """Let a meeting record a case in its newest version and not discuss it, for a stated reason."""
    meeting = meeting_to_arrange(by, meeting_id)
    case = case_for(by, case_number)
    if case.board_id != meeting.board_id:
        raise Invalid(f"{case.number} was brought to another board.")
    if agenda_item_of(case.id) is not None:
        raise Conflict(f"{case.number} is on an agenda. Take it off first.")
    if withdrawal_of(case.id) is not None:
        raise Conflict(f"{case.number} was withdrawn. Bring it back first.")
    if any(entry.case_id == case.id for entry in meeting.listed):
        raise Conflict(f"{case.number} is on the list of this meeting already.")

    entry = ListedCase(
        case=case,
        version=case.newest,
        reason=said(reason, f"Say why {case.number} needs no discussion."),
        listed_by_id=by.person_id,
        listed_at=at,
    )
    meeting.listed.append(entry)
    db.session.flush()

    _tell(meeting, Deed.CASE_LISTED, "case_listed", case.number, by, at)
    return entry


def take_off_list(meeting_id: int, entry_id: int, *, by: Actor, at: datetime) -> ListedCase:
    """Take a case off the list of a meeting, and return what is gone; it waits again."""
    meeting = meeting_to_arrange(by, meeting_id)
    entry = next((one for one in meeting.listed if one.id == entry_id), None)
    if entry is None:
        raise NotFound("There is no such case on the list of this meeting.")
    meeting.listed.remove(entry)

    _tell(meeting, Deed.CASE_UNLISTED, "case_unlisted", entry.case.number, by, at)
    return entry


def withdraw(case_number: str, reason: str, *, by: Actor, at: datetime) -> Withdrawal:
    """Take a case back from the waiting list, for a stated reason: whoever may correct it may do that."""
    case = case_for(by, case_number)
    ensure_may_correct(by, case)
    if withdrawal_of(case.id) is not None:
        raise Conflict(f"{case.number} was withdrawn already.")
    listed = listed_entry_of(case.id)
    if agenda_item_of(case.id) is not None or (listed and listed[1].closed_at is None):
        raise Conflict(f"{case.number} is on an agenda. Ask the coordinator to take it off first.")

    gone = Withdrawal(
        case=case,
        reason=said(reason, f"Say why {case.number} is taken back."),
        withdrawn_by_id=by.person_id,
        withdrawn_at=at,
    )
    db.session.add(gone)
    db.session.flush()
    record(by, Deed.CASE_WITHDRAWN, f"case/{case.id}", at, case.board_id)
    return gone


def bring_back(case_number: str, *, by: Actor, at: datetime) -> None:
    """Let a withdrawn case wait again."""
    case = case_for(by, case_number)
    ensure_may_correct(by, case)
    gone = withdrawal_of(case.id)
    if gone is None:
        return
    gone.ended_at = at
    record(by, Deed.CASE_BROUGHT_BACK, f"case/{case.id}", at, case.board_id)


def _tell(meeting: Meeting, deed: Deed, kind: str, number: str, by: Actor, at: datetime) -> None:
    record(by, deed, f"meeting/{meeting.id}", at, meeting.board_id, case=number)
    log.append(meeting, kind, (Part.AGENDA,), at, person_id=by.person_id)
