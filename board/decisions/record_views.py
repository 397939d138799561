"""Whether a decision record is genuine: by the digest on the paper, or by the file. Open to everybody."""

import time

from flask import Blueprint, abort, current_app, render_template, request

from board.decisions.services import plans, seals
from board.decisions.services.seals import Proof
from board.documents.errors import DocumentFailed, ReaderBusy
from board.documents.proof import Examined
from board.documents.reader import look_into
from board.doors import Policy, door
from board.web.pace import Allowances

bp = Blueprint("records", __name__)

#: Characters of a digest that stand at the foot of every page.
SHORTEST = 16
#: Questions from one address: so many at once, then one in so many seconds.
AT_ONCE, SECONDS_EACH = 20, 3.0


@bp.get("/r")
@door(Policy.PUBLIC)
def ask() -> str:
    """Ask for the file of a decision record."""
    return _page()


@bp.post("/r")
@door(Policy.PUBLIC)
def look() -> str | tuple[str, int]:
    """Say what a file is worth, and what was checked."""
    _not_too_often()
    sent = request.files.get("file")
    pdf = sent.read() if sent else b""
    if not pdf.startswith(b"%PDF"):
        return _page(problem="Choose the PDF of a decision record."), 422
    try:
        return _page(proof=_proof(pdf))
    except ReaderBusy as busy:
        return _page(problem=str(busy)), 503


@bp.get("/r/<number>/<int:version>")
@door(Policy.PUBLIC)
def verify(number: str, version: int) -> str:
    """Ask for the digest of a printed record."""
    return _page(number=number, version=version)


@bp.post("/r/<number>/<int:version>")
@door(Policy.PUBLIC)
def check(number: str, version: int) -> str | tuple[str, int]:
    """Say whether a digest is that of the signed record, and whether it is still the newest."""
    _not_too_often()
    digest = "".join(request.form.get("digest", "").lower().split())
    if len(digest) < SHORTEST:
        too_short = f"Type at least {SHORTEST} characters of the digest."
        return _page(number=number, version=version, digest=digest, problem=too_short), 422
    found = plans.standing_of(number, version, digest)
    return _page(number=number, version=version, found=found, digest=digest)


def _proof(pdf: bytes) -> Proof:
    shows: Examined | None
    try:
        shows = look_into(pdf)
    except ReaderBusy:
        raise  # nobody looked, so nothing may be said of the file
    except DocumentFailed:
        shows = None
    return seals.prove(pdf, shows)


def _not_too_often() -> None:
    questions = current_app.extensions.setdefault("records", Allowances(AT_ONCE, SECONDS_EACH))
    if not questions.take(request.remote_addr or "", time.monotonic()):
        abort(429)


def _page(**more: object) -> str:
    known: dict[str, object] = dict.fromkeys(("number", "version", "found", "proof", "problem"))
    largest = current_app.config["MAX_CONTENT_LENGTH"] // 1024**2
    return render_template(
        "decisions/verify.html", **{**known, "digest": "", "largest": largest, **more}
    )
