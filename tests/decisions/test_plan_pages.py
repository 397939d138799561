"""The page of a plan: who sees which button, what is missing, and what stays when something is refused."""

import re
from datetime import timedelta

import pytest

from board.cases import services as cases
from board.decisions.content import PlanContent
from board.decisions.services import ballots
from board.transactions import transaction
from tests.factories import (
    WHY,
    a_ballot,
    a_checked_plan,
    a_plan,
    a_room,
    a_signed_plan,
    a_submission,
    a_vote,
    some_facts,
)
from tests.people import NOON, PASSWORD


@pytest.fixture
def draft(app, cast):
    with app.app_context():
        return f"/plans/{a_plan(cast, a_room(cast)).id}"


def read(client, plan):
    page = client.get(plan).text
    return {
        name: re.search(rf'name="{name}" value="(\d+)"', page)[1]
        for name in ("revision", "text_version", "case_version")
        if f'name="{name}"' in page
    }


def test_a_plan_goes_from_hand_to_hand(as_person, draft):
    chen, okafor = as_person("chen"), as_person("okafor")

    chen.post(f"{draft}/statement", data=read(chen, draft))
    assert "I checked it" in okafor.get(draft).text
    assert "Sign the plan" not in chen.get(draft).text
    okafor.post(f"{draft}/check", data=read(okafor, draft))
    chen.post(f"{draft}/signature", data=read(chen, draft) | {"password": PASSWORD})

    page = okafor.get(draft).text
    for words in ("Stated by Dr Mei Chen", "Checked by Dr Ruth Okafor", "Signed by Dr Mei Chen"):
        assert words in page


@pytest.mark.parametrize(
    ("who", "act", "status"),
    [
        ("park", "statement", 403),
        ("okafor", "statement", 403),
        ("brandt", "check", 403),
        ("silva", "check", 403),
        ("lindt", "check", 404),
        ("novak", "signature", 404),
    ],
)
def test_whose_hand_it_is_not_is_refused(as_person, draft, who, act, status):
    sent = {"revision": "1", "password": PASSWORD}

    assert as_person(who).post(f"{draft}/{act}", data=sent).status_code == status


def test_the_chair_does_not_check_what_the_chair_stated(as_person, draft):
    chen = as_person("chen")
    seen = read(chen, draft)
    chen.post(f"{draft}/statement", data=seen)

    assert chen.post(f"{draft}/check", data=seen).status_code == 403
    assert "I checked it" not in chen.get(draft).text


def test_what_is_missing_is_listed_with_a_link_to_its_field(app, cast, as_person):
    with app.app_context():
        plan = f"/plans/{a_plan(cast, a_room(cast), PlanContent(decision='Watch')).id}"

    page = as_person("park").get(plan).text

    for field in ("recommendations", "tells_patient", "tells_referrer_by", "adherence", "trials"):
        assert f'href="#{field}"' in page
        assert f'id="{field}"' in page


def test_a_day_that_is_none_keeps_all_that_was_typed(as_person, draft):
    park = as_person("park")
    sent = {
        "revision": read(park, draft)["revision"],
        "decision": "A sentence typed just now",
        "valid_until": "next month",
        "actions-0-text": "Call the ward",
    }

    page = park.post(draft, data=sent)

    assert page.status_code == 422
    for words in ("A sentence typed just now", "Call the ward", "“next month” is no date"):
        assert words in page.text


def test_what_was_corrected_meanwhile_is_shown_and_nothing_is_signed(app, cast, as_person):
    with app.app_context():
        item = a_room(cast)
        plan = f"/plans/{a_checked_plan(cast, item).id}"
    chen = as_person("chen")
    before = read(chen, plan) | {"password": PASSWORD}
    with app.app_context(), transaction():
        labs = some_facts().labs_current.model_dump(exclude_none=True) | {"platelets_e9_L": 48.0}
        said = a_submission(facts=some_facts(labs_current=labs))
        cases.correct("MM-0001", said, correction=WHY, by=cast["lindt"], at=NOON)

    refused = chen.post(f"{plan}/signature", data=before)

    assert refused.status_code == 409
    assert "Platelets: 61 ×10⁹/L → 48 ×10⁹/L" in refused.text
    again = read(chen, plan) | {"password": PASSWORD}
    assert chen.post(f"{plan}/signature", data=again).status_code == 302


def test_the_live_room_is_told_in_words(as_person, draft):
    chen = as_person("chen")

    stale = chen.post(
        f"{draft}/statement", data={"revision": "0", "room": "1"}, headers={"X-Fragment": "1"}
    )

    assert stale.status_code == 409
    assert stale.text.startswith("The plan was changed after you read it.")


@pytest.mark.parametrize("who", ["chen", "okafor", "lindt"])
def test_a_signed_plan_shows_no_round_held_after_it(app, cast, as_person, who):
    later = NOON + timedelta(minutes=5)
    with app.app_context():
        item = a_room(cast)
        with transaction():
            ballots.recuse(item.id, "Cousin", by=cast["okafor"], at=NOON)
        for at, options in ((NOON, ("Early one", "Early two")), (later, ("Late one", "Late two"))):
            ballot = a_ballot(cast, item, options, at=at)
            a_vote(cast, ballot, "chen", "A", key=f"chen-{ballot.id}-key", at=at)
            with transaction():
                ballots.close_ballot(ballot.id, by=cast["chen"], at=at)
            if at == NOON:
                plan = f"/plans/{a_signed_plan(cast, item).id}"

    page = as_person(who).get(plan).text

    assert ("Early one" in page) is (who != "okafor"), "who stepped aside is shown no round at all"
    assert "Late one" not in page


def test_genetic_counselling_and_further_tests_are_said_and_shown(as_person, draft):
    park = as_person("park")
    sent = read(park, draft) | {"counselling": "recommended", "tests_asked": "FISH for del(17p)"}

    park.post(draft, data=sent)
    page = park.get(draft).text

    assert 'value="recommended" selected' in page
    assert 'value="FISH for del(17p)"' in page
