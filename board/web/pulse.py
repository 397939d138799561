"""Whether the product is alive, for whoever watches over it."""

from flask import Blueprint
from sqlalchemy import text

from board.db import db
from board.doors import Policy, door

bp = Blueprint("pulse", __name__)


@bp.get("/healthz")
@door(Policy.PUBLIC)
def healthz() -> str:
    """Answer once the database does."""
    db.session.execute(text("SELECT 1"))
    return "ok"
