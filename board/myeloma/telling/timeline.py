"""Plain values for the chart of treatment and response."""

from collections.abc import Iterator

from board.myeloma.disease.markers import involved_flc, number
from board.myeloma.reading import CaseReading
from board.myeloma.telling.brief_treatment import lines_brief
from board.myeloma.telling.chart import Band, Bar, Mark, Point, Timeline
from board.myeloma.treatment.agents import ALLOGENEIC, ONE_OFF, PREPARING, STEROID, SUPPORT, classes
from board.myeloma.treatment.courses import Course


def timeline(case: CaseReading) -> Timeline:
    """Return bars by class, bands by line, marks of single days and the curves."""
    chain = case.facts.disease.involved_flc
    samples = case.samples
    return Timeline(
        bars=tuple(bar for course in case.lines.courses for bar in _bars(course, case)),
        bands=tuple(
            Band(
                line.number,
                line.label,
                line.start,
                line.pd_date or line.end,
                line.best_response,
                line.pd_date,
            )
            for line in lines_brief(case).lines
        ),
        marks=tuple(mark for course in case.lines.courses for mark in _marks(course)),
        points=tuple(
            Point(
                sample.date,
                _grams(number(sample.serum_m_g_dL)),
                involved_flc(sample, chain),
                sample.kappa_mg_L,
                sample.lambda_mg_L,
            )
            for sample in samples
        ),
        flc_chain=chain,
    )


def _bars(course: Course, case: CaseReading) -> Iterator[Bar]:
    unwanted = {STEROID, "conditioning"} | ONE_OFF | SUPPORT
    last = case.lines.complete and case.lines.courses[-1] is course
    for agent in course.agents:
        if agent.drug_class in unwanted or (course.one_off and agent.drug_class in PREPARING):
            continue
        end = course.last_dose(agent.id)
        if end is None and course.regimen.ongoing_at_pd:
            end = course.regimen.pd_date
        phase = " maint." if course.phase == "maintenance" else ""
        yield Bar(
            lane=classes()[agent.drug_class].lane,
            label=f"{agent.short or agent.shown}{phase}",
            drug=agent.id,
            start=course.regimen.start,
            end=end,
            ongoing=end is None and last and course.regimen.stop_reason is None,
            regimen_id=course.id,
        )
    for token in course.unmapped:
        yield Bar("Other", token, token, course.regimen.start, course.regimen.end, False, course.id)


def _marks(course: Course) -> Iterator[Mark]:
    day = course.regimen.start
    if day is None:
        return
    if course.autologous:
        yield Mark("asct", "ASCT", day)
    for agent in course.agents:
        if agent.drug_class == ALLOGENEIC:
            yield Mark("allo", "Allo-SCT", day)
        elif agent.drug_class.endswith("CART"):
            yield Mark("car_t", agent.short or agent.shown, day)


def _grams(value: float | None) -> float | None:
    # 1 g/dL is 10 g/L; rounded so that 0.3 g/dL draws as 3, not 2.9999999999999996.
    return None if value is None else round(value * 10, 6)
