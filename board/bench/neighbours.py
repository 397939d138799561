"""Those who make the house slow for others, as a process of its own until it is ended.

`python -m board.bench.neighbours`; standard input holds one JSON object: where, with whose cookies, and how many.
"""

import asyncio
import http.client
import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

from board.bench.pages import get
from board.bench.screen import Gone, Screen
from board.bench.server import Server

#: A slow upload: so many bytes in all, so many at a time, with so many seconds between.
UPLOAD, CHUNK, PAUSE = 1_500_000, 2_000, 0.2
#: Messages a second of somebody who never stops.
NOISE = 1_000


@asynccontextmanager
async def beside(server: Server, **who: Any) -> AsyncIterator[None]:
    """Let neighbours be busy with *server* during the block: pages, uploads, prints, noise."""
    told = json.dumps({"address": server.address, **who})
    process = subprocess.Popen(
        [sys.executable, "-m", "board.bench.neighbours"], stdin=subprocess.PIPE, text=True
    )
    try:
        if process.stdin is not None:
            process.stdin.write(told)
            process.stdin.close()
        await asyncio.sleep(3)  # until they have begun
        yield
    finally:
        process.kill()
        process.wait()


def main(told: dict[str, Any]) -> None:
    """Be busy for ever: pages and prints are read again and again, uploads counts them, a meeting hears noise."""
    address, cookies = told["address"], told["cookies"]
    work: list[Callable[[], object]] = []
    for n, path in enumerate([*told.get("pages", []), *told.get("prints", [])]):
        cookie = cookies[n % len(cookies)]
        work.append(lambda path=path, cookie=cookie: get(address, path, cookie))  # type: ignore[misc]
    work += [lambda: upload(address, cookies[0])] * told.get("uploads", 0)
    if "meeting" in told:
        work.append(lambda: asyncio.run(_shout(address, cookies[0], told["meeting"])))
    for act in work:
        threading.Thread(target=_again, args=[act], daemon=True).start()
    while True:
        time.sleep(60)


def upload(address: str, cookie: str) -> None:
    """Send one form slowly, and do not wait for the answer."""
    host, _, port = urlsplit(address).netloc.partition(":")
    with socket.create_connection((host, int(port)), timeout=120) as line:
        head = (
            f"POST /cases/new HTTP/1.1\r\nHost: {host}:{port}\r\nCookie: {cookie}\r\n"
            f"Content-Type: application/octet-stream\r\nContent-Length: {UPLOAD}\r\n\r\n"
        )
        line.sendall(head.encode())
        for _ in range(UPLOAD // CHUNK):
            line.sendall(b"x" * CHUNK)
            time.sleep(PAUSE)


async def _shout(address: str, cookie: str, meeting_id: int) -> None:
    """Send a thousand messages a second until the server has had enough."""
    screen = Screen(address, cookie, meeting_id)
    await screen.enter()
    said = '42["resolve_note",{"note":1}]'
    try:
        while screen.level.is_set():
            for _ in range(NOISE // 50):
                screen._send(said)
            await asyncio.sleep(1 / 50)
    finally:
        screen.leave()


def _again(act: Callable[[], object]) -> None:
    while True:
        try:
            act()
        except (OSError, http.client.HTTPException, Gone, TimeoutError):
            time.sleep(0.2)  # turned away: comes again


if __name__ == "__main__":
    main(json.load(sys.stdin))
