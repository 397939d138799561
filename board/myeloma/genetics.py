"""The genetics panel: each finding with its state, clone size, meaning and rule.

Sources: IMS/IMWG consensus genomic staging, Avet-Loiseau et al., J Clin Oncol 2025;43:2739 (what
is high risk, and together with what); Ross et al., Haematologica 2012;97:1272 (FISH cut-offs);
Nat Med 2023 (loss of BCMA or GPRC5D). The state is the submitted fact; the laboratory's text adds
method, clone size and note, and where the two differ the difference is shown.
"""

from collections.abc import Callable
from dataclasses import dataclass

from board.myeloma.brief import FindingState, GeneticFinding, GeneticsPanel, Ground, Meaning
from board.myeloma.facts import Genetics
from board.myeloma.genetics_text import GeneticsText, TextFinding, read
from board.myeloma.kleene import Truth, any_of
from board.myeloma.reading import CaseReading
from board.myeloma.risk import CCF_HIGH_RISK, del17p_clone, del17p_large, gain_1q
from board.myeloma.sources import cite
from board.myeloma.words import fact_words, input_of, show

MEANING_LABELS: dict[Meaning, str] = {
    "high_risk": "High risk",
    "additional": "Additional",
    "standard": "Standard",
    "target_intact": "Target intact",
    "target_lost": "Target lost",
    "not_present": "Not present",
    "not_tested": "Not tested",
    "unclear": "Text not confirmed",
}
STATES: dict[Truth, FindingState] = {True: "present", False: "absent", None: "not_tested"}

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


def genetics_panel(case: CaseReading) -> GeneticsPanel:
    """Return every finding of the panel; untested ones are shown as not tested.

    What only the laboratory's text tells is *unclear*: not a fact before somebody confirms it, but
    not untested either.
    """
    text = read(case.facts.genetics_source_text)
    genetics, before = case.facts.genetics, case.facts.genetics_before
    shown = [m for m in MARKERS if m.always or m.present(genetics) is not None or _told(m, text)]
    return GeneticsPanel(
        findings=tuple(_row(marker, case, text, before) for marker in shown),
        not_understood=text.not_understood,
        clashes=_clashes(genetics, text),
        source_text=case.facts.genetics_source_text,
    )


def _row(
    marker: Marker, case: CaseReading, text: GeneticsText, before: Genetics | None
) -> GeneticFinding:
    genetics = case.facts.genetics
    present = marker.present(genetics)
    said = _agreeing(marker, present, text)
    told = _told(marker, text) if present is None else None
    meaning, note = _meaning(marker, genetics, present)
    return GeneticFinding(
        id=marker.id,
        name=marker.name,
        state="unclear" if told else STATES[present],
        method=said.method if said else "",
        now=_unclear(told) if told else _now(marker.id, genetics, present, said),
        before="" if before is None else _now(marker.id, before, marker.present(before), None),
        date=genetics.taken(marker.id) or (said.date if said else None),
        meaning="unclear" if told else meaning,
        meaning_label=f"Text reads {told}" if told else MEANING_LABELS[meaning],
        note=". ".join(part for part in (note, said.note if said else "") if part),
        ground=Ground(
            marker.rule,
            (input_of(case.facts, f"genetics.{marker.id}"),) if _worded(marker.id) else (),
            (cite(marker.source),),
        ),
    )


def _told(marker: Marker, text: GeneticsText) -> FindingState | None:
    """Return what the text clearly says of a finding, or None when it says nothing definite."""
    value = text.value(marker.id)
    return None if value is None else STATES[_as_truth(marker.id, value)]


def _unclear(told: FindingState) -> str:
    return f"unclear: the text reads {told}, not confirmed"


def _meaning(marker: Marker, genetics: Genetics, present: Truth) -> Judged:
    if present is None:
        return "not_tested", ""
    if marker.target:
        if present:
            return marker.meaning(genetics)
        return "target_intact", "no biallelic loss seen"
    if not present and marker.id == "del17p" and del17p_clone(genetics):
        return "not_present", f"below the cut-off of {CCF_HIGH_RISK:g} % of cells"
    return marker.meaning(genetics) if present else ("not_present", "")


def _agreeing(marker: Marker, present: Truth, text: GeneticsText) -> TextFinding | None:
    said = text.findings.get(marker.id)
    if said is None:
        return None
    return said if present is None or _as_truth(marker.id, said.value) is present else None


def _now(name: str, genetics: Genetics, present: Truth, said: TextFinding | None) -> str:
    share = said.percent if said else None
    if name == "del17p":
        share = del17p_clone(genetics) if del17p_clone(genetics) is not None else share
    if present is None:
        return "not tested"
    where = "" if share is None else f"{show(float(share))} % of cells"
    if name == "cn1q":
        copies = f"{genetics.cn1q} copies"
        return f"{copies} in {where}" if where and present else copies
    if name == "del1p32" and present:
        kind = "both copies lost" if genetics.del1p32 == "bi" else "one copy lost"
        return f"{kind} in {where}" if where else kind
    if name == "tp53_mut" and present and share is not None:
        return f"VAF {show(float(share))} %"
    if not present:
        return where or "absent"
    return where or "present"


def _clashes(genetics: Genetics, text: GeneticsText) -> tuple[str, ...]:
    found = []
    for marker in MARKERS:
        said = text.findings.get(marker.id)
        if said is None or said.value is None:
            continue
        told, fact = _as_truth(marker.id, said.value), marker.present(genetics)
        if fact is None:
            state = STATES[told]
            found.append(
                f"{marker.name}: the text reads {state}, no fact is recorded ({said.text})"
            )
        elif told is not fact:
            states = f"the text reads {STATES[told]}, the recorded fact is {STATES[fact]}"
            found.append(f"{marker.name}: {states} ({said.text})")
    clone = del17p_clone(genetics)
    if genetics.del17p is False and clone is not None and clone >= CCF_HIGH_RISK:
        found.append(f"del(17p): recorded as absent, but in {show(clone)} % of cells")
    return tuple(found)


def _as_truth(name: str, value: object) -> Truth:
    if value is None:
        return None
    if name == "cn1q":
        return isinstance(value, int) and value >= 3
    if name == "del1p32":
        return value != "none"
    return bool(value)


def _worded(name: str) -> bool:
    return f"genetics.{name}" in fact_words()


def _deletion_17p(genetics: Genetics) -> Judged:
    large = del17p_large(genetics)
    if large is None:
        return "additional", "clone size not recorded: the 20 % cut-off cannot be applied"
    if not large:
        return "standard", "below the 20 % cut-off of IMS/IMWG 2025"
    both = "; with TP53 mutation: biallelic" if genetics.tp53_mut else ""
    return "high_risk", f"cut-off 20 % of cells{both}"


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


LOST = "both copies lost: drugs against this target are not eligible"
_IGH_RULE = "high risk only with 1q gain or del(1p32) (IMS/IMWG 2025, criterion B)"

MARKERS: tuple[Marker, ...] = (
    Marker(
        "del17p",
        "del(17p)",
        lambda g: g.del17p,
        _deletion_17p,
        "high risk when in 20 % of plasma cells or more (criterion A)",
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
        _always("standard", ""),
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
