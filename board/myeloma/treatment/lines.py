"""Lines of therapy: which regimens belong together, and how many lines there are.

Sources: RAJ15 (what starts a new line); RAJ11 (the same regimen restarted after progression is a
new line). The 2015 reading of the restart is reported beside the count when it differs. Regimens
without a plan letter are proposed as one plan, and marked as inferred (BOARD:PC): transplant
within 12 months of the start of induction, maintenance within 6 months of the transplant, a cell
product within 3 months of the start of bridging or lymphodepletion. A regimen stopped for
progression whose date is missing had progressed before the next one began.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from board.myeloma.dates import DAYS_PER_MONTH, Span, at_most_days, days_between, not_after
from board.myeloma.facts import CaseFacts
from board.myeloma.kleene import Truth, all_of, any_of, negate
from board.myeloma.treatment.courses import Course, read_courses

#: A transplant this many months after the start of induction is proposed as the same plan.
TRANSPLANT_WITHIN_MONTHS = 12.0
#: Maintenance this many months after the transplant is proposed as the same plan.
MAINTENANCE_WITHIN_MONTHS = 6.0
#: A cell product this many months after the start of bridging is proposed as the same plan.
PRODUCT_WITHIN_MONTHS = 3.0

#: Regimens without a start that are tried in every place; with more of them, one line is proven.
MOST_PLACED = 2


@dataclass(frozen=True)
class TherapyLine:
    """Regimens that count as one line, *pd* the one with the first recorded progression."""

    number: int
    courses: tuple[Course, ...]
    inferred: bool
    uncertain: bool
    start: Span | None
    pd: Course | None
    #: The autologous ones, in order.
    transplants: tuple[Course, ...]


@dataclass(frozen=True)
class TherapyLines:
    """All lines. *count* is None when it cannot be told; *min* is always proven."""

    lines: tuple[TherapyLine, ...]
    count: int | None
    min: int
    count_alt: int | None
    complete: bool
    not_counted: tuple[Course, ...]
    courses: tuple[Course, ...]

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

    def closed(self, number: int) -> TherapyLine:
        """Return the line as it is, the *number*-th."""
        pd: Course | None = None
        earliest: Span | None = None
        for course in self.courses:
            if course.pd is not None and (earliest is None or course.pd < earliest):
                pd, earliest = course, course.pd
        return TherapyLine(
            number,
            tuple(self.courses),
            self.inferred,
            self.uncertain,
            self.courses[0].start,
            pd,
            tuple([course for course in self.courses if course.autologous]),
        )


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
    restarts = any(_resumes(one, new) for one, new in pairwise(counted))
    other = len(_group(counted, restart_is_new=False)) if restarts else len(grown)
    return TherapyLines(
        lines=tuple(line.closed(number) for number, line in enumerate(grown, start=1)),
        count=len(grown) if sure else None,
        min=_fewest(counted, len(grown)),
        count_alt=other if sure and other != len(grown) else None,
        complete=complete,
        not_counted=tuple(course for course in courses if not course.counts),
        courses=courses,
    )


def _fewest(courses: Sequence[Course], found: int) -> int:
    """Return how many lines there were at least, wherever a regimen without a start may stand.

    *found* is their number in the order of the courses.
    """
    dated = [course for course in courses if course.start is not None]
    undated = [course for course in courses if course.start is None]
    if not undated:
        return found
    if len(undated) > MOST_PLACED:
        return 1
    orders = [dated]
    for course in undated:
        orders = [[*one[:at], course, *one[at:]] for one in orders for at in range(len(one) + 1)]
    return min(len(_group(order, restart_is_new=True)) for order in orders)


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
    resumed = _resumes(previous, new)
    if resumed and not restart_is_new:
        return True, False
    quiet = negate(any_of([_progressed_before(course, new) for course in line]))
    if quiet is False:
        return False, False
    if resumed or _planned_together(previous, new) or _minus_drugs(previous, new):
        return quiet, False
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
    if _leads_to_product(previous) and (_cell_product(new) or _lymphodepletion(new)):
        return _within(previous.start, new.start, PRODUCT_WITHIN_MONTHS)
    if new.phase in ("maintenance", "consolidation") and previous.autologous:
        return _within(previous.start, new.start, MAINTENANCE_WITHIN_MONTHS)
    return False


def _leads_to_product(course: Course) -> bool:
    return course.phase == "bridging" or (_lymphodepletion(course) and not _cell_product(course))


def _lymphodepletion(course: Course) -> bool:
    return any(agent.drug_class == "conditioning" for agent in course.agents)


def _cell_product(course: Course) -> bool:
    return any(agent.drug_class.endswith("CART") for agent in course.agents)


def _within(start: Span | None, end: Span | None, months: float) -> Truth:
    if start is None or end is None:
        return None
    return at_most_days(days_between(start, end), months * DAYS_PER_MONTH)


def _progressed_before(course: Course, new: Course) -> Truth:
    if course.pd is None:
        return course.regimen.stop_reason == "progression"
    return None if new.start is None else not_after(course.pd, new.start)
