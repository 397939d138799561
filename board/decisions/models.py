"""Recusals, ballots, votes, notes, plans."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from board.accounts.actor import Discipline, Role
from board.accounts.models import Person
from board.cases.models import Case, CaseVersion
from board.db import Base, UtcDateTime, word
from board.meetings.models import AgendaItem


class Recusal(Base):
    """Somebody who takes no part in one case: no vote, no sight of votes."""

    __tablename__ = "recusals"
    __table_args__ = (UniqueConstraint("item_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_items.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    #: The conflict of interest, as it will stand on the record.
    reason: Mapped[str] = mapped_column(String(300))
    recused_at: Mapped[datetime] = mapped_column(UtcDateTime)

    person: Mapped[Person] = relationship()


class BallotStatus(StrEnum):
    """Open: choices are hidden. Closed: they are revealed and take no more votes."""

    OPEN = "open"
    CLOSED = "closed"


class Ballot(Base):
    """One round of voting on one agenda item."""

    __tablename__ = "ballots"
    __table_args__ = (
        UniqueConstraint("item_id", "round"),
        CheckConstraint("(status = 'closed') = (closed_at IS NOT NULL)", name="closed"),
        Index(
            "uq_ballots_one_open",
            "item_id",
            unique=True,
            sqlite_where=text("status = 'open'"),
            postgresql_where=text("status = 'open'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_items.id"), index=True)
    round: Mapped[int]
    question: Mapped[str] = mapped_column(String(300))
    #: In order of their letters: [{"letter": "A", "text": …}, …].
    options: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    status: Mapped[BallotStatus] = mapped_column(word(BallotStatus), default=BallotStatus.OPEN)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    item: Mapped[AgendaItem] = relationship()
    entitlements: Mapped[list["Entitlement"]] = relationship(back_populates="ballot")
    votes: Mapped[list["Vote"]] = relationship(back_populates="ballot", order_by="Vote.id")

    @property
    def is_open(self) -> bool:
        """Whether votes are taken, and hidden."""
        return self.status is BallotStatus.OPEN


class Entitlement(Base):
    """Who may vote in a round, and for which discipline: frozen when it opens."""

    __tablename__ = "entitlements"

    ballot_id: Mapped[int] = mapped_column(ForeignKey("ballots.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    role: Mapped[Role] = mapped_column(word(Role))
    discipline: Mapped[Discipline] = mapped_column(word(Discipline))
    #: Set when the person recuses themselves while the ballot is open.
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    ballot: Mapped[Ballot] = relationship(back_populates="entitlements")
    person: Mapped[Person] = relationship()


class Vote(Base):
    """One vote as cast. A changed mind is a new row; the old one says when it was superseded."""

    __tablename__ = "votes"
    __table_args__ = (
        Index(
            "uq_votes_one_that_counts",
            "ballot_id",
            "person_id",
            unique=True,
            sqlite_where=text("superseded_at IS NULL"),
            postgresql_where=text("superseded_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ballot_id: Mapped[int] = mapped_column(ForeignKey("ballots.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    #: A letter of the ballot, or "abstain".
    choice: Mapped[str] = mapped_column(String(8))
    reason: Mapped[str] = mapped_column(String(500))
    cast_at: Mapped[datetime] = mapped_column(UtcDateTime)
    superseded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: The client's name for this act: sent twice, it is counted once.
    key: Mapped[str] = mapped_column(String(80), unique=True)
    #: What the voter keeps: proves later that this vote is in the count.
    receipt: Mapped[str] = mapped_column(String(16))

    ballot: Mapped[Ballot] = relationship(back_populates="votes")
    person: Mapped[Person] = relationship()


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
    #: The section or field of the brief it speaks of: "genetics", "health.frailty".
    anchor: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: A pinned note goes to the decision record.
    pinned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    author: Mapped[Person] = relationship()
    version: Mapped[CaseVersion] = relationship()


class PlanStatus(StrEnum):
    """A draft may change. A signed plan never does."""

    DRAFT = "draft"
    SIGNED = "signed"


class Plan(Base):
    """What the board decided for one case, as one version of a document."""

    __tablename__ = "plans"
    __table_args__ = (
        UniqueConstraint("case_id", "version"),
        CheckConstraint(
            "(status = 'signed') = (signed_at IS NOT NULL) AND (status = 'signed') = (snapshot IS NOT NULL)",
            name="signed",
        ),
        Index(
            "uq_plans_one_draft",
            "case_id",
            unique=True,
            sqlite_where=text("status = 'draft'"),
            postgresql_where=text("status = 'draft'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_items.id"), index=True)
    version: Mapped[int]
    status: Mapped[PlanStatus] = mapped_column(word(PlanStatus), default=PlanStatus.DRAFT)
    #: The plan's structure: see board/decisions/content.py.
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    #: Counts every saving of the draft.
    revision: Mapped[int] = mapped_column(default=0)
    written_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: Why the signed version before it is being amended.
    amendment_reason: Mapped[str | None] = mapped_column(String(300))
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    signed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: The whole record as signed, canonical JSON: what is printed is printed from this.
    snapshot: Mapped[str | None] = mapped_column(Text)
    sha256: Mapped[str | None] = mapped_column(String(64))

    __mapper_args__ = {"version_id_col": revision}

    case: Mapped[Case] = relationship()
    item: Mapped[AgendaItem] = relationship()
    written_by: Mapped[Person] = relationship(foreign_keys=[written_by_id])
    signed_by: Mapped[Person | None] = relationship(foreign_keys=[signed_by_id])

    @property
    def is_signed(self) -> bool:
        """Whether it can only be amended."""
        return self.status is PlanStatus.SIGNED


class PlanPrint(Base):
    """A signed plan on paper: the bytes as first printed, kept for good."""

    __tablename__ = "plan_prints"
    __table_args__ = (UniqueConstraint("plan_id", "paper"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"), index=True)
    #: "A4" or "Letter".
    paper: Mapped[str] = mapped_column(String(8))
    pdf: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[str] = mapped_column(String(64))
    printed_at: Mapped[datetime] = mapped_column(UtcDateTime)
