"""A meeting played at random is held to the plain rules of tests/live/reference.py after every step.

A short play in every run; a long one is started by its number of steps:
`BOARD_MODEL_STEPS=80000 pytest tests/live/test_meeting_model.py -k random`.
"""

import os
from itertools import count

import pytest
from hypothesis import Phase
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from board.accounts.actor import Discipline, Role
from board.accounts.models import Board
from board.db import db
from board.decisions.models import Ballot, Recusal
from board.decisions.services import ballots
from tests.factories import Cast, a_person
from tests.live.playing import SHORT, play
from tests.people import NOON

STEPS = int(os.environ.get("BOARD_MODEL_STEPS", "480"))


@pytest.fixture
def company(app, cast, monkeypatch):
    """The cast, two more members, and a board that is the model's."""
    monkeypatch.setattr("board.clock.now", lambda: NOON)
    with app.app_context():
        ours = db.session.get_one(Board, cast.board_id)
        more = {
            "roth": a_person(
                "roth", "Dr Lena Roth", "L. Roth", ours, Role.MEMBER, Discipline.PATHOLOGY
            ),
            "adeyemi": a_person(
                "adeyemi", "Dr Tunde Adeyemi", "T. Adeyemi", ours, Role.MEMBER, Discipline.RADIOLOGY
            ),
        }
        db.session.commit()
    return Cast(cast.actors | more, cast.board_id, cast.other_board_id)


@pytest.mark.timeout(300 if STEPS <= SHORT else 0)
def test_a_meeting_played_at_random_keeps_its_rules(app, company, record_property, capsys):
    steps = play(app, company, STEPS)

    record_property("steps", steps)
    with capsys.disabled():
        if STEPS > SHORT:
            os.write(1, f"{steps} steps without a difference\n".encode())
    assert steps >= STEPS


def test_a_vote_after_the_close_that_is_counted_is_found(app, company, monkeypatch):
    open_now, voting = Ballot.is_open, []

    def late(*args, **says):
        voting.append(True)
        try:
            return cast_vote(*args, **says)
        finally:
            voting.pop()

    cast_vote = ballots.cast_vote
    monkeypatch.setattr(ballots, "cast_vote", late)
    monkeypatch.setattr(
        Ballot, "is_open", property(lambda self: bool(voting) or open_now.fget(self))
    )

    with pytest.raises(AssertionError):
        play(app, company, SHORT, [Phase.generate])


def test_a_changed_vote_that_counts_beside_the_first_is_found(app, company, monkeypatch):
    monkeypatch.setattr(ballots, "counted", lambda ballot: list(ballot.votes))

    with pytest.raises(
        (AssertionError, IntegrityError)
    ):  # the count differs, or what is kept of it
        play(app, company, SHORT, [Phase.generate])


def test_a_vote_sent_again_that_is_taken_as_another_is_found(app, company, monkeypatch):
    cast_vote, acts = ballots.cast_vote, count()

    def forgets_keys(*args, key, **says):
        return cast_vote(*args, key=f"{key} {next(acts)}", **says)

    monkeypatch.setattr(ballots, "cast_vote", forgets_keys)

    with pytest.raises(AssertionError):
        play(app, company, SHORT, [Phase.generate])


def test_a_vote_of_whoever_stepped_aside_that_counts_is_found(app, company, monkeypatch):
    monkeypatch.setattr(ballots, "_withdraw", lambda ballot, by, at: None)

    with pytest.raises(AssertionError):
        play(app, company, SHORT, [Phase.generate])
    with app.app_context():
        assert db.session.scalars(select(Recusal.id).limit(1)).first() is not None
