"""The websocket of one screen: what can be sent at once is, what is a command is handed on as it comes.

The library wakes a task for each packet that it sends, and makes a task and a timer for each that it reads. With
five hundred screens those cost more than sending and reading.
"""

from collections.abc import Callable
from typing import Any

from engineio.async_drivers.asgi import WebSocket
from engineio.async_socket import AsyncSocket

#: Takes what was said on a connection, or returns that it did not.
HandOn = Callable[[str, str], bool]


class Line(WebSocket):
    """What the library holds for a connection, with two shortcuts. All else goes its way."""

    def __init__(self, handler: Any, server: Any) -> None:
        super().__init__(handler, server)
        self._socket: AsyncSocket = handler.__self__
        self._hand_on: HandOn = server.hand_on
        self._longest: int = server.max_http_buffer_size
        self._sending = 0
        self._socket.line = self

    async def wait(self) -> Any:
        """Return the next message that is the library's to read; the others are handed on."""
        while True:
            said = await super().wait()
            taken = isinstance(said, str) and len(said) <= self._longest
            if not (taken and self._hand_on(self._socket.sid, said)):
                return said

    async def send(self, message: Any) -> None:
        """Send a message of the library's queue."""
        self._sending += 1
        try:
            await super().send(message)
        finally:
            self._sending -= 1

    def say(self, text: str) -> bool:
        """Send at once, or return that something waits to be sent before.

        What cannot be written now, because whoever reads is slow, belongs into the queue.
        """
        if self._sending or not self._socket.queue.empty() or not self._can_be_written():
            return False
        step = self.asgi_send({"type": "websocket.send", "bytes": None, "text": text})
        try:
            step.send(None)
        except StopIteration:
            return True
        except Exception:  # it is gone: whoever reads from it finds that, and closes
            return True
        step.close()  # it would have had to wait
        return False

    def _can_be_written(self) -> bool:
        """Return whether the server's own connection takes more; of a server that does not say so, never."""
        writable = getattr(getattr(self.asgi_send, "__self__", None), "writable", None)
        return writable is not None and writable.is_set()


def say(socket: AsyncSocket, packet: Any) -> None:
    """Send a packet on a connection: at once where that can be, else after what waits."""
    line: Line | None = getattr(socket, "line", None)
    if line is None or not line.say(packet.encode()):
        socket.queue.put_nowait(packet)
