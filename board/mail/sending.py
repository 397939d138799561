"""Sending what is due: claim, carry, note. A letter is lost by no failure, and is seldom sent twice.

It is claimed in a transaction of its own before it is carried: two senders do not take the same one, and
one that dies between carrying and noting leaves a letter that goes out again, under the same Message-ID.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage

from sqlalchemy import delete, or_, select

from board.config import Settings
from board.db import db
from board.errors import Invalid
from board.mail.letters import message_of
from board.mail.models import Letter
from board.mail.outbox import drop
from board.mail.transport import Transport, Undelivered, is_set_up, transport_for
from board.transactions import transaction

log = logging.getLogger(__name__)

MOST_AT_ONCE = 50
#: How long after each failed attempt the next one is made; the last wait repeats until the letter expires.
WAITS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=4),
)
#: What was sent or dropped is kept so long, to answer "was I told?".
KEPT = timedelta(days=90)


@dataclass(frozen=True)
class Sent:
    """What came of a round of sending."""

    sent: int = 0
    dropped: int = 0
    #: Will be tried again.
    failed: int = 0


def send_due(settings: Settings, at: datetime) -> Sent:
    """Send the letters that are due; return what came of them. Without a way to send nothing is touched."""
    if not is_set_up(settings):
        return Sent()
    total = Sent()
    while ids := _due(at):
        claimed, dropped = _claim(ids, settings, at)
        with transport_for(settings) as way:
            outcomes = {one: _carry(way, message) for one, message in claimed.items() if way}
        total = _note(outcomes, at, total, dropped)
    return total


def waiting() -> int:
    """Return how many letters have not left the house."""
    return len(db.session.scalars(select(Letter.id).where(Letter.next_try_at.is_not(None))).all())


def forget_old(at: datetime) -> None:
    """Delete letters that were sent or dropped long ago."""
    old = or_(Letter.sent_at < at - KEPT, Letter.dropped_at < at - KEPT)
    if db.session.scalar(select(Letter.id).where(old).limit(1)) is not None:
        with transaction():
            db.session.execute(delete(Letter).where(old))


def _due(at: datetime) -> list[int]:
    wanted = select(Letter.id).where(Letter.next_try_at <= at)
    ids = list(db.session.scalars(wanted.order_by(Letter.next_try_at).limit(MOST_AT_ONCE)))
    db.session.rollback()
    return ids


def _claim(ids: list[int], settings: Settings, at: datetime) -> tuple[dict[int, EmailMessage], int]:
    """Take these letters, so that nobody else does, and return them ready to be carried."""
    claimed: dict[int, EmailMessage] = {}
    dropped = 0
    with transaction():
        wanted = select(Letter).where(Letter.id.in_(ids), Letter.next_try_at <= at)
        for letter in db.session.scalars(wanted.with_for_update(skip_locked=True)):
            worthless = _worthless(letter, at)
            if worthless:
                drop(letter, worthless, at)
                dropped += 1
                continue
            try:
                claimed[letter.id] = message_of(letter, settings, at)
            except Invalid:
                drop(letter, "no address", at)
                dropped += 1
                continue
            letter.next_try_at = at + WAITS[min(letter.attempts, len(WAITS) - 1)]
            letter.attempts += 1
    return claimed, dropped


def _worthless(letter: Letter, at: datetime) -> str:
    if letter.expires_at <= at:
        return "too late"
    return "account disabled" if letter.person.disabled_at is not None else ""


def _carry(way: Transport, message: EmailMessage) -> Undelivered | None:
    try:
        way.send(message)
    except Undelivered as failure:
        return failure
    return None


def _note(outcomes: dict[int, Undelivered | None], at: datetime, total: Sent, dropped: int) -> Sent:
    sent = failed = 0
    with transaction():
        for letter in db.session.scalars(select(Letter).where(Letter.id.in_(outcomes))):
            failure = outcomes[letter.id]
            if failure is None:
                letter.sent_at, letter.next_try_at, letter.remark = at, None, ""
                sent += 1
            elif failure.final:
                drop(letter, failure.remark, at)
                dropped += 1
            else:
                letter.remark = failure.remark
                failed += 1
    if failed:
        log.warning("%d letters did not leave and will be tried again", failed)
    return Sent(total.sent + sent, total.dropped + dropped, total.failed + failed)
