"""Whose sessions live: asked for many at once, with every message of an open screen."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select, update

from board.accounts.actor import Actor, Seat
from board.accounts.models import LoginSession, Membership, Person
from board.accounts.services import SEEN_EVERY
from board.db import db


class Living(NamedTuple):
    """Who acts in a session that lives, with the seats of this moment, and when its use was last noted."""

    actor: Actor
    seen_at: datetime


def who_lives(
    session_ids: Iterable[int], idle: timedelta, longest: timedelta, at: datetime
) -> dict[int, Living]:
    """Return those of the sessions that live at this instant, by id."""
    asked = {"sessions": sorted(set(session_ids))}
    seats: dict[int, list[Seat]] = defaultdict(list)
    for person_id, board_id, role, discipline in db.session.execute(_SEATS, asked):
        seats[person_id].append(Seat(board_id, role, discipline))
    return {
        row.id: Living(
            Actor(row.person_id, row.name, row.id, tuple(seats[row.person_id])), row.seen_at
        )
        for row in db.session.execute(_SESSIONS, asked)
        if at - row.seen_at < idle and at - row.began_at < longest
    }


def note_use(living: Iterable[Living], at: datetime) -> None:
    """Remember that somebody acted in these sessions, so that a long meeting does not end them."""
    quiet = sorted(one.actor.session_id for one in living if at - one.seen_at > SEEN_EVERY)
    if quiet:
        used = [{"session": session_id, "at": at} for session_id in quiet]
        db.session.connection().execute(_USED, used)


_SESSIONS = (
    select(
        LoginSession.id,
        LoginSession.person_id,
        LoginSession.began_at,
        LoginSession.seen_at,
        Person.name,
    )
    .join(Person, Person.id == LoginSession.person_id)
    .where(
        LoginSession.id.in_(bindparam("sessions", expanding=True)),
        LoginSession.ended_at.is_(None),
        Person.disabled_at.is_(None),
    )
)
_SEATS = (
    select(Membership.person_id, Membership.board_id, Membership.role, Membership.discipline)
    .where(
        Membership.person_id.in_(
            select(LoginSession.person_id).where(
                LoginSession.id.in_(bindparam("sessions", expanding=True))
            )
        )
    )
    .order_by(Membership.person_id, Membership.board_id)
)
_USED: Any = (
    update(LoginSession.__table__)  # type: ignore[arg-type]
    .where(LoginSession.__table__.c.id == bindparam("session"))
    .values(seen_at=bindparam("at"))
)
