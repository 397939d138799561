"""A screen of the live room without a browser: it speaks docs/protocol.md and nothing else."""

import asyncio
import json
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from board.bench.wire import Wire

Said = dict[str, Any]

GRACE = 0.15  # seconds that a missing frame may still be under way
PATIENCE = 4.0  # seconds for an answer; then a vote is sent again under its key
AGAIN = (0.1, 0.4)  # seconds before another attempt to connect, drawn at random


class Gone(ConnectionError):
    """The connection was lost before the answer came."""


@dataclass
class Told:
    """A frame as it arrived: when, and what it tells up to."""

    at: float  # seconds of time.perf_counter
    after: int
    to: int


class Screen:
    """One screen in one meeting: it joins, stays level by itself, and loses no vote.

    *last* is the newest event that the page held which the screen opened with; 0 is none.
    """

    def __init__(
        self, address: str, cookie: str, meeting_id: int, *, last: int = 0, wall: bool = False
    ) -> None:
        self.address, self.cookie = address, cookie
        self.meeting_id, self.wall = meeting_id, wall
        self.last = last
        self.told: list[Told] = []
        self.parts: dict[str, str] = {}
        self.on_event: Callable[[Said, float], None] | None = None
        self.level = asyncio.Event()
        self.level_at = 0.0
        self.joins = self.syncs = self.gaps = 0
        self.ended = False
        self._wire: Wire | None = None
        self._number = 0
        self._asked: dict[int, asyncio.Future[Said]] = {}
        self._waiting: list[Said] = []
        self._repair: asyncio.TimerHandle | None = None
        self._mending = False
        self._welcome: asyncio.Future[None] | None = None
        self._tasks: set[asyncio.Task[Any]] = set()
        self._leaving = False

    async def enter(self) -> None:
        """Connect, join the meeting, and be brought level; raise when that is refused."""
        await self._connect()
        await self._join()

    def leave(self) -> None:
        """Close the screen."""
        self._leaving = True
        if self._repair is not None:
            self._repair.cancel()
        for task in self._tasks:
            task.cancel()
        if self._wire is not None:
            self._wire.close()

    async def cast_vote(
        self, ballot_id: int, choice: str, key: str, instead_of: int = 0, reason: str = ""
    ) -> Said:
        """Return the final answer to a vote: sent again under its key until there is one."""
        said = {
            "ballot": ballot_id,
            "choice": choice,
            "reason": reason,
            "key": key,
            "instead_of": instead_of,
        }
        while True:
            try:
                answer = await self.ask("cast_vote", said)
            except (Gone, TimeoutError):
                await asyncio.sleep(random.uniform(*AGAIN))  # noqa: S311  # no secret
                continue
            if answer["ok"] or answer["code"] not in ("too_fast", "broken"):
                return answer
            await asyncio.sleep(random.uniform(*AGAIN))  # noqa: S311

    async def ask(self, name: str, said: Said, patience: float = PATIENCE) -> Said:
        """Return the server's answer to one message."""
        if self._wire is None or not self._wire.talks:
            raise Gone("not connected")
        self._number += 1
        number, loop = self._number, asyncio.get_running_loop()
        future: asyncio.Future[Said] = loop.create_future()
        self._asked[number] = future
        self._wire.send(f"42{number}{json.dumps([name, said], separators=(',', ':'))}")
        expiry = loop.call_later(patience, _expire, future)
        try:
            return await future
        finally:
            expiry.cancel()
            self._asked.pop(number, None)

    async def catch_up(self) -> None:
        """Ask for everything after what this screen has."""
        self.syncs += 1
        answer = await self.ask("sync", {"last": self.last})
        if answer["ok"]:
            self._take(answer)

    # -- staying level ---------------------------------------------------------------------------------

    async def _connect(self) -> None:
        self._welcome = asyncio.get_running_loop().create_future()
        wire = self._wire = Wire(self._heard, self._lost)
        try:
            await wire.open(self.address, self.cookie)
            await asyncio.wait_for(self._welcome, PATIENCE * 4)
        except BaseException:
            wire.close()
            raise

    async def _join(self) -> None:
        self.joins += 1
        said = {"meeting": self.meeting_id, "last": self.last, "wall": self.wall}
        answer = await self.ask("join", said)
        if not answer["ok"]:
            raise Gone(answer["message"])
        self._take(answer)
        self.level_at = time.perf_counter()
        self.level.set()

    def _lost(self) -> None:
        self._wire = None
        self.level.clear()
        for future in self._asked.values():
            if not future.done():
                future.set_exception(Gone("the connection was lost"))
        if self._welcome is not None and not self._welcome.done():
            self._welcome.set_exception(Gone("the connection was lost"))
        if self.level_at and not self._leaving and not self.ended:
            self._keep(self._come_back())

    async def _come_back(self) -> None:
        while not self._leaving:
            await asyncio.sleep(random.uniform(*AGAIN))  # noqa: S311
            try:
                await self._connect()
                await self._join()
                return
            except (OSError, TimeoutError):
                if self._wire is not None and self._wire.talks:
                    self._wire.close()  # its loss has its own way back
                    return

    def _heard(self, text: str) -> None:
        if text.startswith("42"):
            self._told_of(*_decoded(text[2:]))
        elif text.startswith("43"):
            bracket = text.index("[")
            future = self._asked.get(int(text[2:bracket]))
            if future is not None and not future.done():
                future.set_result(json.loads(text[bracket:])[0])
        elif text == "2":
            self._send("3")
        elif text.startswith("0"):
            self._send("40")
        elif text.startswith("40"):
            self._settle_welcome(None)
        elif text.startswith("44"):
            self._settle_welcome(Gone(text[2:]))

    def _told_of(self, name: str, said: Said) -> None:
        if name == "frame":
            self._take(said)
        elif name == "head" and said["seq"] > self.last:
            self._mind_the_gap()
        elif name == "people":
            self.parts |= said["parts"]
        elif name == "ended":
            self.ended = True

    def _settle_welcome(self, error: Exception | None) -> None:
        if self._welcome is None or self._welcome.done():
            return
        if error is None:
            self._welcome.set_result(None)
        else:
            self._welcome.set_exception(error)

    def _send(self, text: str) -> None:
        if self._wire is not None:
            self._wire.send(text)

    def _take(self, frame: Said) -> None:
        if frame["to"] <= self.last and self.told:
            return
        if frame["from"] > self.last + 1:
            self._waiting.append(frame)
            self._mind_the_gap()
            return
        at = time.perf_counter()
        self.told.append(Told(at, self.last, frame["to"]))
        self.last = max(self.last, frame["to"])
        self.parts |= frame["parts"]
        if self.on_event is not None:
            for event in frame["events"]:
                self.on_event(event, at)
        kept, self._waiting = sorted(self._waiting, key=lambda one: int(one["from"])), []
        for one in kept:
            self._take(one)

    def _mind_the_gap(self) -> None:
        """Ask for what is missing, unless it arrives within a moment; joining brings level anyway."""
        if self._repair is None and self.level.is_set():
            last = self.last
            loop = asyncio.get_running_loop()
            self._repair = loop.call_later(GRACE, lambda: self._mend(last))

    def _mend(self, last: int) -> None:
        self._repair = None
        if (self.last == last or self._waiting) and not self._mending:
            self.gaps += 1
            self._mending = True
            self._keep(self._mend_now())

    async def _mend_now(self) -> None:
        try:
            await self.catch_up()
        except (Gone, TimeoutError):
            return  # coming back brings it level
        finally:
            self._mending = False

    def _keep(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _expire(future: asyncio.Future[Said]) -> None:
    if not future.done():
        future.set_exception(TimeoutError("no answer in time"))


@lru_cache(maxsize=64)
def _decoded(text: str) -> Any:
    """Return what was said; everybody in an audience is sent the same bytes, which are read once."""
    return json.loads(text)
