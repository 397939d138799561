"""What the signals of interphase FISH mean: deletions, gains, fusions, breaks.

Sources: Ross et al., Haematologica 2012;97:1272 (technical cut-offs); IMS/IMWG consensus, J Clin
Oncol 2025;43:2739 (1q by copies of CKS1B, 1p32 by CDKN2C, clone size of del(17p)). A normal
break-apart of IGH sets the four common partners absent (convention of the project; cryptic
insertions are missed); an abnormal one leaves them unknown until partner probes are read.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from board.myeloma.genome.iscn import Clone, read_fish
from board.myeloma.genome.text_findings import COPY_CUT_OFF, FUSION_CUT_OFF, TextFinding, Value

ALIASES: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("P53", "17P13", "17P13.1"), "TP53"),
        **dict.fromkeys(("CEP17", "D17Z", "17CEN"), "D17Z1"),
        **dict.fromkeys(("NSD2", "WHSC1", "MMSET", "4P16", "4P16.3"), "FGFR3"),
        **dict.fromkeys(("C-MAF", "CMAF", "16Q23"), "MAF"),
        **dict.fromkeys(("MAF-B", "20Q12"), "MAFB"),
        **dict.fromkeys(("11Q13", "BCL1"), "CCND1"),
        **dict.fromkeys(("IGH@", "14Q32", "IGHV", "IGHC"), "IGH"),
        **dict.fromkeys(("1Q21", "1Q21.3", "CKS1", "ANP32E"), "CKS1B"),
        **dict.fromkeys(("FAF1", "1P32", "1P32.3", "P18"), "CDKN2C"),
        **dict.fromkeys(("D13S319", "D13S25", "DLEU1", "DLEU", "13Q14"), "RB1"),
        "CEP3": "D3Z1",
        **dict.fromkeys(("CEP5", "D5S721", "5P15"), "D5S23"),
        "CEP7": "D7Z1",
        "CEP9": "D9Z1",
        "CEP11": "D11Z1",
        "CEP15": "D15Z4",
        "8Q24": "MYC",
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
#: The partners that a normal break-apart of IGH rules out.
PARTNERS = ("t4_14", "t11_14", "t14_16", "t14_20")
#: Probes of the chromosomes whose trisomies make a hyperdiploid clone.
ODD_CHROMOSOMES = frozenset({"D3Z1", "D5S23", "D7Z1", "D9Z1", "D11Z1", "D15Z4", "D19S", "D21S"})

_UNCOUNTED = "the other nuclei are not described"


def findings_of(text: str) -> list[TextFinding] | None:
    """Return what a FISH string says; None when it says nothing known or contradicts itself."""
    clones = read_fish(text, ALIASES)
    if any(clone.odd for clone in clones):
        return None
    found = [finding for read in _READERS for finding in read(clones)]
    return [_described(finding, clones) for finding in found] or None


def _described(finding: TextFinding, clones: list[Clone]) -> TextFinding:
    """Take nothing for absent when only a part of the nuclei, all normal, is told of."""
    told = [clone.percent for clone in clones if clone.percent is not None]
    only_normal = all(clone.normal for clone in clones)
    if finding.absent and told and only_normal and sum(told) < 100 - FUSION_CUT_OFF:
        return finding.unknown(_UNCOUNTED)
    return finding


def _seventeen(clones: list[Clone]) -> list[TextFinding]:
    told = [clone for clone in clones if "TP53" in clone.copies]
    lost = [clone for clone in told if _lost_17p(clone)]
    if not lost:
        return [_finding("del17p", False)] if told else []
    share = _largest(lost)
    present, note = _counts(share, COPY_CUT_OFF)
    found = [_finding("del17p", present, share, note)]
    if share is not None:
        found.append(_finding("del17p_ccf_pct", share, share, note))
        whole = _largest([clone for clone in lost if clone.copies.get("D17Z1") == 1])
        if whole is not None:
            found.append(_finding("monosomy17_ccf_pct", whole, whole, "monosomy 17"))
    return found


def _lost_17p(clone: Clone) -> bool:
    return clone.copies["TP53"] < max(clone.copies.get("D17Z1", 2), 2)


def _fusions(clones: list[Clone]) -> list[TextFinding]:
    found = []
    for pair, name in FUSIONS.items():
        asked = [clone for clone in clones if pair <= set(clone.copies) or pair in clone.fusions]
        fused = [clone for clone in asked if pair in clone.fusions]
        if fused:
            share = _largest(fused)
            present, note = _counts(share, FUSION_CUT_OFF)
            found.append(_finding(name, present, share, note))
        elif asked:
            extra = any(clone.copies[gene] > 2 for clone in asked for gene in pair)
            found.append(_finding(name, False, None, "extra signals without fusion" * extra))
    return found


def _gain_1q(clones: list[Clone]) -> list[TextFinding]:
    told = [clone for clone in clones if "CKS1B" in clone.copies]
    if not told:
        return []
    seen = [clone for clone in told if clone.copies["CKS1B"] > 2 and _above(clone)]
    if not seen:
        small = _largest([clone for clone in told if clone.copies["CKS1B"] > 2])
        note = "" if small is None else _counts(small, COPY_CUT_OFF)[1]
        copies = min(clone.copies["CKS1B"] for clone in told)
        return [_finding("cn1q", min(2, copies), None, note)]
    top = max(seen, key=lambda clone: (clone.copies["CKS1B"], clone.percent or 0))
    note = "lowest of the range of copies" if "CKS1B" in top.ranged else ""
    return [_finding("cn1q", top.copies["CKS1B"], top.percent, note)]


def _loss_1p(clones: list[Clone]) -> list[TextFinding]:
    told = [clone for clone in clones if "CDKN2C" in clone.copies]
    seen = [clone for clone in told if clone.copies["CDKN2C"] < 2 and _above(clone)]
    if not seen:
        return [_finding("del1p32", "none")] if told else []
    low = min(seen, key=lambda clone: (clone.copies["CDKN2C"], -(clone.percent or 0)))
    return [_finding("del1p32", "mono" if low.copies["CDKN2C"] else "bi", low.percent)]


def _breaks(clones: list[Clone]) -> list[TextFinding]:
    return [finding for gene in ("IGH", "MYC") for finding in _break_apart(gene, clones)]


def _break_apart(gene: str, clones: list[Clone]) -> list[TextFinding]:
    name = f"{gene.lower()}_rearranged"
    split = [clone for clone in clones if gene in clone.split]
    if gene == "MYC":
        split += [clone for clone in clones if frozenset(("MYC", "IGH")) in clone.fusions]
    if split:
        share = _largest(split)
        present, note = _counts(share, FUSION_CUT_OFF)
        partner = "partner not known" if gene == "IGH" and present else note
        return [_finding(name, present, share, partner)]
    if not any(gene in clone.intact or clone.copies == {gene: 2} for clone in clones):
        return []
    found = [_finding(name, False)]
    if gene == "IGH":
        note = "IGH intact by break-apart probe; cryptic insertions are missed"
        found += [_finding(partner, False, None, note) for partner in PARTNERS]
    return found


def _loss_13q(clones: list[Clone]) -> list[TextFinding]:
    told = [clone for clone in clones if "RB1" in clone.copies]
    lost = [clone for clone in told if clone.copies["RB1"] < 2 and _above(clone)]
    return [_finding("del13q", bool(lost), _largest(lost))] if told else []


def _trisomies(clones: list[Clone]) -> list[TextFinding]:
    probes = {gene for clone in clones for gene in clone.copies if gene in ODD_CHROMOSOMES}
    if len(probes) < 2:
        return []
    gained: dict[str, Clone] = {}
    for clone in (clone for clone in clones if _above(clone)):
        gained |= {gene: clone for gene in probes if clone.copies.get(gene, 2) > 2}
    value: Value = True if len(gained) >= 2 else None if gained else False
    note = "one trisomy only: two are asked for" if len(gained) == 1 else ""
    return [_finding("hyperdiploid", value, _largest(list(gained.values())), note)]


_READERS: tuple[Callable[[list[Clone]], list[TextFinding]], ...] = (
    _seventeen,
    _fusions,
    _gain_1q,
    _loss_1p,
    _breaks,
    _loss_13q,
    _trisomies,
)


def _finding(name: str, value: Value, percent: float | None = None, note: str = "") -> TextFinding:
    return TextFinding(name, value, percent, "FISH", "", note)


def _largest(clones: list[Clone]) -> float | None:
    return max((clone.percent for clone in clones if clone.percent is not None), default=None)


def _counts(share: float | None, cut_off: float) -> tuple[bool, str]:
    present = share is None or share >= cut_off
    return present, "" if present else f"{share:g} %: below the cut-off of {cut_off:g} %"


def _above(clone: Clone) -> bool:
    return clone.percent is None or clone.percent >= COPY_CUT_OFF
