"""Signing in and out, and who sits on a board."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload

from board.accounts.actor import Actor, Role, Seat
from board.accounts.models import Board, LoginSession, Membership, Person
from board.accounts.passwords import matches
from board.accounts.patience import forgive
from board.db import db
from board.doors import Policy, passed
from board.errors import Invalid, NotFound
from board.transactions import announce

#: A session's last use is written at most this often, so that reading pages does not write each time.
SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class SignedIn:
    """Somebody came in."""

    actor: Actor
    at: datetime


@dataclass(frozen=True)
class SignInRefused:
    """Somebody tried to come in: as the person of that id, or as nobody we know.

    What was typed is not kept: people type passwords into the wrong field, and a trail forgets nothing.
    """

    person_id: int | None
    board_ids: tuple[int, ...]
    at: datetime


@dataclass(frozen=True)
class SessionEnded:
    """A session is over: its sockets have to close."""

    actor: Actor
    at: datetime

    @property
    def session_id(self) -> int:
        """Return which session it was."""
        return self.actor.session_id


def recognise(email: str, password: str) -> int:
    """Return the id of the person these belong to, or refuse without saying which part was wrong.

    Hashing is slow by design: no transaction that writes is open meanwhile, or votes would wait for it.
    """
    person = _called(email)
    right = matches(password, person.password_hash if person else None)
    if person is None or not right or person.disabled_at:
        raise Invalid("E-mail or password is not right.")
    return person.id


def sign_in(person_id: int, device: str, at: datetime) -> tuple[str, LoginSession]:
    """Return a new session of somebody who was recognised, and the secret token that names it."""
    person = db.session.get_one(Person, person_id)
    forgive(person.email)
    token = secrets.token_urlsafe(32)
    session = LoginSession(
        token_sha256=_sha256(token), person=person, began_at=at, seen_at=at, device=device[:200]
    )
    db.session.add(session)
    db.session.flush()
    announce(SignedIn(actor_of(session), at))
    return token, session


def note_refused(email: str, at: datetime) -> None:
    """Leave a trace of an attempt that failed, on the boards of the person it was made for."""
    person = _called(email)
    boards = tuple(seat.board_id for seat in person.seats) if person else ()
    announce(SignInRefused(person.id if person else None, boards, at))


def sign_out(session_id: int, at: datetime) -> None:
    """End the session; its cookie and its open sockets are worth nothing from now on."""
    session = db.session.get(LoginSession, session_id)
    if session is not None and session.ended_at is None:
        session.ended_at = at
        announce(SessionEnded(actor_of(session), at))


def confirm_password(password: str, by: Actor) -> None:
    """Refuse unless *password* is that of the person who acts: the step before a signature."""
    person = db.session.get_one(Person, by.person_id)
    if not matches(password, person.password_hash):
        raise Invalid(
            "That is not your password.", {"password": "Enter your password again to sign."}
        )


def email_of(by: Actor) -> str:
    """Return what this person signs in with."""
    return db.session.get_one(Person, by.person_id).email


def session_of(
    token: str, idle: timedelta, longest: timedelta, at: datetime
) -> LoginSession | None:
    """Return the living session that *token* names, or None."""
    session = db.session.scalar(
        select(LoginSession).where(LoginSession.token_sha256 == _sha256(token))
    )
    return session if session and lives(session, idle, longest, at) else None


def living_actor(
    session_id: int, idle: timedelta, longest: timedelta, at: datetime
) -> Actor | None:
    """Return who acts in a session that still lives, with the seats of this moment, or None."""
    session = db.session.get(LoginSession, session_id)
    if session is None or not lives(session, idle, longest, at):
        return None
    return actor_of(session)


def living_actors(
    session_ids: Iterable[int], idle: timedelta, longest: timedelta, at: datetime
) -> dict[int, Actor]:
    """Return who acts in those of the sessions that still live, with the seats of this moment."""
    kept = (
        select(LoginSession)
        .where(LoginSession.id.in_(set(session_ids)))
        .options(joinedload(LoginSession.person).selectinload(Person.seats))
        .execution_options(populate_existing=True)
    )
    living = [one for one in db.session.scalars(kept) if lives(one, idle, longest, at)]
    return {session.id: _actor(session, session.person.seats) for session in living}


def note_used(session_id: int, at: datetime) -> None:
    """Remember that somebody acted in this session, so that a long meeting does not end it."""
    session = db.session.get_one(LoginSession, session_id)
    if at - session.seen_at > SEEN_EVERY:
        session.seen_at = at


def lives(session: LoginSession, idle: timedelta, longest: timedelta, at: datetime) -> bool:
    """Return whether the session still stands at this instant."""
    return (
        session.ended_at is None
        and session.person.disabled_at is None
        and at - session.seen_at < idle
        and at - session.began_at < longest
    )


def actor_of(session: LoginSession) -> Actor:
    """Return the person of the session as a plain value, with the seats of this moment."""
    seats = db.session.scalars(select(Membership).where(Membership.person_id == session.person_id))
    return _actor(session, seats)


def board_for(by: Actor, board_id: int, roles: frozenset[Role] = frozenset(Role)) -> Board:
    """Return the board, for somebody who sits on it in one of *roles*. The gate to boards."""
    # the seat is asked first: a number of any size may stand in a form
    board = db.session.get(Board, board_id) if by.role_on(board_id) in roles else None
    if board is None:
        raise NotFound("There is no such board, or you do not sit on it.")
    passed(Policy.BOARD)
    return board


def boards_of(by: Actor) -> list[Board]:
    """Return the boards this person sits on, by name."""
    wanted = [seat.board_id for seat in by.seats]
    return list(db.session.scalars(select(Board).where(Board.id.in_(wanted)).order_by(Board.name)))


def people_of(board_id: int) -> list[Membership]:
    """Return the seats of a board, by name."""
    seats = (
        select(Membership)
        .join(Person)
        .options(contains_eager(Membership.person))
        .where(Membership.board_id == board_id)
        .order_by(Person.name)
    )
    return list(db.session.scalars(seats))


def _actor(session: LoginSession, seats: Iterable[Membership]) -> Actor:
    return Actor(
        person_id=session.person_id,
        name=session.person.name,
        session_id=session.id,
        seats=tuple(
            Seat(seat.board_id, seat.role, seat.discipline)
            for seat in sorted(seats, key=lambda seat: seat.board_id)
        ),
    )


def _called(email: str) -> Person | None:
    wanted = email.replace("\x00", "").strip().lower()
    return db.session.scalar(select(Person).where(func.lower(Person.email) == wanted))


def _sha256(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
