"""A file beside a draft: what it says, what would change, and the draft with what was accepted.

A file is read in memory and sent back and forth by the page; it is never kept.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from board.cases.forms.about_person import COMORBIDITY
from board.cases.forms.origins import value_at
from board.cases.forms.reading import Reading
from board.cases.forms.sections import SECTIONS
from board.cases.forms.typed import Typed
from board.cases.forms.writing import typed_from_facts
from board.errors import Invalid
from board.interop import case_facts, lab_csv
from board.interop.imported import Imported, Placed
from board.interop.merge import Difference, apply, differences
from board.myeloma.dates import span
from board.myeloma.precision import precise

LARGEST = 1024 * 1024
PASTED = "pasted table"
#: The tables, and without what a row of them is none.
TABLES = {"series": "date", "regimens": "drugs"}
#: What a file cannot say of a draft: the board numbers cases, the date of birth tells the age.
NOT_TAKEN = ("case_id", "format", "patient.age")


@dataclass(frozen=True)
class Change:
    """One value that would be placed or replaced, with where it stood in the file."""

    path: str
    label: str
    now: str
    #: When the value in the draft was taken, and the one in the file.
    now_day: str | None
    new: str
    day: str | None
    was: str
    where: str
    note: str
    is_new: bool
    #: Why it cannot be taken yet.
    held: str

    @property
    def is_newer(self) -> bool:
        """Say whether the file's sample is surely later than the one in the draft."""
        return bool(self.now_day and self.day and span(self.day).first > span(self.now_day).last)


@dataclass(frozen=True)
class Preview:
    """What a file would do to a draft. Nothing is written until somebody ticks and confirms."""

    imported: Imported
    changes: tuple[Change, ...]
    #: The file itself, to be sent back with the confirmation.
    again: str

    @property
    def read(self) -> int:
        """How many values were read or listed."""
        return len(self.imported.placed) + len(self.imported.not_understood)

    @property
    def differing(self) -> int:
        """How many values are not those typed already."""
        return sum(not change.is_new for change in self.changes)

    @property
    def same(self) -> int:
        """How many values the draft holds already."""
        return max(len(self.imported.placed) - len(self.changes), 0)


def read_file(data: bytes, name: str) -> Imported:
    """Return what a file says: case facts as JSON, or a laboratory table."""
    if len(data) > LARGEST:
        raise Invalid("The file is larger than 1 MB: no case looks like this.")
    if not data.strip():
        raise Invalid("The file is empty.")
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{" or name.casefold().endswith(".json"):
        return case_facts.read(data, name)
    if name == PASTED:
        return lab_csv.read_pasted(data.decode("utf-8", "replace"))
    return lab_csv.read(data, name)


def packed(data: bytes) -> str:
    """Return the file as text for a hidden field."""
    return urlsafe_b64encode(data).decode()


def unpacked(text: str) -> bytes:
    """Return the file that `packed` wrote; `Invalid` when the field was changed."""
    try:
        return urlsafe_b64decode(text.encode("ascii"))
    except ValueError as error:
        raise Invalid("The file did not come back whole: choose it again.") from error


def preview(imported: Imported, reading: Reading, again: str = "") -> Preview:
    """Return what would change in a draft that means *reading*."""
    places = {one.path: one for one in imported.placed}
    found = [
        _change(one, places.get(one.placed_at), reading)
        for one in differences(_facts(reading), imported)
        if one.path not in NOT_TAKEN
    ]
    return Preview(imported, tuple(found), again)


def left_out(imported: Imported, reading: Reading, accepted: Collection[str]) -> int:
    """Return how many values of the draft stay although the file says otherwise."""
    changes = preview(imported, reading).changes
    return sum(not one.is_new and one.path not in accepted for one in changes)


def take(
    typed: Typed, imported: Imported, reading: Reading, accepted: Collection[str]
) -> dict[str, str]:
    """Return what is typed once the accepted values are in; everything else stays as typed."""
    held = [one.path for one in preview(imported, reading).changes if one.held]
    if refused := sorted(set(accepted) & {*held, *NOT_TAKEN}):
        raise Invalid(f"{', '.join(refused)} cannot be taken from a file now.")
    facts = apply(_facts(reading), imported, accepted)
    full = typed_from_facts(facts, reading.answers)
    if "title" in accepted:
        full["title"] = str(facts["title"])
    found = dict(typed)
    parts = {path.split("[")[0].split(".")[0] for path in accepted}
    for name in _replaced(accepted, parts, {*typed, *full}, reading):
        found.pop(name, None)
        if name in full:
            found[name] = full[name]
    return found


def origins_of(
    imported: Imported, accepted: Iterable[str], facts: Mapping[str, Any], at: datetime
) -> dict[str, Any]:
    """Return where each accepted value came from."""
    places = {one.path: one for one in imported.placed}
    return {
        path: {
            "from": imported.source,
            "by": imported.kind,
            "where": places[path].where if path in places else "",
            "date": _day_of(places.get(path)),
            "at": at.isoformat(timespec="seconds"),
        }
        for path in accepted
        if value_at(facts, path) is not None
    }


def _replaced(
    accepted: Collection[str], parts: Collection[str], names: Iterable[str], reading: Reading
) -> list[str]:
    """Return the names of the fields that the accepted values fill or empty."""
    asked = {
        name
        for section in SECTIONS
        for question in section.questions()
        if question.name in accepted
        for name in question.names
    }
    dates = {
        name
        for name in names
        if name.split(".")[0] in parts and (".dates." in name or name.endswith(".date"))
    }
    tables = tuple(f"{part}{sign}" for part in parts if part in TABLES for sign in ("-", ".unit."))
    rows = {name for name in names if tables and name.startswith(tables)}
    ticks = {name for name in names if COMORBIDITY in accepted and name.startswith(COMORBIDITY)}
    return sorted(asked | {name for name in dates if name not in reading.errors} | rows | ticks)


def _facts(reading: Reading) -> dict[str, Any]:
    """Return the facts as far as they can be compared: rows that can be told from others."""
    facts = dict(reading.facts)
    facts |= {part: [row for row in facts[part] if row.get(key)] for part, key in TABLES.items()}
    if reading.words.get("title"):
        facts["title"] = reading.words["title"]
    if reading.words.get("patient.sex"):
        facts["patient"] = facts.get("patient", {}) | {"sex": reading.words["patient.sex"]}
    return facts


def _change(one: Difference, placed: Placed | None, reading: Reading) -> Change:
    part = one.path.split("[")[0]
    wrong = part in TABLES and any(name.startswith(f"{part}-") for name in reading.errors)
    now, new = (_shown(value, one.path, precise) for value in (one.current, one.imported))
    if now == new:
        now, new = (_shown(value, one.path, _exact) for value in (one.current, one.imported))
    return Change(
        path=one.path,
        label=one.label[:1].upper() + one.label[1:],
        now=now,
        now_day=one.current_date,
        new=new,
        day=one.imported_date or _day_of(placed),
        was=placed.was if placed else "",
        where=placed.where if placed else "",
        note=placed.note if placed else "",
        is_new=one.is_new,
        held="Put right what is wrong in that table first: it would be lost." if wrong else "",
    )


def _day_of(placed: Placed | None) -> str | None:
    day = placed.date if placed else None
    return None if day is None else str(day)


def _exact(_name: str, value: float) -> str:
    return f"{value:.10g}"


def _shown(value: Any, name: str, amount: Callable[[str, float], str]) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        said = (
            f"{leaf.replace('_', ' ')} {_shown(one, leaf, amount)}"
            for leaf, one in value.items()
            if one
        )
        return ", ".join(said)
    if isinstance(value, list | tuple):
        return " + ".join(_shown(one, name, amount) for one in value) or "none"
    return amount(name, value) if isinstance(value, float) else str(value)
