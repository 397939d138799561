"""Patients, their cases, the versions of a case, and drafts of the next one."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from board.accounts.models import Board, Person
from board.db import Base, UtcDateTime, word


class Priority(StrEnum):
    """How soon the board has to see a case."""

    ROUTINE = "routine"
    SOON = "soon"
    URGENT = "urgent"


class Patient(Base):
    """Whom a case is about. Clinical facts live in case versions, not here."""

    __tablename__ = "patients"
    __table_args__ = (UniqueConstraint("board_id", "mrn"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id"))
    #: The hospital's record number.
    mrn: Mapped[str] = mapped_column(String(40))
    family: Mapped[str] = mapped_column(String(80))
    given: Mapped[str] = mapped_column(String(80))
    born: Mapped[date]
    #: "F" or "M", as the clinical formulas need it.
    sex: Mapped[str] = mapped_column(String(1))

    @property
    def name(self) -> str:
        """FAMILY, Given: the form that wards misread least."""
        return f"{self.family.upper()}, {self.given}"


class Case(Base):
    """One relapse of one patient, brought to one board."""

    __tablename__ = "cases"

    id: Mapped[int] = mapped_column(primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id"), index=True)
    patient_id: Mapped[int] = mapped_column(ForeignKey("patients.id"), index=True)
    #: As spoken in the room and shown on the wall: "MM-0142".
    number: Mapped[str] = mapped_column(String(20), unique=True)
    submitted_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    submitted_at: Mapped[datetime] = mapped_column(UtcDateTime)

    board: Mapped[Board] = relationship()
    patient: Mapped[Patient] = relationship()
    submitted_by: Mapped[Person] = relationship()
    versions: Mapped[list["CaseVersion"]] = relationship(
        back_populates="case", order_by="CaseVersion.number"
    )

    @property
    def newest(self) -> "CaseVersion":
        """The version that counts now."""
        return self.versions[-1]


class CaseVersion(Base):
    """What was known of a case when it was submitted or corrected; never changed, by trigger."""

    __tablename__ = "case_versions"
    __table_args__ = (UniqueConstraint("case_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    number: Mapped[int]
    #: The clinical facts, format case-facts/1: see docs/case-facts-1.schema.json.
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    #: Where each fact came from: path in the facts → {"by": …, "from": …, "date": …}.
    origins: Mapped[dict[str, Any]] = mapped_column(JSON)
    #: One line for agendas: "3rd relapse, del(17p) and TP53".
    title: Mapped[str] = mapped_column(String(160))
    question: Mapped[str] = mapped_column(Text)
    #: Why now, why this board.
    reason: Mapped[str] = mapped_column(Text)
    #: What the patient wants, or why that is not known.
    wishes: Mapped[str] = mapped_column(Text)
    priority: Mapped[Priority] = mapped_column(word(Priority))
    #: What else was answered: consent, "not known, because…", comorbidity, supportive needs;
    #: `as_typed`: numbers as typed with their unit; `not_known`: questions answered "not known".
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)
    submitted_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    submitted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: SHA-256 over everything above, so that a record can say what it was based on.
    sha256: Mapped[str] = mapped_column(String(64))
    #: What a correction changes and why, in its writer's words; the first version has none. No part of
    #: the content: the same facts with other words about them are no new version.
    correction: Mapped[str | None] = mapped_column(String(300))

    case: Mapped[Case] = relationship(back_populates="versions")
    submitted_by: Mapped[Person] = relationship()


class Draft(Base):
    """A submission that is being typed: everything as typed, right or wrong; nothing is lost."""

    __tablename__ = "drafts"

    id: Mapped[int] = mapped_column(primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    #: The case it will correct; none for a new case.
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    #: Field name → text as typed.
    typed: Mapped[dict[str, Any]] = mapped_column(JSON)
    #: Field path → where its value came from, for values that were imported.
    origins: Mapped[dict[str, Any]] = mapped_column(JSON)
    #: Counts every saving; a form sent on top of somebody's newer one is told so.
    revision: Mapped[int] = mapped_column(default=0)
    #: None: it was begun before this was kept.
    begun_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    board: Mapped[Board] = relationship()
    case: Mapped[Case | None] = relationship()

    __mapper_args__ = {"version_id_col": revision}
