"""The outbox, and the calendars that people subscribe to."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from board.accounts.models import Person
from board.db import Base, UtcDateTime, word


class LetterKind(StrEnum):
    """What a letter is about; each kind has its template in templates/mail."""

    INVITATION = "invitation"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    REMINDER = "reminder"
    AGENDA = "agenda"
    SERIES = "series"
    QUESTION = "question"
    RECORD = "record"


class Letter(Base):
    """One letter to one person: written with the deed it tells of, sent later, never twice on purpose."""

    __tablename__ = "letters"
    __table_args__ = (
        CheckConstraint("sent_at IS NULL OR dropped_at IS NULL", name="sent_or_dropped"),
        Index("ix_letters_due", "next_try_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[LetterKind] = mapped_column(word(LetterKind))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    #: What it is about, "meeting/7": a newer letter on it replaces one that has not left.
    about: Mapped[str] = mapped_column(String(60), index=True)
    #: The plain values its template is given: those of `letters.Facts`, and no others.
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    #: What may be written once only, "reminder/24/meeting/7/person/3".
    key: Mapped[str | None] = mapped_column(String(120), unique=True)
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: After this instant it helps nobody and is dropped.
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: When it is due, or is tried again; None once it was sent or dropped.
    next_try_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    dropped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: Why it was dropped, or what the last attempt met: a word of ours or a code, no text of a server.
    remark: Mapped[str] = mapped_column(String(80), default="")

    person: Mapped[Person] = relationship()


class CalendarFeed(Base):
    """An address under which a calendar program fetches one person's meetings."""

    __tablename__ = "calendar_feeds"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: SHA-256 of the random token in the address: the database alone opens no calendar.
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    fetched_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    person: Mapped[Person] = relationship()
