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
from board.decisions.codes import Meaning, PlanState
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
    #: What it speaks of: the path of a fact, "labs_current.platelets_e9_L", or a section of the brief.
    anchor: Mapped[str] = mapped_column(String(160))
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: A pinned note goes to the decision record.
    pinned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: The note it answers; answers have no answers of their own.
    answers_id: Mapped[int | None] = mapped_column(ForeignKey("notes.id"), index=True)
    #: The client's name for this act: sent twice, it is one note.
    key: Mapped[str | None] = mapped_column(String(80), unique=True)

    author: Mapped[Person] = relationship()
    version: Mapped[CaseVersion] = relationship()
    resolutions: Mapped[list["NoteResolution"]] = relationship(order_by="NoteResolution.id")

    @property
    def resolution(self) -> "NoteResolution | None":
        """Who resolved it and when; None while it is open, or open again."""
        last = self.resolutions[-1] if self.resolutions else None
        return last if last is not None and last.resolved else None


class NoteResolution(Base):
    """Somebody who resolved a note, or opened it again: each time is kept, the last one counts."""

    __tablename__ = "note_resolutions"

    id: Mapped[int] = mapped_column(primary_key=True)
    note_id: Mapped[int] = mapped_column(ForeignKey("notes.id"), index=True)
    resolved: Mapped[bool]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    person: Mapped[Person] = relationship()


class LaneSignature(Base):
    """Somebody of supportive care who signed their lane of a case, as it stood."""

    __tablename__ = "lane_signatures"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    discipline: Mapped[Discipline] = mapped_column(word(Discipline))
    #: The SHA-256 of what was signed: when the lane says something else, it is asked for anew.
    sha256: Mapped[str] = mapped_column(String(64))
    signed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    person: Mapped[Person] = relationship()


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
