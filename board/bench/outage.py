"""A power cut in the middle of voting: kill -9, start again, everybody comes back by themselves."""

import asyncio
import time
from dataclasses import dataclass

from board.bench.load import Crowd
from board.bench.server import Server

#: Votes under way when the power goes, and for how long the voting lasts.
AT_ONCE, SECONDS, CUT_AFTER = 40, 1.5, 0.5
PATIENCE = 60.0  # seconds; whoever is not back then is counted as lost


@dataclass(frozen=True)
class Outage:
    """What became of it."""

    #: Seconds from the moment the port listened again until the last screen was level.
    level_after: float
    votes: int
    #: Votes that never got an answer.
    unanswered: int


async def outage(room: Crowd, server: Server) -> Outage:
    """Kill the server while votes are under way, start it again, and wait until everybody is level."""
    loop = asyncio.get_running_loop()
    turn, until = iter(range(10**9)), time.perf_counter() + SECONDS
    voted = 0

    async def keep_voting() -> None:
        nonlocal voted
        while time.perf_counter() < until:
            voter = room.voters[next(turn) % len(room.voters)]
            voted += 1
            await voter.vote()

    voting = [asyncio.ensure_future(keep_voting()) for _ in range(AT_ONCE)]
    await asyncio.sleep(CUT_AFTER)
    server.kill()
    listened = await loop.run_in_executor(None, server.start)
    _, unanswered = await asyncio.wait(voting, timeout=PATIENCE)
    for task in unanswered:
        task.cancel()
    screens = [voter.screen for voter in room.voters]
    try:
        await asyncio.wait_for(asyncio.gather(*(one.level.wait() for one in screens)), PATIENCE)
    except TimeoutError:
        return Outage(float("inf"), voted, len(unanswered))
    back = max(one.level_at for one in screens) - listened
    return Outage(back, voted, len(unanswered))
