"""How long each line held: to progression, to the next treatment, without treatment, responding.

Sources: RAJ11 and the usual endpoints (PFS, TTNT, duration of response); that the treatment-free
interval runs from the last active dose to progression, and is 0 when progression came on
treatment, is BOARD:PC. Partial dates give a span of days. What has not happened yet is censored:
the interval is at least as long. A board speaks of living patients, so death is no end here.
"""

from dataclasses import dataclass

from board.myeloma.dates import Days, Span, days_between, not_after, span, span_or_none
from board.myeloma.disease.categories import ResponseCourse
from board.myeloma.disease.response import Progression
from board.myeloma.facts import CaseFacts
from board.myeloma.treatment.courses import Course
from board.myeloma.treatment.lines import TherapyLine, TherapyLines


@dataclass(frozen=True)
class Interval:
    """How many days; *censored*: what ends it has not happened yet."""

    days: Days
    censored: bool = False


@dataclass(frozen=True)
class LineIntervals:
    """The intervals of one line; None: a date is not known, or there is no such interval."""

    pfs: Interval | None
    ttnt: Interval | None
    free_interval: Interval | None
    transplant_to_pd: Interval | None
    response_length: Interval | None


def line_intervals(
    facts: CaseFacts, lines: TherapyLines, progression: Progression, course: ResponseCourse
) -> tuple[LineIntervals, ...]:
    """Return the intervals of every line, in order."""
    return tuple(
        _of_line(line, facts, lines, progression, course if line is lines.current else None)
        for line in lines.lines
    )


def line_pd(line: TherapyLine, lines: TherapyLines, progression: Progression) -> Span | None:
    """Return when *line* progressed: as recorded, else computed for the current line."""
    if line.pd is not None:
        return line.pd.pd
    if line is lines.current and progression.on is not None:
        return Span(progression.on, progression.on)
    return None


def free_interval(line: TherapyLine | None, pd: Span | None) -> Days | None:
    """Return the days from the last dose of *line* to *pd*; none when it came on treatment."""
    if line is None or pd is None:
        return None
    for course in line.courses:
        if _on_therapy(course, pd):
            return Days(0, 0)
    ends = [course.end or (course.start if course.one_off else None) for course in line.courses]
    known = [end for end in ends if end is not None]
    if len(known) < len(ends):
        return None
    last = Span(max(end.first for end in known), max(end.last for end in known))
    days = days_between(last, pd)
    # a month without a day may begin after the progression: less than nothing is no interval
    return Days(max(0, days.least), max(0, days.most))


def transplant_to_pd(line: TherapyLine | None, pd: Span | None) -> Days | None:
    """Return the days from the last autologous transplant of *line* to *pd*."""
    if line is None or pd is None or not line.transplants:
        return None
    start = line.transplants[-1].start
    return None if start is None else days_between(start, pd)


def _of_line(
    line: TherapyLine,
    facts: CaseFacts,
    lines: TherapyLines,
    progression: Progression,
    course: ResponseCourse | None,
) -> LineIntervals:
    pd = line_pd(line, lines, progression)
    free = None if line.uncertain else free_interval(line, pd)
    since = line.transplants[-1].start if line.transplants else None
    seen = _last_assessed(line, facts, lines) if _still_held(line, lines, progression) else None
    return LineIntervals(
        pfs=_until(line.start, pd, seen),
        ttnt=_until(line.start, _next_start(line, lines), _today(facts, line, lines)),
        free_interval=None if free is None else Interval(free),
        transplant_to_pd=_until(since, pd, seen),
        response_length=_until(_first_response(line, course), pd, seen),
    )


def _until(start: Span | None, end: Span | None, seen: Span | None) -> Interval | None:
    if start is None:
        return None
    if end is not None:
        return Interval(days_between(start, end))
    if seen is None or seen.first < start.last:
        return None
    return Interval(days_between(start, seen), censored=True)


def _next_start(line: TherapyLine, lines: TherapyLines) -> Span | None:
    return lines.lines[line.number].start if line.number < len(lines.lines) else None


def _today(facts: CaseFacts, line: TherapyLine, lines: TherapyLines) -> Span | None:
    # Another treatment after the last recorded one is ruled out by a complete history only.
    return span(facts.as_of) if line is lines.current and lines.complete else None


def _still_held(line: TherapyLine, lines: TherapyLines, progression: Progression) -> bool:
    """Say whether it is known that *line* had not progressed when it was last assessed."""
    if line is lines.current:
        return progression.pd is False
    why = {course.regimen.stop_reason for course in line.courses}
    return not why & {None, "progression"}


def _last_assessed(line: TherapyLine, facts: CaseFacts, lines: TherapyLines) -> Span | None:
    """Return the day of the last sample before the next line began."""
    before = _next_start(line, lines)
    if before is None and line is not lines.current:
        return None
    days = [span(sample.date).first for sample in facts.series]
    kept = [day for day in days if before is None or day <= before.first]
    return Span(max(kept), max(kept)) if kept else None


def _first_response(line: TherapyLine, course: ResponseCourse | None) -> Span | None:
    recorded = [span_or_none(c.regimen.first_response_date) for c in line.courses]
    known = [on for on in recorded if on is not None]
    if known:
        return min(known)
    computed = course.first("PR") if course is not None else None
    return None if computed is None else Span(computed, computed)


def _on_therapy(course: Course, pd: Span) -> bool:
    if course.regimen.ongoing_at_pd and course.pd == pd:
        return True
    return course.end is not None and not_after(pd, course.end) is True
