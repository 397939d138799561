"""Who may do what to a case. Values in, an answer out; nothing is looked up here."""

from board.accounts.actor import Actor, Role
from board.cases.models import Case
from board.errors import NotAllowed

#: Roles that read every case of their board.
READERS = frozenset({Role.MEMBER, Role.SUPPORTIVE, Role.CHAIR, Role.COORDINATOR, Role.OBSERVER})
SUBMITTERS = frozenset({Role.SUBMITTER, Role.MEMBER, Role.CHAIR, Role.COORDINATOR})
CORRECTORS = frozenset({Role.CHAIR, Role.COORDINATOR})


def may_see(actor: Actor, case: Case) -> bool:
    """A case is seen by its submitter and its board, and nobody else."""
    role = actor.role_on(case.board_id)
    return role in READERS or (role is Role.SUBMITTER and case.submitted_by_id == actor.person_id)


def may_submit(actor: Actor, board_id: int) -> bool:
    """Clinicians submit; so does the coordinator, for those who send a letter."""
    return actor.role_on(board_id) in SUBMITTERS


def may_correct(actor: Actor, case: Case) -> bool:
    """Whoever submitted the case corrects it; chair and coordinator may, too."""
    own = case.submitted_by_id == actor.person_id and may_submit(actor, case.board_id)
    return own or actor.role_on(case.board_id) in CORRECTORS


def ensure_may_submit(actor: Actor, board_id: int) -> None:
    """Refuse whoever may not submit to this board."""
    if not may_submit(actor, board_id):
        raise NotAllowed("Cases are submitted by clinicians and coordinators of the board.")


def ensure_may_correct(actor: Actor, case: Case) -> None:
    """Refuse whoever may not correct this case."""
    if not may_correct(actor, case):
        raise NotAllowed(
            "A case is corrected by whoever submitted it, the chair or the coordinator."
        )
