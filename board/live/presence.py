"""Who has the room open right now. Memory, not truth: the record keeps attendance."""

from collections import defaultdict
from dataclasses import dataclass

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

    def add(self, screen: Screen) -> None:
        """Note an open screen; a socket that joins again moves."""
        self.remove(screen.sid)
        self._screens[screen.sid] = screen
        self._by_meeting[screen.meeting_id].add(screen.sid)

    def remove(self, sid: str) -> Screen | None:
        """Forget a screen; return what it was."""
        screen = self._screens.pop(sid, None)
        if screen is not None:
            self._by_meeting[screen.meeting_id].discard(sid)
            if not self._by_meeting[screen.meeting_id]:
                del self._by_meeting[screen.meeting_id]
        return screen

    def screen(self, sid: str) -> Screen | None:
        """Return the screen behind a socket, once it has joined."""
        return self._screens.get(sid)

    def screens(self, meeting_id: int) -> list[Screen]:
        """Return the open screens of a meeting."""
        return [self._screens[sid] for sid in self._by_meeting.get(meeting_id, ())]

    def people(self, meeting_id: int) -> frozenset[int]:
        """Return who is in the room, the wall not counted."""
        return frozenset(s.actor.person_id for s in self.screens(meeting_id) if not s.wall)

    def meetings(self) -> list[int]:
        """Return the meetings somebody has open."""
        return list(self._by_meeting)


#: The screens of this process.
here = Presence()
