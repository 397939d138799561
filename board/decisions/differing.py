"""Where a plan as one person types it differs from what somebody else has saved meanwhile."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from board.decisions.codes import NOT_STATED
from board.decisions.content import PlanContent
from board.web.filters import day

#: Part of a plan → what the form calls it; of a part that no form tells there is nothing to say.
WORDS = {
    "decision": "Decision",
    "recommendations": "Recommendations",
    "none_because": "No recommendation, because",
    "no_recommendation": "No recommendation, in words",
    "next_test": "Next test or step",
    "intent": "Intent",
    "start": "Start",
    "actions": "Actions",
    "tells_patient": "Who tells the patient",
    "tells_patient_by": "The patient is told by",
    "tells_referrer": "Who tells the referring doctor",
    "tells_referrer_by": "The referring doctor is told by",
    "key_worker": "Key worker",
    "adherence": "The plan and the guideline",
    "guideline": "Guideline",
    "deviation": "Why the plan deviates",
    "trials": "Clinical trials",
    "trials_note": "Which trials were looked at",
    "counselling": "Genetic counselling",
    "tests_asked": "Further tests asked for",
    "supportive": "Supportive care",
    "no_supportive": "No supportive care needed, because",
    "logistics": "Logistics",
    "rationale": "Rationale",
    "alternatives": "Alternatives considered",
    "dissents": "Dissent",
    "valid_until": "Valid until",
    "triggers": "Present again if",
    "present_again": "More about coming back",
    "conference": "The board was asked",
    "timing": "Timing",
}
#: Parts of a row that are no words.
_CODED = frozenset({"facts", "option_id"})


@dataclass(frozen=True)
class Difference:
    """One part of a plan that is saved otherwise than it was typed: what it is called, and its saved lines."""

    words: str
    saved: tuple[str, ...]


def differing(saved: PlanContent, typed: PlanContent) -> list[Difference]:
    """Return the parts that are saved otherwise than typed, in the order of the form, as they are saved."""
    return [
        Difference(words, tuple(_lines(getattr(saved, name))))
        for name, words in WORDS.items()
        if getattr(saved, name) != getattr(typed, name)
    ]


def _lines(value: Any) -> list[str]:
    if isinstance(value, tuple):
        return [_row(row) for row in value]
    return [line for line in _word(value).splitlines() if line.strip()]


def _row(row: Any) -> str:
    told = (_word(getattr(row, name)) for name in row.__dataclass_fields__ if name not in _CODED)
    return "; ".join(one for one in told if one)


def _word(value: Any) -> str:
    if isinstance(value, StrEnum):
        return "" if value.value == NOT_STATED else value.value
    return day(value) if isinstance(value, date) else value or ""
