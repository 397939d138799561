"""The trail, read."""

from flask import Blueprint, render_template, request

from board.accounts.session import current_actor
from board.audit import services
from board.doors import Policy, door
from board.web.numbers import LARGEST

bp = Blueprint("audit", __name__)


@bp.get("/audit")
@door(Policy.AUDIT)
def trail() -> str:
    """Show what was done, newest first, and whether the trail is whole."""
    before = max(0, min(request.args.get("before", LARGEST, type=int), LARGEST))
    entries = services.trail_for(current_actor(), before=before)
    return render_template(
        "audit/trail.html", entries=entries, verification=services.verify_trail()
    )
