"""When a signed plan is followed up, and what is asked now: pure, days in, an answer out."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from board.decisions.content import FOLLOW_UP_DAYS

#: Days after the signature.
DAYS = FOLLOW_UP_DAYS


@dataclass(frozen=True)
class Asked:
    """One follow-up of a plan: which day, when it falls due, and how late it is on the day it is looked at."""

    day: int
    on: date
    late: int

    @property
    def words(self) -> str:
        """How it stands to today: "due today", "3 days late", "in 5 days"."""
        if self.late == 0:
            return "due today"
        count = abs(self.late)
        days = f"{count} day" if count == 1 else f"{count} days"
        return f"{days} late" if self.late > 0 else f"in {days}"


def due_on(signed: date, day: int) -> date:
    """Return when the follow-up of that day falls due."""
    return signed + timedelta(days=day)


def asked_now(signed: date, today: date, answered: Collection[int]) -> Asked | None:
    """Return the follow-up to ask for: the latest that has fallen due and has no answer.

    An earlier one that was never answered is not asked any more: the later answer says what it would
    have said, and more.
    """
    reached = [day for day in DAYS if due_on(signed, day) <= today]
    if not reached or any(day >= reached[-1] for day in answered):
        return None
    return _asked(signed, today, reached[-1])


def coming(signed: date, today: date, answered: Collection[int]) -> Asked | None:
    """Return the next follow-up that has not fallen due yet, or None after the last one."""
    newest = max(answered, default=0)
    later = [day for day in DAYS if due_on(signed, day) > today and day > newest]
    return _asked(signed, today, later[0]) if later else None


def has_begun(signed: date, today: date) -> bool:
    """Return whether the first follow-up has fallen due: from then on the plan counts in the figures."""
    return due_on(signed, DAYS[0]) <= today


def _asked(signed: date, today: date, day: int) -> Asked:
    on = due_on(signed, day)
    return Asked(day, on, (today - on).days)
