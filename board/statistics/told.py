"""What the figures are counted from, as plain values: no names, no record numbers, no case numbers."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from board.followup.models import Became, BestResponse, TrialStep
from board.followup.reasons import Reason


@dataclass(frozen=True)
class After:
    """What became of a decision, as far as it is known."""

    #: None: nothing was answered.
    became: Became | None = None
    reason: Reason | None = None
    started_on: date | None = None
    response: BestResponse | None = None
    trial: TrialStep | None = None
    #: Which recommendation was done, 1 being the first; 0: something else.
    recommendation: int | None = None


@dataclass(frozen=True)
class Decision:
    """A signed plan: the first signature of its discussion, and what the version that counts says."""

    signed_at: datetime
    #: What was recommended first, by name: an option of the brief, or else the kind; empty: nothing was.
    first: str
    recommends_trial: bool
    prospective: bool
    #: Whether its first follow-up has fallen due.
    due: bool
    after: After = After()


@dataclass(frozen=True)
class Discussion:
    """One case as one meeting discussed it."""

    submitted_at: datetime
    #: When its meeting began, the day of it by the clock of the board, and its place on the agenda.
    met_at: datetime
    met_on: date
    place: int
    of: int
    minutes_planned: int
    seconds: int
    #: Corrections between the first submission and what the room read.
    corrections: int
    #: Whether the board had discussed the same case before.
    again: bool
    #: The required facts that the version on the table gave.
    given: frozenset[str]
    decision: Decision | None = None


@dataclass(frozen=True)
class Sitting:
    """One meeting that was held."""

    on: date
    booked: timedelta
    #: How much later than planned its agenda ended; negative when earlier.
    drift: timedelta
    people: int
    #: The disciplines of those who came.
    disciplines: frozenset[str]
    quorate: bool
    discussed: int
    carried_over: int


@dataclass(frozen=True)
class Brought:
    """One case as it was submitted; discussed_at is when its first discussion began."""

    submitted_at: datetime
    discussed_at: datetime | None


@dataclass(frozen=True)
class Typed:
    """One submission from its first answer to being sent, pauses included; of a new case, or a correction."""

    took: timedelta
    correction: bool
