"""Who has the room open right now. Memory, not truth: the record keeps attendance."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from board import clock
from board.accounts.actor import Actor


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
        self._left: dict[tuple[int, int], datetime] = {}
        self._settled: set[tuple[int, int]] = set()
        self._began = clock.now()

    def begin(self) -> None:
        """Know of nobody who left, as a process that has just started."""
        self._left.clear()
        self._settled.clear()
        self._began = clock.now()

    def add(self, screen: Screen) -> None:
        """Note an open screen; a socket that joins again moves."""
        self.remove(screen.sid)
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
                self.looks_in(screen.meeting_id, screen.actor.person_id)
        return screen

    def gone_since(self, meeting_id: int, person_id: int) -> datetime | None:
        """Return since when somebody has had no screen open here; None while one is open.

        Whom this process has not seen yet had none at least since it started.
        """
        if self._is_here(meeting_id, person_id):
            return None
        return self._left.get((meeting_id, person_id), self._began)

    def looks_in(self, meeting_id: int, person_id: int) -> None:
        """Note that somebody was here just now: a page is drawn before its socket opens."""
        self._left[meeting_id, person_id] = clock.now()
        self._settled.discard((meeting_id, person_id))

    def gone(self, before: datetime) -> dict[tuple[int, int], datetime]:
        """Return who left before that instant and has no screen open, by meeting and person, and since when.

        Each is told once: `settle` says that it was taken note of.
        """
        return {
            who: at
            for who, at in list(self._left.items())  # pages are drawn in threads of their own
            if at <= before and who not in self._settled and not self._is_here(*who)
        }

    def settle(self, meeting_id: int, person_id: int) -> None:
        """Remember that somebody's leaving was taken note of."""
        self._settled.add((meeting_id, person_id))

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
