"""What was refused stays on the page of the plan, beside what is saved there and what has to be put right."""

import re

import pytest

from board.decisions.content import Action, PlanContent, Recommendation
from board.decisions.differing import Difference, differing
from tests.factories import a_plan, a_room, a_signed_plan


@pytest.fixture
def draft(app, cast):
    with app.app_context():
        return f"/plans/{a_plan(cast, a_room(cast)).id}"


def revision(client, plan):
    return re.search(r'name="revision" value="(\d+)"', client.get(plan).text)[1]


def test_whoever_saves_over_somebody_is_told_what_they_would_replace(as_person, draft):
    park, chen = as_person("park"), as_person("chen")
    loaded = revision(chen, draft)
    park.post(draft, data={"revision": loaded, "decision": "Kd first", "key_worker": "E. Brandt"})

    answer = chen.post(draft, data={"revision": loaded, "decision": "Cilta-cel first"})

    assert answer.status_code == 409
    assert "Ms Hana Park saved this plan at" in answer.text
    assert "<dt>Decision</dt><dd><p>Kd first</p></dd>" in answer.text
    assert "<dt>Key worker</dt><dd><p>E. Brandt</p></dd>" in answer.text
    assert ">Cilta-cel first</textarea>" in answer.text


def test_only_what_is_saved_otherwise_is_told():
    saved = PlanContent(
        decision="Watch", recommendations=(Recommendation("Kd"),), actions=(Action("Call", "EB"),)
    )
    typed = PlanContent(decision="Watch", recommendations=(Recommendation("Kd", option_id="kd"),))

    assert differing(saved, saved) == []
    assert differing(saved, typed) == [
        Difference("Recommendations", ("Kd; systemic therapy; first choice",)),
        Difference("Actions", ("Call; EB",)),
    ]


def test_a_day_that_is_none_stands_there_as_it_was_typed(as_person, draft):
    park = as_person("park")
    sent = {
        "revision": revision(park, draft),
        "decision": "Watch",
        "valid_until": "31-02-2027",
        "actions-0-text": "Call the ward",
        "actions-0-due": "on Monday",
    }

    answer = park.post(draft, data=sent)

    assert answer.status_code == 422
    assert "“31-02-2027” is no date" in answer.text
    for field, typed in (("valid_until", "31-02-2027"), ("actions-0-due", "on Monday")):
        box = re.search(rf'<input[^>]*id="{field}"[^>]*>', answer.text)[0]
        assert f'value="{typed}"' in box


def test_an_amendment_without_a_reason_is_asked_for_it_on_the_plan(app, cast, as_person):
    with app.app_context():
        plan = f"/plans/{a_signed_plan(cast, a_room(cast)).id}"

    answer = as_person("park").post(f"{plan}/amendment", data={"reason": " "})

    assert answer.status_code == 422
    assert "Say why the plan is amended." in answer.text
    assert 'id="reason-error"' in answer.text


def test_a_fact_to_rest_on_is_offered_with_what_it_says_and_its_day(as_person, draft):
    page = as_person("park").get(draft).text

    offered = re.findall(r'name="recommendations-0-facts"[^>]*>([^<]+)</label>', page)
    assert any(re.fullmatch(r"Age \d+(, \d\d-\w{3}-\d{4})?", one) for one in offered)
    assert not [one for one in offered if "patient." in one or one.startswith("Course ")]


def test_too_few_characters_of_a_digest_are_no_answer(as_person):
    answer = as_person("chen").post("/r/MM-0001/1", data={"digest": "6d1f"})

    assert answer.status_code == 422
    assert "at least 16 characters" in answer.text
    assert "Not known" not in answer.text
