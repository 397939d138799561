"""What a browser sends is read to its end before a page thread is taken for it.

There are few page threads. A client that sends its form byte by byte would hold one for as long as it likes;
here it holds a few bytes of memory, and not for long.
"""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

#: How long a body may be under way, in seconds: two megabytes at the pace of a poor mobile line.
PATIENCE = 30.0
#: Bodies under way at the same time, in bytes.
MOST_TOGETHER = 64 * 1024 * 1024


class _Refused(Exception):
    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status, self.sentence = status, sentence


class WholeBodies:
    """An ASGI application that hands each request to *app* with its body complete."""

    def __init__(self, app: App, largest: int, patience: float = PATIENCE) -> None:
        self._app, self._largest, self._patience = app, largest, patience
        self._under_way = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the body, then let the application answer."""
        if scope["type"] != "http" or _announced(scope) > self._largest:
            # too large by its own word: the application says so without reading it
            return await self._app(scope, receive, send)
        try:
            body = await asyncio.wait_for(self._whole(receive), self._patience)
        except TimeoutError:
            return await _refuse(send, _Refused(408, "This took too long to send."))
        except _Refused as refusal:
            return await _refuse(send, refusal)
        if body is None:
            return None  # the browser has left
        unread = [{"type": "http.request", "body": body, "more_body": False}]

        async def again() -> MutableMapping[str, Any]:
            return unread.pop() if unread else await receive()

        return await self._app(_of_length(scope, len(body)), again, send)

    async def _whole(self, receive: Receive) -> bytes | None:
        body = bytearray()
        try:
            while True:
                message = await receive()
                if message["type"] != "http.request":
                    return None
                chunk = message.get("body", b"")
                body += chunk
                self._under_way += len(chunk)
                if len(body) > self._largest:
                    raise _Refused(413, "This is too large. Nothing was saved.")
                if self._under_way > MOST_TOGETHER:
                    raise _Refused(503, "Too much is being sent at once. Try again in a minute.")
                if not message.get("more_body", False):
                    return bytes(body)
        finally:
            self._under_way -= len(body)


def _announced(scope: Scope) -> int:
    length = next((value for name, value in scope["headers"] if name == b"content-length"), b"")
    return int(length) if length.isdigit() and len(length) < 20 else 0


def _of_length(scope: Scope, length: int) -> Scope:
    """Return the scope with its length said, which a body sent in chunks does not know beforehand."""
    if length == 0:
        return scope
    headers = [
        (name, value)
        for name, value in scope["headers"]
        if name not in (b"content-length", b"transfer-encoding")
    ]
    return {**scope, "headers": [*headers, (b"content-length", str(length).encode())]}


async def _refuse(send: Send, refusal: _Refused) -> None:
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"cache-control", b"no-store, private"),
        (b"x-content-type-options", b"nosniff"),
        (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
    await send({"type": "http.response.body", "body": refusal.sentence.encode()})
