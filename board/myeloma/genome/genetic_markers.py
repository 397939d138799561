"""The rows of the genetics panel: how presence of each finding is read, and what it means.

Sources: IMS/IMWG consensus genomic staging, Avet-Loiseau et al., J Clin Oncol 2025;43:2739 (what
is high risk, and together with what); Nat Med 2023 (loss of BCMA or GPRC5D); each row its own.
"""

from collections.abc import Callable
from dataclasses import dataclass

from board.myeloma.facts import Genetics
from board.myeloma.kleene import Truth, any_of
from board.myeloma.risk import CCF_HIGH_RISK, del17p_large, gain_1q, tp53_biallelic
from board.myeloma.telling.brief import Meaning

Judged = tuple[Meaning, str]


@dataclass(frozen=True)
class Marker:
    """One row of the panel: name, how presence is read, what presence means, and the rule."""

    id: str
    name: str
    present: Callable[[Genetics], Truth]
    meaning: Callable[[Genetics], Judged]
    rule: str
    source: str
    always: bool = True
    target: bool = False


def _deletion_17p(genetics: Genetics) -> Judged:
    large = del17p_large(genetics)
    if large is None:
        return "additional", f"clone size not recorded: the {CUT_OFF} cut-off cannot be applied"
    if not large:
        return "standard", f"below the {CUT_OFF} cut-off of IMS/IMWG 2025"
    both = "; with TP53 mutation: biallelic" if tp53_biallelic(genetics) else ""
    return "high_risk", f"cut-off {CUT_OFF} of cells{both}"


def _translocation(genetics: Genetics) -> Judged:
    lost = None if genetics.del1p32 is None else genetics.del1p32 != "none"
    partner = any_of([gain_1q(genetics), lost])
    if partner is True:
        return "high_risk", "with 1q gain or del(1p32)"
    if partner is None:
        return "additional", "high risk only with 1q gain or del(1p32), not both tested"
    return "standard", "standard when alone: no 1q gain, no del(1p32)"


def _gain(genetics: Genetics) -> Judged:
    copies = genetics.cn1q or 0
    word = "amplification (4 or more copies)" if copies >= 4 else "gain (3 copies)"
    return "additional", f"{word}; counts with t(4;14), t(14;16), t(14;20) or del(1p32)"


def _deletion_1p(genetics: Genetics) -> Judged:
    if genetics.del1p32 == "bi":
        return "high_risk", "both copies lost: high risk alone"
    if gain_1q(genetics) is True:
        return "high_risk", "one copy lost, with 1q gain"
    return "additional", "one copy lost; high risk with 1q gain or an IGH translocation"


def _always(meaning: Meaning, note: str) -> Callable[[Genetics], Judged]:
    return lambda _: (meaning, note)


def _loss_1p32(genetics: Genetics) -> Truth:
    return None if genetics.del1p32 is None else genetics.del1p32 != "none"


CUT_OFF = f"{CCF_HIGH_RISK:g} %"
LOST = "both copies lost: drugs against this target are not eligible"
_IGH_RULE = "high risk only with 1q gain or del(1p32) (IMS/IMWG 2025, criterion B)"

MARKERS: tuple[Marker, ...] = (
    Marker(
        "del17p",
        "del(17p)",
        lambda g: g.del17p,
        _deletion_17p,
        f"high risk when in {CUT_OFF} of plasma cells or more (criterion A)",
        "IMS25:V",
    ),
    Marker(
        "tp53_mut",
        "TP53 mutation",
        lambda g: g.tp53_mut,
        _always("high_risk", "high risk also without deletion"),
        "any pathogenic mutation is high risk (criterion A)",
        "IMS25:V",
    ),
    Marker("t4_14", "t(4;14) IGH::NSD2", lambda g: g.t4_14, _translocation, _IGH_RULE, "IMS25:V"),
    Marker("t14_16", "t(14;16) IGH::MAF", lambda g: g.t14_16, _translocation, _IGH_RULE, "IMS25:V"),
    Marker(
        "t14_20", "t(14;20) IGH::MAFB", lambda g: g.t14_20, _translocation, _IGH_RULE, "IMS25:V"
    ),
    Marker(
        "cn1q",
        "1q gain",
        gain_1q,
        _gain,
        "three or more copies; counts together with others (criteria B and C)",
        "IMS25:V",
    ),
    Marker(
        "del1p32",
        "del(1p32)",
        _loss_1p32,
        _deletion_1p,
        "both copies lost is high risk; one copy with 1q gain too (criterion C)",
        "IMS25:V",
    ),
    Marker(
        "t11_14",
        "t(11;14) CCND1::IGH",
        lambda g: g.t11_14,
        _always("standard", "marker of sensitivity to venetoclax (off-label)"),
        "standard risk; opens venetoclax",
        "TWENTY:V",
    ),
    Marker(
        "hyperdiploid",
        "Hyperdiploidy",
        lambda g: g.hyperdiploid,
        _always("standard", "may soften an adverse finding; changes no group"),
        "two or more trisomies of odd chromosomes",
        "SON16:M",
    ),
    Marker(
        "tnfrsf17_biallelic_loss",
        "TNFRSF17 (BCMA)",
        lambda g: g.tnfrsf17_biallelic_loss,
        _always("target_lost", LOST),
        "biallelic loss takes away every BCMA-directed option",
        "ASHFIG:V",
        target=True,
    ),
    Marker(
        "gprc5d_biallelic_loss",
        "GPRC5D",
        lambda g: g.gprc5d_biallelic_loss,
        _always("target_lost", LOST),
        "biallelic loss takes away talquetamab",
        "LEE23:M",
        target=True,
    ),
    Marker(
        "t6_14",
        "t(6;14) CCND3::IGH",
        lambda g: g.t6_14,
        _always("standard", ""),
        "standard risk",
        "MUN11:M",
        always=False,
    ),
    Marker(
        "igh_rearranged",
        "IGH rearranged, partner not known",
        lambda g: g.igh_rearranged,
        _always("standard", ""),
        "partner probes decide",
        "EMN12:V",
        always=False,
    ),
    Marker(
        "del13q",
        "del(13q)",
        lambda g: g.del13q,
        _always("standard", "by FISH not a sign of high risk"),
        "FISH only: no risk meaning",
        "MUN11:V",
        always=False,
    ),
    Marker(
        "myc_rearranged",
        "MYC rearrangement",
        lambda g: g.myc_rearranged,
        _always("additional", "adverse in several series; not part of IMS/IMWG 2025"),
        "not part of the staging",
        "BOARD:PC",
        always=False,
    ),
)
