"""Facts changed since the decision: a verdict that moved, or a fact that a recommendation rests on."""

from dataclasses import replace

import pytest

from board.cases import services as cases
from board.decisions.services.since import moved_since
from board.transactions import transaction
from tests.factories import (
    A_PLAN,
    WHY,
    a_room,
    a_signed_plan,
    a_submission,
    some_facts,
)
from tests.people import NOON

PLATELETS = "labs_current.platelets_e9_L"


@pytest.fixture
def item(cast, in_app):
    return a_room(cast)


def correct(cast, item, title="", **labs):
    said = some_facts().labs_current.model_dump(exclude_none=True) | labs
    more = {"title": title} if title else {}
    with transaction():
        submission = a_submission(facts=some_facts(labs_current=said), **more)
        cases.correct(item.case.number, submission, correction=WHY, by=cast["lindt"], at=NOON)


def resting_on(*paths):
    first, *others = A_PLAN.recommendations
    return replace(A_PLAN, recommendations=(replace(first, facts=paths), *others))


def test_nothing_moved_while_the_case_is_as_it_was(cast, item):
    assert moved_since(a_signed_plan(cast, item, resting_on(PLATELETS))) is None


def test_a_fact_the_plan_rests_on_moved(cast, item):
    plan = a_signed_plan(cast, item, resting_on(PLATELETS))
    correct(cast, item, platelets_e9_L=58.0)

    moved = moved_since(plan)

    [fact] = moved.facts
    assert (moved.number, fact.label) == (2, "Platelets")
    assert fact.before.startswith("61") and fact.after.startswith("58")
    assert moved.touches_plan


def test_another_word_in_the_title_moves_nothing_of_the_plan(cast, item):
    plan = a_signed_plan(cast, item, resting_on(PLATELETS))
    correct(cast, item, title="First relapse, corrected")

    moved = moved_since(plan)

    assert not moved.touches_plan
    assert [one.label for one in moved.changes] == ["Title"]


def test_a_verdict_moved(cast, item):
    plan = a_signed_plan(cast, item)
    correct(cast, item, platelets_e9_L=12.0, hb_g_dL=6.1, creatinine_mg_dL=6.5, anc_e9_L=0.2)

    moved = moved_since(plan)

    assert moved.verdicts and moved.touches_plan
    assert all(one.before != one.after for one in moved.verdicts)


def test_who_signs_after_a_correction_has_known_it(cast, item):
    correct(cast, item, platelets_e9_L=58.0)

    plan = a_signed_plan(cast, item, resting_on(PLATELETS))

    assert moved_since(plan) is None


def test_it_shows_on_the_plan_on_the_brief_and_in_the_list(app, cast, item, as_person):
    plan = a_signed_plan(cast, item, resting_on(PLATELETS))
    correct(cast, item, platelets_e9_L=58.0)
    chen = as_person("chen")

    pages = [chen.get(f"/plans/{plan.id}"), chen.get(f"/cases/{plan.case.number}")]

    for page in pages:
        assert "Facts changed since the decision" in page.text
    assert "Facts changed since" in chen.get("/decisions").text
