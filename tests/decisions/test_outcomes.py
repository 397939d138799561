"""A tie, all abstained, no votes, no quorum: each is said in words on screen, wall and paper."""

import pytest

from board.db import db
from board.decisions.services import ballots, snapshot
from board.documents.plan import as_html
from board.meetings.models import AgendaItem
from board.transactions import transaction
from tests.factories import a_ballot, a_plan, a_room, a_vote
from tests.people import NOON

NO_QUORUM = "No quorum: "

#: What was voted → what everybody reads, and whether the record says that nothing was chosen.
OUTCOMES = {
    "tie": ({"chen": "A", "okafor": "B"}, "Tie between A and B: this ballot chose nothing."),
    "all abstained": (
        {"chen": "abstain", "okafor": "abstain", "tanaka": "abstain"},
        "All abstained: this ballot chose nothing.",
    ),
    "no votes": ({}, "No votes were cast: this ballot chose nothing."),
}


@pytest.fixture
def held(app, cast):
    """Return how to hold a round in which these people voted so: the item's and the meeting's number."""

    def hold(votes):
        with app.app_context():
            item = a_room(cast)
            ballot = a_ballot(cast, item)
            for who, choice in votes.items():
                a_vote(cast, ballot, who, choice)
            with transaction():
                ballots.close_ballot(ballot.id, by=cast["chen"], at=NOON)
            return item.id, item.meeting_id

    return hold


def record(app, cast, item_id):
    with app.app_context():
        plan = a_plan(cast, db.session.get_one(AgendaItem, item_id))
        return snapshot.draw_up(plan, NOON, "Dr Mei Chen")


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_an_outcome_is_said_everywhere(app, cast, held, as_person, outcome):
    votes, words = OUTCOMES[outcome]
    item, meeting = held(votes)
    silva = as_person("silva")

    pages = [silva.get(f"/meetings/{meeting}/{path}").text for path in ("room", "phone", "wall")]
    paper = record(app, cast, item)

    assert all(words in page for page in pages)
    assert words in paper.ballots[0].remark
    assert paper.agreement.split(";")[0].lower() == outcome
    assert words in as_html(paper)


def test_no_quorum_is_said_everywhere(app, cast, held, as_person):
    item, meeting = held({"chen": "A", "okafor": "A"})
    silva = as_person("silva")

    pages = [silva.get(f"/meetings/{meeting}/{path}").text for path in ("room", "phone", "wall")]
    paper = record(app, cast, item)

    assert all(NO_QUORUM in page and "Most votes: A." in page for page in pages)
    assert paper.agreement == "Unanimous for A; no quorum"
    assert paper.ballots[0].remark.startswith(NO_QUORUM)


def test_a_ballot_without_votes_is_not_printed_as_an_anonymous_one(app, cast, held):
    item, _ = held({})

    assert "anonymous ballot" not in as_html(record(app, cast, item))
