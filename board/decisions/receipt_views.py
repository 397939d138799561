"""Whether one's own vote is in the count of a closed ballot, and whether the count holds."""

from flask import Blueprint, render_template, request

from board.accounts.actor import Actor
from board.accounts.session import current_actor
from board.decisions.gate import ballot_for
from board.decisions.models import Ballot
from board.decisions.services import ballots
from board.decisions.services.recount import recount
from board.doors import Policy, door
from board.errors import NotFound

bp = Blueprint("receipts", __name__)


@bp.get("/ballots/<int:ballot_id>/receipts")
@door(Policy.MEETING)
def show(ballot_id: int) -> str:
    """Show the receipts that are in the count, and ask for one's own."""
    return _page(_closed(ballot_id, current_actor()), "")


@bp.post("/ballots/<int:ballot_id>/receipts")
@door(Policy.MEETING)
def check(ballot_id: int) -> str:
    """Say whether a receipt is in the count."""
    typed = "".join(request.form.get("receipt", "").split()).lower()[:64]
    return _page(_closed(ballot_id, current_actor()), typed)


def _closed(ballot_id: int, actor: Actor) -> Ballot:
    """Return a closed ballot for somebody who takes part in the case, or say that there is none."""
    ballot = ballot_for(actor, ballot_id)
    if ballot.is_open or ballots.is_recused(ballot.item_id, actor.person_id):
        raise NotFound("There is no such count, or it is not yours to see.")
    return ballot


def _page(ballot: Ballot, typed: str) -> str:
    counts = sorted(vote.receipt for vote in ballots.counted(ballot))
    own = ballots.own_vote(ballot.id, current_actor().person_id)
    return render_template(
        "decisions/receipts.html",
        ballot=ballot,
        receipts=counts,
        typed=typed,
        found=typed in counts if typed else None,
        own=own.receipt if own else "",
        recount=recount(ballot),
        zone=ballot.item.meeting.board.zone,
    )
