"""Writing the trail, reading it, and proving that nobody changed it."""

import json
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any

from sqlalchemy import select

from board.accounts.actor import Actor, Role
from board.accounts.people import PeopleChanged
from board.accounts.services import SessionEnded, SignedIn, SignInRefused
from board.audit.deeds import Deed
from board.audit.models import AuditEntry, AuditHead, AuditVerification
from board.db import db, one_at_a_time
from board.doors import Policy, passed
from board.errors import NotAllowed
from board.transactions import witness

#: The hash before the first entry.
NOTHING = "0" * 64

READERS = frozenset({Role.AUDITOR, Role.CHAIR})
#: Whose deed: person, their name, board; and which deed on what.
WhoWhat = tuple[int | None, str, int | None, str, str]
#: How values are written in the trail.
canonical = json.JSONEncoder(sort_keys=True, ensure_ascii=True).encode


def record(
    by: Actor | None,
    deed: Deed,
    object: str,
    at: datetime,
    board_id: int | None = None,
    **detail: Any,
) -> AuditEntry:
    """Add one entry to the trail, in the transaction of the deed itself.

    `detail` holds links and counts, never clinical content and never how somebody voted: an auditor reads it.
    """
    head = locked_head()
    entry = AuditEntry(
        number=head.number + 1,
        at=at,
        person_id=by.person_id if by else None,
        person_name=by.name if by else "nobody",
        board_id=board_id,
        deed=deed.value,
        object=object,
        detail=detail,
    )
    entry.hash = hash_of(said_by(entry), head.hash)
    head.number, head.hash = entry.number, entry.hash
    db.session.add(entry)
    return entry


def said_by(entry: AuditEntry) -> str:
    """Return what an entry says, as the text that its hash is taken of."""
    who_what = (entry.person_id, entry.person_name, entry.board_id, entry.deed, entry.object)
    return as_said(entry.number, entry.at.isoformat(), who_what, canonical(entry.detail))


def as_said(number: int, at: str, who_what: WhoWhat, detail: str) -> str:
    """Return that text from its parts: *at* in ISO form, *detail* as canonical JSON."""
    return f'{number}, "{at}", {_middle(who_what)}, {detail}'


@lru_cache(maxsize=2048)
def _middle(who_what: WhoWhat) -> str:
    """Return the middle of the text: in a meeting the same people do the same again and again."""
    return canonical(who_what)[1:-1]


def hash_of(said: str, before: str) -> str:
    """Return the SHA-256 (hex) that binds what an entry says to the hash *before* it."""
    return sha256(f'[{said}, "{before}"]'.encode()).hexdigest()


@dataclass(frozen=True)
class Verification:
    """What a check of the whole trail found."""

    entries: int
    head: str
    first_broken: int | None

    @property
    def sound(self) -> bool:
        """Whether no entry was changed, removed, added or moved."""
        return self.first_broken is None


def verify(entries: Iterable[AuditEntry]) -> Verification:
    """Walk the entries in order and check that each is bound to the one before."""
    before, count = NOTHING, 0
    for entry in entries:
        count += 1
        if entry.number != count or entry.hash != hash_of(said_by(entry), before):
            return Verification(count, before, first_broken=count)
        before = entry.hash
    return Verification(count, before, first_broken=None)


def verify_trail() -> Verification:
    """Check the stored trail, its end included."""
    everything = select(AuditEntry).order_by(AuditEntry.number).execution_options(yield_per=500)
    # Closed, because a trail that is broken is not read to its end.
    with closing(db.session.scalars(everything)) as entries:
        found = verify(entries)
    head = db.session.get(AuditHead, 1, populate_existing=True)
    kept = (head.number, head.hash) if head is not None else (0, NOTHING)
    if found.sound and kept != (found.entries, found.head):
        return Verification(found.entries, found.head, first_broken=found.entries + 1)
    return found


def verify_for(by: Actor, at: datetime) -> AuditVerification:
    """Check the whole trail for somebody who reads one, and keep what was found."""
    ensure_reads_trail(by)
    return keep_verification(verify_trail(), by.name, at)


def keep_verification(found: Verification, by_name: str, at: datetime) -> AuditVerification:
    """Keep what a check found, for whoever opens the trail next."""
    kept = AuditVerification(
        at=at,
        by_name=by_name,
        entries=found.entries,
        head=found.head,
        first_broken=found.first_broken,
    )
    db.session.add(kept)
    return kept


def last_verification() -> AuditVerification | None:
    """Return what the last check found, or None when there was none."""
    newest = select(AuditVerification).order_by(AuditVerification.id.desc())
    return db.session.scalars(newest.limit(1)).first()


def ensure_reads_trail(by: Actor) -> list[int]:
    """Return the boards whose trail this person reads, or refuse."""
    boards = [seat.board_id for seat in by.seats if seat.role in READERS]
    if not boards:
        raise NotAllowed("The trail is read by auditors and chairs.")
    passed(Policy.AUDIT)
    return boards


def trail_for(by: Actor, before: int | None = None, most: int = 100) -> list[AuditEntry]:
    """Return the newest entries of this person's boards, newest first. The gate to the trail."""
    boards = ensure_reads_trail(by)
    wanted = (
        select(AuditEntry).where(AuditEntry.board_id.in_(boards)).order_by(AuditEntry.number.desc())
    )
    if before is not None:
        wanted = wanted.where(AuditEntry.number < before)
    return list(db.session.scalars(wanted.limit(most)))


def watch_the_door() -> None:
    """Take note of everybody who comes, goes, is refused, or is given a seat, in the same transaction."""
    witness(SignedIn, _came)
    witness(SessionEnded, _left)
    witness(SignInRefused, _refused)
    witness(PeopleChanged, _people_changed)


def locked_head() -> AuditHead:
    """Return the end of the trail, for one transaction at a time; the first to come begins it."""
    wanted = select(AuditHead).where(AuditHead.id == 1).with_for_update()
    head = db.session.scalar(wanted)
    if head is None:
        one_at_a_time("the trail begins")
        head = db.session.scalar(wanted)
    if head is None:
        head = AuditHead(id=1, number=0, hash=NOTHING)
        db.session.add(head)
    return head


def _came(event: SignedIn) -> None:
    for board_id in _boards(event.actor):
        record(event.actor, Deed.SIGNED_IN, f"session/{event.actor.session_id}", event.at, board_id)


def _left(event: SessionEnded) -> None:
    for board_id in _boards(event.actor):
        record(event.actor, Deed.SIGNED_OUT, f"session/{event.session_id}", event.at, board_id)


def _refused(event: SignInRefused) -> None:
    tried = "door" if event.person_id is None else f"person/{event.person_id}"
    for board_id in event.board_ids or (None,):
        record(None, Deed.SIGN_IN_REFUSED, tried, event.at, board_id)


def _people_changed(event: PeopleChanged) -> None:
    detail = event.detail if event.by else event.detail | {"through": "the command line"}
    record(event.by, Deed[event.deed], event.object, event.at, event.board_id, **detail)


def _boards(actor: Actor) -> list[int | None]:
    """Return where an entry about *actor* belongs: with each of their boards, so that its auditor reads it."""
    return [seat.board_id for seat in actor.seats] or [None]
