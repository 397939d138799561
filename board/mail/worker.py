"""The thread that sends letters while the board is served, and does the chores of other rooms before."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from flask import Flask

from board import clock
from board.config import Settings
from board.db import db
from board.mail.sending import Sent, forget_old, send_due

log = logging.getLogger(__name__)

EVERY = 20.0  # seconds

#: What rooms above want done from time to time, each in its own transaction. The application puts it in.
chores: list[Callable[[datetime], None]] = []


def one_round(app: Flask) -> Sent:
    """Do every chore, then send what is due; return what was sent."""
    settings: Settings = app.config["BOARD_SETTINGS"]
    at = clock.now()
    with app.app_context():
        for chore in (*chores, forget_old):
            _guarded(chore, at)
        try:
            return send_due(settings, at)
        finally:
            db.session.rollback()


@contextmanager
def working(app: Flask, every: float = EVERY) -> Iterator[None]:
    """Send letters in a thread as long as the block runs."""
    stop = threading.Event()
    thread = threading.Thread(target=_work, args=(app, stop, every), name="mail", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=5)


def _work(app: Flask, stop: threading.Event, every: float) -> None:
    while not stop.wait(every):
        try:
            one_round(app)
        except Exception:
            log.exception("letters could not be sent; they wait")


def _guarded(chore: Callable[[datetime], None], at: datetime) -> None:
    """Do one chore; one that fails stops neither the others nor the letters."""
    try:
        chore(at)
    except Exception:
        log.exception("a chore failed: %s", getattr(chore, "__name__", "chore"))
        db.session.rollback()
