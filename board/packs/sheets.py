"""A brief as the sheet of a pack: the plain values that are printed of one case version."""

import re

from board.cases.brief import Brief, first_day
from board.cases.matrix import OptionRow
from board.documents import pack
from board.documents.findings import Genetic, Genetics, Measure, Patient, Result
from board.myeloma.telling.brief import DrugExposure, Figure, GeneticFinding, Line, Score
from board.myeloma.telling.diagnosis import diagnosis
from board.myeloma.words import NOT_KNOWN

#: A clone's size in the panel's words: "62 % of cells".
SHARE = re.compile(r"(\d+(?:\.\d+)?) %")
#: Units as the engine writes them, and as paper does.
SIGNS = {"x10^9/L": "×10⁹/L", "m2": "m²"}
RESULTS = {
    "present": Result.DETECTED,
    "absent": Result.NOT_DETECTED,
    "not_tested": Result.NOT_TESTED,
    "unclear": Result.UNCLEAR,
}
STATES = {True: "refractory", False: "not refractory", None: NOT_KNOWN}
ANSWERS = {True: "yes", False: "no", None: NOT_KNOWN}
#: What nobody can prescribe is read on the screen.
NOT_TO_BE_HAD = frozenset({"investigational", "clinical trial"})
#: Groups of criteria whose name is too long for a column.
GROUPS = {"Lines and exposure": "Lines", "Refractory": "Refr.", "Infection": "Infect."}
MOST_CAUTIONS = 8
MOST_REASONS = 6
MOST_GAPS = 14


def case_sheet(brief: Brief) -> pack.CaseSheet:
    """Return what a pack says of the case version of this brief."""
    version, summary, facts = brief.version, brief.summary, brief.facts
    who = brief.patient
    return pack.CaseSheet(
        case_number=version.case.number,
        version=version.number,
        patient=Patient(who.name, who.born, brief.age, who.sex, who.mrn),
        synthetic=bool(facts.synthetic),
        as_of=summary.as_of,
        title=version.title,
        diagnosis=diagnosis(brief.facts),
        presented_by=version.case.submitted_by.name,
        question=version.question,
        reason=version.reason,
        wishes=version.wishes,
        headline=summary.headline,
        strip=_strip(brief),
        figures=tuple(Measure(f.label, _figure(f)) for f in brief.key_figures),
        relapse=tuple(reason.text for reason in summary.relapse.reasons[:MOST_REASONS]),
        course=brief.timeline,
        lines=tuple(_line(line) for line in summary.lines.lines),
        lines_note=_lines_note(brief),
        drugs=tuple(_drug(drug) for drug in summary.exposure.drugs if drug.exposed is not False),
        resistance=_resistance(brief),
        genetics=_genetics(brief),
        risk=_risk(brief),
        groups=tuple(GROUPS.get(name, name) for name, _ in brief.computed.matrix.heads),
        options=_options(brief),
        organs=tuple(Measure(f.label, _figure(f)) for f in summary.health.organs),
        scores=_scores(brief),
        cautions=tuple(one.text for one in summary.cautions[:MOST_CAUTIONS]),
        missing=_most(gaps(brief)),
        rules=f"Computed by rule set {summary.rule_set}; facts of {summary.as_of}.",
    )


def gaps(brief: Brief) -> tuple[pack.Gap, ...]:
    """Return what is missing, most useful first, and what is older than the rules like it."""
    summary = brief.summary
    missing = (
        pack.Gap(fact.label, "missing", settles(fact.blocks, fact.serves))
        for fact in summary.missing
    )
    old = (
        pack.Gap(fact.label, f"of {fact.date}, {fact.days} days old", "a newer value")
        for fact in summary.old
    )
    return (*missing, *old)


def _most(found: tuple[pack.Gap, ...]) -> tuple[pack.Gap, ...]:
    left = len(found) - MOST_GAPS
    more = (pack.Gap(f"and {left} more", "see the brief"),) if left > 0 else ()
    return (*found[:MOST_GAPS], *more)


def settles(blocks: int, serves: str) -> str:
    """Return in words what a missing fact would settle."""
    if blocks:
        return f"stands in {blocks} open verdict{'s' if blocks != 1 else ''}"
    return f"needed for {serves}" if serves else ""


def _strip(brief: Brief) -> tuple[Measure, ...]:
    patient, risk = brief.facts.patient, brief.summary.risk
    ecog = NOT_KNOWN if patient.ecog is None else str(patient.ecog)
    return (
        Measure("Diagnosis", diagnosis(brief.facts)),
        Measure("R-ISS / R2-ISS", f"{risk.r_iss.shown} / {risk.r2_iss.shown}"),
        Measure("ECOG, frailty", f"{ecog}, {brief.summary.health.imwg_frailty.shown}"),
        Measure("Presented by", brief.version.case.submitted_by.name),
    )


def _figure(figure: Figure) -> str:
    """Return a figure with its unit and day, or why it is not known."""
    if figure.value is None:
        return f"{NOT_KNOWN}: {figure.note}" if figure.note else NOT_KNOWN
    words = f"{figure.value} {figure.unit}".strip()
    for plain, sign in SIGNS.items():
        words = words.replace(plain, sign)
    return f"{words} ({figure.date})" if figure.date else words


def _line(line: Line) -> pack.LineRow:
    ended = [", ".join(reason.replace("_", " ") for reason in line.stop_reasons)]
    if line.pd_date:
        held = f" after {line.months_to_pd:.1f} months" if line.months_to_pd is not None else ""
        ended.append(f"progression {line.pd_date}{held}")
    return pack.LineRow(
        line.number,
        line.label,
        line.start or NOT_KNOWN,
        line.end or ("ongoing" if line.ongoing else NOT_KNOWN),
        line.best_response or NOT_KNOWN,
        "; ".join(part for part in ended if part) or ("ongoing" if line.ongoing else NOT_KNOWN),
        "; ".join(line.notes),
    )


def _lines_note(brief: Brief) -> str:
    lines = brief.summary.lines
    complete = {True: "history complete", False: "history not complete", None: ""}
    said = (
        f"prior lines: {lines.shown}",
        complete[lines.history_complete],
        brief.summary.timing.text,
    )
    return ", ".join(part for part in said if part)


def _drug(drug: DrugExposure) -> pack.DrugRow:
    last = drug.last_dose or NOT_KNOWN
    return pack.DrugRow(drug.label, drug.drug_class, STATES[drug.refractory], last, drug.why)


def _resistance(brief: Brief) -> tuple[Measure, ...]:
    exposure = brief.summary.exposure
    return (
        Measure("triple-class refractory", ANSWERS[exposure.triple_class_refractory]),
        Measure("penta-refractory", ANSWERS[exposure.penta_refractory]),
    )


def _genetics(brief: Brief) -> Genetics | None:
    findings = brief.summary.genetics.findings
    if not findings:
        return None
    absent = [finding.name for finding in findings if finding.state == "absent"]
    sampled = [finding.date for finding in findings if finding.date]
    return Genetics(
        method=", ".join(sorted({finding.method for finding in findings if finding.method})),
        sampled=first_day(max(sampled)) if sampled else None,
        findings=tuple(_genetic(finding) for finding in findings if finding.state != "absent"),
        others="Not detected: " + " · ".join(absent) + "." if absent else "",
    )


def _genetic(finding: GeneticFinding) -> Genetic:
    share = SHARE.search(finding.now)
    percent = float(share[1]) if share else None
    before = f"; before: {finding.before}" if finding.before else ""
    meaning = finding.meaning_label.lower() + before
    return Genetic(finding.name, RESULTS[finding.state], percent=percent, meaning=meaning)


def _risk(brief: Brief) -> tuple[Measure, ...]:
    risk = brief.summary.risk
    shown: tuple[Score, ...] = (risk.ims_imwg_2025, risk.imwg_2016, risk.extramedullary)
    return tuple(Measure(score.label, score.shown) for score in shown)


def _options(brief: Brief) -> tuple[pack.OptionRow, ...]:
    """Return the options that can be prescribed, as the matrix has them: criteria met first."""
    return tuple(
        _option(row)
        for row in brief.computed.matrix.rows
        if row.option.label_status not in NOT_TO_BE_HAD
    )


def _option(row: OptionRow) -> pack.OptionRow:
    standings = tuple(cell.state or "" for cell in row.cells)
    said = row.option.verdict_label.removeprefix("Criteria ").capitalize()
    return pack.OptionRow(row.option.short, said, standings, row.why)


def _scores(brief: Brief) -> tuple[Measure, ...]:
    health = brief.summary.health
    found = (
        health.imwg_frailty,
        health.simplified_frailty,
        health.hct_ci,
        health.r_mci,
        health.impede,
        health.saved,
    )
    return tuple(Measure(score.label, score.shown) for score in found if score is not None)
