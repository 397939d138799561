"""Looking into a file of a stranger, in a process of its own that knows nothing and is believed nothing."""

import json
import os
import select
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from board.documents.errors import DocumentFailed, ReaderBusy
from board.documents.proof import Examined
from board.documents.reading import HEAD

#: What it may take: address space in bytes, of which a record needs a tenth; seconds of a processor per file.
READER_MEMORY = 512 * 1024**2
READER_SECONDS = 60
#: How long a file may be looked at, when a record takes hundredths of a second; and how long the
#: process may take to start, which no file can help.
LOOKING, STARTING = 2.0, 15.0
#: An answer is shorter than this, in bytes.
LONGEST_ANSWER = 1_000
#: Of the environment the process is given this much: no key, no address, no password.
HARMLESS = ("PATH", "LANG", "LC_ALL", "TZ", "SYSTEMROOT", "LD_LIBRARY_PATH")

_SOURCE = Path(__file__).parents[2]


def look_into(pdf: bytes, timeout: float = LOOKING) -> Examined:
    """Return what a file from anywhere shows of itself, looked at in a process of its own.

    Raises ReaderBusy at once while another file is being looked at, and DocumentFailed when it
    cannot be looked at in time, or at all.
    """
    return _READER.look(pdf, timeout)


class Reader:
    """The process that looks into files of strangers, one at a time; nobody waits for their turn."""

    def __init__(self, memory: int = READER_MEMORY) -> None:
        self._memory = memory
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def look(self, pdf: bytes, timeout: float) -> Examined:
        """Return what a file shows, or raise as `look_into` does."""
        # Whoever waits here holds a thread that pages are made with: a few waiting would be all of them.
        if not self._turn.acquire(blocking=False):
            raise ReaderBusy("Somebody else's file is being looked at; try again in a moment.")
        try:
            return self._look(pdf, timeout)
        finally:
            self._turn.release()

    def stop(self) -> None:
        """End the process; the next file starts a new one."""
        if self._process:
            self._process.kill()
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe:
                    pipe.close()
        if self._folder:
            self._folder.cleanup()
        self._process = self._folder = None

    @property
    def pid(self) -> int | None:
        """Return the number of the process, when there is one."""
        return self._process.pid if self._process else None

    def _look(self, pdf: bytes, timeout: float) -> Examined:
        try:
            self._get_ready()
            return _examined(self._ask(pdf, timeout)) if pdf else Examined()
        except (OSError, ValueError) as error:
            self.stop()
            raise DocumentFailed("The file could not be looked at.") from error

    def _get_ready(self) -> None:
        """Have a process that answers; one that died between two files is not noticed."""
        try:
            self._ask(b"", STARTING)
        except (OSError, ValueError):
            self.stop()
            self._ask(b"", STARTING)

    def _ask(self, pdf: bytes, timeout: float) -> dict[str, Any]:
        deadline = time.monotonic() + timeout
        process = self._process or self._start()
        if process.stdin is None or process.stdout is None:
            raise ValueError("it is started with both")
        os.set_blocking(process.stdin.fileno(), False)
        _send(process.stdin.fileno(), HEAD.pack(len(pdf)) + pdf, deadline)
        answer = json.loads(_line(process.stdout.fileno(), deadline))
        if not isinstance(answer, dict):
            raise ValueError("not an answer")
        return answer

    def _start(self) -> subprocess.Popen[bytes]:
        self._folder = tempfile.TemporaryDirectory(prefix="board-reader-")
        told = [self._folder.name, str(self._memory), str(READER_SECONDS)]
        self._process = subprocess.Popen(  # noqa: S603  our own program, told two numbers and a folder
            [sys.executable, "-s", "-m", "board.documents.reading", *told],
            env=_environment(self._folder.name),
            cwd=self._folder.name,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
        )
        return self._process


def _environment(folder: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in HARMLESS if name in os.environ}
    return kept | {"PYTHONPATH": str(_SOURCE), "HOME": folder, "TMPDIR": folder}


def _send(pipe: int, data: bytes, deadline: float) -> None:
    rest = memoryview(data)
    while rest:
        if not select.select([], [pipe], [], max(deadline - time.monotonic(), 0))[1]:
            raise TimeoutError("the file was not taken in time")
        rest = rest[os.write(pipe, rest) :]


def _line(pipe: int, deadline: float) -> bytes:
    """Return the line that comes down a pipe in time; whatever is longer than an answer is none."""
    line = b""
    while not line.endswith(b"\n"):
        if not select.select([pipe], [], [], max(deadline - time.monotonic(), 0))[0]:
            raise TimeoutError("no answer came in time")
        more = os.read(pipe, LONGEST_ANSWER)
        line += more
        if not more or len(line) > LONGEST_ANSWER:
            raise ValueError("no answer came")
    return line


def _examined(answer: dict[str, Any]) -> Examined:
    """Return an answer as what it may be and nothing else."""
    if isinstance(answer.get("failed"), str):
        raise DocumentFailed(answer["failed"])
    count, intact = answer.get("signatures"), answer.get("intact")
    digests = [answer.get(name) for name in ("certificate", "record")]
    if type(count) is not int or type(intact) is not bool or not all(map(_is_digest, digests)):
        raise ValueError("not an answer")
    return Examined(count, intact, *map(str, digests))


def _is_digest(said: object) -> bool:
    return isinstance(said, str) and (not said or (len(said) == 64 and said.isascii()))


_READER = Reader()
