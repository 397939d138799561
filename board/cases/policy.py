"""Who may do what to a case. Values in, an answer out; nothing is looked up here."""

from board.accounts.actor import Actor, Discipline, Role
from board.cases.models import Case
from board.errors import NotAllowed

#: Roles that read every case of their board.
READERS = frozenset({Role.MEMBER, Role.SUPPORTIVE, Role.CHAIR, Role.COORDINATOR, Role.OBSERVER})
SUBMITTERS = frozenset({Role.SUBMITTER, Role.MEMBER, Role.CHAIR, Role.COORDINATOR})
#: Members of these sign a board's own threshold: they are the haematologists.
HAEMATOLOGISTS = frozenset({Discipline.HAEMATOLOGY, Discipline.CELL_THERAPY})
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


def may_propose_thresholds(actor: Actor, board_id: int) -> bool:
    """The chair proposes the board's own thresholds."""
    return actor.role_on(board_id) is Role.CHAIR


def may_sign_thresholds(actor: Actor, board_id: int) -> bool:
    """A chair, or a member in haematology or cell therapy, signs them."""
    seat = actor.seat_on(board_id)
    return seat is not None and (
        seat.role is Role.CHAIR or (seat.role is Role.MEMBER and seat.discipline in HAEMATOLOGISTS)
    )


def ensure_may_propose_thresholds(actor: Actor, board_id: int) -> None:
    """Refuse whoever may not propose a threshold of the board."""
    if not may_propose_thresholds(actor, board_id):
        raise NotAllowed("The board’s own thresholds are proposed by its chair.")


def ensure_may_sign_threshold(actor: Actor, board_id: int, proposed_by_id: int) -> None:
    """Refuse whoever may not sign, and whoever proposed it."""
    if not may_sign_thresholds(actor, board_id):
        raise NotAllowed(
            "A threshold is signed by a chair, or a member in haematology or cell therapy."
        )
    if actor.person_id == proposed_by_id:
        raise NotAllowed("A threshold is signed by somebody else than who proposed it.")
