"""Paper for a meeting: the briefing pack, lists, and what was decided without screens."""

from io import BytesIO

from flask import Blueprint, jsonify, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from board import clock
from board.accounts.session import current_actor
from board.cases.services import note_read
from board.doors import Policy, door
from board.meetings.gate import meeting_for
from board.meetings.models import MeetingStatus
from board.meetings.policy import may_arrange
from board.packs import services
from board.packs.agenda import TITLES, stepped_aside
from board.packs.lists import preparation
from board.packs.models import Pack, State
from board.transactions import transaction

bp = Blueprint("packs", __name__)

WORDS = {
    State.WAITING: "Waiting for the printer",
    State.PRINTING: "Being printed",
    State.READY: "Ready",
    State.FAILED: "Not printed",
}


@bp.get("/meetings/<int:meeting_id>/paper")
@door(Policy.MEETING)
def show(meeting_id: int) -> str:
    """Offer what can be printed for a meeting, and keying in what was decided on paper."""
    actor = current_actor()
    meeting = meeting_for(actor, meeting_id)
    return render_template(
        "packs/show.html",
        meeting=meeting,
        arranges=may_arrange(actor, meeting.board_id),
        aside=[
            item for item in meeting.items if item.id in stepped_aside(meeting, actor.person_id)
        ],
        papers=services.PAPERS,
        keys_in=may_arrange(actor, meeting.board_id)
        and meeting.status is not MeetingStatus.OPEN
        and meeting.starts_at <= clock.now(),
    )


@bp.get("/meetings/<int:meeting_id>/preparation")
@door(Policy.MEETING)
def prepare(meeting_id: int) -> str:
    """Show which missing facts and questions are whose, one's own discipline first; note that they were read."""
    actor = current_actor()
    with transaction():
        meeting = meeting_for(actor, meeting_id)
        aside = stepped_aside(meeting, actor.person_id)
        for item in meeting.items:
            if item.id not in aside:
                note_read(item.version, by=actor, at=clock.now())
    meeting = meeting_for(actor, meeting_id)
    listed = preparation(meeting, aside)
    seat = actor.seat_on(meeting.board_id)
    own = seat.discipline.value.capitalize() if seat else ""
    parts = sorted(listed.disciplines, key=lambda part: part.discipline != own)
    return render_template("packs/preparation.html", meeting=meeting, parts=parts, own=own)


@bp.post("/meetings/<int:meeting_id>/packs")
@door(Policy.MEETING)
def ask(meeting_id: int) -> Response:
    """Have something printed, and go where its progress shows."""
    form, paper = request.form.get("form", ""), request.form.get("paper", "")
    with transaction():
        pack = services.ask_pack(meeting_id, form, paper, by=current_actor(), at=clock.now())
        pack_id = pack.id
    return redirect(url_for("packs.progress", pack_id=pack_id))


@bp.get("/packs/<int:pack_id>")
@door(Policy.MEETING)
def progress(pack_id: int) -> str:
    """Show how far a pack is; without scripts the page comes again by itself."""
    pack = services.pack_for(current_actor(), pack_id)
    title = TITLES[pack.form]
    return render_template("packs/progress.html", pack=pack, title=title, words=WORDS[pack.state])


@bp.get("/packs/<int:pack_id>/state")
@door(Policy.MEETING)
def state(pack_id: int) -> Response:
    """Tell the page how far a pack is."""
    pack = services.pack_for(current_actor(), pack_id)
    said = {"done": pack.done, "sheets": pack.sheets, "over": pack.is_over}
    return jsonify(said | {"words": WORDS[pack.state]})


@bp.get("/packs/<int:pack_id>/pack.pdf")
@door(Policy.MEETING)
def take(pack_id: int) -> Response:
    """Give the file away to whoever asked for it."""
    actor = current_actor()
    with transaction():
        pdf = services.take_pack(pack_id, by=actor, at=clock.now())
        name = _file_name(services.pack_for(actor, pack_id))
    return send_file(BytesIO(pdf), "application/pdf", download_name=name)


def _file_name(pack: Pack) -> str:
    """Return a name that tells of no patient."""
    return f"{pack.form.value}-{pack.meeting.day.isoformat()}-{pack.paper}.pdf"
