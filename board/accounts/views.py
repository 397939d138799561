"""Signing in and out."""

from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask_login import current_user, login_user, logout_user
from werkzeug.wrappers import Response

from board import clock
from board.accounts import services
from board.accounts.session import SignedIn, current_actor
from board.db import db
from board.doors import Policy, door
from board.errors import Invalid
from board.transactions import transaction

bp = Blueprint("accounts", __name__)


@bp.get("/sign-in")
@door(Policy.PUBLIC)
def sign_in() -> str | Response:
    """Ask for e-mail and password."""
    if current_user.is_authenticated:
        return redirect(_onward())
    return render_template("accounts/sign_in.html", email="", error=None)


@bp.post("/sign-in")
@door(Policy.PUBLIC)
def take_in() -> Response | tuple[str, int]:
    """Let somebody in, in a fresh session, or say that it was not right."""
    email, password = request.form.get("email", ""), request.form.get("password", "")
    at = clock.now()
    try:
        with transaction():
            token, login = services.sign_in(email, password, request.user_agent.string, at)
            actor = services.actor_of(login)
    except Invalid as refusal:
        db.session.rollback()
        with transaction():
            services.note_refused(email, at)
        return render_template("accounts/sign_in.html", email=email, error=refusal.message), 422
    session.clear()
    login_user(SignedIn(token, actor))
    return redirect(_onward())


@bp.post("/sign-out")
@door(Policy.SIGNED_IN)
def sign_out() -> Response:
    """End this session, here and on its open sockets."""
    with transaction():
        services.sign_out(current_actor().session_id, at=clock.now())
    logout_user()
    session.clear()
    return redirect(url_for("accounts.sign_in"))


def _onward() -> str:
    """Return where the person was going: a path of ours, never an address elsewhere."""
    target = request.args.get("next", "")
    parts = urlsplit(target)
    ours = target.startswith("/") and not target.startswith(("//", "/\\"))
    return target if ours and not parts.netloc and not parts.scheme else "/"
