"""What is planned around meetings: series, rules of the agenda, breaks, the list, what is asked for."""

from datetime import date, datetime, time

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from board.accounts.models import Board, Person
from board.cases.models import Case, CaseVersion
from board.db import Base, UtcDateTime

_COUNTS = text("ended_at IS NULL")


class Series(Base):
    """Meetings that come again by a rule, at the same hour of the board's clock in summer and winter."""

    __tablename__ = "series"
    __table_args__ = (
        CheckConstraint("minutes > 0", name="takes_time"),
        CheckConstraint("minutes <= 720", name="half_a_day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id"), index=True)
    #: A recurrence rule of RFC 5545 without its end: "FREQ=WEEKLY;INTERVAL=2".
    rule: Mapped[str] = mapped_column(String(200))
    first_day: Mapped[date]
    #: The last day on which it may meet; it goes on when there is none.
    last_day: Mapped[date | None]
    #: The time of the board's clock at which it begins.
    begins: Mapped[time]
    minutes: Mapped[int]
    place: Mapped[str] = mapped_column(String(120), default="")
    #: Days that the rule names and that are left out, as ISO dates.
    left_out: Mapped[list[str]] = mapped_column(JSON)
    #: Meetings have been called up to this day.
    called_until: Mapped[date | None]
    begun_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    begun_at: Mapped[datetime] = mapped_column(UtcDateTime)

    board: Mapped[Board] = relationship()


class AgendaRules(Base):
    """What a board has settled about its agendas; a board without a row has settled nothing."""

    __tablename__ = "agenda_rules"

    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id"), primary_key=True)
    #: The list closes so many hours before a meeting; None: it never does.
    closes_hours: Mapped[int | None]
    #: A second reminder so many hours before a meeting; None: the one a day before is enough.
    reminder_hours: Mapped[int | None]
    #: Disciplines whose absence is told before the meeting, beside those who vote.
    disciplines: Mapped[list[str]] = mapped_column(JSON)


class PlannedBreak(Base):
    """A break that stands on an agenda, behind so many cases."""

    __tablename__ = "planned_breaks"
    __table_args__ = (UniqueConstraint("meeting_id", "after"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"), index=True)
    #: How many cases come before it.
    after: Mapped[int]
    minutes: Mapped[int]
    #: When the room had it.
    taken_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ListedCase(Base):
    """A case that a meeting records and does not discuss."""

    __tablename__ = "listed_cases"
    __table_args__ = (UniqueConstraint("meeting_id", "case_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    case_version_id: Mapped[int] = mapped_column(ForeignKey("case_versions.id"))
    #: Why it needs no discussion.
    reason: Mapped[str] = mapped_column(String(300))
    listed_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    listed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    case: Mapped[Case] = relationship()
    version: Mapped[CaseVersion] = relationship()


class Withdrawal(Base):
    """A case that was taken back from the waiting list, until it is brought back."""

    __tablename__ = "withdrawals"
    __table_args__ = (
        Index(
            "uq_withdrawals_one_that_counts",
            "case_id",
            unique=True,
            sqlite_where=_COUNTS,
            postgresql_where=_COUNTS,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    reason: Mapped[str] = mapped_column(String(300))
    withdrawn_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    withdrawn_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    case: Mapped[Case] = relationship()
    withdrawn_by: Mapped[Person] = relationship()


class FactRequest(Base):
    """Facts of a case that somebody was asked for; answered by a correction that holds them."""

    __tablename__ = "fact_requests"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    #: The facts as the brief names them.
    facts: Mapped[list[str]] = mapped_column(JSON)
    asked_of_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: When somebody said that nothing more is to come; an answer needs none.
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    case: Mapped[Case] = relationship()
    asked_of: Mapped[Person] = relationship(foreign_keys=[asked_of_id])
    asked_by: Mapped[Person] = relationship(foreign_keys=[asked_by_id])
