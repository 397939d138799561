"""What a clinician sends, and whether it can be taken: nothing empty, too long, or not to be shown."""

import unicodedata
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from board.cases.models import Priority
from board.errors import Invalid
from board.myeloma.facts import CaseFacts

#: The longest texts that are taken, in characters.
LONGEST = {"mrn": 40, "family": 80, "given": 80, "title": 160}
LONGEST_TEXT = 4_000

#: What each part of a submission is called on the screen.
NAMES = {
    "mrn": "Record number",
    "family": "Family name",
    "given": "Given name",
    "title": "Title",
    "question": "Question to the board",
    "reason": "Reason for presentation",
    "wishes": "What the patient wants",
}
#: Signs that make a screen show a text in another order than it was typed.
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True)
class Submission:
    """Everything a clinician sends: who the patient is, the facts, and what the board is asked."""

    mrn: str
    family: str
    given: str
    born: date
    sex: str
    facts: CaseFacts
    title: str
    question: str
    reason: str
    wishes: str
    priority: Priority = Priority.ROUTINE
    answers: dict[str, Any] = field(default_factory=dict)
    origins: dict[str, Any] = field(default_factory=dict)


def ensure_sound(submission: Submission) -> None:
    """Refuse what cannot be stored or read: empty, too long, or holding signs no screen shows."""
    wrong: dict[str, str] = {}
    for part in fields(submission):
        if part.name not in NAMES:
            continue
        text, name = getattr(submission, part.name).strip(), NAMES[part.name]
        longest = LONGEST.get(part.name, LONGEST_TEXT)
        if not text:
            wrong[_field(part.name)] = f"{name} is missing."
        elif len(text) > longest:
            wrong[_field(part.name)] = f"{name} must be {longest:,} characters or fewer."
        elif any(unprintable(sign) for sign in text):
            wrong[_field(part.name)] = f"{name} holds a sign that cannot be shown: type it again."
    if submission.sex not in ("F", "M"):
        wrong["patient.sex"] = "Choose female or male, as the formulas need it."
    if wrong:
        raise Invalid("The case is not complete.", wrong)


def unprintable(sign: str) -> bool:
    """Return whether *sign* is a control, half a character, or turns the text around it."""
    kind = unicodedata.category(sign)
    return (kind in ("Cc", "Cs") and sign not in "\n\r\t") or sign in TURNING


def _field(name: str) -> str:
    return name if name in ("title", "question", "reason", "wishes") else f"patient.{name}"
