"""Screens that speak the room's protocol to a real server."""

from collections.abc import Callable, Iterator
from http.cookies import SimpleCookie
from typing import Any

import pytest
import socketio
from flask import Flask

from tests.factories import Cast
from tests.live import protocol
from tests.servers import PATIENCE, served, wait_for


class Screen:
    """One open socket, what it was sent, and the room as it would show it."""

    def __init__(self, address: str, cookie: str, origin: str | None = None) -> None:
        self.frames: list[dict[str, Any]] = []
        self.people: list[dict[str, Any]] = []
        self.heads: list[int] = []
        self.ended = False
        self.last = 0
        self.parts: dict[str, str] = {}
        #: What the protocol does not allow and was sent all the same.
        self.strange: list[str] = []
        self.socket = socketio.Client(reconnection=False)
        self._hear("frame", self._frame)
        self._hear("people", lambda said: self.parts.update(said["parts"]))
        self._hear("head", lambda said: self.heads.append(said["seq"]))
        self._hear("edit", lambda said: None)
        self._hear("ended", lambda said: setattr(self, "ended", True))
        headers = {"Cookie": cookie} | ({"Origin": origin} if origin else {})
        self.socket.connect(
            address, headers=headers, transports=["websocket"], socketio_path="live", wait_timeout=5
        )

    def _hear(self, name: str, take: Callable[[dict[str, Any]], None]) -> None:
        def heard(said: dict[str, Any]) -> None:
            if not protocol.is_valid("hear", name, said):
                self.strange.append(f"{name}: {said}")
            take(said)

        self.socket.on(name, heard)

    def _frame(self, frame: dict[str, Any]) -> None:
        self.frames.append(frame)
        self.last = max(self.last, frame["to"])
        self.parts.update(frame["parts"])

    def join(self, meeting_id: int, last: int = 0, wall: bool = False) -> dict[str, Any]:
        """Join a meeting and be brought level."""
        answer = self.ask("join", {"meeting": meeting_id, "last": last, "wall": wall})
        if answer["ok"]:
            self._frame(answer)
        return answer

    def ask(self, name: str, message: Any) -> dict[str, Any]:
        """Send a command and return its answer: what was done was allowed, and the answer is as well."""
        answer: dict[str, Any] = self.socket.call(name, message, timeout=PATIENCE)
        if name in protocol.names("say"):
            protocol.check("answer", name, answer)
            if answer["ok"]:
                protocol.check("say", name, message)
        return answer

    def everything(self) -> str:
        """Return all that was ever sent to this screen."""
        return str(self.frames) + str(self.parts)

    def kinds(self) -> list[str]:
        """Return the kinds of the events this screen was told of."""
        return [event["kind"] for frame in self.frames for event in frame["events"]]


@pytest.fixture
def server(app: Flask, cast: Cast) -> Iterator[str]:
    """The address of the product, served."""
    with served(app) as address:
        yield address


@pytest.fixture
def screen(
    app: Flask, server: str, as_person: Callable[[str], Any]
) -> Iterator[Callable[..., Screen]]:
    """Return how to open a screen as one of the cast."""
    opened: list[Screen] = []

    def open_screen(key: str, meeting_id: int | None = None, **join: Any) -> Screen:
        client = as_person(key)
        name = app.config["SESSION_COOKIE_NAME"]
        cookie = SimpleCookie({name: client.get_cookie(name).value}).output(header="").strip()
        screen = Screen(server, cookie)
        screen.client = client  # type: ignore[attr-defined]
        opened.append(screen)
        if meeting_id is not None:
            assert screen.join(meeting_id, **join)["ok"]
        return screen

    yield open_screen
    for one in opened:
        one.socket.disconnect()
    assert [strange for one in opened for strange in one.strange] == []
    from board.live.presence import here

    wait_for(lambda: not here.meetings(), what="the screens to leave")
