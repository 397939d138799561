"""Counting: pure. Discussions, sittings and cases in, figures out; nothing is hidden or worded here."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median, quantiles

from board.decisions.shifts import Move
from board.followup.models import Became, BestResponse, TrialStep
from board.statistics.hiding import SMALLEST
from board.statistics.told import After, Brought, Decision, Discussion, Sitting, Typed

#: Names and counts, in the order in which they are shown.
Counts = tuple[tuple[str, int], ...]

#: What a case has to say before it is discussed; a checklist of the literature on boards.
REQUIRED = (
    "Question to the board",
    "Reason for presentation",
    "Performance status",
    "Comorbidity",
    "Patient’s wishes",
    "Supportive needs",
    "High-risk FISH",
    "Complete treatment history",
)
RESPONDED = frozenset({BestResponse.SCR, BestResponse.CR, BestResponse.VGPR, BestResponse.PR})
STEPS = (TrialStep.OFFERED, TrialStep.SCREENED, TrialStep.ENROLLED)
NOTHING = "No recommendation"


@dataclass(frozen=True)
class Spread:
    """Where the middle of some values lies, and the middle half of them."""

    count: int
    median: float
    lower: float
    upper: float


@dataclass(frozen=True)
class Outcome:
    """What came of one option, over all decisions that put it first."""

    option: str
    chosen: int
    responded: int
    not_responded: int

    @property
    def not_known(self) -> int:
        """How many have no response told yet."""
        return self.chosen - self.responded - self.not_responded


def spread(values: Iterable[float]) -> Spread | None:
    """Return the median and quartiles of five values or more; of fewer they would tell of single people."""
    ordered = sorted(values)
    if len(ordered) < SMALLEST:
        return None
    lower, _, upper = quantiles(ordered, n=4, method="inclusive")
    return Spread(len(ordered), median(ordered), lower, upper)


def days_waited(discussions: Sequence[Discussion]) -> dict[str, list[float]]:
    """Return how many days lay between the steps of a case's way, for every case that went them."""
    first = [one for one in discussions if not one.again]
    decided = [(one, one.decision) for one in discussions if one.decision is not None]
    begun = [
        (one, plan, plan.after.started_on)
        for one, plan in decided
        if plan.after.started_on is not None
    ]
    return {
        "Submission to meeting": [_days(one.met_at - one.submitted_at) for one in first],
        "Meeting to signed plan": [_days(plan.signed_at - one.met_at) for one, plan in decided],
        "Submission to signed plan": [
            _days(plan.signed_at - one.submitted_at) for one, plan in decided if not one.again
        ],
        "Signed plan to treatment": [
            float((started - plan.signed_at.date()).days) for _, plan, started in begun
        ],
        "Submission to treatment": [
            float((started - one.submitted_at.date()).days)
            for one, _, started in begun
            if not one.again
        ],
    }


def minutes_typed(typed: Sequence[Typed]) -> dict[str, list[float]]:
    """Return the minutes from beginning a submission to sending it, for new cases and for corrections."""
    return {
        "A new case": [one.took.total_seconds() / 60 for one in typed if not one.correction],
        "A correction": [one.took.total_seconds() / 60 for one in typed if one.correction],
    }


def minutes_spent(discussions: Sequence[Discussion]) -> dict[str, list[float]]:
    """Return the minutes each case was on the table, in both halves of the agendas, and what was planned."""
    return {
        "On the table": [one.seconds / 60 for one in discussions],
        "First half of the agenda": [one.seconds / 60 for one in discussions if _early(one)],
        "Second half of the agenda": [one.seconds / 60 for one in discussions if not _early(one)],
        "As planned": [float(one.minutes_planned) for one in discussions],
    }


def drifts(sittings: Sequence[Sitting]) -> list[tuple[date, int]]:
    """Return how many minutes later than planned each meeting ended; negative is earlier."""
    return [(one.on, round(one.drift.total_seconds() / 60)) for one in sittings]


def decided(discussions: Sequence[Discussion]) -> Counts:
    """Return what discussions ended with."""
    counted: Counter[str] = Counter(_end_of(one.decision) for one in discussions)
    return _in_order(counted, ("A recommendation", NOTHING, "No signed plan"))


def presented(discussions: Sequence[Discussion]) -> Counts:
    """Return how many discussions were the first of their case."""
    again = sum(one.again for one in discussions)
    return (("First discussion", len(discussions) - again), ("Discussed again", again))


def corrected(discussions: Sequence[Discussion]) -> Counts:
    """Return how many discussions read a case as first submitted, and how many a corrected one."""
    as_sent = sum(one.corrections == 0 for one in discussions)
    return (("As submitted", as_sent), ("Corrected before", len(discussions) - as_sent))


def complete(discussions: Sequence[Discussion]) -> Counts:
    """Return in how many discussions each required fact was given."""
    return tuple((name, sum(name in one.given for one in discussions)) for name in REQUIRED)


def became(discussions: Sequence[Discussion]) -> Counts:
    """Return what became of the plans whose first follow-up has fallen due."""
    counted = Counter(after.became or Became.UNKNOWN for after in _due(discussions))
    return tuple((answer.value.capitalize(), counted[answer]) for answer in Became)


def reasons(discussions: Sequence[Discussion]) -> Counts:
    """Return why plans were not followed, or only in part, the commonest first."""
    given = Counter(after.reason.words for after in _due(discussions) if after.reason is not None)
    return tuple(sorted(given.items(), key=lambda said: (-said[1], said[0])))


def trial_steps(discussions: Sequence[Discussion]) -> Counts:
    """Return how many patients came how far towards a trial, each step including the next."""
    plans = [one.decision for one in discussions if one.decision is not None]
    far = [plan for plan in plans if plan.recommends_trial]
    reached = [STEPS.index(plan.after.trial) for plan in far if plan.after.trial in STEPS]
    return (
        ("Plans signed", len(plans)),
        ("A trial recommended", len(far)),
        *(
            (step.value.capitalize(), sum(place >= number for place in reached))
            for number, step in enumerate(STEPS)
        ),
    )


def outcomes(discussions: Sequence[Discussion]) -> tuple[Outcome, ...]:
    """Return what came of each option that was recommended first, the commonest first."""
    by_option: dict[str, list[After]] = {}
    for plan in (one.decision for one in discussions):
        if plan is not None and plan.first:
            by_option.setdefault(plan.first, []).append(plan.after)
    found = [_outcome(option, told) for option, told in by_option.items()]
    return tuple(sorted(found, key=lambda one: (-one.chosen, one.option)))


def moved(moves: Iterable[Move]) -> Counts:
    """Return how votes stood to the opinions before them."""
    counted = Counter(moves)
    names = {
        Move.SAME: "Kept the opinion",
        Move.CHANGED: "Changed it",
        Move.NOT_COMPARABLE: "Cannot be compared",
        Move.NO_OPINION: "Stated none before",
    }
    return tuple((words, counted[move]) for move, words in names.items())


def attended(sittings: Sequence[Sitting]) -> Counts:
    """Return at how many meetings each discipline was present, the most frequent first."""
    present = Counter(name for one in sittings for name in one.disciplines)
    return tuple(sorted(present.items(), key=lambda said: (-said[1], said[0])))


def quorate(sittings: Sequence[Sitting]) -> tuple[int, int]:
    """Return how many meetings had a quorum, and how many were held."""
    return sum(one.quorate for one in sittings), len(sittings)


def prospective(discussions: Sequence[Discussion]) -> tuple[int, int]:
    """Return how many decisions were asked for before treatment began, and how many there are."""
    plans = [one.decision for one in discussions if one.decision is not None]
    return sum(plan.prospective for plan in plans), len(plans)


def brought_and_discussed(brought: Sequence[Brought]) -> tuple[int, int]:
    """Return how many of the cases submitted were discussed, and how many were submitted."""
    return sum(one.discussed_at is not None for one in brought), len(brought)


def weeks_met(sittings: Sequence[Sitting]) -> tuple[int, int]:
    """Return in how many weeks the board met, and how many lie between its first and last meeting."""
    weeks = {one.on - timedelta(days=one.on.weekday()) for one in sittings}
    return len(weeks), ((max(weeks) - min(weeks)).days // 7 + 1) if weeks else 0


def _end_of(plan: Decision | None) -> str:
    if plan is None:
        return "No signed plan"
    return "A recommendation" if plan.first else NOTHING


def _due(discussions: Sequence[Discussion]) -> list[After]:
    plans = (one.decision for one in discussions)
    return [plan.after for plan in plans if plan is not None and plan.due]


def _outcome(option: str, told: Sequence[After]) -> Outcome:
    responses = [after.response for after in told if after.response is not None]
    responded = sum(one in RESPONDED for one in responses)
    return Outcome(option, len(told), responded, len(responses) - responded)


def _early(one: Discussion) -> bool:
    return 2 * one.place <= one.of


def _days(length: timedelta) -> float:
    return length.total_seconds() / 86_400


def _in_order(counted: Mapping[str, int], names: Sequence[str]) -> Counts:
    return tuple((name, counted[name]) for name in names)
