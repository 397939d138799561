"""Notes on the facts of a case."""

from datetime import datetime

from sqlalchemy import select

from board.accounts.actor import Actor
from board.audit.deeds import Deed
from board.audit.services import record
from board.cases.gate import case_for
from board.cases.models import Case
from board.db import db
from board.decisions.gate import note_for
from board.decisions.models import Note, NoteKind
from board.decisions.policy import ensure_may_note, ensure_may_write_plan
from board.errors import Invalid
from board.meetings import log
from board.meetings.log import Part
from board.meetings.models import AgendaItem, Meeting, MeetingStatus

LONGEST_NOTE = 4_000

#: What a note can be about: the sections of the brief.
ANCHORS = {
    "summary": "the case as a whole",
    "genetics": "genetics",
    "timeline": "treatment and response",
    "lines": "lines and refractoriness",
    "eligibility": "eligibility",
    "health": "overall health",
    "supportive": "supportive care",
    "missing": "missing data",
}


def write_note(
    case_number: str, text: str, *, anchor: str, kind: NoteKind, by: Actor, at: datetime
) -> Note:
    """Keep a remark on one section of the newest version of a case."""
    case = case_for(by, case_number)
    ensure_may_note(by, case.board_id, kind)
    if anchor not in ANCHORS:
        raise Invalid("Say which section the note is about.", {"anchor": "Choose a section."})
    text = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if not text:
        raise Invalid("The note is empty.", {"text": "Write the note."})
    if len(text) > LONGEST_NOTE:
        raise Invalid("The note is too long.", {"text": f"At most {LONGEST_NOTE} characters."})

    note = Note(
        case_id=case.id,
        case_version_id=case.newest.id,
        author_id=by.person_id,
        kind=kind,
        anchor=anchor,
        text=text,
        written_at=at,
    )
    db.session.add(note)
    db.session.flush()

    record(by, Deed.NOTED, f"note/{note.id}", at, case.board_id, case=case.number)
    _tell_rooms(case, "noted", by, at)
    return note


def pin_note(note_id: int, *, by: Actor, at: datetime) -> Note:
    """Pin a note to the decision record, or take it off again."""
    note = note_for(by, note_id)
    case = note.version.case
    ensure_may_write_plan(by, case.board_id)

    note.pinned_at = None if note.pinned_at else at

    record(
        by,
        Deed.NOTE_PINNED,
        f"note/{note.id}",
        at,
        case.board_id,
        pinned=note.pinned_at is not None,
    )
    _tell_rooms(case, "note_pinned", by, at)
    return note


def notes_on(case_id: int) -> list[Note]:
    """Return the notes on a case, oldest first."""
    return list(db.session.scalars(select(Note).where(Note.case_id == case_id).order_by(Note.id)))


def _tell_rooms(case: Case, kind: str, by: Actor, at: datetime) -> None:
    """Let the open rooms with this case on their agenda draw its notes anew."""
    rows = db.session.execute(
        select(Meeting, AgendaItem.id)
        .join(AgendaItem, AgendaItem.meeting_id == Meeting.id)
        .where(AgendaItem.case_id == case.id, Meeting.status == MeetingStatus.OPEN)
    ).all()
    for meeting, item_id in rows:
        log.append(meeting, kind, (Part.NOTES,), at, item_id=item_id, person_id=by.person_id)
