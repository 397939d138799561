"""Whoever acts, as a plain value that outlives the request it came from."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person does on one board."""

    SUBMITTER = "submitter"  # submits and corrects cases, answers questions, receives the record
    MEMBER = "member"  # reads, gives an opinion, votes, annotates
    SUPPORTIVE = (
        "supportive"  # adds notes and supportive plan lines; votes where the board's rules say so
    )
    CHAIR = "chair"  # leads the room, opens and closes ballots, states the decision, signs
    COORDINATOR = "coordinator"  # meetings, agenda, invitations, printing
    OBSERVER = "observer"  # reads in the room, never votes
    AUDITOR = "auditor"  # reads the trail, not patient data
    ADMINISTRATOR = "administrator"  # accounts and boards, no patient data


class Discipline(StrEnum):
    """What a person knows about; a quorum counts disciplines."""

    HAEMATOLOGY = "haematology"
    ONCOLOGY = "oncology"
    CELL_THERAPY = "cell therapy"
    PATHOLOGY = "pathology"
    GENETICS = "genetics"
    RADIOLOGY = "radiology"
    RADIATION_ONCOLOGY = "radiation oncology"
    NEPHROLOGY = "nephrology"
    CARDIOLOGY = "cardiology"
    PHARMACY = "pharmacy"
    NURSING = "nursing"
    PALLIATIVE_CARE = "palliative care"
    PSYCHO_ONCOLOGY = "psycho-oncology"
    NUTRITION = "nutrition"
    SOCIAL_WORK = "social work"
    PHYSIOTHERAPY = "physiotherapy"
    TRIALS = "trials office"
    COORDINATION = "coordination"


@dataclass(frozen=True)
class Seat:
    """A person's place on one board."""

    board_id: int
    role: Role
    discipline: Discipline


@dataclass(frozen=True)
class Actor:
    """A person who is signed in."""

    person_id: int
    name: str
    session_id: int
    seats: tuple[Seat, ...] = ()

    def seat_on(self, board_id: int) -> Seat | None:
        """Return this person's seat on the board, or None."""
        for seat in self.seats:  # asked of each of five hundred who vote at once
            if seat.board_id == board_id:
                return seat
        return None

    def role_on(self, board_id: int) -> Role | None:
        """Return this person's role on the board, or None."""
        seat = self.seat_on(board_id)
        return seat.role if seat else None
