"""The trail."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from board.audit.deeds import Deed
from board.db import Base, UtcDateTime


class AuditEntry(Base):
    """One deed. Triggers of the database refuse to change or delete it."""

    __tablename__ = "audit_entries"

    #: 1, 2, 3 … without a gap.
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    #: No foreign key: a refused sign-in has nobody, and a trail outlives accounts.
    person_id: Mapped[int | None]
    person_name: Mapped[str] = mapped_column(String(120))
    board_id: Mapped[int | None] = mapped_column(ForeignKey("boards.id"), index=True)
    deed: Mapped[str] = mapped_column(String(40))
    #: What it was done to: "case/12", "ballot/7". Links, never clinical content.
    object: Mapped[str] = mapped_column(String(80), index=True)
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)
    #: SHA-256 over this entry and the hash of the one before. No index: the chain itself shows a copy.
    hash: Mapped[str] = mapped_column(String(64))

    @property
    def sentence(self) -> str:
        """What was done, in the words of the vocabulary."""
        return Deed(self.deed).value


class AuditHead(Base):
    """The newest entry's number and hash: one row, locked while an entry is added."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))


class AuditVerification(Base):
    """What one check of the whole trail found."""

    __tablename__ = "audit_verifications"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: Who asked for it; "the command line" for `board verify`.
    by_name: Mapped[str] = mapped_column(String(120))
    entries: Mapped[int]
    #: The hash of the last entry that was sound.
    head: Mapped[str] = mapped_column(String(64))
    #: The number of the first entry that was changed, removed, added or moved; none when all is sound.
    first_broken: Mapped[int | None]

    @property
    def sound(self) -> bool:
        """Whether no entry was changed, removed, added or moved."""
        return self.first_broken is None
