"""What each would choose before the discussion, unseen by everybody else; and what became of it in the vote."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, or_, select, update

from board.accounts.actor import Actor
from board.accounts.models import Membership
from board.audit.deeds import Deed
from board.audit.services import record
from board.cases.brief import brief_of
from board.cases.models import CaseVersion
from board.db import db
from board.decisions import shifts
from board.decisions.models import Ballot, Opinion, OpinionShift, Recusal, Vote
from board.decisions.policy import ensure_has_vote, has_vote
from board.decisions.shifts import Certainty, Move, Stance
from board.errors import Conflict, Invalid, NotAllowed
from board.meetings import log
from board.meetings.gate import item_for
from board.meetings.log import Part
from board.meetings.models import AgendaItem, ItemStatus, MeetingStatus

LONGEST_WORDS = 200
LONGEST_REASON = 500

#: Options are proposed from so many opinions on: from fewer, a proposal would tell who said what.
ENOUGH_TO_PROPOSE = 3
MOST_PROPOSED = 8


@dataclass(frozen=True)
class Answer:
    """An opinion as it was typed: an option's id, "other" or "needs discussion"; how sure; why."""

    choice: str
    certainty: str
    other: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Standing:
    """How many of those who will have a vote have stated their opinion."""

    given: int
    of: int

    @property
    def sentence(self) -> str:
        """The numbers in words; whose they are is told to nobody."""
        return f"{self.given} of {self.of} {'opinion' if self.of == 1 else 'opinions'} in"


def state_opinion(item_id: int, answer: Answer, *, by: Actor, at: datetime) -> Opinion:
    """Keep what *by* would choose, superseding what they said before; until the first ballot opens."""
    item = item_for(by, item_id, lock=True)
    ensure_has_vote(by, item.meeting.board)
    if _stepped_aside(item, by.person_id):
        raise NotAllowed("You stepped aside for this case and give no opinion on it.")
    if not may_still_state(item):
        raise Conflict("Opinions are given from the agenda on until the first ballot opens.")
    stance, option_id, text = _choice(answer, item.version)
    opinion = Opinion(
        case_id=item.case_id,
        case_version_id=item.case_version_id,
        person_id=by.person_id,
        stance=stance,
        option_id=option_id,
        text=text,
        certainty=_certainty(answer.certainty),
        reason=_words(answer.reason, LONGEST_REASON, "reason"),
        stated_at=at,
    )
    before = opinion_of(item, by.person_id)
    if before is not None:
        before.superseded_at = at
        db.session.flush()
    db.session.add(opinion)
    db.session.flush()

    record(by, Deed.OPINION_STATED, f"agenda_item/{item.id}", at, item.meeting.board_id)
    if item.status is ItemStatus.CURRENT:
        # the chair's form proposes what opinions name; who gave one is told to nobody
        log.append(item.meeting, "opinion_stated", (Part.BALLOT,), at, item_id=item.id)
    return opinion


def may_still_state(item: AgendaItem) -> bool:
    """Return whether opinions on this case are taken: it is on an agenda, and no ballot on it was opened."""
    coming = item.status is not ItemStatus.DONE and item.carried_over is None
    return coming and item.meeting.status is not MeetingStatus.CLOSED and not _ballots(item)


def opinion_of(item: AgendaItem, person_id: int) -> Opinion | None:
    """Return a person's own opinion on a case for this discussion of it, or None."""
    return db.session.scalar(_counting(item).where(Opinion.person_id == person_id))


def standing_of(item: AgendaItem) -> Standing:
    """Return how many opinions are in, of how many; who stepped aside is in neither number."""
    voters = _voters(item)
    given = _counting(item).where(Opinion.person_id.in_(voters)).with_only_columns(func.count())
    return Standing(db.session.scalar(given) or 0, len(voters))


def proposed_options(item: AgendaItem) -> list[str]:
    """Return the options of the brief that opinions name, in the brief's order.

    Neither who named them nor how often, and nothing while there are too few opinions to hide in.
    """
    wanted = _counting(item).where(Opinion.person_id.in_(_voters(item)))
    given = list(db.session.scalars(wanted))
    if len(given) < ENOUGH_TO_PROPOSE:
        return []
    named = {opinion.option_id for opinion in given}
    offered = brief_of(item.version).summary.options
    return [option.name for option in offered if option.id in named][:MOST_PROPOSED]


def settle(item: AgendaItem) -> None:
    """Bind the opinions on a case to this discussion of it: its first ballot opens."""
    db.session.execute(
        update(Opinion)
        .where(Opinion.case_id == item.case_id, Opinion.item_id.is_(None))
        .values(item_id=item.id)
        .execution_options(synchronize_session=False)
    )


def keep_shifts(ballot: Ballot, votes: Sequence[Vote]) -> None:
    """Store, for everybody whose vote counts, how it stands to their opinion: the ballot closes."""
    wanted = _counting(ballot.item)
    opinions = {one.person_id: one for one in db.session.scalars(wanted)}
    for vote in votes:
        before = opinions.get(vote.person_id)
        said = _said(before) if before else None
        db.session.add(
            OpinionShift(
                ballot_id=ballot.id,
                person_id=vote.person_id,
                opinion_id=before.id if before else None,
                vote_id=vote.id,
                move=shifts.move_of(said, vote.choice, ballot.options),
            )
        )


def keep_missing_shift(ballot: Ballot, vote: Vote | None) -> None:
    """Store how a vote that was missed stands to the opinion before it; one that is corrected has its row."""
    if vote is not None and db.session.get(OpinionShift, (ballot.id, vote.person_id)) is None:
        keep_shifts(ballot, [vote])


def moves_in(ballot: Ballot) -> list[tuple[Move, str]]:
    """Return how each vote of a closed ballot stands to the opinion before it, and who changed from what."""
    wanted = (
        select(OpinionShift, Opinion).outerjoin(Opinion).where(OpinionShift.ballot_id == ballot.id)
    )
    rows = db.session.execute(wanted.order_by(OpinionShift.vote_id)).all()
    counting = {vote.person_id for vote in ballot.votes if vote.superseded_at is None}
    return [_moved(kept, before, ballot) for kept, before in rows if kept.person_id in counting]


def _moved(kept: OpinionShift, before: Opinion | None, ballot: Ballot) -> tuple[Move, str]:
    """Return a shift as it was stored; of a vote that was corrected since, as it comes to now."""
    counts = next(
        (v for v in ballot.votes if v.person_id == kept.person_id and not v.superseded_at), None
    )
    move = kept.move
    if counts is not None and counts.id != kept.vote_id:
        move = shifts.move_of(_said(before) if before else None, counts.choice, ballot.options)
    return move, _who_changed(kept, move, before, ballot)


def _counting(item: AgendaItem) -> Select[Opinion]:
    """Return the opinions that count in one discussion: bound to it, or still free while it has no ballot."""
    here = Opinion.item_id == item.id
    if not _ballots(item):
        here = or_(here, Opinion.item_id.is_(None))
    return select(Opinion).where(
        Opinion.case_id == item.case_id, Opinion.superseded_at.is_(None), here
    )


def _said(opinion: Opinion) -> shifts.Said:
    return shifts.Said(opinion.stance, opinion.option_id, opinion.text)


def _who_changed(kept: OpinionShift, move: Move, before: Opinion | None, ballot: Ballot) -> str:
    if before is None or move is not Move.CHANGED:
        return ""
    return f"{kept.person.short_name} from {shifts.letter_of(_said(before), ballot.options)}"


def _ballots(item: AgendaItem) -> bool:
    return (
        db.session.scalar(select(Ballot.id).where(Ballot.item_id == item.id).limit(1)) is not None
    )


def _stepped_aside(item: AgendaItem, person_id: int) -> bool:
    mine = select(Recusal.id).where(Recusal.item_id == item.id, Recusal.person_id == person_id)
    return db.session.scalar(mine) is not None


def _voters(item: AgendaItem) -> list[int]:
    """Return who has a vote on the board and did not step aside for this case."""
    board = item.meeting.board
    aside = select(Recusal.person_id).where(Recusal.item_id == item.id)
    seats = select(Membership.person_id, Membership.role).where(
        Membership.board_id == board.id, Membership.person_id.not_in(aside)
    )
    return [person for person, role in db.session.execute(seats) if has_vote(role, board)]


def _choice(answer: Answer, version: CaseVersion) -> tuple[Stance, str, str]:
    """Return the stance, the option's id and the words of an answer, or say what is missing."""
    if answer.choice == Stance.DISCUSS:
        return Stance.DISCUSS, "", ""
    if answer.choice == Stance.OTHER:
        words = _words(answer.other, LONGEST_WORDS, "other")
        if not words:
            raise Invalid("Write what you would do.", {"other": "Write what you would do."})
        return Stance.OTHER, "", words
    for option in brief_of(version).summary.options:
        if option.id == answer.choice:
            return Stance.OPTION, option.id, option.name[:LONGEST_WORDS]
    raise Invalid("Choose what you would do.", {"choice": "Choose one of the options."})


def _certainty(typed: str) -> Certainty:
    try:
        return Certainty(typed)
    except ValueError as error:
        said = "Say how sure you are: low, medium or high."
        raise Invalid(said, {"certainty": said}) from error


def _words(text: str, longest: int, field: str) -> str:
    text = " ".join(text.replace("\x00", "").split())
    if len(text) > longest:
        said = f"At most {longest} characters."
        raise Invalid(f"Shorten this to {longest} characters.", {field: said})
    return text
