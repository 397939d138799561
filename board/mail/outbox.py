"""Writing letters into the outbox, in the transaction of the deed they tell of."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import select

from board.db import db
from board.mail.letters import Facts
from board.mail.models import Letter, LetterKind

#: Of these, on one meeting, only the newest is worth sending.
CALENDAR = frozenset({LetterKind.INVITATION, LetterKind.CHANGED, LetterKind.CANCELLED})
REPLACED, NEVER_INVITED = "replaced", "never invited"


def write(
    kind: LetterKind,
    people: Iterable[int],
    about: str,
    facts: Facts,
    *,
    at: datetime,
    expires_at: datetime,
    not_before: datetime | None = None,
    key: str | None = None,
) -> list[Letter]:
    """Put a letter to each of *people* into the outbox; *key* with the person makes it the only one."""
    kept = asdict(facts)
    letters = [
        Letter(
            kind=kind,
            person_id=person_id,
            about=about,
            facts=kept,
            key=f"{key}/person/{person_id}" if key else None,
            written_at=at,
            expires_at=expires_at,
            next_try_at=max(at, not_before) if not_before else at,
        )
        for person_id in people
    ]
    db.session.add_all(letters)
    return letters


def write_instead(
    kind: LetterKind,
    people: Iterable[int],
    about: str,
    facts: Facts,
    *,
    at: datetime,
    expires_at: datetime,
) -> None:
    """The same, in place of what was written to them about it and has not left the house.

    Whoever was never told of the meeting is invited to it as it is now, and hears nothing of its end.
    """
    waiting = {letter.person_id: letter for letter in _not_begun(about, CALENDAR)}
    for person_id in people:
        former = waiting.get(person_id)
        if former is None:
            write(kind, [person_id], about, facts, at=at, expires_at=expires_at)
            continue
        first = former.kind is LetterKind.INVITATION
        drop(former, NEVER_INVITED if first and kind is LetterKind.CANCELLED else REPLACED, at)
        if first and kind is not LetterKind.CANCELLED:
            held = former.next_try_at
            write(
                LetterKind.INVITATION,
                [person_id],
                about,
                facts,
                at=at,
                expires_at=expires_at,
                not_before=held,
            )
        elif not first:
            write(kind, [person_id], about, facts, at=at, expires_at=expires_at)


def drop_waiting(about: str, kinds: Iterable[LetterKind], at: datetime) -> None:
    """Take back the letters on *about* that have not left the house."""
    for letter in _not_begun(about, frozenset(kinds)):
        drop(letter, REPLACED, at)


def drop(letter: Letter, because: str, at: datetime) -> None:
    """Let a letter stay in the house for good."""
    letter.dropped_at, letter.next_try_at, letter.remark = at, None, because


def _not_begun(about: str, kinds: frozenset[LetterKind]) -> list[Letter]:
    wanted = select(Letter).where(
        Letter.about == about,
        Letter.kind.in_(kinds),
        Letter.sent_at.is_(None),
        Letter.dropped_at.is_(None),
        Letter.attempts == 0,
    )
    return list(db.session.scalars(wanted))
