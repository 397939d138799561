"""Lines of therapy: which regimens belong together, and how many lines there are.

Sources: Rajkumar et al., Blood 2015;126:921 (what starts a new line); Rajkumar et al., Blood
2011;117:4691 (the same regimen restarted after progression is a new line). The 2015 reading of
the restart is reported beside the count when it differs. Regimens without a plan letter are
proposed as one plan for induction, transplant within 12 months, maintenance within 6 months.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from board.myeloma.courses import Course, read_courses
from board.myeloma.dates import Span, days_between, not_after, under_months
from board.myeloma.facts import CaseFacts
from board.myeloma.kleene import Truth, all_of, any_of, negate

#: A transplant this many months after the start of induction is proposed as the same plan.
TRANSPLANT_WITHIN_MONTHS = 12.0
#: Maintenance this many months after the transplant is proposed as the same plan.
MAINTENANCE_WITHIN_MONTHS = 6.0


@dataclass(frozen=True)
class TherapyLine:
    """Regimens that count as one line."""

    number: int
    courses: tuple[Course, ...]
    inferred: bool = False
    uncertain: bool = False

    @property
    def start(self) -> Span | None:
        """Return when the line began."""
        return self.courses[0].start

    @property
    def pd(self) -> Course | None:
        """Return the regimen with the first recorded progression, or None."""
        dated = [(c.pd, place) for place, c in enumerate(self.courses) if c.pd is not None]
        return self.courses[min(dated)[1]] if dated else None

    @property
    def transplants(self) -> tuple[Course, ...]:
        """Return the autologous transplants of the line, in order."""
        return tuple(course for course in self.courses if course.autologous)


@dataclass(frozen=True)
class TherapyLines:
    """All lines. *count* is None when it cannot be told; *min* is always proven."""

    lines: tuple[TherapyLine, ...]
    count: int | None
    min: int
    count_alt: int | None
    complete: bool
    not_counted: tuple[Course, ...] = ()
    courses: tuple[Course, ...] = ()

    @property
    def current(self) -> TherapyLine | None:
        """Return the last line, the one the patient relapses from."""
        return self.lines[-1] if self.lines else None

    def at_least(self, number: int) -> Truth:
        """Say whether there were *number* lines or more."""
        if self.min >= number:
            return True
        return None if self.count is None else False

    def at_most(self, number: int) -> Truth:
        """Say whether there were *number* lines or fewer."""
        if self.min > number:
            return False
        return None if self.count is None else True


@dataclass
class _Growing:
    courses: list[Course] = field(default_factory=list)
    inferred: bool = False
    uncertain: bool = False


def lines_of_therapy(facts: CaseFacts) -> TherapyLines:
    """Return the lines in order; the order in which regimens were typed does not matter."""
    courses = read_courses(facts.regimens)
    counted = [course for course in courses if course.counts]
    grown = _group(counted, restart_is_new=True)
    complete = facts.treatment_history_complete is True
    sure = (
        complete
        and not any(line.uncertain for line in grown)
        and all(course.start is not None for course in counted)
    )
    other = len(_group(counted, restart_is_new=False))
    return TherapyLines(
        lines=tuple(
            TherapyLine(number, tuple(line.courses), line.inferred, line.uncertain)
            for number, line in enumerate(grown, start=1)
        ),
        count=len(grown) if sure else None,
        min=len(grown),
        count_alt=other if sure and other != len(grown) else None,
        complete=complete,
        not_counted=tuple(course for course in courses if not course.counts),
        courses=courses,
    )


def _group(courses: Sequence[Course], restart_is_new: bool) -> list[_Growing]:
    grown: list[_Growing] = []
    for course in courses:
        if not grown:
            grown.append(_Growing([course]))
            continue
        line = grown[-1]
        same, inferred = _same_line(line.courses, course, restart_is_new)
        if same is False:
            grown.append(_Growing([course]))
            continue
        line.courses.append(course)
        line.inferred = line.inferred or inferred
        line.uncertain = line.uncertain or same is None
    return grown


def _same_line(line: Sequence[Course], new: Course, restart_is_new: bool) -> tuple[Truth, bool]:
    previous = line[-1]
    quiet = negate(any_of(_on_or_before(course.pd, new.start) for course in line if course.pd))
    planned = _planned_together(previous, new)
    resumed = _resumes(previous, new)
    sure = any_of(
        [
            all_of([planned, quiet]),
            all_of([resumed, quiet if restart_is_new else True]),
            all_of([_minus_drugs(previous, new), quiet]),
        ]
    )
    if sure is not False:
        return sure, False
    proposed = all_of([_typical_sequence(line, new), quiet])
    return proposed, proposed is True


def _planned_together(previous: Course, new: Course) -> bool:
    if new.regimen.planned is not None and new.regimen.plan_group is None:
        return new.regimen.planned
    plan = new.regimen.plan_group
    return plan is not None and plan == previous.regimen.plan_group


def _resumes(previous: Course, new: Course) -> bool:
    # A transplant or a cell product is never resumed: each further one is a new line.
    return not (previous.one_off or new.one_off) and previous.core == new.core


def _minus_drugs(previous: Course, new: Course) -> bool:
    return not (previous.one_off or new.one_off) and new.core < previous.core


def _typical_sequence(line: Sequence[Course], new: Course) -> Truth:
    previous = line[-1]
    if new.regimen.plan_group or previous.regimen.plan_group or new.regimen.planned is False:
        return False
    if new.autologous and previous.phase == "induction":
        return _within(line[0].start, new.start, TRANSPLANT_WITHIN_MONTHS)
    if new.phase in ("maintenance", "consolidation") and previous.autologous:
        return _within(previous.start, new.start, MAINTENANCE_WITHIN_MONTHS)
    return False


def _within(start: Span | None, end: Span | None, months: float) -> Truth:
    if start is None or end is None:
        return None
    # "within" includes the last day: under (months + one day).
    return under_months(days_between(start, end), months + 1 / 30.4375)


def _on_or_before(pd: Span | None, start: Span | None) -> Truth:
    return None if pd is None or start is None else not_after(pd, start)
