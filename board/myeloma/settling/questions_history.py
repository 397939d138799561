"""The questions of the treatment history: what is not known of each regimen, and the newest markers.

Dates are asked on both sides of every interval that a rule measures from a day that is known:
60 days from a last dose to progression, and the months of rules/criteria.toml.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import Any

from board.myeloma.dates import DAYS_PER_MONTH, span
from board.myeloma.disease.markers import SERUM_MEASURABLE, in_order, number
from board.myeloma.disease.response import SERUM_RISE_HIGH_NADIR
from board.myeloma.facts import STOP_REASONS, CaseFacts, Sample
from board.myeloma.reading import CaseReading
from board.myeloma.rulefiles import load
from board.myeloma.treatment.courses import Course
from board.myeloma.treatment.lines import TherapyLine
from board.myeloma.treatment.refractoriness import NO_RESPONSE, REFRACTORY_DAYS, RESPONDED
from board.myeloma.words import show

Put = tuple[str, str, Any]
#: The end of a regimen whose last dose is not known is first tried this long after its start.
USUAL_DAYS = 120
#: Phases of treatment with drugs; the others would turn the regimen into something else.
DRUG_PHASES = ("induction", "consolidation", "maintenance", "salvage")
#: Days on both sides of the limit of refractoriness.
NEAR = (REFRACTORY_DAYS, REFRACTORY_DAYS + 1)
#: The earliest day that is tried where no start is known.
LONG_AGO = date(2010, 1, 1)

LABELS = {
    "start": "first dose",
    "last_dose": "last dose",
    "best_response": "best response",
    "pd_date": "date of progression",
    "ongoing_at_pd": "being given at progression?",
    "stop_reason": "why it was stopped",
    "phase": "phase",
}


@dataclass(frozen=True)
class Answer:
    """One answer in words, and what it puts where (part, field, value)."""

    words: str
    puts: tuple[Put, ...]


def history_questions(facts: CaseFacts) -> Iterable[tuple[str, str, tuple[Answer, ...]]]:
    """Return fact, label and answers of everything that is not known of a regimen."""
    case = CaseReading(facts)
    courses = case.lines.courses
    progressed = [one.pd.first for one in courses if one.pd is not None and one.pd.exact]
    progressed += [case.progression.on] if case.progression.on is not None else []
    undated = {id(line.courses[-1]) for line in lines_without_pd(case)}
    for place, course in enumerate(courses):
        following = next((c.start for c in courses[place + 1 :] if c.start is not None), None)
        until = min(span(facts.as_of).first, following.first if following else date.max)
        gaps = _pd_gaps(course, place == 0) if id(course) in undated else ()
        for field, values in _open_fields(course, place == 0, until, progressed, gaps):
            holder = f"regimens[{course.id}]"
            into = "end" if field == "last_dose" else field
            answers = tuple(Answer(_shown(v), ((holder, into, v),)) for v in values)
            yield f"{holder}.{field}", f"{course.label()}: {LABELS[field]}", answers


def lines_without_pd(case: CaseReading) -> list[TherapyLine]:
    """Return the lines of which no progression is recorded, nor computed for the current one.

    It is asked of the last regimen of the line: an earlier date would make two lines of it.
    """
    found = [line for line in case.lines.lines if line.pd is None]
    known = case.progression.on is not None
    return [line for line in found if not (known and line is case.lines.current)]


def series_answers(facts: CaseFacts) -> tuple[Answer, ...]:
    """Return a full set of markers that stays level, and one that progresses."""
    samples = in_order(facts.series)
    today = span(facts.as_of).first
    days = [(today - timedelta(days=ago)).isoformat() for ago in (30, 1)]
    serum = max(_last(samples, "serum_m_g_dL"), SERUM_MEASURABLE)
    level = {
        "serum_m_g_dL": serum,
        "urine_m_mg_24h": _last(samples, "urine_m_mg_24h"),
        "kappa_mg_L": _last(samples, "kappa_mg_L"),
        "lambda_mg_L": _last(samples, "lambda_mg_L"),
    }
    risen = {**level, "serum_m_g_dL": serum + SERUM_RISE_HIGH_NADIR}
    return tuple(
        Answer(words, (("", "series", (*facts.series, *_two(days, level, then))),))
        for words, then in (("level", level), ("risen", risen))
    )


def _two(days: Sequence[str], before: dict[str, float], then: dict[str, float]) -> list[Sample]:
    both = zip(days, (before, then), strict=True)
    return [Sample.model_validate({"date": day, **values}) for day, values in both]


def _last(samples: Sequence[Sample], field: str) -> float:
    known = [number(getattr(sample, field)) for sample in samples]
    return next((value for value in reversed(known) if value is not None), 0.0)


def _open_fields(
    course: Course, first: bool, until: date, progressed: Sequence[date], gaps: Sequence[int]
) -> Iterable[tuple[str, Sequence[object]]]:
    regimen = course.regimen
    start = course.start.last if course.start is not None else LONG_AGO
    if regimen.start is None:
        ended = [one.first for one in (course.end, course.pd) if one is not None]
        before = min([until, *ended])
        yield "start", _within([before - timedelta(days=USUAL_DAYS)], LONG_AGO, before)
    if regimen.best_response is None:
        # Only of the first line is it asked how good the response was.
        good = (RESPONDED[0], RESPONDED[-1]) if first else RESPONDED[:1]
        yield "best_response", (*good, *NO_RESPONSE)
    usual = min(start + timedelta(days=USUAL_DAYS), until)
    if regimen.end is None:
        sides = [day - timedelta(days=gap) for day in progressed for gap in NEAR]
        yield "last_dose", _within([usual, *sides], start, until)
    if gaps:
        last = course.end.last if course.end is not None else usual
        sides = [(start if course.one_off else last) + timedelta(days=gap) for gap in gaps]
        yield "pd_date", _within(sides, start, until)[::-1]
    if regimen.ongoing_at_pd is None:
        yield "ongoing_at_pd", (False, True)
    if regimen.stop_reason is None:
        # Whether it was stopped for progression is asked by the date of the progression.
        yield "stop_reason", [reason for reason in STOP_REASONS if reason != "progression"]
    if regimen.phase is None:
        yield "phase", DRUG_PHASES


def _pd_gaps(course: Course, first: bool) -> Sequence[int]:
    # Days from the last dose, or from the transplant, to progression.
    if course.autologous:
        return _month_gaps()
    return (*NEAR, *(_month_gaps()[:2] if first else ()))


def _month_gaps() -> list[int]:
    rows = load("criteria")["criterion"]
    months = sorted({row["number"] for row in rows if row.get("unit") == "months"})
    reached = [ceil(number * DAYS_PER_MONTH) for number in months]
    return [day for days in reached for day in (days - 1, days)]


def _within(days: Iterable[date], first: date, last: date) -> list[str]:
    kept = {min(max(day, first), last) for day in days}
    return [day.isoformat() for day in sorted(kept)]


def _shown(value: object) -> str:
    return show(value).replace("_", " ")
