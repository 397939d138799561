"""Criteria of the kinds that are asked most, asked of a case all at once.

Each answers as its kind does (judgement_kinds.py); a test holds them to it. Facts are fetched in one
go, so that a case is judged in less time than asking one criterion after the other takes.
"""

from collections.abc import Callable, Sequence
from operator import attrgetter

from board.myeloma.eligibility.judgement import Row, Sweep, limit
from board.myeloma.facts import CaseFacts
from board.myeloma.kleene import TOLERANCE, Truth
from board.myeloma.reading import CaseReading

Rows = Sequence[tuple[int, Row]]
Values = Callable[[CaseFacts], tuple[object, ...]]


def at_least_at_once(rows: Rows) -> Sweep:
    """Return how many thresholds that a fact must reach are asked at once."""
    values, asked = _values(rows), tuple((bit, limit(row) - TOLERANCE) for bit, row in rows)

    def sweep(case: CaseReading) -> tuple[int, int]:
        failed = unknown = 0
        for value, (bit, least) in zip(values(case.facts), asked, strict=True):
            if value is None:
                unknown |= bit
            elif value < least:  # type: ignore[operator]  # a row with a number names a number
                failed |= bit
        return failed, unknown

    return sweep


def at_most_at_once(rows: Rows) -> Sweep:
    """Return how many thresholds that a fact must not exceed are asked at once."""
    values, asked = _values(rows), tuple((bit, limit(row) + TOLERANCE) for bit, row in rows)

    def sweep(case: CaseReading) -> tuple[int, int]:
        failed = unknown = 0
        for value, (bit, most) in zip(values(case.facts), asked, strict=True):
            if value is None:
                unknown |= bit
            elif value > most:  # type: ignore[operator]  # as above
                failed |= bit
        return failed, unknown

    return sweep


def true_at_once(rows: Rows) -> Sweep:
    """Return how many facts that must be true are asked at once."""
    return _wanted(rows, wanted=True)


def false_at_once(rows: Rows) -> Sweep:
    """Return how many facts that must be false are asked at once."""
    return _wanted(rows, wanted=False)


def absent_at_once(rows: Rows) -> Sweep:
    """Return how many facts that must not be recorded as true are asked at once."""
    values, bits = _values(rows), tuple(bit for bit, _ in rows)

    def sweep(case: CaseReading) -> tuple[int, int]:
        failed = 0
        for value, bit in zip(values(case.facts), bits, strict=True):
            if value is True:
                failed |= bit
        return failed, 0

    return sweep


def lines_at_least_at_once(rows: Rows) -> Sweep:
    """Return how many numbers of lines that must be reached are asked at once."""
    asked = tuple((bit, limit(row)) for bit, row in rows)

    def sweep(case: CaseReading) -> tuple[int, int]:
        surely, counted = case.lines.min, case.lines.count is not None
        short = 0
        for bit, number in asked:
            if surely < number:
                short |= bit
        return (short, 0) if counted else (0, short)

    return sweep


def lines_at_most_at_once(rows: Rows) -> Sweep:
    """Return how many numbers of lines that must not be exceeded are asked at once."""
    asked = tuple((bit, limit(row)) for bit, row in rows)

    def sweep(case: CaseReading) -> tuple[int, int]:
        surely, counted = case.lines.min, case.lines.count is not None
        failed = unknown = 0
        for bit, number in asked:
            if surely > number:
                failed |= bit
            elif not counted:
                unknown |= bit
        return failed, unknown

    return sweep


def classes_exposed_at_once(rows: Rows) -> Sweep:
    """Return how many classes that must have been given are asked at once."""
    return _in_history(rows, lambda case: case.treatment.class_exposed, failing=False)


def drugs_not_refractory_at_once(rows: Rows) -> Sweep:
    """Return how many drugs that must not have failed are asked at once."""
    return _in_history(rows, _drug_refractory, failing=True)


def classes_not_refractory_at_once(rows: Rows) -> Sweep:
    """Return how many classes that must not have failed are asked at once."""
    return _in_history(rows, lambda case: case.treatment.class_refractory, failing=True)


def _drug_refractory(case: CaseReading) -> Callable[[str], Truth]:
    refractory = case.treatment.refractory
    return lambda drug: refractory(drug).truth


def _in_history(
    rows: Rows, asking: Callable[[CaseReading], Callable[[str], Truth]], failing: bool
) -> Sweep:
    """Return a sweep that asks the history about each row's subject; *failing* is the wrong answer."""
    asked = tuple((bit, row.subject) for bit, row in rows)

    def sweep(case: CaseReading) -> tuple[int, int]:
        answer = asking(case)
        failed = unknown = 0
        for bit, subject in asked:
            truth = answer(subject)
            if truth is None:
                unknown |= bit
            elif truth is failing:
                failed |= bit
        return failed, unknown

    return sweep


def _wanted(rows: Rows, wanted: bool) -> Sweep:
    values, bits = _values(rows), tuple(bit for bit, _ in rows)

    def sweep(case: CaseReading) -> tuple[int, int]:
        failed = unknown = 0
        for value, bit in zip(values(case.facts), bits, strict=True):
            if value is None:
                unknown |= bit
            elif value is not wanted:
                failed |= bit
        return failed, unknown

    return sweep


def _values(rows: Rows) -> Values:
    get = attrgetter(*(row.fact for _, row in rows))
    # Asked for one attribute, the getter gives it bare.
    return get if len(rows) > 1 else lambda facts: (get(facts),)
