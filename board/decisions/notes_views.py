"""Notes on the facts of a case, and the signature under the supportive-care lane: their forms and their card."""

from flask import Blueprint, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from board import clock
from board.accounts.actor import Actor
from board.accounts.session import current_actor
from board.cases.anchors import anchors_in
from board.cases.gate import case_for
from board.cases.models import CaseVersion
from board.decisions import forms
from board.decisions.models import NoteKind
from board.decisions.policy import may_note, may_write_plan, note_kinds
from board.decisions.services import lanes, notes, threads
from board.doors import Policy, door
from board.errors import Invalid
from board.transactions import transaction
from board.web.answers import done

bp = Blueprint("notes", __name__)


@bp.post("/cases/<number>/notes")
@door(Policy.CASE)
def write(number: str) -> Response:
    """Keep a note on a case, or an answer to one."""
    with transaction():
        note = notes.write_note(
            number,
            request.form.get("text", ""),
            anchor=request.form.get("anchor", "summary"),
            kind=_kind(),
            version=forms.whole_number(request.form.get("version", "")),
            answers=forms.whole_number(request.form.get("answers", "")),
            key=request.form.get("key") or None,
            by=current_actor(),
            at=clock.now(),
        )
        place = f"note-{note.answers_id or note.id}"
    return _back(number, place)


@bp.post("/notes/<int:note_id>/resolution")
@door(Policy.CASE)
def resolve(note_id: int) -> Response:
    """Resolve a note."""
    with transaction():
        note = notes.resolve_note(note_id, by=current_actor(), at=clock.now())
        number = note.version.case.number
    return _back(number, f"note-{note_id}")


@bp.post("/notes/<int:note_id>/reopening")
@door(Policy.CASE)
def reopen(note_id: int) -> Response:
    """Open a resolved note again."""
    with transaction():
        note = notes.reopen_note(note_id, by=current_actor(), at=clock.now())
        number = note.version.case.number
    return _back(number, f"note-{note_id}")


@bp.post("/notes/<int:note_id>/pin")
@door(Policy.CASE)
def pin(note_id: int) -> Response:
    """Pin a note to the record, or take it off."""
    with transaction():
        note = notes.pin_note(note_id, by=current_actor(), at=clock.now())
        number = note.version.case.number
    return _back(number, f"note-{note_id}")


@bp.post("/cases/<number>/lane")
@door(Policy.CASE)
def sign_lane(number: str) -> Response:
    """Sign the supportive-care lane as it was read."""
    with transaction():
        read = request.form.get("read", "")
        lanes.sign_lane(number, read=read, by=current_actor(), at=clock.now())
    return _back(number, "lane")


def card(actor: Actor, version: CaseVersion) -> Markup:
    """Return the notes on a case, as a card beside its brief."""
    board_id, lane = version.case.board_id, lanes.lane_of(version.case_id)
    return Markup(  # the template escapes what people wrote
        render_template(
            "decisions/_notes_card.html",
            case=version.case,
            version=version,
            threads=threads.threads_on(version.case.newest),
            lane=lane,
            anchors=anchors_in(version),
            may_note=may_note(actor, board_id),
            may_pin=may_write_plan(actor, board_id),
            may_sign_lane=lanes.is_to_sign(lane, actor, board_id),
            kinds=note_kinds(actor, board_id),
        )
    )


def _kind() -> NoteKind:
    try:
        return NoteKind(request.form.get("kind", NoteKind.CLINICAL.value))
    except ValueError as error:
        raise Invalid("There is no such kind of note.", {"kind": "Choose a kind."}) from error


def _back(number: str, place: str) -> Response:
    """Return to where the form stood: the room, or the brief."""
    room = forms.whole_number(request.form.get("room", ""))
    page = (
        url_for("live.room", meeting_id=room)
        if room
        else url_for("cases.show", number=case_for(current_actor(), number).number)
    )
    return done(f"{page}#{place}")
