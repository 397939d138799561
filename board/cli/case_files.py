"""Cases from a file or a stream: one object, an array, or one object a line, each read on its own.

A case that cannot be read is listed with the place of every problem; the others are not held up by
it. A file of one case a line is read line by line, so that its size does not matter.
"""

import json
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from board.interop.case_facts import spelled
from board.interop.json_text import (
    LARGEST_NUMBER,
    LONGEST_NUMBER,
    MAX_DEPTH,
    MAX_VALUES,
    OTHER_ENCODINGS,
    TOO_DEEP,
    Doubtful,
    doubt,
)

MEGABYTE = 1_000_000
LONGEST_LINE = 5 * MEGABYTE
#: An array, or an object over several lines, is read as a whole.
LARGEST_WHOLE = 40 * MEGABYTE
TOO_LARGE = f"it is larger than {LARGEST_WHOLE // MEGABYTE} MB; put one case on each line instead"
BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Given:
    """One case as it stands in the file; *tree* is None when it could not be read at all."""

    number: int
    tree: dict[str, Any] | None
    problems: tuple[str, ...] = ()

    @property
    def case_id(self) -> str:
        """Return the case's own id, or an empty text."""
        name = (self.tree or {}).get("case_id")
        return name[:80] if isinstance(name, str) else ""


class Unreadable(ValueError):
    """The bytes are no JSON."""


def cases_in(stream: IO[bytes]) -> Iterator[Given]:
    """Return the cases of *stream* in their order; Unreadable if it holds none."""
    head = _first_line(stream)
    try:
        first = _parsed(head)
    except Unreadable:
        yield from _from_whole(head, stream)
        return
    if isinstance(first, dict) and not _wrapped(first):
        yield _given(1, first)
        yield from _from_lines(stream, 1)
        return
    rest = stream.read(LARGEST_WHOLE)
    if rest.strip():
        yield from _numbered([first])
        raise Unreadable("there is more behind the JSON; put one case on each line")
    yield from _numbered(_cases_of(first))


def _first_line(stream: IO[bytes]) -> bytes:
    line = stream.readline(LARGEST_WHOLE + 1).removeprefix(BOM)
    while line and not line.strip():
        line = stream.readline(LARGEST_WHOLE + 1)
    if not line:
        raise Unreadable("the file is empty")
    if len(line) > LARGEST_WHOLE:
        raise Unreadable(TOO_LARGE)
    return line


def _from_lines(stream: IO[bytes], before: int) -> Iterator[Given]:
    number = before
    while line := stream.readline(LONGEST_LINE + 1):
        if len(line) > LONGEST_LINE:
            raise Unreadable(f"a line is longer than {LONGEST_LINE // MEGABYTE} MB")
        if line.strip():
            number += 1
            yield _from_line(number, line)


def _from_line(number: int, line: bytes) -> Given:
    try:
        return _given(number, _parsed(line))
    except Unreadable as wrong:
        return Given(number, None, (str(wrong),))


def _from_whole(head: bytes, stream: IO[bytes]) -> Iterator[Given]:
    """Return the cases of a file whose first line is not JSON by itself."""
    data = head + stream.read(LARGEST_WHOLE + 1 - len(head))
    if len(data) > LARGEST_WHOLE:
        raise Unreadable(TOO_LARGE)
    try:
        tree = _parsed(data)
    except Unreadable:
        lines = [line for line in data.splitlines() if line.strip()]
        if not _looks_like_lines(lines):
            raise
        yield from (_from_line(number, line) for number, line in enumerate(lines, 1))
    else:
        yield from _numbered(_cases_of(tree))


def _looks_like_lines(lines: list[bytes]) -> bool:
    """Say whether some line holds a whole object, so that the broken one is one case of many."""
    return len(lines) > 1 and any(
        line.strip().startswith(b"{") and line.strip().endswith(b"}") for line in lines
    )


def _cases_of(tree: Any) -> list[Any]:
    if isinstance(tree, dict) and not _wrapped(tree):
        return [tree]
    cases = tree["cases"] if isinstance(tree, dict) else tree
    if not isinstance(cases, list):
        raise Unreadable("a case is an object; this is neither one nor a list of them")
    if not cases:
        raise Unreadable("there is no case in it")
    return cases


def _wrapped(tree: dict[str, Any]) -> bool:
    return "case_id" not in tree and isinstance(tree.get("cases"), list)


def _numbered(cases: list[Any]) -> Iterator[Given]:
    return (_given(number, tree) for number, tree in enumerate(cases, 1))


def _given(number: int, tree: Any) -> Given:
    if isinstance(tree, dict) and "case_id" not in tree and isinstance(tree.get("input"), dict):
        tree = tree["input"]
    if not isinstance(tree, dict):
        return Given(number, None, ("a case is an object; this is none",))
    return Given(number, tree, tuple(_doubts(tree)))


def _doubts(tree: Any) -> Iterator[str]:
    """Return what JSON readers would disagree about, with its place; the walk keeps its own stack."""
    waiting: deque[tuple[tuple[str | int, ...], Any]] = deque([((), tree)])
    seen = 0
    while waiting:
        place, node = waiting.popleft()
        seen += 1
        if seen + len(waiting) > MAX_VALUES:
            yield f"{spelled(place[:1])}: more than {MAX_VALUES:,} values: no case looks like this"
            return
        if len(place) > MAX_DEPTH:
            yield f"{spelled(place[:3])}: {TOO_DEEP}"
            return
        reason = _doubtful(node)
        if reason:
            yield f"{spelled(place)}: {reason}"
        elif isinstance(node, dict):
            waiting.extend(((*place, key), child) for key, child in node.items())
        elif isinstance(node, list):
            waiting.extend(((*place, number), child) for number, child in enumerate(node))


def _doubtful(node: Any) -> str | None:
    if isinstance(node, Doubtful):
        return node.reason
    return doubt(node) if isinstance(node, str) else None


def _parsed(data: bytes) -> Any:
    try:
        return json.loads(
            _text(data),
            parse_constant=lambda name: Doubtful(name, "This is not a number."),
            parse_int=_whole,
            parse_float=_real,
            object_pairs_hook=_object,
        )
    except json.JSONDecodeError as wrong:
        place = f"line {wrong.lineno}, column {wrong.colno}"
        raise Unreadable(f"this is not JSON: {wrong.msg}, {place}") from wrong
    except RecursionError as wrong:
        raise Unreadable(TOO_DEEP) from wrong


def _text(data: bytes) -> str:
    if data.startswith(OTHER_ENCODINGS) or b"\0" in data[:4]:
        raise Unreadable("this is UTF-16 or UTF-32: save it as UTF-8")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise Unreadable(f"this is not UTF-8 (byte {wrong.start + 1}): save it as UTF-8") from wrong


def _whole(text: str) -> int | Doubtful:
    if len(text) > LONGEST_NUMBER or abs(int(text)) > LARGEST_NUMBER:
        return Doubtful(text[:LONGEST_NUMBER], "No measurement is this large.")
    return int(text)


def _real(text: str) -> float | Doubtful:
    if len(text) > LONGEST_NUMBER or abs(float(text)) > LARGEST_NUMBER:
        return Doubtful(text[:LONGEST_NUMBER], "No measurement needs so many digits.")
    return float(text)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        found[key] = Doubtful(key, "This key stands twice.") if key in found else value
    return found
