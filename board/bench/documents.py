"""Paper, measured: a briefing pack of many cases and a decision record, beside the bare engine and a browser.

Naive is one `HTML(string).write_pdf(pdf_variant='pdf/a-3a')` of the same pages and styles, tables laid out
automatically, in a process of its own; Chromium prints the same page. All in one run: the ratios count. Where
other work goes on beside, wall clocks tell little: the ratios of processor time stand beside them.

A record: `record_ratio` is the time from asking a warm printer process to having the PDF, template, drawings
and QR code included, to that of the bare engine printing the finished page of the same record, the best of
five each; neither attaches a file or seals. `record_cpu_ratio` takes the processor time of all the records
printed in a row, collecting their garbage included. `record_to_tuned` compares to the bare engine with our
style sheets as they stand. `record_sealed_ms` is the whole as it is given out: FHIR document made, both files
attached, sealed.
"""

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from board.bench.assessing import synthetic
from board.documents.pack import CaseSheet, Contents, ContentsRow, Cover, Sheet
from board.documents.pack_worker import PackPrinter, make_pack
from board.documents.plan import as_first_set
from board.documents.record import PlanDocument, Verification
from board.documents.worker import Printer, PrintRecord, SealRecord

#: Each time another case is changed; the best counts.
WARM_ROUNDS = 3
RECORD_ROUNDS = 5
SEALED_ROUNDS = 3
RECORDS = 200
TIMELINES = 200
TICKS = os.sysconf("SC_CLK_TCK")
COVER = Cover(
    "Briefing pack, meeting of 2026-11-24",
    "Printed 2026-11-24 12:00 by a measurement",
    "2026-11-24T12:00:00Z",
)
Say = Callable[[str], None]
#: Brings a database up to date, by its address.
Migrate = Callable[[str], None]


@dataclass(frozen=True)
class Cost:
    """What something cost: seconds by the clock, seconds of processors, megabytes at most."""

    wall: float
    cpu: float
    peak: float = 0.0
    pages: int = 0


def measure(cases: int, migrate: Migrate, say: Say) -> dict[str, float | int]:
    """Return the ratios of the goals, and the figures they are made of."""
    with tempfile.TemporaryDirectory(prefix="board-bench-") as folder, _database(folder, migrate):
        sheets, record = _material(cases)
        say(f"{cases} cases and a record are ready")
        page = Path(folder) / "pack.html"
        page.write_text(_whole(sheets), encoding="utf-8")
        naive = _bare("pack", page)
        say(f"naive: {naive}")
        browser = _chromium(page, Path(folder))
        say(f"Chromium: {browser}")
        cold, warm = _packs(sheets, say)
        records = _records(record, Path(folder), say)
    drawing = _timeline(sheets)
    found: dict[str, float | int] = {
        "pages": cold.pages,
        "naive_pages": naive.pages,
        "cold_cpu_ratio": round(cold.cpu / 2 / naive.cpu, 3),
        "warm_cpu_ratio": round(warm.cpu / naive.cpu, 3),
        **records,
        "timeline_ms": round(drawing * 1000, 3),
        "naive_s": round(naive.wall, 2),
        "chromium_s": round(browser.wall, 2),
        "cold_s": round(cold.wall, 2),
        "warm_s": round(warm.wall, 3),
        "naive_mb": round(naive.peak),
        "peak_mb": round(cold.peak),
        "cold_ratio": round(cold.wall / naive.wall, 3),
        "warm_ratio": round(warm.wall / naive.wall, 3),
        "record_ratio": records["record_ratio"],
        "rss_ratio": round(cold.peak / naive.peak, 3),
        "warm_to_chromium": round(warm.wall / browser.wall, 3) if browser.wall else -1,
    }
    return found


@contextmanager
def _database(folder: str, migrate: Migrate) -> Iterator[None]:
    """Let the invented board live in a database of its own."""
    url = f"sqlite:///{folder}/board.sqlite3"
    before = {name: os.environ.get(name) for name in ("DATABASE_URL", "BOARD_SECRET_KEY")}
    os.environ |= {"DATABASE_URL": url, "BOARD_SECRET_KEY": "only for measuring"}
    try:
        migrate(url)
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


def _material(cases: int) -> tuple[list[CaseSheet], PlanDocument]:
    """Return the sheets of so many synthetic cases, and a signed record of the invented board."""
    from board import demo
    from board.app import create_app
    from board.cases.brief import brief_of
    from board.db import db
    from board.decisions.models import Plan
    from board.packs.sheets import case_sheet

    demo.load(datetime(2026, 11, 24, 12, tzinfo=UTC))
    with create_app().app_context():
        sheets = [case_sheet(brief_of(version)) for version in _submitted(cases)]
        plan = db.session.query(Plan).filter(Plan.snapshot.is_not(None)).first()
        if plan is None or plan.snapshot is None:
            raise LookupError("the invented board signed no plan")
        where = f"http://127.0.0.1:8000/r/{plan.case.number}/{plan.version}"
        check = Verification(f"{where}#{'0' * 16}", where)
        record = replace(PlanDocument.from_json(plan.snapshot), verification=check)
        db.session.remove()
        db.engine.dispose()
    return sheets, record


def _submitted(cases: int) -> list[Any]:
    """Submit synthetic cases to the invented board and return their versions."""
    from board.accounts.actor import Actor, Role, Seat
    from board.accounts.models import Membership
    from board.cases import services
    from board.cases.submission import Submission
    from board.db import db
    from board.myeloma.facts import CaseFacts
    from board.transactions import transaction

    seat = db.session.query(Membership).filter_by(role=Role.CHAIR).first()
    if seat is None:
        raise LookupError("the invented board has no chair")
    seats = (Seat(seat.board_id, seat.role, seat.discipline),)
    by, at = Actor(seat.person_id, seat.person.name, 0, seats), datetime(2026, 11, 24, tzinfo=UTC)
    chance, made = random.Random(1), []  # noqa: S311 -- invented people, no secret
    with transaction():
        for number, text in enumerate(synthetic(cases), start=1):
            facts = CaseFacts.model_validate_json(text)
            submission = Submission(
                mrn=f"SYN-{number:05}",
                family=f"Synthetic {number}",
                given="Agnes",
                born=date(1950 + chance.randrange(20), 2, 3),
                sex=facts.patient.sex or "F",
                facts=facts,
                title="Second relapse on daratumumab, del(17p)",
                question="CAR T cells now, or a triplet first? Which bridging, if apheresis is late?",
                reason="Progression on maintenance with new del(17p).",
                wishes="Wants to stay at home as much as possible.",
            )
            made.append(services.submit(seat.board_id, submission, by=by, at=at).newest)
    return made


def _whole(sheets: list[CaseSheet]) -> str:
    """Return the pages of all sheets as one page of HTML."""
    from board.documents.pack_print import as_html

    bodies = (as_html(sheet).split("<body>")[1].split("</body>")[0] for sheet in sheets)
    parts = "".join(f'<div class="part">{body}</div>' for body in bodies)
    head = "<title>Briefing pack</title><style>.part{break-before:page}</style>"
    return f'<!doctype html><html lang="en"><head>{head}</head><body>{parts}</body></html>'


def _bare(room: str, page: Path, *more: str) -> Cost:
    """Return what the engine takes for a page, called bare in a process of its own."""
    told = subprocess.run(  # noqa: S603 -- this program itself
        [sys.executable, "-m", "board.bench.naive", room, str(page), *more],
        check=True,
        capture_output=True,
        text=True,
    )
    return Cost(**json.loads(told.stdout.splitlines()[-1]))


def _chromium(page: Path, folder: Path) -> Cost:
    """Return what Chromium takes to print the same page; nought where there is none."""
    from board.documents.pdf import PRINT

    found = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    browser = next((path for path in found if path), None)
    if browser is None:
        return Cost(0, 0)
    styles = "".join((PRINT / name).read_text() for name in ("paper.css", "pack.css"))
    styled = folder / "browser.html"
    text = page.read_text().replace("<style>", f"<style>@page{{size:A4}}{styles}")
    styled.write_text(text.replace('"../../fonts', f'"{PRINT.parent.parent.as_uri()}/fonts'))
    asked = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    asked += [f"--print-to-pdf={folder / 'browser.pdf'}", f"--user-data-dir={folder / 'browser'}"]
    began, before = perf_counter(), os.times()
    subprocess.run([*asked, styled.as_uri()], check=True, capture_output=True)  # noqa: S603
    after = os.times()
    cpu = (
        after.children_user + after.children_system - before.children_user - before.children_system
    )
    return Cost(perf_counter() - began, cpu)


def _packs(sheets: list[CaseSheet], say: Say) -> tuple[Cost, Cost]:
    """Return the cost of a pack of which nothing is printed, and of one of which one case changed."""
    contents = _contents(sheets)
    printer, kept = PackPrinter(), dict[str, bytes]()

    def made(those: list[CaseSheet]) -> tuple[Cost, Any]:
        began, before = perf_counter(), _cpu(printer)
        whole: list[Sheet] = [contents, *those]
        bound = make_pack(
            whole, "A4", COVER, lambda keys: {k: kept[k] for k in keys if k in kept}, printer
        )
        return Cost(perf_counter() - began, _cpu(printer) - before, pages=bound.pages), bound

    try:
        _warm_up(printer, sheets[0])
        cold, bound = made(sheets)
        cold = replace(cold, peak=max(_status(pid, "VmHWM") for pid in printer.pids()))
        say(f"cold: {cold}, {len(bound.pdf) / 1e6:.1f} MB")
        kept |= bound.fresh
        rounds = []
        for number in range(WARM_ROUNDS):
            changed = list(sheets)
            place = number % len(sheets)
            changed[place] = replace(sheets[place], question=f"Changed question {number}?")
            rounds.append(made(changed)[0])
        warm = min(rounds, key=lambda cost: cost.wall)
        say(f"one changed: {warm}")
    finally:
        printer.stop()
    return cold, warm


def _warm_up(printer: PackPrinter, sheet: CaseSheet) -> None:
    """Let both processes load the engine: a server's have."""
    first = {f"warm-up {number}": replace(sheet, version=number) for number in (98, 99)}
    printer.fragments(first, "A4")
    printer.bound(list(printer.fragments(first, "A4").values()), COVER)


def _contents(sheets: list[CaseSheet]) -> Contents:
    rows = (
        ContentsRow(n, one.case_number, one.title, "18:45", 10, one.presented_by, sheet=n)
        for n, one in enumerate(sheets, start=1)
    )
    return Contents(
        title="Briefing pack",
        board="Myeloma Board",
        hospital="University Hospital",
        when="Tue 24-Nov-2026, 18:45 to 23:45",
        place="",
        synthetic=True,
        rows=tuple(rows),
    )


def _records(record: PlanDocument, folder: Path, say: Say) -> dict[str, float]:
    """Return how a record in a warm process compares to the bare engine, and what many of them leave behind."""
    page = folder / "record.html"
    page.write_text(as_first_set(record), encoding="utf-8")
    bare, tuned = _bare("plan", page), _bare("plan", page, "tuned")
    printer, many = Printer(), RECORDS - RECORD_ROUNDS - SEALED_ROUNDS - 2
    try:
        printer.run(PrintRecord(record), 60)
        rounds = [_timed(printer, record) for _ in range(RECORD_ROUNDS)]
        before, used = _status(printer.pid, "VmRSS"), _ticks(printer.pid)
        for _ in range(many):
            printer.run(PrintRecord(record), 60)
        after, used = _status(printer.pid, "VmRSS"), _ticks(printer.pid) - used
        whole = _given_out(printer, record, folder)
    finally:
        printer.stop()
    wall = min(one.wall for one in rounds)
    say(
        f"record: {wall:.3f} s, bare {bare.wall:.3f} s; {many} of them grew by {after - before:.1f} MB"
    )
    return {
        "record_ratio": round(wall / bare.wall, 3),
        "record_cpu_ratio": round(used / many / bare.cpu, 3),
        "record_to_tuned": round(wall / tuned.wall, 3),
        "record_growth_mb": round(after - before, 1),
        "record_ms": round(wall * 1000),
        "record_naive_ms": round(bare.wall * 1000),
        "record_sealed_ms": round(whole * 1000),
    }


def _given_out(printer: Printer, record: PlanDocument, folder: Path) -> float:
    """Return the seconds that a record takes with all that goes out with it, the best of a few."""
    from board.documents.sealing import Seal
    from board.interop.fhir_document import bundle_text

    seal, text = Seal(folder / "site-key.p12", made_for="board.example.org"), record.to_json()
    rounds = []
    for _ in range(SEALED_ROUNDS):
        began = perf_counter()
        whole = replace(record, record_json=text, fhir_json=bundle_text(text))
        printer.run(SealRecord(whole, "A4", seal), 60)
        rounds.append(perf_counter() - began)
    return min(rounds)


def _timed(printer: Printer, record: PlanDocument) -> Cost:
    began, before = perf_counter(), _ticks(printer.pid)
    printer.run(PrintRecord(record), 60)
    return Cost(perf_counter() - began, _ticks(printer.pid) - before)


def _timeline(sheets: list[CaseSheet]) -> float:
    """Return the seconds of processor time that drawing one timeline takes."""
    from board.documents.timeline import Style, draw

    courses = [sheet.course for sheet in sheets if sheet.course is not None]
    for course in courses:
        draw(course, Style.PAPER)
    began = process_time()
    for number in range(TIMELINES):
        draw(courses[number % len(courses)], Style.PAPER)
    return (process_time() - began) / TIMELINES


def _cpu(printer: PackPrinter) -> float:
    return process_time() + sum(_ticks(pid) for pid in printer.pids())


def _ticks(pid: int | None) -> float:
    """Return the processor seconds a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def _status(pid: int | None, name: str) -> float:
    """Return a line of a process's memory in megabytes: VmRSS now, VmHWM at most."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(name))


def run_documents(cases: int, as_json: bool, migrate: Migrate) -> int:
    """Measure and print; the last line is one JSON object."""

    def say(words: str) -> None:
        if not as_json:
            print(words, flush=True)  # noqa: T201

    print(json.dumps(measure(cases, migrate, say)))  # noqa: T201
    return 0
