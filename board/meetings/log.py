"""The log that every open screen follows: one sequence per meeting, written with the deed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import insert, select

from board.db import db
from board.meetings.models import Meeting, MeetingEvent
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
    meeting: Meeting,
    kind: str,
    parts: tuple[Part, ...],
    told: Sequence[tuple[datetime, int, str]],
    *,
    item_id: int,
) -> None:
    """Add one event of the same kind for each (at, person, key), under the meeting's next numbers."""
    _lock(meeting)
    names = [part.value for part in parts]
    rows = [
        {
            "meeting_id": meeting.id,
            "seq": seq,
            "at": at,
            "kind": kind,
            "item_id": item_id,
            "person_id": person_id,
            "parts": names,
            "key": key,
            "data": {},
        }
        for seq, (at, person_id, key) in enumerate(told, start=meeting.seq + 1)
    ]
    meeting.seq += len(rows)
    db.session.flush()
    db.session.connection().execute(insert(MeetingEvent.__table__), rows)  # type: ignore[arg-type]
    announce(MeetingChanged(meeting.id))


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
