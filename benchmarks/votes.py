"""A vote through the real service, against one bare row committed to a database of the same kind."""

import os
import sqlite3
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.timing import seconds
from board.db import PRAGMAS


def vote_to_commit() -> float:
    """a vote (policy, audit chain, event log; SQLite WAL, synchronous=FULL) to one bare row committed"""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATABASE_URL"] = f"sqlite:///{folder}/board.sqlite3"
        os.environ["BOARD_SECRET_KEY"] = "only for measuring"
        return _votes() / _bare_commits(Path(folder) / "bare.sqlite3")


def _bare_commits(file: Path) -> float:
    connection = sqlite3.connect(file, isolation_level=None)
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("CREATE TABLE row (id INTEGER PRIMARY KEY, word TEXT)")
    each = seconds(lambda: connection.execute("INSERT INTO row (word) VALUES ('A')"), times=200)
    connection.close()
    return each


def _votes() -> float:
    from board import demo
    from board.accounts.models import Person
    from board.accounts.services import LoginSession, actor_of
    from board.app import create_app
    from board.cli import migrate
    from board.db import db
    from board.decisions.services import ballots
    from board.meetings import services as meetings
    from board.meetings.models import Meeting, MeetingStatus
    from board.transactions import transaction

    migrate(os.environ["DATABASE_URL"])
    demo.load()
    at = datetime.now(UTC)
    with create_app().app_context():
        chair = db.session.query(Person).filter_by(email="chen@demo.example").one()
        by = actor_of(LoginSession(id=0, person_id=chair.id, person=chair))
        planned = db.session.query(Meeting).filter_by(status=MeetingStatus.PLANNED)
        meeting = planned.order_by(Meeting.starts_at).limit(1).one()  # today's
        with transaction():
            meetings.open_room(meeting.id, by=by, at=at)
            meetings.come_in(meeting.id, by=by, at=at)
            meetings.take_up(meeting.items[0].id, by=by, at=at)
            ballot = ballots.open_ballot(
                meeting.items[0].id, "Which?", ["This", "That"], by=by, at=at
            )
        ballot_id, last, number = ballot.id, None, 0

        def vote() -> None:
            nonlocal last, number
            number += 1
            with transaction():
                cast = ballots.cast_vote(
                    ballot_id,
                    "AB"[number % 2],
                    "",
                    key=f"measure-{number}",
                    instead_of=last,
                    by=by,
                    at=at,
                )
                last = cast.id

        each = seconds(vote, times=40)
        db.engine.dispose()
        return each


MEASURES = (vote_to_commit,)
