"""What is recorded of treatment that was not taken, in sentences.

Sources: proportion of days covered under 80 % is called non-adherent by the usual convention
(PDC:M). Nothing is decided here: the last dose really taken decides refractoriness
(refractoriness.py), and not taking a drug is no reason against it.
"""

from board.myeloma.kleene import below
from board.myeloma.rulebook import ground
from board.myeloma.telling.brief import Ground, Input, Statement
from board.myeloma.treatment.courses import Course
from board.myeloma.treatment.lines import TherapyLines

#: Days covered by refills, in percent, under which treatment counts as not taken.
COVERED = 80.0


def adherence(lines: TherapyLines) -> tuple[Statement, ...]:
    """Return one sentence for each regimen that was not, or not surely, taken."""
    return tuple(
        Statement(f"adherence:{course.id}", f"{course.label()}: {said}", _ground(course))
        for course in lines.courses
        if (said := _said(course))
    )


def _said(course: Course) -> str:
    given = course.regimen
    parts = []
    if given.stop_reason == "non_adherence":
        parts.append("stopped because it was not taken")
    if below(given.adherence_pdc_pct, COVERED):
        parts.append(f"refills cover {given.adherence_pdc_pct:g} % of days, under 80 %")
    if given.adherence_uncertain:
        parts.append("not certain that it was taken when it progressed")
    if given.adherence_reason:
        parts.append(f"reason: {given.adherence_reason}")
    if parts and given.end:
        parts.append(f"last dose taken {given.end}")
    return "; ".join(parts)


def _ground(course: Course) -> Ground:
    covered = course.regimen.adherence_pdc_pct
    shown = () if covered is None else (Input("Days covered", f"{covered:g}", "%"),)
    return ground("days_covered", shown)
