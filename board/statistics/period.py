"""The stretch of time that figures are about: whole calendar periods only.

Free dates would let two overlapping periods tell the difference between them, which may be one patient.
"""

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Period:
    """A stretch of days, both ends included; without ends: everything."""

    id: str
    name: str
    first: date = date.min
    last: date = date.max

    def holds(self, day: date) -> bool:
        """Return whether a day lies in it."""
        return self.first <= day <= self.last


EVERYTHING = Period("all", "Since the beginning")


def periods(today: date) -> tuple[Period, ...]:
    """Return the periods to choose from on a day."""
    quarter, year = _quarter(today), date(today.year, 1, 1)
    before = _quarter(quarter - timedelta(days=1))
    return (
        EVERYTHING,
        Period("year", f"This year, {today.year}", year, date(today.year, 12, 31)),
        Period(
            "last-year",
            f"Last year, {today.year - 1}",
            date(today.year - 1, 1, 1),
            year - timedelta(days=1),
        ),
        Period("quarter", f"This quarter, {_name(quarter)}", quarter, _end(quarter)),
        Period(
            "last-quarter", f"Last quarter, {_name(before)}", before, quarter - timedelta(days=1)
        ),
    )


def chosen(id: str, today: date) -> Period:
    """Return the period that an address names; everything for a name that means none."""
    return next((one for one in periods(today) if one.id == id), EVERYTHING)


def _quarter(day: date) -> date:
    return date(day.year, day.month - (day.month - 1) % 3, 1)


def _end(quarter: date) -> date:
    return _quarter(quarter + timedelta(days=100)) - timedelta(days=1)


def _name(quarter: date) -> str:
    return f"Q{(quarter.month + 2) // 3} {quarter.year}"
