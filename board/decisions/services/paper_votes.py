"""Putting right a vote that was keyed in wrongly from paper: with a reason, and on the record."""

import secrets
from dataclasses import replace
from datetime import datetime

from board.accounts.actor import Actor
from board.audit.deeds import Deed
from board.audit.services import record
from board.db import db
from board.decisions.gate import ballot_for
from board.decisions.models import Ballot, Vote
from board.decisions.papers import Keyed, VoteCorrection, entry_of
from board.decisions.services import ballots, opinions, plans
from board.decisions.services.grounds import unsettle_item
from board.decisions.services.papers import PaperVote, ensure_may_key_in
from board.decisions.services.voting import receipt_for
from board.decisions.tally import ABSTAIN
from board.errors import Conflict, Invalid, NotAllowed
from board.meetings import log
from board.meetings.log import Part

#: The choice of whoever did not vote.
NO_VOTE = ""


def correct_vote(
    ballot_id: int, said: PaperVote, because: str, *, by: Actor, at: datetime
) -> Vote | None:
    """Let what stands on paper count in place of what was keyed in; a plan that rests on it is a draft again.

    A vote that was missed is added; one that does not stand on paper, whose choice is NO_VOTE, is taken out.
    """
    ballot = ballot_for(by, ballot_id, lock=True)
    ensure_may_key_in(by, ballot.item.meeting, at)
    _ensure_correctable(ballot, by)
    because = ballots.sentence(because, 300, "because", "Say what was keyed in wrongly.")
    if said.choice not in {option["letter"] for option in ballot.options} | {ABSTAIN, NO_VOTE}:
        wrong = {"choice": "A letter of this ballot, abstained, or no vote."}
        raise Invalid("There is no such option.", wrong)
    if said.person_id not in {seat.person_id for seat in ballots.may_vote_in(ballot)}:
        nobody = {"person": "Did not come, has no vote, or stepped aside."}
        raise Invalid("This person could not vote.", nobody)
    before = ballots.own_vote(ballot.id, said.person_id)
    reason = ballots.sentence(said.reason, 500, "reason") if said.choice != NO_VOTE else ""
    if _is_keyed_in(before, said.choice, reason):
        same = "That is what is keyed in already."
        raise Invalid(same, {"choice": same})

    vote = _put_in_place_of(before, ballot, replace(said, reason=reason), at)
    db.session.add(
        VoteCorrection(
            ballot_id=ballot.id,
            before_id=before.id if before else None,
            vote_id=vote.id if vote else None,
            because=because,
            person_id=by.person_id,
            at=at,
        )
    )
    opinions.keep_missing_shift(ballot, vote)
    _tell(ballot, said.person_id, before, vote, by, at)
    return vote


def _is_keyed_in(before: Vote | None, choice: str, reason: str) -> bool:
    return (before.choice, before.reason) == (choice, reason) if before else choice == NO_VOTE


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


def _put_in_place_of(
    before: Vote | None, ballot: Ballot, said: PaperVote, at: datetime
) -> Vote | None:
    if before is not None:
        before.superseded_at = at
        db.session.flush()  # one vote a person counts
    if said.choice == NO_VOTE:
        return None
    key = secrets.token_urlsafe(12)
    vote = Vote(
        ballot_id=ballot.id,
        person_id=said.person_id,
        choice=said.choice,
        reason=said.reason,
        cast_at=before.cast_at if before else ballot.opened_at,
        key=f"{said.person_id}:{key}",
        receipt=receipt_for(ballot.id, said.person_id, said.choice, key),
    )
    db.session.add(vote)
    db.session.flush()
    return vote


def _tell(
    ballot: Ballot, person_id: int, before: Vote | None, vote: Vote | None, by: Actor, at: datetime
) -> None:
    meeting = ballot.item.meeting
    said = {"of": f"person/{person_id}"}
    if vote is not None:
        said["receipt"] = vote.receipt
    if before is not None:
        said["instead_of"] = before.receipt
    record(by, Deed.PAPER_CORRECTED, f"ballot/{ballot.id}", at, meeting.board_id, **said)
    log.append(
        meeting,
        "voted",
        (Part.BALLOT,),
        at,
        item_id=ballot.item_id,
        person_id=person_id,
        key=vote.key if vote else None,
    )
    unsettle_item(ballot.item_id, by, at)
