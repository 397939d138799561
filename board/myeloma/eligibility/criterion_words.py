"""One judged criterion as it is shown: value, threshold, message, and everything it looked at."""

from collections.abc import Mapping
from functools import partial

from board.myeloma.eligibility.criteria import Question
from board.myeloma.eligibility.judgement import HISTORY, Row, Words
from board.myeloma.kleene import Truth
from board.myeloma.later import later
from board.myeloma.reading import CaseReading
from board.myeloma.telling.brief import Criterion, CriterionState
from board.myeloma.words import NOT_KNOWN, input_of

STATES: Mapping[Truth, CriterionState] = {True: "met", False: "not_met", None: "unknown"}


def criterion_of(question: Question, case: CaseReading, truth: Truth) -> Criterion:
    """Return *question* as answered with *truth*; its words are worked out when they are read."""
    known = {**question.plain, "state": STATES[truth]}
    return later(Criterion, partial(_worded, question, case, truth), known)


def _worded(
    question: Question,
    case: CaseReading,
    truth: Truth,
    name: str,  # noqa: ARG001
) -> Mapping[str, object]:
    row, asked = question.row, question.ask(case)
    words = question.tell(case, asked)
    if truth is None and asked is False:
        # It fails, but it is not known whether it is asked at all.
        words = words._replace(needs=HISTORY, message="")
    # What is not known has neither a unit nor a date.
    unit = "" if words.value.endswith(NOT_KNOWN) else row.unit
    return {
        "value": words.value,
        "unit": unit,
        "date": words.date if words.value != NOT_KNOWN else None,
        "message": _said(row, words, truth, unit, str(question.plain["threshold"])),
        "needs": words.needs if truth is None else (),
        "inputs": (*(input_of(case.facts, path) for path in words.facts), *words.inputs),
        "parts": tuple(criterion_of(part, case, part.ask(case)) for part in question.parts),
    }


def _said(row: Row, words: Words, truth: Truth, unit: str, threshold: str) -> str:
    own = {True: row.met, False: row.not_met, None: row.not_known}[truth]
    if not own and words.message:
        return words.message
    value = f"{words.value} {unit}".strip()
    if not own:
        return f"{row.label}: {value} (asked: {threshold})."
    return own.format(label=row.label, value=value, threshold=threshold, number=row.number)
