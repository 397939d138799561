"""The genetics panel: each finding with its state, clone size, meaning and rule.

Sources: IMS/IMWG consensus genomic staging, Avet-Loiseau et al., J Clin Oncol 2025;43:2739 (what
is high risk, and together with what); Ross et al., Haematologica 2012;97:1272 (FISH cut-offs);
Nat Med 2023 (loss of BCMA or GPRC5D). The state is the submitted fact; the laboratory's text adds
method, clone size and note, and where the two differ the difference is shown.
"""

from board.myeloma.dates import Span, days_between, span_or_none
from board.myeloma.facts import Genetics
from board.myeloma.genome.genetic_markers import MARKERS as MARKERS
from board.myeloma.genome.genetic_markers import Judged, Marker
from board.myeloma.genome.genetics_text import GeneticsText, TextFinding, read
from board.myeloma.genome.samples import trusted
from board.myeloma.health.triggers import GENETICS_OLD_DAYS
from board.myeloma.kleene import Truth
from board.myeloma.reading import CaseReading
from board.myeloma.risk import CCF_HIGH_RISK, del17p_clone
from board.myeloma.sources import cite
from board.myeloma.telling.brief import FindingState, GeneticFinding, GeneticsPanel, Ground, Meaning
from board.myeloma.telling.brief_genes import gene_rows, genetic_input
from board.myeloma.words import fact_words, show

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


def genetics_panel(case: CaseReading) -> GeneticsPanel:
    """Return every finding of the panel; untested ones are shown as not tested.

    What only the laboratory's text tells is *unclear*: not a fact before somebody confirms it, but
    not untested either.
    """
    text = read(case.facts.genetics_source_text)
    genetics = trusted(case.facts.genetics)
    shown = [m for m in MARKERS if m.always or m.present(genetics) is not None or _told(m, text)]
    return GeneticsPanel(
        findings=tuple(_row(marker, case, genetics, text) for marker in shown),
        not_understood=text.not_understood,
        clashes=_clashes(case.facts.genetics, text),
        source_text=case.facts.genetics_source_text,
        genes=gene_rows(case),
        remarks=_remarks(case, text),
    )


def taken_before_relapse(case: CaseReading, day: str | None) -> bool:
    """Say whether a sample of *day* is more than 60 days older than the current progression."""
    taken, progressed = span_or_none(day), case.progression.on
    if taken is None or progressed is None:
        return False
    return days_between(taken, Span(progressed, progressed)).least > GENETICS_OLD_DAYS


def _remarks(case: CaseReading, text: GeneticsText) -> tuple[str, ...]:
    """Return what limits the findings: an old sample, how it was prepared, what was looked for."""
    genetics = case.facts.genetics
    lod = f"{genetics.lod_pct:g} %" if genetics.lod_pct is not None else text.limit
    purity = genetics.purity_pct if genetics.purity_pct is not None else text.purity
    panel = genetics.panel or text.panel
    found = {
        f"Sample of {genetics.date}, before this relapse: retest FISH and TP53": (
            taken_before_relapse(case, genetics.date)
        ),
        "FISH on unselected cells: what is negative is not known": genetics.cd138_selected is False,
        f"Plasma cells after selection: {show(purity)} %": purity is not None,
        f"Limit of detection of sequencing: {lod.removeprefix('LoD ')}": bool(lod),
        f"Tested: {', '.join(panel)}; what is not listed was not": bool(panel),
    }
    return tuple(words for words, holds in found.items() if holds)


def _row(
    marker: Marker, case: CaseReading, genetics: Genetics, text: GeneticsText
) -> GeneticFinding:
    before = case.facts.genetics_before
    present = marker.present(genetics)
    said = _agreeing(marker, present, text)
    told = _told(marker, text) if present is None else None
    meaning, note = _meaning(marker, genetics, present)
    day = genetics.taken(marker.id) or (said.date if said else None)
    notes = [note or _untrusted(marker, case, genetics), said.note if said else ""]
    old = present is not None and taken_before_relapse(case, day)
    notes += ["retest: older than this relapse"] if old else []
    return GeneticFinding(
        id=marker.id,
        name=marker.name,
        state="unclear" if told else STATES[present],
        method=(said.method if said else "") or (genetics.method or "") * (present is not None),
        now=_unclear(told) if told else _now(marker.id, genetics, present, said),
        before="" if before is None else _now(marker.id, before, marker.present(before), None),
        date=day if present is not None or told else None,
        meaning="unclear" if told else meaning,
        meaning_label=f"Text reads {told}" if told else MEANING_LABELS[meaning],
        note=". ".join(part for part in notes if part),
        ground=Ground(
            marker.rule,
            (genetic_input(case.facts, f"genetics.{marker.id}"),) if _worded(marker.id) else (),
            (cite(marker.source),),
            marker.id,
        ),
    )


def _untrusted(marker: Marker, case: CaseReading, genetics: Genetics) -> str:
    if marker.present(case.facts.genetics) is marker.present(genetics):
        return ""
    if marker.id == "tp53_mut":
        return "recorded as absent, but TP53 is not in the panel"
    return "negative on unselected cells is not known"


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
    if name == "tp53_mut" and present and genetics.tp53_vaf_pct is not None:
        return f"VAF {show(genetics.tp53_vaf_pct)} %"
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
