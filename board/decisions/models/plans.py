"""Plans, their signatures, their text, their prints and seals."""

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
from board.cases.models import Case
from board.db import Base, UtcDateTime, word
from board.decisions.codes import Meaning, PlanState
from board.meetings.models import AgendaItem


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
    every_signature: Mapped[list["PlanSignature"]] = relationship(order_by="PlanSignature.id")
    #: What the room wrote together about it; none while nobody has.
    text: Mapped["PlanText | None"] = relationship(
        primaryjoin="foreign(Plan.item_id) == PlanText.item_id", viewonly=True
    )

    @property
    def is_signed(self) -> bool:
        """Whether it can only be amended."""
        return self.status is PlanStatus.SIGNED

    @property
    def signatures(self) -> list["PlanSignature"]:
        """The signatures that hold, in their order: those given for what the plan says now."""
        if self.is_signed:
            signed = [one for one in self.every_signature if one.meaning is Meaning.SIGNED]
            now = {(one.revision, one.text_version) for one in signed}
        else:
            now = {(self.revision, self.text.version if self.text else 0)}
        return [one for one in self.every_signature if (one.revision, one.text_version) in now]

    @property
    def state(self) -> PlanState:
        """How far it is, from what was signed of it."""
        if self.is_signed:
            return PlanState.SIGNED
        said = {one.meaning for one in self.signatures}
        if Meaning.STATED not in said:
            return PlanState.DRAFT
        return PlanState.CHECKED if Meaning.CHECKED in said else PlanState.STATED


class PlanSignature(Base):
    """Somebody who stated, checked or signed a plan as it stood; kept for good, whatever comes after.

    It holds for one revision of the plan and one version of the text: when either goes on, it says nothing.
    """

    __tablename__ = "plan_signatures"
    __table_args__ = (UniqueConstraint("plan_id", "meaning", "revision", "text_version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"), index=True)
    meaning: Mapped[Meaning] = mapped_column(word(Meaning))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    #: As printed, whatever the person is called later.
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[Role] = mapped_column(word(Role))
    discipline: Mapped[Discipline] = mapped_column(word(Discipline))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: The clock on the wall of the board: "Europe/Berlin".
    zone: Mapped[str] = mapped_column(String(64))
    #: How the person was known to be the one: "Signed in, password entered again".
    method: Mapped[str] = mapped_column(String(80))
    #: The SHA-256 of what was stated or checked; of a signature, of the record.
    sha256: Mapped[str] = mapped_column(String(64))
    revision: Mapped[int]
    text_version: Mapped[int]
    #: The newest version of the case when this was signed.
    case_version: Mapped[int]

    person: Mapped[Person] = relationship()


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


class SealCertificate(Base):
    """A certificate this board has sealed records with: what carries its seal came from here."""

    __tablename__ = "seal_certificates"

    #: The SHA-256 of the certificate, by which it is known.
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    certificate: Mapped[bytes] = mapped_column(LargeBinary)
    name: Mapped[str] = mapped_column(String(200))
    first_used_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SealedFile(Base):
    """A sealed PDF that left this board: every one is known again by its digest, to the last byte."""

    __tablename__ = "sealed_files"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"), index=True)
    certificate_sha256: Mapped[str] = mapped_column(ForeignKey("seal_certificates.sha256"))
    sealed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: The later version that the file itself names, when it was printed as superseded.
    says_superseded_by: Mapped[int | None]

    plan: Mapped[Plan] = relationship()


class PlanText(Base):
    """What the room writes together about the plan of one case on one agenda."""

    __tablename__ = "plan_texts"

    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_items.id"), primary_key=True)
    text: Mapped[str] = mapped_column(Text, default="")
    #: The number of the newest edit in it.
    version: Mapped[int] = mapped_column(default=0)

    @property
    def lines(self) -> tuple[str, ...]:
        """What is written, line by line, without the empty ones."""
        return tuple(line.strip() for line in self.text.splitlines() if line.strip())


class TextEdit(Base):
    """One edit of a plan's text, as it was applied: together, in their order, they make the text."""

    __tablename__ = "text_edits"
    __table_args__ = (
        UniqueConstraint("item_id", "version"),
        UniqueConstraint("item_id", "person_id", "key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_items.id"))
    version: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    #: Names the act, so that an edit sent again is applied once.
    key: Mapped[str] = mapped_column(String(64))
    #: See board/decisions/edits.py.
    steps: Mapped[list[int | str]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
