"""Giving people a seat on a board, changing it, and the link with which they first come in."""

import hashlib
import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import available_timezones

from sqlalchemy import func, select, update

from board.accounts.actor import Actor, Discipline, Role
from board.accounts.models import Board, EntryLink, LoginSession, Membership, Person
from board.accounts.passwords import UNSET, hash_password
from board.accounts.policy import SEATERS, ensure_may_give, ensure_not_oneself, may_look_after
from board.accounts.services import board_for
from board.db import db, one_at_a_time
from board.errors import Conflict, Invalid, NotFound
from board.transactions import announce

#: How long an entry link is worth something.
LINK_LIVES = timedelta(days=7)
SHORTEST_PASSWORD = 12
LONGEST_NAME = 120
LONGEST_SHORT_NAME = 60
LONGEST_EMAIL = 254
_EMAIL = re.compile(r"[^\s@,;<>\"]+@[^\s@,;<>\"]+")


@dataclass(frozen=True)
class AccessEnded:
    """Somebody was signed out everywhere: what let them in until now lets nobody in any more."""

    person_id: int
    by: Actor
    at: datetime


@dataclass(frozen=True)
class PeopleChanged:
    """Something was done to an account, a seat or a board: the trail takes note under that deed's name."""

    deed: str
    #: What it was done to: "person/12", "board/2".
    object: str
    board_id: int | None
    by: Actor | None
    at: datetime
    detail: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Newcomer:
    """Who is given a seat: how they are called, and what they do on the board."""

    email: str
    name: str
    role: Role
    discipline: Discipline


@dataclass(frozen=True)
class NewBoard:
    """A board to be made: how it is called, where it meets, and its rules."""

    name: str
    hospital: str
    #: Whose labels hold here: "US" or "EU".
    jurisdiction: str
    #: IANA name of the clock it meets by.
    zone: str
    #: Case numbers read PREFIX-0142.
    prefix: str
    quorum_voters: int = 3
    quorum_disciplines: int = 2
    supportive_care_votes: bool = False
    anonymous_ballots: bool = False


def make_board(wanted: NewBoard, *, at: datetime) -> Board:
    """Make a board, from the command line: nobody sits on it yet who could be asked."""
    wrong = _wrong_with(wanted)
    if wrong:
        raise Invalid("The board cannot be made like that.", wrong)
    one_at_a_time("make a board")
    alike = (Board.name == wanted.name) | (Board.case_prefix == wanted.prefix)
    if db.session.scalar(select(Board.id).where(alike)) is not None:
        raise Conflict("Another board has this name or this prefix.")
    board = Board(
        name=wanted.name,
        hospital=wanted.hospital,
        jurisdiction=wanted.jurisdiction,
        zone=wanted.zone,
        case_prefix=wanted.prefix,
        quorum_voters=wanted.quorum_voters,
        quorum_disciplines=wanted.quorum_disciplines,
        supportive_care_votes=wanted.supportive_care_votes,
        anonymous_ballots=wanted.anonymous_ballots,
    )
    db.session.add(board)
    db.session.flush()
    announce(PeopleChanged("BOARD_MADE", f"board/{board.id}", board.id, None, at))
    return board


def board_called(name: str) -> Board:
    """Return the board of that name, or refuse."""
    board = db.session.scalar(select(Board).where(Board.name == name))
    if board is None:
        raise NotFound(f"There is no board called “{name}”.")
    return board


def seat(
    board_id: int, newcomer: Newcomer, *, by: Actor | None, at: datetime
) -> tuple[Membership, str | None]:
    """Give somebody a seat; return it, and the secret of their entry link when they are new here.

    Somebody with an account already keeps it, and their password. `by` None is the command line.
    """
    board = _board(board_id, by)
    if by is not None:
        ensure_may_give(by, board_id, newcomer.role)
    email, name = _sound(newcomer)
    one_at_a_time(f"seat {email}")
    person = db.session.scalar(select(Person).where(func.lower(Person.email) == email))
    is_new = person is None
    if person is None:
        person = Person(email=email, name=name, short_name=_short(name), password_hash=UNSET)
        db.session.add(person)
        db.session.flush()
    if any(one.board_id == board_id for one in person.seats):
        raise Conflict(f"{person.name} sits on this board already: change that seat instead.")

    given = Membership(
        board_id=board.id, person=person, role=newcomer.role, discipline=newcomer.discipline
    )
    db.session.add(given)
    db.session.flush()

    _tell("PERSON_SEATED", person.id, board_id, by, at, **_words(given))
    return given, _new_link(person, by, at) if is_new else None


def change_seat(
    board_id: int, person_id: int, role: Role, discipline: Discipline, *, by: Actor, at: datetime
) -> Membership:
    """Give somebody who sits on the board another role or discipline; it counts at once."""
    held = _seat_to_change(board_id, person_id, by, role)
    if (held.role, held.discipline) != (role, discipline):
        held.role, held.discipline = role, discipline
        _tell("SEAT_CHANGED", person_id, board_id, by, at, **_words(held))
    return held


def disable(board_id: int, person_id: int, *, by: Actor, at: datetime) -> Person:
    """Close somebody's account: they are signed out everywhere and cannot come in again."""
    person = _seat_to_change(board_id, person_id, by).person
    _ensure_only_here(person, by)
    if person.disabled_at is None:
        person.disabled_at = at
        _end_sessions(person, by, at)
        _take_back_links(person, at)
        _tell("PERSON_DISABLED", person_id, board_id, by, at)
    return person


def enable(board_id: int, person_id: int, *, by: Actor, at: datetime) -> Person:
    """Open a closed account again, with the seats and the password it had."""
    person = _seat_to_change(board_id, person_id, by).person
    _ensure_only_here(person, by)
    if person.disabled_at is not None:
        person.disabled_at = None
        _tell("PERSON_ENABLED", person_id, board_id, by, at)
    return person


def give_link(board_id: int, person_id: int, *, by: Actor, at: datetime) -> str:
    """Return the secret of a new entry link; earlier ones are worth nothing from now on.

    Whoever holds the link chooses the password, so somebody who has one is given a link by an
    administrator only: the others could sign in the name of those they look after.
    """
    held = _seat_to_change(board_id, person_id, by)
    if held.person.disabled_at is not None:
        raise Conflict(f"The account of {held.person.name} is disabled. Enable it first.")
    if held.person.password_hash != UNSET:
        ensure_may_give(by, board_id, Role.ADMINISTRATOR)
        _ensure_only_here(held.person, by)
    return _new_link(held.person, by, at, board_id)


def invited_by_link(token: str, at: datetime) -> Person:
    """Return whom an entry link is for, or refuse: unknown, used and outlived ones alike."""
    return _living_link(token, at).person


def hashed(password: str, again: str) -> str:
    """Return what to keep of a chosen password, or refuse it.

    Hashing is slow by design: no transaction that writes is open meanwhile.
    """
    ensure_good(password, again)
    return hash_password(password)


def use_link(token: str, kept: str, *, at: datetime) -> Person:
    """Let whoever holds the link sign in with the password *kept* was made from; the link is used up."""
    one_at_a_time(f"link {_sha256(token)}")
    link = _living_link(token, at)
    person = link.person
    person.password_hash, link.used_at = kept, at
    themselves = Actor(person.id, person.name, session_id=0)
    _end_sessions(person, themselves, at)
    _take_back_links(person, at)
    for held in person.seats:
        _tell("ENTERED", person.id, held.board_id, themselves, at)
    return person


def ensure_good(password: str, again: str) -> None:
    """Refuse a password that is too short, too long, or not typed twice alike."""
    if len(password) < SHORTEST_PASSWORD or not password.strip():
        said = f"Choose at least {SHORTEST_PASSWORD} characters: four or five words are good."
        raise Invalid("The password is too short.", {"password": said})
    if len(password.encode("utf-8", "surrogatepass")) > 1024:
        raise Invalid("The password is too long.", {"password": "Choose a shorter one."})
    if password != again:
        raise Invalid("The two are not the same.", {"again": "Type the same password again."})


def links_waiting(board_id: int, at: datetime) -> dict[int, datetime]:
    """Return who of a board holds an entry link that was not used yet, and until when."""
    wanted = (
        select(EntryLink)
        .join(Membership, Membership.person_id == EntryLink.person_id)
        .where(Membership.board_id == board_id, EntryLink.used_at.is_(None), EntryLink.ends_at > at)
    )
    return {link.person_id: link.ends_at for link in db.session.scalars(wanted)}


def _board(board_id: int, by: Actor | None) -> Board:
    if by is not None:
        return board_for(by, board_id, SEATERS)
    board = db.session.get(Board, board_id)
    if board is None:
        raise NotFound("There is no such board.")
    return board


def _seat_to_change(board_id: int, person_id: int, by: Actor, *roles: Role) -> Membership:
    """Return somebody's seat for whoever may change it, and give it one of *roles*."""
    board_for(by, board_id, SEATERS)
    held = db.session.scalar(
        select(Membership)
        .where(Membership.board_id == board_id, Membership.person_id == person_id)
        .with_for_update()
    )
    if held is None:
        raise NotFound("Nobody like that sits on this board.")
    ensure_may_give(by, board_id, held.role, *roles)
    ensure_not_oneself(by, person_id)
    return held


def _ensure_only_here(person: Person, by: Actor) -> None:
    """Refuse to touch the account of somebody who sits on a board that *by* does not look after."""
    if not all(may_look_after(by, held.board_id) for held in person.seats):
        raise Conflict(
            f"{person.name} sits on another board, too. Whoever looks after both can do this."
        )


def _wrong_with(wanted: NewBoard) -> dict[str, str]:
    wrong: dict[str, str] = {}
    for name, text, longest in (("name", wanted.name, 120), ("hospital", wanted.hospital, 160)):
        if not text.strip() or len(text) > longest or not text.isprintable():
            wrong[name] = f"Write the {name} on one line, in at most {longest} characters."
    if wanted.jurisdiction not in ("US", "EU"):
        wrong["jurisdiction"] = "Say US or EU."
    if wanted.zone not in available_timezones():
        wrong["zone"] = "Name a time zone such as Europe/Berlin."
    if not re.fullmatch(r"[A-Z][A-Z0-9]{0,7}", wanted.prefix, re.ASCII):
        wrong["prefix"] = "Write one to eight capital letters and digits, beginning with a letter."
    if not (1 <= wanted.quorum_disciplines <= wanted.quorum_voters <= 99):
        wrong["quorum"] = "A quorum has at least as many voters as disciplines, and at least one."
    return wrong


def _sound(newcomer: Newcomer) -> tuple[str, str]:
    email = newcomer.email.strip().lower()
    name = " ".join(newcomer.name.split())
    wrong: dict[str, str] = {}
    if not _EMAIL.fullmatch(email) or len(email) > LONGEST_EMAIL or not email.isprintable():
        wrong["email"] = "Write the e-mail address, for example r.okafor@hospital.example."
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        wrong["name"] = "Write the name as it is printed on a record: Dr Ruth Okafor."
    if wrong:
        raise Invalid("Some answers cannot be understood.", wrong)
    return email, name


def _short(name: str) -> str:
    """Return "R. Okafor" for "Dr Ruth Okafor"."""
    words = [word for word in name.split() if word.rstrip(".").lower() not in TITLES] or [name]
    short = f"{words[0][0]}. {words[-1]}" if len(words) > 1 else words[0]
    return short[:LONGEST_SHORT_NAME]


TITLES = frozenset({"dr", "prof", "mr", "ms", "mrs", "mx", "pd"})


def _words(held: Membership) -> dict[str, str]:
    return {"role": held.role.value, "discipline": held.discipline.value}


def _new_link(person: Person, by: Actor | None, at: datetime, board_id: int | None = None) -> str:
    _take_back_links(person, at)
    token = secrets.token_urlsafe(24)
    link = EntryLink(
        token_sha256=_sha256(token),
        person=person,
        given_by_id=by.person_id if by else None,
        given_at=at,
        ends_at=at + LINK_LIVES,
    )
    db.session.add(link)
    db.session.flush()
    for board in [board_id] if board_id else [held.board_id for held in person.seats]:
        _tell("LINK_GIVEN", person.id, board, by, at)
    return token


def _take_back_links(person: Person, at: datetime) -> None:
    unused = update(EntryLink).where(EntryLink.person_id == person.id, EntryLink.used_at.is_(None))
    db.session.execute(unused.values(ends_at=at))


def _end_sessions(person: Person, by: Actor, at: datetime) -> None:
    """End every session of somebody; open screens hear of it from the heartbeat of the room."""
    announce(AccessEnded(person.id, by, at))
    living = update(LoginSession).where(
        LoginSession.person_id == person.id, LoginSession.ended_at.is_(None)
    )
    db.session.execute(living.values(ended_at=at))


def _living_link(token: str, at: datetime) -> EntryLink:
    link = db.session.scalar(
        select(EntryLink)
        .where(EntryLink.token_sha256 == _sha256(token))
        .execution_options(populate_existing=True)
    )
    if link is None or link.used_at or link.ends_at <= at or link.person.disabled_at:
        raise NotFound("This link was used, is too old, or was replaced. Ask for a new one.")
    return link


def _tell(
    deed: str, person_id: int, board_id: int | None, by: Actor | None, at: datetime, **detail: str
) -> None:
    announce(PeopleChanged(deed, f"person/{person_id}", board_id, by, at, detail))


def _sha256(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
