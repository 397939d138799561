"""What cannot be true together: dates out of order, dates that have not come yet."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from board.cases.forms.sections import SECTIONS
from board.myeloma.dates import Span, span
from board.myeloma.genome.samples import listed_tp53
from board.web.filters import day

Found = Iterator[tuple[str, str]]

#: The dates of a course that cannot lie before its start, and what to say.
AFTER_START = {"end": "Last dose", "pd_date": "Progression"}
LABELS = {
    question.name: question.label.strip("… ")
    for section in SECTIONS
    for question in section.questions()
}


def contradictions(facts: Mapping[str, Any], words: Mapping[str, Any], today: date) -> Found:
    """Return field and sentence for everything that cannot be true together with the rest."""
    as_of = facts.get("as_of")
    if as_of and span(as_of).first > today:
        yield "as_of-day", f"Facts as of must not be after today, {day(today)}"
    born = words.get("patient.born")
    if born and as_of and born > as_of:
        yield "patient.born-day", "Date of birth must not be after the day of the facts"
    genetics = facts.get("genetics", {})
    line = listed_tp53(genetics.get("variants"))
    if line and genetics.get("tp53_mut") is False:
        yield "genetics.tp53_mut", f"TP53 mutation must not be absent beside the variant {line}"
    last = min(span(as_of).first, today) if as_of else today
    yield from _taken_later(facts, last)
    for row, sample in enumerate(facts.get("series", ())):
        yield from _later(f"series-{row}-date", f"Sample {row + 1}: date", sample.get("date"), last)
    for row, course in enumerate(facts.get("regimens", ())):
        yield from _course(row, course, last)


def _taken_later(facts: Mapping[str, Any], last: date) -> Found:
    for part, values in facts.items():
        if not isinstance(values, dict):
            continue
        yield from _later(f"{part}.date", "The date", values.get("date"), last)
        for leaf, when in values.get("dates", {}).items():
            label = LABELS.get(f"{part}.{leaf}", leaf)
            yield from _later(f"{part}.dates.{leaf}", f"Date of {label}", when, last)


def _course(row: int, course: Mapping[str, Any], last: date) -> Found:
    start, who = course.get("start"), f"Course {row + 1}:"
    for leaf, label in (("start", "Start"), *AFTER_START.items()):
        name, what, when = f"regimens-{row}-{leaf}", f"{who} {label.lower()}", course.get(leaf)
        yield from _later(name, what, when, last)
        if start and leaf in AFTER_START and _before(when, start):
            yield name, f"{what} must not be before the start, {day(start)}"
    ends = course.get("drug_last_dose", {})
    strangers = [drug for drug in ends if drug not in course.get("drugs", ())]
    if strangers:
        yield (
            f"regimens-{row}-drug_last_dose",
            f"{who} {', '.join(strangers)} must be among the drugs of the course",
        )
    elif start and any(_before(when, start) for when in ends.values()):
        yield (
            f"regimens-{row}-drug_last_dose",
            f"{who} no drug can end before the start, {day(start)}",
        )


def _later(name: str, label: str, when: str | None, last: date) -> Found:
    if when and _span(when) and span(when).first > last:
        yield name, f"{label} must not be after {day(last)}, the day of the facts"


def _before(one: str | None, other: str) -> bool:
    """Return whether *one* lies before *other* whatever days they may mean."""
    return one is not None and span(one).last < span(other).first


def _span(text: str) -> Span | None:
    try:
        return span(text)
    except ValueError:
        return None
