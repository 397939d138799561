"""Days since the last drug against a target, or of a class: what the next drug meets.

Source: sequencing of T-cell redirection, Costa et al., Leukemia 2025;39:543 (SEQ25:V).
"""

from collections.abc import Callable
from dataclasses import dataclass

from board.myeloma.dates import DAYS_PER_MONTH, Days, days_between, span
from board.myeloma.kleene import Truth
from board.myeloma.reading import CaseReading
from board.myeloma.telling.brief import SinceLast
from board.myeloma.treatment.agents import Agent
from board.myeloma.treatment.courses import Course

TARGETS = ("BCMA", "GPRC5D", "CD38")


@dataclass(frozen=True)
class LastDose:
    """The last dose of a kind of drug; *days* None: not recorded, or still being given."""

    agent: Agent
    last: str | None
    days: Days | None
    at_progression: bool

    def since(self, name: str) -> str:
        """Return the interval in words, the drug as *name*: ``203 days (6.7 months) since …``."""
        if self.days is None:
            on = " at progression" if self.at_progression else ""
            return f"{name}, last dose not recorded or still being given{on}"
        least, most = self.days.least, self.days.most
        if least != most:
            return f"{least} to {most} days since {name}"
        return f"{least} days ({least / DAYS_PER_MONTH:.1f} months) since {name}"


def last_dose(case: CaseReading, wanted: Callable[[Agent], bool]) -> LastDose | None:
    """Return the last dose of the drugs *wanted* up to the day of the case, or None if none."""
    given = [(c, a) for c in case.lines.courses for a in c.agents if wanted(a)]
    if not given:
        return None
    course, agent = given[-1]
    if _last(course, agent) is None:
        return LastDose(agent, None, None, course.regimen.ongoing_at_pd is True)
    dated = [(last, agent) for course, agent in given if (last := _last(course, agent))]
    last, agent = max(dated, key=lambda entry: span(entry[0]).last)
    return LastDose(agent, last, days_between(span(last), span(case.facts.as_of)), False)


def days_since(case: CaseReading, target: str) -> SinceLast:
    """Return the last exposure to *target* and the days from it to the day of the case."""
    found = last_dose(case, lambda agent: agent.target == target)
    if found is None:
        known = case.treatment.all_known
        words = "never given" if known else "not known whether it was given"
        return SinceLast(target, None, None, None, False if known else None, f"{target}: {words}")
    days = found.days
    exact = days.least if days is not None and days.least == days.most else None
    return SinceLast(target, found.agent.id, found.last, exact, True, _said(target, found))


def within(found: LastDose | None, limit: float) -> Truth:
    """Say whether the last dose lies less than *limit* days back; None when it cannot be told."""
    if found is None or found.days is None:
        return None
    if found.days.most < limit:
        return True
    return False if found.days.least >= limit else None


def _said(target: str, found: LastDose) -> str:
    if found.days is not None and found.days.least == found.days.most:
        return f"{target}: {found.days.least} days since {found.agent.shown}"
    return f"{target}: {found.since(found.agent.shown)}"


def _last(course: Course, agent: Agent) -> str | None:
    return course.last_dose(agent.id) or (course.regimen.start if course.one_off else None)
