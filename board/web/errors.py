"""A refusal becomes a page and a status; a bug becomes a reference and nothing else."""

import logging
import secrets

from flask import Flask, Response, jsonify, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from board.db import db
from board.errors import BoardError, Conflict, Invalid, NotAllowed, NotFound
from board.web.doors import stands_outside

log = logging.getLogger(__name__)

STATUS = {NotFound: 404, NotAllowed: 403, Invalid: 422, Conflict: 409}

#: What we say for the refusals that Werkzeug makes, in words for the person at the screen.
SENTENCES = {
    400: ("This could not be read", "Go back, reload the page and send it again."),
    403: ("Not allowed", "This was sent from another site or by a page that is no longer valid."),
    404: ("Not found", "There is no such page, or it is not yours to see."),
    405: ("Not possible here", "This address does not take that kind of request."),
    413: ("Too large", "Nothing was saved. Send a smaller file, or fewer words."),
    415: ("Not understood", "This address does not take that kind of content."),
    429: ("Too many attempts", "Wait a minute, then try again."),
}

TITLES = {404: "Not found", 403: "Not allowed", 422: "Please check", 409: "Somebody was faster"}


def init_app(app: Flask) -> None:
    """Answer every refusal of *app* in one way."""
    app.register_error_handler(BoardError, _refused)
    app.register_error_handler(CSRFError, _page_too_old)
    app.register_error_handler(HTTPException, _http_refused)
    app.register_error_handler(OperationalError, _database_busy)
    app.register_error_handler(Exception, _bug)


def status_of(error: BoardError) -> int:
    """Return the HTTP status of a refusal."""
    return next((status for kind, status in STATUS.items() if isinstance(error, kind)), 400)


def answer(status: int, title: str, message: str, **more: object) -> Response:
    """Return a refusal as a page, or as JSON to whoever asked for JSON."""
    if request.accept_mimetypes.best == "application/json" or request.is_json:
        return make_response(jsonify(ok=False, message=message, **more), status)
    if "X-Fragment" in request.headers:
        return make_response(message, status, {"Content-Type": "text/plain; charset=utf-8"})
    page = render_template("errors/refused.html", status=status, title=title, message=message)
    return make_response(page, status)


def printing_failed(error: Exception) -> Response:
    """Say that a document could not be printed, in the printer's own words."""
    db.session.rollback()
    log.error("printing failed at %s", request.path, exc_info=error)
    return answer(503, "This could not be printed", f"{error} Nothing was lost; try again.")


def _refused(error: BoardError) -> Response:
    db.session.rollback()
    status = status_of(error)
    if status == 404 and stands_outside():
        # the same words whether it never was or belongs to another board
        return answer(404, *SENTENCES[404], code=error.code)
    fields = error.fields if isinstance(error, Invalid) else {}
    return answer(
        status, TITLES.get(status, "Refused"), error.message, code=error.code, fields=fields
    )


def _page_too_old(_: CSRFError) -> Response:
    return answer(
        400,
        "This page is too old",
        "Nothing was lost on the server. Go back, reload, send it again.",
    )


def _http_refused(error: HTTPException) -> Response:
    if error.response is not None or (error.code or 500) < 400:
        return make_response(error.get_response())
    status = error.code or 500
    title, message = SENTENCES.get(status, (error.name, "The request was refused."))
    response = answer(status, title, message)
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def _database_busy(error: OperationalError) -> Response:
    db.session.rollback()
    log.warning("the database did not answer: %s", error.orig)
    response = answer(
        503, "One moment", "The database is busy. Nothing was changed; try again in a few seconds."
    )
    response.headers["Retry-After"] = "5"
    return response


def _bug(error: Exception) -> Response:
    db.session.rollback()
    reference = secrets.token_hex(4)
    log.error("bug %s at %s %s", reference, request.method, request.path, exc_info=error)
    message = f"The fault is ours and is logged as {reference}. What was saved stays saved."
    return answer(500, "Something broke", message, reference=reference)
