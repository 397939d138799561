"""The product as it is served: uvicorn, sockets and pages, on a free port of this machine."""

import asyncio
import socket
import threading
import time
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import uvicorn
from flask import Flask

from board.live.presence import here
from board.live.server import with_live_room

PATIENCE = 15.0  # seconds


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve *app* with its live room; give its address."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    app.config["PUBLIC_ADDRESS"] = f"http://127.0.0.1:{port}"
    server = uvicorn.Server(
        uvicorn.Config(
            with_live_room(app),
            ws="websockets-sansio",
            ws_per_message_deflate=False,
            log_level="warning",
            timeout_graceful_shutdown=1,
        )
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    wait_for(lambda: server.started)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(PATIENCE)
        listening.close()
        assert not here.meetings(), "a screen was left behind"


def wait_for(condition, patience: float = PATIENCE, what: str = "it"):
    """Return what *condition* gives as soon as it is true; fail after *patience* seconds."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        found = condition()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError(f"waited {patience} s for {what}")


def awaited(work: Coroutine[Any, Any, Any]) -> Any:
    """Return what *work* gives, on a loop of its own: the browser's driver keeps one in this thread."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()
