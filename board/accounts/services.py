"""Signing in and out, and who sits on a board."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from board.accounts.actor import Actor, Role, Seat
from board.accounts.models import Board, LoginSession, Membership, Person
from board.accounts.passwords import matches
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
    """Somebody tried to come in as *email*."""

    email: str
    at: datetime


@dataclass(frozen=True)
class SessionEnded:
    """A session is over: its sockets have to close."""

    session_id: int
    person_id: int
    name: str
    at: datetime


def sign_in(email: str, password: str, device: str, at: datetime) -> tuple[str, LoginSession]:
    """Return a new session and the secret token that names it, or refuse without saying which part was wrong."""
    person = db.session.scalar(
        select(Person).where(func.lower(Person.email) == email.strip().lower())
    )
    right = matches(password, person.password_hash if person else None)
    if person is None or not right or person.disabled_at:
        raise Invalid("E-mail or password is not right.")
    token = secrets.token_urlsafe(32)
    session = LoginSession(
        token_sha256=_sha256(token), person=person, began_at=at, seen_at=at, device=device[:200]
    )
    db.session.add(session)
    db.session.flush()
    announce(SignedIn(actor_of(session), at))
    return token, session


def note_refused(email: str, at: datetime) -> None:
    """Leave a trace of an attempt that failed."""
    announce(SignInRefused(email.strip()[:254], at))


def sign_out(session_id: int, at: datetime) -> None:
    """End the session; its cookie and its open sockets are worth nothing from now on."""
    session = db.session.get(LoginSession, session_id)
    if session is not None and session.ended_at is None:
        session.ended_at = at
        announce(SessionEnded(session_id, session.person_id, session.person.name, at))


def confirm_password(password: str, by: Actor) -> None:
    """Refuse unless *password* is that of the person who acts: the step before a signature."""
    person = db.session.get_one(Person, by.person_id)
    if not matches(password, person.password_hash):
        raise Invalid(
            "That is not your password.", {"password": "Enter your password again to sign."}
        )


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


def ended_sessions(
    session_ids: Iterable[int], idle: timedelta, longest: timedelta, at: datetime
) -> list[int]:
    """Return those of the sessions that no longer live."""
    wanted = set(session_ids)
    kept = (
        select(LoginSession)
        .where(LoginSession.id.in_(wanted))
        .options(joinedload(LoginSession.person))
    )
    living = {
        session.id for session in db.session.scalars(kept) if lives(session, idle, longest, at)
    }
    return sorted(wanted - living)


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
    return Actor(
        person_id=session.person_id,
        name=session.person.name,
        session_id=session.id,
        seats=tuple(Seat(seat.board_id, seat.role, seat.discipline) for seat in seats),
    )


def board_for(by: Actor, board_id: int, roles: frozenset[Role] = frozenset(Role)) -> Board:
    """Return the board, for somebody who sits on it in one of *roles*. The gate to boards."""
    board = db.session.get(Board, board_id)
    if board is None or by.role_on(board_id) not in roles:
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
        select(Membership).join(Person).where(Membership.board_id == board_id).order_by(Person.name)
    )
    return list(db.session.scalars(seats))


def _sha256(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
