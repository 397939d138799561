"""A closed ballot is counted anew, and whatever was tampered with is named."""

import pytest
from sqlalchemy import text

from board.db import db
from board.decisions.services import ballots
from board.decisions.services.recount import recount, recount_all
from board.transactions import transaction
from tests.factories import a_ballot, a_room, a_signed_plan, a_vote
from tests.people import NOON

pytestmark = pytest.mark.usefixtures("in_app")


@pytest.fixture
def item(cast, in_app):
    return a_room(cast)


@pytest.fixture
def ballot(cast, item):
    """A closed round with a changed vote, in which somebody stepped aside after voting."""
    ballot = a_ballot(cast, item)
    first = a_vote(cast, ballot, "okafor", "A")
    a_vote(cast, ballot, "okafor", "B", instead_of=first.id)
    a_vote(cast, ballot, "chen", "A")
    a_vote(cast, ballot, "tanaka", "A")
    with transaction():
        ballots.recuse(item.id, "Investigator", by=cast["tanaka"], at=NOON)
        ballots.close_ballot(ballot.id, by=cast["chen"], at=NOON)
    return ballot


def tampered(statement):
    db.session.execute(text(statement))
    db.session.expire_all()


def test_a_ballot_that_nobody_touched_agrees(cast, ballot):
    found = recount(ballot)

    assert found.agrees and found.cast == 2


def test_every_closed_ballot_is_counted_and_no_open_one(cast, item, ballot):
    a_ballot(cast, item)

    assert [one.ballot_id for one in recount_all()] == [ballot.id]


def test_later_rounds_are_held_against_their_own_votes(cast, item, ballot):
    again = a_ballot(cast, item)
    a_vote(cast, again, "okafor", "C", key="another round")
    with transaction():
        ballots.close_ballot(again.id, by=cast["chen"], at=NOON)

    assert [one.agrees for one in recount_all()] == [True, True]


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE votes SET choice = 'C' WHERE choice = 'B'", "not the one the receipt was given"),
        ("UPDATE votes SET superseded_at = cast_at WHERE choice = 'B'", "1 more that should count"),
        ("UPDATE votes SET superseded_at = cast_at WHERE choice = 'B'", "2 votes counted when"),
        (
            "UPDATE votes SET superseded_at = NULL WHERE person_id IN (SELECT person_id FROM recusals)",
            "somebody who could not vote",
        ),
        ("UPDATE votes SET receipt = 'forged' WHERE choice = 'B'", "forged is not in the trail"),
        ("UPDATE votes SET key = 'forged' WHERE choice = 'B'", "the log does not tell of it"),
    ],
)
def test_what_was_tampered_with_is_named(ballot, statement, named):
    tampered(statement)

    found = recount(ballot)

    assert not found.agrees
    assert any(named in difference for difference in found.differences), found.differences


def test_a_signed_record_that_says_other_numbers_is_named(cast, item, ballot):
    a_signed_plan(cast, item)
    assert recount(ballot).agrees

    tampered("UPDATE votes SET choice = 'C' WHERE choice = 'B'")

    assert any(
        "The signed record, version 1, says 1 for B, and 0 count." in difference
        for difference in recount(ballot).differences
    )


def test_a_difference_names_no_person(cast, ballot):
    tampered("UPDATE votes SET choice = 'C'")

    assert "Okafor" not in str(recount(ballot).differences)
