"""Printing in a process of its own: a web request never waits on, or dies with, the engine."""

import logging
import multiprocessing
import resource
import tempfile
import threading
import time
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess

from board.documents.errors import DocumentFailed, PrintingTookTooLong
from board.documents.pdf import Paper
from board.documents.record import PlanDocument

log = logging.getLogger(__name__)

#: WeasyPrint keeps a little memory of every document; after so many a new process takes over.
JOBS_PER_PROCESS = 200
#: What one process may take: address space in bytes, processor time per document in seconds.
MEMORY = 2 * 1024**3
SECONDS = 60


def render_plan(document: PlanDocument, paper: Paper = "A4", timeout: float = 30.0) -> bytes:
    """Return the PDF of a record; any thread may ask, one document is printed at a time.

    Raises PrintingTookTooLong after `timeout` seconds, waiting for others included, and
    DocumentFailed when the document cannot be printed.
    """
    return _PRINTER.print(document, paper, timeout)


class Printer:
    """One printing process, started when first needed and replaced when it dies or grows old."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._process: SpawnProcess | None = None
        self._line: Connection | None = None
        # What the process writes to disk goes when it goes, killed or not.
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._jobs = 0

    def print(self, document: PlanDocument, paper: Paper, timeout: float) -> bytes:
        """Return the PDF, or raise; afterwards the printer is ready for the next document."""
        deadline = time.monotonic() + timeout
        if not self._turn.acquire(timeout=timeout):
            raise PrintingTookTooLong("The printer is busy. Please try again in a minute.")
        try:
            return self._print(document, paper, deadline)
        finally:
            self._turn.release()

    def stop(self) -> None:
        """End the printing process; the next document starts a new one."""
        if self._process:
            self._process.kill()
            self._process.join()
        if self._line:
            self._line.close()
        if self._folder:
            self._folder.cleanup()
        self._process = self._line = self._folder = None
        self._jobs = 0

    @property
    def pid(self) -> int | None:
        """Return the number of the printing process, when there is one."""
        return self._process.pid if self._process else None

    def _print(self, document: PlanDocument, paper: Paper, deadline: float) -> bytes:
        if self._jobs >= JOBS_PER_PROCESS:
            self.stop()
        try:
            return self._ask(document, paper, deadline)
        except (EOFError, OSError):
            was_used = self._jobs > 1
            self.stop()
        # A process that printed before may have been ended between two documents: try a fresh one.
        # A fresh one that dies was ended by this document.
        if not was_used:
            raise DocumentFailed("Printing stopped half-way. The document may be too large.")
        try:
            return self._ask(document, paper, deadline)
        except (EOFError, OSError) as error:
            self.stop()
            raise DocumentFailed("Printing stopped half-way, twice. Please try again.") from error

    def _ask(self, document: PlanDocument, paper: Paper, deadline: float) -> bytes:
        line = self._line or self._start()
        self._jobs += 1
        line.send((document, paper))
        if not line.poll(max(deadline - time.monotonic(), 0)):
            self.stop()
            raise PrintingTookTooLong(
                "The document was not printed in time. Please try again, "
                "and tell your administrator if it happens twice."
            )
        answer = line.recv()
        if isinstance(answer, Exception):
            raise answer
        return bytes(answer)

    def _start(self) -> Connection:
        spawn = multiprocessing.get_context("spawn")
        ours, theirs = spawn.Pipe()
        self._folder = tempfile.TemporaryDirectory(prefix="board-printer-")
        self._process = spawn.Process(
            target=_serve, args=(theirs, self._folder.name), daemon=True, name="printer"
        )
        self._process.start()
        theirs.close()
        self._line = ours
        return ours


def _serve(line: Connection, folder: str) -> None:
    """Print what comes down the line until the other end, or a file of our own in *folder*, is gone."""
    tempfile.tempdir = folder
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    while True:
        try:
            document, paper = line.recv()
        except EOFError:
            return
        _allow(SECONDS)
        try:
            line.send(_answer(document, paper))
        except FileNotFoundError:
            log.exception("the printer lost its fonts, a new process takes over")
            return


def _answer(document: PlanDocument, paper: Paper) -> bytes | Exception:
    # Imported here: the engine and its limits belong to this process.
    from board.documents.plan import as_pdf

    try:
        return as_pdf(document, paper)
    except DocumentFailed as error:
        return type(error)(str(error))
    except FileNotFoundError:
        raise
    except MemoryError:
        return DocumentFailed("The document is too large to print.")
    except Exception:
        log.exception("a document was not printed")
        return DocumentFailed("The document could not be printed; the log says why.")


def _allow(seconds: int) -> None:
    """Move the limit of processor time to so many seconds from now."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    used = int(usage.ru_utime + usage.ru_stime)
    resource.setrlimit(resource.RLIMIT_CPU, (used + seconds, resource.RLIM_INFINITY))


_PRINTER = Printer()
