"""The start page; calling, changing and cancelling meetings; asking people and answering."""

from collections.abc import Mapping

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from board import clock
from board.accounts.actor import Actor
from board.accounts.models import Board
from board.accounts.services import board_for, boards_of
from board.accounts.session import current_actor
from board.cases.views import states_of
from board.doors import Policy, door
from board.errors import Invalid, NotAllowed
from board.meetings import services
from board.meetings.forms import MeetingForm, SeriesForm, read_number, read_reply
from board.meetings.gate import LARGEST_ID, meeting_for
from board.meetings.models import Meeting
from board.meetings.pages import agenda_page
from board.meetings.policy import ARRANGERS, ensure_may_arrange, ensure_not_over, may_arrange
from board.meetings.queries import last_meeting_of
from board.meetings.recurrence import RHYTHMS, rhythm_of, words_of
from board.meetings.start_pages import start_page
from board.meetings.views.blueprint import NOTHING_WRONG, bp, messages, named, said, said_at
from board.transactions import transaction

#: A board usually meets every week at the same hour.
A_WEEK = 7


@bp.get("/")
@door(Policy.SIGNED_IN)
def start() -> str:
    """Show what is next, what waits for this person, and what was."""
    page = start_page(current_actor(), clock.now())
    states = states_of([case for case, _ in page.cases])
    return render_template("meetings/start.html", page=page, states=states, messages=messages())


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
    return said(meeting.id, f"{invited} people are invited. {times.remark}".strip())


@bp.get("/meetings/<int:meeting_id>")
@door(Policy.MEETING)
def show(meeting_id: int) -> str:
    """Show the agenda, the cases that wait for one, and who will come."""
    actor = current_actor()
    page = agenda_page(meeting_for(actor, meeting_id), actor, clock.now())
    return render_template("meetings/show.html", page=page, messages=messages())


@bp.get("/meetings/<int:meeting_id>/change")
@door(Policy.MEETING)
def edit(meeting_id: int) -> str:
    """Ask for another time or place; of a series: for this meeting, or for all that follow."""
    meeting = _changeable(meeting_id)
    return _ask_again(meeting, MeetingForm.of(meeting))


@bp.post("/meetings/<int:meeting_id>/change")
@door(Policy.MEETING)
def change(meeting_id: int) -> Response | tuple[str, int]:
    """Hold the meeting at another time or place, or show what is wrong with the answers."""
    actor, form = current_actor(), MeetingForm.typed(request.form)
    if request.form.get("which") == "following":
        return _change_following(meeting_id)
    try:
        times = form.times(_changeable(meeting_id).board.zone)
        with transaction():
            services.change_meeting(
                meeting_id, times.starts_at, times.ends_at, form.place, by=actor, at=clock.now()
            )
    except Invalid as refusal:
        return _ask_again(meeting_for(actor, meeting_id), form, refusal.fields), 422
    return said(meeting_id, f"The meeting is changed. {times.remark}".strip())


@bp.post("/meetings/<int:meeting_id>/cancellation")
@door(Policy.MEETING)
def cancel(meeting_id: int) -> Response | tuple[str, int]:
    """Let the meeting not take place."""
    actor = current_actor()
    try:
        with transaction():
            services.cancel_meeting(
                meeting_id, request.form.get("reason", ""), by=actor, at=clock.now()
            )
    except Invalid as refusal:
        meeting = meeting_for(actor, meeting_id)
        return _ask_again(meeting, MeetingForm.of(meeting), refusal.fields), 422
    return said(meeting_id, "The meeting is cancelled; its cases wait again.")


@bp.post("/meetings/<int:meeting_id>/reply")
@door(Policy.MEETING)
def reply(meeting_id: int) -> Response:
    """Take yes, late, a deputy, maybe or no."""
    answer, deputy = read_reply(request.form.get("reply")), named("deputy")
    with transaction():
        services.reply(meeting_id, answer, by=current_actor(), at=clock.now(), deputy_id=deputy)
    words = f"You answered {answer.value}."
    if request.form.get("back") == "start":
        return said_at(url_for("meetings.start"), words)
    return said(meeting_id, words)


@bp.post("/meetings/<int:meeting_id>/invitations")
@door(Policy.MEETING)
def invite(meeting_id: int) -> Response:
    """Ask one more person to come."""
    person_id = read_number(request.form.get("person"), "Choose whom to invite.")
    with transaction():
        asked = services.invite(meeting_id, person_id, by=current_actor(), at=clock.now())
        name = asked.person.name
    return said(meeting_id, f"{name} is invited.")


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


def _change_following(meeting_id: int) -> Response | tuple[str, int]:
    """Change the series from this meeting on."""
    actor, form = current_actor(), SeriesForm.typed(request.form)
    meeting = _changeable(meeting_id)
    try:
        rhythm = form.read(meeting.series.rule if meeting.series else "")
        with transaction():
            series = services.change_following(meeting_id, rhythm, by=actor, at=clock.now())
            text = f"The board meets {words_of(series.rule)} from now on"
    except Invalid as refusal:
        meeting = meeting_for(actor, meeting_id)
        typed = MeetingForm.typed(request.form)
        return _ask_again(meeting, typed, refusal.fields, which="following"), 422
    return said(meeting_id, text)


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
    meeting: Meeting,
    form: MeetingForm,
    fields: Mapping[str, str] = NOTHING_WRONG,
    which: str = "this",
) -> str:
    series = meeting.series
    ends = series.last_day.isoformat() if series and series.last_day else ""
    return render_template(
        "meetings/change.html",
        meeting=meeting,
        form=form,
        rhythm=request.form.get("rhythm", rhythm_of(series.rule) if series else ""),
        last_day=request.form.get("last_day", ends),
        rhythms=list(RHYTHMS.items()),
        which=which,
        reason=request.form.get("reason", ""),
        fields=fields,
        errors=[(sentence, name) for name, sentence in fields.items()],
    )
