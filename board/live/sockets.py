"""The Socket.IO server as the room needs it: hundreds of screens that are told the same at the same moment."""

import asyncio
from collections.abc import Callable
from typing import Any

from engineio import json
from engineio.async_socket import AsyncSocket
from engineio.exceptions import QueueEmpty
from socketio.packet import Packet

from board.live.direct import DirectSockets

LARGEST_MESSAGE = 65_536
UNREADABLE = ["unreadable"]

#: Whether a page of this origin may open a socket: (origin, environ) → yes or no; None: only the host itself.
Origins = Callable[[str, dict[str, Any]], bool]


def open_sockets(origins: Origins | None = None) -> DirectSockets:
    """Return the server of the room; the ceiling that it is measured against is the same one."""
    _wait_without_a_timer()
    sockets = DirectSockets(
        async_mode="asgi",
        transports=["websocket"],
        ping_interval=10,
        ping_timeout=5,
        monitor_clients=False,  # a websocket that says nothing for 15 s is closed anyway
        max_http_buffer_size=LARGEST_MESSAGE,
        cors_allowed_origins=origins,
    )
    sockets.packet_class = _Packet
    return sockets


class _Json:
    """JSON that cannot be read, nested without end or a number of hundreds of digits, is a message of no name.

    The library would throw it away with a traceback, and whoever waits for an answer would wait for ever.
    """

    dumps = staticmethod(json.dumps)

    @staticmethod
    def loads(text: str) -> Any:
        try:
            said = json.loads(text)
        except (ValueError, RecursionError):
            return UNREADABLE
        # what the library tells itself is not for a screen to say
        forged = isinstance(said, list) and said[:1] in (["connect"], ["disconnect"])
        return UNREADABLE if forged else said


class _Packet(Packet):
    json = _Json


def _wait_without_a_timer() -> None:
    """Let what a socket sends wait for its next packet without a task and a timer for each packet.

    With five hundred screens those cost more than the sending. A socket that is gone is still found: by its pings,
    and by whoever reads from it. This replaces a method of the library; tests/live/test_sockets.py holds the
    library to the version that it was written for.
    """
    AsyncSocket.poll = _poll


async def _poll(self: AsyncSocket) -> list[Any]:
    """Return the packets to send next; none when the socket is to be closed."""
    try:
        packets = [await self.queue.get()]
        self.queue.task_done()
    except asyncio.CancelledError as error:
        raise QueueEmpty from error
    if packets == [None]:
        return []
    while not self.queue.empty():
        packet = self.queue.get_nowait()
        self.queue.task_done()
        if packet is None:
            self.queue.put_nowait(None)  # after these, close
            break
        packets.append(packet)
    return packets
