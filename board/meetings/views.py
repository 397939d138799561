"""The start page, and the agenda of each meeting with every button on it."""

from collections.abc import Mapping
from types import MappingProxyType

from flask import (
    Blueprint,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from werkzeug.wrappers import Response

from board import clock
from board.accounts.actor import Actor
from board.accounts.models import Board
from board.accounts.services import board_for, boards_of
from board.accounts.session import current_actor
from board.doors import Policy, door
from board.errors import Invalid, NotAllowed
from board.meetings import services
from board.meetings.forms import MeetingForm, read_case_number, read_number, read_reply
from board.meetings.gate import LARGEST_ID, item_for, meeting_for
from board.meetings.models import AgendaItem, Meeting
from board.meetings.pages import agenda_page, start_page
from board.meetings.policy import ARRANGERS, ensure_may_arrange, ensure_not_over, may_arrange
from board.meetings.queries import last_meeting_of
from board.meetings.timetable import start_times
from board.transactions import transaction
from board.web.filters import time

bp = Blueprint("meetings", __name__)

#: Where a message waits for the next page.
SAID = "meetings.said"
NOTHING_WRONG: Mapping[str, str] = MappingProxyType({})

#: A board usually meets every week at the same hour.
A_WEEK = 7


@bp.get("/")
@door(Policy.SIGNED_IN)
def start() -> str:
    """Show what is next, what waits for this person, and what was."""
    page = start_page(current_actor(), clock.now())
    return render_template("meetings/start.html", page=page, messages=_messages())


@bp.get("/meetings/new")
@door(Policy.BOARD)
def new() -> str:
    """Ask when and where the next meeting is, filled in with a week after the last one."""
    board = _board(request.args.get("board"))
    last = last_meeting_of(board.id)
    form = MeetingForm.of(last, days=A_WEEK) if last else MeetingForm()
    return _ask(board, form)


@bp.post("/meetings/new")
@door(Policy.BOARD)
def call() -> Response | tuple[str, int]:
    """Call the meeting, or show what is wrong with the answers."""
    board, form = _board(request.form.get("board")), MeetingForm.typed(request.form)
    try:
        times = form.times(board.zone)
        with transaction():
            meeting = services.call_meeting(
                board.id,
                times.starts_at,
                times.ends_at,
                form.place,
                by=current_actor(),
                at=clock.now(),
            )
            invited = len(meeting.invitations)
    except Invalid as refusal:
        return _ask(board_for(current_actor(), board.id), form, refusal.fields), 422
    return _said(meeting.id, f"{invited} people are invited. {times.remark}".strip())


@bp.get("/meetings/<int:meeting_id>")
@door(Policy.MEETING)
def show(meeting_id: int) -> str:
    """Show the agenda, the cases that wait for one, and who will come."""
    actor = current_actor()
    page = agenda_page(meeting_for(actor, meeting_id), actor, clock.now())
    return render_template("meetings/show.html", page=page, messages=_messages())


@bp.get("/meetings/<int:meeting_id>/change")
@door(Policy.MEETING)
def edit(meeting_id: int) -> str:
    """Ask for another time or place."""
    meeting = _changeable(meeting_id)
    return _ask_again(meeting, MeetingForm.of(meeting))


@bp.post("/meetings/<int:meeting_id>/change")
@door(Policy.MEETING)
def change(meeting_id: int) -> Response | tuple[str, int]:
    """Hold the meeting at another time or place, or show what is wrong with the answers."""
    actor, form = current_actor(), MeetingForm.typed(request.form)
    try:
        times = form.times(_changeable(meeting_id).board.zone)
        with transaction():
            services.change_meeting(
                meeting_id, times.starts_at, times.ends_at, form.place, by=actor, at=clock.now()
            )
    except Invalid as refusal:
        return _ask_again(meeting_for(actor, meeting_id), form, refusal.fields), 422
    return _said(meeting_id, f"The meeting is changed. {times.remark}".strip())


@bp.post("/meetings/<int:meeting_id>/reply")
@door(Policy.MEETING)
def reply(meeting_id: int) -> Response:
    """Take yes, maybe or no."""
    said = read_reply(request.form.get("reply"))
    with transaction():
        services.reply(meeting_id, said, by=current_actor(), at=clock.now())
    if request.form.get("back") == "start":
        session[SAID] = {"text": f"You answered {said.value}.", "undo": None}
        return redirect(url_for("meetings.start"))
    return _said(meeting_id, f"You answered {said.value}.")


@bp.post("/meetings/<int:meeting_id>/invitations")
@door(Policy.MEETING)
def invite(meeting_id: int) -> Response:
    """Ask one more person to come."""
    person_id = read_number(request.form.get("person"), "Choose whom to invite.")
    with transaction():
        asked = services.invite(meeting_id, person_id, by=current_actor(), at=clock.now())
        name = asked.person.name
    return _said(meeting_id, f"{name} is invited.")


@bp.post("/meetings/<int:meeting_id>/agenda")
@door(Policy.MEETING)
def add(meeting_id: int) -> Response:
    """Put a case on the agenda; minutes and place come along when a removal is undone."""
    number = read_case_number(request.values.get("case"))
    minutes, place = _named("minutes"), _named("place")
    actor, at = current_actor(), clock.now()
    with transaction():
        item = services.put_on_agenda(meeting_id, number, by=actor, at=at, minutes=minutes)
        if place is not None:
            item = services.move(item.id, place, by=actor, at=at)
        text = f"{number} is on the agenda, {_where(item)}"
    return _said(meeting_id, text, url_for("meetings.remove", item_id=item.id))


@bp.post("/agenda/<int:item_id>/place")
@door(Policy.MEETING)
def place(item_id: int) -> Response:
    """Move a case up, down, or to where it was dropped."""
    wanted = read_number(request.values.get("place"), "Name the place as a number.")
    with transaction():
        before = _place_of(item_id)
        item = services.move(item_id, wanted, by=current_actor(), at=clock.now())
        text, meeting_id = f"{item.case.number} moved to {_where(item)}", item.meeting_id
    return _said(meeting_id, text, url_for("meetings.place", item_id=item_id, place=before))


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
        gone = services.take_off_agenda(item_id, by=current_actor(), at=clock.now())
        number, meeting_id = gone.case.number, gone.meeting_id
        undo = url_for(
            "meetings.add",
            meeting_id=meeting_id,
            case=number,
            minutes=gone.minutes,
            place=gone.position,
        )
    return _said(meeting_id, f"{number} is off the agenda and waits again", undo)


@bp.post("/agenda/<int:item_id>/version")
@door(Policy.MEETING)
def renew(item_id: int) -> Response:
    """Let the room read the newest version of a case."""
    with transaction():
        item = services.renew_version(item_id, by=current_actor(), at=clock.now())
        text = f"The room will read version {item.version.number} of {item.case.number}"
        meeting_id = item.meeting_id
    return _said(meeting_id, text)


def _board(typed: str | None) -> Board:
    """Return the board to call a meeting of: the one that is named, else the first one arranged."""
    actor = current_actor()
    arranged = _arranged(actor)
    if not arranged:
        raise NotAllowed("Meetings are arranged by the chair and the coordinator.")
    wanted = read_number(typed, "Choose a board.") if typed else arranged[0].id
    return board_for(actor, min(wanted, LARGEST_ID), ARRANGERS)


def _arranged(actor: Actor) -> list[Board]:
    return [board for board in boards_of(actor) if may_arrange(actor, board.id)]


def _changeable(meeting_id: int) -> Meeting:
    """Return the meeting for somebody whose change would be taken, holding nobody else up."""
    meeting = meeting_for(current_actor(), meeting_id)
    ensure_may_arrange(current_actor(), meeting.board_id)
    ensure_not_over(meeting)
    return meeting


def _ask(board: Board, form: MeetingForm, fields: Mapping[str, str] = NOTHING_WRONG) -> str:
    return render_template(
        "meetings/new.html",
        board=board,
        boards=[(other.id, other.name) for other in _arranged(current_actor())],
        form=form,
        fields=fields,
        errors=[(sentence, name) for name, sentence in fields.items()],
    )


def _ask_again(
    meeting: Meeting, form: MeetingForm, fields: Mapping[str, str] = NOTHING_WRONG
) -> str:
    return render_template(
        "meetings/change.html",
        meeting=meeting,
        form=form,
        fields=fields,
        errors=[(sentence, name) for name, sentence in fields.items()],
    )


def _said(meeting_id: int, text: str, undo: str | None = None) -> Response:
    """Go back to the agenda and say there what was done, with a way back."""
    session[SAID] = {"text": text, "undo": undo}
    return redirect(url_for("meetings.show", meeting_id=meeting_id))


def _messages() -> list[dict[str, str | None]]:
    """Return what the last deed has to say, once."""
    return [session.pop(SAID)] if SAID in session else []


def _named(name: str) -> int | None:
    typed = request.values.get(name)
    return read_number(typed, f"Give {name} as a number.") if typed else None


def _place_of(item_id: int) -> int:
    return item_for(current_actor(), item_id).position


def _where(item: AgendaItem) -> str:
    """Say where a case stands now: "place 4 of 6, starts 19:19"."""
    meeting = item.meeting
    starts = time(start_times(meeting)[item.id], meeting.board.zone)
    return f"place {item.position} of {len(meeting.items)}, starts {starts}"
