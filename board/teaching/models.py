"""Teaching copies: a case that nobody is recognised in, and the paragraphs a person has to decide on."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from board.accounts.models import Board, Person
from board.cases.models import CaseVersion
from board.db import Base, UtcDateTime, word


class Fate(StrEnum):
    """What a reviewer decided about a paragraph."""

    KEPT = "kept"
    EDITED = "edited"
    REMOVED = "removed"


class CopyState(StrEnum):
    """In review: for those who review. Released: for the whole board. Withdrawn: for nobody any more."""

    IN_REVIEW = "in review"
    RELEASED = "released"
    WITHDRAWN = "withdrawn"


class TeachingCopy(Base):
    """One copy of one case version. Once released it knows no longer of which: the link is taken out."""

    __tablename__ = "teaching_copies"
    __table_args__ = (
        CheckConstraint("(released_at IS NULL) = (sha256 IS NULL)", name="released"),
        CheckConstraint("released_at IS NULL OR case_version_id IS NULL", name="no_way_back"),
        CheckConstraint(
            "withdrawn_at IS NULL OR case_version_id IS NULL", name="no_way_back_either"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id"), index=True)
    #: While it is in review: what it is a copy of.
    case_version_id: Mapped[int | None] = mapped_column(ForeignKey("case_versions.id"))
    #: The facts, stripped and moved. By how many days is kept nowhere.
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    sex: Mapped[str] = mapped_column(String(1))
    begun_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    begun_at: Mapped[datetime] = mapped_column(UtcDateTime)
    released_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    released_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: SHA-256 of the content as released, so that a file can be told from another one.
    sha256: Mapped[str | None] = mapped_column(String(64))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    board: Mapped[Board] = relationship()
    version: Mapped[CaseVersion | None] = relationship()
    begun_by: Mapped[Person] = relationship(foreign_keys=[begun_by_id])
    released_by: Mapped[Person | None] = relationship(foreign_keys=[released_by_id])
    paragraphs: Mapped[list["Paragraph"]] = relationship(
        back_populates="copy", order_by="Paragraph.place"
    )

    @property
    def state(self) -> CopyState:
        """How far it is."""
        if self.withdrawn_at is not None:
            return CopyState.WITHDRAWN
        return CopyState.RELEASED if self.released_at is not None else CopyState.IN_REVIEW

    @property
    def name(self) -> str:
        """What it is called: a number of its own, not that of the case."""
        return f"T-{self.id:03}"

    @property
    def open(self) -> int:
        """How many paragraphs nobody has decided on."""
        return sum(one.fate is None for one in self.paragraphs)


class Paragraph(Base):
    """One piece of free text. Before the release somebody keeps, edits or removes it."""

    __tablename__ = "teaching_paragraphs"
    __table_args__ = (
        UniqueConstraint("copy_id", "place"),
        CheckConstraint("(fate IS NULL) = (reviewed_at IS NULL)", name="reviewed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    copy_id: Mapped[int] = mapped_column(ForeignKey("teaching_copies.id"), index=True)
    place: Mapped[int]
    heading: Mapped[str] = mapped_column(String(80))
    #: As it stands in the case; emptied when the copy is released or withdrawn.
    original: Mapped[str] = mapped_column(Text)
    #: As it is released.
    text: Mapped[str] = mapped_column(Text)
    fate: Mapped[Fate | None] = mapped_column(word(Fate))
    reviewed_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    reviewed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    copy: Mapped[TeachingCopy] = relationship(back_populates="paragraphs")
    reviewed_by: Mapped[Person | None] = relationship()
