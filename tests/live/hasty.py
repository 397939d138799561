"""The product with one fault put in: it acknowledges before it commits. Started as `python -m tests.live.hasty serve`.

What was promised is done a moment later; a kill in that moment breaks the promise. So that a kill is sure to meet such a
moment, SIGUSR1 makes the disk stand still: promises are still given, none is kept any more. The fault stands here so that
a test can show that it would be found.
"""

import signal
import threading
from contextlib import contextmanager

from flask import current_app

from board.cli import main
from board.db import db, writing
from board.live import group, room

#: Seconds between the promise and the commit.
LATE = 0.1

_promised = []
_lock = threading.Lock()
_disk_stands_still = threading.Event()


def hasty(orders, settings):
    """Say what would come of the orders, and do them later."""
    with _lock:
        _keep_promises()
        outcomes = _tried(orders, settings)
        app = current_app._get_current_object()
        _promised.append((app, orders, settings))
    threading.Timer(LATE, _later).start()
    return outcomes


def _tried(orders, settings):
    committing, group.transaction = group.transaction, _never_committed
    try:
        return group.act_together(orders, settings)
    finally:
        group.transaction = committing


def _later():
    with _lock:
        _keep_promises()


def _keep_promises():
    while _promised and not _disk_stands_still.is_set():
        app, orders, settings = _promised.pop(0)
        with app.test_request_context("/"):
            group.act_together(orders, settings)


@contextmanager
def _never_committed():
    db.session.rollback()
    token = writing.set(True)
    try:
        yield
    finally:
        db.session.info.pop("news", None)
        db.session.info.pop("witnessed", None)
        db.session.rollback()
        writing.reset(token)


room.act_together = hasty

if __name__ == "__main__":
    signal.signal(signal.SIGUSR1, lambda *_: _disk_stands_still.set())
    main()
