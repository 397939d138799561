"""What the forms of this room send, as values."""

import re

from werkzeug.datastructures import MultiDict

from board.decisions.content import ROWS, PlanContent, read
from board.errors import Invalid

ROW_FIELD = re.compile(r"([a-z]{1,20})-(\d{1,3})-([a-z_]{1,20})")
TYPED_DATE = re.compile(r"(\d{1,2})[-./ ](\d{1,2})[-./ ](\d{4})")


def plan_content(form: MultiDict[str, str]) -> PlanContent:
    """Return the plan as typed: rows are named `actions-0-owner`."""
    rows: dict[str, dict[int, dict[str, str]]] = {name: {} for name in ROWS}
    for name, value in form.items():
        match = ROW_FIELD.fullmatch(name)
        if match and match[1] in rows:
            row = rows[match[1]].setdefault(int(match[2]), {})
            row[match[3]] = _iso(value) if match[3] == "due" else value
    ordered = {name: [given[number] for number in sorted(given)] for name, given in rows.items()}
    return read(dict(form.items()), ordered)


def revision(form: MultiDict[str, str]) -> int:
    """Return which saving of the plan the form was filled on top of."""
    number = form.get("revision", "")
    if not number.isascii() or not number.isdigit() or len(number) > 9:
        raise Invalid("The page is too old. Reload the plan; nothing that was saved is lost.")
    return int(number)


def ballot_options(form: MultiDict[str, str]) -> list[str]:
    """Return the options in the order they were typed."""
    return form.getlist("option")


def replaced_vote(form: MultiDict[str, str]) -> int | None:
    """Return the vote the voter saw as their own when they chose anew."""
    return whole_number(form.get("instead_of", ""))


def whole_number(text: str) -> int | None:
    """Return the number of a row, or None for anything that is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def shown_rows(content: PlanContent) -> dict[str, list[dict[str, str]]]:
    """Return the rows of a plan as the form shows them, with an empty one at the end of each."""
    stored = content.as_json()
    rows = {
        name: [{key: _typed(value) for key, value in row.items()} for row in stored[name]]
        for name in ROWS
    }
    return {name: [*given, {}] for name, given in rows.items()}


def cell_problems(problems: dict[str, str]) -> dict[str, dict[tuple[int, str], str]]:
    """Return the problems of rows by row and column: "actions.0.owner" belongs to cell (0, "owner")."""
    cells: dict[str, dict[tuple[int, str], str]] = {name: {} for name in ROWS}
    for field, sentence in problems.items():
        name, _, place = field.partition(".")
        row, _, column = place.partition(".")
        if name in cells and row.isdigit():
            cells[name][int(row), column] = sentence
    return cells


def _iso(typed: str) -> str:
    """Return 2-12-2026 as 2026-12-02; anything else as it is, to be refused where dates are read."""
    match = TYPED_DATE.fullmatch(typed.strip())
    return f"{match[3]}-{int(match[2]):02}-{int(match[1]):02}" if match else typed


def _typed(value: str | None) -> str:
    """Return a stored date as it is typed, and every other value as it is."""
    match = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", value or "")
    return f"{match[3]}-{match[2]}-{match[1]}" if match else value or ""
