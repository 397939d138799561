"""Signing in and out."""

import math
from datetime import timedelta
from urllib.parse import urlsplit

from flask import (
    Blueprint,
    get_flashed_messages,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_login import current_user, login_user, logout_user
from werkzeug.wrappers import Response

from board import clock
from board.accounts import services
from board.accounts.patience import knock, too_many
from board.accounts.session import SignedIn, current_actor
from board.doors import Policy, door
from board.errors import Invalid
from board.transactions import transaction

bp = Blueprint("accounts", __name__)

CHECK_BOTH = "Check both and try again. After a minute without success, ask your administrator."
NOT_LOOKED_AT = (
    "This password was not looked at. Wait, then try again: an attempt meanwhile changes nothing."
)


@bp.get("/sign-in")
@door(Policy.PUBLIC)
def sign_in() -> str | Response:
    """Ask for e-mail and password."""
    if current_user.is_authenticated:
        return redirect(_onward())
    said = [{"text": text} for text in get_flashed_messages()]
    return render_template("accounts/sign_in.html", email="", error=None, messages=said)


@bp.post("/sign-in")
@door(Policy.PUBLIC)
def take_in() -> Response:
    """Let somebody in, in a fresh session, or say that it was not right, or not yet."""
    email, password = request.form.get("email", ""), request.form.get("password", "")
    at = clock.now()
    with transaction():
        wait = knock(email, at)
    if wait is not None:
        return _not_yet(email, wait)
    try:
        person_id = services.recognise(email, password)
    except Invalid as refusal:
        with transaction():
            services.note_refused(email, at)
        return _asked_again(email, refusal.message, 422)
    with transaction():
        token, login = services.sign_in(person_id, request.user_agent.string, at)
        actor = services.actor_of(login)
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


def _asked_again(email: str, error: str, status: int, hint: str = CHECK_BOTH) -> Response:
    page = render_template("accounts/sign_in.html", email=email, error=error, hint=hint)
    return make_response(page, status)


def _not_yet(email: str, wait: timedelta) -> Response:
    """Refuse without looking at the password: what is told is the same for right and wrong ones."""
    answer = _asked_again(email, too_many(wait), 429, NOT_LOOKED_AT)
    answer.headers["Retry-After"] = str(math.ceil(wait.total_seconds()))
    return answer


def _onward() -> str:
    """Return where the person was going: a path of ours, never an address elsewhere."""
    target = request.args.get("next", "")
    parts = urlsplit(target)
    ours = target.startswith("/") and not target.startswith(("//", "/\\"))
    return target if ours and not parts.netloc and not parts.scheme else "/"
