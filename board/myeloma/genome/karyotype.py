"""Karyotypes in ISCN notation, and what their abnormalities mean.

Sources: ISCN notation; the abnormalities of IMS/IMWG 2025 (J Clin Oncol 2025;43:2739) and of IMWG
2016 (Blood 2016;127:2955). Myeloma cells rarely divide: a karyotype shows that something is
there, never that it is absent.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from board.myeloma.genome.iscn import tidy
from board.myeloma.genome.text_findings import TextFinding, Value

_BEGIN = re.compile(r"(?<![\w(.])[0-9]{2,3}(?:[~-][0-9]{2,3})?(?:<[0-9]n>)?, ?[XY?]")
_CELLS = re.compile(r"\[ ?(?:cp)? ?([0-9]{1,6})(?: ?/ ?[0-9]{1,6})? ?\]")
_DELETION = re.compile(r"^del\(([0-9]{1,2})\)\(([pq])([0-9.]+)(?:\2([0-9.]+))?\)(?:x([0-9]))?$")
#: "The same as the clone before" (``sl``: as the first one).
_TAKEN_OVER = re.compile(r"^(?:idem|sl|sdl[0-9]?)$")
ODD_GAINS = frozenset({"+3", "+5", "+7", "+9", "+11", "+15", "+19", "+21"})

#: Deleted band (chromosome, arm, band): a deletion counts when it takes this band away.
BANDS: Mapping[str, tuple[str, str, float]] = MappingProxyType(
    {
        "del17p": ("17", "p", 13.1),
        "del1p32": ("1", "p", 32.0),
        "del13q": ("13", "q", 14.0),
    }
)
NOTES = MappingProxyType({"del13q": "seen in metaphases: adverse by IMWG 2016"})
SIGNS: Mapping[str, tuple[str, Value]] = MappingProxyType(
    {
        r"t\(4;14\)(?:\(p16[^;)]*;q32|(?!\())": ("t4_14", True),
        r"t\(6;14\)(?:\(p21[^;)]*;q32|(?!\())": ("t6_14", True),
        r"t\(11;14\)(?:\(q13[^;)]*;q32|(?!\())": ("t11_14", True),
        r"t\(14;16\)(?:\(q32[^;)]*;q2[23]|(?!\())": ("t14_16", True),
        r"t\(14;20\)(?:\(q32[^;)]*;q1[123]|(?!\())": ("t14_20", True),
        r"^-13$": ("del13q", True),
        r"^-17$|^i\(17\)\(q|^idic\(17\)\(p": ("del17p", True),
        r"^\+1q|^\+1$|^dup\(1\)\(q|^i\(1\)\(q|^\+?der\(1;16\)|^\+?der\(16\)t\(1;16\)": ("cn1q", 3),
        r"^\+?der\(([0-9]{1,2}|X|Y)\)t\(1;\1\)\(q": ("cn1q", 3),
        r"^trp\(1\)\(q": ("cn1q", 4),
    }
)


@dataclass(frozen=True)
class Metaphases:
    """One clone: what it shows, its extra odd chromosomes, and in how many metaphases it is."""

    signs: Mapping[str, Value]
    gains: frozenset[str]
    cells: int | None


def is_karyotype(text: str) -> bool:
    """Say whether *text* holds a karyotype."""
    return _BEGIN.search(tidy(text)) is not None


def read_karyotype(text: str) -> list[Metaphases]:
    """Return the clones; ``idem`` stands for the clone before, ``sl`` for the first."""
    tidied = tidy(text)
    begun = _BEGIN.search(tidied)
    found: list[Metaphases] = []
    for part in _split(tidied[begun.start() :], "/") if begun else []:
        items = _split(part.partition("[")[0], ",")
        found.append(_clone(items, _CELLS.search(part), found))
    return found


def findings_of(text: str) -> list[TextFinding]:
    """Return what the metaphases show; the share is of metaphases, not of plasma cells."""
    clones = read_karyotype(text)
    scored = sum(clone.cells or 0 for clone in clones)
    counted = scored > 0 and all(clone.cells is not None for clone in clones)
    found = []
    for name in dict.fromkeys(name for clone in clones for name in clone.signs):
        carriers = [clone for clone in clones if name in clone.signs]
        cells = sum(clone.cells or 0 for clone in carriers)
        share = round(100 * cells / scored, 1) if counted else None
        notes = [NOTES[name]] if name in NOTES else []
        notes += ["share of metaphases, not of plasma cells"] if counted else []
        said = [
            TextFinding(name, clone.signs[name], share, "Karyotype", "", "; ".join(notes))
            for clone in carriers
        ]
        found.append(max(said, key=lambda one: one.weight))
    return found


def _clone(items: list[str], cells: re.Match[str] | None, before: list[Metaphases]) -> Metaphases:
    signs: dict[str, Value] = {}
    gains = ODD_GAINS & set(items)
    for item in items:
        if before and _TAKEN_OVER.match(item):
            source = before[0] if item == "sl" else before[-1]
            signs |= source.signs
            gains |= source.gains
        elif "?" not in item and not item.startswith("-der"):  # uncertain, or lost again
            _note_signs(item, signs)
    if len(gains) >= 2:
        signs["hyperdiploid"] = True
    return Metaphases(signs, frozenset(gains), int(cells[1]) if cells else None)


def _note_signs(item: str, signs: dict[str, Value]) -> None:
    for pattern, (name, value) in SIGNS.items():
        if re.search(pattern, item):
            signs[name] = value
    for name, twice in _deleted(item):
        both = "bi" if twice or name in signs else "mono"
        signs[name] = both if name == "del1p32" else True


def _deleted(item: str) -> list[tuple[str, bool]]:
    cut = _DELETION.match(item)
    if cut is None:
        return []
    near, far = _band(cut[3]), _band(cut[4]) if cut[4] else None
    return [
        (name, cut[5] == "2")
        for name, (chromosome, arm, band) in BANDS.items()
        if (cut[1], cut[2]) == (chromosome, arm) and near <= band and _reaches(far, band)
    ]


def _reaches(far: float | None, band: float) -> bool:
    # Without a second break everything to the end of the arm is lost.
    return far is None or far >= band or far == int(band)


def _band(written: str) -> float:
    whole, _, sub = written[:8].partition(".")
    return float(f"{whole or '0'}.{sub.replace('.', '') or '0'}")


def _split(text: str, mark: str) -> list[str]:
    """Return the pieces of *text* between *mark* outside brackets."""
    pieces, depth, start = [], 0, 0
    for at, letter in enumerate(text):
        if letter in "([":
            depth += 1
        elif letter in ")]":
            depth = max(0, depth - 1)
        elif letter == mark and depth == 0:
            pieces.append(text[start:at].strip())
            start = at + 1
    return [piece for piece in (*pieces, text[start:].strip()) if piece]
