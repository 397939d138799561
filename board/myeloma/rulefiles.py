"""The packaged rule files: read once, checked key by key, refused by name when something is odd."""

import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, fields
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any, TypeVar

T = TypeVar("T")


class RuleFileError(ValueError):
    """A rule file says something the program does not understand; the message names the file."""


@cache
def load(name: str) -> Mapping[str, Any]:
    """Return the content of rules/*name*.toml; RuleFileError if it is not valid TOML."""
    text = (files("board.myeloma") / "rules" / f"{name}.toml").read_text(encoding="utf-8")
    return parse(text, f"{name}.toml")


def parse(text: str, file: str) -> Mapping[str, Any]:
    """Return the tables of *text*; RuleFileError with *file* if it is not valid TOML."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise RuleFileError(f"{file}: {wrong}") from wrong


def sections(table: Mapping[str, Any], known: set[str], file: str) -> Mapping[str, Any]:
    """Return *table* unchanged; RuleFileError if it holds a section outside *known*."""
    strangers = sorted(set(table) - known)
    if strangers:
        raise RuleFileError(f"{file}: unknown key {', '.join(strangers)}")
    return table


def build(kind: type[T], row: Mapping[str, Any], file: str) -> T:
    """Return *row* as a *kind* (a dataclass); lists become tuples, unknown keys are refused."""
    declared = {field.name: field for field in fields(kind)}  # type: ignore[arg-type]
    where = f"{file}: {row.get('id', kind.__name__)}"
    strangers = sorted(set(row) - set(declared))
    if strangers:
        raise RuleFileError(f"{where}: unknown key {', '.join(strangers)}")
    needed = [
        name
        for name, field in declared.items()
        if field.default is MISSING and field.default_factory is MISSING and name not in row
    ]
    if needed:
        raise RuleFileError(f"{where}: missing key {', '.join(needed)}")
    return kind(**{key: tuple(v) if isinstance(v, list) else v for key, v in row.items()})


@cache
def fingerprint() -> str:
    """Return eight letters that change whenever any packaged rule changes."""
    digest = sha256()
    folder = files("board.myeloma") / "rules"
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".toml"):
            digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:8]
