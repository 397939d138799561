"""Whether the first regimen may be thought of again, in the reading in use and in a stricter one.

Sources: NCCN19 (relapse more than 6 months after induction), CNET11, ESMO21:M and IMWG21:M (a
long first remission), no drug of it refractory and not stopped for toxicity (IMWG21:M). Many
centres ask for 12 months and a very good partial response: conventions.py, both are shown.
"""

from board.myeloma.conventions import conventions
from board.myeloma.dates import at_least_months
from board.myeloma.kleene import Truth, all_of, any_of, negate
from board.myeloma.reading import CaseReading
from board.myeloma.rulebook import ground
from board.myeloma.telling.brief import Input, Statement
from board.myeloma.treatment.refractoriness import RESPONDED


def retreatment(case: CaseReading) -> Statement | None:
    """Return both readings in one sentence; None when no first line is known."""
    if case.first_line is None:
        return None
    asked = conventions().retreatment
    readings = (
        ("reading in use", asked.months, asked.response),
        ("stricter reading", asked.strict_months, asked.strict_response),
    )
    said = [
        f"{name} ({months:g} months, {response}) {_WORDS[may_repeat(case, months, response)]}"
        for name, months, response in readings
    ]
    inputs = (Input("Best response to line 1", _best(case) or "not known"),)
    text = f"The first regimen again: {', '.join(said)}"
    return Statement("retreatment", text, ground("retreatment", inputs))


def may_repeat(case: CaseReading, months: float, response: str) -> Truth:
    """Say whether the first line was free of treatment so long and responded so well."""
    first = case.first_line
    if first is None:
        return None
    enough = RESPONDED[: RESPONDED.index(response) + 1]
    responses = [course.regimen.best_response for course in first.courses]
    drugs = sorted(frozenset().union(*(course.core for course in first.courses)))
    stopped = [course.regimen.stop_reason for course in first.courses if not course.one_off]
    return all_of(
        [
            case.lines.at_most(1),
            any_of(None if best is None else best in enough for best in responses),
            at_least_months(case.times.l1_free_interval, months),
            *(negate(case.treatment.refractory(drug).truth) for drug in drugs),
            *(None if why is None else why != "toxicity" for why in stopped),
        ]
    )


def _best(case: CaseReading) -> str | None:
    first = case.first_line
    known = {c.regimen.best_response for c in first.courses} if first is not None else set()
    return next((level for level in (*RESPONDED, "SD", "PD") if level in known), None)


_WORDS: dict[Truth, str] = {True: "met", False: "not met", None: "not known"}
