"""Teaching copies: the list, the review paragraph by paragraph, the released page, and the files."""

from io import BytesIO

from flask import (
    Blueprint,
    flash,
    get_flashed_messages,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from markupsafe import Markup
from werkzeug.wrappers import Response

from board import clock
from board.accounts.actor import Actor
from board.accounts.session import current_actor
from board.cases.models import CaseVersion
from board.cases.policy import READERS
from board.doors import Policy, door
from board.errors import Conflict, Invalid
from board.teaching import services
from board.teaching.gate import copies_for, copy_for
from board.teaching.marking import marks
from board.teaching.models import CopyState, Fate, TeachingCopy
from board.teaching.policy import may_make
from board.teaching.printing import as_pdf
from board.teaching.telling import told_of
from board.transactions import transaction

bp = Blueprint("teaching", __name__)


@bp.get("/teaching")
@door(Policy.SIGNED_IN)
def index() -> str:
    """List the teaching copies that this person may read."""
    return render_template(
        "teaching/index.html", copies=copies_for(current_actor()), messages=_messages()
    )


@bp.post("/cases/<number>/teaching")
@door(Policy.CASE)
def begin(number: str) -> Response:
    """Begin a copy of the newest version of a case, and go on to its review."""
    with transaction():
        copy_id = services.begin_copy(number, by=current_actor(), at=clock.now()).id
    return redirect(url_for("teaching.show", copy_id=copy_id))


@bp.get("/teaching/<int:copy_id>")
@door(Policy.BOARD)
def show(copy_id: int) -> str:
    """Show a released copy; one in review with every paragraph to be decided on."""
    return _page(copy_for(current_actor(), copy_id))


@bp.post("/teaching/<int:copy_id>/paragraphs/<int:paragraph_id>")
@door(Policy.BOARD)
def review(copy_id: int, paragraph_id: int) -> Response | tuple[str, int]:
    """Keep, edit or remove one paragraph."""
    actor, text = current_actor(), request.form.get("text", "")
    try:
        fate = Fate(request.form.get("fate", ""))
    except ValueError as error:
        raise Invalid("Choose whether the paragraph is kept, edited or removed.") from error
    try:
        with transaction():
            services.review(paragraph_id, fate, text, by=actor, at=clock.now())
    except Invalid as refusal:
        page = _page(copy_for(actor, copy_id), {paragraph_id: (refusal.message, text)})
        return page, 422
    return redirect(url_for("teaching.show", copy_id=copy_id, _anchor="next"))


@bp.post("/teaching/<int:copy_id>/release")
@door(Policy.BOARD)
def release(copy_id: int) -> Response:
    """Let the board read the copy."""
    with transaction():
        name = services.release(copy_id, by=current_actor(), at=clock.now()).name
    flash(f"{name} is released. Nothing leads from it back to the case.")
    return redirect(url_for("teaching.show", copy_id=copy_id))


@bp.post("/teaching/<int:copy_id>/withdrawal")
@door(Policy.BOARD)
def withdraw(copy_id: int) -> Response:
    """Let nobody read the copy any more."""
    with transaction():
        name = services.withdraw(copy_id, by=current_actor(), at=clock.now()).name
    flash(f"{name} is withdrawn.")
    return redirect(url_for("teaching.index"))


@bp.get("/teaching/<int:copy_id>/copy.json")
@door(Policy.BOARD)
def as_json(copy_id: int) -> Response:
    """Give a released copy as JSON."""
    copy = _released(copy_id)
    return _file(copy, services.as_text(copy).encode(), "json", "application/json")


@bp.get("/teaching/<int:copy_id>/copy.pdf")
@door(Policy.BOARD)
def on_paper(copy_id: int) -> Response:
    """Give a released copy as a PDF."""
    copy = _released(copy_id)
    return _file(copy, as_pdf(told_of(copy)), "pdf", "application/pdf")


def card(actor: Actor, version: CaseVersion) -> Markup:
    """Return the way to the teaching copies, beside a brief; it does not say whether there is one of this case."""
    board_id = version.case.board_id
    if actor.role_on(board_id) not in READERS:
        return Markup("")
    return Markup(
        render_template("teaching/_card.html", case=version.case, makes=may_make(actor, board_id))
    )  # the template escapes


def _released(copy_id: int) -> TeachingCopy:
    copy = copy_for(current_actor(), copy_id)
    if copy.state is not CopyState.RELEASED:
        raise Conflict("Only a released copy leaves as a file.")
    return copy


def _file(copy: TeachingCopy, content: bytes, form: str, kind: str) -> Response:
    name, copy_id = f"teaching-{copy.id:03}.{form}", copy.id
    actor = current_actor()
    with transaction():
        services.note_taken(copy_for(actor, copy_id), form, by=actor, at=clock.now())
    return send_file(
        BytesIO(content), mimetype=kind, as_attachment=True, download_name=name, max_age=0
    )


def _page(copy: TeachingCopy, refused: dict[int, tuple[str, str]] | None = None) -> str:
    makes = may_make(current_actor(), copy.board_id)
    if copy.state is CopyState.RELEASED:
        return render_template(
            "teaching/show.html", told=told_of(copy), copy=copy, makes=makes, messages=_messages()
        )
    if copy.state is CopyState.WITHDRAWN:
        return render_template("teaching/withdrawn.html", copy=copy)
    known = services.known_of(copy)
    return render_template(
        "teaching/review.html",
        copy=copy,
        told=told_of(copy),
        marked={one.id: marks(one.original, known) for one in copy.paragraphs},
        refused=refused or {},
        messages=_messages(),
    )


def _messages() -> list[dict[str, str]]:
    return [{"text": str(text)} for text in get_flashed_messages()]
