"""The kinds of criteria: what a row of rules/criteria.toml can ask without a rule of its own.

Thresholds come from rules/criteria.toml; sources stand there too. Each kind turns a row into a
question once, so that a case is only asked.
"""
# ruff: noqa: ARG001, ARG005  -- every kind is asked and told with the same signature

from collections.abc import Mapping
from operator import attrgetter
from types import MappingProxyType

from board.myeloma.eligibility.judgement import (
    HISTORY,
    Ask,
    Kind,
    Row,
    Words,
    given,
    history_gaps,
    limit,
    lines_told,
    refractory_input,
    refractory_words,
)
from board.myeloma.eligibility.judgement_rules import RULES
from board.myeloma.eligibility.sweeps import (
    absent_at_once,
    at_least_at_once,
    at_most_at_once,
    classes_exposed_at_once,
    classes_not_refractory_at_once,
    drugs_not_refractory_at_once,
    false_at_once,
    lines_at_least_at_once,
    lines_at_most_at_once,
    true_at_once,
)
from board.myeloma.kleene import TOLERANCE, Truth, negate
from board.myeloma.reading import CaseReading
from board.myeloma.telling.brief import Input
from board.myeloma.treatment.agents import agents
from board.myeloma.words import NOT_KNOWN, date_of, show_fact


def _lines_at_least(row: Row) -> Ask:
    number = int(limit(row))
    return lambda case: case.lines.at_least(number)


def _lines_at_most(row: Row) -> Ask:
    number = int(limit(row))
    return lambda case: case.lines.at_most(number)


def _class_exposed(row: Row) -> Ask:
    drug_class = row.subject
    return lambda case: case.treatment.class_exposed(drug_class)


def _class_not_exposed(row: Row) -> Ask:
    drug_class = row.subject
    return lambda case: negate(case.treatment.class_exposed(drug_class))


def _drug_exposed(row: Row) -> Ask:
    drug = row.subject
    return lambda case: case.treatment.exposed(drug)


def _drug_not_exposed(row: Row) -> Ask:
    drug = row.subject
    return lambda case: negate(case.treatment.exposed(drug))


def _drug_refractory(row: Row) -> Ask:
    drug = row.subject
    return lambda case: case.treatment.refractory(drug).truth


def _drug_not_refractory(row: Row) -> Ask:
    drug = row.subject
    return lambda case: negate(case.treatment.refractory(drug).truth)


def _class_not_refractory(row: Row) -> Ask:
    drug_class = row.subject
    return lambda case: negate(case.treatment.class_refractory(drug_class))


def _at_least(row: Row) -> Ask:
    value, least = attrgetter(f"facts.{row.fact}"), limit(row) - TOLERANCE

    def ask(case: CaseReading) -> Truth:
        found = value(case)
        return None if found is None else found >= least

    return ask


def _at_most(row: Row) -> Ask:
    value, most = attrgetter(f"facts.{row.fact}"), limit(row) + TOLERANCE

    def ask(case: CaseReading) -> Truth:
        found = value(case)
        return None if found is None else found <= most

    return ask


def _is_true(row: Row) -> Ask:
    return attrgetter(f"facts.{row.fact}")


def _is_false(row: Row) -> Ask:
    value = attrgetter(f"facts.{row.fact}")
    return lambda case: negate(value(case))


def _not_recorded_true(row: Row) -> Ask:
    value = attrgetter(f"facts.{row.fact}")
    return lambda case: value(case) is not True


def _never_known(row: Row) -> Ask:
    return lambda case: None


def _rule(row: Row) -> Ask:
    rule = RULES[row.subject]
    if not rule.numbered:
        return rule.truth
    truth, number = rule.truth, limit(row)
    return lambda case: truth(case, number)


def _class_told(case: CaseReading, row: Row, truth: Truth) -> Words:
    shown = given(case, row.subject)
    return Words(shown, needs=history_gaps(case), inputs=(Input("Given", shown),))


def _drug_told(case: CaseReading, row: Row, truth: Truth) -> Words:
    exposed = case.treatment.exposed(row.subject)
    shown = {True: "given", False: "never given", None: NOT_KNOWN}[exposed]
    return Words(shown, needs=history_gaps(case), inputs=(Input(row.subject, shown),))


def _refractory_told(case: CaseReading, row: Row, truth: Truth) -> Words:
    answer = case.treatment.refractory(row.subject)
    shown = refractory_words(answer.truth)
    return Words(
        shown,
        needs=HISTORY,
        message=f"{row.label}: {shown}, {answer.why}.",
        inputs=(refractory_input(case, row.subject),),
    )


def _class_refractory_told(case: CaseReading, row: Row, truth: Truth) -> Words:
    known = agents()
    named = [d for d in case.treatment.drugs if d in known]
    members = [d for d in named if known[d].drug_class == row.subject]
    told = [f"{d} {refractory_words(case.treatment.refractory(d).truth)}" for d in members]
    return Words(
        ", ".join(told) or given(case, row.subject),
        needs=HISTORY,
        inputs=tuple(refractory_input(case, drug) for drug in members),
    )


def _number_told(case: CaseReading, row: Row, truth: Truth) -> Words:
    shown = show_fact(case.facts, row.fact, (limit(row),))
    return Words(shown, date_of(case.facts, row.fact), (row.fact,), facts=(row.fact,))


def _fact_told(case: CaseReading, row: Row, truth: Truth) -> Words:
    shown = {True: row.yes, False: row.no, None: NOT_KNOWN}[_is_true(row)(case)]
    return Words(shown, date_of(case.facts, row.fact), (row.fact,), facts=(row.fact,))


def _absent_told(case: CaseReading, row: Row, truth: Truth) -> Words:
    recorded = _is_true(row)(case)
    shown = {True: row.yes, False: row.no, None: "not recorded, taken as absent"}[recorded]
    return Words(shown, date_of(case.facts, row.fact), facts=(row.fact,))


def _never_told(case: CaseReading, row: Row, truth: Truth) -> Words:
    return Words(NOT_KNOWN)


def _by_hand_told(case: CaseReading, row: Row, truth: Truth) -> Words:
    return Words("to be checked by hand", message=f"To be checked by hand: {row.label}.")


def _rule_told(case: CaseReading, row: Row, truth: Truth) -> Words:
    return RULES[row.subject].tell(case, row, truth)


COUNTED = (*HISTORY, "lines.count", "lines.min")
PROGRESSED = (*HISTORY, "progression.on")

KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "lines_at_least": Kind(
            _lines_at_least, lines_told, "at least", ("number",), COUNTED, lines_at_least_at_once
        ),
        "lines_at_most": Kind(
            _lines_at_most, lines_told, "at most", ("number",), COUNTED, lines_at_most_at_once
        ),
        "class_exposed": Kind(
            _class_exposed, _class_told, "is", ("subject",), HISTORY, classes_exposed_at_once
        ),
        "class_not_exposed": Kind(_class_not_exposed, _class_told, "is", ("subject",), HISTORY),
        "drug_exposed": Kind(_drug_exposed, _drug_told, "is", ("subject",), HISTORY),
        "drug_not_exposed": Kind(_drug_not_exposed, _drug_told, "is", ("subject",), HISTORY),
        "drug_refractory": Kind(_drug_refractory, _refractory_told, "is", ("subject",), PROGRESSED),
        "drug_not_refractory": Kind(
            _drug_not_refractory,
            _refractory_told,
            "is",
            ("subject",),
            PROGRESSED,
            drugs_not_refractory_at_once,
        ),
        "class_not_refractory": Kind(
            _class_not_refractory,
            _class_refractory_told,
            "is",
            ("subject",),
            PROGRESSED,
            classes_not_refractory_at_once,
        ),
        "at_least": Kind(
            _at_least, _number_told, "at least", ("fact", "number"), (), at_least_at_once
        ),
        "at_most": Kind(_at_most, _number_told, "at most", ("fact", "number"), (), at_most_at_once),
        "is_true": Kind(_is_true, _fact_told, "is", ("fact",), (), true_at_once),
        "is_false": Kind(_is_false, _fact_told, "is", ("fact",), (), false_at_once),
        "not_recorded_true": Kind(
            _not_recorded_true, _absent_told, "is", ("fact",), (), absent_at_once
        ),
        "not_loaded": Kind(_never_known, _never_told, "is", ("not_known",)),
        "by_hand": Kind(_never_known, _by_hand_told, "by hand"),
        "rule": Kind(_rule, _rule_told, "is", ("subject",)),
    }
)
