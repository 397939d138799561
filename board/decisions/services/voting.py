"""Casting votes: many at once, each judged alone, written with one statement a table.

Five hundred people vote within a second. What voting needs to know is read for all of them together; then each
vote is judged by itself, on what stands at that moment, those before it included; then all that are taken are
written. A vote that comes alone takes the same way.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import Table, bindparam, literal, select, union, union_all, update
from sqlalchemy.exc import IntegrityError

from board.accounts.actor import Actor
from board.accounts.models import Board
from board.audit.deeds import Deed
from board.audit.series import Done, record_all
from board.db import db, next_ids
from board.decisions import tally
from board.decisions.gate import held_ballots, who_may_see
from board.decisions.models import Ballot, Entitlement, Recusal, Vote
from board.decisions.policy import ensure_has_vote
from board.errors import BoardError, Conflict, Invalid, NotAllowed, NotFound
from board.meetings import log
from board.meetings.log import Part
from board.rows import all_rows, in_list, insert_rows, listed_ids, listed_words, rows_in

LONGEST_REASON = 500


class Act(NamedTuple):
    """One act of voting, as somebody said it.

    *key* names the act: sent again, the stored vote is answered and nothing changes. *instead_of* is the vote that
    they last saw as their own: when it no longer counts (another window was faster), the act is refused.
    """

    by: Actor
    ballot_id: int
    choice: str
    reason: str
    key: str
    instead_of: int | None


@dataclass(slots=True)
class Stored:
    """A vote as it stands, in the database or about to be."""

    id: int
    ballot_id: int
    person_id: int
    choice: str
    counts: bool
    key: str
    receipt: str


def cast_votes(acts: Sequence[Act], *, at: datetime) -> list[Stored | BoardError]:
    """Record these votes in the transaction of the caller; return for each what is stored, or why it was refused.

    They are judged in their order, each alone: one that is refused changes nothing for those beside it.
    """
    box = _Box(acts, at)
    outcomes = box.judge(acts)
    try:
        box.write()
    except IntegrityError as error:
        if len(acts) > 1:
            raise  # not to be told whose it is: the door tries each alone
        raise Conflict("You have already voted in another window. Nothing was changed.") from error
    return outcomes


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
    """Record how *by* votes, or raise why not: see Act for *key* and *instead_of*."""
    [outcome] = cast_votes([Act(by, ballot_id, choice, reason, key, instead_of)], at=at)
    if isinstance(outcome, BoardError):
        raise outcome
    return db.session.get_one(Vote, outcome.id)


def receipt_for(ballot_id: int, person_id: int, choice: str, key: str) -> str:
    """Return what the voter keeps: the client's random key hides the choice from whoever reads the receipt."""
    return hashlib.sha256(f"{ballot_id}:{person_id}:{choice}:{key}".encode()).hexdigest()[:16]


@dataclass(slots=True)
class _Held:
    """A ballot whose meeting is locked by this transaction, and what voting on it needs to know."""

    ballot: Ballot
    board: Board
    meeting_id: int
    is_open: bool
    letters: list[str]
    #: Who may see it, who is entitled, who stepped aside: only those who were asked for.
    seen_by: frozenset[int]
    entitled: set[int] = field(default_factory=set)
    stepped_aside: set[int] = field(default_factory=set)
    #: Person → the vote that counts.
    counting: dict[int, Stored] = field(default_factory=dict)


class _Taken(NamedTuple):
    vote: Stored
    reason: str
    by: Actor
    held: _Held


class _Box:
    """Where the votes of one transaction are judged."""

    def __init__(self, acts: Sequence[Act], at: datetime) -> None:
        self._at = at
        self._held = _hold(acts)
        self._keys = [_stored_key(act) for act in acts]
        self._by_key = _look_at(self._held, acts, self._keys)
        self._ids = next_ids(_TABLE, len(acts)) if self._held else []
        self._taken: list[_Taken] = []
        self._replaced: list[int] = []

    def judge(self, acts: Sequence[Act]) -> list[Stored | BoardError]:
        """Return for each act the vote that is stored, or why there is none; nothing is written yet."""
        outcomes: list[Stored | BoardError] = []
        for act, key in zip(acts, self._keys, strict=True):
            try:
                outcomes.append(self._judge(act, key))
            except BoardError as refusal:
                outcomes.append(refusal)
        return outcomes

    def _judge(self, act: Act, key: str | None) -> Stored:
        by, held = act.by, self._held.get(act.ballot_id)
        if held is None or by.person_id not in held.seen_by:
            raise NotFound("There is no such ballot, or it is not yours to see.")
        if key is None:
            raise Invalid("The page sent no valid name for this vote. Reload it and vote again.")
        sent_before = self._by_key.get(key)
        if sent_before is not None:
            _ensure_same(sent_before, act)
            return sent_before
        _ensure_may_vote(by, held)
        if not held.is_open:
            raise Conflict("This ballot is closed. Your vote was not counted.")
        _ensure_choice(act.choice, held.letters)
        reason = _reason(act.reason)
        last = held.counting.get(by.person_id)
        if last is not None and last.id != act.instead_of:
            words = f"You have already voted {last.choice} in another window. Nothing was changed."
            raise Conflict(words)
        receipt = receipt_for(act.ballot_id, by.person_id, act.choice, act.key)
        number = self._ids[len(self._taken)]
        vote = Stored(number, act.ballot_id, by.person_id, act.choice, True, key, receipt)
        if last is not None:
            last.counts = False
            self._replaced.append(last.id)
        held.counting[by.person_id] = self._by_key[key] = vote
        self._taken.append(_Taken(vote, reason, by, held))
        return vote

    def write(self) -> None:
        """Write what was taken: the votes, their lines in the trail, their events in the log."""
        if not self._taken:
            return
        db.session.flush()
        self._write_votes()
        record_all(
            Done(
                by,
                Deed.VOTED,
                f"ballot/{vote.ballot_id}",
                self._at,
                held.board.id,
                {"receipt": vote.receipt},
            )
            for vote, _, by, held in self._taken
        )
        for held in self._held.values():
            told = [(one.vote.person_id, one.vote.key) for one in self._taken if one.held is held]
            if told:
                item_id, meeting_id = held.ballot.item_id, held.meeting_id
                parts = (Part.BALLOT,)
                log.append_all(meeting_id, "voted", parts, self._at, told, item_id=item_id)
        db.session.expire_all()  # what was loaded knows nothing of these rows

    def _write_votes(self) -> None:
        written = db.session.connection()
        if self._replaced:  # before the new ones: one vote of a person counts
            written.execute(_SUPERSEDE, {"ids": in_list(self._replaced), "at": self._at})
        for counts in (False, True):
            rows = [
                (
                    vote.id,
                    vote.ballot_id,
                    vote.person_id,
                    vote.choice,
                    reason,
                    vote.key,
                    vote.receipt,
                )
                for vote, reason, _, _ in self._taken
                if vote.counts is counts
            ]
            if rows:
                same = {"cast_at": self._at, "superseded_at": None if counts else self._at}
                insert_rows(written, _TABLE, same, _COLUMNS, rows)


def _hold(acts: Sequence[Act]) -> dict[int, _Held]:
    """Lock the meetings that are voted in; return their ballots, and who may see each."""
    voters: dict[int, list[Actor]] = {}
    for act in acts:
        voters.setdefault(act.ballot_id, []).append(act.by)
    return {
        held.ballot.id: _Held(
            held.ballot,
            held.board,
            held.meeting.id,
            held.ballot.is_open,
            [option["letter"] for option in held.ballot.options],
            who_may_see(held, voters[held.ballot.id]),
        )
        for held in held_ballots(voters)
    }


def _look_at(
    held: dict[int, _Held], acts: Sequence[Act], keys: Sequence[str | None]
) -> dict[str, Stored]:
    """Read what voting on held ballots needs to know of these people; return the votes stored under the keys."""
    if not held:
        return {}
    asked = {
        "ballots": in_list(list(held)),
        "items": in_list([one.ballot.item_id for one in held.values()]),
        "people": in_list([act.by.person_id for act in acts]),
        "keys": in_list([key for key in keys if key]),
    }
    standing, votes = db.session.connection().execute(_STANDING_AND_VOTES, asked).one()
    by_item = {one.ballot.item_id: one for one in held.values()}
    for entitled, number, person_id in rows_in(standing):
        if entitled:
            held[number].entitled.add(person_id)
        else:
            by_item[number].stepped_aside.add(person_id)
    by_key = {}
    for number, ballot_id, person_id, choice, counts, key, receipt in rows_in(votes):
        vote = Stored(number, ballot_id, person_id, choice, bool(counts), key, receipt)
        by_key[key] = vote
        if counts and ballot_id in held:
            held[ballot_id].counting[person_id] = vote
    return by_key


def _ensure_may_vote(by: Actor, held: _Held) -> None:
    ensure_has_vote(by, held.board)
    if by.person_id in held.stepped_aside:
        raise NotAllowed("You stepped aside for this case and take no part in its votes.")
    if by.person_id not in held.entitled:
        raise NotAllowed(
            "You were not in the room when this round was opened; the next round is yours."
        )


def _ensure_same(vote: Stored, act: Act) -> None:
    """Refuse to confirm a vote that is not the one that was sent, or that counts no longer."""
    if vote.ballot_id != act.ballot_id or vote.choice != act.choice:
        raise Conflict("This vote was sent before, as another one. Reload the page and vote again.")
    if not vote.counts:
        raise Conflict(f"Your vote {vote.choice} counts no longer: it was changed or withdrawn.")


def _ensure_choice(choice: str, letters: list[str]) -> None:
    if choice not in letters and choice != tally.ABSTAIN:
        raise Invalid(
            "Choose one of the options, or abstain.",
            {"choice": f"Choose {', '.join(letters)} or abstain."},
        )


def _stored_key(act: Act) -> str | None:
    """Return the name under which an act is stored; None when it has no valid one."""
    key = act.key
    usable = 8 <= len(key) <= 60 and key.isascii() and key.isprintable()
    return f"{act.by.person_id}:{key}" if usable else None


def _reason(text: str) -> str:
    text = " ".join(text.replace("\x00", "").split())
    if len(text) > LONGEST_REASON:
        words = f"At most {LONGEST_REASON} characters."
        raise Invalid(f"Shorten this to {LONGEST_REASON} characters.", {"reason": words})
    return text


_TABLE = cast(Table, Vote.__table__)
_COLUMNS = ("id", "ballot_id", "person_id", "choice", "reason", "key", "receipt")
_SUPERSEDE: Any = (
    update(_TABLE)
    .where(_TABLE.c.id.op("IN")(listed_ids(bindparam("ids"))))
    .values(superseded_at=bindparam("at"))
)
_STORED = (
    _TABLE.c.id,
    _TABLE.c.ballot_id,
    _TABLE.c.person_id,
    _TABLE.c.choice,
    _TABLE.c.superseded_at.is_(None).label("counts"),
    _TABLE.c.key,
    _TABLE.c.receipt,
)


_KNOWN: Any = union(
    select(*_STORED).where(_TABLE.c.key.op("IN")(listed_words(bindparam("keys")))),
    select(*_STORED).where(
        _TABLE.c.ballot_id.op("IN")(listed_ids(bindparam("ballots"))),
        _TABLE.c.person_id.op("IN")(listed_ids(bindparam("people"))),
        _TABLE.c.superseded_at.is_(None),
    ),
).subquery()
_CONCERNED: Any = union_all(
    select(literal(1).label("entitled"), Entitlement.ballot_id, Entitlement.person_id).where(
        Entitlement.ballot_id.op("IN")(listed_ids(bindparam("ballots"))),
        Entitlement.person_id.op("IN")(listed_ids(bindparam("people"))),
        Entitlement.withdrawn_at.is_(None),
    ),
    select(literal(0), Recusal.item_id, Recusal.person_id).where(
        Recusal.item_id.op("IN")(listed_ids(bindparam("items")))
    ),
).subquery()
_STANDING_AND_VOTES = select(
    select(all_rows(*_CONCERNED.c)).scalar_subquery(),
    select(all_rows(*_KNOWN.c)).scalar_subquery(),
)
