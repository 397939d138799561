"""The people of a board, looked after by its coordinator and administrator; and the first way in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from flask import (
    Blueprint,
    current_app,
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
from board.accounts import people
from board.accounts.actor import Actor, Discipline, Role
from board.accounts.models import Board, Membership
from board.accounts.passwords import UNSET
from board.accounts.policy import SEATERS, roles_given_by, voters_of
from board.accounts.services import board_for, boards_of, people_of
from board.accounts.session import current_actor
from board.doors import Policy, door
from board.errors import Invalid
from board.transactions import transaction

bp = Blueprint("people", __name__)
Word = TypeVar("Word", bound=StrEnum)


@dataclass(frozen=True)
class Row:
    """One seat of a board as the page shows it."""

    held: Membership
    votes: bool
    #: active, invited, not invited or disabled.
    state: str
    #: Until when an unused entry link is worth something.
    link_until: datetime | None
    #: Whether this person may change the seat, and make a link for its holder.
    changes: bool
    links: bool


@bp.get("/people")
@door(Policy.SIGNED_IN)
def index() -> str | Response:
    """Show the boards whose people this person looks after; a single one at once."""
    by = current_actor()
    boards = [board for board in boards_of(by) if by.role_on(board.id) in SEATERS]
    if len(boards) == 1:
        return redirect(url_for("people.of_board", board_id=boards[0].id))
    return render_template("accounts/boards.html", boards=boards)


@bp.get("/boards/<int:board_id>/people")
@door(Policy.BOARD)
def of_board(board_id: int) -> str:
    """Show who sits on the board, and ask whom to invite."""
    return _page(board_for(current_actor(), board_id, SEATERS), {})


@bp.post("/boards/<int:board_id>/people")
@door(Policy.BOARD)
def invite(board_id: int) -> Response:
    """Give somebody a seat, and show their entry link this once."""
    by, typed = current_actor(), request.form
    board = board_for(by, board_id, SEATERS)
    try:
        newcomer = people.Newcomer(
            typed.get("email", ""),
            typed.get("name", ""),
            _word(Role, "role"),
            _word(Discipline, "discipline"),
        )
        with transaction():
            held, token = people.seat(board_id, newcomer, by=by, at=clock.now())
            name = held.person.name
    except Invalid as refusal:
        board = board_for(by, board_id, SEATERS)
        return make_response(_page(board, typed, refusal.fields), 422)
    if token is None:
        flash(f"{name} has an account already and sits on this board now.")
        return redirect(url_for("people.of_board", board_id=board_id))
    return _with_link(board_id, name, token)


@bp.post("/boards/<int:board_id>/people/<int:person_id>/seat")
@door(Policy.BOARD)
def change_seat(board_id: int, person_id: int) -> Response:
    """Give somebody another role or discipline on this board."""
    by = current_actor()
    board_for(by, board_id, SEATERS)
    role, discipline = _word(Role, "role"), _word(Discipline, "discipline")
    with transaction():
        held = people.change_seat(board_id, person_id, role, discipline, by=by, at=clock.now())
        said = f"{held.person.name} is {role.value} for {discipline.value} now."
    return _back(board_id, said)


@bp.post("/boards/<int:board_id>/people/<int:person_id>/disabling")
@door(Policy.BOARD)
def disable(board_id: int, person_id: int) -> Response:
    """Close somebody's account."""
    with transaction():
        person = people.disable(board_id, person_id, by=current_actor(), at=clock.now())
        said = f"The account of {person.name} is disabled; they are signed out."
    return _back(board_id, said)


@bp.post("/boards/<int:board_id>/people/<int:person_id>/enabling")
@door(Policy.BOARD)
def enable(board_id: int, person_id: int) -> Response:
    """Open a closed account again."""
    with transaction():
        person = people.enable(board_id, person_id, by=current_actor(), at=clock.now())
        said = f"The account of {person.name} is enabled again."
    return _back(board_id, said)


@bp.post("/boards/<int:board_id>/people/<int:person_id>/link")
@door(Policy.BOARD)
def give_link(board_id: int, person_id: int) -> Response:
    """Make a new entry link and show it this once."""
    by = current_actor()
    with transaction():
        token = people.give_link(board_id, person_id, by=by, at=clock.now())
    names = {held.person_id: held.person.name for held in people_of(board_id)}
    return _with_link(board_id, names[person_id], token)


@bp.get("/enter/<token>")
@door(Policy.PUBLIC)
def enter(token: str) -> Response:
    """Ask whoever holds an entry link to choose a password."""
    return _ask_password(token, {}, 200)


@bp.post("/enter/<token>")
@door(Policy.PUBLIC)
def choose_password(token: str) -> Response:
    """Keep the chosen password; from now on its owner signs in with it."""
    people.invited_by_link(token, clock.now())  # nothing is hashed for a link that is worth nothing
    try:
        kept = people.hashed(request.form.get("password", ""), request.form.get("again", ""))
    except Invalid as refusal:
        return _ask_password(token, refusal.fields, 422)
    with transaction():
        people.use_link(token, kept, at=clock.now())
    flash("Your password is kept. Sign in with it.")
    return redirect(url_for("accounts.sign_in"))


def _ask_password(token: str, fields: Mapping[str, str], status: int) -> Response:
    page = render_template(
        "accounts/enter.html",
        person=people.invited_by_link(token, clock.now()),
        token=token,
        fields=fields,
        shortest=people.SHORTEST_PASSWORD,
    )
    return make_response(page, status)


def _with_link(board_id: int, name: str, token: str) -> Response:
    """Show the page with the link: it stands in this answer, which no browser keeps, and nowhere else."""
    address = current_app.config["PUBLIC_ADDRESS"] + url_for("people.enter", token=token)
    board = board_for(current_actor(), board_id, SEATERS)
    return make_response(_page(board, {}, given=(name, address)))


def _back(board_id: int, said: str) -> Response:
    flash(said)
    return redirect(url_for("people.of_board", board_id=board_id))


def _page(
    board: Board,
    typed: Mapping[str, str],
    fields: Mapping[str, str] | None = None,
    given: tuple[str, str] | None = None,
) -> str:
    by, fields = current_actor(), fields or {}
    roles = roles_given_by(by, board.id)
    return render_template(
        "accounts/people.html",
        board=board,
        rows=_rows(board, by, roles),
        roles=[(role.value, _role(role, board)) for role in roles],
        disciplines=[(one.value, one.value.capitalize()) for one in Discipline],
        typed=typed,
        fields=fields,
        errors=[(sentence, name) for name, sentence in fields.items()],
        given=given,
        lives=people.LINK_LIVES.days,
        messages=[{"text": text} for text in get_flashed_messages()],
    )


def _rows(board: Board, by: Actor, roles: list[Role]) -> list[Row]:
    links = people.links_waiting(board.id, clock.now())
    return [_row(held, board, by, roles, links) for held in people_of(board.id)]


def _row(
    held: Membership, board: Board, by: Actor, roles: list[Role], links: Mapping[int, datetime]
) -> Row:
    person, until = held.person, links.get(held.person_id)
    changes = held.role in roles and held.person_id != by.person_id
    chosen = person.password_hash != UNSET
    waits = "invited" if until else "no link"
    return Row(
        held,
        votes=held.role in voters_of(board),
        state="disabled" if person.disabled_at else "active" if chosen else waits,
        link_until=until,
        changes=changes,
        links=changes and not person.disabled_at and (not chosen or Role.ADMINISTRATOR in roles),
    )


def _role(role: Role, board: Board) -> str:
    return (
        f"{role.value.capitalize()}, votes" if role in voters_of(board) else role.value.capitalize()
    )


def _word(kind: type[Word], name: str) -> Word:
    try:
        return kind(request.form.get(name, ""))
    except ValueError as error:
        raise Invalid(f"Choose a {name}.", {name: f"Choose a {name}."}) from error
