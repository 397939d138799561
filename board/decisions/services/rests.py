"""The facts a recommendation rests on: which there are to choose from, and what each says in a version."""

from collections.abc import Mapping
from typing import Any

from board.cases.anchors import (
    PARTS,
    SECTION_WORDS,
    TABLES,
    Anchor,
    anchors_in,
    course_words,
    is_anchor,
    said_at,
    words_of,
)
from board.cases.models import CaseVersion
from board.documents.record import SupportingFact
from board.myeloma.precision import precise
from board.web.filters import day

#: What tells the rows of a table apart, and the days of other values: no fact by itself.
_NAMES = frozenset({"id", "date", "dates"})
#: Table → what one row of it is, and the field that says of which day it is.
_ROWS = {"regimens": ("course", "start"), "series": ("sample", "date")}


def facts_in(version: CaseVersion) -> dict[str, list[Anchor]]:
    """Return the facts of a version that a recommendation can rest on, as they read, by the name of their part."""
    return {
        part: [
            Anchor(one.path, fact_told(one.path, version))
            for one in found
            if not one.path.startswith("series[")
        ]
        for part, found in anchors_in(version).items()
        if part != "Sections"
    }


def is_fact(path: str, version: CaseVersion) -> bool:
    """Return whether *path* is a fact that this version has or could have, and no section of its brief."""
    return path not in SECTION_WORDS and is_anchor(path, version)


def fact_told(path: str, version: CaseVersion) -> str:
    """Return a fact as a version tells it: what it is called, what it says, of which day."""
    if isinstance(said_at(path, version.facts), Mapping):  # a course of treatment
        return fact_in_brief(path, version).value or words_of(path)
    fact = fact_in_brief(path, version)
    return f"{fact.name} {fact.value}" + (f", {day(fact.dated)}" if fact.dated else "")


def fact_in_brief(path: str, version: CaseVersion) -> SupportingFact:
    """Return a fact as it is read at a glance: of a table how many rows since when, of a course its drugs."""
    value = said_at(path, version.facts)
    if path in TABLES and isinstance(value, list):
        return SupportingFact(path, words_of(path), _counted(path, value))
    if isinstance(value, Mapping) and (course := course_words(value)):
        return SupportingFact(path, PARTS["regimens"][1], course)
    return fact_at(path, version)


def fact_at(path: str, version: CaseVersion) -> SupportingFact:
    """Return what a version says at *path*, in words; "not known" where it says nothing."""
    value, dated = said_at(path, version.facts), ""
    if isinstance(value, tuple):
        value, dated = value[0], str(value[1] or "")
    return SupportingFact(path, words_of(path), _shown(path, value) or "not known", dated)


def _counted(table: str, rows: list[Any]) -> str:
    noun, begins = _ROWS[table]
    first = min((row[begins] for row in rows if row.get(begins)), default="")
    count = f"{len(rows)} {noun}" if len(rows) == 1 else f"{len(rows) or 'no'} {noun}s"
    return f"{count} since {day(first)}" if first else count


def _shown(path: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        said = ((name, _shown(name, one)) for name, one in value.items() if name not in _NAMES)
        return ", ".join(f"{name.replace('_', ' ')} {words}" for name, words in said if words)
    if isinstance(value, list):
        rows = (
            _counted(path, value) if path == "series" else " + ".join(_shown("", v) for v in value)
        )
        return rows or "none"
    return precise(path, value) if isinstance(value, float) else str(value)
