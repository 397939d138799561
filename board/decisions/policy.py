"""Who may vote, note, write and sign. Values in, an answer out; nothing is looked up here."""

from board.accounts.actor import Actor, Role, Seat
from board.accounts.models import Board
from board.accounts.policy import voters_of
from board.decisions.models import NoteKind
from board.errors import NotAllowed

WRITERS = frozenset({Role.CHAIR, Role.COORDINATOR})
TEXT_WRITERS = WRITERS | {Role.MEMBER, Role.SUPPORTIVE}
#: The chair who has not stated the decision may check it on a board with two chairs.
CHECKERS = frozenset({Role.MEMBER, Role.COORDINATOR, Role.CHAIR})
NOTERS = frozenset({Role.MEMBER, Role.CHAIR, Role.SUPPORTIVE, Role.COORDINATOR, Role.SUBMITTER})


def has_vote(role: Role, board: Board) -> bool:
    """Members and the chair vote; supportive-care staff where the board's rules say so."""
    return role in voters_of(board)


def may_lead(actor: Actor, board_id: int) -> bool:
    """The chair opens and closes ballots, states the decision, signs."""
    return actor.role_on(board_id) is Role.CHAIR


def may_note(actor: Actor, board_id: int) -> bool:
    """Everybody who works on the case writes notes; observers and auditors do not."""
    return actor.role_on(board_id) in NOTERS


def note_kinds(actor: Actor, board_id: int) -> list[NoteKind]:
    """Return the kinds of note this person may write, their own lane first."""
    if actor.role_on(board_id) is Role.SUPPORTIVE:
        return [NoteKind.SUPPORTIVE, NoteKind.CLINICAL, NoteKind.QUESTION]
    return [NoteKind.CLINICAL, NoteKind.QUESTION] if may_note(actor, board_id) else []


def may_write_plan(actor: Actor, board_id: int) -> bool:
    """One clerk types, the chair confirms."""
    return actor.role_on(board_id) in WRITERS


def ensure_may_lead(actor: Actor, board_id: int) -> None:
    """Refuse whoever does not chair the board."""
    if not may_lead(actor, board_id):
        raise NotAllowed("That is for the chair of the board.")


def ensure_has_vote(actor: Actor, board: Board) -> Seat:
    """Return the seat a person votes from, or refuse."""
    seat = actor.seat_on(board.id)
    if seat is None or not has_vote(seat.role, board):
        raise NotAllowed("Only members of the board vote.")
    return seat


def ensure_may_note(actor: Actor, board_id: int, kind: NoteKind) -> None:
    """Refuse whoever may not write a note of this kind."""
    allowed = note_kinds(actor, board_id)
    if not allowed:
        raise NotAllowed("Observers read; notes are written by the board and the submitter.")
    if kind not in allowed:
        raise NotAllowed("The supportive-care lane is written by supportive-care staff.")


def ensure_may_resolve(actor: Actor, board_id: int) -> None:
    """Refuse whoever may not note: a note is resolved and opened again by whoever could answer it."""
    if not may_note(actor, board_id):
        raise NotAllowed("Observers read; notes are resolved by the board and the submitter.")


def may_sign_lane(actor: Actor, board_id: int) -> bool:
    """Supportive-care staff stand for their lane; nobody signs it for them."""
    return actor.role_on(board_id) is Role.SUPPORTIVE


def ensure_may_sign_lane(actor: Actor, board_id: int) -> Seat:
    """Return the seat a person signs the supportive-care lane from, or refuse."""
    seat = actor.seat_on(board_id)
    if seat is None or not may_sign_lane(actor, board_id):
        raise NotAllowed("The supportive-care lane is signed by supportive-care staff.")
    return seat


def ensure_may_write_plan(actor: Actor, board_id: int) -> None:
    """Refuse whoever may not write the plan."""
    if not may_write_plan(actor, board_id):
        raise NotAllowed("The plan is written by the chair and the coordinator.")


def may_check(actor: Actor, board_id: int, stated_by: int | None) -> bool:
    """A second person checks what the chair stated: a member, or the coordinator, even one who typed it."""
    return actor.role_on(board_id) in CHECKERS and actor.person_id != stated_by


def ensure_may_check(actor: Actor, board_id: int, stated_by: int | None) -> None:
    """Refuse whoever is no second person for this plan."""
    if not may_check(actor, board_id, stated_by):
        raise NotAllowed(
            "A second person checks the plan: a member or the coordinator, and not who stated it."
        )


def ensure_may_sign(actor: Actor, board_id: int, checked_by: int | None) -> None:
    """Refuse whoever does not chair the board, or has checked this plan."""
    ensure_may_lead(actor, board_id)
    if actor.person_id == checked_by:
        raise NotAllowed("You have checked this plan: another chair of the board signs it.")


def may_write_text(actor: Actor, board_id: int) -> bool:
    """Everybody who sits at the table writes on the text of the plan; observers read it."""
    return actor.role_on(board_id) in TEXT_WRITERS


def ensure_may_write_text(actor: Actor, board_id: int) -> None:
    """Refuse whoever only listens."""
    if not may_write_text(actor, board_id):
        raise NotAllowed("The plan is written by the people at the table.")
