"""The series of a board, and what it has settled about its agendas."""

from collections.abc import Mapping

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from board import clock
from board.accounts.actor import Discipline
from board.accounts.models import Board
from board.accounts.services import board_for
from board.accounts.session import current_actor
from board.doors import Policy, door
from board.errors import Invalid
from board.meetings import services
from board.meetings.forms import SeriesForm, read_day, read_disciplines, read_hours
from board.meetings.policy import ARRANGERS
from board.meetings.queries import agenda_rules, last_meeting_of
from board.meetings.recurrence import RHYTHMS
from board.meetings.start_pages import schedule_page
from board.meetings.views.blueprint import NOTHING_WRONG, bp, messages, said_at
from board.transactions import transaction


@bp.get("/boards/<int:board_id>/schedule")
@door(Policy.BOARD)
def schedule(board_id: int) -> str:
    """Show the series of the board with their next days, and the rules of its agendas."""
    board = board_for(current_actor(), board_id, ARRANGERS)
    last = last_meeting_of(board.id)
    return _page(board, SeriesForm.like(last) if last else SeriesForm())


@bp.post("/boards/<int:board_id>/series")
@door(Policy.BOARD)
def begin_series(board_id: int) -> Response | tuple[str, int]:
    """Begin a series, or show what is wrong with the answers."""
    actor, form = current_actor(), SeriesForm.typed(request.form)
    board_for(actor, board_id, ARRANGERS)
    try:
        with transaction():
            services.begin_series(board_id, form.read(), by=actor, at=clock.now())
    except Invalid as refusal:
        return _page(board_for(actor, board_id, ARRANGERS), form, refusal.fields), 422
    return _said(board_id, "The series has begun; its meetings of the next eight weeks are called.")


@bp.post("/series/<int:series_id>/days")
@door(Policy.BOARD)
def leave_out(series_id: int) -> Response:
    """Let a series not meet on one of its days."""
    day, reason = read_day(request.form.get("day")), request.form.get("reason", "")
    with transaction():
        series = services.leave_out(series_id, day, reason, by=current_actor(), at=clock.now())
        board_id = series.board_id
    return _said(board_id, f"The board does not meet on {day.isoformat()}.")


@bp.post("/series/<int:series_id>/ending")
@door(Policy.BOARD)
def end_series(series_id: int) -> Response:
    """End a series after a day."""
    day = read_day(request.form.get("last_day"))
    with transaction():
        series = services.end_series(series_id, day, by=current_actor(), at=clock.now())
        board_id = series.board_id
    return _said(board_id, "The series ends; meetings called for later are cancelled.")


@bp.post("/boards/<int:board_id>/agenda-rules")
@door(Policy.BOARD)
def settle_rules(board_id: int) -> Response | tuple[str, int]:
    """Settle the rules of the board's agendas, or show what is wrong with the answers."""
    actor, typed = current_actor(), request.form
    board_for(actor, board_id, ARRANGERS)
    try:
        with transaction():
            services.settle_rules(
                board_id,
                read_hours(typed.get("closes_hours")),
                read_hours(typed.get("reminder_hours")),
                read_disciplines(typed.getlist("disciplines")),
                by=actor,
                at=clock.now(),
            )
    except Invalid as refusal:
        fields = refusal.fields or {"closes_hours": refusal.message}
        return _page(board_for(actor, board_id, ARRANGERS), SeriesForm(), fields), 422
    return _said(board_id, "The rules are settled.")


def _said(board_id: int, text: str) -> Response:
    return said_at(url_for("meetings.schedule", board_id=board_id), text)


def _page(board: Board, form: SeriesForm, fields: Mapping[str, str] = NOTHING_WRONG) -> str:
    at = clock.now()
    return render_template(
        "meetings/schedule.html",
        board=board,
        series=schedule_page(board, at),
        rules=agenda_rules(board.id),
        form=form,
        rhythms=list(RHYTHMS.items()),
        disciplines=[(one.value, one.value.capitalize()) for one in Discipline],
        today=at.date().isoformat(),
        fields=fields,
        errors=[(sentence, name) for name, sentence in fields.items()],
        messages=messages(),
    )
