"""What can be pointed at in a case: a section of its brief, or a fact by its path.

A path is that of the facts: `labs_current.platelets_e9_L`, `regimens[r2]`, `regimens[r2].stop_reason`,
`series`, `series[2026-11-09]`. It means the same in every version of the case.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import BaseModel

from board.cases.forms.words import label_of
from board.cases.models import CaseVersion
from board.myeloma.facts import CaseFacts, Regimen, Sample
from board.web.filters import day

#: Section of the brief → in words.
SECTION_WORDS = {
    "summary": "the case as a whole",
    "genetics": "genetics",
    "timeline": "treatment and response",
    "lines": "lines and refractoriness",
    "eligibility": "eligibility",
    "health": "overall health",
    "supportive": "supportive care",
    "missing": "missing data",
}
#: Part of the facts → the section of the brief that shows it, its name.
PARTS = {
    "patient": ("health", "Patient"),
    "disease": ("summary", "Disease"),
    "labs_diagnosis": ("genetics", "Blood at diagnosis"),
    "labs_current": ("health", "Blood now"),
    "genetics": ("genetics", "Genetics"),
    "genetics_before": ("genetics", "Genetics, earlier sample"),
    "regimens": ("lines", "Treatment"),
    "series": ("timeline", "Markers"),
    "imaging": ("summary", "Imaging"),
    "health": ("health", "Health"),
    "hbv": ("health", "Hepatitis B"),
}
#: Sections that rest on a few parts; every other one rests on all of them.
RESTS_ON = {
    "genetics": ("genetics", "genetics_before", "genetics_source_text", "labs_diagnosis"),
    "timeline": ("regimens", "series"),
    "lines": ("regimens", "treatment_history_complete"),
    "health": ("patient", "labs_current", "health", "hbv"),
    "supportive": ("patient", "labs_current", "health", "hbv"),
}
#: Tables of the facts: what tells their rows apart, one row in words, its fields.
TABLES: Mapping[str, tuple[str, str, type[BaseModel]]] = {
    "regimens": ("id", "Course", Regimen),
    "series": ("date", "Sample of", Sample),
}
#: Facts that the form asks for in another shape: what people call them.
_NAMED = {"patient.age": "Age", "patient.hctci_items": "Comorbidities of the HCT-CI"}
_ROW = re.compile(r"(?P<table>\w+)\[(?P<row>[^\]]{1,80})\](?:\.(?P<field>\w+))?")
_NO_FACTS = frozenset({"date", "dates"})


@dataclass(frozen=True)
class Anchor:
    """Something to point at: its path or section, and what people call it."""

    path: str
    words: str


def anchors_in(version: CaseVersion) -> dict[str, list[Anchor]]:
    """Return what can be pointed at in a version, by the name of its part: sections first, known facts next."""
    found = {
        "Sections": [Anchor(path, words.capitalize()) for path, words in SECTION_WORDS.items()]
    }
    for part, (_section, name) in PARTS.items():
        paths = list(_known(part, version.facts.get(part)))
        if paths:
            found[name] = [Anchor(path, _offered(path, version)) for path in paths]
    return found


def _offered(path: str, version: CaseVersion) -> str:
    """Return the words to choose something by."""
    row = _ROW.fullmatch(path)
    if row is None or row["table"] != "regimens":
        return words_of(path)
    return course_words(_row_of(version.facts, "regimens", row["row"]) or {}) or words_of(path)


def course_words(course: Mapping[str, Any]) -> str:
    """Return a course of treatment as people call it: its drugs, and when it began."""
    given, began = " + ".join(course.get("drugs") or ()), course.get("start")
    return ", ".join(one for one in (given, began and day(began)) if one)


def is_anchor(path: str, version: CaseVersion) -> bool:
    """Return whether *path* is a section, or a fact that this version has or could have."""
    if path in SECTION_WORDS or path in TABLES or path in _fields():
        return True
    row = _ROW.fullmatch(path)
    if row is None or row["table"] not in TABLES:
        return False
    fields: dict[str, object] = dict(TABLES[row["table"]][2].model_fields)
    if row["field"] is not None and row["field"] not in fields:
        return False
    return _row_of(version.facts, row["table"], row["row"]) is not None


def words_of(path: str) -> str:
    """Return what people call a section or a fact."""
    if path in SECTION_WORDS:
        return SECTION_WORDS[path].capitalize()
    if path in TABLES:
        return PARTS[path][1]
    row = _ROW.fullmatch(path)
    if row is not None and row["table"] in TABLES:
        name = row_words(row["table"], row["row"])
        return f"{name}: {_question(row['table'], row['field'])}" if row["field"] else name
    said = _NAMED.get(path) or label_of(path)
    return f"{said}, earlier sample" if path.startswith("genetics_before.") else said


def row_words(table: str, row: str) -> str:
    """Return what people call a row of a table: "Course r2", "Sample of 09-Nov-2026"."""
    return f"{TABLES[table][1]} {day(row) if table == 'series' else row}"


def section_of(path: str) -> str:
    """Return the section of the brief in which a fact is shown."""
    if path in SECTION_WORDS:
        return path
    return PARTS.get(re.split(r"[.\[]", path, maxsplit=1)[0], ("summary", ""))[0]


def differs(path: str, before: CaseVersion, after: CaseVersion) -> bool:
    """Return whether two versions of a case say different things at *path*, its day included."""
    return bool(said_at(path, before.facts) != said_at(path, after.facts))


def said_at(path: str, facts: Mapping[str, Any]) -> Any:
    """Return what the facts say at a path, a single fact with its day; for a section, all that it rests on."""
    if path in SECTION_WORDS:
        return {part: facts.get(part) for part in RESTS_ON.get(path, tuple(facts))}
    if path in TABLES:
        return facts.get(path)
    row = _ROW.fullmatch(path)
    if row is not None:
        found = _row_of(facts, row["table"], row["row"])
        return found.get(row["field"]) if found and row["field"] else found
    part, _, field = path.partition(".")
    said = facts.get(part)
    if not field or not isinstance(said, Mapping):
        return said
    value = said.get(field)
    taken = (said.get("dates") or {}).get(field, said.get("date"))
    return None if value is None else (value, taken)


def _row_of(facts: Mapping[str, Any], table: str, name: str) -> Mapping[str, Any] | None:
    key = TABLES[table][0]
    rows: list[Mapping[str, Any]] = facts.get(table) or []
    return next((row for row in rows if str(row.get(key)) == name), None)


def _known(part: str, said: Any) -> Iterator[str]:
    if part in TABLES and said:
        yield part
        yield from (f"{part}[{row[TABLES[part][0]]}]" for row in said)
    elif isinstance(said, Mapping):
        yield from (
            f"{part}.{field}"
            for field, value in said.items()
            if value is not None and f"{part}.{field}" in _fields()
        )


@cache
def _fields() -> frozenset[str]:
    """Return the path of every single fact of the format, recorded or not."""
    found: set[str] = set()
    for name, field in CaseFacts.model_fields.items():
        kinds = [field.annotation, *getattr(field.annotation, "__args__", ())]
        part = next((k for k in kinds if isinstance(k, type) and issubclass(k, BaseModel)), None)
        if part is not None and name not in TABLES:
            found |= {f"{name}.{leaf}" for leaf in part.model_fields if leaf not in _NO_FACTS}
    return frozenset(found | {"treatment_history_complete", "crab_attributable_to_myeloma"})


def _question(table: str, field: str) -> str:
    said = label_of(f"{table}-0-{field}")
    return said.partition(": ")[2] or field.replace("_", " ")
