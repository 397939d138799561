"""Counting closed ballots anew: the votes, held against the log, the trail and the signed record.

What was written down when it happened (who voted, with which receipt, how many counted at the close) is
compared with the votes as they are stored now. A difference is named by receipt, never by person.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import select

from board.audit.deeds import Deed
from board.audit.models import AuditEntry
from board.db import db
from board.decisions.models import Ballot, BallotStatus, Plan, Vote
from board.decisions.services.ballots import counted
from board.decisions.services.voting import receipt_for
from board.meetings.models import MeetingEvent

#: Deeds that put a vote in, and that closed a ballot: in the room, or from paper.
CAST = frozenset({Deed.VOTED.value, Deed.PAPER_VOTE.value, Deed.PAPER_CORRECTED.value})
CLOSED = frozenset({Deed.BALLOT_CLOSED.value, Deed.PAPER_BALLOT.value})


@dataclass(frozen=True)
class Recount:
    """What counting one closed ballot anew found."""

    ballot_id: int
    #: How many votes count.
    cast: int
    #: What does not agree, in sentences.
    differences: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        """Whether votes, log, trail and record say the same."""
        return not self.differences


def recount(ballot: Ballot) -> Recount:
    """Count a closed ballot anew and say what does not agree with what was written down."""
    votes = counted(ballot)
    found = [
        *_against_receipts(votes),
        *_against_entitlements(ballot, votes),
        *_against_log(ballot, votes),
        *_against_trail(ballot, votes),
        *_against_records(ballot, votes),
    ]
    return Recount(ballot.id, len(votes), tuple(found))


def recount_all() -> Iterator[Recount]:
    """Count every closed ballot anew, in the order in which they were opened."""
    closed = select(Ballot).where(Ballot.status == BallotStatus.CLOSED).order_by(Ballot.id)
    for ballot in db.session.scalars(closed):
        yield recount(ballot)


def _against_receipts(votes: Iterable[Vote]) -> Iterator[str]:
    for vote in votes:
        key = vote.key.removeprefix(f"{vote.person_id}:")
        if receipt_for(vote.ballot_id, vote.person_id, vote.choice, key) != vote.receipt:
            yield f"The vote with receipt {vote.receipt} is not the one the receipt was given for."


def _against_entitlements(ballot: Ballot, votes: Iterable[Vote]) -> Iterator[str]:
    entitled = {one.person_id for one in ballot.entitlements if one.withdrawn_at is None}
    for vote in votes:
        if vote.person_id not in entitled:
            yield f"The vote with receipt {vote.receipt} is of somebody who could not vote."


def _against_log(ballot: Ballot, votes: Iterable[Vote]) -> Iterator[str]:
    """Compare with the log: the last that it tells of each voter in this round is the vote that counts."""
    last = {event.person_id: event.key for event in _voted_in(ballot)}
    withdrawn = {one.person_id for one in ballot.entitlements if one.withdrawn_at is not None}
    counts = {vote.key: vote for vote in votes}
    for key in counts.keys() - set(last.values()):
        yield f"The vote with receipt {counts[key].receipt} counts, and the log does not tell of it."
    told = ((who, key) for who, key in last.items() if key is not None)  # None: not on paper
    lost = [who for who, key in told if key not in counts and who not in withdrawn]
    if lost:
        yield f"The log tells of {len(lost)} more that should count."


def _voted_in(ballot: Ballot) -> Iterator[MeetingEvent]:
    """Return the votes that the log tells of in this round, in order."""
    wanted = select(MeetingEvent).where(
        MeetingEvent.item_id == ballot.item_id,
        MeetingEvent.kind.in_(("ballot_opened", "voted")),
    )
    at = 0
    for event in db.session.scalars(wanted.order_by(MeetingEvent.seq)):
        at += event.kind == "ballot_opened"
        if event.kind == "voted" and at == ballot.round:
            yield event


def _against_trail(ballot: Ballot, votes: Iterable[Vote]) -> Iterator[str]:
    """Compare with the trail: the receipts it holds, and how many counted at the close."""
    wanted = select(AuditEntry).where(AuditEntry.object == f"ballot/{ballot.id}")
    entries = list(db.session.scalars(wanted.order_by(AuditEntry.number)))
    kept = {one.detail.get("receipt") for one in entries if one.deed in CAST}
    receipts = [vote.receipt for vote in votes]
    for receipt in receipts:
        if receipt not in kept:
            yield f"The vote with receipt {receipt} is not in the trail."
    since = sum(_added(one) for one in entries if one.deed == Deed.PAPER_CORRECTED)
    for entry in entries:
        if entry.deed in CLOSED and entry.detail.get("cast", 0) + since != len(receipts):
            told = entry.detail.get("cast")
            yield f"{told} votes counted when the ballot was closed, {len(receipts)} count now."


def _added(correction: AuditEntry) -> int:
    """Return by how many votes a correction from paper changed how many count: one more, one less, or none."""
    return ("receipt" in correction.detail) - ("instead_of" in correction.detail)


def _against_records(ballot: Ballot, votes: Iterable[Vote]) -> Iterator[str]:
    """Compare with what signed plans say of this round."""
    chosen = Counter(vote.choice for vote in votes)
    signed = select(Plan).where(Plan.item_id == ballot.item_id, Plan.snapshot.is_not(None))
    for plan in db.session.scalars(signed.order_by(Plan.version)):
        rounds = json.loads(plan.snapshot or "{}").get("ballots", [])
        told = rounds[ballot.round - 1] if ballot.round <= len(rounds) else {}
        if told.get("withheld"):
            continue
        for option in told.get("options", []):
            letter, printed = option["letter"], option["votes"]
            if printed != chosen[letter]:
                found = f"says {printed} for {letter}, and {chosen[letter]} count"
                yield f"The signed record, version {plan.version}, {found}."
