"""What the forms of this room send, as values."""

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any, get_origin

from werkzeug.datastructures import MultiDict

from board.decisions.codes import Step
from board.decisions.content import ROWS, VALUES, PlanContent, hints, inner
from board.decisions.typed import FIRST, Row, read, read_what_can_be
from board.errors import Invalid

ROW_FIELD = re.compile(r"([a-z]{1,20})-(\d{1,3})-([a-z_]{1,20})")
NOTHING: Mapping[str, str] = MappingProxyType({})
TYPED_DATE = re.compile(r"(\d{1,2})[-./ ](\d{1,2})[-./ ](\d{4})")


def plan_content(
    form: MultiDict[str, str], stored: PlanContent | None = None, parts: Collection[str] = ()
) -> PlanContent:
    """Return the plan as typed over what is stored: rows are named `actions-0-owner`.

    A form that holds only some *parts* of a plan leaves the others as they are.
    """
    return _over(stored, read(*_typed_fields(form)), parts)


def plan_as_far(form: MultiDict[str, str], stored: PlanContent | None = None) -> PlanContent:
    """Return what can be understood of a plan that was not saved, so that it stays on the page."""
    return _over(stored, read_what_can_be(*_typed_fields(form))[0], ())


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


def shown_rows(
    content: PlanContent, wrong: Mapping[str, str] = NOTHING
) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of a plan as the form shows them, with an empty one at the end of each.

    The logistics have one row for each of their steps, said or not. What is *wrong* stands there as typed.
    """
    stored = content.as_json()
    rows = {
        name: [{key: _typed(value) for key, value in row.items()} for row in stored[name]]
        for name in ROWS
    }
    for field, text in wrong.items():
        name, _, place = field.partition(".")
        row, _, column = place.partition(".")
        if row.isdigit() and int(row) < len(rows[name]):
            rows[name][int(row)][column] = text
    steps = {row["step"]: row for row in rows["logistics"]}
    fixed = [steps.get(step.value, {"step": step.value}) for step in Step]
    return {name: [*given, {}] for name, given in rows.items()} | {"logistics": fixed}


def shown_days(content: PlanContent, wrong: Mapping[str, str] = NOTHING) -> dict[str, str]:
    """Return the days of a plan as they are typed, by field; what is *wrong* as it was typed."""
    stored = content.as_json()
    days = {name: _typed(stored[name]) for name, kind in VALUES.items() if inner(kind) is date}
    return {name: wrong.get(name, text) for name, text in days.items()}


def typed_day(day: date) -> str:
    """Return a day as it is typed into a form."""
    return f"{day:%d-%m-%Y}"


def as_typed(form: MultiDict[str, str], problems: dict[str, str]) -> dict[str, str]:
    """Return what was typed into the fields that could not be understood, so that it can be put right there."""
    values, rows = _typed_fields(form)
    given = {
        f"{name}.{number}.{column}": text
        for name in ROWS
        for number, row in enumerate(row for row in rows[name] if row.get(FIRST[name]))
        for column, text in row.items()
    }
    known = {**values, **given}
    return {field: text for field in problems if isinstance(text := known.get(field), str)}


def cell_problems(problems: dict[str, str]) -> dict[str, dict[tuple[int, str], str]]:
    """Return the problems of rows by row and column: "actions.0.owner" belongs to cell (0, "owner")."""
    cells: dict[str, dict[tuple[int, str], str]] = {name: {} for name in ROWS}
    for field, sentence in problems.items():
        name, _, place = field.partition(".")
        row, _, column = place.partition(".")
        if name in cells and row.isdigit():
            cells[name][int(row), column] = sentence
    return cells


def _over(stored: PlanContent | None, typed: PlanContent, parts: Collection[str]) -> PlanContent:
    if stored is None:
        return typed
    others = [name for name in (*VALUES, *ROWS) if parts and name not in parts]
    # that a plan came from paper is known here; a form does not tell it
    return replace(typed, **{name: getattr(stored, name) for name in ("from_paper", *others)})


def _typed_fields(form: MultiDict[str, str]) -> tuple[dict[str, str], dict[str, list[Row]]]:
    rows: dict[str, dict[int, Row]] = {name: {} for name in ROWS}
    for name, values in form.lists():
        match = ROW_FIELD.fullmatch(name)
        if match and match[1] in rows:
            row = rows[match[1]].setdefault(int(match[2]), {})
            row[match[3]] = _typed_value(hints(ROWS[match[1]]).get(match[3]), values)
    ordered = {name: [given[number] for number in sorted(given)] for name, given in rows.items()}
    typed = {name: _typed_value(kind, form.getlist(name)) for name, kind in VALUES.items()}
    return {name: text for name, text in typed.items() if isinstance(text, str)}, ordered


def _typed_value(kind: Any, values: list[str]) -> str | list[str]:
    if get_origin(kind) is tuple:
        return values
    value = next(iter(values), "")
    return _iso(value) if kind is not None and inner(kind) is date else value


def _iso(typed: str) -> str:
    """Return 2-12-2026 as 2026-12-02; anything else as it is, to be refused where dates are read."""
    match = TYPED_DATE.fullmatch(typed.strip())
    try:
        return date(int(match[3]), int(match[2]), int(match[1])).isoformat() if match else typed
    except ValueError:  # no such day: it is refused as it was typed
        return typed


def _typed(value: Any) -> Any:
    """Return a stored date as it is typed, and every other value as it is."""
    if not isinstance(value, str):
        return value or ""
    match = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", value)
    return f"{match[3]}-{match[2]}-{match[1]}" if match else value
