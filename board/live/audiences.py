"""For whom a part of the room is drawn: once per audience, never once per person."""

from enum import StrEnum

from board.accounts.actor import Actor, Role
from board.decisions.policy import has_vote
from board.meetings.models import Meeting


class Audience(StrEnum):
    """Everybody in one audience sees the same bytes."""

    CHAIR = "chair"  # leads: opens and closes ballots, takes up cases
    CLERK = "clerk"  # coordinator: takes up cases, writes the plan
    VOTER = "voter"  # has a vote on this board
    GUEST = "guest"  # reads: observers, supportive-care staff without a vote
    RECUSED = "recused"  # stepped aside for the case on the table: no vote data at all
    WALL = "wall"  # the projector: no name until the chair says so, no controls
    BARE_WALL = "bare wall"  # the projector of somebody who stepped aside

    @property
    def is_wall(self) -> bool:
        """Whether it is drawn large, for a projector."""
        return self in (Audience.WALL, Audience.BARE_WALL)

    @property
    def sees_votes(self) -> bool:
        """Whether it is told of ballots, and of a plan while it is a draft."""
        return self not in (Audience.RECUSED, Audience.BARE_WALL)


def audience_of(
    actor: Actor, meeting: Meeting, recused: frozenset[int], *, wall: bool = False
) -> Audience:
    """Return the audience of *actor*, where *recused* are the people who stepped aside for the current case."""
    role = actor.role_on(meeting.board_id)
    if wall:
        return Audience.BARE_WALL if actor.person_id in recused else Audience.WALL
    if actor.person_id in recused:
        return Audience.RECUSED
    if role is Role.CHAIR:
        return Audience.CHAIR
    if role is Role.COORDINATOR:
        return Audience.CLERK
    return Audience.VOTER if role is not None and has_vote(role, meeting.board) else Audience.GUEST
