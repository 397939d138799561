"""What became of a plan, which triggers were met, and what was asked to be presented again.

Rows are only ever added: a correction is a new row that names the one it stands instead of.
"""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Enum, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from board.accounts.models import Person
from board.db import Base, UtcDateTime, word
from board.decisions.models import Plan
from board.followup.reasons import Reason

#: Some codes of the list are longer than the other words that are stored.
CODE = Enum(
    Reason,
    values_callable=lambda codes: [code.value for code in codes],
    native_enum=False,
    create_constraint=True,
    length=48,
    name="reason",
)


class Became(StrEnum):
    """What became of a plan."""

    FULLY = "done fully"
    PARTLY = "done partly"
    NOT = "not done"
    UNKNOWN = "not known"


class TrialStep(StrEnum):
    """How far a patient came towards a trial; each step includes those before it."""

    NOT_OFFERED = "not offered"
    OFFERED = "offered"
    SCREENED = "screened"
    ENROLLED = "enrolled"


class BestResponse(StrEnum):
    """The best response since the decision, by the categories of the IMWG."""

    SCR = "sCR"
    CR = "CR"
    VGPR = "VGPR"
    PR = "PR"
    MR = "MR"
    SD = "SD"
    PD = "PD"


class FollowUp(Base):
    """One answer to "what became of this plan", for one of its follow-up days."""

    __tablename__ = "follow_ups"
    __table_args__ = (
        CheckConstraint("day IN (14, 30, 90)", name="day"),
        CheckConstraint(
            "(became IN ('done partly', 'not done')) = (reason IS NOT NULL)", name="says_why"
        ),
        UniqueConstraint("instead_of_id"),
        Index(
            "uq_follow_ups_one_first",
            "plan_id",
            "day",
            unique=True,
            sqlite_where=text("instead_of_id IS NULL"),
            postgresql_where=text("instead_of_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"), index=True)
    day: Mapped[int]
    became: Mapped[Became] = mapped_column(word(Became))
    reason: Mapped[Reason | None] = mapped_column(CODE)
    #: Which recommendation was done, 1 being the first; 0: something else. None: not said, or nothing was.
    recommendation: Mapped[int | None]
    text: Mapped[str] = mapped_column(String(500))
    trial: Mapped[TrialStep | None] = mapped_column(word(TrialStep))
    #: Why the trial was not offered, or led nowhere.
    trial_why: Mapped[str] = mapped_column(String(300))
    response: Mapped[BestResponse | None] = mapped_column(word(BestResponse))
    #: The first day of the treatment.
    started_on: Mapped[date | None]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: The answer that this one corrects.
    instead_of_id: Mapped[int | None] = mapped_column(ForeignKey("follow_ups.id"))

    plan: Mapped[Plan] = relationship()
    person: Mapped[Person] = relationship()


class TriggerReport(Base):
    """Somebody who saw a trigger of a plan met, or says that it is not; the last word counts."""

    __tablename__ = "trigger_reports"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"), index=True)
    #: Its place among the plan's triggers, 1 being the first.
    trigger: Mapped[int]
    met: Mapped[bool]
    text: Mapped[str] = mapped_column(String(300))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    person: Mapped[Person] = relationship()


class PresentedAgain(Base):
    """A case that comes back to the board because of what became of a plan, linked to that plan."""

    __tablename__ = "presented_again"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"), index=True)
    #: On whose agenda it was put; none while somebody who arranges meetings has still to choose one.
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meetings.id"))
    because: Mapped[str] = mapped_column(String(300))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    plan: Mapped[Plan] = relationship()
    person: Mapped[Person] = relationship()
