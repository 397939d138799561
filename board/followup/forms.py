"""What the forms of this room send, as values."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import TypeVar

from board.errors import Invalid
from board.followup.due import DAYS
from board.followup.models import Became, BestResponse, TrialStep
from board.followup.reasons import Reason
from board.followup.services import Said

#: How each answer is called in an address.
ANSWERS = {
    "done": Became.FULLY,
    "partly": Became.PARTLY,
    "not": Became.NOT,
    "unknown": Became.UNKNOWN,
}
Word = TypeVar("Word", bound=StrEnum)


def said(form: Mapping[str, str]) -> Said:
    """Return what became of a plan, as it was clicked and typed."""
    became = answer_named(form.get("became", ""))
    if became is None:
        raise Invalid("Choose what became of the plan.", {"became": "Choose an answer."})
    return Said(
        became=became,
        reason=_word(Reason, form.get("reason", "")),
        recommendation=_number(form.get("recommendation", "")),
        text=form.get("text", ""),
        trial=_word(TrialStep, form.get("trial", "")),
        trial_why=form.get("trial_why", ""),
        response=_word(BestResponse, form.get("response", "")),
        started_on=_day(form),
    )


def answer_named(name: str) -> Became | None:
    """Return the answer that an address names, or None."""
    return ANSWERS.get(name)


def name_of(became: Became) -> str:
    """Return how an address names an answer."""
    return next(name for name, answer in ANSWERS.items() if answer is became)


def day_named(text: str) -> int:
    """Return which follow-up is meant, or refuse."""
    if text not in {str(day) for day in DAYS}:
        raise Invalid("The page is too old. Open the worklist again.")
    return int(text)


def row_named(text: str) -> int | None:
    """Return the number of a row, or None for anything that is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _number(text: str) -> int | None:
    if not text:
        return None
    number = row_named(text)
    if number is None:
        raise Invalid("Choose a recommendation.", {"recommendation": "Choose one of the plan."})
    return number


def _word(kind: type[Word], text: str) -> Word | None:
    try:
        return kind(text) if text else None
    except ValueError as error:
        raise Invalid("This is not one of the choices.") from error


def _day(form: Mapping[str, str]) -> date | None:
    parts = [form.get(f"started-{part}", "").strip() for part in ("year", "month", "day")]
    if not any(parts):
        return None
    try:
        return date(*(int(part) for part in parts))
    except (ValueError, OverflowError) as error:
        wrong = {"started": "This is no date: write it as 9 11 2026."}
        raise Invalid("Nothing was saved: please check the date.", wrong) from error
