"""How fast a page is read: through `board serve`, and through a plain WSGI server with the same application.

Run by itself (`python -m board.bench.pages 8001`) it is the plain server: one process, one page at a time.
"""

import http.client
import sys
import time
from urllib.parse import urlsplit

from werkzeug.serving import WSGIRequestHandler, make_server

from board.app import create_app
from board.bench.server import Server, product


def get(address: str, path: str, cookie: str) -> int:
    """Return the status of one page, read to its end, over a connection of its own."""
    line = http.client.HTTPConnection(urlsplit(address).netloc, timeout=120)
    try:
        return _get(line, path, cookie)
    finally:
        line.close()


def seconds_a_page(server: Server, path: str, cookie: str, times: int) -> float:
    """Return the seconds that the quickest of *times* readings took, one after the other on one connection."""
    line = http.client.HTTPConnection(urlsplit(server.address).netloc, timeout=120)
    best = float("inf")
    for _ in range(times):
        began = time.perf_counter()
        if _get(line, path, cookie) != 200:
            raise RuntimeError(f"{path} cannot be read")
        best = min(best, time.perf_counter() - began)
    line.close()
    return best


def plain(port: int, database_url: str) -> Server:
    """Return the plain server for the application on this database."""
    settings = product(port, database_url).settings
    return Server([sys.executable, "-m", "board.bench.pages", str(port)], port, settings)


def _get(line: http.client.HTTPConnection, path: str, cookie: str) -> int:
    line.request("GET", path, headers={"Cookie": cookie})
    answer = line.getresponse()
    answer.read()
    return answer.status


class _Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing of each page."""


if __name__ == "__main__":
    make_server("127.0.0.1", int(sys.argv[1]), create_app(), request_handler=_Quiet).serve_forever()
