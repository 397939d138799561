"""How values look on a page: dates, ages, numbers, three-valued answers."""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    # printing writes its dates with these words, in a process that knows no Flask
    from flask import Flask

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
#: Units as the rules write them, and as clinicians do.
SIGNS = {"x10^9/L": "×10⁹/L", "x10^6/kg": "×10⁶/kg", "x ULN": "× ULN"}
_SQUARE = re.compile(r"\b(c?m)2\b")
_DAY = re.compile(r"\b(?:19|20)\d\d-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?\b")


def init_app(app: "Flask") -> None:
    """Teach *app*'s templates to write values."""
    for filter_ in FILTERS:
        app.jinja_env.filters[filter_.__name__] = filter_


def day(value: date | str | None) -> str:
    """Write a date as 03-Feb-1959, never 03/02/59; a partial date as far as it is known."""
    if value is None:
        return "not known"
    if isinstance(value, str):
        parts = value[:10].split("-")
        if len(parts) < 3:
            return "-".join([MONTHS[int(part) - 1] for part in parts[1:]] + parts[:1])
        value = date.fromisoformat(value[:10])
    return f"{value.day:02}-{MONTHS[value.month - 1]}-{value.year}"


def units(text: str) -> str:
    """Write the units in a sentence with their own signs: ×10⁹/L, mg/m², × ULN."""
    for plain, sign in SIGNS.items():
        text = text.replace(plain, sign)
    return _SQUARE.sub(r"\1²", text)


def in_words(text: str) -> str:
    """Write the dates in a sentence as 03-Feb-1959, and its units with their own signs."""
    return _DAY.sub(lambda found: day(found[0]), units(text))


def local_weekday(value: datetime, zone: str) -> str:
    """Write the day of an instant as the calendar in *zone* has it: Tue 24-Nov-2026."""
    return weekday(value.astimezone(ZoneInfo(zone)).date())


def minutes(seconds: int) -> str:
    """Write seconds as a clock counts them: 6:42."""
    return f"{seconds // 60}:{seconds % 60:02}"


def spent(seconds: int) -> str:
    """Write how long something took: 19 min 30 s. Nothing that could be read as a time of day."""
    whole, rest = divmod(seconds, 60)
    return f"{whole} min {rest} s" if rest or not whole else f"{whole} min"


def drift(late: timedelta) -> str:
    """Write how far a meeting is behind its agenda, or ahead of it."""
    by = round(late.total_seconds() / 60)
    if by == 0:
        return "On time."
    return f"{plural(abs(by), 'minute')} {'late' if by > 0 else 'ahead'}."


def weekday(value: date) -> str:
    """Write Tue 24-Nov-2026."""
    return f"{DAYS[value.weekday()]} {day(value)}"


def time(value: datetime, zone: str = "UTC") -> str:
    """Write an instant as the clock in *zone* shows it: 18:45."""
    return value.astimezone(ZoneInfo(zone)).strftime("%H:%M")


def moment(value: datetime, zone: str = "UTC") -> str:
    """Write an instant short: 23-Nov 17:02."""
    local = value.astimezone(ZoneInfo(zone))
    return f"{local.day:02}-{MONTHS[local.month - 1]} {local:%H:%M}"


def day_and_time(value: datetime, zone: str = "UTC") -> str:
    """Write an instant in full: 23-Nov-2026 17:02."""
    local = value.astimezone(ZoneInfo(zone))
    return f"{day(local.date())} {local:%H:%M}"


def age(born: date, on: date) -> int:
    """Return the completed years from *born* to *on*; born on 29 February, the birthday is 1 March."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def number(value: float | Decimal | int | None, places: int | None = None) -> str:
    """Write a number with thousands separated and no useless zeros; None is "not known"."""
    if value is None:
        return "not known"
    if places is not None:
        return f"{value:,.{places}f}"
    return f"{value:,}" if isinstance(value, int) else f"{value:,.6g}"


def answer(value: bool | None) -> str:
    """Write a three-valued answer."""
    return {True: "yes", False: "no", None: "not known"}[value]


def plural(count: int, one: str, many: str | None = None) -> str:
    """Write a count with its noun: 1 vote, 2 votes."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def listed(items: list[str] | tuple[str, ...]) -> str:
    """Write a list in words: a, b and c."""
    words = list(items)
    return ", ".join(words[:-1]) + (" and " if len(words) > 1 else "") + words[-1] if words else ""


FILTERS = (
    day,
    in_words,
    weekday,
    local_weekday,
    time,
    moment,
    day_and_time,
    minutes,
    spent,
    drift,
    age,
    number,
    answer,
    plural,
    listed,
)
