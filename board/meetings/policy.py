"""Who may do what to a meeting. Values in, an answer out."""

from board.accounts.actor import Actor, Role
from board.errors import Conflict, NotAllowed
from board.meetings.models import Meeting, MeetingStatus

#: Roles that may come into the room.
IN_THE_ROOM = frozenset({Role.MEMBER, Role.SUPPORTIVE, Role.CHAIR, Role.COORDINATOR, Role.OBSERVER})
ARRANGERS = frozenset({Role.CHAIR, Role.COORDINATOR})


def may_see(actor: Actor, meeting: Meeting) -> bool:
    """A meeting is seen by everybody who may come into its room."""
    return actor.role_on(meeting.board_id) in IN_THE_ROOM


def may_arrange(actor: Actor, board_id: int) -> bool:
    """Chair and coordinator call meetings, invite, and set the agenda."""
    return actor.role_on(board_id) in ARRANGERS


def ensure_may_arrange(actor: Actor, board_id: int) -> None:
    """Refuse whoever may not arrange meetings of this board."""
    if not may_arrange(actor, board_id):
        raise NotAllowed("Meetings are arranged by the chair and the coordinator.")


def ensure_not_over(meeting: Meeting) -> None:
    """Refuse to change a meeting that is over or cancelled: its agenda is part of the record."""
    if meeting.cancelled_at is not None:
        raise Conflict("This meeting was cancelled. Call another one.")
    if meeting.status is MeetingStatus.CLOSED:
        raise Conflict("This meeting is over. Its agenda is part of the record.")
