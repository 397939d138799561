"""The Socket.IO server, and how it stands in front of the pages."""

import asyncio
import gc
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar, cast

import socketio
from a2wsgi import WSGIMiddleware
from flask import Flask
from flask.testing import EnvironBuilder
from flask_login import current_user

from board.accounts.actor import Actor
from board.accounts.services import SessionEnded
from board.decisions.services.wording import TextEdited
from board.live import commands
from board.live.bodies import App, WholeBodies
from board.live.room import LiveRoom
from board.live.sockets import open_sockets
from board.live.together import tells_of_edits
from board.meetings.log import MeetingChanged
from board.transactions import listen
from board.web.security import is_ours

log = logging.getLogger(__name__)
T = TypeVar("T")

#: More page threads only take the core from the sockets: see docs/decisions.
PAGE_THREADS = 2


def with_live_room(app: Flask) -> socketio.ASGIApp:
    """Return the whole product: the pages of *app* and the live room, for an ASGI server."""
    commands.refuse_undeclared()
    sockets = open_sockets(lambda origin, environ: _is_ours(app, origin, environ))
    room = LiveRoom(app, sockets, Threads(app))
    room.answer_events(lambda environ: _who_connects(app, environ))

    async def begin() -> None:
        room.begin(asyncio.get_running_loop())
        stop.append(listen(MeetingChanged, room.hear))
        stop.append(listen(SessionEnded, room.hear_session_ended))
        tell = tells_of_edits(sockets, asyncio.get_running_loop())
        stop.append(listen(TextEdited, tell))
        # what start-up made lives as long as the process: looked at again and again it only costs pauses
        gc.collect()
        gc.freeze()
        gc.set_threshold(20_000, 50, 100)

    async def end() -> None:
        for stop_listening in stop:
            stop_listening()
        await room.end()

    pages = WSGIMiddleware(cast(Any, app), workers=PAGE_THREADS)
    stop: list[Callable[[], None]] = []
    return socketio.ASGIApp(
        sockets,
        other_asgi_app=WholeBodies(cast(App, pages), app.config["MAX_CONTENT_LENGTH"]),
        socketio_path="live",
        on_startup=begin,
        on_shutdown=end,
    )


class Threads:
    """Where database work is done: one thread writes, a few read; the event loop never waits."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        here = EnvironBuilder(app, "/", base_url=app.config["PUBLIC_ADDRESS"])
        self._environ = here.get_environ()
        here.close()
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="write")
        self._readers = ThreadPoolExecutor(2, thread_name_prefix="read")

    async def write(self, work: Callable[[], T]) -> T:
        """Do *work* in the writing thread, inside the application."""
        return await asyncio.get_running_loop().run_in_executor(self._writer, self._inside, work)

    async def read(self, work: Callable[[], T]) -> T:
        """Do *work* in a reading thread, inside the application."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._inside, work)

    def _inside(self, work: Callable[[], T]) -> T:
        with self._app.request_context(self._environ.copy()):
            return work()

    def close(self) -> None:
        """Finish what was begun and stop."""
        self._writer.shutdown()
        self._readers.shutdown()


def _is_ours(app: Flask, origin: str, environ: dict[str, Any]) -> bool:
    with app.app_context():
        return is_ours(origin, environ.get("HTTP_HOST", ""))


def _who_connects(app: Flask, environ: dict[str, Any]) -> Actor | None:
    """Return who opened the socket, by the cookie of its handshake."""
    headers = {
        "Cookie": environ.get("HTTP_COOKIE", ""),
        "User-Agent": environ.get("HTTP_USER_AGENT", ""),
    }
    with app.test_request_context("/", headers=headers):
        return current_user.actor if current_user.is_authenticated else None
