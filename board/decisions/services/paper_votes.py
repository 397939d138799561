"""Putting right a vote that was keyed in wrongly from paper: with a reason, and on the record."""

import secrets
from datetime import datetime

from board.accounts.actor import Actor
from board.audit.deeds import Deed
from board.audit.services import record
from board.db import db
from board.decisions.gate import ballot_for
from board.decisions.models import Ballot, Vote
from board.decisions.papers import Keyed, VoteCorrection, entry_of
from board.decisions.services import ballots, plans
from board.decisions.services.grounds import unsettle_item
from board.decisions.services.papers import PaperVote, ensure_may_key_in
from board.decisions.services.voting import receipt_for
from board.decisions.tally import ABSTAIN
from board.errors import Conflict, Invalid, NotAllowed
from board.meetings import log
from board.meetings.log import Part


def correct_vote(ballot_id: int, said: PaperVote, because: str, *, by: Actor, at: datetime) -> Vote:
    """Let what stands on paper count in place of what was keyed in; a plan that rests on it is a draft again."""
    ballot = ballot_for(by, ballot_id, lock=True)
    ensure_may_key_in(by, ballot.item.meeting, at)
    _ensure_correctable(ballot, by)
    because = ballots.sentence(because, 300, "because", "Say what was keyed in wrongly.")
    if said.choice not in {option["letter"] for option in ballot.options} | {ABSTAIN}:
        wrong = {"choice": "A letter of this ballot, or abstained."}
        raise Invalid("There is no such option.", wrong)
    before = ballots.own_vote(ballot.id, said.person_id)
    if before is None:
        raise Invalid("No vote of this person was keyed in.", {"person": "Choose from the list."})
    reason = ballots.sentence(said.reason, 500, "reason")
    if (before.choice, before.reason) == (said.choice, reason):
        same = "That is what is keyed in already."
        raise Invalid(same, {"choice": same})

    vote = _put_in_place_of(before, said.choice, reason, at)
    db.session.add(
        VoteCorrection(
            ballot_id=ballot.id,
            before_id=before.id,
            vote_id=vote.id,
            because=because,
            person_id=by.person_id,
            at=at,
        )
    )
    _tell(ballot, before, vote, by, at)
    return vote


def _ensure_correctable(ballot: Ballot, by: Actor) -> None:
    if entry_of(Keyed.BALLOT, ballot.id) is None:
        raise Conflict("This ballot was held in the room: its votes are the voters' own.")
    if ballots.is_recused(ballot.item_id, by.person_id):
        raise NotAllowed("You stepped aside for this case: somebody else corrects it.")
    if ballots.ballots_on(ballot.item_id)[-1].id != ballot.id:
        raise Conflict("Another round was held since: this one stands as it was keyed in.")
    plan = plans.plan_of_item(ballot.item_id)
    if plan is not None and plan.is_signed:
        raise Conflict("The plan is signed on this count. Begin an amendment, then correct it.")


def _put_in_place_of(before: Vote, choice: str, reason: str, at: datetime) -> Vote:
    key = secrets.token_urlsafe(12)
    before.superseded_at = at
    db.session.flush()  # one vote a person counts
    vote = Vote(
        ballot_id=before.ballot_id,
        person_id=before.person_id,
        choice=choice,
        reason=reason,
        cast_at=before.cast_at,
        key=f"{before.person_id}:{key}",
        receipt=receipt_for(before.ballot_id, before.person_id, choice, key),
    )
    db.session.add(vote)
    db.session.flush()
    return vote


def _tell(ballot: Ballot, before: Vote, vote: Vote, by: Actor, at: datetime) -> None:
    meeting = ballot.item.meeting
    said = {
        "receipt": vote.receipt,
        "instead_of": before.receipt,
        "of": f"person/{vote.person_id}",
    }
    record(by, Deed.PAPER_CORRECTED, f"ballot/{ballot.id}", at, meeting.board_id, **said)
    log.append(
        meeting,
        "voted",
        (Part.BALLOT,),
        at,
        item_id=ballot.item_id,
        person_id=vote.person_id,
        key=vote.key,
    )
    unsettle_item(ballot.item_id, by, at)
