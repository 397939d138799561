"""The desk where packs are printed, behind the pages: a request asks and goes on.

One thread takes what was asked for, in order; printing itself is done in processes of their own. A sheet is
printed as soon as a version of a case is made, so that a pack finds nearly everything printed.
"""

import logging
import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import cast

from flask import Flask
from sqlalchemy import update

from board import clock
from board.cases.brief import brief_of
from board.cases.models import CaseVersion
from board.cases.services import CaseVersionMade
from board.db import db
from board.documents.errors import DocumentFailed
from board.documents.pack import key_of, kind_of
from board.documents.pack_worker import PackPrinter, make_pack
from board.documents.pdf import Paper
from board.packs import services
from board.packs.agenda import Order, order_of
from board.packs.models import Pack, State
from board.packs.services import PackAsked
from board.packs.sheets import case_sheet
from board.transactions import listen, transaction

log = logging.getLogger(__name__)

UNKNOWN = "The pack could not be printed. Please ask again, and tell your administrator if it happens twice."


class Desk:
    """Prints what is asked for in one application, one thing after the other."""

    def __init__(self, app: Flask, printer: PackPrinter | None = None) -> None:
        self._app, self._printer = app, printer or PackPrinter()
        self._packs: SimpleQueue[int] = SimpleQueue()
        self._versions: SimpleQueue[int] = SimpleQueue()
        self._bell = threading.Event()
        self._thread: threading.Thread | None = None
        self._stops: list[Callable[[], None]] = []

    def begin(self) -> None:
        """Listen for what is asked for."""
        self._stops = [
            listen(PackAsked, self.hear_pack),
            listen(CaseVersionMade, self.hear_version),
        ]

    def end(self) -> None:
        """Hear nothing more, and end the printing processes."""
        for stop in self._stops:
            stop()
        self._printer.stop()

    def hear_pack(self, event: PackAsked) -> None:
        """Print this pack soon."""
        self._packs.put(event.pack_id)
        self._ring()

    def hear_version(self, event: CaseVersionMade) -> None:
        """Print this version of a case when no pack waits."""
        self._versions.put(event.version_id)
        self._ring()

    def work_off(self) -> None:
        """Do what is asked for now, packs first."""
        while True:
            if (pack_id := _next(self._packs)) is not None:
                self._do(self._print_pack, pack_id)
            elif (version_id := _next(self._versions)) is not None:
                self._do(self._print_version, version_id)
            else:
                return

    def _ring(self) -> None:
        # begun with the first ring: a server that forks its workers would lose a thread begun before
        if self._thread is None and self._stops:
            self._thread = threading.Thread(target=self._sit, name="packs", daemon=True)
            self._thread.start()
        self._bell.set()

    def _sit(self) -> None:
        with self._app.app_context():
            for pack_id in services.unfinished():
                self._packs.put(pack_id)
            db.session.remove()
        while True:
            self._bell.wait()
            self._bell.clear()
            self.work_off()

    def _do(self, work: Callable[[int], None], number: int) -> None:
        with self._app.app_context():
            try:
                work(number)
            except Exception:
                # a sheet that is not printed now is printed with the first pack that needs it
                log.exception("nothing was printed")
            finally:
                db.session.remove()

    def _print_version(self, version_id: int) -> None:
        version = db.session.get(CaseVersion, version_id)
        if version is None:
            return
        sheet = case_sheet(brief_of(version))
        papers = cast(list[Paper], services.papers_of(version.case.board_id))
        for paper in papers:
            key = key_of(sheet, paper)
            if not services.kept_sheets([key]):
                made = self._printer.fragments({key: sheet}, paper)
                with transaction():
                    services.keep_sheets(made, "case", paper, clock.now(), version_id)

    def _print_pack(self, pack_id: int) -> None:
        with transaction():
            if not services.claim(pack_id, clock.now()):
                return
        try:
            self._finish(pack_id)
        except Exception as error:
            said = str(error) if isinstance(error, DocumentFailed) else UNKNOWN
            _note(pack_id, state=State.FAILED, said=said[:300])
            raise

    def _finish(self, pack_id: int) -> None:
        pack = db.session.get_one(Pack, pack_id)
        paper, order = cast(Paper, pack.paper), order_of(pack)
        keys = [key_of(sheet, paper) for sheet in order.sheets]
        kept = services.kept_sheets(keys)
        _note(pack_id, sheets=len(keys), done=len(kept))
        places = {key: place for place, key in enumerate(keys)}

        def told(key: str, made: bytes) -> None:
            _keep(pack_id, order, places.get(key), key, made, paper)

        bound = make_pack(
            order.sheets, paper, order.cover, services.kept_sheets, self._printer, told
        )
        with transaction():
            contents = {key: made for key, made in bound.fresh.items() if key not in places}
            services.keep_sheets(contents, "contents", paper, clock.now())
            services.throw_away(clock.now())
        _note(pack_id, state=State.READY, done=len(keys), pages=bound.pages, pdf=bound.pdf)


def keep_printing(app: Flask) -> Desk:
    """Print what is asked for in this application from now on."""
    desk = Desk(app)
    desk.begin()
    return desk


def _next(waiting: SimpleQueue[int]) -> int | None:
    try:
        return waiting.get_nowait()
    except Empty:
        return None


def _note(pack_id: int, **said: object) -> None:
    """Write down how far a pack is."""
    with transaction():
        db.session.execute(update(Pack).where(Pack.id == pack_id).values(**said))


def _keep(pack_id: int, order: Order, place: int | None, key: str, made: bytes, paper: str) -> None:
    """Keep a sheet as soon as it is printed, and count it."""
    if place is None:
        return
    kind, version_id = kind_of(order.sheets[place]), order.versions.get(place)
    with transaction():
        services.keep_sheets({key: made}, kind, paper, clock.now(), version_id)
        counted = update(Pack).where(Pack.id == pack_id).values(done=Pack.done + 1)
        db.session.execute(counted)
