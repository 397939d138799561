"""Frozen dataclass trees: to JSON values, back by their type hints, and to printable text."""

from collections.abc import Iterator, Mapping, Set
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from board.documents.letters import printable


def to_plain(value: Any) -> Any:
    """Return a dataclass tree as dictionaries, lists, texts, numbers, booleans and None."""
    if is_dataclass(value):
        return {f.name: to_plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, tuple):
        return [to_plain(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    return value


def from_plain(kind: Any, value: Any) -> Any:
    """Return what `to_plain` was given, or raise TypeError or ValueError when it does not fit."""
    if get_origin(kind) in (Union, UnionType):
        return None if value is None else from_plain(_without_none(kind), value)
    if get_origin(kind) is tuple:
        return tuple(from_plain(get_args(kind)[0], item) for item in _checked(list, value))
    if is_dataclass(kind):
        return _dataclass(kind, _checked(dict, value))
    if issubclass(kind, (datetime, date)):
        return kind.fromisoformat(_checked(str, value))
    if issubclass(kind, Enum):
        return kind(value)
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return _checked(kind, value)


def texts_in(value: Any) -> Iterator[str]:
    """Return every text inside a dataclass tree."""
    if is_dataclass(value):
        for part in fields(value):
            yield from texts_in(getattr(value, part.name))
    elif isinstance(value, tuple):
        for item in value:
            yield from texts_in(item)
    elif isinstance(value, str):
        yield value


def all_printable(value: Any, letters: Set[int]) -> Any:
    """Return a dataclass tree in which every text can be printed with these letters."""
    if is_dataclass(value) and not isinstance(value, type):
        changed = {f.name: all_printable(getattr(value, f.name), letters) for f in fields(value)}
        return replace(value, **changed)
    if isinstance(value, tuple):
        return tuple(all_printable(item, letters) for item in value)
    if isinstance(value, str) and not isinstance(value, Enum):
        return printable(value, letters)
    return value


def _dataclass(kind: Any, values: Mapping[str, Any]) -> Any:
    hints = _hints(kind)
    if unknown := values.keys() - hints.keys():
        raise ValueError(f"{kind.__name__} has no {', '.join(sorted(unknown))}")
    return kind(**{name: from_plain(hints[name], value) for name, value in values.items()})


@cache
def _hints(kind: Any) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {f.name: hints[f.name] for f in fields(kind)}


def _without_none(kind: Any) -> Any:
    (inner,) = (part for part in get_args(kind) if part is not NoneType)
    return inner


def _checked(kind: type, value: Any) -> Any:
    if not isinstance(value, kind) or (kind is not bool and isinstance(value, bool)):
        raise TypeError(f"{value!r} is not {kind.__name__}")
    return value
