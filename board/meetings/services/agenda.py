"""Setting the agenda: which cases, in which order, for how long, in which version."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from board.accounts.actor import Actor
from board.audit.deeds import Deed
from board.audit.services import record
from board.cases.gate import case_for
from board.cases.models import Case, Priority
from board.cases.urgency import make_urgent
from board.db import db
from board.errors import Conflict, Invalid
from board.meetings import log
from board.meetings.gate import item_to_arrange, meeting_to_arrange
from board.meetings.log import Part
from board.meetings.models import AgendaItem, ItemStatus, Meeting, MeetingEvent
from board.meetings.queries import list_closes_at, withdrawal_of
from board.meetings.services.calling import said
from board.meetings.services.pausing import close_up
from board.transactions import announce
from board.web.filters import day_and_time

MOST_MINUTES = 60


@dataclass(frozen=True)
class CaseOnAgenda:
    """A case has come on an agenda; rooms above take note of it in the same transaction."""

    case_id: int
    by: Actor
    at: datetime


def put_on_agenda(
    meeting_id: int,
    case_number: str,
    *,
    by: Actor,
    at: datetime,
    minutes: int | None = None,
    late_because: str = "",
    urgent: bool = False,
) -> AgendaItem:
    """Put a case at the end of the agenda, in its newest version: that is what the room reads.

    After the list has closed only an urgent case is taken, for a stated reason. *urgent* makes it so first, by a
    version of its own with that reason.
    """
    meeting = meeting_to_arrange(by, meeting_id)
    case = case_for(by, case_number)
    if case.board_id != meeting.board_id:
        raise Invalid(f"{case.number} was brought to another board.")
    # under the meeting's lock nobody can put it there in between
    if any(item.case_id == case.id for item in meeting.items):
        raise Conflict(f"{case.number} is on this agenda already.")
    if withdrawal_of(case.id) is not None:
        raise Conflict(f"{case.number} was withdrawn. Bring it back first.")
    if urgent and list_is_closed(meeting, at):
        because = said(late_because, f"Say why {case.number} cannot wait for the next meeting.")
        make_urgent(case.number, because, by=by, at=at)
    late = _late(meeting, case, late_because, at)
    for entry in [one for one in meeting.listed if one.case_id == case.id]:
        meeting.listed.remove(entry)

    item = AgendaItem(
        case=case,
        version=case.newest,
        position=len(meeting.items) + 1,
        minutes=_sensible(meeting.board.minutes_per_case if minutes is None else minutes),
        late_because=late,
    )
    meeting.items.append(item)
    db.session.flush()

    more = {"late": True} if late else {}
    _record_item(by, Deed.ITEM_ADDED, item, at, version=item.version.number, **more)
    _tell_agenda(item, "item_added", by, at, case=item.case.number)
    announce(CaseOnAgenda(case.id, by, at))
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
    close_up(item.meeting, item.position, len(others))

    _record_item(by, Deed.ITEM_REMOVED, item, at)
    _tell_agenda(item, "item_removed", by, at, case=item.case.number)
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


def arrange(meeting_id: int, order: Sequence[int], *, by: Actor, at: datetime) -> Meeting:
    """Put the cases of an agenda into this order of their item ids, all at once."""
    meeting = meeting_to_arrange(by, meeting_id)
    items = {item.id: item for item in meeting.items}
    if sorted(order) != sorted(items):
        raise Conflict("The agenda has changed meanwhile. Look again, then order it.")
    if [item.id for item in meeting.items] == list(order):
        return meeting

    _number([items[item_id] for item_id in order])

    name = f"meeting/{meeting.id}"
    record(by, Deed.AGENDA_ORDERED, name, at, meeting.board_id, cases=len(order))
    log.append(meeting, "agenda_ordered", (Part.AGENDA,), at, person_id=by.person_id)
    db.session.flush()
    db.session.expire(meeting, ["items"])
    return meeting


def list_is_closed(meeting: Meeting, at: datetime) -> bool:
    """Return whether the waiting list has closed for this meeting."""
    closes_at = list_closes_at(meeting)
    return closes_at is not None and at >= closes_at


def _late(meeting: Meeting, case: Case, because: str, at: datetime) -> str | None:
    """Return why the case comes late, None while the list is open; refuse what has to wait."""
    closes_at = list_closes_at(meeting)
    if closes_at is None or at < closes_at or _taken_off_since(closes_at, meeting, case):
        return None
    zone = meeting.board.zone
    closed = f"The list for this meeting closed on {day_and_time(closes_at, zone)}."
    if case.newest.priority is not Priority.URGENT:
        raise Conflict(
            f"{closed} Only an urgent case is added now; {case.number} waits. "
            "Make it urgent with a reason, or leave it for the next meeting."
        )
    ask = f"{closed} Say why {case.number} cannot wait for the next meeting."
    return said(because, ask)


def _taken_off_since(closes_at: datetime, meeting: Meeting, case: Case) -> bool:
    """Return whether the case stood on this agenda when the list closed: putting it back is not late."""
    told = select(MeetingEvent).where(
        MeetingEvent.meeting_id == meeting.id,
        MeetingEvent.kind.in_(("item_added", "item_removed")),
    )
    stood = False
    for event in db.session.scalars(told.order_by(MeetingEvent.seq)):
        of_case = event.data.get("case") == case.number
        if of_case and event.kind == "item_added" and event.at < closes_at:
            stood = True
        elif of_case and event.at < closes_at:
            stood = False
    return stood


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


def _tell_agenda(item: AgendaItem, kind: str, by: Actor, at: datetime, **data: str) -> None:
    parts, who = (Part.AGENDA,), by.person_id
    log.append(item.meeting, kind, parts, at, person_id=who, item_id=item.id, **data)
