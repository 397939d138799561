"""What a briefing pack is made of: sheets of plain values, each printed on its own and bound together.

The same sheet on the same paper, by the same templates, styles and engine, is printed once: `key_of` names it.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from board.documents.course import Timeline
from board.documents.findings import Genetics, Measure, Patient
from board.documents.pdf import FONTS, PRINT, ROOT, Paper
from board.documents.plain import from_plain, to_plain
from board.documents.record import Person

#: How an option stands in a group of criteria; "" where it asks nothing there.
Standing = Literal["met", "not_met", "unknown", ""]


@dataclass(frozen=True)
class LineRow:
    """One line of therapy: "PD after 20.4 months, last dose 2026-01-31" and the like, ready to print."""

    number: int
    label: str
    start: str
    end: str
    best: str
    stopped: str
    notes: str = ""


@dataclass(frozen=True)
class DrugRow:
    """Drugs of one class, and what is known of resistance to each: "refractory", in words."""

    drug: str
    kind: str
    state: str
    last_dose: str
    why: str


@dataclass(frozen=True)
class OptionRow:
    """One option: its verdict in words, how it stands group by group, and what decides."""

    option: str
    verdict: str
    standings: tuple[str, ...]
    why: str


@dataclass(frozen=True)
class Gap:
    """A fact that is missing or old: what it is, its state, and what it would settle."""

    what: str
    state: str
    settles: str = ""


@dataclass(frozen=True, kw_only=True)
class CaseSheet:
    """Everything the pack says of one case version."""

    case_number: str
    version: int
    patient: Patient
    synthetic: bool
    as_of: str
    title: str
    diagnosis: str
    presented_by: str
    question: str
    reason: str
    wishes: str
    headline: str
    strip: tuple[Measure, ...] = ()
    figures: tuple[Measure, ...] = ()
    relapse: tuple[str, ...] = ()
    course: Timeline | None = None
    lines: tuple[LineRow, ...] = ()
    lines_note: str = ""
    drugs: tuple[DrugRow, ...] = ()
    resistance: tuple[Measure, ...] = ()
    genetics: Genetics | None = None
    risk: tuple[Measure, ...] = ()
    groups: tuple[str, ...] = ()
    options: tuple[OptionRow, ...] = ()
    organs: tuple[Measure, ...] = ()
    scores: tuple[Measure, ...] = ()
    cautions: tuple[str, ...] = ()
    missing: tuple[Gap, ...] = ()
    rules: str = ""


@dataclass(frozen=True)
class ContentsRow:
    """One case on the agenda; no sheet where it is not printed, and `said` tells why."""

    number: int
    case_number: str
    title: str
    starts: str
    minutes: int
    presenter: str
    #: Its place among the sheets of the pack, and the page it begins on, once that is known.
    sheet: int | None = None
    page: int | None = None
    said: str = ""


@dataclass(frozen=True)
class ContentsPart:
    """Another part of the pack: "Attendance list"."""

    name: str
    sheet: int
    page: int | None = None


@dataclass(frozen=True, kw_only=True)
class Contents:
    """The first page: which meeting, and which case stands where."""

    title: str
    board: str
    hospital: str
    when: str
    place: str
    synthetic: bool
    rows: tuple[ContentsRow, ...]
    others: tuple[ContentsPart, ...] = ()


@dataclass(frozen=True)
class Choice:
    """An option to vote for, with its letter; no text: a blank line to write on."""

    letter: str
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class DecisionSheet:
    """A blank sheet on which a meeting without screens decides one case."""

    case_number: str
    patient: Patient
    synthetic: bool
    question: str
    when: str
    choices: tuple[Choice, ...]
    voters: tuple[Person, ...]
    quorum: str


@dataclass(frozen=True, kw_only=True)
class AttendanceList:
    """Who is expected, with room to sign."""

    board: str
    when: str
    place: str
    synthetic: bool
    people: tuple[Person, ...]
    quorum: str


@dataclass(frozen=True)
class Task:
    """One thing a discipline has to find out for one case."""

    case_number: str
    what: str
    why: str


@dataclass(frozen=True)
class DisciplineTasks:
    """What one discipline has to prepare."""

    discipline: str
    people: str
    tasks: tuple[Task, ...]


@dataclass(frozen=True, kw_only=True)
class PreparationList:
    """Which missing or old facts, and which questions, are whose to settle before the meeting."""

    board: str
    when: str
    synthetic: bool
    disciplines: tuple[DisciplineTasks, ...]


Sheet = CaseSheet | Contents | DecisionSheet | AttendanceList | PreparationList
KINDS: dict[str, type] = {
    "case": CaseSheet,
    "contents": Contents,
    "decision": DecisionSheet,
    "attendance": AttendanceList,
    "preparation": PreparationList,
}
_NAMES = {kind: name for name, kind in KINDS.items()}


@dataclass(frozen=True)
class Cover:
    """What holds for a whole pack: its title, and who printed it when, as every page says."""

    title: str
    printed: str
    #: ISO 8601 with its zone: the date inside the file.
    created: str


def kind_of(sheet: Sheet) -> str:
    """Return the name of a sheet's kind, which is that of its template."""
    return _NAMES[type(sheet)]


def to_text(sheet: Sheet) -> str:
    """Return the sheet as canonical JSON text."""
    said = [kind_of(sheet), to_plain(sheet)]
    return json.dumps(said, sort_keys=True, separators=(",", ":"))


def from_text(text: str) -> Sheet:
    """Return the sheet that `to_text` wrote."""
    kind, values = json.loads(text)
    sheet: Sheet = from_plain(KINDS[kind], values)
    return sheet


def key_of(sheet: Sheet, paper: Paper) -> str:
    """Return what names the print of a sheet: SHA-256 over values, paper, templates, styles and engine."""
    said = "\n".join((to_text(sheet), paper, fingerprint()))
    return hashlib.sha256(said.encode()).hexdigest()


#: What draws a sheet, beside its template: another version of one of these prints everything anew.
DRAWN_BY = (
    *(
        "charts",
        "course",
        "curves",
        "lanes",
        "layout",
        "letters",
        "pack",
        "pack_parts",
        "pack_print",
    ),
    *("pdf", "pen", "plain", "record", "scales", "sentence", "timeline"),
)


@cache
def fingerprint() -> str:
    """Return the SHA-256 of everything beside the values that a print depends on."""
    folder = ROOT / "templates" / "documents"
    here = ROOT / "board" / "documents"
    files: Sequence[Path] = sorted(
        (
            *folder.glob("pack*.html"),
            *PRINT.glob("*.css"),
            *(here / f"{name}.py" for name in DRAWN_BY),
            ROOT / "board" / "web" / "filters.py",
        )
    )
    found = hashlib.sha256(version("weasyprint").encode())
    for file in (*files, *sorted(FONTS.glob("*.ttf"))):
        found.update(file.read_bytes())
    return found.hexdigest()
