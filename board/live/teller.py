"""Telling the screens of each meeting what is new: soon, together, and drawn once per audience."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any, Protocol, TypeVar

import socketio

from board import clock
from board.accounts.actor import Role
from board.live.audiences import Audience, audience_of
from board.live.fanout import tell
from board.live.frames import MOST, News, frame, news_after
from board.live.parts import draw
from board.live.presence import Screen, here
from board.meetings.log import Part

log = logging.getLogger(__name__)
T = TypeVar("T")

#: Changes closer together than this travel in one frame.
TOGETHER = 0.05  # seconds
#: Presence is drawn with everybody in it: in a full room it is told that much less often.
PEOPLE_TOGETHER = 0.01  # seconds for each screen

#: What a drawing holds for each audience, and which audience each screen is in.
Drawn = tuple[dict[Audience, T], dict[Audience, list[str]]]


class Reads(Protocol):
    """Threads that read."""

    async def read(self, work: Callable[[], T]) -> T:
        """Do work that changes nothing."""


class Writes(Protocol):
    """Commands on their way to the disk."""

    @property
    def waiting(self) -> bool:
        """Whether some wait for the next commit."""

    @property
    def working(self) -> bool:
        """Whether a commit is under way."""


Keep = Callable[[Coroutine[Any, Any, None]], object]


class Teller:
    """What the screens of this process have been told, meeting by meeting."""

    def __init__(
        self, sockets: socketio.AsyncServer, work: Reads, writes: Writes, keep: Keep
    ) -> None:
        self._sockets, self._work, self._writes, self._keep = sockets, work, writes, keep
        self._told: dict[int, int] = {}  # meeting → the sequence its screens have
        self._frames = _Rounds(self._send_news, lambda _screens: TOGETHER, keep)
        self._people = _Rounds(
            self._send_people, lambda screens: max(TOGETHER, screens * PEOPLE_TOGETHER), keep
        )

    def told(self, meeting_id: int) -> int:
        """Return the newest event that the screens of a meeting have been told of."""
        return self._told.get(meeting_id, 0)

    def begin_at(self, meeting_id: int, seq: int) -> None:
        """Take *seq* as told where nothing was told yet: the first screen has just been brought level.

        What has happened since is told to it, and to those who are brought level after it.
        """
        if meeting_id not in self._told:
            self._told[meeting_id] = seq
            self.look(meeting_id)

    def look(self, meeting_id: int) -> None:
        """Send what is new in the meeting's log: at once, or with what else comes within a moment.

        What has come in already and waits for the next commit travels in the same frame: when everybody votes
        at once, a drawing of the first vote alone would only delay the others.
        """
        if self._writes.waiting and not self._frames.runs(meeting_id):
            self._keep(self._look_after_commit(meeting_id))
        else:
            self._frames.ask(meeting_id)

    def look_who_is_here(self, meeting_id: int) -> None:
        """Show who is here now: presence is no deed and has no place in the log."""
        self._people.ask(meeting_id)

    async def tell(self, event: str, said: dict[str, Any], sids: list[str]) -> None:
        """Send one event to these screens."""
        await tell(self._sockets, event, said, sids)

    async def _look_after_commit(self, meeting_id: int) -> None:
        until = asyncio.get_running_loop().time() + TOGETHER
        while self._writes.working and asyncio.get_running_loop().time() < until:
            await asyncio.sleep(TOGETHER / 10)
        self._frames.ask(meeting_id)

    async def _send_news(self, meeting_id: int) -> None:
        if meeting_id not in self._told:  # just started: each screen says what it has as it joins
            return
        screens, told = here.screens(meeting_id), self.told(meeting_id)
        present = here.people(meeting_id)

        def draw_frames() -> tuple[int, Drawn[dict[str, Any]]]:
            news = news_after(meeting_id, told, clock.now(), present, far=MOST)
            if news.head == told:
                return told, ({}, {})
            groups = _groups(screens, news)
            return news.head, ({one: frame(news, one) for one in groups}, groups)

        head, (frames, groups) = await self._work.read(draw_frames)
        self._told[meeting_id] = head
        for audience, sids in groups.items():
            await tell(self._sockets, "frame", frames[audience], sids)

    async def _send_people(self, meeting_id: int) -> None:
        screens, told = here.screens(meeting_id), self.told(meeting_id)
        present = here.people(meeting_id)

        def draw_people() -> Drawn[str]:
            news = news_after(meeting_id, told, clock.now(), present)
            groups = _groups(screens, news)
            return {one: draw(Part.PEOPLE, news.state, one) for one in groups}, groups

        drawn, groups = await self._work.read(draw_people)
        for audience, sids in groups.items():
            said = {"parts": {Part.PEOPLE.value: drawn[audience]}}
            await tell(self._sockets, "people", said, sids)


class _Rounds:
    """Does one thing for a meeting at once, then not again before a moment has passed."""

    def __init__(
        self,
        do: Callable[[int], Coroutine[Any, Any, None]],
        moment: Callable[[int], float],
        keep: Keep,
    ) -> None:
        self._do, self._moment, self._keep = do, moment, keep
        self._running: set[int] = set()
        self._again: set[int] = set()

    def runs(self, meeting_id: int) -> bool:
        return meeting_id in self._running

    def ask(self, meeting_id: int) -> None:
        if meeting_id in self._running:
            self._again.add(meeting_id)
        elif here.screens(meeting_id):
            self._running.add(meeting_id)
            self._keep(self._run(meeting_id))

    async def _run(self, meeting_id: int) -> None:
        clock_of_loop = asyncio.get_running_loop().time
        try:
            while True:
                self._again.discard(meeting_id)
                began = clock_of_loop()
                await self._do(meeting_id)
                # what is slow to draw takes half of the time at most: votes wait for the same core
                took = clock_of_loop() - began
                await asyncio.sleep(max(self._moment(len(here.screens(meeting_id))), took))
                if meeting_id not in self._again:
                    return
        except asyncio.CancelledError:
            self._again.discard(meeting_id)
            raise
        except Exception:
            log.exception("meeting %s could not be told", meeting_id)
        finally:
            self._running.discard(meeting_id)
            if meeting_id in self._again:
                self._again.discard(meeting_id)
                self.ask(meeting_id)


def _groups(screens: list[Screen], news: News) -> dict[Audience, list[str]]:
    """Return which screens are in which audience at this moment."""
    groups: dict[Audience, list[str]] = {}
    meeting, recused = news.state.meeting, news.state.recused
    board_id = meeting.board_id
    known: dict[
        tuple[Role | None, bool, bool], Audience
    ] = {}  # people of one kind are in one audience
    for screen in screens:
        who = screen.actor
        kind = (who.role_on(board_id), who.person_id in recused, screen.wall)
        if kind not in known:
            known[kind] = audience_of(who, meeting, recused, wall=screen.wall)
        groups.setdefault(known[kind], []).append(screen.sid)
    return groups
