"""A teaching copy on paper."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from jinja2 import Environment
from markupsafe import Markup

from board.documents.plain import all_printable
from board.documents.timeline import Style, Timeline, draw
from board.documents.worker import Printer

if TYPE_CHECKING:
    from board.documents.pdf import Paper


@dataclass(frozen=True)
class Line:
    """One line of therapy, its days moved like all others, ready to be printed."""

    label: str
    start: str
    end: str
    best_response: str
    progression: str


@dataclass(frozen=True)
class TeachingSheet:
    """Everything a printed teaching copy says; no name, no number of a patient, no centre."""

    name: str
    synthetic: bool
    age: str
    sex: str
    headline: str
    figures: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    #: Name, whether it was found, and how large the clone is.
    findings: tuple[tuple[str, str, str], ...]
    paragraphs: tuple[tuple[str, str], ...]
    timeline: Timeline
    digest: str
    released_at: datetime


@dataclass(frozen=True)
class PrintCopy:
    """The job of putting a copy on paper."""

    sheet: TeachingSheet
    paper: "Paper" = "A4"

    def __call__(self) -> bytes:
        """Return the PDF."""
        # Imported here: the engine and its limits belong to the other process.
        from board.documents.pdf import letters, write

        shown = all_printable(self.sheet, letters())
        html = _templates().get_template("documents/teaching.html").render(sheet=shown)
        done = write(html, room="teaching", paper=self.paper, created=self.sheet.released_at)
        return done.pdf


def print_copy(sheet: TeachingSheet, timeout: float = 30.0) -> bytes:
    """Return a copy as PDF/A-3a and PDF/UA-1; raises as `worker.render_plan` does."""
    return _PRINTER.run(PrintCopy(sheet), timeout)


@cache
def _templates() -> Environment:
    from board.documents.pdf import environment

    paper = environment()
    # whoever draws the picture escapes every word in it
    paper.globals["course_picture"] = lambda course: Markup(draw(course, Style.PAPER))
    return paper


#: A process of its own: copies never wait for records, nor records for copies.
_PRINTER = Printer()
