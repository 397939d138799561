"""The trail, read and checked."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from board import clock
from board.accounts.session import current_actor
from board.audit import services
from board.doors import Policy, door
from board.transactions import transaction
from board.web.numbers import LARGEST

bp = Blueprint("audit", __name__)


@bp.get("/audit")
@door(Policy.AUDIT)
def trail() -> str:
    """Show what was done, newest first, and what the last check of the trail found."""
    before = max(0, min(request.args.get("before", LARGEST, type=int), LARGEST))
    entries = services.trail_for(current_actor(), before=before)
    return render_template(
        "audit/trail.html", entries=entries, verification=services.last_verification()
    )


@bp.post("/audit/verification")
@door(Policy.AUDIT)
def verify() -> Response:
    """Check the whole trail now, and keep what was found."""
    with transaction():
        services.verify_for(current_actor(), clock.now())
    return redirect(url_for("audit.trail"))
