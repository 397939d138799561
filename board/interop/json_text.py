"""Bytes become plain JSON values, or a clear refusal, whatever the bytes are.

What JSON readers disagree about (a key that stands twice, NaN, a number with five thousand digits)
is not decided here: it becomes a `Doubtful` value that the reader of the format lists.
"""

import codecs
import json
from dataclasses import dataclass
from typing import Any

from board.errors import Invalid
from board.interop.imported import shown

MAX_BYTES = 5_000_000
MAX_DEPTH = 24
MAX_VALUES = 100_000
LONGEST_NUMBER = 40
LARGEST_NUMBER = 1e15
OTHER_ENCODINGS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)


@dataclass(frozen=True)
class Doubtful:
    """A value that stands in the file and cannot be believed, with the reason."""

    text: str
    reason: str


def json_object(data: bytes) -> dict[str, Any]:
    """Return the one JSON object in a file; `Invalid` says what is wrong with the file."""
    if len(data) > MAX_BYTES:
        raise Invalid(f"The file has {len(data):,} bytes; {MAX_BYTES:,} are read at most.")
    try:
        tree = json.loads(
            _text(data),
            parse_constant=lambda name: Doubtful(name, "This is not a number."),
            parse_int=_whole,
            parse_float=_real,
            object_pairs_hook=_object,
        )
    except json.JSONDecodeError as error:
        raise Invalid(
            f"This is not JSON: {error.msg}, line {error.lineno}, column {error.colno}."
        ) from error
    except RecursionError as error:
        raise Invalid(TOO_DEEP) from error
    if not isinstance(tree, dict):
        raise Invalid("The file must hold one JSON object.")
    _ensure_size(tree)
    return tree


def doubt(text: str) -> str | None:
    """Return why a text cannot be kept as it is, or None: half characters, hidden signs."""
    if any(0xD800 <= ord(sign) <= 0xDFFF for sign in text):
        return "This holds half a character (a lone surrogate)."
    if any((ord(sign) < 32 and sign not in "\t\r\n") or ord(sign) == 127 for sign in text):
        return "This holds control characters."
    return None


def _text(data: bytes) -> str:
    """Return the text of the file, which JSON requires to be UTF-8."""
    if data.startswith(OTHER_ENCODINGS) or b"\0" in data[:4]:
        raise Invalid("The file is UTF-16 or UTF-32: save it as UTF-8.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid(
            f"The file is not UTF-8 (byte {error.start + 1}): save it as UTF-8."
        ) from error


def _whole(text: str) -> int | Doubtful:
    if len(text) > LONGEST_NUMBER or abs(int(text)) > LARGEST_NUMBER:
        return Doubtful(shown(text[:LONGEST_NUMBER]), "No measurement is this large.")
    return int(text)


def _real(text: str) -> float | Doubtful:
    if len(text) > LONGEST_NUMBER or abs(float(text)) > LARGEST_NUMBER:
        return Doubtful(shown(text[:LONGEST_NUMBER]), "No measurement needs so many digits.")
    return float(text)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object; a key that stands twice with different values is doubtful."""
    found: dict[str, Any] = {}
    for key, value in pairs:
        twice = key in found and found[key] != value
        found[key] = Doubtful(shown(value), "This key stands twice.") if twice else value
    return found


def _ensure_size(tree: dict[str, Any]) -> None:
    """Refuse a tree with too many values or levels; the walk keeps its own stack."""
    level: list[Any] = [tree]
    values = 0
    for _ in range(MAX_DEPTH):
        values += sum(map(len, level))
        if values > MAX_VALUES:
            raise Invalid(f"The file has more than {MAX_VALUES:,} values: no case looks like this.")
        level = [
            child
            for node in level
            for child in (node.values() if isinstance(node, dict) else node)
            if isinstance(child, dict | list)
        ]
        if not level:
            return
    raise Invalid(TOO_DEEP)


TOO_DEEP = f"Objects and lists lie more than {MAX_DEPTH} deep: no case looks like this."


def compact(value: Any) -> str:
    """Return a value as one short line of JSON; text stands as it is."""
    if isinstance(value, Doubtful):
        return shown(value.text)
    if isinstance(value, dict | list):
        return shown(json.dumps(value, ensure_ascii=False, default=lambda odd: odd.text))
    return shown(value)
