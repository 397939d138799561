"""Opening a ballot, voting, closing it; stepping aside."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from board.accounts.actor import Actor
from board.accounts.models import Membership
from board.audit.deeds import Deed
from board.audit.services import record
from board.db import db
from board.decisions import tally
from board.decisions.gate import ballot_for
from board.decisions.models import Ballot, BallotStatus, Entitlement, Recusal, Vote
from board.decisions.policy import ensure_has_vote, ensure_may_lead, has_vote
from board.errors import Conflict, Invalid, NotAllowed
from board.meetings import log
from board.meetings.gate import item_for
from board.meetings.log import Part
from board.meetings.models import AgendaItem, Attendance, ItemStatus, Meeting, MeetingStatus

LETTERS = "ABCDEFGH"
LONGEST_OPTION = 160
LONGEST_REASON = 500


def open_ballot(
    item_id: int, question: str, options: Sequence[str], *, by: Actor, at: datetime
) -> Ballot:
    """Open the next round on the case that is on the table, and freeze who may vote in it."""
    item = item_for(by, item_id, lock=True)
    ensure_may_lead(by, item.meeting.board_id)
    if item.meeting.status is not MeetingStatus.OPEN or item.status is not ItemStatus.CURRENT:
        raise Conflict("Votes are taken on the case that is on the table of an open room.")
    voters = _voters_present(item.meeting, item)
    if not voters:
        raise Conflict("Nobody who may vote on this case is in the room.")

    ballot = Ballot(
        item=item,
        round=len(ballots_on(item_id)) + 1,
        question=_sentence(question, 300, "question", "Write what is voted on."),
        options=_options(options),
        opened_at=at,
    )
    db.session.add(ballot)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise Conflict("A ballot on this case is open already.") from error
    for seat in voters:
        entitled = Entitlement(
            ballot_id=ballot.id,
            person_id=seat.person_id,
            role=seat.role,
            discipline=seat.discipline,
        )
        db.session.add(entitled)

    record(
        by, Deed.BALLOT_OPENED, f"ballot/{ballot.id}", at, item.meeting.board_id, round=ballot.round
    )
    log.append(
        item.meeting, "ballot_opened", (Part.BALLOT,), at, item_id=item.id, person_id=by.person_id
    )
    return ballot


def cast_vote(
    ballot_id: int,
    choice: str,
    reason: str,
    *,
    key: str,
    instead_of: int | None,
    by: Actor,
    at: datetime,
) -> Vote:
    """Record how *by* votes, replacing the vote *instead_of* that they last saw as their own.

    *key* names the act: sent again, the stored vote is returned and nothing changes. When the voter's own
    vote is no longer the one they saw (another window was faster), the act is refused with what is stored.
    """
    ballot = ballot_for(by, ballot_id, lock=True)
    sent_before = db.session.scalar(select(Vote).where(Vote.key == _key(by, key)))
    if sent_before is not None:
        _ensure_same(sent_before, ballot, choice)
        return sent_before
    _ensure_may_vote(by, ballot)
    if not ballot.is_open:
        raise Conflict("This ballot is closed. Your vote was not counted.")
    _ensure_choice(choice, ballot)

    last = own_vote(ballot.id, by.person_id)
    if last is not None and last.id != instead_of:
        raise Conflict(
            f"You have already voted {last.choice} in another window. Nothing was changed."
        )
    if last is not None:
        last.superseded_at = at
        db.session.flush()
    vote = Vote(
        ballot=ballot,
        person_id=by.person_id,
        choice=choice,
        reason=_sentence(reason, LONGEST_REASON, "reason"),
        cast_at=at,
        key=_key(by, key),
        receipt=_receipt(ballot.id, by.person_id, choice, key),
    )
    db.session.add(vote)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise Conflict("You have already voted in another window. Nothing was changed.") from error

    item = ballot.item
    record(by, Deed.VOTED, f"ballot/{ballot.id}", at, item.meeting.board_id, receipt=vote.receipt)
    log.append(
        item.meeting,
        "voted",
        (Part.BALLOT,),
        at,
        item_id=item.id,
        person_id=by.person_id,
        key=vote.key,
    )
    return vote


def close_ballot(ballot_id: int, *, by: Actor, at: datetime) -> Ballot:
    """Close the round: no more votes, and what was hidden is revealed."""
    ballot = ballot_for(by, ballot_id, lock=True)
    board_id = ballot.item.meeting.board_id
    ensure_may_lead(by, board_id)
    if not ballot.is_open:
        raise Conflict("This ballot is closed already.")

    ballot.status, ballot.closed_at = BallotStatus.CLOSED, at

    cast = len(counted(ballot))
    record(by, Deed.BALLOT_CLOSED, f"ballot/{ballot.id}", at, board_id, cast=cast)
    log.append(
        ballot.item.meeting,
        "ballot_closed",
        (Part.BALLOT,),
        at,
        item_id=ballot.item_id,
        person_id=by.person_id,
    )
    return ballot


def recuse(item_id: int, reason: str, *, by: Actor, at: datetime) -> Recusal:
    """Step aside for one case: a vote already cast no longer counts, and no votes are shown."""
    item = item_for(by, item_id, lock=True)
    ensure_has_vote(by, item.meeting.board)
    if is_recused(item_id, by.person_id):
        raise Conflict("You have already stepped aside for this case.")

    recusal = Recusal(
        item_id=item.id,
        person_id=by.person_id,
        reason=_sentence(
            reason, 300, "reason", "Name the conflict of interest; it goes on the record."
        ),
        recused_at=at,
    )
    db.session.add(recusal)
    for ballot in ballots_on(item_id):
        if ballot.is_open:
            _withdraw(ballot, by, at)

    record(by, Deed.RECUSED, f"item/{item.id}", at, item.meeting.board_id)
    log.append(
        item.meeting,
        "recused",
        (Part.BALLOT, Part.PEOPLE),
        at,
        item_id=item.id,
        person_id=by.person_id,
    )
    return recusal


def ensure_none_open(meeting: Meeting) -> None:
    """Refuse to leave the case on the table while votes on it are being taken."""
    if meeting.current and any(ballot.is_open for ballot in ballots_on(meeting.current.id)):
        raise Conflict("A ballot is open on this case. Close it first, then go on.")


def ballots_on(item_id: int) -> list[Ballot]:
    """Return the rounds on an agenda item, in order."""
    return list(
        db.session.scalars(select(Ballot).where(Ballot.item_id == item_id).order_by(Ballot.round))
    )


def own_vote(ballot_id: int, person_id: int) -> Vote | None:
    """Return the vote of this person that counts, or None."""
    mine = select(Vote).where(Vote.ballot_id == ballot_id, Vote.person_id == person_id)
    return db.session.scalar(mine.where(Vote.superseded_at.is_(None)))


def is_recused(item_id: int, person_id: int) -> bool:
    """Return whether this person has stepped aside for the case."""
    mine = select(Recusal.id).where(Recusal.item_id == item_id, Recusal.person_id == person_id)
    return db.session.scalar(mine) is not None


def recusals_on(item_id: int) -> list[Recusal]:
    """Return who stepped aside for the case, in order."""
    return list(
        db.session.scalars(select(Recusal).where(Recusal.item_id == item_id).order_by(Recusal.id))
    )


def counted(ballot: Ballot) -> list[Vote]:
    """Return the votes that count, one a person."""
    return [vote for vote in ballot.votes if vote.superseded_at is None]


def tally_of(ballot: Ballot) -> tally.Tally:
    """Return how a closed ballot came out. An open one has no tally: not for anybody."""
    if ballot.is_open:
        raise Conflict("The votes are hidden until the chair closes the ballot.")
    knows = {entitled.person_id: entitled.discipline.value for entitled in ballot.entitlements}
    casts = [
        tally.Cast(vote.person.short_name, knows[vote.person_id], vote.choice, vote.reason)
        for vote in counted(ballot)
    ]
    return tally.count([(option["letter"], option["text"]) for option in ballot.options], casts)


def quorum_of(ballot: Ballot) -> tally.Quorum:
    """Return whether enough people of enough disciplines voted."""
    board = ballot.item.meeting.board
    voted = {vote.person_id for vote in counted(ballot)}
    knows = [e.discipline.value for e in ballot.entitlements if e.person_id in voted]
    return tally.quorum(knows, board.quorum_voters, board.quorum_disciplines)


def quorum_present(meeting: Meeting) -> tally.Quorum:
    """Return whether those who came and may vote, on the case on the table if there is one, make a quorum."""
    board = meeting.board
    knows = [seat.discipline.value for seat in _voters_present(meeting, meeting.current)]
    return tally.quorum(knows, board.quorum_voters, board.quorum_disciplines)


def _voters_present(meeting: Meeting, item: AgendaItem | None) -> list[Membership]:
    """Return the seats of those who came, have a vote on this board, and have not stepped aside."""
    came = select(Attendance.person_id).where(Attendance.meeting_id == meeting.id)
    stepped_aside = select(Recusal.person_id).where(Recusal.item_id == (item.id if item else None))
    seats = select(Membership).where(
        Membership.board_id == meeting.board_id,
        Membership.person_id.in_(came),
        Membership.person_id.not_in(stepped_aside),
    )
    return [seat for seat in db.session.scalars(seats) if has_vote(seat.role, meeting.board)]


def _ensure_may_vote(by: Actor, ballot: Ballot) -> None:
    ensure_has_vote(by, ballot.item.meeting.board)
    if is_recused(ballot.item_id, by.person_id):
        raise NotAllowed("You stepped aside for this case and take no part in its votes.")
    entitled = db.session.get(Entitlement, (ballot.id, by.person_id))
    if entitled is None or entitled.withdrawn_at is not None:
        raise NotAllowed(
            "You were not in the room when this round was opened; the next round is yours."
        )


def _ensure_same(vote: Vote, ballot: Ballot, choice: str) -> None:
    """Refuse to confirm a vote that is not the one that was sent, or that counts no longer."""
    if vote.ballot_id != ballot.id or vote.choice != choice:
        raise Conflict("This vote was sent before, as another one. Reload the page and vote again.")
    if vote.superseded_at is not None:
        raise Conflict(f"Your vote {vote.choice} counts no longer: it was changed or withdrawn.")


def _ensure_choice(choice: str, ballot: Ballot) -> None:
    letters = [option["letter"] for option in ballot.options]
    if choice not in [*letters, tally.ABSTAIN]:
        raise Invalid(
            "Choose one of the options, or abstain.",
            {"choice": f"Choose {', '.join(letters)} or abstain."},
        )


def _withdraw(ballot: Ballot, by: Actor, at: datetime) -> None:
    entitled = db.session.get(Entitlement, (ballot.id, by.person_id))
    if entitled is not None:
        entitled.withdrawn_at = at
    vote = own_vote(ballot.id, by.person_id)
    if vote is not None:
        vote.superseded_at = at


def _options(texts: Sequence[str]) -> list[dict[str, str]]:
    given = [text.strip() for text in texts if text.strip()]
    if not 2 <= len(given) <= len(LETTERS):
        raise Invalid(
            "A ballot needs two to eight options.", {"options": "Write two to eight options."}
        )
    if len({text.casefold() for text in given}) < len(given):
        raise Invalid("Two options say the same.", {"options": "Each option has to differ."})
    return [
        {"letter": letter, "text": _sentence(text, LONGEST_OPTION, "options")}
        for letter, text in zip(LETTERS, given, strict=False)
    ]


def _sentence(text: str, longest: int, field: str, when_empty: str | None = None) -> str:
    text = " ".join(text.replace("\x00", "").split())
    if when_empty and not text:
        raise Invalid(when_empty, {field: when_empty})
    if len(text) > longest:
        raise Invalid(
            f"Shorten this to {longest} characters.", {field: f"At most {longest} characters."}
        )
    return text


def _key(by: Actor, key: str) -> str:
    if not 8 <= len(key) <= 60 or not key.isascii() or not key.isprintable():
        raise Invalid("The page sent no valid name for this vote. Reload it and vote again.")
    return f"{by.person_id}:{key}"


def _receipt(ballot_id: int, person_id: int, choice: str, key: str) -> str:
    """Return what the voter keeps: the client's random key hides the choice from whoever reads the receipt."""
    return hashlib.sha256(f"{ballot_id}:{person_id}:{choice}:{key}".encode()).hexdigest()[:16]
