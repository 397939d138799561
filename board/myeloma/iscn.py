"""ISCN strings: interphase FISH (``nuc ish``) and karyotypes, read into signals per clone.

Sources: ISCN notation, both the older ``(FGFR3x3,IGHx3),(FGFR3 con IGHx2)`` and the current
``(FGFR3,IGH)x3(FGFR3 con IGHx2)``. Only the notation is read here; genetics_text.py says what the
signals mean.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_GROUP = re.compile(r"\(([^()]*)\)\s*(?:[x×]\s*(\d+)(?:~(\d+))?|(amp))?")
_ITEM = re.compile(r"^(.+?)\s*(?:[x×]\s*(\d+)(?:~(\d+))?|\b(amp))?$", re.IGNORECASE)
_CELLS = re.compile(r"\[(?:cp)?(\d+)(?:\s*/\s*(\d+))?\]")
_KARYOTYPE = re.compile(r"(?<![\w(])\d{2}(?:~\d{2})?(?:<\dn>)?,\s*[XY?]")
AMPLIFIED = 4


@dataclass
class Clone:
    """Signals of one clone: copies per gene, fusions between genes, genes split or intact."""

    copies: dict[str, int] = field(default_factory=dict)
    fusions: set[frozenset[str]] = field(default_factory=set)
    split: set[str] = field(default_factory=set)
    intact: set[str] = field(default_factory=set)
    ranged: set[str] = field(default_factory=set)
    cells: int | None = None
    scored: int | None = None

    @property
    def percent(self) -> float | None:
        """Return the share of scored cells in percent, or None when it is not written."""
        if self.cells is None or not self.scored:
            return None
        return round(100 * self.cells / self.scored, 1)


def is_fish(text: str) -> bool:
    """Say whether *text* holds an interphase FISH string."""
    return "nuc ish" in text.lower()


def is_karyotype(text: str) -> bool:
    """Say whether *text* holds a karyotype."""
    return _KARYOTYPE.search(text) is not None


def read_fish(text: str, aliases: Mapping[str, str]) -> list[Clone]:
    """Return the clones of a ``nuc ish`` string, gene names put through *aliases*."""
    body = re.sub(r"(?i)nuc ish", " ", text)
    return [_clone(part, aliases) for part in _split_clones(body) if "(" in part]


def read_karyotype(text: str) -> list[tuple[tuple[str, ...], int | None]]:
    """Return (abnormalities, metaphases) per clone; the sex chromosomes are left out."""
    begun = _KARYOTYPE.search(text)
    clones = []
    for part in _split_clones(text[begun.start() :] if begun else text):
        cells = _CELLS.search(part)
        items = _split_outside(_CELLS.sub("", part), ",")
        clones.append((tuple(items), int(cells[1]) if cells else None))
    return clones


def _split_clones(text: str) -> list[str]:
    # The slash also stands inside [130/200]; only the one outside brackets parts two clones.
    return [part.strip() for part in re.split(r"/(?![^\[]*\])", text) if part.strip()]


def _clone(text: str, aliases: Mapping[str, str]) -> Clone:
    clone = Clone()
    for group in _GROUP.finditer(text):
        everyone = _number(group[2], group[4])
        for item in group[1].split(","):
            _read_item(item.strip(), everyone, group[3] is not None, clone, aliases)
    counted = _CELLS.search(text)
    if counted:
        clone.cells = int(counted[1]) if counted[2] else None
        clone.scored = int(counted[2] or counted[1])
    return clone


def _read_item(
    item: str, everyone: int | None, ranged: bool, clone: Clone, aliases: Mapping[str, str]
) -> None:
    joined = re.split(r"\s+(con|sep)\s+", item)
    if len(joined) == 3:
        left, right = (_gene(joined[at], aliases)[0] for at in (0, 2))
        count = _gene(joined[2], aliases)[1]
        if count == 0:
            return
        if joined[1] == "sep":
            clone.split.add(left)
        elif left == right:
            clone.intact.add(left)
        else:
            clone.fusions.add(frozenset((left, right)))
        return
    name, count, spread = _gene(item, aliases)
    copies = count if count is not None else everyone
    if name and copies is not None:
        clone.copies[name] = copies
        if spread or ranged:
            clone.ranged.add(name)


def _gene(item: str, aliases: Mapping[str, str]) -> tuple[str, int | None, bool]:
    found = _ITEM.match(item.strip())
    if found is None:
        return "", None, False
    bare = re.sub(r"^[35]['′’]", "", found[1].strip()).strip().upper()
    return aliases.get(bare, bare), _number(found[2], found[4]), found[3] is not None


def _number(digits: str | None, amplified: str | None) -> int | None:
    if digits is not None:
        return int(digits)
    return AMPLIFIED if amplified else None


def _split_outside(text: str, mark: str) -> list[str]:
    pieces, depth, start = [], 0, 0
    for at, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if letter == mark and depth == 0:
            pieces.append(text[start:at].strip())
            start = at + 1
    return [piece for piece in (*pieces, text[start:].strip()) if piece]
