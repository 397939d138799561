"""What a browser may do with our pages, and which requests we take from it."""

import secrets
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, g, request
from flask_wtf import CSRFProtect

from board.config import Settings

csrf = CSRFProtect()

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
#: What holds nothing of anybody and may be kept.
KEPT_BY_BROWSERS = {"static", "styles.sheet"}


def init_app(app: Flask, settings: Settings) -> None:
    """Guard every request and every answer of *app*."""
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="__Host-board" if settings.https else "board",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.https,
        MAX_CONTENT_LENGTH=settings.largest_body,
        MAX_FORM_MEMORY_SIZE=settings.largest_body,
        MAX_FORM_PARTS=2_000,
        WTF_CSRF_TIME_LIMIT=None,  # a token lives as long as its session: a long meeting is no forgery
        PUBLIC_ADDRESS=settings.public_address,
    )
    csrf.init_app(app)
    app.before_request(_refuse_foreign_origin)
    app.after_request(_harden)
    app.jinja_env.globals["csp_nonce"] = csp_nonce


def csp_nonce() -> str:
    """Return this answer's nonce: only scripts that carry it run."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def is_ours(origin: str | None, host: str) -> bool:
    """Return whether a request from *origin* to *host* may change anything.

    A missing origin is a client that is no browser and so holds nobody's cookie by accident. The `Host`
    header is believed, forwarded headers are not: they would let a stranger name his own origin.
    """
    if origin is None:
        return True
    return origin == current_app.config["PUBLIC_ADDRESS"] or (
        origin != "null" and urlsplit(origin).netloc == host
    )


def _refuse_foreign_origin() -> None:
    if request.method in SAFE_METHODS:
        return
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    if site == "cross-site" or not is_ours(request.headers.get("Origin"), request.host):
        abort(403, "This form was sent from another site.")


def _harden(response: Response) -> Response:
    """Add what keeps a page inert, private and out of other people's frames."""
    if request.endpoint not in KEPT_BY_BROWSERS:
        # strict: patient data may be on any page, so no page is kept by browser or proxy
        response.headers["Cache-Control"] = "no-store, private"
        response.headers.add("Vary", "Cookie")
    response.headers["Content-Security-Policy"] = "; ".join(
        (
            "default-src 'none'",
            f"script-src 'nonce-{csp_nonce()}'",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "object-src 'none'",
            "frame-ancestors 'none'",
        )
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    return response
