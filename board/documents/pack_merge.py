"""Binding: fragments one behind the other, as one PDF/A-3a and PDF/UA-1 with one tree of tags and of bookmarks.

Nothing is laid out or parsed anew; objects get new numbers. "Page x of y" and who printed it are stamped on every
page as artifacts, in letters the stamp brings along. The same fragments and cover give the same bytes.
"""

import hashlib
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate
from struct import Struct

from board.documents.pack import Cover
from board.documents.pack_parts import MARK, PART, Fragment, Stamp
from board.documents.pdf import FONTS

#: Objects that are there once: their numbers.
CATALOG, PAGES, TAGS, DOCUMENT, PARENTS, OUTLINES, INFO = range(1, 8)
FIRST_FREE = 8
#: Sizes of the two lines of the stamp, in points.
LARGE, SMALL = 8.4, 6.8
ENTRY = Struct(">BIH")
#: Compressing harder takes longer than reading the file back ever will.
QUICK = 1


@dataclass
class _File:
    """A file as it grows, and where each of its objects is."""

    parts: list[bytes] = field(default_factory=lambda: [b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n"])
    size: int = 15
    next: int = FIRST_FREE
    entries: dict[int, tuple[int, int, int]] = field(default_factory=dict)

    def take(self, count: int) -> int:
        """Return the first of so many numbers in a row."""
        first = self.next
        self.next += count
        return first

    def binary(self, number: int, head: bytes, data: bytes) -> None:
        """Write a stream."""
        self.entries[number] = (1, self.size, 0)
        self._write(b"%d 0 obj\n" % number, head, b"\nstream\n", data, b"\nendstream\nendobj\n")

    def texts(self, numbers: Sequence[int], texts: Sequence[bytes]) -> None:
        """Write dictionaries, packed into one stream."""
        packed = self.take(1)
        places = accumulate((len(text) + 1 for text in texts), initial=0)
        index = b" ".join(b"%d %d" % pair for pair in zip(numbers, places, strict=False))
        data = zlib.compress(index + b"\n" + b"\n".join(texts), QUICK)
        head = b"<</Type/ObjStm/N %d/First %d/Filter/FlateDecode/Length %d>>"
        self.binary(packed, head % (len(numbers), len(index) + 1, len(data)), data)
        self.entries.update((number, (2, packed, place)) for place, number in enumerate(numbers))

    def end(self, name: bytes) -> bytes:
        """Return the whole file, with the table of its objects."""
        table = self.take(1)
        self.entries[table] = (1, self.size, 0)
        entries = self.entries
        rows = (
            b"\0" * 5 + b"\xff\xff" + b"".join(ENTRY.pack(*entries[n]) for n in range(1, self.next))
        )
        data = zlib.compress(rows, QUICK)
        head = b"<</Type/XRef/Size %d/W[1 4 2]/Root %d 0 R/Info %d 0 R/ID[<%b><%b>]/Filter/FlateDecode/Length %d>>"
        start = self.size
        head %= (self.next, CATALOG, INFO, name, name, len(data))
        self._write(b"%d 0 obj\n" % table, head, b"\nstream\n", data, b"\nendstream\nendobj\n")
        self._write(b"startxref\n%d\n%%%%EOF\n" % start)
        return b"".join(self.parts)

    def _write(self, *parts: bytes) -> None:
        self.parts.extend(parts)
        self.size += sum(map(len, parts))


@dataclass(frozen=True)
class _Placed:
    """A fragment with its numbers in the file."""

    fragment: Fragment
    first: int
    page: int
    key: int

    @property
    def pages(self) -> list[int]:
        return [self.first + number for number in self.fragment.pages]


def bind(fragments: Sequence[Fragment], stamp: Stamp, cover: Cover) -> bytes:
    """Return one file of these fragments, in this order."""
    file = _File()
    base = file.take(stamp.count)
    fixed = {
        b"pages": b"%d 0 R" % PAGES,
        b"doc": b"%d 0 R" % DOCUMENT,
        b"outlines": b"%d 0 R" % OUTLINES,
        b"bold": b"%d 0 R" % (base + stamp.bold),
        b"plain": b"%d 0 R" % (base + stamp.plain),
    }
    own = fixed | _references(base, stamp.count)
    _write_pieces(file, base, stamp, own)
    placed = list(_placed(fragments, file))
    fixed |= {b"sheet%d" % n: b"%d 0 R" % one.pages[0] for n, one in enumerate(placed)}
    leaves = [_write(file, placed, n, cover, fixed) for n in range(len(placed))]
    numbers, texts = _once(file, placed, leaves, base, stamp, own)
    file.texts(numbers, texts)
    said = [
        *(one.parents for one in fragments),
        *(b.data for one in fragments for b in one.binaries),
    ]
    return file.end(_name(said, cover))


def _write(
    file: _File, placed: list[_Placed], n: int, cover: Cover, fixed: dict[bytes, bytes]
) -> bytes:
    """Write a fragment and the stamps of its pages; return its leaf in the tree of parents."""
    one = placed[n]
    total = sum(len(each.fragment.pages) for each in placed)
    table = fixed | _references(one.first, one.fragment.count)
    table |= {b"k%d" % key: b"%d" % (one.key + key) for key in range(one.fragment.keys)}
    stamps = file.take(len(one.pages))
    for place in range(len(one.pages)):
        table[b"s%d" % place] = b"%d 0 R" % (stamps + place)
        data = _stamped(one.page + place + 1, total, cover.printed, one.fragment.corner)
        file.binary(stamps + place, b"<</Length %d>>" % len(data), data)
    table[b"before"] = b"" if n == 0 else b"/Prev %d 0 R" % _last(placed[n - 1])
    last = n == len(placed) - 1
    table[b"after"] = b"" if last else b"/Next %d 0 R" % _first(placed[n + 1])
    _write_pieces(file, one.first, one.fragment, table)
    limits = b"<</Limits[%d %d]/Nums " % (one.key, one.key + one.fragment.keys - 1)
    return limits + _settled(one.fragment.parents, table) + b">>"


def _once(
    file: _File,
    placed: list[_Placed],
    leaves: list[bytes],
    base: int,
    stamp: Stamp,
    own: dict[bytes, bytes],
) -> tuple[list[int], list[bytes]]:
    """Return what is there once: the catalog and the tops of its trees."""
    first = file.take(len(leaves))
    tops = b" ".join(b"%d 0 R" % (one.first + one.fragment.top) for one in placed)
    pages = [number for one in placed for number in one.pages]
    kids = b" ".join(b"%d 0 R" % number for number in range(first, first + len(leaves)))
    marks = sum(one.fragment.bookmarks[2] for one in placed)
    keys = sum(one.fragment.keys for one in placed)
    catalog = (
        b"<</Type/Catalog/Pages %d 0 R/Outlines %d 0 R/PageMode/UseOutlines/Lang(en)/StructTreeRoot %d 0 R"
        b"/ViewerPreferences<</DisplayDocTitle true>>/MarkInfo<</Marked true>>/Metadata %d 0 R/OutputIntents %b>>"
    )
    intents = _settled(stamp.intents, own)
    said = {
        CATALOG: catalog % (PAGES, OUTLINES, TAGS, base + stamp.metadata, intents),
        PAGES: b"<</Type/Pages/Count %d/Kids[%b]>>"
        % (len(pages), b" ".join(b"%d 0 R" % number for number in pages)),
        TAGS: b"<</Type/StructTreeRoot/K[%d 0 R]/ParentTree %d 0 R/ParentTreeNextKey %d>>"
        % (DOCUMENT, PARENTS, keys),
        DOCUMENT: b"<</Type/StructElem/S/Document/P %d 0 R/K[%b]>>" % (TAGS, tops),
        PARENTS: b"<</Kids[%b]>>" % kids,
        OUTLINES: b"<</Type/Outlines/Count %d/First %d 0 R/Last %d 0 R>>"
        % (marks, _first(placed[0]), _last(placed[-1])),
        INFO: _settled(stamp.info, own),
    } | dict(enumerate(leaves, start=first))
    return list(said), list(said.values())


def _placed(fragments: Iterable[Fragment], file: _File) -> Iterator[_Placed]:
    page = key = 0
    for fragment in fragments:
        yield _Placed(fragment, file.take(fragment.count), page, key)
        page += len(fragment.pages)
        key += fragment.keys


def _write_pieces(
    file: _File, first: int, pieces: Fragment | Stamp, table: dict[bytes, bytes]
) -> None:
    for binary in pieces.binaries:
        file.binary(first + binary.number, _settled(binary.head, table), binary.data)
    texts = _settled(pieces.texts, table).split(PART)
    file.texts([first + number for number in pieces.numbers], texts)


def _settled(text: bytes, table: dict[bytes, bytes]) -> bytes:
    """Return the text with what belongs at each mark."""
    words = text.split(MARK)
    words[1::2] = map(table.__getitem__, words[1::2])
    return b"".join(words)


def _references(first: int, count: int) -> dict[bytes, bytes]:
    return {b"%d" % n: b"%d 0 R" % (first + n) for n in range(count)}


def _first(placed: _Placed) -> int:
    return placed.first + placed.fragment.bookmarks[0]


def _last(placed: _Placed) -> int:
    return placed.first + placed.fragment.bookmarks[1]


def _stamped(number: int, total: int, printed: str, corner: tuple[float, float]) -> bytes:
    """Return the stamp of one page: what a reader of tags passes over."""
    right, foot = corner
    lines = (
        _line(f"Page {number} of {total}", "Bold", LARGE, right, foot),
        _line(printed, "Plain", SMALL, right, foot - 8.6),
    )
    return b"/Artifact<</Type/Pagination/Subtype/Footer>>BDC q %b Q EMC" % b" ".join(lines)


def _line(words: str, font: str, size: float, right: float, y: float) -> bytes:
    glyphs = [_glyphs(font)[letter] for letter in words]
    width = sum(wide for _, wide in glyphs) * size / 1000
    shown = "".join(f"{glyph:04x}" for glyph, _ in glyphs)
    said = f"BT /Stamp{font} {size} Tf 0.08 0.13 0.17 rg 1 0 0 1 {right - width:.2f} {y:.2f} Tm <{shown}> Tj ET"
    return said.encode()


@cache
def _glyphs(font: str) -> dict[str, tuple[int, float]]:
    """Return letter → (number in the font, width in thousandths): subsetting keeps the numbers."""
    from fontTools.ttLib import TTFont

    name = "SourceSans3-Bold.ttf" if font == "Bold" else "SourceSans3-Regular.ttf"
    with TTFont(FONTS / name, lazy=True) as file:
        scale = 1000 / file["head"].unitsPerEm
        widths = file["hmtx"].metrics
        return {
            chr(code): (file.getGlyphID(glyph), widths[glyph][0] * scale)
            for code, glyph in file.getBestCmap().items()
        }


def _name(said: Iterable[bytes], cover: Cover) -> bytes:
    """Return the name of the file in hexadecimal: a digest of what is in it."""
    found = hashlib.sha256(repr(cover).encode())
    for part in said:
        found.update(part)
    return found.hexdigest()[:32].encode()
