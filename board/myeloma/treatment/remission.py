"""Relapse from complete response and from MRD negativity: for disease-free survival only.

Sources: KUM16:M (reappearance of M-protein, loss of MRD negativity), FARY (5 % marrow plasma
cells). Never a reason to treat. Daratumumab and isatuximab show as an IgG kappa band themselves:
such a band alone is not loss of complete response (KUM16:M).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from board.myeloma.dates import span, span_or_none
from board.myeloma.disease.categories import MARROW_CR, ResponseCourse, antibody_band
from board.myeloma.disease.markers import in_order, number
from board.myeloma.disease.mrd import Mrd
from board.myeloma.disease.response import Progression
from board.myeloma.facts import CaseFacts, Sample
from board.myeloma.kleene import Truth, above, any_of, at_least
from board.myeloma.treatment.lines import TherapyLine


@dataclass(frozen=True)
class Loss:
    """Whether what had been reached was lost, since when and by what sign."""

    reached: Truth
    lost: Truth
    on: date | None = None
    sign: str = ""


def relapse_from_cr(
    facts: CaseFacts, line: TherapyLine | None, course: ResponseCourse, progression: Progression
) -> Loss:
    """Return whether complete response, as recorded or else as computed, was lost in *line*."""
    reached, since = _reached(line, course)
    if reached is not True:
        return Loss(reached, None)
    band, unsure = antibody_band(facts, line), False
    for sample in in_order(facts.series):
        day = span(sample.date).first
        if since is None or day <= since:
            continue
        if sign := next(_signs(sample), ""):
            return Loss(True, True, day, sign)
        faint = "positive" in (sample.serum_ife, sample.urine_ife)
        if faint and not band:
            return Loss(True, True, day, "immunofixation positive again")
        unsure = unsure or faint
    if progression.pd is True:
        return Loss(True, True, progression.on, "progression")
    return Loss(True, None if unsure or since is None else progression.pd)


def _reached(line: TherapyLine | None, course: ResponseCourse) -> tuple[Truth, date | None]:
    computed = course.first("CR")
    if computed is not None:
        return True, computed
    for one in line.courses if line is not None else ():
        if one.regimen.best_response in ("CR", "sCR"):
            on = span_or_none(one.regimen.best_response_date)
            return True, on.last if on is not None else None
    ruled_out = course.assessed and all(one.category is not None for one in course.assessed)
    return (False if ruled_out else None), None


def relapse_from_mrd_negativity(mrd: Mrd, from_cr: Loss) -> Loss:
    """Return whether MRD negativity was lost: a positive result, or relapse from CR."""
    negative = [one.day for one in mrd.results if one.imwg_negative is True]
    if not negative:
        return Loss(any_of(one.imwg_negative for one in mrd.results), None)
    later = [one.day for one in mrd.results if not one.negative and one.day > negative[0]]
    if later:
        return Loss(True, True, later[0], "MRD positive again")
    return Loss(True, from_cr.lost, from_cr.on, from_cr.sign)


def _signs(sample: Sample) -> Iterator[str]:
    if above(number(sample.serum_m_g_dL), 0.0) or above(number(sample.urine_m_mg_24h), 0.0):
        yield "M-protein measurable again"
    if at_least(sample.bm_pc_pct, MARROW_CR):
        yield "5 % or more plasma cells in the marrow"
