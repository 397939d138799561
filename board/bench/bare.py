"""The barest ceiling: uvicorn's websocket alone answers votes and tells everybody, without Socket.IO behind it.

It says by hand the few messages of the protocol that a screen waits for.
"""

import asyncio
import json
import sys
from typing import Any

from board.bench.ceiling import AS_LONG_AS_OURS, serve
from board.live.teller import TOGETHER

OPEN = '0{"sid":"bare","upgrades":[],"pingTimeout":60000,"pingInterval":60000}'


class Bare:
    """An ASGI application: one room for whoever connects."""

    def __init__(self) -> None:
        self._votes = self._told = 0
        self._here: set[Any] = set()
        self._telling: asyncio.Task[None] | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve one connection."""
        if scope["type"] != "websocket":
            return
        await receive()
        await send({"type": "websocket.accept"})
        await _say(send, OPEN)
        while (said := await receive())["type"] == "websocket.receive":
            await self._hear(said["text"], send)
        self._here.discard(send)

    async def _hear(self, text: str, send: Any) -> None:
        if text.startswith("40"):
            await _say(send, '40{"sid":"bare"}')
        elif text.startswith("42"):
            bracket = text.index("[")
            name, said = json.loads(text[bracket:])
            answer = self._frame(0) | {"now": 0.0} if name == "join" else self._count(said)
            await _say(send, f"43{text[2:bracket]}{json.dumps([answer | {'ok': True}])}")
            self._here.add(send)

    def _count(self, said: dict[str, Any]) -> dict[str, Any]:
        self._votes += 1
        if self._telling is None:
            self._telling = asyncio.ensure_future(self._tell())
        return {"vote": self._votes, "choice": said["choice"], "receipt": "0" * 16}

    async def _tell(self) -> None:
        while self._told < self._votes:
            told, self._told = self._told, self._votes
            text = f"42{json.dumps(['frame', self._frame(told)])}"
            for send in list(self._here):
                await _say(send, text)
            await asyncio.sleep(TOGETHER)
        self._telling = None

    def _frame(self, told: int) -> dict[str, Any]:
        part = f"<p>{self._votes} votes</p>".ljust(AS_LONG_AS_OURS)
        frame = {"from": told + 1, "to": self._votes, "audience": "voter", "events": []}
        return frame | {"parts": {"ballot": part}}


async def _say(send: Any, text: str) -> None:
    await send({"type": "websocket.send", "text": text})


if __name__ == "__main__":
    serve(Bare(), int(sys.argv[1]))
