"""Many entries of the trail at once: the same chain, with one lock and one statement."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import insert

from board.accounts.actor import Actor
from board.audit import services as trail
from board.audit.deeds import Deed
from board.audit.models import AuditEntry
from board.db import db


class Done(NamedTuple):
    """One deed, as record() takes it."""

    by: Actor
    deed: Deed
    object: str
    at: datetime
    board_id: int | None
    detail: dict[str, Any]


class _Entry(NamedTuple):
    """The columns of an entry but its hash: a model for each would cost more than its hash."""

    number: int
    at: datetime
    person_id: int
    person_name: str
    board_id: int | None
    deed: str
    object: str
    detail: dict[str, Any]


def record_all(deeds: Iterable[Done]) -> None:
    """Add one entry for each of *deeds*, in their order, in the transaction of the deeds themselves."""
    head, rows = trail.locked_head(), []
    number, before = head.number, head.hash
    for by, deed, object, at, board_id, detail in deeds:
        number += 1
        entry = _Entry(number, at, by.person_id, by.name, board_id, deed.value, object, detail)
        before = trail.hash_of(cast(AuditEntry, entry), before)
        rows.append(entry._asdict() | {"hash": before})
    if rows:
        head.number, head.hash = number, before
        db.session.flush()
        db.session.connection().execute(insert(AuditEntry.__table__), rows)  # type: ignore[arg-type]
