"""Dates of a case, all moved by the same number of days: pure. Intervals and the order of things stay.

A date known to the month, or to the year, is moved by its middle and stays known to the month or the year:
the length between two such dates may change by that much and no more. An offset under which anything would
change its order is not used.
"""

import re
import secrets
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from board.errors import Conflict
from board.myeloma.dates import span

DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
#: Days into the past, both included: far enough that no season or year can be told, near enough for any case.
NEAREST, FARTHEST = 200, 1_400
TRIES = 400
#: Fields whose words are never dates, whatever they look like.
WORDS = frozenset({"id", "case_id", "title", "note", "plan_group", "format", "laboratory"})


def dates_in(facts: Any, key: str = "") -> Iterator[str]:
    """Return every date of the facts, as typed."""
    if isinstance(facts, dict):
        for name, value in facts.items():
            yield from dates_in(value, name)
    elif isinstance(facts, list):
        for value in facts:
            yield from dates_in(value, key)
    elif isinstance(facts, str) and key not in WORDS and DATE.fullmatch(facts):
        yield facts


def moved(facts: Any, days: int, key: str = "") -> Any:
    """Return the facts with every date moved by so many days."""
    if isinstance(facts, dict):
        return {name: moved(value, days, name) for name, value in facts.items()}
    if isinstance(facts, list):
        return [moved(value, days, key) for value in facts]
    if isinstance(facts, str) and key not in WORDS and DATE.fullmatch(facts):
        return moved_date(facts, days)
    return facts


def moved_date(typed: str, days: int) -> str:
    """Return a date moved by so many days, known as exactly as before."""
    if len(typed) == len("2026-11-23"):
        return (date.fromisoformat(typed) + timedelta(days=days)).isoformat()
    known = span(typed)
    middle = known.first + (known.last - known.first) / 2 + timedelta(days=days)
    return middle.isoformat()[: len(typed)]


def keeps_order(dates: Sequence[str], days: int) -> bool:
    """Return whether every two dates stand to each other after the move as they did before."""
    before = [span(one) for one in dates]
    after = [span(moved_date(one, days)) for one in dates]
    return all(
        _order(before[one], before[other]) == _order(after[one], after[other])
        for one in range(len(dates))
        for other in range(one)
    )


def draw_offset(facts: Any) -> int:
    """Return a random number of days, negative, that keeps the order of all dates; it is kept nowhere."""
    dates = sorted(set(dates_in(facts)))
    for days in _candidates():
        if keeps_order(dates, days):
            return days
    raise Conflict("The dates of this case are too inexact to be moved together.")


def _candidates() -> Iterator[int]:
    """Return offsets to try: any; then about whole months, for dates known to the month; then whole years."""
    for _ in range(TRIES):
        yield -(NEAREST + secrets.randbelow(FARTHEST - NEAREST + 1))
    for _ in range(TRIES):
        months = secrets.randbelow((FARTHEST - NEAREST) // 31)
        yield -round(NEAREST + 13 + months * 30.4375) + secrets.randbelow(7) - 3
    for years in secrets.SystemRandom().sample(range(1, 4), 3):
        yield -round(years * 365.25)


def _order(one: Any, other: Any) -> tuple[bool, bool]:
    """Return whether a span lies wholly before another, and whether wholly after."""
    return one.last < other.first, other.last < one.first
