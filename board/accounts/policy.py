"""Who may seat whom on a board, and which seats vote. Values in, an answer out."""

from board.accounts.actor import Actor, Role
from board.accounts.models import Board
from board.errors import NotAllowed

#: Roles that look after the people of their board.
SEATERS = frozenset({Role.COORDINATOR, Role.ADMINISTRATOR})
#: Seats that only an administrator gives: who leads, who reads the trail, who gives seats.
GIVEN_BY_ADMINISTRATORS = frozenset({Role.CHAIR, Role.AUDITOR, Role.ADMINISTRATOR})
VOTERS = frozenset({Role.MEMBER, Role.CHAIR})


def voters_of(board: Board) -> frozenset[Role]:
    """Return the roles that vote on this board and so count towards its quorum."""
    return VOTERS | {Role.SUPPORTIVE} if board.supportive_care_votes else VOTERS


def may_look_after(actor: Actor, board_id: int) -> bool:
    """Coordinator and administrator look after the people of their board."""
    return actor.role_on(board_id) in SEATERS


def roles_given_by(actor: Actor, board_id: int) -> list[Role]:
    """Return the roles that this person may give on the board."""
    role = actor.role_on(board_id)
    if role not in SEATERS:
        return []
    return [one for one in Role if role is Role.ADMINISTRATOR or one not in GIVEN_BY_ADMINISTRATORS]


def ensure_may_give(actor: Actor, board_id: int, *roles: Role) -> None:
    """Refuse whoever may not give, take or change a seat of any of these roles."""
    given = roles_given_by(actor, board_id)
    if not given:
        raise NotAllowed("People are looked after by the coordinator and the administrator.")
    if not set(roles) <= set(given):
        raise NotAllowed("Chairs, auditors and administrators are seated by an administrator.")


def ensure_not_oneself(actor: Actor, person_id: int) -> None:
    """Refuse to change one's own seat or account."""
    if actor.person_id == person_id:
        raise NotAllowed("Your own seat is changed by somebody else who looks after this board.")
