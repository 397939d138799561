"""Many entries of the trail at once: the same chain, with one lock and one statement."""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple, cast

from sqlalchemy import Connection, Table, select, update
from sqlalchemy.orm.util import identity_key

from board.accounts.actor import Actor
from board.audit import services as trail
from board.audit.deeds import Deed
from board.audit.models import AuditEntry, AuditHead
from board.db import db
from board.rows import insert_rows


class Done(NamedTuple):
    """One deed, as record() takes it."""

    by: Actor
    deed: Deed
    object: str
    at: datetime
    board_id: int | None
    detail: dict[str, Any]


def record_all(deeds: Iterable[Done]) -> None:
    """Add one entry for each of *deeds*, in their order, in the transaction of the deeds themselves."""
    db.session.flush()
    written = db.session.connection()
    number, before = _locked_head(written)
    rows: list[tuple[datetime, tuple[Any, ...]]] = []
    for by, deed, object, at, board_id, detail in deeds:
        number += 1
        who_what = (by.person_id, by.name, board_id, deed.value, object)
        written_detail = trail.canonical(detail)
        said = trail.as_said(number, at.isoformat(), who_what, written_detail)
        before = trail.hash_of(said, before)
        rows.append((at, (number, *who_what, written_detail, before)))
    if not rows:
        return
    written.execute(_MOVE_HEAD, {"number": number, "hash": before})
    for at, together in groupby(rows, key=itemgetter(0)):
        insert_rows(written, _ENTRIES, {"at": at}, _COLUMNS, [row for _, row in together])
    known = db.session.identity_map.get(identity_key(AuditHead, 1))
    if known is not None:  # what was loaded stands at an earlier entry
        db.session.expire(known)


def _locked_head(connection: Connection) -> tuple[int, str]:
    """Return number and hash of the newest entry, for one transaction at a time."""
    head = connection.execute(_HEAD).first()
    if head is None:  # the trail begins
        begun = trail.locked_head()
        db.session.flush()
        return begun.number, begun.hash
    return head.number, head.hash


_ENTRIES, _HEADS = cast(Table, AuditEntry.__table__), cast(Table, AuditHead.__table__)
_COLUMNS = ("number", "person_id", "person_name", "board_id", "deed", "object", "detail", "hash")
_HEAD = select(_HEADS.c.number, _HEADS.c.hash).where(_HEADS.c.id == 1).with_for_update()
_MOVE_HEAD: Any = update(_HEADS).where(_HEADS.c.id == 1)
