"""Who says what became of a plan. Values in, an answer out."""

from board.accounts.actor import Actor, Role
from board.cases.models import Case
from board.cases.policy import SUBMITTERS
from board.errors import NotAllowed

#: Roles that follow up every case of their board; others follow up what they submitted themselves.
FOLLOWERS = frozenset({Role.CHAIR, Role.COORDINATOR})


def may_follow(actor: Actor, case: Case) -> bool:
    """Chair and coordinator follow up every case, whoever submitted a case their own."""
    role = actor.role_on(case.board_id)
    own = case.submitted_by_id == actor.person_id and role in SUBMITTERS
    return role in FOLLOWERS or own


def ensure_may_follow(actor: Actor, case: Case) -> None:
    """Refuse whoever may only read what became of it."""
    if not may_follow(actor, case):
        raise NotAllowed(
            "What became of a plan is said by whoever submitted the case, the chair or the coordinator."
        )
