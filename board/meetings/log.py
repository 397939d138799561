"""The log that every open screen follows: one sequence per meeting, written with the deed."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple, cast

from sqlalchemy import Table, bindparam, select, update

from board.db import db
from board.meetings.models import Meeting, MeetingEvent
from board.rows import all_rows, insert_rows, rows_in
from board.transactions import announce


class Part(StrEnum):
    """The parts of the room that are drawn anew on their own."""

    AGENDA = "agenda"
    CASE = "case"  # who is on the table: banner, question, the brief
    BALLOT = "ballot"
    NOTES = "notes"
    PLAN = "plan"
    PEOPLE = "people"
    CLOCK = "clock"


@dataclass(frozen=True)
class MeetingChanged:
    """Told after the commit: the meeting's log has grown."""

    meeting_id: int


def append(
    meeting: Meeting,
    kind: str,
    parts: tuple[Part, ...],
    at: datetime,
    *,
    person_id: int | None = None,
    item_id: int | None = None,
    key: str | None = None,
    **data: Any,
) -> MeetingEvent:
    """Add one event under the meeting's next number.

    The meeting's row is locked first, so that numbers become visible in their order. `data` goes to
    everybody in the room: nothing hidden belongs in it.
    """
    locked = _lock(meeting)
    locked.seq += 1
    event = MeetingEvent(
        meeting_id=meeting.id,
        seq=locked.seq,
        at=at,
        kind=kind,
        item_id=item_id,
        person_id=person_id,
        parts=[part.value for part in parts],
        key=key,
        data=data,
    )
    db.session.add(event)
    announce(MeetingChanged(meeting.id))
    return event


def append_all(
    meeting_id: int,
    kind: str,
    parts: tuple[Part, ...],
    at: datetime,
    told: Sequence[tuple[int, str]],
    *,
    item_id: int,
) -> None:
    """Add one event of the same kind for each (person, key), under the meeting's next numbers.

    The meeting counts in the same step that locks it. What was loaded of it knows nothing of that.
    """
    db.session.flush()
    written = db.session.connection()
    head = written.execute(_COUNT_ON, {"meeting": meeting_id, "many": len(told)}).scalar_one()
    same = {
        "meeting_id": meeting_id,
        "at": at,
        "kind": kind,
        "item_id": item_id,
        "parts": [part.value for part in parts],
        "data": {},
    }
    rows = [(seq, *one) for seq, one in enumerate(told, start=head - len(told) + 1)]
    insert_rows(written, _EVENTS, same, ("seq", "person_id", "key"), rows)
    announce(MeetingChanged(meeting_id))


def _lock(meeting: Meeting) -> Meeting:
    return db.session.scalars(
        select(Meeting)
        .where(Meeting.id == meeting.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def events_after(meeting_id: int, seq: int, most: int = 1000) -> list[MeetingEvent]:
    """Return the events of a meeting that follow *seq*, in order."""
    wanted = select(MeetingEvent).where(
        MeetingEvent.meeting_id == meeting_id, MeetingEvent.seq > seq
    )
    return list(db.session.scalars(wanted.order_by(MeetingEvent.seq).limit(most)))


class Happened(NamedTuple):
    """An event as screens are told of it: plain values, for five hundred of them are read at once."""

    seq: int
    kind: str
    person_id: int | None
    item_id: int | None
    parts: Sequence[str]
    data: Mapping[str, Any]


def happened_between(meeting_id: int, seq: int, head: int) -> list[Happened]:
    """Return what happened in a meeting after *seq* up to *head*, in order."""
    asked = {"meeting": meeting_id, "seq": seq, "head": head}
    rows = rows_in(db.session.execute(_HAPPENED, asked).scalar_one())
    return sorted(
        Happened(seq, kind, person_id, item_id, _plain(parts), _plain(data))
        for seq, kind, person_id, item_id, parts, data in rows
    )


def _plain(said: Any) -> Any:
    """Return a JSON value, which SQLite hands out as text."""
    return _read(said) if isinstance(said, str) else said


@lru_cache(maxsize=256)
def _read(said: str) -> Any:
    return json.loads(said)  # nobody changes it: each frame is made of new values


_EVENTS, _MEETINGS = cast(Table, MeetingEvent.__table__), cast(Table, Meeting.__table__)
_COUNT_ON: Any = (
    update(_MEETINGS)
    .where(_MEETINGS.c.id == bindparam("meeting"))
    .values(seq=_MEETINGS.c.seq + bindparam("many"))
    .returning(_MEETINGS.c.seq)
)
_HAPPENED = select(
    all_rows(
        _EVENTS.c.seq,
        _EVENTS.c.kind,
        _EVENTS.c.person_id,
        _EVENTS.c.item_id,
        _EVENTS.c.parts,
        _EVENTS.c.data,
    )
).where(
    _EVENTS.c.meeting_id == bindparam("meeting"),
    _EVENTS.c.seq > bindparam("seq"),
    _EVENTS.c.seq <= bindparam("head"),
)
