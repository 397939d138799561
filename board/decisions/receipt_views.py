"""Whether one's own vote is in the count of a closed ballot, and whether the count holds."""

from flask import Blueprint, render_template, request

from board.accounts.session import current_actor
from board.decisions.gate import closed_ballot_for
from board.decisions.models import Ballot
from board.decisions.services import ballots
from board.decisions.services.recount import recount
from board.doors import Policy, door

bp = Blueprint("receipts", __name__)


@bp.get("/ballots/<int:ballot_id>/receipts")
@door(Policy.MEETING)
def show(ballot_id: int) -> str:
    """Show the receipts that are in the count, and ask for one's own."""
    return _page(closed_ballot_for(current_actor(), ballot_id), "")


@bp.post("/ballots/<int:ballot_id>/receipts")
@door(Policy.MEETING)
def check(ballot_id: int) -> str:
    """Say whether a receipt is in the count."""
    typed = "".join(request.form.get("receipt", "").split()).lower()[:64]
    return _page(closed_ballot_for(current_actor(), ballot_id), typed)


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
