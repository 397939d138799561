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
    found: dict[int, tuple[int, str, bool, list[Seat]]] = {}
    for number, person_id, name, quiet, *seat in rows_in(
        db.session.execute(_LIVING, asked).scalar_one()
    ):
        seats = found.setdefault(number, (person_id, name, bool(quiet), []))[3]
        if seat[0] is not None:
            seats.append(_seat(*seat))
    return {
        number: Living(
            Actor(person_id, name, number, tuple(sorted(seats, key=lambda seat: seat.board_id))),
            quiet,
        )
        for number, (person_id, name, quiet, seats) in found.items()
    }


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


@lru_cache(maxsize=1024)
def _seat(board_id: int, role: str, discipline: str) -> Seat:
    """Return the seat; five hundred people share a few dozen kinds of it."""
    return Seat(board_id, Role(role), Discipline(discipline))
