"""The ceiling: the same server with nothing behind it. A vote is counted in memory and answered at once.

Same uvicorn, same Socket.IO server, same gathering of what is told to the screens, frames of the size that ours
have; no database, no rules.
"""

import asyncio
import gc
import sys
from typing import Any

import socketio
import uvicorn

from board.live.fanout import tell
from board.live.frames import FEW
from board.live.sockets import open_sockets
from board.live.teller import TOGETHER

#: Characters of the open ballot as a voter's frame draws it.
AS_LONG_AS_OURS = 600


class Echo:
    """Answers votes and tells everybody how many there are."""

    def __init__(self) -> None:
        self._sockets = open_sockets()
        self._votes = self._told = 0
        self._here: set[str] = set()
        self._telling: asyncio.Task[None] | None = None
        self._sockets.on("connect", self._connect)
        self._sockets.on("disconnect", self._disconnect)
        self._sockets.on("join", self._join)
        self._sockets.on("cast_vote", self._vote)

    def asgi(self) -> socketio.ASGIApp:
        """Return what uvicorn serves."""
        return socketio.ASGIApp(self._sockets, socketio_path="live", on_startup=self._begin)

    async def _begin(self) -> None:
        gc.collect()
        gc.freeze()
        gc.set_threshold(20_000, 50, 100)

    async def _connect(self, sid: str, _environ: dict[str, Any], _auth: object = None) -> None:
        self._here.add(sid)

    async def _disconnect(self, sid: str, _reason: object = None) -> None:
        self._here.discard(sid)

    async def _join(self, _sid: str, _said: dict[str, Any]) -> dict[str, Any]:
        return {"ok": True, "now": 0.0, **self._frame(0)}

    async def _vote(self, _sid: str, said: dict[str, Any]) -> dict[str, Any]:
        self._votes += 1
        if self._telling is None:
            self._telling = asyncio.ensure_future(self._tell())
        return {"ok": True, "vote": self._votes, "choice": said["choice"], "receipt": "0" * 16}

    async def _tell(self) -> None:
        while self._told < self._votes:
            told, self._told = self._told, self._votes
            await tell(self._sockets, "frame", self._frame(told), list(self._here))
            await asyncio.sleep(TOGETHER)
        self._telling = None

    def _frame(self, told: int) -> dict[str, Any]:
        """Return a frame as long as the one that our room sends to a voter."""
        people = list(range(told + 1, self._votes + 1))
        if len(people) > FEW:
            events = [{"seq": self._votes, "kind": "voted", "item": 1, "people": people}]
        else:
            events = [{"seq": n, "kind": "voted", "person": n, "item": 1} for n in people]
        return {
            "from": told + 1,
            "to": self._votes,
            "audience": "voter",
            "events": events if told else [],
            "parts": {"ballot": f"<p>{self._votes} votes</p>".ljust(AS_LONG_AS_OURS)},
        }


def serve(app: Any, port: int) -> None:
    """Serve an ASGI application as `board serve` does."""
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=port,
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        ws_ping_interval=None,  # Socket.IO has its own
        loop="uvloop",
        http="httptools",
        access_log=False,
        log_level="warning",
    )


if __name__ == "__main__":
    serve(Echo().asgi(), int(sys.argv[1]))
