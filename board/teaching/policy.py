"""Who makes teaching copies and who reads them. Values in, an answer out."""

from board.accounts.actor import Actor, Role
from board.cases.policy import READERS
from board.errors import NotAllowed
from board.teaching.models import CopyState, TeachingCopy

#: Roles that make, review, release and withdraw copies.
MAKERS = frozenset({Role.CHAIR, Role.COORDINATOR})


def may_make(actor: Actor, board_id: int) -> bool:
    """Chair and coordinator make teaching copies."""
    return actor.role_on(board_id) in MAKERS


def may_read(actor: Actor, copy: TeachingCopy) -> bool:
    """A released copy is read by the board, observers and trainees included; before, by who reviews it."""
    if copy.state is CopyState.RELEASED:
        return actor.role_on(copy.board_id) in READERS
    return may_make(actor, copy.board_id)


def ensure_may_make(actor: Actor, board_id: int) -> None:
    """Refuse whoever may not make teaching copies."""
    if not may_make(actor, board_id):
        raise NotAllowed("Teaching copies are made and released by the chair and the coordinator.")
