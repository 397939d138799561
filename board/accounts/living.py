"""Whose sessions live: asked for many at once, with every message of an open screen."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select, update

from board.accounts.actor import Actor, Discipline, Role, Seat
from board.accounts.models import LoginSession, Membership, Person
from board.accounts.services import SEEN_EVERY
from board.db import UtcDateTime, db
from board.rows import all_rows, in_list, listed_ids, rows_in


class Living(NamedTuple):
    """Who acts in a session that lives, with the seats of this moment, and whether its use was noted long ago."""

    actor: Actor
    quiet: bool


def who_lives(
    session_ids: Iterable[int], idle: timedelta, longest: timedelta, at: datetime
) -> dict[int, Living]:
    """Return those of the sessions that live at this instant, by id."""
    asked = {
        "sessions": in_list(sorted(set(session_ids))),
        "seen": at - idle,
        "begun": at - longest,
        "quiet": at - SEEN_EVERY,
    }
    found: dict[int, Living] = {}
    rows = rows_in(db.session.connection().execute(_LIVING, asked).scalar_one())
    for number, person_id, name, quiet, *seat in rows:
        actor, also = _sitting(person_id, name, number, *seat), found.get(number)
        found[number] = Living(_both(also.actor, actor) if also else actor, bool(quiet))
    return found


def note_use(living: Iterable[Living], at: datetime) -> None:
    """Remember that somebody acted in these sessions, so that a long meeting does not end them."""
    quiet = sorted(one.actor.session_id for one in living if one.quiet)
    if quiet:
        db.session.connection().execute(_USED, {"sessions": in_list(quiet), "at": at})


_SESSION: Any = LoginSession.__table__
_LIVING: Any = (
    select(
        all_rows(
            _SESSION.c.id,
            _SESSION.c.person_id,
            Person.name,
            _SESSION.c.seen_at < bindparam("quiet", type_=UtcDateTime()),
            Membership.board_id,
            Membership.role,
            Membership.discipline,
        )
    )
    .select_from(LoginSession)
    .join(Person, Person.id == LoginSession.person_id)
    .outerjoin(Membership, Membership.person_id == LoginSession.person_id)
    .where(
        LoginSession.id.op("IN")(listed_ids(bindparam("sessions"))),
        LoginSession.ended_at.is_(None),
        LoginSession.seen_at > bindparam("seen", type_=UtcDateTime()),
        LoginSession.began_at > bindparam("begun", type_=UtcDateTime()),
        Person.disabled_at.is_(None),
    )
)
_USED: Any = (
    update(_SESSION)
    .where(_SESSION.c.id.op("IN")(listed_ids(bindparam("sessions"))))
    .values(seen_at=bindparam("at"))
)


@lru_cache(maxsize=2048)
def _sitting(
    person_id: int,
    name: str,
    number: int,
    board_id: int | None,
    role: str,
    discipline: str,
) -> Actor:
    """Return who acts in a session, with one seat or (no board, no role) none; the same come again and again."""
    if board_id is None:
        return Actor(person_id, name, number)
    return Actor(person_id, name, number, (Seat(board_id, Role(role), Discipline(discipline)),))


def _both(one: Actor, other: Actor) -> Actor:
    """Return whoever has the seats of both, in the order of the boards."""
    seats = sorted((*one.seats, *other.seats), key=lambda seat: seat.board_id)
    return Actor(one.person_id, one.name, one.session_id, tuple(seats))
