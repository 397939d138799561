"""Named rules about the treatment so far: lines, transplants, responses, intervals.

Sources: named per criterion in rules/criteria.toml. Convention of the project: stem cells stored
or collectable; what a history that is not complete leaves open is not known.
"""
# ruff: noqa: ARG001  -- every rule is told with the same signature

from collections.abc import Mapping
from types import MappingProxyType

from board.myeloma.dates import Days, at_least_months
from board.myeloma.eligibility.judgement import (
    HISTORY,
    Row,
    Rule,
    Tell,
    Words,
    history_gaps,
    limit,
    lines_told,
    missing,
    months_shown,
    refractory_input,
)
from board.myeloma.kleene import Truth, all_of, any_of, at_least, negate
from board.myeloma.reading import CaseReading
from board.myeloma.telling.brief import Input
from board.myeloma.treatment.agents import agents
from board.myeloma.treatment.refractoriness import LABELS, RESPONDED
from board.myeloma.words import NOT_KNOWN, show

#: What counts as a response to the first line: partial or better.
ANSWERED = RESPONDED[:-1]
STORED_CELLS = "health.stored_cd34_e6_kg"
RISK_FACTS = (
    "genetics.del17p",
    "genetics.tp53_mut",
    "genetics.t4_14",
    "genetics.t14_16",
    "genetics.t14_20",
    "genetics.cn1q",
    "genetics.del1p32",
    "labs_diagnosis.b2m_mg_L",
    "labs_diagnosis.creatinine_mg_dL",
    "labs_current.circulating_pc_pct",
    "imaging.extramedullary",
)


def penta_refractory(case: CaseReading) -> Truth:
    """Say whether two PI, two IMiD and an anti-CD38 antibody have all failed."""
    return case.treatment.label_refractory("penta")


def _penta_told(case: CaseReading, row: Row, truth: Truth) -> Words:
    known = agents()
    given = [d for d in case.treatment.drugs if d in known]
    named = [d for d in given if known[d].drug_class in LABELS["penta"]]
    inputs = tuple(refractory_input(case, drug) for drug in named)
    return Words(show(truth), needs=HISTORY, inputs=inputs)


def _truth_told(name: str, *needs: str) -> Tell:
    def tell(case: CaseReading, row: Row, truth: Truth) -> Words:
        return Words(show(truth), needs=needs, inputs=(Input(name, show(truth)),))

    return tell


def _prior_asct_le1(case: CaseReading) -> Truth:
    if len(case.transplants) > 1:
        return False
    return True if case.treatment.all_known else None


def _transplants_told(case: CaseReading, row: Row, truth: Truth) -> Words:
    number = len(case.transplants)
    shown = str(number) if case.treatment.all_known else f"at least {number}"
    inputs = tuple(
        Input("Autologous transplant", course.id, date=course.regimen.start)
        for course in case.transplants
    )
    return Words(shown, needs=history_gaps(case), inputs=inputs)


def _prior_asct_known(case: CaseReading) -> Truth:
    return True if case.prior_asct() is not None else None


def _asct_known_told(case: CaseReading, row: Row, truth: Truth) -> Words:
    words = {True: "transplanted before", False: "never transplanted", None: NOT_KNOWN}
    told = _transplants_told(case, row, truth)
    return told._replace(value=words[case.prior_asct()])


def _remission_after_asct(case: CaseReading, least: float) -> Truth:
    return at_least_months(case.times.last_transplant_to_pd, least)


def _remission_told(case: CaseReading, row: Row, truth: Truth) -> Words:
    return _interval_words("Transplant to progression", case.times.last_transplant_to_pd)


def _treatment_free_interval(case: CaseReading, least: float) -> Truth:
    return at_least_months(case.times.l1_free_interval, least)


def _free_interval_told(case: CaseReading, row: Row, truth: Truth) -> Words:
    told = _interval_words("Last dose of line 1 to progression", case.times.l1_free_interval)
    return told._replace(needs=HISTORY)


def _interval_words(name: str, days: Days | None) -> Words:
    shown = months_shown(days)
    said = Input(name, shown, "" if days is None else "months")
    return Words(shown, needs=("regimens",), inputs=(said,))


def _stem_cells(case: CaseReading, least: float) -> Truth:
    stored = case.facts.health.stored_cd34_e6_kg
    if at_least(stored, least):
        return True
    prior = case.prior_asct()
    if prior is False:
        return case.facts.health.failed_mobilisation is not True
    return False if prior is True and stored is not None else None


def _stem_cells_told(case: CaseReading, row: Row, truth: Truth) -> Words:
    stored = case.facts.health.stored_cd34_e6_kg
    shown = NOT_KNOWN if stored is None else f"{show(stored)} stored"
    prior = case.prior_asct()
    if prior is False and not at_least(stored, limit(row)):
        shown = "never transplanted, can be collected" if truth else "mobilisation failed"
    facts = (STORED_CELLS, "health.failed_mobilisation")
    needs = (STORED_CELLS, *(HISTORY if prior is None else ()))
    return Words(shown, needs=needs, facts=facts)


def _high_risk_told(case: CaseReading, row: Row, truth: Truth) -> Words:
    return Words(show(truth), needs=missing(case, *RISK_FACTS), facts=RISK_FACTS)


def _first_relapse(case: CaseReading) -> Truth:
    return all_of([case.lines.at_least(1), case.lines.at_most(1)])


def _best_responses(case: CaseReading) -> list[str | None]:
    first = case.first_line
    return [course.regimen.best_response for course in first.courses] if first else [None]


def _l1_best_response(case: CaseReading) -> Truth:
    good = ANSWERED
    return any_of([None if best is None else best in good for best in _best_responses(case)])


def _l1_response_told(case: CaseReading, row: Row, truth: Truth) -> Words:
    known = [response for response in _best_responses(case) if response is not None]
    inputs = tuple(Input("Best response in line 1", response) for response in known)
    return Words(", ".join(known) if known else NOT_KNOWN, needs=HISTORY, inputs=inputs)


def _first_line_drugs(case: CaseReading) -> list[str]:
    first = case.first_line
    courses = first.courses if first else ()
    return sorted({drug for course in courses for drug in course.core})


def _no_component_refractory(case: CaseReading) -> Truth:
    if case.first_line is None:
        return None
    ask, courses = case.treatment.refractory, case.first_line.courses
    return negate(any_of([ask(drug).truth for course in courses for drug in course.core]))


def _components_told(case: CaseReading, row: Row, truth: Truth) -> Words:
    drugs = _first_line_drugs(case)
    failed = ", ".join(d for d in drugs if case.treatment.refractory(d).truth is True)
    inputs = tuple(refractory_input(case, drug) for drug in drugs)
    shown = failed or ("none refractory" if truth else NOT_KNOWN)
    return Words(shown, needs=HISTORY, inputs=inputs)


def _stop_reasons(case: CaseReading) -> list[str | None]:
    first = case.first_line
    courses = [c for c in first.courses if not c.one_off] if first else []
    return [course.regimen.stop_reason for course in courses] or [None]


def _not_stopped_for_toxicity(case: CaseReading) -> Truth:
    reasons = _stop_reasons(case)
    return negate(any_of([None if why is None else why == "toxicity" for why in reasons]))


def _stop_told(case: CaseReading, row: Row, truth: Truth) -> Words:
    known = [reason.replace("_", " ") for reason in _stop_reasons(case) if reason is not None]
    inputs = tuple(Input("Why line 1 was stopped", reason) for reason in known)
    return Words(", ".join(known) if known else NOT_KNOWN, needs=("regimens",), inputs=inputs)


HISTORY_RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "pd_on_last_therapy": Rule(
            CaseReading.pd_on_last_therapy,
            _truth_told("Progression on the last line", "series", "regimens"),
            looks=("series", *HISTORY),
        ),
        "penta_refractory": Rule(penta_refractory, _penta_told),
        "prior_asct": Rule(CaseReading.prior_asct, _asct_known_told),
        "maintenance_after_asct": Rule(
            CaseReading.maintenance_after_asct,
            _truth_told("Maintenance after the last transplant", *HISTORY),
        ),
        "prior_asct_le1": Rule(_prior_asct_le1, _transplants_told, "at most"),
        "prior_asct_known": Rule(_prior_asct_known, _asct_known_told),
        "remission_after_asct": Rule(
            _remission_after_asct,
            _remission_told,
            "at least",
            True,
            (*HISTORY, "times.last_transplant_to_pd"),
        ),
        "stem_cells": Rule(
            _stem_cells,
            _stem_cells_told,
            "at least",
            True,
            (STORED_CELLS, "health.failed_mobilisation", *HISTORY),
        ),
        "high_risk_trigger": Rule(
            CaseReading.high_risk_trigger, _high_risk_told, looks=(*RISK_FACTS, "ims.group")
        ),
        "first_relapse": Rule(
            _first_relapse, lines_told, looks=(*HISTORY, "lines.count", "lines.min")
        ),
        "l1_best_response": Rule(_l1_best_response, _l1_response_told),
        "no_component_refractory": Rule(_no_component_refractory, _components_told),
        "treatment_free_interval": Rule(
            _treatment_free_interval,
            _free_interval_told,
            "at least",
            True,
            (*HISTORY, "times.l1_free_interval"),
        ),
        "not_stopped_for_toxicity": Rule(_not_stopped_for_toxicity, _stop_told),
    }
)
