"""The board's rule on anonymous ballots, changed from the page of its people."""

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from board import clock
from board.accounts.session import current_actor
from board.decisions.services.rules import allow_anonymous
from board.doors import Policy, door
from board.transactions import transaction

bp = Blueprint("ballot_rules", __name__)


@bp.post("/boards/<int:board_id>/anonymous-ballots")
@door(Policy.BOARD)
def change(board_id: int) -> Response:
    """Let the chair hold anonymous ballots, or no longer."""
    allowed = request.form.get("allowed") == "yes"
    with transaction():
        allow_anonymous(board_id, allowed, by=current_actor(), at=clock.now())
    flash("Anonymous ballots may be held." if allowed else "Every ballot is open from now on.")
    return redirect(url_for("people.of_board", board_id=board_id))
