"""The decision is typed in the room's own panel, through the same services and gate as on the page of the plan."""

import re

import pytest

from board import clock
from board.db import db
from board.decisions.codes import Kind, When
from board.decisions.models import Plan
from board.decisions.services import ballots, plans
from board.meetings.models import AgendaItem
from board.transactions import transaction
from tests.factories import A_PLAN, a_plan, a_room
from tests.people import NOON


@pytest.fixture
def item(app, cast, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)
    with app.app_context():
        item = a_room(cast)
        return {"id": item.id, "meeting": item.meeting_id}


def typed(**changes):
    said = {
        "revision": "0",
        "decision": "Talquetamab now.",
        "recommendations-0-text": "Talquetamab, step-up dosing",
        "recommendations-0-kind": Kind.SYSTEMIC.value,
        "recommendations-0-when": When.FIRST.value,
        "recommendations-1-text": "",
    }
    return said | changes


def save(client, item, **changes):
    return client.post(
        f"/items/{item['id']}/plan/decision",
        data=typed(**changes),
        headers={"X-Fragment": "1"},
    )


def saved(app, item):
    with app.app_context():
        return plans.content_of(plans.plan_of_item(item["id"]))


def test_the_first_words_begin_the_plan(app, item, as_person):
    answer = save(as_person("chen"), item)

    said = saved(app, item)
    assert answer.status_code == 204
    assert said.decision == "Talquetamab now."
    assert [step.text for step in said.recommendations] == ["Talquetamab, step-up dosing"]


def test_what_the_page_of_the_plan_holds_besides_stays(app, cast, item, as_person):
    with app.app_context():
        plan = a_plan(cast, db.session.get_one(AgendaItem, item["id"]))
        revision = plan.revision

    save(as_person("park"), item, revision=str(revision))

    said = saved(app, item)
    assert said.decision == "Talquetamab now."
    assert (said.actions, said.rationale, said.dissents) == (
        A_PLAN.actions,
        A_PLAN.rationale,
        A_PLAN.dissents,
    )


def test_what_somebody_saved_meanwhile_is_not_written_over(app, item, as_person):
    save(as_person("park"), item, decision="Park was faster.")

    answer = save(as_person("chen"), item)

    assert answer.status_code == 409
    assert saved(app, item).decision == "Park was faster."


def test_the_form_goes_to_who_writes_the_plan_and_to_nobody_else(item, as_person):
    drawn = {
        who: as_person(who).get(f"/meetings/{item['meeting']}/plan").text
        for who in ("chen", "park", "okafor", "brandt", "silva")
    }

    assert {who for who, html in drawn.items() if "data-plan-form" in html} == {"chen", "park"}
    assert as_person("novak").get(f"/meetings/{item['meeting']}/plan").status_code == 404


def test_a_chair_who_stepped_aside_neither_sees_nor_sends_it(app, cast, item, as_person):
    with app.app_context(), transaction():
        ballots.recuse(item["id"], "Investigator", by=cast["chen"], at=NOON)
    chen = as_person("chen")

    answer = save(chen, item)

    assert "data-plan-form" not in chen.get(f"/meetings/{item['meeting']}/plan").text
    assert answer.status_code == 403
    with app.app_context():
        assert db.session.query(Plan).count() == 0


@pytest.mark.parametrize("who", ["okafor", "silva", "lindt", "novak"])
def test_who_does_not_write_plans_cannot_send_one(app, item, as_person, who):
    answer = save(as_person(who), item)

    assert answer.status_code in (403, 404)
    with app.app_context():
        assert db.session.query(Plan).count() == 0


def test_a_form_without_scripts_is_in_the_page_of_room_and_phone(item, as_person):
    chen = as_person("chen")

    for page in ("room", "phone"):
        html = chen.get(f"/meetings/{item['meeting']}/{page}").text
        assert re.search(r'<textarea[^>]*name="decision"', html)
