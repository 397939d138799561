"""Casting votes: one by one as they are decided, together as they are written.

Five hundred people vote within a second. Each vote is decided alone, by the same rules, on what stands at that
moment; those that came together are read for and written with one statement a table.
"""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from board.accounts.actor import Actor
from board.audit.deeds import Deed
from board.audit.series import Done, record_all
from board.db import db, next_ids
from board.decisions import tally
from board.decisions.gate import ballot_for, held_ballot_for
from board.decisions.models import Ballot, Entitlement, Recusal, Vote
from board.decisions.policy import ensure_has_vote
from board.errors import Conflict, Invalid, NotAllowed
from board.meetings import log
from board.meetings.log import Part
from board.meetings.models import AgendaItem, Meeting

LONGEST_REASON = 500


def cast_vote(
    ballot_id: int,
    choice: str,
    reason: str,
    *,
    key: str,
    instead_of: int | None,
    by: Actor,
    at: datetime,
) -> Vote:
    """Record how *by* votes, replacing the vote *instead_of* that they last saw as their own.

    *key* names the act: sent again, the stored vote is returned and nothing changes. When the voter's own
    vote is no longer the one they saw (another window was faster), the act is refused with what is stored.
    """
    desk = _desk.get()
    if desk is not None:
        # plain values under the names that a vote has: five hundred models would cost more than their rules
        return cast(Vote, desk.cast(ballot_id, choice, reason, key, instead_of, by, at))
    desk = _Desk()
    vote = desk.cast(ballot_id, choice, reason, key, instead_of, by, at)
    try:
        desk.write()
    except IntegrityError as error:
        raise Conflict("You have already voted in another window. Nothing was changed.") from error
    return db.session.get_one(Vote, vote.id)


@contextmanager
def votes_together(expected: Iterable[tuple[int, int, str]]) -> Iterator[None]:
    """Write the votes that are cast inside at once, when the block ends.

    *expected* tells what will be asked for, so that it is read once: (ballot, person, key) of each. A vote that is
    refused leaves nothing behind. What cast_vote returns inside is not in the session yet; its id, choice and
    receipt are settled.
    """
    desk = _Desk()
    desk.expect(list(expected))
    token = _desk.set(desk)
    try:
        yield
        desk.write()
    finally:
        _desk.reset(token)


@dataclass(slots=True)
class _Vote:
    """The columns of a vote, stored or about to be."""

    id: int
    ballot_id: int
    person_id: int
    choice: str
    reason: str
    cast_at: datetime
    superseded_at: datetime | None
    key: str
    receipt: str


@dataclass
class _Held:
    """A ballot whose meeting is locked by this transaction, and what voting on it needs to know."""

    ballot: Ballot
    item: AgendaItem
    meeting: Meeting
    #: Person → whether they are entitled and did not step aside; only those who were asked for.
    entitled: dict[int, bool]
    stepped_aside: set[int]
    #: Person → the vote that counts.
    counts: dict[int, _Vote]


class _Desk:
    """Where the votes of one transaction are decided."""

    def __init__(self) -> None:
        self._held: dict[int, _Held] = {}
        self._expected: dict[int, set[int]] = {}
        self._by_key: dict[str, _Vote | None] = {}
        self._ids: list[int] = []
        self._cast: list[tuple[_Vote, Actor, _Held]] = []
        self._superseded: list[_Vote] = []

    def expect(self, votes: list[tuple[int, int, str]]) -> None:
        """Be ready for these votes: (ballot, person, key)."""
        for ballot_id, person_id, _key in votes:
            self._expected.setdefault(ballot_id, set()).add(person_id)
        self._look_up({_stored_key(person_id, key) for _, person_id, key in votes})
        self._ids = next_ids(_TABLE, len(votes)) if votes else []

    def cast(
        self,
        ballot_id: int,
        choice: str,
        reason: str,
        key: str,
        instead_of: int | None,
        by: Actor,
        at: datetime,
    ) -> _Vote:
        """Decide one vote; nothing is written yet, and nothing changes when it is refused."""
        held = self._hold(by, ballot_id)
        _ensure_key(key)
        sent_before = self._sent_before(_stored_key(by.person_id, key))
        if sent_before is not None:
            _ensure_same(sent_before, held.ballot, choice)
            return sent_before
        _ensure_may_vote(by, held)
        if not held.ballot.is_open:
            raise Conflict("This ballot is closed. Your vote was not counted.")
        _ensure_choice(choice, held.ballot)
        reason = _reason(reason)
        last = held.counts.get(by.person_id)
        if last is not None and last.id != instead_of:
            raise Conflict(
                f"You have already voted {last.choice} in another window. Nothing was changed."
            )

        vote = _Vote(
            id=self._next_id(),
            ballot_id=ballot_id,
            person_id=by.person_id,
            choice=choice,
            reason=reason,
            cast_at=at,
            superseded_at=None,
            key=_stored_key(by.person_id, key),
            receipt=receipt_for(ballot_id, by.person_id, choice, key),
        )
        if last is not None:
            last.superseded_at = at
            self._superseded.append(last)
        held.counts[by.person_id] = vote
        self._by_key[vote.key] = vote
        self._cast.append((vote, by, held))
        return vote

    def write(self) -> None:
        """Write what was decided: the votes, their lines in the trail, their events in the log."""
        if not self._cast:
            return
        db.session.flush()
        written = db.session.connection()
        pending = {vote.id for vote, _, _ in self._cast}
        replaced = [
            {"replaced": vote.id, "superseded_at": vote.superseded_at}
            for vote in self._superseded
            if vote.id not in pending
        ]
        if replaced:
            written.execute(_SUPERSEDE, replaced)
        written.execute(_INSERT, [_row(vote) for vote, _, _ in self._cast])
        record_all(
            Done(
                by,
                Deed.VOTED,
                f"ballot/{vote.ballot_id}",
                vote.cast_at,
                held.meeting.board_id,
                {"receipt": vote.receipt},
            )
            for vote, by, held in self._cast
        )
        for held in self._held.values():
            told = [
                (vote.cast_at, vote.person_id, vote.key) for vote, _, h in self._cast if h is held
            ]
            if told:
                log.append_all(held.meeting, "voted", (Part.BALLOT,), told, item_id=held.item.id)
        db.session.flush()
        db.session.expire_all()  # what was loaded knows nothing of these rows

    def _hold(self, by: Actor, ballot_id: int) -> _Held:
        held = self._held.get(ballot_id)
        if held is not None:
            held_ballot_for(by, held.ballot)
        else:
            ballot = ballot_for(by, ballot_id, lock=True)
            held = _Held(ballot, ballot.item, ballot.item.meeting, {}, set(), {})
            self._held[ballot_id] = held
        if by.person_id not in held.entitled:
            _look_at(held, self._expected.pop(ballot_id, set()) | {by.person_id})
        return held

    def _sent_before(self, key: str) -> _Vote | None:
        if key not in self._by_key:
            self._look_up({key})
        return self._by_key[key]

    def _look_up(self, keys: set[str]) -> None:
        self._by_key |= dict.fromkeys(keys)
        for row in db.session.execute(_BY_KEY, {"keys": list(keys)}):
            self._by_key[row.key] = _Vote(*row)

    def _next_id(self) -> int:
        if not self._ids:
            # numbers that were given out here are not in the table yet
            given = [vote.id for vote, _, _ in self._cast]
            self._ids = next_ids(_TABLE, 1, above=max(given, default=0))
        return self._ids.pop(0)


_desk: ContextVar[_Desk | None] = ContextVar("desk", default=None)

_COLUMNS = tuple(field.name for field in fields(_Vote))
_TABLE = cast(Table, Vote.__table__)
_READ = tuple(_TABLE.c[name] for name in _COLUMNS)
_INSERT: Any = insert(_TABLE)
_SUPERSEDE: Any = (
    update(_TABLE)
    .where(_TABLE.c.id == bindparam("replaced"))
    .values(superseded_at=bindparam("superseded_at"))
)
_BY_KEY = select(*_READ).where(Vote.key.in_(bindparam("keys", expanding=True)))
_COUNTING = select(*_READ).where(
    Vote.ballot_id == bindparam("ballot"),
    Vote.person_id.in_(bindparam("people", expanding=True)),
    Vote.superseded_at.is_(None),
)
_ENTITLED = select(Entitlement.person_id).where(
    Entitlement.ballot_id == bindparam("ballot"),
    Entitlement.person_id.in_(bindparam("people", expanding=True)),
    Entitlement.withdrawn_at.is_(None),
)
_STEPPED_ASIDE = select(Recusal.person_id).where(Recusal.item_id == bindparam("item"))


def _look_at(held: _Held, people: set[int]) -> None:
    """Read what voting on a held ballot needs to know of these people."""
    asked = {"ballot": held.ballot.id, "people": list(people)}
    entitled = set(db.session.scalars(_ENTITLED, asked))
    held.entitled |= {person: person in entitled for person in people}
    held.stepped_aside = set(db.session.scalars(_STEPPED_ASIDE, {"item": held.item.id}))
    for row in db.session.execute(_COUNTING, asked):
        held.counts[row.person_id] = _Vote(*row)


def _row(vote: _Vote) -> dict[str, Any]:
    return {column: getattr(vote, column) for column in _COLUMNS}


def _ensure_may_vote(by: Actor, held: _Held) -> None:
    ensure_has_vote(by, held.meeting.board)
    if by.person_id in held.stepped_aside:
        raise NotAllowed("You stepped aside for this case and take no part in its votes.")
    if not held.entitled[by.person_id]:
        raise NotAllowed(
            "You were not in the room when this round was opened; the next round is yours."
        )


def _ensure_same(vote: _Vote, ballot: Ballot, choice: str) -> None:
    """Refuse to confirm a vote that is not the one that was sent, or that counts no longer."""
    if vote.ballot_id != ballot.id or vote.choice != choice:
        raise Conflict("This vote was sent before, as another one. Reload the page and vote again.")
    if vote.superseded_at is not None:
        raise Conflict(f"Your vote {vote.choice} counts no longer: it was changed or withdrawn.")


def _ensure_choice(choice: str, ballot: Ballot) -> None:
    letters = [option["letter"] for option in ballot.options]
    if choice not in [*letters, tally.ABSTAIN]:
        raise Invalid(
            "Choose one of the options, or abstain.",
            {"choice": f"Choose {', '.join(letters)} or abstain."},
        )


def _ensure_key(key: str) -> None:
    if not 8 <= len(key) <= 60 or not key.isascii() or not key.isprintable():
        raise Invalid("The page sent no valid name for this vote. Reload it and vote again.")


def _stored_key(person_id: int, key: str) -> str:
    return f"{person_id}:{key}"


def _reason(text: str) -> str:
    text = " ".join(text.replace("\x00", "").split())
    if len(text) > LONGEST_REASON:
        words = f"At most {LONGEST_REASON} characters."
        raise Invalid(f"Shorten this to {LONGEST_REASON} characters.", {"reason": words})
    return text


def receipt_for(ballot_id: int, person_id: int, choice: str, key: str) -> str:
    """Return what the voter keeps: the client's random key hides the choice from whoever reads the receipt."""
    return hashlib.sha256(f"{ballot_id}:{person_id}:{choice}:{key}".encode()).hexdigest()[:16]
