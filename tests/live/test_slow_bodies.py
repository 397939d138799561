"""A form that comes byte by byte holds nobody up, and one that is too large is not read."""

import asyncio
import http.client
import socket as sockets
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from urllib.parse import urlsplit

from board.live.bodies import WholeBodies
from tests.servers import awaited


def cookie_of(client):
    return f"board={client.get_cookie('board').value}"


def half_sent(server, length=500_000, path="/sign-in"):
    host, port = urlsplit(server).netloc.split(":")
    slow = sockets.create_connection((host, int(port)))
    head = f"POST {path} HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Length: {length}\r\n"
    slow.sendall(head.encode() + b"Content-Type: application/x-www-form-urlencoded\r\n\r\nemail=")
    return slow


def test_twelve_slow_uploads_keep_nobody_waiting(server, as_person):
    chen = as_person("chen")
    slow = [half_sent(server) for _ in range(12)]
    time.sleep(0.3)

    def asks(_):
        begun = time.monotonic()
        with closing(http.client.HTTPConnection(urlsplit(server).netloc, timeout=5)) as connection:
            connection.request("GET", "/cases", headers={"Cookie": cookie_of(chen)})
            return connection.getresponse().status, time.monotonic() - begun

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(asks, range(8)))

    assert {status for status, _ in answers} == {200}
    assert max(took for _, took in answers) < 1.5
    for one in slow:
        one.close()


def test_what_is_too_large_is_refused_before_it_is_read(server):
    slow = half_sent(server, 10**9)
    slow.settimeout(5)

    assert b"413" in slow.recv(100).split(b"\r\n")[0]
    slow.close()


def test_a_body_without_a_length_is_measured_as_it_comes(server):
    chunks = (b"x" * 65_536 for _ in range(48))
    headers = {"Transfer-Encoding": "chunked"}
    with closing(http.client.HTTPConnection(urlsplit(server).netloc, timeout=10)) as connection:
        with suppress(BrokenPipeError, ConnectionResetError):  # refused before the last was sent
            connection.request("POST", "/sign-in", chunks, headers, encode_chunked=True)

        assert connection.getresponse().status == 413


def test_a_body_that_never_ends_is_given_up():
    sent = []

    async def never():
        await asyncio.sleep(60)

    async def send(message):
        sent.append(message)

    async def page(*_):
        raise AssertionError("a page thread was taken")

    scope = {"type": "http", "headers": [(b"content-length", b"5")]}
    awaited(WholeBodies(page, largest=100, patience=0.05)(scope, never, send))

    assert sent[0]["status"] == 408
    assert (b"cache-control", b"no-store, private") in sent[0]["headers"]
