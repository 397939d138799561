"""Who has the room open right now. Memory, not truth: the record keeps attendance."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from board import clock
from board.accounts.actor import Actor
from board.live.away import Span

#: Whoever has no screen open for so long was away, and is told on return what they missed.
AWAY = timedelta(minutes=1)


@dataclass(frozen=True)
class Screen:
    """One open socket: whose, in which meeting, and whether it is the wall."""

    sid: str
    actor: Actor
    meeting_id: int
    wall: bool = False


class Presence:
    """The open screens of this process, by meeting."""

    def __init__(self) -> None:
        self._screens: dict[str, Screen] = {}
        self._by_meeting: dict[int, set[str]] = defaultdict(set)
        self._level: set[str] = set()
        self._began = clock.now()
        self._left: dict[tuple[int, int], datetime] = {}
        self._away: dict[tuple[int, int], Span] = {}

    def add(self, screen: Screen) -> None:
        """Note an open screen; a socket that joins again moves."""
        self.remove(screen.sid)
        if not screen.wall:
            self.came_back(screen.meeting_id, screen.actor.person_id)
        self._screens[screen.sid] = screen
        self._by_meeting[screen.meeting_id].add(screen.sid)

    def remove(self, sid: str) -> Screen | None:
        """Forget a screen; return what it was."""
        screen = self._screens.pop(sid, None)
        self._level.discard(sid)
        if screen is not None:
            self._by_meeting[screen.meeting_id].discard(sid)
            if not self._by_meeting[screen.meeting_id]:
                del self._by_meeting[screen.meeting_id]
            if not screen.wall and not self._is_here(screen.meeting_id, screen.actor.person_id):
                self._left[screen.meeting_id, screen.actor.person_id] = clock.now()
        return screen

    def came_back(
        self, meeting_id: int, person_id: int, late_since: datetime | None = None
    ) -> Span | None:
        """Return since when somebody who opens a screen was away, until they say that they have read it.

        *late_since* is when the meeting began, for whoever comes for the first time. Whom this process has
        not seen yet was away at least since it started.
        """
        whose = (meeting_id, person_id)
        if not self._is_here(meeting_id, person_id):
            now = clock.now()
            since = late_since or self._left.get(whose, self._began)
            if now - since >= AWAY:
                before = self._away.get(whose)
                self._away[whose] = Span(before.since if before else since, now)
            self._left[whose] = now
        return self._away.get(whose)

    def caught_up(self, meeting_id: int, person_id: int) -> None:
        """Note that somebody has read what they missed."""
        self._away.pop((meeting_id, person_id), None)

    def _is_here(self, meeting_id: int, person_id: int) -> bool:
        return any(
            screen.actor.person_id == person_id and not screen.wall
            for screen in self.screens(meeting_id)
        )

    def screen(self, sid: str) -> Screen | None:
        """Return the screen behind a socket, once it has joined."""
        return self._screens.get(sid)

    def screens(self, meeting_id: int) -> list[Screen]:
        """Return the open screens of a meeting."""
        return [self._screens[sid] for sid in self._by_meeting.get(meeting_id, ())]

    def is_level(self, sid: str) -> None:
        """Note that a screen has been brought level; from now on it can tell what it has missed."""
        if sid in self._screens:
            self._level.add(sid)

    def level(self, meeting_id: int) -> list[str]:
        """Return the sockets of a meeting that have been brought level."""
        return [sid for sid in self._by_meeting.get(meeting_id, ()) if sid in self._level]

    def people(self, meeting_id: int) -> frozenset[int]:
        """Return who is in the room, the wall not counted."""
        return frozenset(s.actor.person_id for s in self.screens(meeting_id) if not s.wall)

    def meetings(self) -> list[int]:
        """Return the meetings somebody has open."""
        return list(self._by_meeting)


#: The screens of this process.
here = Presence()
