"""Who commits, and who hears of it.

A door (view, socket handler, command) opens `transaction()`; services change and `announce()`. Witnesses
see an event inside the transaction and can fail it; listeners are told after the commit, never before.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from board.db import db, writing

log = logging.getLogger(__name__)

Listener = Callable[[Any], None]
_listeners: dict[type, list[Listener]] = {}
_witnesses: dict[type, Listener] = {}


@contextmanager
def transaction() -> Iterator[None]:
    """Commit what the block did, or none of it; then tell the listeners."""
    db.session.rollback()  # a read begun earlier must not be what the write is decided on
    token = writing.set(True)
    try:
        yield
        _witness_after(db.session.info.get("witnessed", 0))
        db.session.commit()
    except BaseException:
        db.session.info.pop("news", None)
        db.session.rollback()
        raise
    finally:
        db.session.info.pop("witnessed", None)
        writing.reset(token)
    for event in db.session.info.pop("news", []):
        _tell(event)


@contextmanager
def one_of_many() -> Iterator[None]:
    """Let several acts share a transaction: what this one did and announced is undone alone if it fails.

    Its witnesses are asked at its end, so that they fail it and not the acts beside it.
    """
    before = len(db.session.info.get("news", []))
    _witness_after(db.session.info.get("witnessed", 0))
    savepoint = db.session.begin_nested()
    try:
        yield
        _witness_after(before)
        savepoint.commit()
    except BaseException:
        del db.session.info.get("news", [])[before:]
        db.session.info["witnessed"] = before
        savepoint.rollback()
        raise


def announce(event: object) -> None:
    """Tell the listeners of *event* once what is being done is committed."""
    db.session.info.setdefault("news", []).append(event)


def listen(kind: type, listener: Listener) -> Callable[[], None]:
    """Call *listener* with every committed event of *kind*; return how to stop."""
    _listeners.setdefault(kind, []).append(listener)
    return lambda: _listeners[kind].remove(listener)


def witness(kind: type, listener: Listener) -> None:
    """Let *listener* write about every event of *kind* in the transaction that announces it.

    For a room that must take note of what happens in a room below it.
    """
    _witnesses[kind] = listener


def _witness_after(count: int) -> None:
    """Ask the witnesses of what was announced after the first *count* events of this transaction."""
    news = db.session.info.get("news", [])
    for event in news[count:]:
        if type(event) in _witnesses:
            _witnesses[type(event)](event)
    db.session.info["witnessed"] = len(news)


def _tell(event: object) -> None:
    """Tell each listener; one that fails stops nobody, for what was saved stays saved."""
    for listener in list(_listeners.get(type(event), [])):
        try:
            listener(event)
        except Exception:
            log.exception("a listener failed at %s", type(event).__name__)
