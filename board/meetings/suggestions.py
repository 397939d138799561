"""Another order for an agenda, with its reason; it is applied by a person or not at all."""

from dataclasses import dataclass

from board.cases.brief import brief_of
from board.meetings.complexity import complex_first, complexity_of
from board.meetings.models import AgendaItem, ItemStatus, Meeting

#: With fewer cases the order hardly matters.
FEWEST = 3


@dataclass(frozen=True)
class Suggestion:
    """The complex cases first, each with what makes it complex."""

    rows: tuple[tuple[AgendaItem, str], ...]
    #: The item ids in the suggested order, as the form sends them.
    order: str


def suggestion_for(meeting: Meeting) -> Suggestion | None:
    """Return a better order, or None when the agenda stands in it already."""
    waiting = [item for item in meeting.items if item.status is ItemStatus.WAITING]
    if len(waiting) < FEWEST:
        return None
    found = {item.id: complexity_of(brief_of(item.version)) for item in waiting}
    order = complex_first([(item.id, found[item.id].points) for item in waiting])
    if order == [item.id for item in waiting]:
        return None
    items = {item.id: item for item in waiting}
    before = [item.id for item in meeting.items if item.status is not ItemStatus.WAITING]
    return Suggestion(
        rows=tuple((items[one], found[one].words) for one in order),
        order=",".join(str(one) for one in [*before, *order]),
    )
