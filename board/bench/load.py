"""The load: many voters on one server, and how long answers and frames took."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from board.bench.screen import Gone, Screen
from board.bench.server import Server

#: Connections that are being opened at the same time.
AT_THE_DOOR = 50
#: Votes that are under way at the same time when the pace is the server's.
AT_ONCE = 50
#: Seconds between votes that meet nobody else's.
LONELY = 0.2
QUIET = 0.4  # seconds without anything new, after which a round is over


@dataclass
class Voter:
    """One person at one screen, and what they know of their own vote."""

    screen: Screen
    ballot_id: int
    person_id: int
    own: int = 0
    keys: dict[str, str] = field(default_factory=dict)  # acknowledged: key → choice
    refused: list[str] = field(default_factory=list)
    number: int = 0
    hand: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def vote(self) -> float:
        """Vote, or change the vote once the vote before has its answer; return when this one's came."""
        async with self.hand:
            return await self._vote()

    async def _vote(self) -> float:
        self.number += 1
        choice, key = "ABC"[self.number % 3], f"bench-{self.person_id}-{self.number}"
        answer = await self.screen.cast_vote(self.ballot_id, choice, key, self.own)
        at = time.perf_counter()
        if answer["ok"]:
            self.own, self.keys[key] = answer["vote"], choice
        else:
            self.refused.append(answer["message"])
        return at


@dataclass
class Round:
    """What one round of voting took, in seconds."""

    sent: int
    acks: list[float]
    fans: list[float]
    #: From the first vote to the last answer; the load's share of a core is of this time.
    seconds: float
    load_cpu: float
    #: Until everybody was told of everything.
    server_cpu: float

    @property
    def votes_per_s(self) -> float:
        """Return the acknowledged votes a second."""
        return len(self.acks) / self.seconds


class Crowd:
    """The voters in one room of one server."""

    def __init__(self, server: Server, voters: Sequence[Voter]) -> None:
        self.server, self.voters = server, list(voters)

    async def enter(self) -> float:
        """Let everybody in; return the seconds it took."""
        began, door = time.perf_counter(), asyncio.Semaphore(AT_THE_DOOR)

        async def come(voter: Voter) -> None:
            async with door:
                for _ in range(20):
                    try:
                        return await voter.screen.enter()
                    except (OSError, TimeoutError, Gone):
                        await asyncio.sleep(0.2)
                raise RuntimeError("a screen cannot enter")

        await asyncio.gather(*(come(voter) for voter in self.voters))
        return time.perf_counter() - began

    def leave(self) -> None:
        """Close every screen."""
        for voter in self.voters:
            voter.screen.leave()

    async def burst(self) -> Round:
        """Everybody votes within the same instant."""
        return await self._round([0.0] * len(self.voters))

    async def steady(self, per_second: float, seconds: float) -> Round:
        """Votes come at a fixed pace, whatever the answers do; latency counts from the scheduled moment."""
        return await self._round([n / per_second for n in range(int(per_second * seconds))])

    async def sustained(self, seconds: float) -> Round:
        """So many votes as AT_ONCE are always under way, each next one by the next person, for so long."""
        turn, until = iter(range(10**9)), time.perf_counter() + seconds
        acks: list[float] = []
        cpu, load, began = self.server.cpu(), time.process_time(), time.perf_counter()

        async def keep_voting() -> None:
            while time.perf_counter() < until:
                sent = time.perf_counter()
                acks.append(await self.voters[next(turn) % len(self.voters)].vote() - sent)

        await asyncio.gather(*(keep_voting() for _ in range(min(AT_ONCE, len(self.voters)))))
        took, load = time.perf_counter() - began, time.process_time() - load
        await self.settle()
        return Round(len(acks), acks, [], took, load, self.server.cpu() - cpu)

    async def lone(self, votes: int) -> Round:
        """Votes come one by one, each when the room is quiet again."""
        return await self._round([n * LONELY for n in range(votes)])

    async def settle(self) -> None:
        """Wait until every screen has heard the same, and nothing new comes."""
        until = time.perf_counter() + 30
        while time.perf_counter() < until:
            before = [voter.screen.last for voter in self.voters]
            await asyncio.sleep(QUIET)
            after = [voter.screen.last for voter in self.voters]
            if before == after and len(set(after)) == 1:
                return
        raise RuntimeError("the screens do not come level")

    async def _round(self, schedule: list[float]) -> Round:
        """Vote on schedule; wait until everybody has been told of everything."""
        await self.settle()
        base = self.voters[0].screen.last
        for voter in self.voters:
            voter.screen.told.clear()
        cpu, load = self.server.cpu(), time.process_time()
        start = time.perf_counter() + 0.01
        acks: list[float] = []

        async def one(number: int, due: float) -> None:
            await asyncio.sleep(max(0.0, start + due - time.perf_counter()))
            acks.append(await self.voters[number % len(self.voters)].vote() - start - due)

        await asyncio.gather(*(one(number, due) for number, due in enumerate(schedule)))
        took, load = time.perf_counter() - start, time.process_time() - load
        await self.settle()
        cpu = self.server.cpu() - cpu
        return Round(len(schedule), acks, self._fans(base, schedule, start), took, load, cpu)

    def _fans(self, base: int, schedule: list[float], start: float) -> list[float]:
        """Return, for each vote and each screen, how long until the screen was told of it.

        Votes are numbered by the log in about the order in which they were due.
        """
        return [
            frame.at - start - schedule[seq - base - 1]
            for voter in self.voters
            for frame in voter.screen.told
            for seq in range(max(frame.after, base) + 1, frame.to + 1)
            if seq - base - 1 < len(schedule)
        ]


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which that share of *values* lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")
