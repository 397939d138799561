"""Dates as files write them. A date with two meanings is refused with what to write instead."""

import re
from datetime import date

LONGEST = 40
MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
ISO = re.compile(r"([0-9]{4})([-/])([0-9]{1,2})\2([0-9]{1,2})")
NAMED = re.compile(r"([0-9]{1,2})[-\s./]?([a-z]{3,9})[-\s.,/]{0,2}([0-9]{4})")
NAMED_FIRST = re.compile(r"([a-z]{3,9})[-\s.]?([0-9]{1,2}),?[-\s]([0-9]{4})")
DOTTED = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")
SLASHED = re.compile(r"([0-9]{1,2})[/-]([0-9]{1,2})[/-]([0-9]{2}|[0-9]{4})")
TIME = re.compile(
    r"[t\s]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?"
    r"\s?(?:z|[+-][0-9]{2}:?[0-9]{2}|am|pm)?"
)
WRITE = "write 2026-10-12 or 12-Oct-2026"


class UnclearDayError(Exception):
    """A text that is no day of the calendar, or could be two; the message says what to write."""


def day(text: str) -> date:
    """Return the day of a sample, without its hour; `UnclearDayError` says what to write."""
    folded = text.strip().casefold()
    if len(folded) > LONGEST:
        raise UnclearDayError(f"This is too long to be a date: {WRITE}.")
    time = TIME.search(folded)
    if time and time.end() == len(folded):
        folded = folded[: time.start()]
    for form, order in ((ISO, (1, 3, 4)), (DOTTED, (3, 2, 1))):
        if found := form.fullmatch(folded):
            return _date(*(int(found[group]) for group in order))
    if found := NAMED.fullmatch(folded):
        return _date(int(found[3]), _month(found[2]), int(found[1]))
    if found := NAMED_FIRST.fullmatch(folded):
        return _date(int(found[3]), _month(found[1]), int(found[2]))
    if found := SLASHED.fullmatch(folded):
        return _slashed(int(found[1]), int(found[2]), found[3])
    if re.fullmatch(r"[0-9]{5}", folded):
        raise UnclearDayError(
            f"This is a spreadsheet's day number: format the column as dates, {WRITE}."
        )
    if re.fullmatch(r"[0-9]{4}(?:-[0-9]{2})?", folded):
        raise UnclearDayError(f"A result needs the day: {WRITE}.")
    raise UnclearDayError(f"This is not a date: {WRITE}.")


def _slashed(first: int, second: int, year: str) -> date:
    """Return the day only where one of the numbers cannot be a month and the year is whole."""
    if len(year) == 2:
        raise UnclearDayError(f"Day, month and year cannot be told apart: {WRITE}.")
    if first == second or second > 12 >= first:
        return _date(int(year), first, second)
    if first > 12 >= second:
        return _date(int(year), second, first)
    raise UnclearDayError(f"This could be day/month or month/day: {WRITE}.")


def _month(name: str) -> int:
    """Return the number of a month, written whole or by its first letters."""
    for number, month in enumerate(MONTHS, start=1):
        if name in (month, month[:3]) or (name == "sept" and month == "september"):
            return number
    raise UnclearDayError(f"The month is not understood: {WRITE}.")


def _date(year: int, month: int, number: int) -> date:
    if not 1900 <= year <= 2199:
        raise UnclearDayError(f"The year cannot be right: {WRITE}.")
    try:
        return date(year, month, number)
    except ValueError as error:
        raise UnclearDayError(f"There is no such day in the calendar: {WRITE}.") from error
