"""The packaged rule files: read once, checked key by key, refused by file and line when odd."""

import math
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields
from functools import cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from board.myeloma.dates import span

T = TypeVar("T")

_HEAD = re.compile(r"^\s*\[\[\s*([\w.]+)\s*\]\]")
_KEY = re.compile(r"^\s*([\w.-]+)\s*=")


class RuleFileError(ValueError):
    """A rule file says something the program does not understand; the message names the place."""


class Table(dict[str, Any]):
    """One entry of a rule file that knows on which line it and each of its keys stand."""

    line: int = 0
    lines: Mapping[str, int] = {}


@cache
def load(name: str) -> Mapping[str, Any]:
    """Return the content of rules/*name*.toml; RuleFileError if it is not valid TOML."""
    text = (files("board.myeloma") / "rules" / f"{name}.toml").read_text(encoding="utf-8")
    return parse(text, f"{name}.toml")


def parse(text: str, file: str) -> Mapping[str, Any]:
    """Return the tables of *text*, every entry as a Table; RuleFileError if it is not TOML."""
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise RuleFileError(f"{file}: {wrong}") from wrong
    return _placed(found, _places(text), "")


def place(row: Mapping[str, Any], file: str, key: str = "") -> str:
    """Return where *row* (or its *key*) stands: ``criteria.toml, line 12: LVEF_ge40``."""
    line = row.lines.get(key, row.line) if isinstance(row, Table) else 0
    where = f"{file}, line {line}" if line else file
    return f"{where}: {row['id']}" if "id" in row else where


def sections(table: Mapping[str, Any], known: set[str], file: str) -> Mapping[str, Any]:
    """Return *table* unchanged; RuleFileError if it holds a section outside *known*."""
    strangers = sorted(set(table) - known)
    if strangers:
        raise RuleFileError(f"{file}: unknown key {', '.join(strangers)}")
    return table


def rows_of(table: Mapping[str, Any], name: str, file: str) -> list[Mapping[str, Any]]:
    """Return the entries [[*name*]] of a file; RuleFileError when there is none, or one has no id."""
    rows = table.get(name)
    if not rows or not isinstance(rows, list) or not isinstance(rows[0], dict):
        raise RuleFileError(f"{file}: there is no [[{name}]]")
    for row in rows:
        if not isinstance(row.get("id"), str):
            raise RuleFileError(f"{place(row, file, 'id')}: missing key id")
    return rows


def ensure_day(text: object, where: str) -> None:
    """Raise RuleFileError, with its place, when *text* is no day, month or year."""
    try:
        span(str(text))
    except ValueError as wrong:
        raise RuleFileError(f"{where}: {wrong}") from wrong


def build(kind: type[T], row: Mapping[str, Any], file: str) -> T:
    """Return *row* as a *kind* (a dataclass); lists become tuples, unknown keys are refused.

    So is a value that is none of its field: words for a number, a number for a day.
    """
    declared = {field.name: field for field in fields(kind)}  # type: ignore[arg-type]
    strangers = sorted(set(row) - set(declared))
    if strangers:
        where = _named(kind, row, file, strangers[0])
        raise RuleFileError(f"{where}: unknown key {', '.join(strangers)}")
    needed = [
        name
        for name, field in declared.items()
        if field.default is MISSING and field.default_factory is MISSING and name not in row
    ]
    if needed:
        where = _named(kind, row, file, "")
        raise RuleFileError(f"{where}: missing key {', '.join(needed)}")
    for key, value in row.items():
        if not _fits(_hints(kind)[key], value):  # type: ignore[arg-type]
            raise RuleFileError(f"{_named(kind, row, file, key)}: {key} cannot be {value!r}")
    return kind(**{key: tuple(v) if isinstance(v, list) else v for key, v in row.items()})


def refuse_doubles(rows: Iterable[Mapping[str, Any]], file: str) -> None:
    """Raise RuleFileError, with its place, for the first row whose id another row has."""
    seen: set[str] = set()
    for row in rows:
        if row["id"] in seen:
            raise RuleFileError(f"{place(row, file, 'id')}: the id stands twice")
        seen.add(row["id"])


@cache
def fingerprint() -> str:
    """Return eight letters that change whenever any packaged rule changes."""
    return digest(files("board.myeloma") / "rules")


def digest(folder: Traversable) -> str:
    """Return eight letters over all rule files in *folder*; RuleFileError when there is none."""
    told = sha256()
    if not folder.is_dir():
        raise RuleFileError(f"{folder.name}: no folder of rule files")
    rules = [file for file in folder.iterdir() if file.name.endswith(".toml")]
    for file in sorted(rules, key=lambda file: file.name):
        told.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return told.hexdigest()[:8]


@cache
def _hints(kind: type) -> Mapping[str, Any]:
    return get_type_hints(kind)


def _fits(hint: Any, value: object) -> bool:
    """Say whether *value*, as TOML has it, may stand where *hint* is declared."""
    if isinstance(hint, UnionType):
        return any(_fits(one, value) for one in get_args(hint))
    if get_origin(hint) is tuple:
        return isinstance(value, list) and all(_fits(get_args(hint)[0], one) for one in value)
    if hint is float:
        return type(value) in (int, float) and math.isfinite(value)  # type: ignore[arg-type]
    return type(value) is hint if hint in (str, int, bool, NoneType) else True


def _named(kind: type[T], row: Mapping[str, Any], file: str, key: str) -> str:
    where = place(row, file, key)
    return where if "id" in row else f"{where}: {kind.__name__}"


def _places(text: str) -> dict[str, list[tuple[int, dict[str, int]]]]:
    # For each [[section]]: the line of every entry, and of every key in it.
    found: dict[str, list[tuple[int, dict[str, int]]]] = {}
    keys: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if head := _HEAD.match(line):
            keys = {}
            found.setdefault(head[1], []).append((number, keys))
        elif key := _KEY.match(line):
            keys.setdefault(key[1], number)
    return found


def _placed(
    table: Mapping[str, Any], places: Mapping[str, list[tuple[int, dict[str, int]]]], above: str
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in table.items():
        rows = isinstance(value, list) and value and isinstance(value[0], dict)
        path = f"{above}{name}"
        found[name] = [_table(row, places, path) for row in value] if rows else value
    return found


def _table(
    row: Mapping[str, Any],
    places: Mapping[str, list[tuple[int, dict[str, int]]]],
    path: str,
) -> Table:
    # Entries are met in the order of the file, so each takes the next place of its section.
    waiting = places.get(path)
    line, keys = waiting.pop(0) if waiting else (0, {})
    found = Table(_placed(row, places, f"{path}."))
    found.line, found.lines = line, keys
    return found
