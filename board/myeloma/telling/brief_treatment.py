"""Lines, exposure and intervals as the brief shows them.

Sources: as in lines.py, refractoriness.py, timing.py, intervals.py, retreatment.py, adherence.py.
"""

from board.myeloma.dates import DAYS_PER_MONTH, Days
from board.myeloma.eligibility.judgement import lines_shown
from board.myeloma.eligibility.judgement_rules import penta_refractory
from board.myeloma.kleene import Truth, all_of
from board.myeloma.reading import CaseReading
from board.myeloma.rulebook import ground
from board.myeloma.telling.brief import (
    ClassExposure,
    DrugExposure,
    Exposure,
    Ground,
    Input,
    Line,
    Lines,
    Statement,
    Timing,
)
from board.myeloma.treatment.adherence import adherence
from board.myeloma.treatment.agents import UNREPORTED, agents, classes, of_class
from board.myeloma.treatment.intervals import Interval
from board.myeloma.treatment.lines import TherapyLine
from board.myeloma.treatment.refractoriness import RESPONDED
from board.myeloma.treatment.retreatment import retreatment
from board.myeloma.treatment.since import TARGETS, days_since
from board.myeloma.treatment.timing import definitions
from board.myeloma.words import NOT_KNOWN, show

BEST_FIRST = (*RESPONDED, "SD", "PD")
EARLY: dict[Truth, str] = {True: "early", False: "not early", None: "not known"}
TRIPLE = ("PI", "IMiD", "antiCD38")


def lines_brief(case: CaseReading) -> Lines:
    """Return the lines of therapy and their count."""
    lines = case.lines
    shown = str(lines.count) if lines.count is not None else f"at least {lines.min}"
    inputs = tuple(
        Input(
            f"{course.id}: {course.label()}",
            course.phase or "phase not known",
            "",
            course.regimen.start,
        )
        for course in lines.courses
    )
    return Lines(
        lines=tuple(_line(line, case) for line in lines.lines),
        count=lines.count,
        min=lines.min,
        count_alt=lines.count_alt,
        shown=shown,
        history_complete=case.facts.treatment_history_complete,
        not_counted=tuple(_not_counted(course.label(), course.id) for course in lines.not_counted),
        ground=ground("new_line", inputs),
        adherence=adherence(lines),
    )


def exposure_brief(case: CaseReading) -> Exposure:
    """Return every drug and class given, with refractoriness."""
    ask = case.treatment
    return Exposure(
        drugs=tuple(_drug(drug, case) for drug in ask.drugs),
        classes=tuple(
            ClassExposure(
                drug_class=name,
                label=group.label,
                exposed=ask.class_exposed(name),
                refractory=ask.class_refractory(name),
                drugs=tuple(drug for drug in ask.drugs if drug in of_class(name)),
            )
            for name, group in classes().items()
            if name not in UNREPORTED
        ),
        since=tuple(days_since(case, target) for target in TARGETS),
        triple_class_exposed=all_of(ask.class_exposed(name) for name in TRIPLE),
        triple_class_refractory=all_of(ask.class_refractory(name) for name in TRIPLE),
        penta_exposed=all_of(
            [
                ask.count_exposed("PI", 2),
                ask.count_exposed("IMiD", 2),
                ask.count_exposed("antiCD38", 1),
            ]
        ),
        penta_refractory=penta_refractory(case),
        primary_refractory=ask.primary_refractory(),
        unmapped=ask.unmapped,
        terms=_terms(case),
    )


def _terms(case: CaseReading) -> tuple[Statement, ...]:
    """Return how the disease is called after the treatment so far."""
    found, current = case.treatment.terms(), case.lines.current
    last = () if current is None else (Input("Last line", line_label(current)),)
    called = ground("refractory_terms", (Input("Lines", lines_shown(case)), *last))
    return tuple(
        Statement(name, f"{words}: {show(truth)}", called)
        for name, words, truth in (
            ("relapsed", "Relapsed, not refractory to the last line", found.relapsed),
            ("refractory", "Refractory to the last line", found.refractory),
            (
                "relapsed_and_refractory",
                "Relapsed and refractory",
                found.relapsed_and_refractory,
            ),
            ("primary_refractory", "Primary refractory", found.primary_refractory),
        )
    )


def timing_brief(case: CaseReading) -> Timing:
    """Return the intervals of the first line and the early-relapse flags."""
    found = case.times
    inputs = (
        _interval("Start of line 1 to progression", found.l1_start_to_pd),
        _interval("Transplant in line 1 to progression", found.l1_transplant_to_pd),
    )
    return Timing(
        l1_start_to_pd1=_months(found.l1_start_to_pd),
        l1_last_asct_to_pd1=_months(found.l1_transplant_to_pd),
        l1_treatment_free_interval=_months(found.l1_free_interval),
        functional_high_risk_18_12=found.early_18_12,
        functional_high_risk_24=found.early_24,
        confounded=found.confounded,
        text=_early_text(case),
        ground=ground("early_relapse", inputs),
        definitions=tuple(
            Statement(one.id, f"{one.text}: {EARLY[one.met]}", ground(f"early_{one.id}", inputs))
            for one in definitions(found)
        ),
        retreatment=retreatment(case),
    )


def line_label(line: TherapyLine) -> str:
    """Return the regimens of a line in short, such as ``VRd, ASCT, R maint.``."""
    return ", ".join(course.label() for course in line.courses)


def best_response(line: TherapyLine) -> str | None:
    """Return the best response recorded in *line*, or None."""
    known = {course.regimen.best_response for course in line.courses}
    return next((response for response in BEST_FIRST if response in known), None)


def interval_words(found: Interval | None) -> str:
    """Return an interval in months; what has not ended yet says "over", nothing known is empty."""
    if found is None:
        return ""
    return f"over {_shown(found.days)}" if found.censored else _shown(found.days)


def line_end(line: TherapyLine) -> str | None:
    """Return the last recorded end of treatment in *line*, as typed, or None while one is open."""
    ends = [c.regimen.end or (c.regimen.start if c.one_off else None) for c in line.courses]
    return None if None in ends else max(end for end in ends if end is not None)


def _line(line: TherapyLine, case: CaseReading) -> Line:
    days = case.times.per_line[line.number - 1]
    held = case.intervals[line.number - 1]
    recorded = line.pd.regimen.pd_date if line.pd else None
    computed = case.progression.on if line is case.lines.current else None
    notes = []
    if line.inferred:
        notes.append("taken as one plan (induction, transplant, maintenance): to be confirmed")
    if line.uncertain:
        notes.append("partial dates leave open whether this is one line or more")
    if recorded is None and computed is not None:
        notes.append("date of progression computed from the values")
    notes += [c.regimen.note for c in line.courses if c.regimen.note]
    return Line(
        number=line.number,
        label=line_label(line),
        regimen_ids=tuple(course.id for course in line.courses),
        start=line.courses[0].regimen.start,
        end=line_end(line),
        ongoing=_ongoing(line, case),
        best_response=best_response(line),
        pd_date=recorded or (computed.isoformat() if computed else None),
        months_to_pd=_months(days),
        stop_reasons=tuple(
            dict.fromkeys(c.regimen.stop_reason for c in line.courses if c.regimen.stop_reason)
        ),
        inferred_plan=line.inferred,
        notes=tuple(notes),
        pfs=interval_words(held.pfs),
        ttnt=interval_words(held.ttnt),
        free_interval=interval_words(held.free_interval),
        transplant_to_pd=interval_words(held.transplant_to_pd),
        response_length=interval_words(held.response_length),
        ground=_months_ground(line, case, recorded or (computed.isoformat() if computed else None)),
    )


def _months_ground(line: TherapyLine, case: CaseReading, pd: str | None) -> Ground:
    """Return what the months of *line* open to: its own dates, and what came after it."""
    lines, at = case.lines.lines, line.number
    after = lines[at].courses[0].regimen.start if at < len(lines) else None
    told = (
        ("Start of the line", line.courses[0].regimen.start),
        ("Last treatment of the line", line_end(line)),
        *(("Transplant", course.regimen.start) for course in line.transplants),
        ("Progression", pd),
        ("Start of the next line", after),
    )
    inputs = (Input(name, day or NOT_KNOWN, date=day) for name, day in told)
    return ground("line_intervals", tuple(inputs))


def _ongoing(line: TherapyLine, case: CaseReading) -> bool:
    last = line.courses[-1]
    told = last.regimen.pd_date is None or last.regimen.ongoing_at_pd is not None
    open_end = last.end is None and not last.one_off and last.regimen.stop_reason is None and told
    return line is case.lines.current and open_end and case.lines.complete


def _drug(drug: str, case: CaseReading) -> DrugExposure:
    answer = case.treatment.refractory(drug)
    agent = agents().get(drug)
    given = [
        c
        for c in case.lines.courses
        if drug in {a.id for a in c.agents}
        or (agent is None and drug in {token.lower() for token in c.unmapped})
    ]
    last = given[-1].last_dose(drug) or (given[-1].regimen.start if given[-1].one_off else None)
    inputs = tuple(
        Input(
            f"{c.label()} ({c.id})",
            c.last_dose(drug) or "last dose not recorded",
            "last dose",
            c.regimen.pd_date,
        )
        for c in given
    )
    return DrugExposure(
        drug=drug,
        label=agent.shown if agent else drug,
        drug_class=agent.drug_class if agent else "unmapped",
        exposed=True,
        refractory=answer.truth,
        last_dose=last,
        why=answer.why + _dose_note(answer.dose, given[-1].dose(drug)),
        ground=ground("refractory", inputs),
    )


def _dose_note(failed_at: str | None, last: str | None) -> str:
    if failed_at:
        return f"; dose at failure {failed_at}"
    return f"; dose {last}" if last else ""


def _not_counted(label: str, name: str) -> str:
    return f"{label} ({name}): listed, not counted as a line"


def _early_text(case: CaseReading) -> str:
    found = case.times
    if found.l1_start_to_pd is None:
        return "Time to first progression not known"
    parts = [f"{_shown(found.l1_start_to_pd)} months from start"]
    if found.l1_transplant_to_pd is not None:
        parts.append(f"{_shown(found.l1_transplant_to_pd)} from transplant")
    words: dict[Truth, str] = {
        True: "early relapse (18/12 months)",
        False: "not early (18/12 months)",
        None: "early relapse not known",
    }
    text = f"First progression {', '.join(parts)}: {words[found.early_18_12]}"
    why = [
        words
        for words, holds in (
            ("treatment was not taken as planned", found.not_taken),
            ("the first line was a doublet", found.doublet),
        )
        if holds
    ]
    return f"{text}; time criterion confounded: {' and '.join(why)}" if why else text


def _interval(name: str, days: Days | None) -> Input:
    return Input(name, _shown(days), "" if days is None else "months")


def _months(days: Days | None) -> float | None:
    return None if days is None else days.months


def _shown(days: Days | None) -> str:
    if days is None:
        return "not known"
    if days.months is not None:
        return f"{days.months:.1f}"
    return f"{days.least / DAYS_PER_MONTH:.1f} to {days.most / DAYS_PER_MONTH:.1f}"
