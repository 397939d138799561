"""The worklist and the page of one plan."""

from datetime import timedelta

import pytest

from board import clock
from board.audit.deeds import Deed
from board.audit.models import AuditEntry
from board.db import db
from board.decisions.services import plans
from board.meetings import services as meetings
from board.transactions import transaction
from tests.factories import a_case, a_meeting, a_room, a_signed_plan
from tests.followup.test_answers import COMES_BACK


@pytest.fixture
def plan_id(app, cast):
    """A plan that was signed sixteen days ago."""
    with app.app_context():
        at = clock.now() - timedelta(days=16)
        item = a_room(cast, at=at)
        plan = a_signed_plan(cast, item, COMES_BACK, at)
        with transaction():
            meetings.close_room(item.meeting_id, by=cast["chen"], at=at + timedelta(hours=1))
        return plan.id


def test_two_clicks_answer_a_follow_up(as_person, plan_id):
    client = as_person("park")
    worklist = client.get("/follow-up").text
    first = f"/plans/{plan_id}/follow-up?day=14&amp;became=not"
    assert first in worklist

    second = client.get(first.replace("&amp;", "&")).text
    said = client.post(
        f"/plans/{plan_id}/follow-up",
        data={"day": "14", "became": "not", "reason": "patient-refusal"},
        follow_redirects=True,
    ).text

    assert second.count('name="reason"') == 20
    assert "day 14: not done" in said
    assert "Patient declined" in said


def test_what_is_wrong_is_said_beside_what_was_typed(as_person, plan_id):
    form = {"day": "14", "became": "done", "recommendation": "1", "started-day": "31"}
    form |= {"started-month": "2", "started-year": "2026", "text": "Told on the phone"}

    answer = as_person("park").post(f"/plans/{plan_id}/follow-up", data=form)

    assert answer.status_code == 422
    assert "This is no date" in answer.text
    assert "Told on the phone" in answer.text


def test_the_brief_says_what_became_of_the_earlier_decision(as_person, plan_id):
    form = {"day": "14", "became": "not", "reason": "patient-wish", "text": "After the wedding"}
    as_person("lindt").post(f"/plans/{plan_id}/follow-up", data=form)

    page = as_person("okafor").get("/cases/MM-0001").text

    assert "What became of it" in page
    assert "Patient wished otherwise" in page
    assert "After the wedding" in page


def test_an_agenda_tells_what_became_of_the_decision_before(app, cast, as_person, plan_id):
    with app.app_context():
        now = clock.now() + timedelta(days=5)
        meeting = a_meeting(cast, starts_at=now, ends_at=now + timedelta(hours=1), at=clock.now())
        address = f"/meetings/{meeting.id}"
    client = as_person("park")
    form = {"day": "14", "became": "not", "reason": "patient-wish"}
    client.post(f"/plans/{plan_id}/follow-up", data=form)

    answer = client.post(f"/plans/{plan_id}/presented-again", data={"because": "She declined"})

    assert answer.location.endswith(address)
    assert "version 1; not done (patient wished otherwise)" in client.get(address).text


def test_a_submitter_presents_again_by_bringing_the_case_up_to_date(as_person, plan_id):
    answer = as_person("lindt").post(
        f"/plans/{plan_id}/presented-again", data={"because": "New lesion"}
    )

    assert answer.status_code == 302
    assert "/drafts/" in answer.location


def test_an_older_version_points_to_the_one_that_counts(app, cast, as_person, plan_id):
    with app.app_context():
        with transaction():
            draft = plans.amend_plan(plan_id, "New", by=cast["park"], at=clock.now())
        draft_id = draft.id
    client = as_person("park")

    assert client.get(f"/plans/{draft_id}/follow-up").status_code in (404, 409)
    assert "Day 14" in client.get(f"/plans/{plan_id}/follow-up").text


@pytest.mark.parametrize("who", ["weber", "novak"])
def test_for_strangers_nothing_is_there(as_person, plan_id, who):
    client = as_person(who)

    assert client.get(f"/plans/{plan_id}/follow-up").status_code == 404
    assert "MM-0001" not in client.get("/follow-up").text


def test_who_follows_nothing_up_has_no_entry_for_it(app, cast, as_person):
    with app.app_context():
        a_case(cast)

    assert 'href="/follow-up"' in as_person("lindt").get("/").text
    assert 'href="/follow-up"' not in as_person("silva").get("/").text


def test_reading_a_plan_or_its_follow_up_leaves_a_trace_of_the_case(app, as_person, plan_id):
    silva = as_person("silva")
    pages = [silva.get(f"/plans/{plan_id}{page}") for page in ("", "/follow-up")]

    assert [page.status_code for page in pages] == [200, 200]
    with app.app_context():
        read = db.session.query(AuditEntry).filter_by(deed=Deed.CASE_READ.value)
        assert [one.detail["version"] for one in read] == [1, 1]
