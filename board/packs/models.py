"""Packs that were asked for, and the sheets that were printed for them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from board.accounts.models import Person
from board.db import Base, UtcDateTime, word
from board.meetings.models import Meeting


class SheetPrint(Base):
    """A sheet as it was printed: under its key it never has to be printed again.

    It can always be made anew: old ones are thrown away.
    """

    __tablename__ = "sheet_prints"

    #: SHA-256 over values, paper, templates, styles and engine.
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    #: "case", "contents" and so on: see board/documents/pack.py.
    kind: Mapped[str] = mapped_column(String(16))
    paper: Mapped[str] = mapped_column(String(8))
    #: The case version a sheet is of; other sheets have none.
    case_version_id: Mapped[int | None] = mapped_column(ForeignKey("case_versions.id"), index=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)
    printed_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class Form(StrEnum):
    """What is put together for a meeting."""

    BRIEFING = "briefing"
    BOXES = "boxes"
    ATTENDANCE = "attendance"
    PREPARATION = "preparation"


class State(StrEnum):
    """How far a pack is."""

    WAITING = "waiting"
    PRINTING = "printing"
    READY = "ready"
    FAILED = "failed"


class Pack(Base):
    """A pack of one meeting, for the person who asked for it alone."""

    __tablename__ = "packs"
    __table_args__ = (CheckConstraint("(state = 'ready') = (pdf IS NOT NULL)", name="ready"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    form: Mapped[Form] = mapped_column(word(Form))
    #: "A4" or "Letter".
    paper: Mapped[str] = mapped_column(String(8))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[State] = mapped_column(word(State), default=State.WAITING)
    begun_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: Sheets that are printed, of how many.
    done: Mapped[int] = mapped_column(default=0)
    sheets: Mapped[int] = mapped_column(default=0)
    #: Why it failed.
    said: Mapped[str] = mapped_column(String(300), default="")
    pages: Mapped[int] = mapped_column(default=0)
    pdf: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))

    meeting: Mapped[Meeting] = relationship()
    person: Mapped[Person] = relationship()

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in (State.READY, State.FAILED)
