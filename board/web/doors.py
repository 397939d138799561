"""Every route declares its policy, or the application does not start."""

from typing import Any

from flask import Flask, Response, current_app, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from board.doors import Policy, door, forget_passed, may_answer, policy_of


class OpenDoor(RuntimeError):
    """A route has no policy, or answered without passing the gate its policy names."""


def init_app(app: Flask) -> None:
    """Hold *app*'s routes to their policies."""
    if "static" in app.view_functions:
        door(Policy.PUBLIC)(app.view_functions["static"])
    app.before_request(_ask_who_it_is)
    app.after_request(_refuse_unguarded)


def refuse_undeclared(app: Flask) -> None:
    """Stop the start of an application with a route that says nothing about who may use it."""
    open_doors = sorted(
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if policy_of(app.view_functions[rule.endpoint]) is None
    )
    if open_doors:
        raise OpenDoor("these routes declare no policy: " + ", ".join(open_doors))


def stands_outside() -> bool:
    """Return whether this request has not passed the gate that its door names."""
    policy = policy_of(_view())
    return policy is not None and not may_answer(policy)


def _view() -> Any:
    return current_app.view_functions.get(request.endpoint or "")


def _ask_who_it_is() -> BaseResponse | tuple[str, int] | None:
    forget_passed()
    policy = policy_of(_view())
    if policy in (None, Policy.PUBLIC) or current_user.is_authenticated:
        return None
    wants_page = request.method == "GET" and request.accept_mimetypes.accept_html
    if wants_page and "X-Fragment" not in request.headers:
        here = request.full_path.rstrip("?")
        return redirect(url_for("accounts.sign_in", next=here if here != "/" else None))
    return "Sign in again to go on.", 401


def _refuse_unguarded(response: Response) -> Response:
    policy = policy_of(_view())
    told_nothing = request.method == "OPTIONS" or response.status_code >= 300
    if policy is None or told_nothing or may_answer(policy):
        return response
    raise OpenDoor(f"{request.endpoint} answered without passing the {policy} gate")
