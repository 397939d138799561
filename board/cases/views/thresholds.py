"""The thresholds a board set itself: who proposed, who signed, what holds now."""

import math
from collections.abc import Mapping

from flask import (
    flash,
    get_flashed_messages,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response

from board import clock
from board.accounts.models import Board
from board.accounts.patience import forgive, knock, take_back, too_many
from board.accounts.services import board_for, email_of
from board.accounts.session import current_actor
from board.cases import thresholds
from board.cases.overrides import Threshold, newest_signed, thresholds_of
from board.cases.policy import READERS, may_propose_thresholds, may_sign_thresholds
from board.cases.views.blueprint import bp
from board.doors import Policy, door
from board.errors import BoardError, Invalid
from board.myeloma.eligibility.criteria import rows
from board.transactions import transaction


@bp.get("/boards/<int:board_id>/thresholds")
@door(Policy.BOARD)
def board_thresholds(board_id: int) -> str:
    """Show what the board set itself, what waits for a signature, and what was set before."""
    return _page(board_for(current_actor(), board_id, READERS), {}, {})


@bp.post("/boards/<int:board_id>/thresholds")
@door(Policy.BOARD)
def propose_threshold(board_id: int) -> Response:
    """Put a threshold, or the end of one, before a second person."""
    by, typed = current_actor(), request.form
    board = board_for(by, board_id, READERS)
    try:
        number = None if "end" in typed else _number(typed.get("number", ""))
        with transaction():
            thresholds.propose(
                board.id,
                typed.get("criterion", ""),
                number,
                typed.get("reason", ""),
                by=by,
                at=clock.now(),
            )
    except Invalid as refusal:
        board = board_for(by, board_id, READERS)
        return make_response(_page(board, typed, refusal.fields), 422)
    flash("Proposed. It holds once somebody else has signed it.")
    return redirect(url_for("cases.board_thresholds", board_id=board_id))


@bp.post("/boards/<int:board_id>/thresholds/<int:threshold_id>/signature")
@door(Policy.BOARD)
def sign_threshold(board_id: int, threshold_id: int) -> Response:
    """Sign what somebody else proposed: it holds from now on."""
    by, at, password = current_actor(), clock.now(), request.form.get("password", "")
    board_for(by, board_id, READERS)
    with transaction():
        email = email_of(by)
        wait = knock(email, at)
    if wait is not None:
        return _refused(board_id, threshold_id, f"{too_many(wait)} Nothing was signed.", 429)
    try:
        with transaction():
            thresholds.sign(board_id, threshold_id, password, by=by, at=at)
            forgive(email)
    except Invalid as refusal:
        return _refused(board_id, threshold_id, refusal.message, 422)
    except BoardError:
        with transaction():
            take_back(email, at)
        raise
    flash("Signed. Every brief of this board uses it from now on, and says so.")
    return redirect(url_for("cases.board_thresholds", board_id=board_id))


def _refused(board_id: int, threshold_id: int, said: str, status: int) -> Response:
    board = board_for(current_actor(), board_id, READERS)
    return make_response(_page(board, {}, {f"password-{threshold_id}": said}), status)


def _page(board: Board, typed: Mapping[str, str], fields: Mapping[str, str]) -> str:
    by, every = current_actor(), thresholds_of(board.id)
    signed = newest_signed(every).values()
    return render_template(
        "cases/thresholds.html",
        board=board,
        criteria=rows(),
        choices=[
            (row.id, _named(row.label, row.threshold, row.number, row.unit, row.id))
            for row in thresholds.settable()
        ],
        in_force=[row for row in signed if row.number is not None],
        waiting=[(row, _may_sign(row)) for row in thresholds.waiting(every)],
        before=[
            row for row in every if row.signed_at and (row.number is None or row not in signed)
        ],
        proposes=may_propose_thresholds(by, board.id),
        typed=typed,
        fields=fields,
        errors=[(said, name) for name, said in fields.items()],
        messages=[{"text": text} for text in get_flashed_messages()],
    )


def _may_sign(row: Threshold) -> bool:
    by = current_actor()
    return may_sign_thresholds(by, row.board_id) and by.person_id != row.proposed_by_id


def _named(label: str, threshold: str, number: float | None, unit: str, id_: str) -> str:
    return f"{label}: {threshold.format(number=number)} {unit}".strip() + f" ({id_})"


def _number(text: str) -> float:
    try:
        found = float(text.strip().replace(",", "."))
    except ValueError as error:
        raise Invalid("Type a number.", {"number": "Type a number, such as 45."}) from error
    if not math.isfinite(found):
        raise Invalid("Type a number.", {"number": "Type a number, such as 45."})
    return found
