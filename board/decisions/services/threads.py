"""Notes as they are read: each with its answers, what became of it, and whether its fact has changed since."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select

from board.cases.anchors import differs, section_of, words_of
from board.cases.models import CaseVersion
from board.db import db
from board.decisions.models import Note, NoteKind, NoteResolution
from board.decisions.services.notes import notes_on


@dataclass(frozen=True)
class Thread:
    """A note with its answers."""

    note: Note
    answers: tuple[Note, ...]
    #: What it is about, in words, and the section of the brief that shows it.
    about: str
    section: str
    #: Who resolved it last, and when; None while it is open.
    resolution: NoteResolution | None
    #: The number of the version it was made on, when there is a newer one.
    older: int | None = None
    #: Whether the newest version says something else there.
    changed: bool = False

    @property
    def is_open_question(self) -> bool:
        """Whether somebody waits for an answer."""
        return self.note.kind is NoteKind.QUESTION and self.resolution is None


def threads_on(newest: CaseVersion) -> list[Thread]:
    """Return the notes on a case with their answers, open ones first, else oldest first."""
    answers: dict[int, list[Note]] = defaultdict(list)
    heads = []
    for note in notes_on(newest.case_id):
        if note.answers_id is None:
            heads.append(note)
        else:
            answers[note.answers_id].append(note)
    threads = [_thread(note, tuple(answers[note.id]), newest) for note in heads]
    return sorted(threads, key=lambda thread: thread.resolution is not None)


def open_questions(case_ids: Collection[int]) -> dict[int, int]:
    """Return how many questions are open on each of these cases; cases without one are left out."""
    last = (
        select(func.max(NoteResolution.id))
        .where(NoteResolution.note_id == Note.id)
        .correlate(Note)
        .scalar_subquery()
    )
    resolved = (
        select(NoteResolution.id)
        .where(NoteResolution.id == last, NoteResolution.resolved.is_(True))
        .correlate(Note)
        .exists()
    )
    wanted = (
        select(Note.case_id, func.count())
        .where(
            Note.case_id.in_(case_ids),
            Note.kind == NoteKind.QUESTION,
            Note.answers_id.is_(None),
            ~resolved,
        )
        .group_by(Note.case_id)
    )
    return {case_id: int(count) for case_id, count in db.session.execute(wanted)}


def _thread(note: Note, answers: tuple[Note, ...], newest: CaseVersion) -> Thread:
    older = note.case_version_id != newest.id
    return Thread(
        note,
        answers,
        about=words_of(note.anchor),
        section=section_of(note.anchor),
        resolution=note.resolution,
        older=note.version.number if older else None,
        changed=older and differs(note.anchor, note.version, newest),
    )
