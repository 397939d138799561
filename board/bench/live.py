"""`board bench live`: the live room under load, against a bare echo under the same load, in the same run."""

import asyncio
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click
import uvloop

from board.bench.commits import commits_per_s
from board.bench.ledger import check
from board.bench.load import Crowd, Round, Voter, percentile
from board.bench.screen import Screen
from board.bench.server import BOARD, Server, ceiling, free_port, product

ROUNDS = 3
#: Seconds of each measure.
STEADY, SUSTAINED, IDLE = 4.0, 2.0, 4.0
#: Votes a second in the steady measure.
PACE = 50.0

Figures = dict[str, Any]


def run_live(clients: int, as_json: bool) -> int:
    """Measure, print what was found with one JSON object as the last line, and return the exit status."""
    _allow_sockets(clients)
    with tempfile.TemporaryDirectory() as folder:
        url = os.environ.get("BENCH_DATABASE_URL", f"sqlite:///{folder}/board.sqlite3")
        figures = uvloop.run(_measure(clients, url, Path(folder)))
    if not as_json:
        for name, value in figures.items():
            click.echo(f"{name:32} {value}")
    click.echo(json.dumps(figures))
    return 0 if figures["lost"] == 0 else 1


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


async def _measure(clients: int, url: str, folder: Path) -> Figures:
    staged = stage(clients, url)
    ours, echo = product(free_port(), url), ceiling(free_port())
    try:
        ours.start()
        echo.start()
        return await _both(ours, echo, staged, url, folder)
    finally:
        ours.stop()
        echo.stop()


async def _both(
    ours: Server, echo: Server, staged: dict[str, Any], url: str, folder: Path
) -> Figures:
    room, bare = crowd_of(ours, staged, staged["seq"]), crowd_of(echo, staged, 0)
    await _warm(room)
    figures: Figures = {"clients": len(room.voters)}
    empty = ours.memory()
    figures["enter_s"] = round(await room.enter(), 2)
    await asyncio.sleep(2)
    figures["kb_per_connection"] = round((ours.memory() - empty) / len(room.voters) / 1024, 1)
    used, began = ours.cpu(), time.perf_counter()
    await asyncio.sleep(IDLE)
    figures["idle_cpu"] = round((ours.cpu() - used) / (time.perf_counter() - began), 3)
    await bare.enter()

    bursts = await _interleaved(room, bare, lambda crowd: crowd.burst())
    figures |= _compare(bursts, "")
    sustained = await _interleaved(room, bare, lambda crowd: crowd.sustained(SUSTAINED))
    figures |= _throughput(sustained, commits_per_s(folder / "bare.sqlite3"))
    steady = await _interleaved(room, bare, lambda crowd: crowd.steady(PACE, STEADY))
    figures |= _compare(steady, "steady_")
    figures["steady_server_cpu"] = _share(steady[0])
    figures["steady_echo_cpu"] = _share(steady[1])
    bare.leave()

    books = check(url, staged["meeting"], staged["ballot"], room.voters)
    sent = sum(one.sent for kind in (bursts, sustained, steady) for one in kind[0])
    figures |= {
        "acked": books.acked,
        "lost": books.lost + sent - books.acked,
        "doubled": books.doubled,
        "log_gaps": books.gaps,
        "refused": books.refused,
    }
    every = [one for kind in (bursts, sustained, steady) for side in kind for one in side]
    figures["load_cpu"] = round(max(one.load_cpu / one.seconds for one in every), 2)
    figures |= await _outage(room, ours, url, staged)
    room.leave()
    return figures


async def _outage(room: Crowd, ours: Server, url: str, staged: dict[str, Any]) -> Figures:
    """Kill the server while votes are under way, start it again, and see who comes back with what."""
    from board.bench.outage import outage

    found = await outage(room, ours)
    books = check(url, staged["meeting"], staged["ballot"], room.voters)
    return {
        "kill_level_s": round(found.level_after, 2),
        "kill_votes": found.votes,
        "kill_lost": books.lost + found.unanswered,
        "kill_doubled": books.doubled,
        "kill_log_gaps": books.gaps,
    }


async def _interleaved(
    room: Crowd, bare: Crowd, measure: Callable[[Crowd], Any]
) -> tuple[list[Round], list[Round]]:
    """Measure ours and the ceiling in turn, so that a busy machine is busy for both."""
    ours, echo = [], []
    for _ in range(ROUNDS):
        echo.append(await measure(bare))
        ours.append(await measure(room))
    return ours, echo


def _compare(rounds: tuple[list[Round], list[Round]], prefix: str) -> Figures:
    """Return acknowledgement and fan-out of the best rounds, in milliseconds, and their ratios."""
    ours, echo = rounds
    ack, echo_ack = (_best(side, lambda one: one.acks) for side in (ours, echo))
    fan, echo_fan = (_best(side, lambda one: one.fans) for side in (ours, echo))
    return {
        f"{prefix}ack_p95_ms": round(ack * 1000, 1),
        f"{prefix}echo_ack_p95_ms": round(echo_ack * 1000, 1),
        f"{prefix}ratio_ack_p95": round(ack / echo_ack, 2),
        f"{prefix}fanout_p95_ms": round(fan * 1000, 1),
        f"{prefix}echo_fanout_p95_ms": round(echo_fan * 1000, 1),
        f"{prefix}ratio_fanout_p95": round(fan / echo_fan, 2),
        f"{prefix}ack_p95_ms_rounds": [round(percentile(one.acks, 0.95) * 1000, 1) for one in ours],
        f"{prefix}echo_ack_p95_ms_rounds": [
            round(percentile(one.acks, 0.95) * 1000, 1) for one in echo
        ],
    }


def _throughput(rounds: tuple[list[Round], list[Round]], commits: float) -> Figures:
    ours, echo = (max(one.votes_per_s for one in side) for side in rounds)
    return {
        "votes_per_s": round(ours),
        "echo_votes_per_s": round(echo),
        "ratio_votes_per_s": round(ours / echo, 3),
        "bare_commits_per_s": round(commits),
        "ratio_votes_to_commits": round(ours / commits, 2),
    }


def _best(rounds: Iterable[Round], values: Callable[[Round], list[float]]) -> float:
    return min(percentile(values(one), 0.95) for one in rounds)


def _share(rounds: Iterable[Round]) -> float:
    return round(min(one.server_cpu / one.seconds for one in rounds), 3)


async def _warm(room: Crowd) -> None:
    """Let one screen in and out: the first drawing compiles templates and reads rule files."""
    first = room.voters[0].screen
    guest = Screen(first.address, first.cookie, first.meeting_id)
    await guest.enter()
    guest.leave()
    await asyncio.sleep(0.5)


def _allow_sockets(clients: int) -> None:
    """Raise this process's limit of open files, which its servers inherit."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 4 * clients + 256
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted, most) if most > 0 else wanted, most))
