"""What the board saw, as it is printed: genetics, and the status it decided on."""

import re

from board.cases.brief import UNKNOWN, Brief, first_day
from board.documents.findings import Genetic, Genetics, Measure, Result
from board.myeloma.telling.brief import Figure, GeneticFinding
from board.web.filters import units

#: What a decision at relapse is usually taken on: the row's name → the engine's figures in it.
STATUS = {
    "Refractory to": ("refractory_to",),
    "Prior lines": ("prior_lines",),
    "M-protein · FLC": ("serum_m", "involved_flc"),
    "Creatinine · eGFR": ("creatinine", "egfr"),
    "Hb · ANC · platelets": ("haemoglobin", "anc", "platelets"),
    "LVEF · IgG": ("lvef", "igg"),
}

#: Figures whose note is part of what they say: both light chains, while the involved one is not stated.
NOTED = frozenset({"involved_flc"})

#: A clone's size in the panel's words: "62 % of cells".
SHARE = re.compile(r"(\d+(?:\.\d+)?) %")

RESULTS = {
    "present": Result.DETECTED,
    "absent": Result.NOT_DETECTED,
    "not_tested": Result.NOT_TESTED,
    "unclear": Result.UNCLEAR,
}


def printed_genetics(brief: Brief) -> Genetics | None:
    """Return the panel: what was found or not looked for row by row, genes and limits below."""
    panel = brief.summary.genetics
    if not panel.findings and not panel.genes:
        return None
    absent = [finding.name for finding in panel.findings if finding.state == "absent"]
    sampled = [finding.date for finding in panel.findings if finding.date]
    return Genetics(
        method=", ".join(sorted({one.method for one in panel.findings if one.method})),
        sampled=first_day(max(sampled)) if sampled else None,
        findings=tuple(_finding(one) for one in panel.findings if one.state != "absent"),
        others="Not detected: " + " · ".join(absent) + "." if absent else "",
        genes=tuple(_gene(one) for one in panel.genes),
        remarks=(*panel.remarks, *panel.clashes),
    )


def printed_status(brief: Brief) -> tuple[Measure, ...]:
    """Return the figures the decision was taken on, as the brief shows them; older ones with their day."""
    summary, patient = brief.summary, brief.facts.patient
    risk, health = summary.risk, summary.health
    shown = {figure.id: figure for figure in (*health.organs, *summary.key_figures)}
    days = [
        figure.date
        for row in STATUS.values()
        for name in row
        if (figure := shown.get(name)) and figure.date
    ]
    newest = max(days, default=None)
    ecog = "not known" if patient.ecog is None else str(patient.ecog)
    further = "; ".join(f"{score.label}: {score.shown}" for score in risk.further)
    return (
        Measure("R-ISS / R2-ISS", f"{risk.r_iss.shown} / {risk.r2_iss.shown}"),
        Measure("IMS/IMWG 2025", risk.ims_imwg_2025.shown),
        *((Measure("Further scores", further),) if further else ()),
        Measure("ECOG · IMWG frailty", f"{ecog} · {health.imwg_frailty.shown}"),
        *(Measure(f"{label} not known", why) for label, why in _unknown(brief)),
        *(
            Measure(
                label, " · ".join(_figure(shown[name], newest) for name in names if name in shown)
            )
            for label, names in STATUS.items()
        ),
        Measure("Measured on", newest or "not known"),
    )


def _finding(finding: GeneticFinding) -> Genetic:
    share = SHARE.search(finding.now)
    return Genetic(
        finding.name,
        RESULTS[finding.state],
        percent=float(share[1]) if share else None,
        meaning=finding.meaning_label.lower(),
    )


def _gene(gene: GeneticFinding) -> str:
    """Return a gene in a few words: "TP53: p.(Arg248Gln), VAF 41 % (2026-10-21)"."""
    words = f"{gene.name}: {gene.now or RESULTS[gene.state].value}"
    return f"{words} ({gene.date})" if gene.date else words


def _unknown(brief: Brief) -> list[tuple[str, str]]:
    """Return what the submitter could not say, and why; wishes stand in a section of their own."""
    return [
        (label, why) for label, why in brief.unknown_because if label != UNKNOWN["wishes_unknown"]
    ]


def _figure(figure: Figure, newest: str | None) -> str:
    if figure.value is None:
        return "not known"
    words = units(f"{figure.value} {figure.unit}".strip())
    said = words + (f" ({figure.date})" if figure.date and figure.date != newest else "")
    return f"{said}, {figure.note}" if figure.id in NOTED and figure.note else said
