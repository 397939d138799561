"""Who takes no part, opinions before, ballots, who may vote, votes."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from board.accounts.actor import Discipline, Role
from board.accounts.models import Person
from board.cases.models import CaseVersion
from board.db import Base, UtcDateTime, word
from board.decisions.shifts import Certainty, Move, Stance
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
    #: In order of their letters: [{"letter": "A", "text": …}, …], with "option_id" for an option of the brief.
    options: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    status: Mapped[BallotStatus] = mapped_column(word(BallotStatus), default=BallotStatus.OPEN)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: Names and disciplines stay unsaid after the close, too; where the board's rules allow it.
    anonymous: Mapped[bool] = mapped_column(default=False)

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


class Opinion(Base):
    """What somebody would choose before the discussion. A changed mind is a new row; none is deleted.

    It belongs to the case until the first ballot on it opens; then to that ballot's agenda item, for good.
    """

    __tablename__ = "opinions"
    __table_args__ = (
        CheckConstraint("(stance = 'option') = (option_id <> '')", name="names_an_option"),
        Index(
            "uq_opinions_one_that_counts",
            "case_id",
            "person_id",
            unique=True,
            sqlite_where=text("superseded_at IS NULL AND item_id IS NULL"),
            postgresql_where=text("superseded_at IS NULL AND item_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    #: The version that was read.
    case_version_id: Mapped[int] = mapped_column(ForeignKey("case_versions.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_items.id"), index=True)
    stance: Mapped[Stance] = mapped_column(word(Stance))
    #: An option of the brief; empty for other stances.
    option_id: Mapped[str] = mapped_column(String(80))
    #: The option in the brief's words, or the other thing in the person's.
    text: Mapped[str] = mapped_column(String(200))
    certainty: Mapped[Certainty] = mapped_column(word(Certainty))
    reason: Mapped[str] = mapped_column(String(500))
    stated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    superseded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    version: Mapped[CaseVersion] = relationship()
    person: Mapped[Person] = relationship()


class OpinionShift(Base):
    """From opinion to vote, of one voter in one round: written when it closes, and never changed."""

    __tablename__ = "opinion_shifts"

    ballot_id: Mapped[int] = mapped_column(ForeignKey("ballots.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    #: None: no opinion was stated.
    opinion_id: Mapped[int | None] = mapped_column(ForeignKey("opinions.id"))
    vote_id: Mapped[int] = mapped_column(ForeignKey("votes.id"))
    move: Mapped[Move] = mapped_column(word(Move))

    person: Mapped[Person] = relationship()
