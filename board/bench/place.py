"""Where a run of the live bench takes place: a staged room, its servers, its crowd."""

import asyncio
import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from board.bench.figures import Figures
from board.bench.ledger import check
from board.bench.load import Crowd, Round, Voter
from board.bench.screen import Screen
from board.bench.server import BOARD, Server, bare, ceiling, free_port, product

#: With fewer screens every measure takes a quarter of its time: for a quick look.
MANY = 100
#: How often each measure is taken, in turn with what it is compared to.
ROUNDS = 3
Measure = Callable[[Crowd], Coroutine[Any, Any, Round]]


@dataclass(frozen=True)
class Place:
    """Where a run takes place: the staged room, its servers, and a folder for what is thrown away.

    *unit* is the share of each measure's length that this run gives it.
    """

    staged: dict[str, Any]
    url: str
    folder: Path
    ours: Server
    echo: Server
    bare: Server
    unit: float


async def at_a_place(
    clients: int,
    url: str,
    folder: Path,
    measure: Callable[[Place, Crowd], Coroutine[Any, Any, Figures]],
) -> Figures:
    """Start the servers on a staged room, measure, and stop them."""
    place = Place(
        stage(clients, url),
        url,
        folder,
        product(free_port(), url),
        ceiling(free_port()),
        bare(free_port()),
        1.0 if clients >= MANY else 0.25,
    )
    servers = (place.ours, place.echo, place.bare)
    try:
        for server in servers:
            server.start()
        room = crowd_of(place.ours, place.staged, place.staged["seq"])
        await warm(room)
        return await measure(place, room)
    finally:
        for server in servers:
            server.stop()


def stage(clients: int, url: str) -> dict[str, Any]:
    """Set up the room in the empty database at *url*; return what its clients need to know."""
    environment = os.environ | {
        "DATABASE_URL": url,
        "BOARD_SECRET_KEY": "only for measuring",
        "BOARD_SYNTHETIC": "1",
    }
    subprocess.run([*BOARD, "migrate"], env=environment, check=True)  # noqa: S603
    command = [sys.executable, "-m", "board.bench.stage", str(clients)]
    done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE)  # noqa: S603
    staged: dict[str, Any] = json.loads(done.stdout)
    return staged


def crowd_of(server: Server, staged: dict[str, Any], last: int) -> Crowd:
    """Return the voters at screens whose page has just been drawn: it holds the room up to *last*."""
    return Crowd(
        server,
        [
            Voter(
                Screen(server.address, cookie, staged["meeting"], last=last),
                staged["ballot"],
                person,
            )
            for cookie, person in zip(staged["cookies"], staged["people"], strict=True)
        ],
    )


async def in_turn(room: Crowd, other: Crowd, measure: Measure) -> tuple[list[Round], list[Round]]:
    """Measure ours and the other in turn, so that a busy machine is busy for both."""
    ours, others = [], []
    for _ in range(ROUNDS):
        others.append(await measure(other))
        ours.append(await measure(room))
    return ours, others


def books(place: Place, room: Crowd, rounds: list[Round]) -> Figures:
    """Return what the database holds against what was acknowledged; a vote that was refused counts as lost."""
    found = check(place.url, place.staged["meeting"], place.staged["ballot"], room.voters)
    return {
        "acked": found.acked,
        "lost": found.lost + sum(one.sent for one in rounds) - found.acked,
        "doubled": found.doubled,
        "log_gaps": found.gaps,
        "refused": found.refused,
    }


async def warm(room: Crowd) -> None:
    """Let one screen in and out: the first drawing compiles templates and reads rule files."""
    first = room.voters[0]
    guest = Screen(first.screen.address, first.screen.cookie, first.screen.meeting_id)
    await Crowd(room.server, [Voter(guest, first.ballot_id, first.person_id)]).enter()
    guest.leave()
    await asyncio.sleep(0.5)


def allow_sockets(clients: int) -> None:
    """Raise this process's limit of open files, which its servers inherit."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 4 * clients + 256
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted, most) if most > 0 else wanted, most))
