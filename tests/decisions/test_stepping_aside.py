"""Whoever stepped aside sees no votes and takes no part; and a vote is confirmed only as it is stored."""

from dataclasses import replace

import pytest

from board.db import db
from board.decisions.gate import plan_for
from board.decisions.models import Ballot
from board.decisions.services import ballots, plans, signing
from board.errors import Conflict, NotAllowed, NotFound
from board.transactions import transaction
from tests.factories import a_ballot, a_plan, a_room, a_signed_plan, a_vote
from tests.people import NOON, PASSWORD

pytestmark = pytest.mark.usefixtures("in_app")


@pytest.fixture
def item(cast):
    return a_room(cast)


def step_aside(cast, item, who):
    with transaction():
        ballots.recuse(item.id, "Investigator", by=cast[who], at=NOON)


def close(cast, ballot):
    with transaction():
        ballots.close_ballot(ballot.id, by=cast["chen"], at=NOON)


@pytest.mark.parametrize("who", ["chen", "okafor"])
def test_a_draft_with_its_votes_is_not_for_whoever_stepped_aside(cast, item, who):
    close(cast, a_ballot(cast, item))
    plan = a_plan(cast, item)
    step_aside(cast, item, who)

    with pytest.raises(NotFound):
        plan_for(cast[who], plan.id)
    assert plan_for(cast["tanaka"], plan.id)


def test_the_record_is_for_them_too_once_it_is_signed(cast, item):
    step_aside(cast, item, "okafor")
    plan = a_signed_plan(cast, item)

    assert plan_for(cast["okafor"], plan.id)


def test_a_chair_who_stepped_aside_neither_writes_nor_signs_nor_amends(cast, item):
    plan = a_plan(cast, item)
    step_aside(cast, item, "chen")
    says = {"by": cast["chen"], "at": NOON}

    with pytest.raises(NotAllowed), transaction():
        plans.begin_plan(item.id, **says)
    with pytest.raises(NotFound), transaction():
        plans.write_plan(plan.id, plans.content_of(plan), revision=plan.revision, **says)
    with pytest.raises(NotFound), transaction():
        signing.state_plan(plan.id, revision=plan.revision, **says)
    with pytest.raises(NotFound), transaction():
        signing.sign_plan(plan.id, revision=plan.revision, password=PASSWORD, **says)


def test_a_chair_who_stepped_aside_amends_no_record_of_the_case(cast, item):
    plan = a_signed_plan(cast, item)
    step_aside(cast, item, "chen")

    with pytest.raises(NotAllowed), transaction():
        plans.amend_plan(plan.id, "A new result", by=cast["chen"], at=NOON)


def test_a_vote_sent_again_in_the_next_round_is_not_confirmed(cast, item):
    first = a_ballot(cast, item)
    a_vote(cast, first, "okafor", "A", key="the name of a vote")
    close(cast, first)
    second = a_ballot(cast, item)

    with pytest.raises(Conflict, match="as another one"):
        a_vote(cast, second, "okafor", "A", key="the name of a vote")
    assert ballots.counted(db.session.get_one(Ballot, second.id)) == []


def test_a_vote_sent_again_with_another_choice_is_not_confirmed(cast, item):
    ballot = a_ballot(cast, item)
    a_vote(cast, ballot, "okafor", "A", key="the name of a vote")

    with pytest.raises(Conflict, match="as another one"):
        a_vote(cast, ballot, "okafor", "B", key="the name of a vote")
    assert [vote.choice for vote in ballots.counted(ballot)] == ["A"]


def test_a_vote_that_was_changed_since_is_not_confirmed(cast, item):
    ballot = a_ballot(cast, item)
    first = a_vote(cast, ballot, "okafor", "A", key="the first vote")
    a_vote(cast, ballot, "okafor", "B", key="the second vote", instead_of=first.id)

    with pytest.raises(Conflict, match="counts no longer"):
        a_vote(cast, ballot, "okafor", "A", key="the first vote")


def test_a_vote_that_was_withdrawn_by_stepping_aside_is_not_confirmed(cast, item):
    ballot = a_ballot(cast, item)
    a_vote(cast, ballot, "okafor", "A", key="the first vote")
    step_aside(cast, item, "okafor")

    with pytest.raises(Conflict, match="counts no longer"):
        a_vote(cast, ballot, "okafor", "A", key="the first vote")


def test_a_vote_names_its_voter_so_that_two_people_may_use_one_name(cast, item):
    ballot = a_ballot(cast, item)

    one = a_vote(cast, ballot, "okafor", "A", key="the same name")
    two = a_vote(cast, ballot, "tanaka", "B", key="the same name")

    assert (one.choice, two.choice) == ("A", "B") and one.receipt != two.receipt


def test_an_actor_of_yesterday_votes_by_the_seat_of_today(cast, item):
    ballot = a_ballot(cast, item)
    without_a_seat = replace(cast["okafor"], seats=())

    with pytest.raises(NotFound), transaction():
        ballots.cast_vote(
            ballot.id, "A", "", key="a key of a vote", instead_of=None, by=without_a_seat, at=NOON
        )
