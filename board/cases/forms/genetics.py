"""The questions about genetics, asked of the current sample and of an earlier one."""

from board.cases.forms.kinds import Day, Kind, Lines, Text
from board.cases.forms.measures import COPIES, FOUND, KNOWN, LOSS_1P32, PERCENT
from board.cases.forms.questions import Group, Question

_ASKED: tuple[tuple[str, str, Kind], ...] = (
    ("del17p", "del(17p)", FOUND),
    ("del17p_ccf_pct", "del(17p), share of plasma cells", PERCENT),
    ("monosomy17_ccf_pct", "Monosomy 17, share of plasma cells", PERCENT),
    ("tp53_mut", "TP53 mutation", FOUND),
    ("t4_14", "t(4;14) IGH::NSD2", FOUND),
    ("t14_16", "t(14;16) IGH::MAF", FOUND),
    ("t14_20", "t(14;20) IGH::MAFB", FOUND),
    ("t11_14", "t(11;14) IGH::CCND1", FOUND),
    ("t6_14", "t(6;14) IGH::CCND3", FOUND),
    ("igh_rearranged", "IGH rearranged, partner not named", FOUND),
    ("cn1q", "1q21, copies (2 is normal)", COPIES),
    ("del1p32", "del(1p32)", LOSS_1P32),
    ("hyperdiploid", "Hyperdiploid", FOUND),
    ("del13q", "del(13q)", FOUND),
    ("myc_rearranged", "MYC rearranged", FOUND),
    ("tnfrsf17_biallelic_loss", "TNFRSF17 (BCMA), both copies lost", FOUND),
    ("gprc5d_biallelic_loss", "GPRC5D, both copies lost", FOUND),
    ("gep_high_risk", "High risk by gene expression", FOUND),
    ("del13_metaphase", "del(13) or monosomy 13 in metaphases", FOUND),
    ("cd138_selected", "Plasma cells were selected or marked", KNOWN),
    ("purity_pct", "Plasma cells after selection", PERCENT),
    ("method", "Method", Text(80)),
    ("tp53_vaf_pct", "TP53, variant allele frequency", PERCENT),
    ("lod_pct", "Smallest share the sequencing finds", PERCENT),
    ("panel", "Genes and probes tested, one a line", Lines(rows=2)),
    ("variants", "Variants, one a line: KRAS G12D 18 %", Lines(rows=2)),
)


def _sample(part: str, title: str, folded: bool) -> Group:
    taken = Question(f"{part}.date", "Sample of", Day())
    asked = (Question(f"{part}.{leaf}", label, kind, dated=True) for leaf, label, kind in _ASKED)
    return Group(title, (taken, *asked), "sheet", folded=folded)


FINDINGS = _sample("genetics", "Findings ever shown", folded=False)
FINDINGS_BEFORE = _sample("genetics_before", "An earlier sample, to compare with", folded=True)
