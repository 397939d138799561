"""Measurable residual disease (MRD): what a negative result is worth.

Sources: KUM16 and WIKI25 (flow or sequencing at a sensitivity of one in 100 000 nucleated cells or
better, in complete response; with PET-CT negative: imaging plus MRD; sustained: two negatives 12
months or more apart). Negative at one in 10 000 is not MRD negative by IMWG. That no positive
result may lie between the two is BOARD:PC.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from board.myeloma.dates import Span, at_least_months, days_between, span
from board.myeloma.disease.categories import LEVELS, ResponseCourse
from board.myeloma.disease.markers import in_order
from board.myeloma.facts import CaseFacts
from board.myeloma.kleene import Truth, all_of, any_of, at_least
from board.myeloma.treatment.lines import TherapyLine

#: Sensitivity of IMWG MRD negativity: one cell among so many.
IMWG_ONE_IN = 100_000.0
SUSTAINED_MONTHS = 12.0
METHODS = ("flow", "sequencing")


@dataclass(frozen=True)
class MrdResult:
    """One result; *imwg_negative* None: sensitivity, method or complete response not known."""

    day: date
    negative: bool
    method: str | None
    one_in: float | None
    imwg_negative: Truth
    with_imaging: Truth


@dataclass(frozen=True)
class Mrd:
    """All results of the current line, and whether negativity was sustained."""

    results: tuple[MrdResult, ...]
    sustained: Truth


def mrd(facts: CaseFacts, line: TherapyLine | None, course: ResponseCourse) -> Mrd:
    """Return the results since the start of *line*."""
    start = line.start if line is not None else None
    found = []
    for sample in in_order(facts.series):
        day = span(sample.date).first
        if sample.mrd_negative is None or (start is not None and day < start.first):
            continue
        deep = at_least(sample.mrd_one_in, IMWG_ONE_IN)
        known = None if sample.mrd_method is None else sample.mrd_method in METHODS
        imwg = all_of([sample.mrd_negative, deep, known, _complete(line, course, day)])
        imaged = all_of([imwg, sample.pet_negative])
        found.append(
            MrdResult(day, sample.mrd_negative, sample.mrd_method, sample.mrd_one_in, imwg, imaged)
        )
    return Mrd(tuple(found), _sustained(found))


def _complete(line: TherapyLine | None, course: ResponseCourse, day: date) -> Truth:
    """Say whether complete response was reached by *day*: as recorded, else as computed."""
    recorded = {c.regimen.best_response for c in line.courses} if line is not None else set()
    if recorded & {"CR", "sCR"}:
        return True
    so_far = [one for one in course.assessed if one.day <= day]
    if any(one.rank >= LEVELS.index("CR") for one in so_far):
        return True
    ruled_out = bool(so_far) and all(one.category is not None for one in so_far)
    return False if ruled_out or recorded - {None} else None


def _sustained(results: Sequence[MrdResult]) -> Truth:
    """Say whether any run of negatives without a positive between lasts 12 months or more."""
    if not results:
        return None
    answers: list[Truth] = []
    for at, first in enumerate(results):
        for last in results[at + 1 :]:
            if not last.negative:
                break
            apart = days_between(Span(first.day, first.day), Span(last.day, last.day))
            long = at_least_months(apart, SUSTAINED_MONTHS)
            answers.append(all_of([first.imwg_negative, last.imwg_negative, long]))
    return any_of(answers)
