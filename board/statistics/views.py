"""One page of figures for each board, and each of its tables as a file."""

from datetime import date
from io import BytesIO
from zoneinfo import ZoneInfo

from flask import Blueprint, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from board import clock
from board.accounts.actor import Role
from board.accounts.models import Board
from board.accounts.services import board_for, boards_of
from board.accounts.session import current_actor
from board.audit.deeds import Deed
from board.audit.services import record
from board.doors import Policy, door
from board.errors import NotFound
from board.statistics.csvs import as_csv
from board.statistics.period import Period, chosen, periods
from board.statistics.queries import told_of
from board.statistics.sheets import headline, parts_of, sheet_called
from board.transactions import transaction

bp = Blueprint("statistics", __name__)

#: Who reads the figures of their board.
READERS = frozenset({Role.CHAIR, Role.COORDINATOR, Role.MEMBER})


@bp.get("/statistics")
@door(Policy.SIGNED_IN)
def index() -> Response | str:
    """Go on to the figures of the board this person sits on; of several, ask which."""
    by = current_actor()
    boards = [board for board in boards_of(by) if by.role_on(board.id) in READERS]
    if len(boards) == 1:
        return redirect(url_for("statistics.of_board", board_id=boards[0].id))
    return render_template("statistics/boards.html", boards=boards)


@bp.get("/boards/<int:board_id>/statistics")
@door(Policy.BOARD)
def of_board(board_id: int) -> str:
    """Show the figures of a board over a period."""
    board = board_for(current_actor(), board_id, READERS)
    period, at = _period(board), clock.now()
    told = told_of(board, period, at, current_actor())
    return render_template(
        "statistics/show.html",
        board=board,
        period=period,
        periods=[(one.id, one.name) for one in periods(_today(board))],
        figures=headline(told),
        parts=parts_of(told),
        empty=not told.discussions and not told.sittings and not told.brought,
    )


@bp.get("/boards/<int:board_id>/statistics/<sheet_id>.csv")
@door(Policy.BOARD)
def sheet(board_id: int, sheet_id: str) -> Response:
    """Give one table as CSV, and leave a trace of who took it."""
    actor, at = current_actor(), clock.now()
    board = board_for(actor, board_id, READERS)
    period = _period(board)
    found = sheet_called(told_of(board, period, at, actor), sheet_id)
    if found is None:
        raise NotFound("There is no such table of figures.")
    file = BytesIO(as_csv(found, f"{board.name}, {period.name}"))
    with transaction():
        said = {"sheet": found.id, "period": period.id}
        record(actor, Deed.FIGURES_TAKEN, f"board/{board_id}", at, board_id, **said)
    name = f"{found.id}-{period.id}.csv"
    return send_file(file, mimetype="text/csv", as_attachment=True, download_name=name, max_age=0)


def _period(board: Board) -> Period:
    return chosen(request.args.get("period", ""), _today(board))


def _today(board: Board) -> date:
    return clock.now().astimezone(ZoneInfo(board.zone)).date()
