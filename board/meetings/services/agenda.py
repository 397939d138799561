"""Setting the agenda: which cases, in which order, for how long, in which version."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError

from board.accounts.actor import Actor
from board.audit.deeds import Deed
from board.audit.services import record
from board.cases.gate import case_for
from board.db import db
from board.errors import Conflict, Invalid
from board.meetings import log
from board.meetings.gate import item_to_arrange, meeting_to_arrange
from board.meetings.log import Part
from board.meetings.models import AgendaItem, ItemStatus

MOST_MINUTES = 60


def put_on_agenda(
    meeting_id: int, case_number: str, *, by: Actor, at: datetime, minutes: int | None = None
) -> AgendaItem:
    """Put a case at the end of the agenda, in its newest version: that is what the room reads."""
    meeting = meeting_to_arrange(by, meeting_id)
    case = case_for(by, case_number)
    if case.board_id != meeting.board_id:
        raise Invalid(f"{case.number} was brought to another board.")
    # under the meeting's lock nobody can put it there in between
    if any(item.case_id == case.id for item in meeting.items):
        raise Conflict(f"{case.number} is on this agenda already.")

    item = AgendaItem(
        case=case,
        version=case.newest,
        position=len(meeting.items) + 1,
        minutes=_sensible(meeting.board.minutes_per_case if minutes is None else minutes),
    )
    meeting.items.append(item)
    db.session.flush()

    _record_item(by, Deed.ITEM_ADDED, item, at, version=item.version.number)
    _tell_agenda(item, "item_added", by, at)
    return item


def take_off_agenda(item_id: int, *, by: Actor, at: datetime) -> AgendaItem:
    """Take a case that was not taken up off the agenda, and return what is gone."""
    item = item_to_arrange(by, item_id)
    _ensure_not_taken_up(item, "stays on the agenda")

    others = [other for other in item.meeting.items if other is not item]
    try:
        with db.session.begin_nested():
            db.session.delete(item)
    except IntegrityError as refusal:  # other rooms' rows point here; this room cannot ask for them
        raise Conflict(
            f"{item.case.number} stays on the agenda: a recusal, a ballot or a plan refers to it."
        ) from refusal
    _number(others)

    _record_item(by, Deed.ITEM_REMOVED, item, at)
    _tell_agenda(item, "item_removed", by, at)
    return item


def move(item_id: int, place: int, *, by: Actor, at: datetime) -> AgendaItem:
    """Move a case to the given place, 1 being the first; a place beyond either end is that end."""
    item = item_to_arrange(by, item_id)
    order = list(item.meeting.items)
    place = max(1, min(place, len(order)))
    if order.index(item) + 1 == place:
        return item

    before = item.position
    order.remove(item)
    order.insert(place - 1, item)
    _number(order)

    _record_item(by, Deed.ITEM_CHANGED, item, at, moved_from=before, moved_to=place)
    _tell_agenda(item, "item_moved", by, at)
    return item


def set_minutes(item_id: int, minutes: int, *, by: Actor, at: datetime) -> AgendaItem:
    """Give a case so many minutes, 1 to 60."""
    item = item_to_arrange(by, item_id)
    if item.minutes == _sensible(minutes):
        return item

    item.minutes = minutes

    _record_item(by, Deed.ITEM_CHANGED, item, at, minutes=minutes)
    _tell_agenda(item, "item_minutes", by, at)
    return item


def renew_version(item_id: int, *, by: Actor, at: datetime) -> AgendaItem:
    """Let the room read the newest version after a correction; not once the case was taken up."""
    item = item_to_arrange(by, item_id)
    _ensure_not_taken_up(item, f"keeps version {item.version.number}")
    if item.version is item.case.newest:
        return item

    item.version = item.case.newest

    _record_item(by, Deed.ITEM_CHANGED, item, at, version=item.version.number)
    parts = (Part.AGENDA, Part.CASE)
    log.append(item.meeting, "item_renewed", parts, at, person_id=by.person_id, item_id=item.id)
    return item


def _sensible(minutes: int) -> int:
    if not 1 <= minutes <= MOST_MINUTES:
        raise Invalid(
            f"A case takes 1 to {MOST_MINUTES} minutes.", {"minutes": "Enter a whole number."}
        )
    return minutes


def _ensure_not_taken_up(item: AgendaItem, therefore: str) -> None:
    if item.status is not ItemStatus.WAITING:
        raise Conflict(f"{item.case.number} was taken up and {therefore}.")


def _number(order: list[AgendaItem]) -> None:
    for place, item in enumerate(order, start=1):
        item.position = place


def _record_item(by: Actor, deed: Deed, item: AgendaItem, at: datetime, **detail: int) -> None:
    meeting = item.meeting
    links = {"meeting": meeting.id, "case": item.case.number}
    record(by, deed, f"agenda_item/{item.id}", at, meeting.board_id, **links, **detail)


def _tell_agenda(item: AgendaItem, kind: str, by: Actor, at: datetime) -> None:
    parts = (Part.AGENDA,)
    log.append(item.meeting, kind, parts, at, person_id=by.person_id, item_id=item.id)
