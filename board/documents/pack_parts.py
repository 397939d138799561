"""A sheet as pieces of a PDF: its objects with their references left open, to be numbered when it is bound.

Text of objects is kept with marks in it: NUL, what belongs there, NUL. A number is an object of the same sheet;
words are what only binding knows ("pages", "doc", "k3": the fourth key in the tree of parents). Form feeds part
objects.
"""

import json
import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self

MARK, PART = b"\0", b"\f"
#: A literal text, a text in hexadecimal, or a reference: what is written inside texts is none.
REFERENCE = re.compile(rb"\((?:\\.|[^\\()])*\)|<[0-9A-Fa-f]+>|\b(\d+) 0 R\b", re.DOTALL)
#: A link of the contents page to another sheet of the pack: "sheet:3".
TO_SHEET = "sheet:"
#: The right margin, and how high the last line of the foot stands on A4 and on the shorter Letter, in points.
SIDE, FOOT, FOOT_OF_LETTER = 45.35, 32.0, 27.7
A4_HEIGHT = 840


@dataclass(frozen=True)
class Binary:
    """A stream: its number, its dictionary with marks, its bytes as they stand in the file."""

    number: int
    head: bytes
    data: bytes


@dataclass(frozen=True)
class Fragment:
    """A printed sheet. Its objects are numbered from 0; texts holds those of `numbers`, in their order."""

    count: int
    numbers: tuple[int, ...]
    texts: bytes
    binaries: tuple[Binary, ...]
    #: Objects of the pages, in order; the top of the tags; the first and last bookmark at the top.
    pages: tuple[int, ...]
    top: int
    bookmarks: tuple[int, ...]
    #: How many keys it has in the tree of parents, and its leaf there, with marks.
    keys: int
    parents: bytes
    #: The lower right corner that is free on each page: (right margin, foot), in points.
    corner: tuple[float, float]

    def to_bytes(self) -> bytes:
        """Return the fragment as it is kept."""
        texts = zlib.compress(self.texts + PART + self.parents, 6)
        head = {
            "count": self.count,
            "numbers": self.numbers,
            "texts": len(texts),
            "binaries": [[b.number, len(b.head), len(b.data)] for b in self.binaries],
            "pages": self.pages,
            "top": self.top,
            "bookmarks": self.bookmarks,
            "keys": self.keys,
            "corner": self.corner,
        }
        bodies = b"".join(b.head + b.data for b in self.binaries)
        return json.dumps(head, separators=(",", ":")).encode() + b"\n" + texts + bodies

    @classmethod
    def from_bytes(cls, kept: bytes) -> Self:
        """Return what `to_bytes` kept."""
        line, _, rest = kept.partition(b"\n")
        head = json.loads(line)
        end = head["texts"]
        texts, _, parents = zlib.decompress(rest[:end]).rpartition(PART)
        binaries = []
        for number, wide, long in head["binaries"]:
            middle, stop = end + wide, end + wide + long
            binaries.append(Binary(number, rest[end:middle], rest[middle:stop]))
            end = stop
        return cls(
            head["count"],
            tuple(head["numbers"]),
            texts,
            tuple(binaries),
            tuple(head["pages"]),
            head["top"],
            tuple(head["bookmarks"]),
            head["keys"],
            parents,
            (head["corner"][0], head["corner"][1]),
        )


@dataclass(frozen=True)
class Stamp:
    """The letters stamped on every page, and what the file says of itself."""

    count: int
    numbers: tuple[int, ...]
    texts: bytes
    binaries: tuple[Binary, ...]
    bold: int
    plain: int
    metadata: int
    #: Dictionaries with marks: the output intents of the file, and its information.
    intents: bytes
    info: bytes


def pages_in(kept: bytes) -> int:
    """Return how many pages a kept fragment has."""
    return len(json.loads(kept[: kept.index(b"\n")])["pages"])


def harvest(pdf: Any, name: str) -> Fragment:
    """Return the pieces of a document as the engine made it. *name* tells its table heads from other sheets'."""
    root = pdf.objects[_number(pdf.catalog["StructTreeRoot"])]
    tree, top = pdf.objects[_number(root["ParentTree"])], pdf.objects[_number(root["K"][0])]
    metadata = pdf.objects[_number(pdf.catalog["Metadata"])]
    pages = [pdf.objects[number] for number in pdf.pages["Kids"][::3]]
    outlines = pdf.objects[_number(pdf.catalog["Outlines"])]
    marks = _bookmarks(pdf, outlines)
    leave = {0, 1, 2, root.number, tree.number, outlines.number, metadata.number}
    keys = _keys(tree)
    _open_pages(pdf, pages)
    _open_tags(pdf, top, name)
    for mark, one in enumerate(marks):
        one["Parent"] = _mark("outlines")
        if mark == 0:
            one.pop("Prev", None)
        if mark == len(marks) - 1:
            one.pop("Next", None)
    kept = [o for o in pdf.objects if o.number not in leave]
    new = {o.number: number for number, o in enumerate(kept)}
    texts, numbers, binaries = _pieces(kept, new, {marks[0].number, marks[-1].number})
    return Fragment(
        count=len(kept),
        numbers=numbers,
        texts=texts,
        binaries=binaries,
        pages=tuple(new[page.number] for page in pages),
        top=new[top.number],
        bookmarks=(new[marks[0].number], new[marks[-1].number], len(marks)),
        keys=keys,
        parents=_opened(tree["Nums"].data, new),
        corner=(float(pages[0]["MediaBox"][2]) - SIDE, _foot(float(pages[0]["MediaBox"][3]))),
    )


def harvest_stamp(pdf: Any) -> Stamp:
    """Return the fonts of a document, its metadata, its colours: nothing of its page."""
    page = pdf.objects[pdf.pages["Kids"][0]]
    resources = pdf.objects[_number(page["Resources"])]
    fonts = [pdf.objects[_number(one)] for one in pdf.objects[_number(resources["Font"])].values()]
    bold = next(font for font in fonts if b"Bold" in _text(font["BaseFont"]))
    plain = next(font for font in fonts if b"Bold" not in _text(font["BaseFont"]))
    intents = pdf.catalog["OutputIntents"].data
    metadata = _number(pdf.catalog["Metadata"])
    wanted = _reached(pdf, {bold.number, plain.number, metadata, *_numbers(intents)})
    kept = [pdf.objects[number] for number in sorted(wanted)]
    new = {o.number: number for number, o in enumerate(kept)}
    texts, numbers, binaries = _pieces(kept, new, set())
    return Stamp(
        len(kept),
        numbers,
        texts,
        binaries,
        new[bold.number],
        new[plain.number],
        new[metadata],
        _opened(intents, new),
        _opened(pdf.info.data, new),
    )


def _foot(height: float) -> float:
    return FOOT if height > A4_HEIGHT else FOOT_OF_LETTER


def _bookmarks(pdf: Any, outlines: Any) -> list[Any]:
    """Return the bookmarks at the top, in order."""
    found = [pdf.objects[_number(outlines["First"])]]
    while "Next" in found[-1]:
        found.append(pdf.objects[_number(found[-1]["Next"])])
    return found


def _open_pages(pdf: Any, pages: list[Any]) -> None:
    """Leave open what binding settles: the parent, the keys, the stamp before the contents, its fonts."""
    for number, page in enumerate(pages):
        page["Parent"] = _mark("pages")
        page["StructParents"] = _mark(f"k{page['StructParents']}")
        page["Contents"] = b"[" + _mark(f"s{number}") + b" " + page["Contents"] + b"]"
    resources = pdf.objects[_number(pages[0]["Resources"])]
    fonts = pdf.objects[_number(resources["Font"])]
    fonts["StampBold"], fonts["StampPlain"] = _mark("bold"), _mark("plain")


def _open_tags(pdf: Any, top: Any, name: str) -> None:
    import pydyf

    top["S"], top["P"] = "/Part", _mark("doc")
    for one in pdf.objects:
        if not isinstance(one, dict):
            continue
        if "StructParent" in one:
            one["StructParent"] = _mark(f"k{one['StructParent']}")
            _open_link(one, pydyf)
        if one.get("S") == "/TH":
            group = pdf.objects[_number(pdf.objects[_number(one["P"])]["P"])]
            one["A"]["Scope"] = "/Column" if group["S"] == "/THead" else "/Row"
            one["ID"].string = f"{name}-{one['ID'].string}"


def _open_link(link: Any, pydyf: Any) -> None:
    """Turn a link to another sheet into one inside the file."""
    target = link.get("A", {}).get("URI")
    if target is not None and target.string.startswith(TO_SHEET):
        del link["A"]
        sheet = int(target.string.removeprefix(TO_SHEET))
        link["Dest"] = b"[" + _mark(f"sheet{sheet}") + b" /Fit]"
        link["Contents"] = pydyf.String("To its first page in this pack")


def _keys(tree: Any) -> int:
    """Return how many keys the tree of parents has, and leave them open."""
    keys = range(0, len(tree["Nums"]), 2)
    for place in keys:
        tree["Nums"][place] = _mark(f"k{tree['Nums'][place]}")
    return len(keys)


def _pieces(
    kept: list[Any], new: dict[int, int], ends: set[int]
) -> tuple[bytes, tuple[int, ...], tuple[Binary, ...]]:
    texts, numbers, binaries = [], [], []
    for one in kept:
        if hasattr(one, "stream"):
            binaries.append(_binary(one, new))
        else:
            text = _opened(one.data, new)
            if one.number in ends:
                text = text[:-2] + _mark("before") * (one.number == min(ends))
                text += _mark("after") * (one.number == max(ends)) + b">>"
            texts.append(text)
            numbers.append(new[one.number])
    return PART.join(texts), tuple(numbers), tuple(binaries)


def _binary(one: Any, new: dict[int, int]) -> Binary:
    import pydyf

    data = b"\n".join(pydyf._to_bytes(part) for part in one.stream)
    extra = pydyf.Dictionary(one.extra)
    if one.compress:
        extra["Filter"] = "/FlateDecode"
        data = zlib.compress(data, 6)
    extra["Length"] = len(data)
    return Binary(new[one.number], _opened(extra.data, new), data)


def _opened(text: bytes, new: dict[int, int]) -> bytes:
    """Return the text with every reference left open."""

    def open_one(found: re.Match[bytes]) -> bytes:
        number = found[1]
        return found[0] if number is None else _mark(str(new[int(number)]))

    return REFERENCE.sub(open_one, text)


def _reached(pdf: Any, wanted: set[int]) -> set[int]:
    """Return these objects and all that they refer to."""
    found: set[int] = set()
    while wanted:
        number = wanted.pop()
        found.add(number)
        one: Any = pdf.objects[number]
        said = b"".join(_values(one.extra)) if hasattr(one, "stream") else one.data
        wanted |= _numbers(said) - found
    return found


def _values(extra: dict[str, Any]) -> Iterable[bytes]:
    return (value if isinstance(value, bytes) else str(value).encode() for value in extra.values())


def _numbers(text: bytes) -> set[int]:
    return {int(found[1]) for found in REFERENCE.finditer(text) if found[1] is not None}


def _number(reference: bytes) -> int:
    return int(reference.split()[0])


def _mark(said: str) -> bytes:
    return MARK + said.encode() + MARK


def _text(name: str | bytes) -> bytes:
    return name if isinstance(name, bytes) else name.encode()
