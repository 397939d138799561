"""Notes on the facts of a case: written, answered, resolved, pinned to the record."""

from datetime import datetime

from sqlalchemy import func, select

from board.accounts.actor import Actor
from board.audit.deeds import Deed
from board.audit.services import record
from board.cases.anchors import SECTION_WORDS, is_anchor
from board.cases.gate import version_for
from board.cases.models import Case
from board.db import db
from board.decisions.gate import note_for
from board.decisions.models import Note, NoteKind, NoteResolution, Plan, PlanStatus, Recusal
from board.decisions.policy import ensure_may_note, ensure_may_resolve, ensure_may_write_plan
from board.decisions.services.grounds import unsettle_case
from board.errors import Conflict, Invalid, NotAllowed
from board.meetings import log
from board.meetings.log import Part
from board.meetings.models import AgendaItem, Meeting, MeetingStatus

LONGEST_NOTE = 4_000

#: What a note can be about besides a fact: the sections of the brief.
ANCHORS = SECTION_WORDS


def write_note(
    case_number: str,
    text: str,
    *,
    anchor: str,
    kind: NoteKind,
    by: Actor,
    at: datetime,
    version: int | None = None,
    answers: int | None = None,
    key: str | None = None,
) -> Note:
    """Keep a remark on one fact or section of a version of a case, the newest when none is named.

    With *answers* it is a remark on another note, about the same thing. *key* names the act: sent again, the
    stored note is returned and nothing is written.
    """
    on = version_for(by, case_number, version)
    case = on.case
    stored = _sent_before(key, case, text, by)
    if stored is not None:
        return stored
    ensure_may_note(by, case.board_id, kind)
    first = _answered(by, answers, case) if answers is not None else None
    if first is not None:
        anchor = first.anchor
    elif not is_anchor(anchor, on):
        raise Invalid("Say what the note is about.", {"anchor": "Choose a fact or a section."})

    note = Note(
        case_id=case.id,
        case_version_id=on.id,
        author_id=by.person_id,
        kind=kind,
        anchor=anchor,
        text=_text(text),
        written_at=at,
        answers_id=first.id if first else None,
        key=_stored_key(key, by),
    )
    db.session.add(note)
    db.session.flush()

    detail = {"answers": first.id} if first else {}
    record(by, Deed.NOTED, f"note/{note.id}", at, case.board_id, case=case.number, **detail)
    _tell_rooms(first or note, "noted", by, at)
    return note


def resolve_note(note_id: int, *, by: Actor, at: datetime) -> Note:
    """Say that nothing more is to be done about a note; an answer is resolved with what it answers."""
    return _turn(note_id, resolved=True, by=by, at=at)


def reopen_note(note_id: int, *, by: Actor, at: datetime) -> Note:
    """Open a resolved note again; who resolved it and when stays known."""
    return _turn(note_id, resolved=False, by=by, at=at)


def pin_note(note_id: int, *, by: Actor, at: datetime) -> Note:
    """Pin a note to the decision record, or take it off again."""
    note = note_for(by, note_id)
    ensure_may_write_plan(by, note.version.case.board_id)
    if _stepped_aside(note.case_id, by):
        raise NotAllowed("You stepped aside for this case: somebody else pins its notes.")

    note.pinned_at = None if note.pinned_at else at

    pinned = note.pinned_at is not None
    board_id = note.version.case.board_id
    record(by, Deed.NOTE_PINNED, f"note/{note.id}", at, board_id, pinned=pinned)
    _tell_rooms(note, "note_pinned", by, at)
    unsettle_case(note.case_id, by, at)
    return note


def notes_on(case_id: int) -> list[Note]:
    """Return the notes on a case, oldest first."""
    return list(db.session.scalars(select(Note).where(Note.case_id == case_id).order_by(Note.id)))


def _turn(note_id: int, *, resolved: bool, by: Actor, at: datetime) -> Note:
    note = note_for(by, note_id)
    board_id = note.version.case.board_id
    ensure_may_resolve(by, board_id)
    if note.answers_id is not None:
        raise Conflict("This is an answer: what it answers is resolved.")
    if (note.resolution is not None) is resolved:
        return note

    note.resolutions.append(NoteResolution(resolved=resolved, person_id=by.person_id, at=at))
    db.session.flush()

    deed = Deed.NOTE_RESOLVED if resolved else Deed.NOTE_REOPENED
    record(by, deed, f"note/{note.id}", at, board_id)
    _tell_rooms(note, "note_resolved" if resolved else "note_reopened", by, at)
    return note


def _stepped_aside(case_id: int, by: Actor) -> bool:
    """Return whether somebody has no part in the case as it is discussed last, or in its plan on its way."""
    last = select(func.max(AgendaItem.id)).where(AgendaItem.case_id == case_id)
    drafts = select(Plan.item_id).where(Plan.case_id == case_id, Plan.status == PlanStatus.DRAFT)
    mine = select(Recusal.id).where(
        Recusal.person_id == by.person_id,
        Recusal.item_id.in_(last) | Recusal.item_id.in_(drafts),
    )
    return db.session.scalar(mine.limit(1)) is not None


def _sent_before(key: str | None, case: Case, text: str, by: Actor) -> Note | None:
    """Return the note that this act wrote before; refuse when it was another one."""
    stored = _stored_key(key, by)
    if stored is None:
        return None
    note = db.session.scalar(select(Note).where(Note.key == stored))
    if note is not None and (note.case_id, note.text) != (case.id, _text(text)):
        raise Conflict("This note was sent before, with other words. Send it once more.")
    return note


def _stored_key(key: str | None, by: Actor) -> str | None:
    if not key:
        return None
    if not 8 <= len(key) <= 60 or not key.isascii() or not key.isprintable():
        raise Invalid("The page sent no valid name for this note. Reload it and write again.")
    return f"{by.person_id}:{key}"


def _answered(by: Actor, note_id: int, case: Case) -> Note:
    """Return the note at the head of the thread that an answer belongs to."""
    note = note_for(by, note_id)
    if note.case_id != case.id:
        raise Invalid(
            "That note is about another case.", {"answers": "Choose a note of this case."}
        )
    return note_for(by, note.answers_id) if note.answers_id is not None else note


def _text(typed: str) -> str:
    text = typed.replace("\x00", "").replace("\r\n", "\n").strip()
    if not text:
        raise Invalid("The note is empty.", {"text": "Write the note."})
    if len(text) > LONGEST_NOTE:
        raise Invalid("The note is too long.", {"text": f"At most {LONGEST_NOTE} characters."})
    return text


def _tell_rooms(note: Note, kind: str, by: Actor, at: datetime) -> None:
    """Let the open rooms with this case on their agenda draw its notes anew; the agenda counts questions."""
    parts = (Part.NOTES, Part.AGENDA) if note.kind is NoteKind.QUESTION else (Part.NOTES,)
    rows = db.session.execute(
        select(Meeting, AgendaItem.id)
        .join(AgendaItem, AgendaItem.meeting_id == Meeting.id)
        .where(AgendaItem.case_id == note.case_id, Meeting.status == MeetingStatus.OPEN)
    ).all()
    for meeting, item_id in rows:
        log.append(meeting, kind, parts, at, item_id=item_id, person_id=by.person_id)
