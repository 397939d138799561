"""Where a day and a value lie on a picture, and which of them get a tick."""

import math
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
#: A picture of less than this is stretched to it, so that one point does not stand for an age.
SHORTEST = timedelta(days=180)


@dataclass(frozen=True)
class Tick:
    """One place on an axis; without a label it is only a line."""

    at: float
    label: str


@dataclass(frozen=True)
class TimeScale:
    """Days to x."""

    first: date
    last: date
    left: float
    right: float

    def x(self, day: date) -> float:
        """Return where a day lies, held inside the picture."""
        share = (day - self.first).days / (self.last - self.first).days
        return self.left + min(max(share, 0.0), 1.0) * (self.right - self.left)

    def ticks(self, room: float) -> list[Tick]:
        """Return the starts of years, or of months on a short axis, with labels `room` apart."""
        if (self.last - self.first).days < 600:
            return self._months(room)
        begun = self.first > date(self.first.year, 1, 1)
        years = range(self.first.year + begun, self.last.year + 1)
        per_year = (self.right - self.left) / ((self.last - self.first).days / 365.25)
        step = next((n for n in (1, 2, 5, 10) if n * per_year >= room), 20)
        newest = self.last.year
        return [
            Tick(self.x(date(y, 1, 1)), str(y) if (newest - y) % step == 0 else "") for y in years
        ]

    def _months(self, room: float) -> list[Tick]:
        per_month = (self.right - self.left) / ((self.last - self.first).days / 30.44)
        wide = room * 1.5  # "Nov 2026" is longer than "2026"
        step = next((n for n in (1, 2, 3, 6) if n * per_month >= wide), 12)
        count = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month
        days = (_month_after(self.first, n) for n in range(1, count + 1))
        return [
            Tick(self.x(day), f"{MONTHS[day.month - 1]} {day.year}")
            for day in days
            if (day.month - 1) % step == 0
        ]


@dataclass(frozen=True)
class LinearScale:
    """Values from nought to y, the largest at the top."""

    largest: float
    top: float
    bottom: float

    @property
    def _step(self) -> float:
        rough = max(self.largest, 5.0) / 3
        size = 10.0 ** math.floor(math.log10(rough))
        return next(f * size for f in (1, 2, 5, 10) if f * size >= rough)

    def y(self, value: float) -> float:
        """Return the height of a value."""
        ceiling = self._step * math.ceil(max(self.largest, 5.0) / self._step)
        return self.bottom - max(value, 0.0) / ceiling * (self.bottom - self.top)

    def ticks(self) -> list[Tick]:
        """Return three to five round values."""
        count = math.ceil(max(self.largest, 5.0) / self._step)
        return [Tick(self.y(n * self._step), f"{n * self._step:,.0f}") for n in range(count + 1)]


@dataclass(frozen=True)
class LogScale:
    """Values to y by decades; what is below the lowest decade lies on it."""

    lowest: int
    highest: int
    top: float
    bottom: float

    def y(self, value: float) -> float:
        """Return the height of a value."""
        decades = math.log10(max(value, 10.0**self.lowest)) - self.lowest
        return self.bottom - decades / (self.highest - self.lowest) * (self.bottom - self.top)

    def ticks(self) -> list[Tick]:
        """Return the decades, every second one when there are many."""
        step = 1 if self.highest - self.lowest <= 3 else 2
        return [
            Tick(self.y(10.0**n), f"{10.0**n:,.10g}" if (self.highest - n) % step == 0 else "")
            for n in range(self.lowest, self.highest + 1)
        ]


def time_scale(days: list[date], left: float, right: float) -> TimeScale:
    """Return a scale that holds all days with a little air on both sides."""
    first, last = min(days), max(days)
    air = max((last - first) / 60, timedelta(days=2))
    return TimeScale(min(first, last - SHORTEST) - air, last + air / 2, left, right)


def log_scale(values: list[float], top: float, bottom: float) -> LogScale:
    """Return a scale of whole decades, at least two of them, that holds all values."""
    lowest = math.floor(math.log10(max(min(values), 0.1)))
    highest = math.ceil(math.log10(max(*values, 1.0)))
    return LogScale(lowest, max(highest, lowest + 2), top, bottom)


def _month_after(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, 1)
