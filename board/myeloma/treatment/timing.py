"""Months from starts and transplants to progression, and early relapse after the first line.

Sources: under 18 months from the start of the first line (SERMM, PETH25), under 12 from
transplant (CARII, GOEL), 12 at most from either (CARII), under 24 (GIR15, GOEL, IMWG21:M), under
30 in one registry (ASHRC). There is no single consensus: every definition is computed and shown
with its months. They assume the treatment was adequate and was taken (GOEL); that a first line of
one drug besides steroids, without a transplant, is a doublet is BOARD:PC.
"""

from dataclasses import dataclass

from board.myeloma.dates import DAYS_PER_MONTH, Days, at_most_days, days_between, under_months
from board.myeloma.disease.response import Progression
from board.myeloma.kleene import Truth, any_of
from board.myeloma.treatment.intervals import free_interval, line_pd, transplant_to_pd
from board.myeloma.treatment.lines import TherapyLine, TherapyLines

EARLY_FROM_START = 18.0
EARLY_FROM_TRANSPLANT = 12.0
EARLY_EITHER = 24.0
EARLY_REGISTRY = 30.0
#: With at most so many drugs besides steroids, and no transplant, a first line is a doublet.
DOUBLET_DRUGS = 1


@dataclass(frozen=True)
class Definition:
    """One published definition of early relapse, with its answer."""

    id: str
    text: str
    met: Truth


@dataclass(frozen=True)
class Times:
    """Intervals in days (possibly uncertain), and the early-relapse flags."""

    l1_start_to_pd: Days | None
    l1_transplant_to_pd: Days | None
    l1_free_interval: Days | None
    last_transplant_to_pd: Days | None
    per_line: tuple[Days | None, ...]
    early_18_12: Truth = None
    early_24: Truth = None
    confounded: bool = False
    no_transplant: bool = False
    not_taken: bool = False
    doublet: bool = False


def times(lines: TherapyLines, progression: Progression) -> Times:
    """Return all intervals; the first line's are unknown while the history is incomplete."""
    per_line = tuple([start_to_pd(line, lines, progression) for line in lines.lines])
    first = lines.lines[0] if lines.lines and lines.complete else None
    pd = line_pd(first, lines, progression) if first else None
    if first is None:
        return Times(None, None, None, last_transplant_to_pd(lines, progression), per_line)
    start, transplant = per_line[0], transplant_to_pd(first, pd)
    no_transplant = not first.transplants
    not_taken = any(course.regimen.stop_reason == "non_adherence" for course in first.courses)
    doublet = _is_doublet(first)

    def early(from_start: float, from_transplant: float) -> Truth:
        after = False if no_transplant else under_months(transplant, from_transplant)
        return any_of([under_months(start, from_start), after])

    return Times(
        l1_start_to_pd=start,
        l1_transplant_to_pd=transplant,
        l1_free_interval=free_interval(first, pd),
        last_transplant_to_pd=last_transplant_to_pd(lines, progression),
        per_line=per_line,
        early_18_12=early(EARLY_FROM_START, EARLY_FROM_TRANSPLANT),
        early_24=early(EARLY_EITHER, EARLY_EITHER),
        confounded=not_taken or doublet,
        no_transplant=no_transplant,
        not_taken=not_taken,
        doublet=doublet,
    )


def definitions(found: Times) -> tuple[Definition, ...]:
    """Return every published definition of early relapse with its answer."""
    start, transplant = found.l1_start_to_pd, found.l1_transplant_to_pd

    def after_transplant(months: float) -> Truth:
        return False if found.no_transplant else under_months(transplant, months)

    def within(days: Days | None, months: float) -> Truth:
        return None if days is None else at_most_days(days, months * DAYS_PER_MONTH)

    year = EARLY_FROM_TRANSPLANT
    by_year = [within(start, year), False if found.no_transplant else within(transplant, year)]
    either = [under_months(start, EARLY_EITHER), after_transplant(EARLY_EITHER)]
    registry = under_months(start, EARLY_REGISTRY)
    return (
        Definition("start_18", "under 18 months from start", under_months(start, EARLY_FROM_START)),
        Definition("asct_12", "under 12 months from transplant", after_transplant(year)),
        Definition("either_12", "12 months at most from either", any_of(by_year)),
        Definition("either_24", "under 24 months from either", any_of(either)),
        Definition("start_30", "under 30 months from start (one registry)", registry),
    )


def start_to_pd(line: TherapyLine, lines: TherapyLines, progression: Progression) -> Days | None:
    """Return the days from the start of *line* to its progression."""
    pd = line_pd(line, lines, progression)
    return None if pd is None or line.start is None else days_between(line.start, pd)


def last_transplant_to_pd(lines: TherapyLines, progression: Progression) -> Days | None:
    """Return the days from the last autologous transplant to the progression of its line."""
    for line in reversed(lines.lines):
        if line.transplants:
            return transplant_to_pd(line, line_pd(line, lines, progression))
    return None


def _is_doublet(first: TherapyLine) -> bool:
    if first.transplants:
        return False
    return len(frozenset().union(*[course.core for course in first.courses])) <= DOUBLET_DRUGS
