"""When a series meets: recurrence rules of RFC 5545 on the wall clock of its board.

The rule names days; the hour is that of the board's clock on each of them, so that 14:00 stays 14:00 when the
clocks change. How long a meeting is booked is counted in real minutes.
"""

import re
from calendar import day_name, monthrange
from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from board.errors import Invalid

#: Rules that name days. What names hours, or says when the series ends, has a place of its own.
_PART = re.compile(r"(FREQ|INTERVAL|BYDAY|BYMONTHDAY|BYMONTH|BYSETPOS|WKST)=([A-Z0-9,+-]{1,40})")
_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
LONGEST_RULE = 200

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_ORDINALS = {"1": "first", "2": "second", "3": "third", "4": "fourth", "-1": "last"}
_EVERY = {1: "every week", 2: "every second week", 3: "every third week", 4: "every fourth week"}

#: The rhythms that the form offers.
RHYTHMS = {
    "1": "Every week",
    "2": "Every second week",
    "3": "Every third week",
    "4": "Every fourth week",
    "month": "Every month, on the same weekday of it",
}


def checked(rule: str) -> str:
    """Return the rule as it is kept, or refuse one that does not name days."""
    said = rule.strip().upper()
    parts = said.split(";")
    found = [_PART.fullmatch(part) for part in parts]
    names = [match.group(1) for match in found if match]
    wrong = len(said) > LONGEST_RULE or None in found or len(set(names)) != len(parts)
    if wrong or f"FREQ={_frequency(said)}" not in parts:
        raise Invalid("This rule does not name days.", {"rhythm": "Choose how often it meets."})
    try:
        rrulestr(said, dtstart=datetime(2026, 1, 1))  # noqa: DTZ001  a wall clock has no zone
    except (ValueError, KeyError) as error:
        raise Invalid(
            "This rule does not name days.", {"rhythm": "Choose how often it meets."}
        ) from error
    return said


def rule_of(rhythm: str, first_day: date) -> str:
    """Return the rule for a choice of the form, by the weekday of its first day."""
    weekday = DAYS[first_day.weekday()]
    if rhythm == "month":
        length = monthrange(first_day.year, first_day.month)[1]
        nth = (first_day.day - 1) // 7 + 1
        # the fifth Wednesday of a month is its last: the months that have four shall meet, too
        place = -1 if nth == 5 or (nth == 4 and first_day.day + 7 > length) else nth
        return f"FREQ=MONTHLY;BYDAY={place}{weekday}"
    if rhythm not in RHYTHMS:
        raise Invalid("Say how often it meets.", {"rhythm": "Choose how often it meets."})
    return f"FREQ=WEEKLY;INTERVAL={rhythm};BYDAY={weekday}"


def rhythm_of(rule: str) -> str:
    """Return the choice of the form that made the rule; empty for a rule of another kind."""
    weekly = re.fullmatch(r"FREQ=WEEKLY;INTERVAL=([1-4]);BYDAY=[A-Z]{2}", rule)
    if weekly:
        return weekly.group(1)
    return "month" if re.fullmatch(r"FREQ=MONTHLY;BYDAY=-?[1-4][A-Z]{2}", rule) else ""


def days_of(
    rule: str,
    first_day: date,
    since: date,
    until: date,
    left_out: Collection[str] = (),
) -> list[date]:
    """Return the days from *since* to *until* that the rule names and that are not left out.

    A rule on a day that a month or year does not have, such as 29 February, leaves that one out.
    """
    begin = datetime.combine(first_day, time())
    named = rrulestr(rule, dtstart=begin).between(
        datetime.combine(since, time()), datetime.combine(until, time()), inc=True
    )
    return [at.date() for at in named if at.date().isoformat() not in left_out]


def sitting_on(day: date, begins: time, minutes: int, zone: str) -> tuple[datetime, datetime]:
    """Return the instants at which a meeting of that day begins and ends.

    A time that the clocks leave out is counted from the offset before (RFC 5545 3.3.5): 02:30 is then 03:30;
    of one that comes twice the first is meant. The end may lie on the next day.
    """
    starts_at = datetime.combine(day, begins, ZoneInfo(zone)).astimezone(UTC)
    return starts_at, starts_at + timedelta(minutes=minutes)


def words_of(rule: str) -> str:
    """Return the rule in words: "every week on Wednesday"; a rule of another kind as it stands."""
    parts = dict(part.split("=", 1) for part in rule.split(";"))
    found = re.fullmatch(r"(-?\d)?([A-Z]{2})", parts.get("BYDAY", ""))
    if found is None or found.group(2) not in DAYS or set(parts) - {"FREQ", "INTERVAL", "BYDAY"}:
        return f"by the rule {rule}"
    weekday = day_name[DAYS.index(found.group(2))]
    every = int(parts.get("INTERVAL", "1"))
    if parts["FREQ"] == "WEEKLY" and found.group(1) is None:
        return f"{_EVERY.get(every, f'every {every} weeks')} on {weekday}"
    if parts["FREQ"] == "MONTHLY" and found.group(1) in _ORDINALS and every == 1:
        return f"every month on the {_ORDINALS[found.group(1)]} {weekday}"
    return f"by the rule {rule}"


def _frequency(rule: str) -> str:
    return next((word for word in _FREQUENCIES if f"FREQ={word}" in rule.split(";")), "")
