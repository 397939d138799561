"""What was typed: a flat mapping from the name of a field to its text, right or wrong."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from board.cases.forms.questions import Rows, Section
from board.cases.forms.sections import SECTIONS
from board.cases.submission import unprintable
from board.errors import Invalid

Typed = Mapping[str, str]

#: More than the longest case ever seen, and too little to fill a disk.
LONGEST_VALUE = 20_000
LONGEST_DRAFT = 400_000
MOST_ROWS = 300
#: Set once a section was sent as finished: from then on missing answers are pointed out.
SENT = "sent."


def clean(sent: Mapping[Any, Any]) -> dict[str, str]:
    """Return what came in as texts that can be stored, without signs no screen shows."""
    found: dict[str, str] = {}
    for name, text in sent.items():
        if not isinstance(name, str) or not isinstance(text, str | int | float | bool | None):
            raise Invalid("A draft is made of names and texts.")
        words = "" if text is None else _text(text)
        if len(words) > LONGEST_VALUE:
            raise Invalid(
                f"An answer of {len(words):,} characters cannot be kept: shorten it and save again."
            )
        found[name[:200]] = "".join(sign for sign in words if not unprintable(sign))
    return found


def _text(value: str | int | float | bool) -> str:
    if isinstance(value, str):
        return value.replace("\r\n", "\n")
    try:
        return str(value)
    except ValueError as error:  # Python refuses to write integers of thousands of digits
        raise Invalid("A number of this length cannot be kept.") from error


def of_section(typed: Typed, section: Section) -> dict[str, str]:
    """Return the section's part of what was typed, without the empty fields."""
    return {name: text for name, text in typed.items() if text and section.owns(name)}


def with_section(typed: Typed, section: Section, sent: Typed) -> dict[str, str]:
    """Return what was typed with this section's answers replaced by those sent."""
    others = {name: text for name, text in typed.items() if not section.owns(name)}
    merged = others | of_section(tidy(sent, section.tables), section)
    if sum(len(name) + len(text) for name, text in merged.items()) > LONGEST_DRAFT:
        raise Invalid("The draft has grown too long to be kept: shorten the longest answers.")
    return merged


def tidy(sent: Typed, tables: Iterable[Rows]) -> dict[str, str]:
    """Return what was sent with empty rows taken out and the others numbered from 0."""
    found = dict(sent)
    for table in tables:
        rows = row_numbers(found, table)
        if len(rows) > MOST_ROWS:
            raise Invalid(f"{table.title}: {MOST_ROWS} rows are kept at most.")
        cells = {name: found.pop(name) for name in list(found) if _row_of(name, table) is not None}
        for place, row in enumerate(rows):
            prefix = f"{table.name}-{row}-"
            for name, text in cells.items():
                if name.startswith(prefix):
                    found[f"{table.name}-{place}-{name.removeprefix(prefix)}"] = text
    return found


def row_numbers(typed: Typed, table: Rows) -> list[int]:
    """Return the numbers of the rows in which something is typed, in order."""
    rows = {
        row
        for name, text in typed.items()
        if text.strip()
        and (row := _row_of(name, table)) is not None
        and not name.endswith(f"-{table.key}")
    }
    return sorted(rows)


def _row_of(name: str, table: Rows) -> int | None:
    found = re.match(rf"{table.name}-(\d{{1,6}})-", name)
    return int(found[1]) if found else None


def is_sent(typed: Typed, section: Section) -> bool:
    """Return whether the section was sent as finished before."""
    return bool(typed.get(SENT + section.slug))


def all_sent(typed: Typed) -> dict[str, str]:
    """Return what was typed with every section counted as finished."""
    return dict(typed) | {SENT + section.slug: "1" for section in SECTIONS}
