"""Printing in a process of its own: a web request never waits on, or dies with, the engine."""

import gc
import logging
import multiprocessing
import resource
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from types import FunctionType
from typing import Any, TypeVar

from board.documents.errors import DocumentFailed, PrintingTookTooLong
from board.documents.pdf import Paper
from board.documents.record import PlanDocument
from board.documents.sealing import Certificate, Seal, certificate_of, sealed

T = TypeVar("T")

log = logging.getLogger(__name__)

#: WeasyPrint keeps a little memory of every document; after so many a new process takes over.
JOBS_PER_PROCESS = 200
#: What one process may take: address space in bytes, processor time per document in seconds.
MEMORY = 2 * 1024**3
SECONDS = 60
#: A printer that is asked for nothing so long, in seconds, tidies up meanwhile.
IDLE = 0.2
#: So many words of call stack a job gets in one piece, and as many again for what it calls.
FRAME = 66_000


def render_plan(document: PlanDocument, paper: Paper = "A4", timeout: float = 30.0) -> bytes:
    """Return the PDF of a record; any thread may ask, one document is printed at a time.

    Raises PrintingTookTooLong after `timeout` seconds, waiting for others included, and
    DocumentFailed when the document cannot be printed.
    """
    return _PRINTER.run(PrintRecord(document, paper), timeout)


def render_sealed(
    document: PlanDocument, paper: Paper, seal: Seal, timeout: float = 30.0
) -> "Sealed":
    """Return the PDF of a record, closed with the seal of the house; else as `render_plan`."""
    return _PRINTER.run(SealRecord(document, paper, seal), timeout)


@dataclass(frozen=True)
class PrintRecord:
    """The job of putting a record on paper."""

    document: PlanDocument
    paper: Paper = "A4"

    def __call__(self) -> bytes:
        """Return the PDF."""
        # Imported here: the engine and its limits belong to the other process.
        from board.documents.plan import as_pdf

        return as_pdf(self.document, self.paper)


@dataclass(frozen=True)
class Sealed:
    """A PDF that is closed, and the certificate it is recognised by."""

    pdf: bytes
    certificate: Certificate


@dataclass(frozen=True)
class SealRecord:
    """The job of putting a record on paper and closing it."""

    document: PlanDocument
    paper: Paper
    seal: Seal

    def __call__(self) -> Sealed:
        """Return the sealed PDF."""
        pdf = PrintRecord(self.document, self.paper)()
        return Sealed(sealed(pdf, self.seal), certificate_of(self.seal))


class Printer:
    """One printing process, started when first needed and replaced when it dies or grows old.

    A job is any callable without arguments that can be pickled, such as PrintRecord.
    """

    def __init__(self, memory: int = MEMORY) -> None:
        self._memory = memory
        self._turn = threading.Lock()
        self._process: SpawnProcess | None = None
        self._line: Connection | None = None
        # What the process writes to disk goes when it goes, killed or not.
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._jobs = 0

    def run(self, job: Callable[[], T], timeout: float) -> T:
        """Return what the job returns, or raise; afterwards the process is ready for the next one."""
        deadline = time.monotonic() + timeout
        if not self._turn.acquire(timeout=timeout):
            raise PrintingTookTooLong("The printer is busy. Please try again in a minute.")
        try:
            return self._run(job, deadline)
        finally:
            self._turn.release()

    def print(self, document: PlanDocument, paper: Paper, timeout: float) -> bytes:
        """Return the PDF of a record, without a seal."""
        return self.run(PrintRecord(document, paper), timeout)

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

    def _run(self, job: Callable[[], T], deadline: float) -> T:
        if self._jobs >= JOBS_PER_PROCESS:
            self.stop()
        try:
            return self._ask(job, deadline)
        except (EOFError, OSError):
            was_used = self._jobs > 1
            self.stop()
        # A process that printed before may have been ended between two documents: try a fresh one.
        # A fresh one that dies was ended by this document.
        if not was_used:
            raise DocumentFailed("Printing stopped half-way. The document may be too large.")
        try:
            return self._ask(job, deadline)
        except (EOFError, OSError) as error:
            self.stop()
            raise DocumentFailed("Printing stopped half-way, twice. Please try again.") from error

    def _ask(self, job: Callable[[], T], deadline: float) -> T:
        line = self._line or self._start()
        self._jobs += 1
        line.send(job)
        if not line.poll(max(deadline - time.monotonic(), 0)):
            self.stop()
            raise PrintingTookTooLong(
                "The document was not printed in time. Please try again, "
                "and tell your administrator if it happens twice."
            )
        answer: Any = line.recv()
        if isinstance(answer, Exception):
            raise answer
        done: T = answer
        return done

    def _start(self) -> Connection:
        spawn = multiprocessing.get_context("spawn")
        ours, theirs = spawn.Pipe()
        self._folder = tempfile.TemporaryDirectory(prefix="board-printer-")
        self._process = spawn.Process(
            target=_serve,
            args=(theirs, self._folder.name, self._memory),
            daemon=True,
            name="printer",
        )
        self._process.start()
        theirs.close()
        self._line = ours
        return ours


def _serve(line: Connection, folder: str, memory: int) -> None:
    """Do the jobs that come down the line until its other end, or a file of ours in *folder*, is gone."""
    tempfile.tempdir = folder
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    answered = _with_room(_answer)
    while True:
        try:
            job = line.recv()
        except EOFError:
            return
        _allow(SECONDS)
        try:
            line.send(answered(job))
        except FileNotFoundError:
            log.exception("the printer lost its fonts, a new process takes over")
            return
        if not line.poll(IDLE):
            # nobody waits: what documents left behind is looked for now, not in the time of the next one
            gc.collect()


def _answer(job: Callable[[], object]) -> object:
    try:
        return job()
    except DocumentFailed as error:
        return type(error)(str(error))
    except FileNotFoundError:
        raise
    except MemoryError:
        return DocumentFailed("The document is too large to print.")
    except Exception:
        log.exception("a document was not printed")
        return DocumentFailed("The document could not be printed; the log says why.")


def _with_room(function: Callable[[Callable[[], object]], object]) -> FunctionType:
    """Return the function with a call stack in one piece.

    Python lends it out 16 KB at a time, and gives a piece back as soon as it is empty: the engine, which calls
    itself deep down, borrows and returns the same piece three thousand times a document, a twelfth of its time.
    """
    code = function.__code__.replace(co_stacksize=FRAME)
    return FunctionType(code, function.__globals__)


def _allow(seconds: int) -> None:
    """Move the limit of processor time to so many seconds from now."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    used = int(usage.ru_utime + usage.ru_stime)
    resource.setrlimit(resource.RLIMIT_CPU, (used + seconds, resource.RLIM_INFINITY))


_PRINTER = Printer()
