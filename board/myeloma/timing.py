"""Months from starts and transplants to progression, and early relapse.

Sources: early relapse under 18 months from the start of the first line (Zaccaria et al., Clin
Cancer Res 2021;27:3695), under 12 months from transplant (CARTITUDE-2 cohort B), under 24 months
(Giralt et al., Biol Blood Marrow Transplant 2015;21:2039). There is no single consensus: both
definitions are computed. They assume the treatment was adequate and was taken.
"""

from dataclasses import dataclass

from board.myeloma.courses import Course
from board.myeloma.dates import Days, Span, days_between, not_after, under_months
from board.myeloma.kleene import Truth, any_of
from board.myeloma.lines import TherapyLine, TherapyLines
from board.myeloma.response import Progression

EARLY_FROM_START = 18.0
EARLY_FROM_TRANSPLANT = 12.0
EARLY_EITHER = 24.0


@dataclass(frozen=True)
class Times:
    """Intervals in days (possibly uncertain), and the early-relapse flags."""

    l1_start_to_pd: Days | None
    l1_transplant_to_pd: Days | None
    l1_free_interval: Days | None
    last_transplant_to_pd: Days | None
    per_line: tuple[Days | None, ...]
    early_18_12: Truth
    early_24: Truth
    confounded: bool


def times(lines: TherapyLines, progression: Progression) -> Times:
    """Return all intervals; the first line's are unknown while the history is incomplete."""
    per_line = tuple(start_to_pd(line, lines, progression) for line in lines.lines)
    first = lines.lines[0] if lines.lines and lines.complete else None
    pd = line_pd(first, lines, progression) if first else None
    start = per_line[0] if first else None
    transplant = _transplant_to_pd(first, pd)
    no_transplant = first is not None and not first.transplants
    return Times(
        l1_start_to_pd=start,
        l1_transplant_to_pd=transplant,
        l1_free_interval=_free_interval(first, pd),
        last_transplant_to_pd=last_transplant_to_pd(lines, progression),
        per_line=per_line,
        early_18_12=any_of(
            [
                under_months(start, EARLY_FROM_START),
                False if no_transplant else under_months(transplant, EARLY_FROM_TRANSPLANT),
            ]
        ),
        early_24=any_of(
            [
                under_months(start, EARLY_EITHER),
                False if no_transplant else under_months(transplant, EARLY_EITHER),
            ]
        ),
        confounded=first is not None
        and any(c.regimen.stop_reason == "non_adherence" for c in first.courses),
    )


def line_pd(line: TherapyLine, lines: TherapyLines, progression: Progression) -> Span | None:
    """Return when *line* progressed: as recorded, else computed for the current line."""
    if line.pd is not None:
        return line.pd.pd
    if line is lines.current and progression.on is not None:
        return Span(progression.on, progression.on)
    return None


def start_to_pd(line: TherapyLine, lines: TherapyLines, progression: Progression) -> Days | None:
    """Return the days from the start of *line* to its progression."""
    pd = line_pd(line, lines, progression)
    return None if pd is None or line.start is None else days_between(line.start, pd)


def last_transplant_to_pd(lines: TherapyLines, progression: Progression) -> Days | None:
    """Return the days from the last autologous transplant to the progression of its line."""
    for line in reversed(lines.lines):
        if line.transplants:
            return _transplant_to_pd(line, line_pd(line, lines, progression))
    return None


def _transplant_to_pd(line: TherapyLine | None, pd: Span | None) -> Days | None:
    if line is None or pd is None or not line.transplants:
        return None
    start = line.transplants[-1].start
    return None if start is None else days_between(start, pd)


def _free_interval(line: TherapyLine | None, pd: Span | None) -> Days | None:
    if line is None or pd is None:
        return None
    if any(_on_therapy(course, pd) for course in line.courses):
        return Days(0, 0)
    ends = [course.end or (course.start if course.one_off else None) for course in line.courses]
    known = [end for end in ends if end is not None]
    if len(known) < len(ends):
        return None
    last = Span(max(end.first for end in known), max(end.last for end in known))
    return days_between(last, pd)


def _on_therapy(course: Course, pd: Span) -> bool:
    if course.regimen.ongoing_at_pd and course.pd == pd:
        return True
    return course.end is not None and not_after(pd, course.end) is True
