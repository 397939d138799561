"""Meetings, their agenda, who was asked and who came, and the log every open screen follows."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from board.accounts.models import Board, Person
from board.cases.models import Case, CaseVersion
from board.db import Base, UtcDateTime, word
from board.meetings.planning import ListedCase, PlannedBreak, Series


class MeetingStatus(StrEnum):
    """Planned, live, over."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"


class ItemStatus(StrEnum):
    """Where an agenda item stands."""

    WAITING = "waiting"
    CURRENT = "current"
    DONE = "done"


class Reply(StrEnum):
    """What an invited person said."""

    NONE = "none"
    YES = "yes"
    LATE = "late"  # comes, but not from the beginning
    MAYBE = "maybe"
    DEPUTY = "deputy"  # somebody else of the board comes instead
    NO = "no"


#: Answers that count towards a quorum. A deputy counts with an answer of their own.
COMING = frozenset({Reply.YES, Reply.LATE})


class Meeting(Base):
    """One sitting of a board."""

    __tablename__ = "meetings"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("(status = 'planned') = (opened_at IS NULL)", name="opened"),
        CheckConstraint("(status = 'closed') = (closed_at IS NOT NULL)", name="closed"),
        Index("uq_meetings_series_day", "series_id", "series_day", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id"), index=True)
    #: The series it was called from, and the day for which that had it; a moved meeting keeps the day.
    series_id: Mapped[int | None] = mapped_column(ForeignKey("series.id"), index=True)
    series_day: Mapped[date | None]
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    place: Mapped[str] = mapped_column(String(120), default="")
    status: Mapped[MeetingStatus] = mapped_column(
        word(MeetingStatus), default=MeetingStatus.PLANNED
    )
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: What a phone types to come in: four letters and digits.
    code: Mapped[str] = mapped_column(String(8), unique=True)
    #: The number of the newest event in this meeting's log.
    seq: Mapped[int] = mapped_column(default=0)
    #: The section of the brief that the presenter shows.
    shown_section: Mapped[str] = mapped_column(String(40), default="summary")
    #: Whether the wall shows the name of the patient whose case is on the table; the next case begins without.
    name_on_wall: Mapped[bool] = mapped_column(default=False)
    #: While the room has a break: when it is planned to end.
    break_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: When the last break ended.
    break_ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: How the room stood before it last moved on, so that a mistake can be taken back (`services/undoing.py`).
    last_move: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    #: Counts changes of time and place, so that calendars take the newest.
    sequence: Mapped[int] = mapped_column(default=0)
    #: When it was cancelled, and why: it stays planned and never takes place.
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancelled_because: Mapped[str | None] = mapped_column(String(300))
    #: When its agenda was last sent round, and the number of the newest event then.
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_seq: Mapped[int | None]

    board: Mapped[Board] = relationship()
    series: Mapped[Series | None] = relationship()
    breaks: Mapped[list[PlannedBreak]] = relationship(
        order_by=PlannedBreak.after, cascade="all, delete-orphan"
    )
    listed: Mapped[list[ListedCase]] = relationship(
        order_by=ListedCase.id, cascade="all, delete-orphan"
    )
    items: Mapped[list["AgendaItem"]] = relationship(
        back_populates="meeting", order_by="AgendaItem.position", cascade="all, delete-orphan"
    )
    invitations: Mapped[list["Invitation"]] = relationship(back_populates="meeting")
    attendances: Mapped[list["Attendance"]] = relationship(back_populates="meeting")

    @property
    def day(self) -> date:
        """The day on which it begins, by the clock of its board."""
        return self.starts_at.astimezone(ZoneInfo(self.board.zone)).date()

    @property
    def length(self) -> timedelta:
        """How long the room is booked."""
        return self.ends_at - self.starts_at

    @property
    def current(self) -> "AgendaItem | None":
        """The case on the table."""
        return next((item for item in self.items if item.status is ItemStatus.CURRENT), None)


class AgendaItem(Base):
    """One version of one case, on one agenda."""

    __tablename__ = "agenda_items"
    __table_args__ = (
        UniqueConstraint("meeting_id", "case_id"),
        CheckConstraint("carried_over IS NULL OR status = 'waiting'", name="carried_over_waits"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    #: The version the room will read, whatever is corrected later.
    case_version_id: Mapped[int] = mapped_column(ForeignKey("case_versions.id"))
    #: 1, 2, 3 … within the meeting.
    position: Mapped[int]
    minutes: Mapped[int]
    status: Mapped[ItemStatus] = mapped_column(word(ItemStatus), default=ItemStatus.WAITING)
    #: When the case was last taken up; the clock runs from here plus what it had before.
    taken_up_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: Seconds spent on it before it was last taken up.
    seconds_before: Mapped[int] = mapped_column(default=0)
    #: Why it was carried over to another meeting; such a case waits for an agenda again.
    carried_over: Mapped[str | None] = mapped_column(String(300))
    #: Why it came on the agenda after the list had closed.
    late_because: Mapped[str | None] = mapped_column(String(300))

    meeting: Mapped[Meeting] = relationship(back_populates="items")
    case: Mapped[Case] = relationship()
    version: Mapped[CaseVersion] = relationship()

    def seconds_spent(self, at: datetime) -> int:
        """Return how long the case has been on the table, in seconds."""
        running = int((at - self.taken_up_at).total_seconds()) if self.taken_up_at else 0
        return self.seconds_before + max(0, running)


class Invitation(Base):
    """Somebody asked to come, and what they said."""

    __tablename__ = "invitations"
    __table_args__ = (
        UniqueConstraint("meeting_id", "person_id"),
        CheckConstraint("(reply = 'deputy') = (deputy_id IS NOT NULL)", name="deputy_is_named"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    reply: Mapped[Reply] = mapped_column(word(Reply), default=Reply.NONE)
    replied_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: Who of the board comes instead.
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    meeting: Mapped[Meeting] = relationship(back_populates="invitations")
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    deputy: Mapped[Person | None] = relationship(foreign_keys=[deputy_id])


class Attendance(Base):
    """Somebody who came into the room. It is on the record, unlike presence, which is memory."""

    __tablename__ = "attendances"
    __table_args__ = (UniqueConstraint("meeting_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    came_at: Mapped[datetime] = mapped_column(UtcDateTime)

    meeting: Mapped[Meeting] = relationship(back_populates="attendances")
    person: Mapped[Person] = relationship()


class MeetingEvent(Base):
    """One line of a meeting's log, numbered in the transaction of the deed itself.

    It says which parts of the room changed, never how anybody voted: screens fetch what they may
    see.
    """

    __tablename__ = "meeting_events"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    kind: Mapped[str] = mapped_column(String(40))
    item_id: Mapped[int | None]
    person_id: Mapped[int | None]
    #: The parts of the room to draw anew.
    parts: Mapped[list[str]] = mapped_column(JSON)
    #: Which vote it tells of: the vote's own key, unique among votes and written with it. Other events have none.
    key: Mapped[str | None] = mapped_column(String(80))
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
