"""Printing in a process of its own."""

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from board.documents import worker
from board.documents.errors import DocumentFailed, PrintingTookTooLong, ReaderBusy
from board.documents.plan import as_pdf
from board.documents.proof import Examined
from board.documents.reader import READER_MEMORY, Reader
from board.documents.worker import Printer, render_plan
from tests.documents.bombs import a_bomb
from tests.documents.samples import a_record

#: Takes the engine far longer than the tests wait.
ENDLESS = "word " * 200_000


@pytest.fixture
def printer() -> Iterator[Printer]:
    printer = Printer()
    yield printer
    printer.stop()


@pytest.fixture
def reader() -> Iterator[Reader]:
    reader = Reader()
    yield reader
    reader.stop()


def test_another_process_prints_the_same_bytes():
    assert render_plan(a_record(), "Letter") == as_pdf(a_record(), "Letter")


def test_a_printer_that_was_killed_between_two_documents_is_not_noticed(printer):
    first = printer.print(a_record(), "A4", timeout=60)
    os.kill(printer.pid, signal.SIGKILL)

    assert printer.print(a_record(), "A4", timeout=60) == first


def test_a_printer_whose_fonts_were_swept_away_is_not_noticed_and_leaves_nothing_behind(
    printer, tmp_path, monkeypatch
):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    first = printer.print(a_record(), "A4", timeout=60)
    for file in [file for file in tmp_path.rglob("*") if file.is_file()]:
        file.unlink()

    second = printer.print(a_record(), "A4", timeout=60)
    os.kill(printer.pid, signal.SIGKILL)
    printer.stop()

    assert second == first and not list(tmp_path.iterdir())


def test_a_document_that_ends_its_printer_is_refused_and_the_next_is_printed(printer, monkeypatch):
    monkeypatch.setattr(worker, "JOBS_PER_PROCESS", 1)
    printer.print(a_record(), "A4", timeout=60)
    killer = threading.Thread(target=_kill_the_next, args=(printer, printer.pid))
    killer.start()

    with pytest.raises(DocumentFailed, match="half-way"):
        printer.print(a_record(question=ENDLESS), "A4", timeout=60)

    killer.join()
    assert printer.print(a_record(), "A4", timeout=60).startswith(b"%PDF")


def test_a_document_that_takes_too_long_is_given_up_and_the_next_is_printed(printer):
    printer.print(a_record(), "A4", timeout=60)

    with pytest.raises(PrintingTookTooLong, match="not printed in time"):
        printer.print(a_record(question=ENDLESS), "A4", timeout=0.5)

    assert printer.print(a_record(), "A4", timeout=60).startswith(b"%PDF")


def test_who_waits_too_long_for_their_turn_is_told(printer):
    with printer._turn, pytest.raises(PrintingTookTooLong, match="busy"):
        printer.print(a_record(), "A4", timeout=0.05)


def test_a_printer_is_replaced_before_it_grows_old(printer, monkeypatch):
    monkeypatch.setattr(worker, "JOBS_PER_PROCESS", 2)
    pids = set()
    for _ in range(4):
        printer.print(a_record(), "A4", timeout=60)
        pids.add(printer.pid)

    assert len(pids) == 2


def test_a_failure_in_the_other_process_is_told_here(printer):
    with pytest.raises(DocumentFailed, match="could not be printed"):
        printer.print(a_record(record_json="\ud800"), "A4", timeout=60)


def test_many_threads_may_ask_at_once(printer):
    answers: list[bytes] = []
    ask = [
        threading.Thread(target=lambda: answers.append(printer.print(a_record(), "A4", timeout=60)))
        for _ in range(4)
    ]
    for thread in ask:
        thread.start()
    for thread in ask:
        thread.join()

    assert len(answers) == 4
    assert len(set(answers)) == 1


def test_a_small_file_that_blows_up_shows_nothing_and_costs_nothing(reader):
    bomb = a_bomb()
    reader.look(b"", timeout=60)

    began = time.monotonic()
    shown = reader.look(bomb, timeout=60)

    assert len(bomb) < 100_000
    assert shown == Examined()
    assert time.monotonic() - began < 1.5


def test_who_comes_while_a_file_is_looked_at_is_told_at_once(reader):
    with reader._turn, pytest.raises(ReaderBusy, match="try again in a moment"):
        reader.look(b"", timeout=60)

    assert reader.look(b"", timeout=60) == Examined()


def test_the_start_of_the_reader_is_not_counted_against_the_file(reader):
    record = as_pdf(a_record())

    assert reader.look(record, timeout=0.5).record == a_record().digest
    os.kill(reader.pid, signal.SIGKILL)
    assert reader.look(record, timeout=0.5).record == a_record().digest


def test_the_reader_may_take_less_memory_than_a_printer(reader):
    reader.look(b"", timeout=60)

    limits = Path(f"/proc/{reader.pid}/limits").read_text().splitlines()
    [address_space] = [line.split() for line in limits if line.startswith("Max address space")]
    assert address_space[3:5] == [str(READER_MEMORY)] * 2
    assert READER_MEMORY < worker.MEMORY


def test_the_reader_is_given_no_secret(reader, monkeypatch):
    monkeypatch.setenv("BOARD_SECRET_KEY", "the canary of a key")
    reader.look(b"", timeout=60)

    assert b"canary" not in Path(f"/proc/{reader.pid}/environ").read_bytes()


@pytest.mark.parametrize(
    "answer",
    [
        b"\x80\x04\x95.",
        b"[]",
        b'{"signatures": true, "intact": true, "certificate": "", "record": ""}',
        b'{"signatures": 1, "intact": 1, "certificate": "", "record": ""}',
        b'{"signatures": 1, "intact": true, "certificate": "a", "record": ""}',
        b'{"signatures": 1, "intact": true}',
        b"9" * 5_000,
    ],
)
def test_what_is_no_plain_answer_is_not_believed(reader, answer, monkeypatch):
    reader.look(b"", timeout=60)
    monkeypatch.setattr(reader, "_get_ready", lambda: None)
    with subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys; sys.stdout.buffer.write(eval(sys.argv[1]))",
            repr(answer + b"\n"),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as liar:
        reader.stop()
        reader._process = liar

        with pytest.raises(DocumentFailed, match="could not be looked at"):
            reader.look(b"%PDF", timeout=20)


def _kill_the_next(printer: Printer, old: int | None) -> None:
    tick = threading.Event()
    while printer.pid in (old, None):
        tick.wait(0.01)
    tick.wait(0.3)
    os.kill(printer.pid, signal.SIGKILL)
