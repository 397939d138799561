"""A plan as typed into the form: text in, the structure out, or a sentence for each field that is wrong."""

from dataclasses import MISSING, dataclass, field, fields
from datetime import date
from enum import StrEnum
from typing import Any, get_origin

from board.decisions.content import ROWS, VALUES, PlanContent, hints, inner
from board.errors import Invalid

#: Characters; a record is read on two pages.
LONGEST_LINE = 600
LONGEST_TEXT = 4_000
MOST_ROWS = 40
#: Parts of one line in which more than a line may be written.
LONG = frozenset({"rationale", "no_recommendation"})
#: The first field of a row: a row without it is empty and left out.
FIRST = {
    "recommendations": "text",
    "alternatives": "option",
    "supportive": "text",
    "logistics": "state",
    "actions": "text",
    "triggers": "what",
    "dissents": "who",
}
#: What a row is given as: each field as text, or several texts where several may be chosen.
Row = dict[str, str | list[str]]


def read(typed: dict[str, str], rows: dict[str, list[Row]]) -> PlanContent:
    """Return the plan as typed into the form, or refuse with a sentence per field."""
    content, problems = read_what_can_be(typed, rows)
    if problems:
        raise Invalid("The plan was not saved: please check the marked fields.", problems)
    return content


def read_what_can_be(
    typed: dict[str, str], rows: dict[str, list[Row]]
) -> tuple[PlanContent, dict[str, str]]:
    """Return what can be understood of a form, and a sentence for each field that cannot."""
    problems = _Problems()
    said: dict[str, Any] = {}
    for name, kind in VALUES.items():
        longest = LONGEST_TEXT if name in LONG else LONGEST_LINE
        text = problems.text(name, typed.get(name, ""), longest)
        said |= _given(name, name, kind, text, problems)
    for name, kind in ROWS.items():
        given = [row for row in rows.get(name, []) if _text(row.get(FIRST[name], "")).strip()]
        if len(given) > MOST_ROWS:
            problems.found[name] = f"At most {MOST_ROWS} lines fit here."
        every = (
            _row(kind, f"{name}.{number}", row, problems)
            for number, row in enumerate(given[:MOST_ROWS])
        )
        said[name] = tuple(row for row in every if row is not None)
    return PlanContent(**said), problems.found


@dataclass
class _Problems:
    found: dict[str, str] = field(default_factory=dict)

    def text(self, name: str, value: str, longest: int) -> str:
        """Return *value* trimmed; too long, it is noted as a problem."""
        value = value.replace("\r\n", "\n").replace("\x00", "").strip()
        if len(value) > longest:
            self.found[name] = f"Shorten this to {longest} characters; it has {len(value)}."
        return value


def _row(kind: Any, name: str, row: Row, problems: _Problems) -> Any:
    said: dict[str, Any] = {}
    for key, type_ in hints(kind).items():
        place, value = f"{name}.{key}", row.get(key, "")
        if get_origin(type_) is tuple:
            several = [value] if isinstance(value, str) else value
            texts = (problems.text(place, one, LONGEST_LINE) for one in several)
            said[key] = tuple(dict.fromkeys(text for text in texts if text))
        else:
            said |= _given(
                key, place, type_, problems.text(place, _text(value), LONGEST_LINE), problems
            )
    needed = {one.name for one in fields(kind) if one.default is MISSING}
    return kind(**said) if needed <= said.keys() else None


def _given(name: str, place: str, kind: Any, text: str, problems: _Problems) -> dict[str, Any]:
    """Return the value of one field by its name; empty and not a text, it keeps the value it has by itself."""
    plain = inner(kind)
    if plain is str:
        return {name: text}
    if not text:
        return {}
    try:
        return {name: plain(text) if issubclass(plain, StrEnum) else date.fromisoformat(text)}
    except ValueError:
        problems.found[place] = (
            f"“{text[:40]}” is not one of the choices."
            if issubclass(plain, StrEnum)
            else f"“{text[:40]}” is no date: write 02-12-2026, the year with four digits."
        )
        return {}


def _text(value: str | list[str]) -> str:
    return value if isinstance(value, str) else next(iter(value), "")
