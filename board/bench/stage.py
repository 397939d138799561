"""The stage: an invented board with many members in one open room, and a ballot that all of them may vote in.

Run by itself (`python -m board.bench.stage 500`) on the database of DATABASE_URL; prints what clients need.
"""

import json
import sys
from datetime import UTC, datetime
from typing import Any

from flask import Flask
from sqlalchemy import select

from board import demo
from board.accounts import services as accounts
from board.accounts.actor import Actor, Discipline, Role
from board.accounts.living import who_lives
from board.accounts.models import Membership, Person
from board.app import create_app
from board.config import from_environment
from board.db import db
from board.decisions.models import Plan
from board.decisions.services import ballots
from board.meetings import services as meetings
from board.meetings.models import Meeting, MeetingStatus
from board.meetings.services.series import call_due
from board.transactions import transaction

QUESTION = "Preferred next treatment"
OPTIONS = ("Talquetamab now", "Teclistamab now", "Bridge, then cilta-cel")


def set_up(people: int) -> dict[str, Any]:
    """Fill a migrated database; return the meeting, its ballot, and a session cookie for each of *people*."""
    demo.load()
    app, at = create_app(), datetime.now(UTC)
    with app.app_context():
        call_due(at)  # now, while few are on the board: not five hundred letters beside the votes
        planned = db.session.query(Meeting).filter_by(status=MeetingStatus.PLANNED)
        meeting = planned.order_by(Meeting.starts_at).limit(1).one()
        with transaction():
            tokens, actors = _seat(meeting.board_id, people, at)
        chair = _chair(meeting.board_id, at)
        with transaction():
            meetings.open_room(meeting.id, by=chair, at=at)
            meetings.take_up(meeting.items[0].id, by=chair, at=at)
            for actor in actors:
                meetings.come_in(meeting.id, by=actor, at=at)
            ballot = ballots.open_ballot(meeting.items[0].id, QUESTION, OPTIONS, by=chair, at=at)
        staged = {
            "meeting": meeting.id,
            "ballot": ballot.id,
            "seq": meeting.seq,
            "people": [actor.person_id for actor in actors],
            "cookies": [_cookie(app, token) for token in tokens],
            "plans": list(db.session.scalars(select(Plan.id).order_by(Plan.id))),
        }
        db.engine.dispose()
    return staged


def _seat(board_id: int, people: int, at: datetime) -> tuple[list[str], list[Actor]]:
    """Give that many invented people a seat and a session; return the tokens and who they are."""
    tokens, sessions, knows = [], [], list(Discipline)
    for number in range(people):
        person = Person(
            email=f"voter{number}@bench.example",
            name=f"Dr Synthetic Voter {number}",
            short_name=f"S. Voter {number}",
            password_hash="nobody signs in with it",  # noqa: S106
        )
        db.session.add(person)
        db.session.flush()
        discipline = knows[number % len(knows)]
        seat = {"board_id": board_id, "person_id": person.id}
        db.session.add(Membership(**seat, role=Role.MEMBER, discipline=discipline))
        token, session = accounts.sign_in(person.id, "bench", at)
        tokens.append(token)
        sessions.append(session.id)
    settings = from_environment()
    living = who_lives(sessions, settings.idle, settings.longest_session, at)
    return tokens, [living[session].actor for session in sessions]


def _chair(board_id: int, at: datetime) -> Actor:
    seat = db.session.query(Membership).filter_by(board_id=board_id, role=Role.CHAIR).first()
    assert seat is not None  # noqa: S101  # the demo has a chair
    with transaction():
        _, session = accounts.sign_in(seat.person_id, "bench", at)
        return accounts.actor_of(session)


def _cookie(app: Flask, token: str) -> str:
    """Return the cookie that signing in would have set."""
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    return (
        f"{app.config['SESSION_COOKIE_NAME']}={signer.dumps({'_user_id': token, '_fresh': True})}"
    )


if __name__ == "__main__":
    json.dump(set_up(int(sys.argv[1])), sys.stdout)
