"""Notes on facts, and the signatures of supportive care under their lane."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    ForeignKey,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from board.accounts.actor import Discipline
from board.accounts.models import Person
from board.cases.models import CaseVersion
from board.db import Base, UtcDateTime, word


class NoteKind(StrEnum):
    """Which lane a note belongs to."""

    CLINICAL = "clinical"
    SUPPORTIVE = "supportive"
    QUESTION = "question"


class Note(Base):
    """A remark on one fact of one case version."""

    __tablename__ = "notes"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    case_version_id: Mapped[int] = mapped_column(ForeignKey("case_versions.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[NoteKind] = mapped_column(word(NoteKind))
    #: What it speaks of: the path of a fact, "labs_current.platelets_e9_L", or a section of the brief.
    anchor: Mapped[str] = mapped_column(String(160))
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: A pinned note goes to the decision record.
    pinned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: The note it answers; answers have no answers of their own.
    answers_id: Mapped[int | None] = mapped_column(ForeignKey("notes.id"), index=True)
    #: The client's name for this act: sent twice, it is one note.
    key: Mapped[str | None] = mapped_column(String(80), unique=True)

    author: Mapped[Person] = relationship()
    version: Mapped[CaseVersion] = relationship()
    resolutions: Mapped[list["NoteResolution"]] = relationship(order_by="NoteResolution.id")

    @property
    def resolution(self) -> "NoteResolution | None":
        """Who resolved it and when; None while it is open, or open again."""
        last = self.resolutions[-1] if self.resolutions else None
        return last if last is not None and last.resolved else None


class NoteResolution(Base):
    """Somebody who resolved a note, or opened it again: each time is kept, the last one counts."""

    __tablename__ = "note_resolutions"

    id: Mapped[int] = mapped_column(primary_key=True)
    note_id: Mapped[int] = mapped_column(ForeignKey("notes.id"), index=True)
    resolved: Mapped[bool]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    person: Mapped[Person] = relationship()


class LaneSignature(Base):
    """Somebody of supportive care who signed their lane of a case, as it stood."""

    __tablename__ = "lane_signatures"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    discipline: Mapped[Discipline] = mapped_column(word(Discipline))
    #: The SHA-256 of what was signed: when the lane says something else, it is asked for anew.
    sha256: Mapped[str] = mapped_column(String(64))
    signed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    person: Mapped[Person] = relationship()
