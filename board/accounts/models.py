"""People, boards, seats, and the sessions people are signed in with."""

from datetime import datetime

from flask_login import UserMixin
from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from board.accounts.actor import Discipline, Role
from board.db import Base, UtcDateTime, word


class Board(Base):
    """A tumour board: the people who decide together, and their rules."""

    __tablename__ = "boards"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    hospital: Mapped[str] = mapped_column(String(160))
    #: Whose labels hold here: "US" or "EU".
    jurisdiction: Mapped[str] = mapped_column(String(2))
    #: IANA name; meetings are held by this clock.
    zone: Mapped[str] = mapped_column(String(64))
    #: Case numbers read MM-0142.
    case_prefix: Mapped[str] = mapped_column(String(8), unique=True)
    cases_numbered: Mapped[int] = mapped_column(default=0)
    minutes_per_case: Mapped[int] = mapped_column(default=10)
    #: A decision stands with at least so many voters, of at least so many disciplines.
    quorum_voters: Mapped[int] = mapped_column(default=3)
    quorum_disciplines: Mapped[int] = mapped_column(default=2)
    #: Whether supportive-care staff vote on this board.
    supportive_care_votes: Mapped[bool] = mapped_column(default=False)
    #: Whether the chair may hold a ballot that names nobody; open voting is the rule.
    anonymous_ballots: Mapped[bool] = mapped_column(default=False)

    seats: Mapped[list["Membership"]] = relationship(back_populates="board")


class Person(UserMixin, Base):
    """Somebody with an account."""

    __tablename__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    #: As printed on a record: "Dr Ruth Okafor".
    name: Mapped[str] = mapped_column(String(120))
    #: Where space is short: "R. Okafor".
    short_name: Mapped[str] = mapped_column(String(60))
    password_hash: Mapped[str] = mapped_column(String(255))
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    seats: Mapped[list["Membership"]] = relationship(back_populates="person")

    @property
    def initials(self) -> str:
        """Two letters for a small round badge."""
        words = self.short_name.replace(".", " ").split()
        return (words[0][0] + words[-1][0]).upper()


class Membership(Base):
    """A person's seat on a board: one role, one discipline."""

    __tablename__ = "memberships"
    __table_args__ = (UniqueConstraint("board_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    role: Mapped[Role] = mapped_column(word(Role))
    discipline: Mapped[Discipline] = mapped_column(word(Discipline))

    board: Mapped[Board] = relationship(back_populates="seats")
    person: Mapped[Person] = relationship(back_populates="seats")


class LoginSession(Base):
    """One signing-in on one device. Revoked, it ends at the next request or socket event."""

    __tablename__ = "login_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: SHA-256 of the random token in the cookie: the database alone lets nobody in.
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    began_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    device: Mapped[str] = mapped_column(String(200))

    person: Mapped[Person] = relationship()


class EntryLink(Base):
    """A link with which somebody chooses a password, once: shown to whoever made it, and never kept."""

    __tablename__ = "entry_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: SHA-256 of the random token in the address: the database alone lets nobody in.
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    #: None: made on the command line.
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    person: Mapped[Person] = relationship(foreign_keys=[person_id])


class SignInFailure(Base):
    """One attempt to come in that has not succeeded; those of an account slow its next ones down."""

    __tablename__ = "sign_in_failures"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: SHA-256 of the address as typed: an account that does not exist is slowed down like any other.
    account_sha256: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
