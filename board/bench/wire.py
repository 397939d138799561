"""A websocket as thin as it can be, so that what is measured is the server.

Text messages only, unfragmented, as our server sends them; RFC 6455 for what the bytes mean.
"""

import asyncio
import base64
import secrets
from collections.abc import Callable
from typing import cast
from urllib.parse import urlsplit

TEXT, CLOSE, PING, PONG = 0x1, 0x8, 0x9, 0xA
SHORT, LONG = 126, 127  # marks of a length in two and in eight bytes


class Refused(ConnectionError):
    """The server did not take the connection."""


class Wire(asyncio.Protocol):
    """One open websocket: calls *on_text* with each message, *on_lost* once at its end."""

    def __init__(self, on_text: Callable[[str], None], on_lost: Callable[[], None]) -> None:
        self._on_text, self._on_lost = on_text, on_lost
        self._buffer = bytearray()
        self._transport: asyncio.Transport | None = None
        self._open: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._talking = False

    async def open(self, address: str, cookie: str) -> None:
        """Open a websocket to the room at *address*, "http://host:port", with the cookie of a session."""
        host, _, port = urlsplit(address).netloc.partition(":")
        await asyncio.get_running_loop().create_connection(lambda: self, host, int(port))
        self._ask_to_upgrade(f"{host}:{port}", cookie)
        await self._open

    @property
    def talks(self) -> bool:
        """Whether messages can be sent."""
        return self._talking and self._transport is not None and not self._transport.is_closing()

    def send(self, text: str) -> None:
        """Send one text message."""
        self._send(TEXT, text.encode())

    def close(self) -> None:
        """Hang up."""
        if self._transport is not None:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the connection."""
        self._transport = cast(asyncio.Transport, transport)

    def connection_lost(self, _why: Exception | None) -> None:
        """Say that it is over."""
        if not self._open.done():
            self._open.set_exception(Refused("the connection was closed"))
        elif self._talking:
            self._on_lost()

    def data_received(self, data: bytes) -> None:
        """Take what has come, and pass on what is complete."""
        self._buffer += data
        if not self._talking and not self._upgraded():
            return
        while (message := self._next()) is not None:
            kind, payload = message
            if kind == TEXT:
                self._on_text(payload.decode())
            elif kind == PING:
                self._send(PONG, payload)
            elif kind == CLOSE:
                self.close()

    def _ask_to_upgrade(self, host: str, cookie: str) -> None:
        key = base64.b64encode(secrets.token_bytes(16)).decode()
        lines = (
            "GET /live/?EIO=4&transport=websocket HTTP/1.1",
            f"Host: {host}",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            f"Sec-WebSocket-Key: {key}",
            f"Cookie: {cookie}",
            "",
            "",
        )
        if self._transport is not None:
            self._transport.write("\r\n".join(lines).encode())

    def _upgraded(self) -> bool:
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return False
        answer = bytes(self._buffer[:end])
        del self._buffer[: end + 4]
        if b" 101 " not in answer.split(b"\r\n", 1)[0]:
            if not self._open.done():
                self._open.set_exception(Refused(answer.split(b"\r\n", 1)[0].decode()))
            self.close()
            return False
        self._talking = True
        if not self._open.done():
            self._open.set_result(None)
        return True

    def _next(self) -> tuple[int, bytes] | None:
        """Return the next whole message and take it out of the buffer."""
        have = self._buffer
        if len(have) < 2:
            return None
        length, begins = have[1] & 0x7F, 2
        if length == SHORT:
            length, begins = int.from_bytes(have[2:4]), 4
        elif length == LONG:
            length, begins = int.from_bytes(have[2:10]), 10
        if len(have) < begins + length:
            return None
        kind, payload = have[0] & 0x0F, bytes(have[begins : begins + length])
        del have[: begins + length]
        return kind, payload

    def _send(self, kind: int, payload: bytes) -> None:
        if self._transport is None or self._transport.is_closing():
            return
        size = len(payload)
        if size < SHORT:
            head = bytes((0x80 | kind, 0x80 | size))
        elif size < 65_536:
            head = bytes((0x80 | kind, 0x80 | SHORT)) + size.to_bytes(2)
        else:
            head = bytes((0x80 | kind, 0x80 | LONG)) + size.to_bytes(8)
        # a mask of zeros: masks guard caches in between, and there are none on this machine
        self._transport.write(head + b"\0\0\0\0" + payload)
