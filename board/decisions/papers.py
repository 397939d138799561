"""What was made on paper and keyed in later: which thing, by whom, and when."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from board.accounts.models import Person
from board.db import Base, UtcDateTime, db, word
from board.decisions.models import Vote
from board.meetings.models import Meeting
from board.web.filters import day, day_and_time


class Keyed(StrEnum):
    """What can be keyed in."""

    ATTENDANCE = "attendance"
    RECUSAL = "recusal"
    BALLOT = "ballot"
    PLAN = "plan"


class PaperEntry(Base):
    """One thing keyed in from paper. It is never changed, by trigger."""

    __tablename__ = "paper_entries"
    __table_args__ = (UniqueConstraint("what", "object_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"), index=True)
    #: The agenda item it is about; an attendance is about none.
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_items.id"), index=True)
    what: Mapped[Keyed] = mapped_column(word(Keyed))
    object_id: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    meeting: Mapped[Meeting] = relationship()
    person: Mapped[Person] = relationship()

    @property
    def sentence(self) -> str:
        """Who keyed it in, when, and from the paper of which meeting; for screen and record."""
        return said_of(self.person.name, self.at, self.meeting)


class VoteCorrection(Base):
    """A vote that was keyed in wrongly, and the one that counts in its place. It is never changed, by trigger.

    Without a vote before it was missed, without one after it is not on paper.
    """

    __tablename__ = "vote_corrections"

    id: Mapped[int] = mapped_column(primary_key=True)
    ballot_id: Mapped[int] = mapped_column(ForeignKey("ballots.id"), index=True)
    before_id: Mapped[int | None] = mapped_column(ForeignKey("votes.id"), unique=True)
    vote_id: Mapped[int | None] = mapped_column(ForeignKey("votes.id"), unique=True)
    because: Mapped[str] = mapped_column(String(300))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    person: Mapped[Person] = relationship()
    before: Mapped[Vote | None] = relationship(foreign_keys=[before_id])
    vote: Mapped[Vote | None] = relationship(foreign_keys=[vote_id])

    @property
    def done(self) -> str:
        """What was done, and to whose vote."""
        if self.vote is not None:
            return f"{self.vote.person.short_name} was {'corrected' if self.before else 'added'}"
        return f"{self.before.person.short_name} was taken out" if self.before else ""


def said_of(name: str, at: datetime, meeting: Meeting) -> str:
    """Return in words who entered something later, from the paper of a meeting."""
    entered = day_and_time(at, meeting.board.zone)
    return f"Entered later by {name}, {entered}, from paper, meeting of {day(meeting.day)}."


def entry_of(what: Keyed, object_id: int) -> PaperEntry | None:
    """Return how a thing came from paper, or None when it did not."""
    wanted = select(PaperEntry).where(PaperEntry.what == what, PaperEntry.object_id == object_id)
    return db.session.scalar(wanted)


def keyed_in(item_id: int) -> PaperEntry | None:
    """Return how the decision of an agenda item was keyed in, or None."""
    wanted = select(PaperEntry).where(PaperEntry.item_id == item_id, PaperEntry.what == Keyed.PLAN)
    return db.session.scalars(wanted.limit(1)).first()


def entered_later(what: Keyed | str, object_id: int) -> str:
    """Return who keyed a thing in from paper, in a sentence; empty when it was not on paper."""
    entry = entry_of(Keyed(what), object_id)
    if entry is None:
        return ""
    corrected = _corrections_of(object_id, entry) if entry.what is Keyed.BALLOT else []
    return " ".join([entry.sentence, *corrected])


def _corrections_of(ballot_id: int, entry: PaperEntry) -> list[str]:
    """Return in words which votes were corrected after they were keyed in: whose, by whom, when and why."""
    wanted = select(VoteCorrection).where(VoteCorrection.ballot_id == ballot_id)
    zone = entry.meeting.board.zone
    return [
        f"The vote of {one.done} by {one.person.name}, "
        f"{day_and_time(one.at, zone)}: {one.because.rstrip('.')}."
        for one in db.session.scalars(wanted.order_by(VoteCorrection.id))
    ]


def entries_of(meeting_id: int) -> list[PaperEntry]:
    """Return everything that was keyed in for a meeting, in order."""
    wanted = select(PaperEntry).where(PaperEntry.meeting_id == meeting_id)
    return list(db.session.scalars(wanted.order_by(PaperEntry.id)))


def paper_items(meeting_ids: Collection[int]) -> set[int]:
    """Return the agenda items of these meetings whose ballot or decision was keyed in from paper."""
    wanted = select(PaperEntry.item_id).where(
        PaperEntry.meeting_id.in_(meeting_ids), PaperEntry.what.in_((Keyed.BALLOT, Keyed.PLAN))
    )
    return {item_id for item_id in db.session.scalars(wanted) if item_id is not None}
