"""What is due before the next meeting, and what was asked of people."""

from datetime import timedelta

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from board import clock
from board.accounts.session import current_actor
from board.doors import Policy, door
from board.meetings import services
from board.meetings.forms import read_case_number
from board.meetings.gate import meeting_for
from board.meetings.policy import ensure_may_arrange
from board.meetings.views.blueprint import bp, messages, said_at
from board.meetings.worklist import worklist_of
from board.transactions import transaction
from board.web.filters import plural

#: An answer is wanted so long before the meeting, so that the room can read it.
ANSWER_BEFORE = timedelta(hours=24)
#: Nobody is asked for an answer within less.
LEAST_TIME = timedelta(hours=2)


@bp.get("/meetings/<int:meeting_id>/worklist")
@door(Policy.MEETING)
def worklist(meeting_id: int) -> str:
    """Show the coordinator what is due before this meeting."""
    actor = current_actor()
    meeting = meeting_for(actor, meeting_id)
    ensure_may_arrange(actor, meeting.board_id)
    page = worklist_of(meeting, clock.now())
    return render_template("meetings/worklist.html", page=page, messages=messages())


@bp.post("/meetings/<int:meeting_id>/reminders")
@door(Policy.MEETING)
def remind(meeting_id: int) -> Response:
    """Remind everybody who has not answered."""
    with transaction():
        told = services.remind_unanswered(meeting_id, by=current_actor(), at=clock.now())
    return _back(meeting_id, f"{plural(told, 'person is', 'people are')} reminded")


@bp.post("/meetings/<int:meeting_id>/requests")
@door(Policy.MEETING)
def ask(meeting_id: int) -> Response:
    """Ask whoever brought a case for what it lacks."""
    number, actor, at = read_case_number(request.form.get("case")), current_actor(), clock.now()
    with transaction():
        meeting = meeting_for(actor, meeting_id)
        due_at = max(meeting.starts_at - ANSWER_BEFORE, at + LEAST_TIME)
        asked = services.ask_for_facts(number, due_at, by=actor, at=at)
        name = asked.asked_of.name
    return _back(meeting_id, f"{name} is asked about {number}")


@bp.get("/requests/<int:request_id>")
@door(Policy.CASE)
def answer_request(request_id: int) -> Response:
    """Lead from a letter, which names no case, to what is asked for."""
    actor = current_actor()
    number = services.request_for(actor, request_id).case.number
    return redirect(url_for("cases.show", number=number) + "#missing")


@bp.post("/requests/<int:request_id>/closing")
@door(Policy.CASE)
def close_request(request_id: int) -> Response:
    """Say that no answer is to come any more."""
    with transaction():
        asked = services.close_request(request_id, by=current_actor(), at=clock.now())
        number = asked.case.number
    meeting_id = request.form.get("meeting", "")
    back = url_for("meetings.start")
    if meeting_id.isascii() and meeting_id.isdigit() and len(meeting_id) < 10:
        back = url_for("meetings.worklist", meeting_id=int(meeting_id))
    return said_at(back, f"Nothing more is awaited on {number}")


def _back(meeting_id: int, text: str) -> Response:
    return said_at(url_for("meetings.worklist", meeting_id=meeting_id), text)
