"""How each kind of criterion is judged.

Thresholds come from rules/criteria.toml; sources stand there too. Every judgement says what value
it used, when that was taken, and which facts are missing when it cannot tell.
"""
# ruff: noqa: ARG001  -- every kind has the same signature, whether it needs the row or not

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from board.myeloma.agents import agents
from board.myeloma.judgement import (
    HISTORY,
    Judge,
    Judgement,
    Row,
    given,
    history_gaps,
    lines_judged,
    number_of,
    refractory_words,
    truth_of,
)
from board.myeloma.judgement_rules import RULES
from board.myeloma.kleene import Truth, at_least, at_most, negate
from board.myeloma.reading import CaseReading
from board.myeloma.words import NOT_KNOWN, date_of, show_fact


def _lines_at_least(case: CaseReading, row: Row) -> Judgement:
    return lines_judged(case, case.lines.at_least(int(row.number)))


def _lines_at_most(case: CaseReading, row: Row) -> Judgement:
    return lines_judged(case, case.lines.at_most(int(row.number)))


def _class_exposed(case: CaseReading, row: Row) -> Judgement:
    return Judgement(
        case.treatment.class_exposed(row.subject),
        given(case, row.subject),
        needs=history_gaps(case),
    )


def _class_not_exposed(case: CaseReading, row: Row) -> Judgement:
    truth = negate(case.treatment.class_exposed(row.subject))
    return Judgement(truth, given(case, row.subject), needs=history_gaps(case))


def _drug_exposed(case: CaseReading, row: Row) -> Judgement:
    truth = case.treatment.exposed(row.subject)
    words = {True: "given", False: "never given", None: NOT_KNOWN}
    return Judgement(truth, words[truth], needs=history_gaps(case))


def _drug_refractory(case: CaseReading, row: Row) -> Judgement:
    answer = case.treatment.refractory(row.subject)
    return Judgement(
        answer.truth,
        refractory_words(answer.truth),
        needs=HISTORY,
        message=f"{row.label}: {refractory_words(answer.truth)}, {answer.why}.",
    )


def _drug_not_refractory(case: CaseReading, row: Row) -> Judgement:
    found = _drug_refractory(case, row)
    return replace(found, truth=negate(found.truth))


def _class_not_refractory(case: CaseReading, row: Row) -> Judgement:
    truth = case.treatment.class_refractory(row.subject)
    named = [d for d in case.treatment.drugs if d in agents()]
    members = [d for d in named if agents()[d].drug_class == row.subject]
    told = [f"{d} {refractory_words(case.treatment.refractory(d).truth)}" for d in members]
    value = ", ".join(told) or given(case, row.subject)
    return Judgement(negate(truth), value, needs=HISTORY)


def _at_least(case: CaseReading, row: Row) -> Judgement:
    return _number(case, row, at_least(number_of(case, row.fact), row.number))


def _at_most(case: CaseReading, row: Row) -> Judgement:
    return _number(case, row, at_most(number_of(case, row.fact), row.number))


def _number(case: CaseReading, row: Row, truth: Truth) -> Judgement:
    value = show_fact(case.facts, row.fact, (row.number,))
    return Judgement(truth, value, date_of(case.facts, row.fact), (row.fact,))


def _is_true(case: CaseReading, row: Row) -> Judgement:
    truth = truth_of(case, row.fact)
    return Judgement(truth, _yes_no(row, truth), date_of(case.facts, row.fact), (row.fact,))


def _is_false(case: CaseReading, row: Row) -> Judgement:
    return replace(_is_true(case, row), truth=negate(truth_of(case, row.fact)))


def _not_recorded_true(case: CaseReading, row: Row) -> Judgement:
    truth = truth_of(case, row.fact)
    shown = "not recorded, taken as absent" if truth is None else _yes_no(row, truth)
    return Judgement(truth is not True, shown, date_of(case.facts, row.fact))


def _not_loaded(case: CaseReading, row: Row) -> Judgement:
    return Judgement(None, NOT_KNOWN, message=f"{row.message}.")


def _rule(case: CaseReading, row: Row) -> Judgement:
    return RULES[row.subject](case, row)


KINDS: Mapping[str, Judge] = MappingProxyType(
    {
        "lines_at_least": _lines_at_least,
        "lines_at_most": _lines_at_most,
        "class_exposed": _class_exposed,
        "class_not_exposed": _class_not_exposed,
        "drug_exposed": _drug_exposed,
        "drug_refractory": _drug_refractory,
        "drug_not_refractory": _drug_not_refractory,
        "class_not_refractory": _class_not_refractory,
        "at_least": _at_least,
        "at_most": _at_most,
        "is_true": _is_true,
        "is_false": _is_false,
        "not_recorded_true": _not_recorded_true,
        "not_loaded": _not_loaded,
        "rule": _rule,
    }
)


def _yes_no(row: Row, truth: Truth) -> str:
    return {True: row.yes, False: row.no, None: NOT_KNOWN}[truth]
