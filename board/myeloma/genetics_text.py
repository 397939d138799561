"""The laboratory's own lines: FISH, karyotype, sequencing and plain words, read with caution.

Sources: Ross et al., Haematologica 2012;97:1272 (cut-offs 10 % for fusions, 20 % for gains and
losses; unselected cells that are negative say nothing); ISCN notation. What is not understood is
returned as it was written. Nothing here becomes a fact: the brief sets it beside the facts.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from board.myeloma.iscn import Clone, is_fish, is_karyotype, read_fish, read_karyotype
from board.myeloma.prose import read_prose

FUSION_CUT_OFF = 10.0  # % of cells
COPY_CUT_OFF = 20.0  # % of cells

#: No laboratory line is longer; a longer one is returned as not understood.
LONGEST_LINE = 2_000

Value = bool | int | float | str | None

ALIASES: Mapping[str, str] = MappingProxyType(
    {
        "P53": "TP53",
        "CEP17": "D17Z1",
        "NSD2": "FGFR3",
        "WHSC1": "FGFR3",
        "MMSET": "FGFR3",
        "C-MAF": "MAF",
        "CMAF": "MAF",
        "1Q21": "CKS1B",
        "FAF1": "CDKN2C",
        "1P32": "CDKN2C",
        "D13S319": "RB1",
        "DLEU1": "RB1",
        "DLEU": "RB1",
        "13Q14": "RB1",
        "CEP3": "D3Z1",
        "CEP5": "D5S23",
        "CEP7": "D7Z1",
        "CEP9": "D9Z1",
        "CEP11": "D11Z1",
        "CEP15": "D15Z4",
    }
)
FUSIONS: Mapping[frozenset[str], str] = MappingProxyType(
    {
        frozenset(("FGFR3", "IGH")): "t4_14",
        frozenset(("MAF", "IGH")): "t14_16",
        frozenset(("MAFB", "IGH")): "t14_20",
        frozenset(("CCND1", "IGH")): "t11_14",
        frozenset(("CCND3", "IGH")): "t6_14",
    }
)
#: Probes of the chromosomes whose trisomies make a hyperdiploid clone.
ODD_CHROMOSOMES = frozenset({"D3Z1", "D5S23", "D7Z1", "D9Z1", "D11Z1", "D15Z4", "D19S", "D21S"})
ODD_GAINS = frozenset({"+3", "+5", "+7", "+9", "+11", "+15", "+19", "+21"})
KARYOTYPE_SIGNS: Mapping[str, tuple[str, Value]] = MappingProxyType(
    {
        r"t\(11;14\)": ("t11_14", True),
        r"t\(4;14\)": ("t4_14", True),
        r"t\(14;16\)": ("t14_16", True),
        r"t\(14;20\)": ("t14_20", True),
        r"t\(6;14\)": ("t6_14", True),
        r"^-13$|^del\(13\)\(q": ("del13q", True),
        r"^-17$|^del\(17\)\(p|^i\(17\)\(q": ("del17p", True),
        r"^\+1q|^dup\(1\)\(q|^\+?der\(1;16\)|^\+?der\(16\)t\(1;16\)|^\+1$|^i\(1\)\(q": ("cn1q", 3),
        r"^del\(1\)\(p": ("del1p32", "mono"),
    }
)
_UNSELECTED = re.compile(
    r",?\s*((cd138|plasma cell) (selection|enrichment) not (performed|done)|unselected( cells)?)",
    re.IGNORECASE,
)
_DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")


@dataclass(frozen=True)
class TextFinding:
    """One finding as the text has it; *value* None: the text says it cannot be told."""

    id: str
    value: Value
    percent: float | None
    method: str
    text: str
    note: str = ""
    date: str | None = None


@dataclass(frozen=True)
class GeneticsText:
    """All findings by id (the last line that speaks of one holds), and what was not understood."""

    findings: Mapping[str, TextFinding]
    not_understood: tuple[str, ...]
    notes: tuple[str, ...]

    def value(self, name: str) -> Value:
        """Return what the text says of *name*, or None."""
        found = self.findings.get(name)
        return found.value if found else None


def read(texts: str | Iterable[str]) -> GeneticsText:
    """Return what the laboratory's lines say."""
    lines = texts.splitlines() if isinstance(texts, str) else list(texts)
    findings: dict[str, TextFinding] = {}
    strange, notes = [], []
    for line in (line.strip() for line in lines if line.strip()):
        found, note = _read_line(line) if len(line) <= LONGEST_LINE else (None, "")
        if found is None:
            strange.append(line)
            continue
        for finding in found:
            _keep(findings, finding)
        if note:
            notes.append(note)
    return GeneticsText(findings, tuple(strange), tuple(notes))


def _read_line(line: str) -> tuple[list[TextFinding] | None, str]:
    unselected = _UNSELECTED.search(line) is not None
    body = _UNSELECTED.sub("", line).strip()
    when = _DATE.search(body)
    found: list[TextFinding] | None
    note = ""
    if is_fish(body):
        found = _from_fish(body, line)
    elif is_karyotype(body):
        found = _from_karyotype(body, line)
    else:
        said = read_prose(body)
        if said is None:
            return None, ""
        note = said.note
        found = [
            TextFinding(s.id, s.value, s.percent, s.method, line, s.note) for s in said.findings
        ]
    if found is not None and unselected:
        found = [_unselected(finding) for finding in found]
    if found is not None and when:
        found = [_dated(finding, when[0]) for finding in found]
    return found, note


def _keep(findings: dict[str, TextFinding], new: TextFinding) -> None:
    old = findings.get(new.id)
    # What was seen once stays seen: a later negative line does not take it away.
    if old is None or old.value in (None, False) or new.value not in (None, False):
        findings[new.id] = new


def _from_fish(body: str, line: str) -> list[TextFinding] | None:
    clones = read_fish(body, ALIASES)
    found = [
        *_seventeen(clones, line),
        *_fusions(clones, line),
        *_chromosome_one(clones, line),
        *_break_apart(clones, line),
        *_losses_and_gains(clones, line),
    ]
    return found or None


def _seventeen(clones: list[Clone], line: str) -> list[TextFinding]:
    told = [clone for clone in clones if "TP53" in clone.copies]
    if not told:
        return []
    lost = [clone for clone in told if _lost_17p(clone)]
    if not lost:
        return [_finding("del17p", False, None, line)]
    largest = max(lost, key=lambda clone: clone.percent or 0)
    share = largest.percent
    present = share is None or share >= COPY_CUT_OFF
    note = "" if present else f"below the cut-off of {COPY_CUT_OFF:g} %"
    found = [_finding("del17p", present, share, line, note)]
    if share is not None:
        found.append(_finding("del17p_ccf_pct", share, share, line, note))
        if largest.copies.get("D17Z1") == 1:
            found.append(_finding("monosomy17_ccf_pct", share, share, line, "monosomy 17"))
    return found


def _lost_17p(clone: Clone) -> bool:
    centromere = clone.copies.get("D17Z1", 2)
    return clone.copies["TP53"] < max(centromere, 2)


def _fusions(clones: list[Clone], line: str) -> list[TextFinding]:
    found = []
    for pair, name in FUSIONS.items():
        asked = [clone for clone in clones if pair <= set(clone.copies) or pair in clone.fusions]
        if not asked:
            continue
        fused = [clone for clone in asked if pair in clone.fusions]
        if not fused:
            extra = any(clone.copies[gene] > 2 for clone in asked for gene in pair)
            note = "extra signals without fusion" if extra else ""
            found.append(_finding(name, False, None, line, note))
            continue
        share = max((clone.percent or 0 for clone in fused), default=0) or None
        present = share is None or share >= FUSION_CUT_OFF
        note = "" if present else f"below the cut-off of {FUSION_CUT_OFF:g} %"
        found.append(_finding(name, present, share, line, note))
    return found


def _chromosome_one(clones: list[Clone], line: str) -> list[TextFinding]:
    found = []
    gains = [clone for clone in clones if "CKS1B" in clone.copies]
    if gains:
        seen = [c for c in gains if c.copies["CKS1B"] > 2 and _above(c, COPY_CUT_OFF)]
        top = max(seen, key=lambda clone: clone.copies["CKS1B"], default=None)
        copies = top.copies["CKS1B"] if top else min(2, *(c.copies["CKS1B"] for c in gains))
        ranged = top is not None and "CKS1B" in top.ranged
        note = "lowest of the range of copies" if ranged else ""
        found.append(_finding("cn1q", copies, top.percent if top else None, line, note))
    losses = [clone for clone in clones if "CDKN2C" in clone.copies]
    if losses:
        seen = [c for c in losses if c.copies["CDKN2C"] < 2 and _above(c, COPY_CUT_OFF)]
        low = min(seen, key=lambda clone: clone.copies["CDKN2C"], default=None)
        loss = "none" if low is None else "mono" if low.copies["CDKN2C"] == 1 else "bi"
        found.append(_finding("del1p32", loss, low.percent if low else None, line))
    return found


def _break_apart(clones: list[Clone], line: str) -> list[TextFinding]:
    found = []
    for gene, name in (("IGH", "igh_rearranged"), ("MYC", "myc_rearranged")):
        split = [clone for clone in clones if gene in clone.split]
        if split:
            share = max((clone.percent or 0 for clone in split), default=0) or None
            present = share is None or share >= FUSION_CUT_OFF
            note = "partner not known" if gene == "IGH" and present else ""
            found.append(_finding(name, present, share, line, note))
        elif any(gene in clone.intact or clone.copies == {gene: 2} for clone in clones):
            found.append(_finding(name, False, None, line))
            if gene == "IGH":
                note = "IGH intact by break-apart probe; cryptic insertions are missed"
                partners = ("t4_14", "t11_14", "t14_16", "t14_20")
                found += [_finding(partner, False, None, line, note) for partner in partners]
    return found


def _losses_and_gains(clones: list[Clone], line: str) -> list[TextFinding]:
    found = []
    if any("RB1" in clone.copies for clone in clones):
        lost = [c for c in clones if c.copies.get("RB1", 2) < 2 and _above(c, COPY_CUT_OFF)]
        found.append(_finding("del13q", bool(lost), lost[0].percent if lost else None, line))
    probes = {gene for clone in clones for gene in clone.copies if gene in ODD_CHROMOSOMES}
    if len(probes) >= 2:
        gained = [
            (sum(clone.copies.get(gene, 2) > 2 for gene in probes), clone)
            for clone in clones
            if _above(clone, COPY_CUT_OFF)
        ]
        most, clone = max(gained, key=lambda pair: pair[0], default=(0, None))
        value: Value = True if most >= 2 else None if most == 1 else False
        share = clone.percent if clone is not None and most else None
        note = "one trisomy only: two are asked for" if most == 1 else ""
        found.append(_finding("hyperdiploid", value, share, line, note))
    return found


def _from_karyotype(body: str, line: str) -> list[TextFinding] | None:
    clones = read_karyotype(body)
    scored = sum(cells or 0 for _, cells in clones)
    found: dict[str, TextFinding] = {}
    for items, cells in clones:
        share = round(100 * cells / scored, 1) if cells and scored else None
        note = "share of metaphases, not of plasma cells" if share is not None else ""
        gained = {item for item in items if item in ODD_GAINS}
        if len(gained) >= 2:
            found["hyperdiploid"] = TextFinding(
                "hyperdiploid", True, share, "Karyotype", line, note
            )
        for item in items:
            for pattern, (name, value) in KARYOTYPE_SIGNS.items():
                if re.search(pattern, item):
                    found.setdefault(name, TextFinding(name, value, share, "Karyotype", line, note))
    return list(found.values())


def _finding(
    name: str, value: Value, percent: float | None, line: str, note: str = ""
) -> TextFinding:
    method = "FISH, CD138 selected" if re.search(r"cd138", line, re.IGNORECASE) else "FISH"
    return TextFinding(name, value, percent, method, line, note)


def _unselected(finding: TextFinding) -> TextFinding:
    normal = finding.value in (False, "none") or (finding.id == "cn1q" and finding.value == 2)
    note = "negative on unselected cells is not known" if normal else finding.note
    value = None if normal else finding.value
    return TextFinding(
        finding.id, value, finding.percent, "FISH, unselected cells", finding.text, note
    )


def _dated(finding: TextFinding, when: str) -> TextFinding:
    return TextFinding(
        finding.id, finding.value, finding.percent, finding.method, finding.text, finding.note, when
    )


def _above(clone: Clone, cut_off: float) -> bool:
    return clone.percent is None or clone.percent >= cut_off
