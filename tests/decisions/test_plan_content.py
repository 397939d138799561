"""The structure of a plan: typed, stored, read back, old ones too."""

import json
from dataclasses import fields
from datetime import date

import pytest
from werkzeug.datastructures import MultiDict

from board.decisions.codes import (
    Adherence,
    Again,
    Arranged,
    Evidence,
    Intent,
    NoneBecause,
    Step,
    When,
)
from board.decisions.content import (
    Kind,
    Label,
    Logistic,
    PlanContent,
    Recommendation,
    Trigger,
)
from board.decisions.forms import plan_as_far, plan_content, shown_days, shown_rows
from board.errors import Invalid

FULL = PlanContent(
    decision="Cilta-cel after bridging",
    recommendations=(
        Recommendation(
            "Cilta-cel",
            Kind.CELL_THERAPY,
            Label.IN_LABEL,
            intent=Intent.REMISSION,
            evidence=Evidence.RANDOMISED,
            reference="CARTITUDE-4",
            option_id="cilta_cel",
            facts=("labs_current.platelets_e9_L", "regimens[r2]"),
        ),
        Recommendation("Teclistamab", when=When.IF_NOT_POSSIBLE, condition="no slot by January"),
    ),
    logistics=(Logistic(Step.APHERESIS, Arranged.TO_ARRANGE, date(2026, 12, 2), "H. Park"),),
    triggers=(Trigger(Again.NEW_RESULT, "BCMA lost"),),
    valid_until=date(2027, 2, 28),
    adherence=Adherence.FOLLOWED,
    none_because=NoneBecause.OTHER,
)

#: As plans were stored before a recommendation had all its parts.
OLD = {
    "decision": "Talquetamab",
    "no_recommendation": "",
    "intent": "Disease control",
    "tells_patient": "Dr Lindt",
    "recommendations": [
        {
            "text": "Talquetamab",
            "kind": "systemic therapy",
            "label": "in label",
            "condition": "",
            "evidence": "Talvey EU",
        }
    ],
    "actions": [{"text": "Book a bed", "owner": "H. Park", "due": "2026-12-02"}],
    "dissents": [{"who": "J. Tanaka", "instead": "", "why": ""}],
    "present_again": "At progression",
}


def test_a_plan_of_every_part_comes_back_as_it_was_written():
    assert PlanContent.from_json(json.loads(json.dumps(FULL.as_json()))) == FULL


def test_an_older_plan_is_read_and_its_reference_is_where_it_belongs():
    plan = PlanContent.from_json(OLD)

    [step] = plan.recommendations
    assert (step.reference, step.evidence) == ("Talvey EU", Evidence.NOT_STATED)
    assert (step.when, step.facts, plan.none_because) == (When.FIRST, (), None)
    assert plan.actions[0].due == date(2026, 12, 2)


def typed_form(content):
    """Return what a browser sends of the form that shows *content*."""
    form = MultiDict()
    for name, rows in shown_rows(content).items():
        for number, row in enumerate(rows):
            for key, value in row.items():
                form.setlist(
                    f"{name}-{number}-{key}", value if isinstance(value, list) else [value]
                )
    plain = content.as_json()
    for field in fields(PlanContent):
        if not isinstance(plain[field.name], list):
            form[field.name] = shown_days(content).get(field.name, plain[field.name] or "")
    return form


@pytest.mark.parametrize(
    ("when", "condition", "words"),
    [
        (When.FIRST, "", ""),
        (When.FIRST, "if progression before day 1", "if progression before day 1"),
        (When.ONLY_IF, "if he progresses", "only if he progresses"),
        (When.IF_NOT_POSSIBLE, "", "if the one before is not possible"),
        (When.AFTERWARDS, "after a response", "afterwards: after a response"),
    ],
)
def test_when_a_recommendation_holds_is_said_in_words(when, condition, words):
    assert Recommendation("Cilta-cel", when=when, condition=condition).holds == words


def test_what_the_form_shows_is_what_it_sends():
    assert plan_content(typed_form(FULL)) == FULL


def test_what_can_be_understood_stays_on_the_page():
    form = typed_form(FULL)
    form["valid_until"], form["logistics-0-on"] = "soon", "sooner"

    kept = plan_as_far(form)

    assert kept.recommendations == FULL.recommendations
    assert (kept.valid_until, kept.logistics[0].owner) == (None, "H. Park")


def test_a_step_of_the_logistics_nobody_spoke_of_is_not_stored():
    form = MultiDict({"logistics-0-step": "bed", "logistics-0-state": ""})

    assert plan_content(form).logistics == ()


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("valid_until", "soon"),
        ("adherence", "somewhat"),
        ("recommendations-0-when", "perhaps"),
        ("logistics-0-on", "31-02-2026"),
    ],
)
def test_what_is_no_choice_and_no_day_is_named(field, typed):
    form = typed_form(FULL)
    form[field] = typed

    with pytest.raises(Invalid) as refusal:
        plan_content(form)

    assert list(refusal.value.fields) == [field.replace("-", ".")]
