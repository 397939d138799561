"""Who sends this request: Flask-Login over our own revocable sessions."""

from flask import Flask, current_app
from flask_login import AnonymousUserMixin, LoginManager, UserMixin, current_user

from board import clock
from board.accounts import services
from board.accounts.actor import Actor
from board.config import Settings
from board.errors import NotAllowed
from board.transactions import transaction

login = LoginManager()


class SignedIn(UserMixin):
    """What Flask-Login carries through a request: the actor, known to the cookie by a random token."""

    def __init__(self, token: str, actor: Actor) -> None:
        self.token = token
        self.actor = actor

    def get_id(self) -> str:
        """Return what the cookie keeps. It names the session, not the person, and can be revoked."""
        return self.token


def init_app(app: Flask, settings: Settings) -> None:
    """Let *app* know who is signed in."""
    app.config["BOARD_SETTINGS"] = settings
    login.init_app(app)
    login.session_protection = (
        None  # a hospital's proxy changes addresses; the token is the session
    )


@login.user_loader
def load(token: str) -> SignedIn | None:
    """Return whom the cookie's token names, while that session lives."""
    settings: Settings = current_app.config["BOARD_SETTINGS"]
    at = clock.now()
    session = services.session_of(token, settings.idle, settings.longest_session, at)
    if session is None:
        return None
    signed_in = SignedIn(token, services.actor_of(session))
    if at - session.seen_at > services.SEEN_EVERY:
        with transaction():
            services.note_used(session.id, at)
    return signed_in


def current_actor() -> Actor:
    """Return who sends this request; the door has already asked that somebody does."""
    if isinstance(current_user, AnonymousUserMixin) or not current_user.is_authenticated:
        raise NotAllowed("Sign in first.")
    actor: Actor = current_user.actor
    return actor
