"""The agenda of one meeting with every button on it, and what waits beside it."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from board import clock
from board.accounts.session import current_actor
from board.doors import Policy, door
from board.meetings import services
from board.meetings.forms import (
    read_breaks,
    read_case_number,
    read_ids,
    read_number,
)
from board.meetings.gate import item_for, meeting_for
from board.meetings.models import AgendaItem
from board.meetings.services.pausing import breaks_typed
from board.meetings.timetable import break_times, start_times
from board.meetings.views.blueprint import bp, named, said, said_at
from board.transactions import transaction
from board.web.filters import plural, time


@bp.post("/meetings/<int:meeting_id>/agenda")
@door(Policy.MEETING)
def add(meeting_id: int) -> Response:
    """Put a case on the agenda; minutes and place come along when a removal is undone."""
    number = read_case_number(request.values.get("case"))
    minutes, place, breaks = named("minutes"), named("place"), request.values.get("breaks")
    late, urgent = request.values.get("late", ""), request.values.get("urgent") == "yes"
    actor, at = current_actor(), clock.now()
    with transaction():
        item = services.put_on_agenda(
            meeting_id, number, by=actor, at=at, minutes=minutes, late_because=late, urgent=urgent
        )
        if place is not None:
            item = services.move(item.id, place, by=actor, at=at)
        if breaks is not None:
            services.lay_breaks(meeting_id, read_breaks(breaks), by=actor, at=at)
        text = f"{number} is {'urgent now and ' if urgent else ''}on the agenda, {_where(item)}"
    return said(meeting_id, text, url_for("meetings.remove", item_id=item.id))


@bp.post("/agenda/<int:item_id>/place")
@door(Policy.MEETING)
def place(item_id: int) -> Response:
    """Move a case up, down, or to where it was dropped."""
    wanted = read_number(request.values.get("place"), "Name the place as a number.")
    with transaction():
        before = _place_of(item_id)
        item = services.move(item_id, wanted, by=current_actor(), at=clock.now())
        text, meeting_id = f"{item.case.number} moved to {_where(item)}", item.meeting_id
    return said(meeting_id, text, url_for("meetings.place", item_id=item_id, place=before))


@bp.post("/agenda/<int:item_id>/minutes")
@door(Policy.MEETING)
def minutes(item_id: int) -> Response:
    """Give a case more or less time."""
    wanted = read_number(request.form.get("minutes"), "Enter whole minutes, 1 to 60.")
    with transaction():
        item = services.set_minutes(item_id, wanted, by=current_actor(), at=clock.now())
        meeting_id = item.meeting_id
    return redirect(url_for("meetings.show", meeting_id=meeting_id))


@bp.post("/agenda/<int:item_id>/removal")
@door(Policy.MEETING)
def remove(item_id: int) -> Response:
    """Take a case off the agenda; it waits again."""
    with transaction():
        breaks = services.breaks_of(item_for(current_actor(), item_id).meeting)
        gone = services.take_off_agenda(item_id, by=current_actor(), at=clock.now())
        number, meeting_id = gone.case.number, gone.meeting_id
        undo = url_for(
            "meetings.add",
            meeting_id=meeting_id,
            case=number,
            minutes=gone.minutes,
            place=gone.position,
            breaks=breaks_typed(breaks),
            late=gone.late_because,
        )
    return said(meeting_id, f"{number} is off the agenda and waits again", undo)


@bp.post("/agenda/<int:item_id>/version")
@door(Policy.MEETING)
def renew(item_id: int) -> Response:
    """Let the room read the newest version of a case."""
    with transaction():
        item = services.renew_version(item_id, by=current_actor(), at=clock.now())
        text = f"The room will read version {item.version.number} of {item.case.number}"
        meeting_id = item.meeting_id
    return said(meeting_id, text)


@bp.post("/meetings/<int:meeting_id>/order")
@door(Policy.MEETING)
def order(meeting_id: int) -> Response:
    """Put the agenda into an order that was suggested, or back into the one before."""
    wanted = read_ids(request.values.get("order"))
    actor = current_actor()
    with transaction():
        before = [item.id for item in meeting_for(actor, meeting_id).items]
        services.arrange(meeting_id, wanted, by=actor, at=clock.now())
    undo = url_for("meetings.order", meeting_id=meeting_id, order=",".join(map(str, before)))
    return said(meeting_id, "The agenda is in the suggested order", undo)


@bp.post("/meetings/<int:meeting_id>/breaks")
@door(Policy.MEETING)
def breaks(meeting_id: int) -> Response:
    """Let these breaks stand on the agenda, or those before again."""
    wanted = read_breaks(request.values.get("breaks"))
    actor = current_actor()
    with transaction():
        meeting = meeting_for(actor, meeting_id)
        before = services.breaks_of(meeting)
        meeting = services.lay_breaks(meeting_id, wanted, by=actor, at=clock.now())
        times = break_times(meeting)
        new = sorted(set(wanted.items()) - set(before.items()))
        zone = meeting.board.zone
        text = f"A break stands at {time(times[new[0][0]], zone)}" if new else "The break is gone"
    undo = url_for("meetings.breaks", meeting_id=meeting_id, breaks=breaks_typed(before))
    return said(meeting_id, text, undo)


@bp.post("/meetings/<int:meeting_id>/list")
@door(Policy.MEETING)
def put_on_list(meeting_id: int) -> Response:
    """Record a case without discussing it."""
    number = read_case_number(request.values.get("case"))
    reason = request.values.get("reason", "")
    with transaction():
        entry = services.put_on_list(meeting_id, number, reason, by=current_actor(), at=clock.now())
        entry_id = entry.id
    undo = url_for("meetings.take_off_list", meeting_id=meeting_id, entry_id=entry_id)
    return said(meeting_id, f"{number} is on the list, not to be discussed", undo)


@bp.post("/meetings/<int:meeting_id>/list/<int:entry_id>/removal")
@door(Policy.MEETING)
def take_off_list(meeting_id: int, entry_id: int) -> Response:
    """Take a case off the list; it waits again."""
    with transaction():
        gone = services.take_off_list(meeting_id, entry_id, by=current_actor(), at=clock.now())
        number, reason = gone.case.number, gone.reason
    undo = url_for("meetings.put_on_list", meeting_id=meeting_id, case=number, reason=reason)
    return said(meeting_id, f"{number} is off the list and waits again", undo)


@bp.post("/meetings/<int:meeting_id>/publication")
@door(Policy.MEETING)
def publish(meeting_id: int) -> Response:
    """Send the agenda round."""
    with transaction():
        told = services.publish_agenda(meeting_id, by=current_actor(), at=clock.now())
    return said(meeting_id, f"The agenda goes round to {plural(told, 'person', 'people')}")


@bp.post("/cases/<string:number>/withdrawal")
@door(Policy.CASE)
def withdraw(number: str) -> Response:
    """Take a case back from the waiting list."""
    with transaction():
        services.withdraw(
            number, request.values.get("reason", ""), by=current_actor(), at=clock.now()
        )
    return said_at(_back(), f"{number} is withdrawn", _undo("meetings.bring_back", number))


@bp.post("/cases/<string:number>/return")
@door(Policy.CASE)
def bring_back(number: str) -> Response:
    """Let a withdrawn case wait again."""
    with transaction():
        services.bring_back(number, by=current_actor(), at=clock.now())
    return said_at(_back(), f"{number} waits for an agenda again")


def _back() -> str:
    """Return the agenda this came from, or the start page."""
    meeting_id = named("meeting")
    return (
        url_for("meetings.show", meeting_id=meeting_id) if meeting_id else url_for("meetings.start")
    )


def _undo(endpoint: str, number: str) -> str:
    return url_for(endpoint, number=number, meeting=named("meeting"))


def _place_of(item_id: int) -> int:
    return item_for(current_actor(), item_id).position


def _where(item: AgendaItem) -> str:
    """Say where a case stands now: "place 4 of 6, starts 19:19"."""
    meeting = item.meeting
    starts = time(start_times(meeting)[item.id], meeting.board.zone)
    return f"place {item.position} of {len(meeting.items)}, starts {starts}"
