"""Interphase FISH in ISCN notation (``nuc ish``), read into signals per clone.

Sources: ISCN notation, both the older ``(FGFR3x3,IGHx3),(FGFR3 con IGHx2)`` and the current
``(FGFR3,IGH)x3(FGFR3 con IGHx2)``. Only the notation is read here; fish.py says what the signals
mean. Every step is linear in the length of the text, and nothing here fails on any text.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

_SIGNS = str.maketrans(
    {
        **dict.fromkeys("×✕хХ", "x"),
        **dict.fromkeys("’′‘´`ʹ", "'"),
        **dict.fromkeys("–—−‐‑", "-"),
        "～": "~",
        "（": "(",
        "）": ")",
        "；": ";",
        "，": ",",
        "：": ":",
    }
)
_COPIES = r"x\s*[>≥]?=?\s*([0-9]{1,3})(?:\s*[~-]\s*([0-9]{1,3}))?"
_GROUP = re.compile(rf"(?:\b(amp)\s?)?\(([^()]*)\)\s?(?:{_COPIES}|(amp)\b)?", re.IGNORECASE)
_ITEM = re.compile(rf"^(.+?)\s?(?:{_COPIES}|\b(amp))?$", re.IGNORECASE)
_COUNT = re.compile(
    r"^ ?(?:cp ?)?([0-9]{1,6})(?: ?/ ?([0-9]{1,6}))? ?(?:cells|nuclei|zellen|kerne)?$",
    re.IGNORECASE,
)
_SHARE = re.compile(r"^ ?([0-9]{1,3}(?:[.,][0-9]{1,3})?) ?%")
_JOINED = re.compile(r" (con|sep) ", re.IGNORECASE)
_END = re.compile(r"^([35])' ?")
_MAKER = re.compile(r"^(?:LSI|SPEC|XL|VYSIS) ")
_FISH = re.compile(r"\bnuc ish\b", re.IGNORECASE)
#: Copies that "amp" stands for at least.
AMPLIFIED = 4
#: No laboratory line is longer; a longer one is returned as not understood.
LONGEST_LINE = 2_000


@dataclass
class Clone:
    """Signals of one clone; *odd*: its count of cells or its signals make no sense."""

    copies: dict[str, int] = field(default_factory=dict)
    fusions: set[frozenset[str]] = field(default_factory=set)
    split: set[str] = field(default_factory=set)
    intact: set[str] = field(default_factory=set)
    ranged: set[str] = field(default_factory=set)
    ends: dict[str, dict[str, int]] = field(default_factory=dict)
    cells: int | None = None
    scored: int | None = None
    share: float | None = None
    odd: bool = False

    @property
    def percent(self) -> float | None:
        """Return the share of scored cells in percent, or None when it is not written."""
        if self.share is not None:
            return self.share
        if self.cells is None or not self.scored:
            return None
        return round(100 * self.cells / self.scored, 1)

    @property
    def normal(self) -> bool:
        """Say whether every signal is there twice, nothing fused and nothing split."""
        return not self.fusions and not self.split and set(self.copies.values()) <= {2}


def tidy(text: str) -> str:
    """Return *text* with one sign for each meaning: x for ×, ' for a prime, - for a dash."""
    return " ".join(text.translate(_SIGNS).split())


def is_fish(text: str) -> bool:
    """Say whether *text* holds an interphase FISH string."""
    return _FISH.search(text) is not None


def read_fish(text: str, aliases: Mapping[str, str]) -> list[Clone]:
    """Return the clones of every ``nuc ish`` in *text*, gene names put through *aliases*."""
    clones = []
    for part in _FISH.split(tidy(text))[1:]:
        for signals, counted in _segments(part):
            if "(" in signals:
                clones.append(_clone(signals, counted, aliases))
    return clones


def _segments(text: str) -> Iterator[tuple[str, str]]:
    """Yield (signals, count) of each clone: a count in brackets, a slash or a semicolon ends one."""
    depth = start = 0
    opened: int | None = None
    for at, letter in enumerate(text):
        if opened is not None:
            if letter == "]":
                yield text[start:opened], text[opened + 1 : at]
                start, opened, depth = at + 1, None, 0
        elif letter == "[":
            opened = at
        elif letter in "()":
            depth = max(0, depth + (1 if letter == "(" else -1))
        elif letter in "/;" and depth == 0:
            yield text[start:at], ""
            start = at + 1
    yield text[start:opened], ""


def _clone(signals: str, counted: str, aliases: Mapping[str, str]) -> Clone:
    clone = Clone()
    for group in _GROUP.finditer(signals):
        everyone = _number(group[3], group[1] or group[5])
        for item in group[2].split(","):
            _read_item(item.strip(), everyone, group[4] is not None, clone, aliases)
    for gene in clone.ends:
        _judge_ends(gene, clone)
    _count(clone, counted)
    return clone


def _count(clone: Clone, counted: str) -> None:
    share, number = _SHARE.match(counted), _COUNT.match(counted)
    if share:
        clone.share = float(share[1].replace(",", "."))
        clone.odd = clone.odd or clone.share > 100
    elif number:
        clone.cells = int(number[1]) if number[2] else None
        clone.scored = int(number[2] or number[1])
        clone.odd = clone.odd or clone.scored == 0 or (clone.cells or 0) > clone.scored
    else:
        clone.odd = clone.odd or bool(counted.strip())


def _read_item(
    item: str, everyone: int | None, ranged: bool, clone: Clone, aliases: Mapping[str, str]
) -> None:
    pieces = _JOINED.split(item)
    if len(pieces) > 1:
        _read_joined(pieces, everyone, clone, aliases)
        return
    name, end, count, spread = _gene(item, aliases)
    copies = count if count is not None else everyone
    if not name or copies is None:
        return
    if end:
        clone.ends.setdefault(name, {})[end] = copies
    clone.copies[name] = min(copies, clone.copies.get(name, copies)) if end else copies
    if spread or ranged:
        clone.ranged.add(name)


def _read_joined(
    pieces: list[str], everyone: int | None, clone: Clone, aliases: Mapping[str, str]
) -> None:
    """Read ``A con B``, ``A sep B`` and longer chains; the count stands behind the last gene."""
    genes = [_gene(piece, aliases) for piece in pieces[::2]]
    last = genes[-1][2]
    count = last if last is not None else everyone
    for word, left, right in zip(pieces[1::2], genes, genes[1:], strict=False):
        together = word.lower() == "con"
        if left[0] != right[0]:
            if together and count != 0:
                clone.fusions.add(frozenset((left[0], right[0])))
            else:
                clone.copies.setdefault(left[0], 2)
                clone.copies.setdefault(right[0], 2)
        elif together == (count != 0):
            _keep_together(left[0], count, together, clone)
        else:
            clone.split.add(left[0])


def _keep_together(gene: str, count: int | None, together: bool, clone: Clone) -> None:
    """Note both ends of *gene* together: a split one is left when fewer are than there are copies."""
    copies = clone.copies.get(gene)
    if together and count is not None and copies is not None and count < copies:
        clone.split.add(gene)
    else:
        clone.intact.add(gene)


def _judge_ends(gene: str, clone: Clone) -> None:
    """Take a gene whose two ends are not there equally often for odd: neither intact nor split."""
    if len(set(clone.ends[gene].values())) > 1 and gene not in clone.split:
        clone.intact.discard(gene)
        clone.odd = True


def _gene(item: str, aliases: Mapping[str, str]) -> tuple[str, str, int | None, bool]:
    found = _ITEM.match(item.strip())
    if found is None:
        return "", "", None, False
    bare = found[1].strip().upper()
    end = _END.match(bare)
    bare = _MAKER.sub("", _END.sub("", bare)).replace("CEP ", "CEP")
    parts = {aliases.get(part, part) for part in re.split(r" ?/ ?", bare)}
    # IGH/FGFR3 is a pair of probes or a fusion: with two meanings it is no gene at all.
    name = parts.pop() if len(parts) == 1 else bare
    return name, end[1] if end else "", _number(found[2], found[4]), found[3] is not None


def _number(digits: str | None, amplified: str | None) -> int | None:
    if digits is not None:
        return int(digits)
    return AMPLIFIED if amplified else None
