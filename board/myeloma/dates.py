"""Dates as clinicians give them: a day, a month or a year, kept as typed and read as a span.

A rule whose answer differs across the span is unknown, never guessed.
"""

import calendar
import re
from datetime import date
from functools import lru_cache
from typing import NamedTuple

#: Days in one month of every interval the rules speak of (365.25 / 12).
DAYS_PER_MONTH = 30.4375

_SHAPE = re.compile(r"^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$")


class Span(NamedTuple):
    """All days a typed date may mean, first and last included."""

    first: date
    last: date

    @property
    def exact(self) -> bool:
        """Say whether the span is one single day."""
        return self.first == self.last


class Days(NamedTuple):
    """How many days lie between two dates: the fewest and the most it can be."""

    least: int
    most: int

    @property
    def months(self) -> float | None:
        """Return the unrounded months, or None when the days are not certain."""
        return self.least / DAYS_PER_MONTH if self.least == self.most else None


@lru_cache(maxsize=4096)
def span(text: str) -> Span:
    """Return the days that *text* (YYYY, YYYY-MM or YYYY-MM-DD) may mean; ValueError otherwise."""
    found = _SHAPE.match(text)
    if found is None:
        raise ValueError(f"{text!r} is not a date: write YYYY-MM-DD, YYYY-MM or YYYY")
    year = int(found[1])
    if found[2] is None:
        return Span(date(year, 1, 1), date(year, 12, 31))
    month = int(found[2])
    if not 1 <= month <= 12:
        raise ValueError(f"{text!r} is not a date: there is no month {month}")
    if found[3] is None:
        return Span(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))
    day = date(year, month, int(found[3]))
    return Span(day, day)


def span_or_none(text: str | None) -> Span | None:
    """Return the span of *text*, or None when no date is recorded."""
    return None if text is None else span(text)


def days_between(start: Span, end: Span) -> Days:
    """Return how many days *end* comes after *start*; negative when it comes before."""
    return Days((end.first - start.last).days, (end.last - start.first).days)


def not_after(a: Span, b: Span) -> bool | None:
    """Say whether *a* is on or before *b*; None when the spans overlap without deciding it."""
    if a.last <= b.first:
        return True
    return False if a.first > b.last else None


def at_most_days(days: Days, limit: float) -> bool | None:
    """Say whether the interval is at most *limit* days; None when its span straddles the limit."""
    if days.most <= limit:
        return True
    return False if days.least > limit else None


def under_months(days: Days | None, months: float) -> bool | None:
    """Say whether the interval is shorter than *months*, compared on unrounded values."""
    if days is None:
        return None
    limit = months * DAYS_PER_MONTH
    if days.most < limit - 1e-9:
        return True
    return False if days.least >= limit - 1e-9 else None


def at_least_months(days: Days | None, months: float) -> bool | None:
    """Say whether the interval is *months* or longer, compared on unrounded values."""
    under = under_months(days, months)
    return None if under is None else not under
