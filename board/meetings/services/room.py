"""Leading the room through its agenda: opening, taking up cases, coming in, closing."""

from datetime import datetime, timedelta

from sqlalchemy import select

from board.accounts.actor import Actor, Role
from board.audit.deeds import Deed
from board.audit.services import record
from board.cases import brief
from board.db import db
from board.errors import Conflict, Invalid, NotAllowed
from board.meetings import log
from board.meetings.gate import item_to_arrange, meeting_for, meeting_to_arrange
from board.meetings.log import Part
from board.meetings.models import (
    AgendaItem,
    Attendance,
    ItemStatus,
    Meeting,
    MeetingEvent,
    MeetingStatus,
)
from board.meetings.services.breaks import finish_break
from board.meetings.services.undoing import keep_move

#: Who comes in earlier than this before the start looks around and is not on the record.
DOORS_OPEN = timedelta(hours=1)

#: A case that left the table sooner, with nothing begun on it, was passed over and not discussed.
SHORTEST_DISCUSSION = timedelta(minutes=1)
#: Events of later rooms that show that a case was dealt with, however quickly.
DEALT_WITH = frozenset({"ballot_opened", "plan_begun"})
LONGEST_REASON = 300

#: What a presenter can show to the room.
SECTIONS = tuple(section for section, _label, _icon in brief.SECTIONS)


def open_room(meeting_id: int, *, by: Actor, at: datetime) -> Meeting:
    """Open the live room; opening an open one changes nothing."""
    meeting = meeting_to_arrange(by, meeting_id)
    if meeting.status is MeetingStatus.OPEN:
        return meeting

    meeting.status, meeting.opened_at = MeetingStatus.OPEN, at

    record(by, Deed.MEETING_OPENED, f"meeting/{meeting.id}", at, meeting.board_id)
    parts = (Part.AGENDA, Part.CLOCK, Part.CASE)
    log.append(meeting, "room_opened", parts, at, person_id=by.person_id)
    return meeting


def close_room(meeting_id: int, *, by: Actor, at: datetime, reason: str = "") -> Meeting:
    """End the meeting: the clock stops, and cases that were not discussed wait again.

    For a stated *reason* they are carried over; without one they stand as not discussed.
    """
    meeting = meeting_to_arrange(by, meeting_id)
    _ensure_open(meeting)
    reason = _reason(reason)

    keep_move(meeting, at, to=None)
    _put_down(meeting.current, at)
    finish_break(meeting, at)
    left = [item for item in meeting.items if item.status is ItemStatus.WAITING]
    for item in left:
        item.carried_over = item.carried_over or reason or None
    meeting.status, meeting.closed_at = MeetingStatus.CLOSED, at

    name, discussed = f"meeting/{meeting.id}", len(meeting.items) - len(left)
    record(by, Deed.MEETING_CLOSED, name, at, meeting.board_id, discussed=discussed, left=len(left))
    parts = (Part.AGENDA, Part.CLOCK, Part.CASE)
    log.append(meeting, "room_closed", parts, at, person_id=by.person_id)
    return meeting


def take_up(item_id: int, *, by: Actor, at: datetime) -> AgendaItem:
    """Put a case on the table; the one before is done, or waits again when it was passed over."""
    item = item_to_arrange(by, item_id)
    _ensure_open(item.meeting)
    if item.status is ItemStatus.CURRENT:
        return item

    keep_move(item.meeting, at, to=item)
    _put_down(item.meeting.current, at)
    finish_break(item.meeting, at)
    item.status, item.taken_up_at, item.carried_over = ItemStatus.CURRENT, at, None
    item.meeting.name_on_wall = False

    name, version = f"agenda_item/{item.id}", item.version.number
    record(by, Deed.ITEM_TAKEN_UP, name, at, item.meeting.board_id, version=version)
    parts = (Part.AGENDA, Part.CASE, Part.BALLOT, Part.NOTES, Part.PLAN, Part.PEOPLE, Part.CLOCK)
    log.append(item.meeting, "taken_up", parts, at, person_id=by.person_id, item_id=item.id)
    return item


def carry_over(item_id: int, reason: str, *, by: Actor, at: datetime) -> AgendaItem:
    """Leave a case to another meeting, for a stated reason: it waits for an agenda again."""
    item = item_to_arrange(by, item_id)
    _ensure_open(item.meeting)
    reason = _reason(reason)
    if not reason:
        raise Invalid(
            "Say why the case is carried over.",
            {"reason": f"Write the reason, at most {LONGEST_REASON} characters."},
        )
    if item.status is ItemStatus.DONE or _was_dealt_with(item):
        raise Conflict(f"{item.case.number} was discussed: put it on a later agenda instead.")

    _put_down(item, at)
    item.status, item.carried_over = ItemStatus.WAITING, reason

    name = f"agenda_item/{item.id}"
    record(by, Deed.ITEM_CARRIED_OVER, name, at, item.meeting.board_id, case=item.case.number)
    parts = (Part.AGENDA, Part.CASE, Part.BALLOT, Part.NOTES, Part.PLAN, Part.PEOPLE, Part.CLOCK)
    log.append(
        item.meeting, "item_carried_over", parts, at, person_id=by.person_id, item_id=item.id
    )
    return item


def come_in(meeting_id: int, *, by: Actor, at: datetime) -> bool:
    """Note that *by* is in the room, once; return whether this was the first time.

    Looking into a room long before its start or after its end is not coming.
    """
    meeting = meeting_for(by, meeting_id)
    if not _can_be_attended(meeting, at) or _has_come(by, meeting):
        return False
    meeting = meeting_for(by, meeting_id, lock=True)
    if not _can_be_attended(meeting, at) or _has_come(by, meeting):
        return False

    db.session.add(Attendance(meeting=meeting, person_id=by.person_id, came_at=at))

    record(by, Deed.JOINED, f"meeting/{meeting.id}", at, meeting.board_id)
    log.append(meeting, "came_in", (Part.PEOPLE,), at, person_id=by.person_id)
    return True


def show_section(meeting_id: int, section: str, *, by: Actor, at: datetime) -> Meeting:
    """Show a section of the brief to everybody who follows the presenter."""
    meeting = meeting_to_arrange(by, meeting_id)
    if section not in SECTIONS:
        raise Invalid("There is no such section of the brief.")
    if meeting.shown_section != section:
        meeting.shown_section = section
        log.append(meeting, "section_shown", (), at, person_id=by.person_id, section=section)
    return meeting


def show_name(meeting_id: int, shown: bool, *, by: Actor, at: datetime) -> Meeting:
    """Show the patient's name on the wall while this case is on the table, or take it off: the chair's word."""
    meeting = meeting_to_arrange(by, meeting_id)
    if by.role_on(meeting.board_id) is not Role.CHAIR:
        raise NotAllowed("What the wall shows of a patient is for the chair to say.")
    if meeting.current is None:
        raise Conflict("There is no case on the table.")
    if meeting.name_on_wall is shown:
        return meeting

    meeting.name_on_wall = shown

    item, name = meeting.current, f"agenda_item/{meeting.current.id}"
    record(by, Deed.NAME_ON_WALL, name, at, meeting.board_id, shown=shown)
    parts = (Part.CLOCK, Part.AGENDA)
    log.append(meeting, "name_on_wall", parts, at, person_id=by.person_id, item_id=item.id)
    return meeting


def _ensure_open(meeting: Meeting) -> None:
    if meeting.status is not MeetingStatus.OPEN:
        raise Conflict("The live room is not open yet. Open it first.")


def _put_down(item: AgendaItem | None, at: datetime) -> None:
    """Take a case off the table and add up its time; one that was passed over waits again."""
    if item is None or item.status is not ItemStatus.CURRENT:
        return
    item.seconds_before, item.taken_up_at = item.seconds_spent(at), None
    discussed = timedelta(seconds=item.seconds_before) >= SHORTEST_DISCUSSION
    item.status = ItemStatus.DONE if discussed or _was_dealt_with(item) else ItemStatus.WAITING


def _was_dealt_with(item: AgendaItem) -> bool:
    """Return whether a ballot was opened or a plan begun: the log holds what later rooms did."""
    told = select(MeetingEvent.seq).where(
        MeetingEvent.item_id == item.id, MeetingEvent.kind.in_(DEALT_WITH)
    )
    return db.session.scalars(told.limit(1)).first() is not None


def _reason(typed: str) -> str:
    reason = " ".join(typed.replace("\x00", "").split())
    if len(reason) > LONGEST_REASON:
        raise Invalid(
            "The reason is too long.", {"reason": f"At most {LONGEST_REASON} characters."}
        )
    return reason


def _can_be_attended(meeting: Meeting, at: datetime) -> bool:
    if meeting.status is MeetingStatus.PLANNED:
        return at >= meeting.starts_at - DOORS_OPEN
    return meeting.status is MeetingStatus.OPEN


def _has_come(by: Actor, meeting: Meeting) -> bool:
    came = select(Attendance.id).where(
        Attendance.meeting_id == meeting.id, Attendance.person_id == by.person_id
    )
    return db.session.scalar(came) is not None
