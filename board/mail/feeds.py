"""Addresses of calendars: made by their owner, shown once, ended at any time."""

import hashlib
import hmac
import secrets
import time
from collections import deque
from datetime import datetime, timedelta
from threading import Lock

from sqlalchemy import select

from board.accounts.actor import Actor
from board.accounts.models import Membership, Person
from board.accounts.people import AccessEnded
from board.audit.deeds import Deed
from board.audit.services import record
from board.db import db
from board.mail.models import CalendarFeed

#: A calendar is fetched at most so often within the time: programs ask a few times an hour.
MOST_FETCHES, WITHIN = 60, 600.0
#: Addresses that are none, from all sides together.
MOST_GUESSES = 120
#: When it was last fetched is noted at most this often.
NOTED_EVERY = timedelta(hours=1)


def feed_of(by: Actor) -> CalendarFeed | None:
    """Return the calendar address that this person has, or None."""
    wanted = select(CalendarFeed).where(
        CalendarFeed.person_id == by.person_id, CalendarFeed.ended_at.is_(None)
    )
    return db.session.scalars(wanted).first()


def make_feed(*, by: Actor, at: datetime) -> str:
    """Return the secret of a new calendar address; the one before is worth nothing from now on."""
    end_feed(by=by, at=at)
    token = secrets.token_urlsafe(32)
    db.session.add(CalendarFeed(token_sha256=_sha256(token), person_id=by.person_id, made_at=at))
    _record(Deed.FEED_MADE, by, at)
    return token


def end_feed(*, by: Actor, at: datetime) -> bool:
    """End this person's calendar address; return whether there was one."""
    feed = feed_of(by)
    if feed is None:
        return False
    feed.ended_at = at
    _record(Deed.FEED_ENDED, by, at)
    return True


def end_feeds(ended: AccessEnded) -> None:
    """End the calendar address of somebody who was signed out everywhere: it let in whoever held it."""
    seats = select(Membership.board_id).where(Membership.person_id == ended.person_id)
    living = select(CalendarFeed).where(
        CalendarFeed.person_id == ended.person_id, CalendarFeed.ended_at.is_(None)
    )
    for feed in db.session.scalars(living).all():
        feed.ended_at = ended.at
        for board_id in db.session.scalars(seats).all():
            record(ended.by, Deed.FEED_ENDED, f"person/{ended.person_id}", ended.at, board_id)


def owner_of(token: str) -> tuple[Person, CalendarFeed] | None:
    """Return whose calendar *token* opens, while the address and the account live."""
    said = _sha256(token)
    feed = db.session.scalar(select(CalendarFeed).where(CalendarFeed.token_sha256 == said))
    # found by its hash; compared once more in a time that tells nothing
    if feed is None or not hmac.compare_digest(feed.token_sha256, said):
        return None
    if feed.ended_at is not None or feed.person.disabled_at is not None:
        return None
    return feed.person, feed


class Pace:
    """How often something was asked for lately, in the memory of this process."""

    def __init__(self, most: int, within: float = WITHIN) -> None:
        self._most, self._within = most, within
        self._asked: dict[str, deque[float]] = {}
        self._lock = Lock()

    def allows(self, who: str) -> bool:
        """Note one more request of *who*, and return whether it is within bounds."""
        now = time.monotonic()
        with self._lock:
            if len(self._asked) > 10_000:
                self._asked.clear()
            times = self._asked.setdefault(who, deque())
            while times and now - times[0] > self._within:
                times.popleft()
            if len(times) >= self._most:
                return False
            times.append(now)
            return True


fetches = Pace(MOST_FETCHES)
guesses = Pace(MOST_GUESSES)


def _record(deed: Deed, by: Actor, at: datetime) -> None:
    """Leave a trace on every board whose meetings the calendar tells."""
    for seat in by.seats:
        record(by, deed, f"person/{by.person_id}", at, seat.board_id)


def _sha256(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
