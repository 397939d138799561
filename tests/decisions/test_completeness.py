"""What has to be said before a plan is checked and signed: the checklist of a decision record."""

from dataclasses import replace
from datetime import date

import pytest

from board.decisions.codes import Adherence, Again, Arranged, NoneBecause, Step, Trials, When
from board.decisions.completeness import missing_before_signing, missing_to_state
from board.decisions.content import (
    Action,
    Dissent,
    Logistic,
    PlanContent,
    Recommendation,
    Trigger,
)
from tests.factories import A_PLAN


def test_a_complete_plan_lacks_nothing():
    assert missing_before_signing(A_PLAN) == {}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"decision": ""}, "decision"),
        ({"recommendations": ()}, "recommendations"),
        ({"intent": ""}, "intent"),
        ({"supportive": ()}, "supportive"),
        ({"actions": ()}, "actions"),
        ({"actions": (Action("Book a bed", "", date(2026, 12, 2)),)}, "actions.0.owner"),
        ({"actions": (Action("Book a bed", "H. Park"),)}, "actions.0.due"),
        ({"tells_patient": ""}, "tells_patient"),
        ({"tells_patient_by": None}, "tells_patient_by"),
        ({"tells_referrer": ""}, "tells_referrer"),
        ({"tells_referrer_by": None}, "tells_referrer_by"),
        ({"adherence": Adherence.NOT_STATED}, "adherence"),
        ({"guideline": ""}, "guideline"),
        ({"adherence": Adherence.DEVIATES}, "deviation"),
        ({"trials": Trials.NOT_STATED}, "trials"),
        ({"logistics": (Logistic(Step.BED, Arranged.TO_ARRANGE),)}, "logistics.0.owner"),
        ({"triggers": (Trigger(Again.OTHER),)}, "triggers.0.text"),
        ({"dissents": (Dissent("J. Tanaka"),)}, "dissents.0.why"),
        (
            {"recommendations": (Recommendation("Cilta-cel", when=When.ONLY_IF),)},
            "recommendations.0.condition",
        ),
        ({"recommendations": (Recommendation("Cilta-cel"),), "alternatives": ()}, "alternatives"),
    ],
)
def test_a_gap_is_named_by_its_field(changes, field):
    assert missing_before_signing(replace(A_PLAN, **changes))[field]


@pytest.mark.parametrize(
    "changes",
    [
        {"supportive": (), "no_supportive": "Nothing beyond what is in place"},
        {"adherence": Adherence.NONE_FITS, "guideline": ""},
        {"logistics": (Logistic(Step.BED, Arranged.NOT_NEEDED),)},
    ],
)
def test_what_is_answered_otherwise_is_no_gap(changes):
    assert missing_before_signing(replace(A_PLAN, **changes)) == {}


def test_the_options_of_a_ballot_are_alternatives_that_were_weighed():
    alone = replace(A_PLAN, recommendations=(Recommendation("Cilta-cel"),), alternatives=())

    assert missing_before_signing(alone, with_ballot=True) == {}


def test_nothing_recommended_needs_a_reason_and_the_next_test():
    none = PlanContent(decision="No treatment yet.", no_recommendation="The marrow is awaited.")

    assert set(missing_to_state(none)) == {"none_because", "next_test"}
    said = replace(none, none_because=NoneBecause.RESULTS_MISSING, next_test="Marrow with FISH")
    assert missing_to_state(said) == {}
