"""Who was away from a meeting for a minute or more, and what they have read since: kept in the meeting's log.

A log outlives the process: whoever comes back after a restart is told what they missed, and told once.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select

from board.accounts.actor import Actor
from board.db import db
from board.live.away import Span
from board.live.presence import Presence, here
from board.meetings import log
from board.meetings.models import Meeting, MeetingEvent, MeetingStatus
from board.transactions import transaction

#: Whoever has no screen open for so long was away, and is told on return what they missed.
AWAY = timedelta(minutes=1)


@dataclass
class Absent:
    """Who is away by the log, meeting by meeting: read once, then followed."""

    presence: Presence
    _known: dict[int, set[int]] = field(default_factory=dict)

    def is_away(self, meeting_id: int, person_id: int) -> bool:
        """Return whether the log says of this person that they left, and not that they came back."""
        return person_id in self._of(meeting_id)

    def come_back(self, meeting: Meeting, person_id: int, at: datetime) -> None:
        """Note in the log that somebody is back who was away. The door commits."""
        if meeting.status is not MeetingStatus.OPEN:
            return
        since = self.presence.gone_since(meeting.id, person_id)
        away = self._of(meeting.id)
        if person_id not in away:
            if since is None or at - since < AWAY or not _was_here(meeting.id, person_id):
                return
            log.append(meeting, "left", (), since, person_id=person_id)
        log.append(meeting, "came_back", (), at, person_id=person_id)
        away.discard(person_id)

    def note_gone(self, at: datetime) -> None:
        """Note in the log, in transactions of their own, who left a minute ago or more."""
        for (meeting_id, person_id), since in self.presence.gone(at - AWAY).items():
            if not self.is_away(meeting_id, person_id):
                self._note(meeting_id, person_id, since)
            self.presence.settle(meeting_id, person_id)

    def _note(self, meeting_id: int, person_id: int, since: datetime) -> None:
        with transaction():
            meeting = db.session.get_one(Meeting, meeting_id, with_for_update=True)
            if meeting.status is not MeetingStatus.OPEN or not _was_here(meeting_id, person_id):
                return
            log.append(meeting, "left", (), since, person_id=person_id)
        self._of(meeting_id).add(person_id)

    def begin(self) -> None:
        """Know only what the log says, as a process that has just started."""
        self.presence.begin()
        self._known.clear()

    def _of(self, meeting_id: int) -> set[int]:
        if meeting_id not in self._known:
            away: set[int] = set()
            for event in _told(meeting_id, ("left", "came_back")):
                (away.add if event.kind == "left" else away.discard)(event.person_id or 0)
            self._known[meeting_id] = away
        return self._known[meeting_id]


def missed_by(meeting: Meeting, person_id: int) -> Span | None:
    """Return from when to when somebody was away and has not read yet what they missed, or None."""
    since = until = None
    late = False
    kinds = ("came_in", "left", "came_back", "caught_up")
    for event in _told(meeting.id, kinds, person_id):
        if event.kind == "caught_up":
            since = until = None
        elif event.kind == "left":
            since, late = since or event.at, False
        elif event.kind == "came_back":
            until = event.at
        elif meeting.opened_at and event.at - meeting.opened_at >= AWAY:
            since, until, late = meeting.opened_at, event.at, True
    return Span(since, until, late) if since and until else None


def caught_up(meeting: Meeting, by: Actor, at: datetime) -> None:
    """Note in the log that somebody has read what they missed. The door commits."""
    if missed_by(meeting, by.person_id) is not None:
        log.append(meeting, "caught_up", (), at, person_id=by.person_id)


def _was_here(meeting_id: int, person_id: int) -> bool:
    return any(_told(meeting_id, ("came_in",), person_id))


def _told(
    meeting_id: int, kinds: tuple[str, ...], person_id: int | None = None
) -> Iterator[MeetingEvent]:
    wanted = select(MeetingEvent).where(
        MeetingEvent.meeting_id == meeting_id, MeetingEvent.kind.in_(kinds)
    )
    if person_id is not None:
        wanted = wanted.where(MeetingEvent.person_id == person_id)
    return iter(db.session.scalars(wanted.order_by(MeetingEvent.seq)).all())


#: Who is away from the meetings of this process.
absent = Absent(here)
