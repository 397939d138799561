"""Days since the last drug against BCMA, GPRC5D or CD38: what a new drug on the same target meets.

Source: sequencing of T-cell redirection, Costa et al., Leukemia 2025;39:543.
"""

from board.myeloma.agents import Agent
from board.myeloma.brief import SinceLast
from board.myeloma.courses import Course
from board.myeloma.dates import days_between, span
from board.myeloma.reading import CaseReading

TARGETS = ("BCMA", "GPRC5D", "CD38")


def days_since(case: CaseReading, target: str) -> SinceLast:
    """Return the last exposure to *target* and the days from it to the day of the case."""
    given = [
        (course, agent)
        for course in case.lines.courses
        for agent in course.agents
        if agent.target == target
    ]
    if not given:
        known = case.treatment.all_known
        words = "never given" if known else "not known whether it was given"
        return SinceLast(target, None, None, None, False if known else None, f"{target}: {words}")
    course, agent = given[-1]
    if _last(course, agent) is None:
        on = " at progression" if course.regimen.ongoing_at_pd else ""
        words = f"{target}: {agent.shown}, last dose not recorded or still being given{on}"
        return SinceLast(target, agent.id, None, None, True, words)
    dated = [(last, agent) for course, agent in given if (last := _last(course, agent))]
    last, agent = max(dated, key=lambda entry: span(entry[0]).last)
    between = days_between(span(last), span(case.facts.as_of))
    days = between.least if between.least == between.most else None
    shown = str(days) if days is not None else f"{between.least} to {between.most}"
    words = f"{target}: {shown} days since {agent.shown}"
    return SinceLast(target, agent.id, last, days, True, words)


def _last(course: Course, agent: Agent) -> str | None:
    return course.last_dose(agent.id) or (course.regimen.start if course.one_off else None)
