"""The opinion on its pages: the form beside the brief, the count on the agenda, nothing for anybody else."""

import pytest

from board.cases.brief import brief_of
from board.db import db
from board.decisions.services import ballots
from board.meetings.models import AgendaItem
from board.transactions import transaction
from tests.factories import a_ballot, a_case, a_meeting, a_room, a_vote, an_agenda_item
from tests.people import NOON

SECRET = "the canary of an opinion"


@pytest.fixture
def coming(app, cast):
    """A case on an agenda: its number, its item, its meeting, an option of its brief."""
    with app.app_context():
        item = an_agenda_item(cast, a_meeting(cast), a_case(cast))
        option = brief_of(item.version).summary.options[0]
        return {
            "number": item.case.number,
            "item": item.id,
            "meeting": item.meeting_id,
            "option": option.id,
            "name": option.name,
        }


def typed(choice="other", certainty="high", other=SECRET, reason=""):
    return {"choice": choice, "certainty": certainty, "other": other, "reason": reason}


def test_a_voter_states_and_changes_an_opinion_by_form(coming, as_person):
    okafor = as_person("okafor")
    address = f"/items/{coming['item']}/opinions"

    first = okafor.post(address, data=typed())
    second = okafor.post(address, data=typed(coming["option"], "low", "", "Spares BCMA"))
    page = okafor.get(f"/cases/{coming['number']}").text

    assert first.status_code == second.status_code == 302
    assert f"Kept: {coming['name']}" in page and "Spares BCMA" in page
    assert SECRET not in page


def test_what_is_missing_is_said_and_what_was_typed_stays(coming, as_person):
    answer = as_person("okafor").post(
        f"/items/{coming['item']}/opinions", data=typed("", "high", "", SECRET)
    )

    assert answer.status_code == 422
    assert 'href="#choice"' in answer.text and SECRET in answer.text


def test_after_the_first_ballot_the_form_says_that_it_is_too_late(app, cast, as_person):
    with app.app_context():
        item = a_room(cast)
        item_id, number = item.id, item.case.number
        a_ballot(cast, item)
    okafor = as_person("okafor")

    answer = okafor.post(f"/items/{item_id}/opinions", data=typed())

    assert answer.status_code == 409 and "until the first ballot" in answer.text
    assert f'action="/items/{item_id}/opinions"' not in okafor.get(f"/cases/{number}").text


@pytest.mark.parametrize("who", ["chen", "tanaka", "park", "brandt", "silva", "lindt", "weber"])
def test_nobody_else_sees_an_opinion(coming, as_person, who):
    as_person("okafor").post(f"/items/{coming['item']}/opinions", data=typed(reason=SECRET))
    other = as_person(who)

    for path in (f"/cases/{coming['number']}", f"/meetings/{coming['meeting']}", "/", "/audit"):
        assert SECRET not in other.get(path).text, path


@pytest.mark.parametrize("who", ["park", "brandt", "silva", "lindt"])
def test_whoever_has_no_vote_is_asked_for_no_opinion(coming, as_person, who):
    assert "My opinion" not in as_person(who).get(f"/cases/{coming['number']}").text


def test_the_agenda_counts_opinions(coming, as_person):
    as_person("okafor").post(f"/items/{coming['item']}/opinions", data=typed())

    page = as_person("chen").get(f"/meetings/{coming['meeting']}").text

    assert "1 of 3 opinions in" in page


def test_whoever_stepped_aside_is_told_no_count_and_asked_for_nothing(app, cast, coming, as_person):
    with app.app_context(), transaction():
        ballots.recuse(coming["item"], "Investigator", by=cast["tanaka"], at=NOON)
    tanaka = as_person("tanaka")

    assert "opinions in" not in tanaka.get(f"/meetings/{coming['meeting']}").text
    assert "My opinion" not in tanaka.get(f"/cases/{coming['number']}").text


def test_the_chair_finds_the_options_that_opinions_name(app, cast, as_person):
    with app.app_context():
        item = a_room(cast)
        item_id, meeting = item.id, item.meeting_id
        offered = brief_of(item.version).summary.options
        choices = [(offered[4].id, offered[4].name), (offered[1].id, offered[1].name)]
    names = [name for _, name in choices]
    for who, (choice, _) in zip(("okafor", "tanaka"), choices, strict=True):
        as_person(who).post(f"/items/{item_id}/opinions", data=typed(choice))
    chen = as_person("chen")
    too_few = chen.get(f"/meetings/{meeting}/room").text

    chen.post(f"/items/{item_id}/opinions", data=typed(choices[0][0]))
    page = chen.get(f"/meetings/{meeting}/room").text

    filled = [f'autocomplete="off" value="{name}"' for name in names]
    assert not any(field in too_few for field in filled)
    assert 0 < page.find(filled[1]) < page.find(filled[0])


def test_the_reveal_tells_the_shift_on_every_screen(app, cast, as_person):
    with app.app_context():
        item = a_room(cast)
        item_id, meeting = item.id, item.meeting_id
        offered = [option.name for option in brief_of(item.version).summary.options[:2]]
        option = brief_of(item.version).summary.options[0].id
    as_person("okafor").post(f"/items/{item_id}/opinions", data=typed(option))
    with app.app_context():
        ballot = a_ballot(cast, db.session.get_one(AgendaItem, item_id), offered)
        a_vote(cast, ballot, "okafor", "B")
        with transaction():
            ballots.close_ballot(ballot.id, by=cast["chen"], at=NOON)

    for path in ("room", "phone", "wall"):
        page = as_person("silva").get(f"/meetings/{meeting}/{path}").text
        assert "0 kept their opinion, 1 changed it (R. Okafor from A)." in page, path
