"""One sentence that tells the case: what relapsed after what, how, and what no longer works."""

from board.myeloma.grounds import Ground, Input
from board.myeloma.reading import CaseReading
from board.myeloma.rulebook import ground
from board.myeloma.telling.brief_treatment import line_label
from board.myeloma.treatment.agents import agents
from board.myeloma.words import NOT_KNOWN, show

ORDINALS = ("", "First", "Second", "Third", "Fourth", "Fifth", "Sixth")
TYPES = {
    "clinical": "clinical relapse",
    "biochemical_significant": "significant biochemical relapse",
    "biochemical_non_significant": "biochemical relapse without a treatment trigger",
    "none": "no progression",
    "unknown": "type of relapse not known",
}
RISKS = {"high": "high risk", "standard": "standard risk", "unknown": "risk not known"}


def headline(case: CaseReading) -> str:
    """Return the case in one sentence, without any recommendation."""
    parts = [_opening(case), TYPES[case.relapse.type]]
    if case.progression.pd is True and case.relapse.type == "unknown":
        parts[-1] = "progressive disease, type of relapse not known"
    parts.append(f"{RISKS[case.ims.group]} by IMS/IMWG 2025")
    parts.append(_refractory(case))
    if case.times.early_18_12 is True:
        early = "early relapse" + (" while not on treatment" if case.times.not_taken else "")
        early += " after a doublet" if case.times.doublet else ""
        parts.append(early)
    return "; ".join(part for part in parts if part) + "."


def headline_ground(case: CaseReading) -> Ground:
    """Return what the sentence is put together from: each answer has a ground of its own in the brief."""
    lines, last = case.lines, case.lines.current
    count = f"at least {lines.min}" if lines.count is None else str(lines.count)
    return ground(
        "headline",
        (
            Input("Prior lines", count),
            Input("Last line", line_label(last) if last else NOT_KNOWN),
            Input("Type of relapse", TYPES[case.relapse.type]),
            Input("Risk by IMS/IMWG 2025", RISKS[case.ims.group]),
            Input("Refractoriness", _refractory(case)),
            Input("Early relapse (18/12 months)", show(case.times.early_18_12)),
        ),
    )


def _opening(case: CaseReading) -> str:
    lines = case.lines
    if lines.current is None:
        return "No treatment recorded"
    after = line_label(lines.current)
    if lines.count is None:
        return f"After at least {lines.min} lines, last {after}"
    number = ORDINALS[lines.count] if lines.count < len(ORDINALS) else f"{lines.count}th"
    word = "presentation" if case.relapse.type == "none" else "relapse"
    return f"{number} {word} after {after}"


def _refractory(case: CaseReading) -> str:
    answers = {drug: case.treatment.refractory(drug).truth for drug in case.treatment.drugs}
    failed = [drug for drug, truth in answers.items() if truth is True]
    if failed:
        known = agents()
        return "refractory to " + ", ".join(
            known[drug].shown.lower() if drug in known else drug for drug in failed
        )
    if None in answers.values() or not case.treatment.all_known:
        return "refractoriness not known"
    return "refractory to no drug given so far"
