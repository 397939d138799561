"""The room's blueprint, and where rooms above put in what this one cannot know."""

from collections.abc import Callable, Mapping, Sequence

from flask import Blueprint
from markupsafe import Markup

from board.accounts.actor import Actor
from board.cases.models import Case, CaseVersion

bp = Blueprint("cases", __name__)

#: Cards of later rooms beside the brief, in this order: agenda, notes, plan.
beside_brief: list[Callable[[Actor, CaseVersion], Markup]] = []

#: What later rooms know of cases: case id → (kind of pill, words), as "good", "Decided".
states_from_above: list[Callable[[Sequence[Case]], Mapping[int, tuple[str, str]]]] = []


def states_of(cases: Sequence[Case]) -> dict[int, tuple[str, str]]:
    """Return each case's state as the rooms above know it; the last to know has the word."""
    found = {case.id: ("none", "Submitted") for case in cases}
    for told in states_from_above:
        found |= told(cases)
    return found
