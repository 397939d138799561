"""`board verify` counts closed ballots anew and names what differs."""

import pytest
from sqlalchemy import text

from board.db import db
from board.decisions.services import ballots
from board.transactions import transaction
from tests.cli.running import board
from tests.factories import a_ballot, a_room, a_vote
from tests.people import NOON


@pytest.fixture
def closed(app, cast, settings, monkeypatch):
    """A closed ballot in the database that the command reads."""
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    monkeypatch.setenv("BOARD_SECRET_KEY", "only for tests")
    with app.app_context():
        ballot = a_ballot(cast, a_room(cast))
        a_vote(cast, ballot, "okafor", "A")
        with transaction():
            ballots.close_ballot(ballot.id, by=cast["chen"], at=NOON)


def test_verify_says_how_many_ballots_were_counted(closed):
    found = board("verify")

    assert found.exit_code == 0
    assert "1 closed ballots counted anew, 0 differ" in found.stdout


def test_verify_names_a_ballot_that_differs(app, closed):
    with app.app_context():
        db.session.execute(text("UPDATE votes SET choice = 'B'"))
        db.session.commit()

    found = board("verify")

    assert found.exit_code == 1
    assert "1 closed ballots counted anew, 1 differ" in found.stdout
    assert "is not the one the receipt was given for" in found.stderr
