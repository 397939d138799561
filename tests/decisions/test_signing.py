"""The password before a signature is not to be guessed; what is taken away on paper leaves a trace."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from board import clock
from board.accounts.models import SignInFailure
from board.accounts.patience import FIRST_WAIT, FREE_ATTEMPTS
from board.audit.models import AuditEntry
from board.cases import services as cases
from board.db import db
from board.decisions.content import PlanContent
from board.decisions.models import Plan
from board.decisions.services import ballots, snapshot
from board.documents.plan import Measure
from board.transactions import transaction
from tests.factories import (
    A_PLAN,
    WHY,
    a_ballot,
    a_checked_plan,
    a_plan,
    a_room,
    a_submission,
    a_vote,
    some_facts,
)
from tests.people import NOON, PASSWORD


@pytest.fixture
def now(monkeypatch):
    """Return how to let time pass; it is noon."""
    passed = [timedelta()]
    monkeypatch.setattr(clock, "now", lambda: NOON + passed[0])
    return lambda later: passed.__setitem__(0, passed[0] + later)


@pytest.fixture
def plan(app, cast, now):
    with app.app_context():
        return f"/plans/{a_checked_plan(cast, a_room(cast)).id}"


def signs(client, plan, password):
    page = client.get(plan).text
    revision = re.search(r'name="revision" value="(\d+)"', page)[1]
    return client.post(f"{plan}/signature", data={"revision": revision, "password": password})


def test_guessing_the_password_of_a_signature_has_to_wait(as_person, plan, now):
    chen = as_person("chen")
    wrong = [signs(chen, plan, "wrong").status_code for _ in range(FREE_ATTEMPTS)]

    shut = signs(chen, plan, PASSWORD)

    assert wrong == [422] * FREE_ATTEMPTS
    assert shut.status_code == 429 and shut.headers["Retry-After"] == "15"
    assert "Too many attempts. Try again in 15 seconds. Nothing was signed." in shut.text
    now(FIRST_WAIT)
    assert signs(chen, plan, PASSWORD).status_code == 302


def test_guesses_at_the_door_and_before_a_signature_count_together(app, as_person, plan, cast):
    chen = as_person("chen")
    for _ in range(FREE_ATTEMPTS):
        signs(chen, plan, "wrong")

    at_the_door = as_person("okafor").post(
        "/sign-in", data={"email": cast.email("chen"), "password": PASSWORD}
    )

    assert at_the_door.status_code == 429
    assert "was not looked at" in at_the_door.text
    assert "Check both" not in at_the_door.text


def test_a_plan_that_cannot_be_signed_yet_costs_no_attempt(app, as_person, cast, now):
    with app.app_context():
        plan = f"/plans/{a_plan(cast, a_room(cast), PlanContent()).id}"
    chen = as_person("chen")

    answers = {signs(chen, plan, PASSWORD).status_code for _ in range(FREE_ATTEMPTS + 2)}

    assert answers == {422}
    with app.app_context():
        assert db.session.scalars(select(SignInFailure)).all() == []


def test_a_signature_forgives_the_wrong_passwords_before_it(app, as_person, plan):
    chen = as_person("chen")
    signs(chen, plan, "wrong")

    signs(chen, plan, PASSWORD)

    with app.app_context():
        assert db.session.scalars(select(SignInFailure)).all() == []
        assert db.session.scalars(select(Plan)).one().is_signed


def test_what_was_typed_stays_while_one_has_to_wait(as_person, plan):
    chen = as_person("chen")
    for _ in range(FREE_ATTEMPTS):
        signs(chen, plan, "wrong")

    typed = {"revision": "1", "password": PASSWORD, "decision": "A decision typed meanwhile"}
    shut = chen.post(f"{plan}/signature", data=typed)

    assert shut.status_code == 429
    assert "A decision typed meanwhile" in shut.text


def test_a_draft_taken_away_on_paper_leaves_a_trace(app, as_person, plan):
    okafor = as_person("okafor")

    assert okafor.get(f"{plan}/record.pdf").mimetype == "application/pdf"

    with app.app_context():
        printed = select(AuditEntry).where(AuditEntry.deed == "printed a decision record")
        [entry] = db.session.scalars(printed)
        assert (entry.person_name, entry.object) == (
            "Dr Ruth Okafor",
            plan[1:].replace("plans", "plan"),
        )
        assert entry.detail == {"paper": "A4", "state": "draft"}


def test_the_record_counts_who_was_entitled_to_the_end(app, cast):
    with app.app_context():
        item = a_room(cast)
        ballot = a_ballot(cast, item)
        a_vote(cast, ballot, "okafor", "A")
        with transaction():
            ballots.recuse(item.id, "Investigator", by=cast["tanaka"], at=NOON)
            ballots.close_ballot(ballot.id, by=cast["chen"], at=NOON)

        drawn = snapshot.draw_up(a_plan(cast, item, A_PLAN), NOON, "Dr Mei Chen")

        assert [one.note for one in drawn.ballots] == ["Round 1; 2 entitled, 1 voted."]
        recused = db.session.scalars(
            select(AuditEntry).where(AuditEntry.deed == "recused themselves")
        )
        assert [entry.object for entry in recused] == [f"agenda_item/{item.id}"]


def drawn_of(app, cast, **changes):
    with app.app_context():
        item = a_room(cast)
        case = item.case
        with transaction():
            cases.correct(
                case.number, a_submission(**changes), correction=WHY, by=cast["lindt"], at=NOON
            )
            item.version = case.newest
        return snapshot.draw_up(a_plan(cast, item), NOON, "Dr Mei Chen")


def test_the_record_says_why_something_is_not_known(app, cast):
    patient = some_facts().patient.model_copy(update={"ecog": None})

    drawn = drawn_of(
        app,
        cast,
        facts=some_facts(patient=patient.model_dump()),
        answers={"ecog_unknown": "last judged four months ago"},
    )

    assert Measure("ECOG not known", "last judged four months ago") in drawn.status


def test_the_record_says_that_the_involved_chain_was_not_stated(app, cast):
    drawn = drawn_of(app, cast, facts=some_facts(disease={"isotype": "IgG"}))

    [markers] = [measure.value for measure in drawn.status if measure.name == "M-protein · FLC"]
    assert markers.endswith("involved chain not stated")
    assert "420" in markers
