"""The named rules: criteria that no simple kind can say.

Sources: named per criterion in rules/criteria.toml. Convention of the project: hepatitis B by
serology and DNA, neuropathy by grade and pain, stem cells stored or collectable.
"""
# ruff: noqa: ARG001  -- every rule has the same signature, whether it needs the row or not

from collections.abc import Mapping
from types import MappingProxyType

from board.myeloma.agents import STEROID
from board.myeloma.dates import at_least_months
from board.myeloma.frailty import FRAIL_FROM, Score
from board.myeloma.judgement import (
    HISTORY,
    Judge,
    Judgement,
    Row,
    history_gaps,
    lines_judged,
    missing,
    months_shown,
    number_of,
    sign,
)
from board.myeloma.kleene import Truth, all_of, any_of, at_least, at_most, negate
from board.myeloma.markers import latest_measurable
from board.myeloma.reading import CaseReading
from board.myeloma.refractoriness import RESPONDED
from board.myeloma.risk import plasma_cell_leukaemia
from board.myeloma.words import NOT_KNOWN, date_of, rounded, show, show_fact, value_of

GILBERT_LIMIT = 3.0  # x ULN
NEUROPATHY_FAILS = 3
NEUROPATHY_FAILS_WITH_PAIN = 2


def _pd_on_last_therapy(case: CaseReading, row: Row) -> Judgement:
    truth = case.pd_on_last_therapy()
    return Judgement(truth, show(truth), needs=("series", "regimens"))


def _penta_refractory(case: CaseReading, row: Row) -> Judgement:
    truth = penta_refractory(case)
    return Judgement(truth, show(truth), needs=HISTORY)


def penta_refractory(case: CaseReading) -> Truth:
    """Say whether two PI, two IMiD and an anti-CD38 antibody have all failed."""
    ask = case.treatment.count_refractory
    return all_of([ask("PI", 2), ask("IMiD", 2), ask("antiCD38", 1)])


def _not_imwg_frail(case: CaseReading, row: Row) -> Judgement:
    score = case.imwg_frailty
    truth = None if score.category is None else score.category != "frail"
    shown = score.category or _points(score)
    paths = ("patient.age", "patient.adl", "patient.iadl", "patient.cci")
    return Judgement(truth, shown, needs=missing(case, *paths))


def _points(score: Score) -> str:
    every_class = score.min == 0 and score.max >= FRAIL_FROM
    return NOT_KNOWN if every_class else f"{score.min} to {score.max} points"


def _hct_ci_le2(case: CaseReading, row: Row) -> Judgement:
    score = case.hct_ci
    truth: Truth = at_most(score.score, row.number)
    if score.score is None and score.min > row.number:
        truth = False
    return Judgement(truth, show(score.score), needs=("patient.hctci_items",))


def _crcl(case: CaseReading, row: Row) -> Judgement:
    rate = case.kidney
    shown = rounded(rate.crcl, 1) or (rate.why if rate.for_rules is not None else NOT_KNOWN)
    paths = (
        "labs_current.creatinine_mg_dL",
        "patient.weight_kg",
        "patient.age",
        "patient.sex",
    )
    return Judgement(
        at_least(rate.for_rules, row.number),
        shown,
        date_of(case.facts, paths[0]),
        missing(case, *paths),
    )


def _bilirubin(case: CaseReading, row: Row) -> Judgement:
    path = "labs_current.bilirubin_xULN"
    limit = GILBERT_LIMIT if case.facts.health.gilbert is True else row.number
    value = number_of(case, path)
    return Judgement(
        at_most(value, limit),
        show_fact(case.facts, path, (limit,)),
        date_of(case.facts, path),
        (path,),
    )


def _alt_ast(case: CaseReading, row: Row) -> Judgement:
    paths = ("labs_current.alt_xULN", "labs_current.ast_xULN")
    alt, ast = (number_of(case, path) for path in paths)
    truth = all_of([at_most(alt, row.number), at_most(ast, row.number)])
    said = [
        f"{name} {show_fact(case.facts, path, (row.number,))}"
        for name, path in zip(("ALT", "AST"), paths, strict=True)
    ]
    # The unit follows the last value, so one that is not known stands first.
    shown = ", ".join(sorted(said, key=lambda words: not words.endswith(NOT_KNOWN)))
    neither = alt is None and ast is None
    return Judgement(
        truth,
        NOT_KNOWN if neither else shown,
        date_of(case.facts, paths[0]),
        missing(case, *paths),
    )


def _hbv_no_viraemia(case: CaseReading, row: Row) -> Judgement:
    hbv = case.facts.hbv
    paths = ("hbv.hbsag", "hbv.anti_hbc", "hbv.dna_detectable")
    serology = any_of([hbv.hbsag, hbv.anti_hbc])
    shown = f"HBsAg {sign(hbv.hbsag)}, anti-HBc {sign(hbv.anti_hbc)}"
    shown += f", DNA {sign(hbv.dna_detectable)}"
    if hbv.dna_detectable is True:
        return Judgement(False, shown)
    if serology is None:
        return Judgement(None, shown, needs=missing(case, *paths[:2]))
    if serology is False:
        return Judgement(True, shown)
    return Judgement(negate(hbv.dna_detectable), shown, needs=missing(case, paths[2]))


def _neuropathy(case: CaseReading, row: Row) -> Judgement:
    grade, pain = case.facts.health.pn_grade, case.facts.health.pn_pain
    paths = ("health.pn_grade", "health.pn_pain")
    painful = {True: " with pain", False: " without pain", None: ""}[pain]
    shown = NOT_KNOWN if grade is None else f"grade {grade}{painful}"
    fails = any_of(
        [
            at_least(grade, NEUROPATHY_FAILS),
            all_of([at_least(grade, NEUROPATHY_FAILS_WITH_PAIN), pain]),
        ]
    )
    needs = missing(case, *paths) if grade is not None else paths[:1]
    return Judgement(negate(fails), shown, date_of(case.facts, paths[0]), needs)


def _measurable_disease(case: CaseReading, row: Row) -> Judgement:
    truth = latest_measurable(case.facts)
    last = max((sample.date for sample in case.facts.series), default=None)
    return Judgement(truth, show(truth), last, ("series",))


def _no_active_pcl(case: CaseReading, row: Row) -> Judgement:
    path = "labs_current.circulating_pc_pct"
    value = value_of(case.facts, path)
    shown = (
        NOT_KNOWN if value is None else f"{show_fact(case.facts, path)} % circulating plasma cells"
    )
    truth = negate(plasma_cell_leukaemia(case.facts))
    return Judgement(truth, shown, date_of(case.facts, path), (path,))


def _prior_asct_le1(case: CaseReading, row: Row) -> Judgement:
    number = len(case.transplants)
    truth: Truth = False if number > 1 else True if case.treatment.all_known else None
    shown = str(number) if case.treatment.all_known else f"at least {number}"
    return Judgement(truth, shown, needs=history_gaps(case))


def _prior_asct_known(case: CaseReading, row: Row) -> Judgement:
    prior = case.prior_asct()
    words = {True: "transplanted before", False: "never transplanted", None: NOT_KNOWN}
    return Judgement(True if prior is not None else None, words[prior], needs=history_gaps(case))


def _remission_after_asct(case: CaseReading, row: Row) -> Judgement:
    days = case.times.last_transplant_to_pd
    return Judgement(at_least_months(days, row.number), months_shown(days), needs=("regimens",))


def _stem_cells(case: CaseReading, row: Row) -> Judgement:
    path = "health.stored_cd34_e6_kg"
    stored = number_of(case, path)
    shown = NOT_KNOWN if stored is None else f"{show(stored)} stored"
    if at_least(stored, row.number):
        return Judgement(True, shown)
    prior = case.prior_asct()
    if prior is False:
        failed = case.facts.health.failed_mobilisation is True
        told = "mobilisation failed" if failed else "never transplanted, can be collected"
        return Judgement(not failed, told)
    if prior is True and stored is not None:
        return Judgement(False, shown)
    return Judgement(None, shown, needs=(path, *(HISTORY if prior is None else ())))


def _high_risk_trigger(case: CaseReading, row: Row) -> Judgement:
    truth = case.high_risk_trigger()
    paths = (
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
    return Judgement(truth, show(truth), needs=missing(case, *paths))


def _first_relapse(case: CaseReading, row: Row) -> Judgement:
    truth = all_of([case.lines.at_least(1), case.lines.at_most(1)])
    return lines_judged(case, truth)


def _l1_best_response(case: CaseReading, row: Row) -> Judgement:
    first = case.first_line
    best = [c.regimen.best_response for c in first.courses] if first else [None]
    good = RESPONDED[:-1]
    known = [response for response in best if response is not None]
    truth = any_of(None if response is None else response in good for response in best)
    shown = ", ".join(known) if known else NOT_KNOWN
    return Judgement(truth, shown, needs=HISTORY)


def _no_component_refractory(case: CaseReading, row: Row) -> Judgement:
    first = case.first_line
    if first is None:
        return Judgement(None, NOT_KNOWN, needs=HISTORY)
    drugs = {a.id for c in first.courses for a in c.agents if a.drug_class != STEROID}
    drugs |= {token.lower() for c in first.courses for token in c.unmapped}
    answers = {drug: case.treatment.refractory(drug).truth for drug in sorted(drugs)}
    failed = ", ".join(drug for drug, truth in answers.items() if truth is True)
    truth = negate(any_of(answers.values()))
    return Judgement(truth, failed or _none_or_unknown(truth), needs=HISTORY)


def _treatment_free_interval(case: CaseReading, row: Row) -> Judgement:
    days = case.times.l1_free_interval
    return Judgement(at_least_months(days, row.number), months_shown(days), needs=HISTORY)


def _not_stopped_for_toxicity(case: CaseReading, row: Row) -> Judgement:
    first = case.first_line
    courses = [c for c in first.courses if not c.one_off] if first else []
    reasons = [c.regimen.stop_reason for c in courses] or [None]
    truth = negate(any_of(None if reason is None else reason == "toxicity" for reason in reasons))
    known = [reason.replace("_", " ") for reason in reasons if reason is not None]
    return Judgement(truth, ", ".join(known) if known else NOT_KNOWN, needs=("regimens",))


RULES: Mapping[str, Judge] = MappingProxyType(
    {
        "pd_on_last_therapy": _pd_on_last_therapy,
        "penta_refractory": _penta_refractory,
        "not_imwg_frail": _not_imwg_frail,
        "hct_ci_le2": _hct_ci_le2,
        "crcl": _crcl,
        "bilirubin": _bilirubin,
        "alt_ast": _alt_ast,
        "hbv_no_viraemia": _hbv_no_viraemia,
        "neuropathy": _neuropathy,
        "measurable_disease": _measurable_disease,
        "no_active_pcl": _no_active_pcl,
        "prior_asct_le1": _prior_asct_le1,
        "prior_asct_known": _prior_asct_known,
        "remission_after_asct": _remission_after_asct,
        "stem_cells": _stem_cells,
        "high_risk_trigger": _high_risk_trigger,
        "first_relapse": _first_relapse,
        "l1_best_response": _l1_best_response,
        "no_component_refractory": _no_component_refractory,
        "treatment_free_interval": _treatment_free_interval,
        "not_stopped_for_toxicity": _not_stopped_for_toxicity,
    }
)


def _none_or_unknown(truth: Truth) -> str:
    return "none refractory" if truth else NOT_KNOWN
