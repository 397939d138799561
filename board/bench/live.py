"""`board bench live`: the live room under load, against a bare echo under the same load, in the same run."""

import asyncio
import json
import os
import tempfile
import time
from pathlib import Path

import click
import uvloop

from board.bench.commits import commits_per_s
from board.bench.company import PACE, STEADY, SUSTAINED, beside_postgres, measure_neighbours
from board.bench.figures import (
    Figures,
    best,
    last_ack,
    latency,
    load_share,
    server_share,
    throughput,
)
from board.bench.ledger import check
from board.bench.load import Crowd, Round
from board.bench.neighbours import beside
from board.bench.pages import plain, seconds_a_page
from board.bench.place import ROUNDS, Place, allow_sockets, at_a_place, books, in_turn
from board.bench.place import crowd_of as crowd_of
from board.bench.place import stage as stage
from board.bench.server import free_port

#: Bursts in all: more than are compared, for nothing to be lost in.
BURSTS = 10
#: Seconds of silence that are measured.
IDLE = 4.0
#: Votes that meet nobody else's.
LONE = 15
#: A page that reads the database, and how many people read it at the same time.
PAGE, READERS, READINGS = "/cases", 4, 40


def run_live(
    clients: int, as_json: bool, *, neighbours: bool = False, postgres: str | None = None
) -> int:
    """Measure, print what was found with one JSON object as the last line, and return the exit status."""
    allow_sockets(clients)
    with tempfile.TemporaryDirectory() as folder:
        url = os.environ.get("BENCH_DATABASE_URL", f"sqlite:///{folder}/board.sqlite3")
        measure = measure_neighbours if neighbours else _measure
        figures = uvloop.run(at_a_place(clients, url, Path(folder), measure))
        if postgres:
            figures |= uvloop.run(beside_postgres(clients, folder, postgres))
    if not as_json:
        for name, value in figures.items():
            click.echo(f"{name:32} {value}")
    click.echo(json.dumps(figures))
    return 0 if figures["lost"] == 0 else 1


async def _measure(place: Place, room: Crowd) -> Figures:
    figures: Figures = {"clients": len(room.voters)} | await _silence(place, room)
    echo, barest = crowd_of(place.echo, place.staged, 0), crowd_of(place.bare, place.staged, 0)
    await echo.enter()
    await barest.enter()

    bursts = await in_turn(room, echo, lambda crowd: crowd.burst())
    more = round((BURSTS - ROUNDS) * place.unit)
    bursts[0].extend([await room.burst() for _ in range(more)])
    figures |= latency((bursts[0][:ROUNDS], bursts[1]))
    figures["ratio_last_ack"] = round(last_ack(bursts[0]) / last_ack(bursts[1]), 2)
    figures["server_cpu_ms_per_burst"] = round(min(one.server_cpu for one in bursts[0]) * 1000)
    figures["echo_cpu_ms_per_burst"] = round(min(one.server_cpu for one in bursts[1]) * 1000)

    sustained = await in_turn(room, echo, lambda crowd: crowd.sustained(SUSTAINED * place.unit))
    figures |= throughput(
        (sustained[0], sustained[1]), commits_per_s(place.folder / "bare.sqlite3")
    )

    length = STEADY * place.unit
    steady = await in_turn(room, echo, lambda crowd: crowd.steady(PACE, length))
    plainly = [await barest.steady(PACE, length)]
    figures |= latency((steady[0], steady[1]), "steady_")
    figures["steady_server_cpu"] = server_share(steady[0])
    figures["steady_echo_cpu"] = server_share(steady[1])
    figures["steady_bare_cpu"] = server_share(plainly)
    figures["ratio_steady_cpu"] = round(server_share(steady[0]) / server_share(plainly), 2)

    lone = [await room.lone(round(LONE * place.unit))]
    figures |= _lonely(lone, [await barest.lone(round(LONE * place.unit))])
    read_beside = [await _read_beside(place, room)]
    with_readers = best(read_beside, lambda one: one.acks)
    alone = best(steady[0], lambda one: one.acks)
    figures["ratio_ack_p95_with_readers"] = round(with_readers / alone, 2)
    figures |= await asyncio.to_thread(_page, place)
    echo.leave()
    barest.leave()

    ours = [*bursts[0], *sustained[0], *steady[0], *lone, *read_beside]
    figures |= books(place, room, ours)
    figures["load_cpu"] = load_share([*ours, *bursts[1], *sustained[1], *steady[1]])
    figures |= await _outage(place, room)
    room.leave()
    return figures


async def _silence(place: Place, room: Crowd) -> Figures:
    """Let everybody in; return what a connection holds, and what a room takes in which nothing happens."""
    empty, entering = place.ours.memory(), await room.enter()
    await asyncio.sleep(2)
    held = (place.ours.memory() - empty) / len(room.voters) / 1024
    used, began = place.ours.cpu(), time.perf_counter()
    await asyncio.sleep(IDLE * place.unit)
    idle = (place.ours.cpu() - used) / (time.perf_counter() - began)
    return {
        "enter_s": round(entering, 2),
        "kb_per_connection": round(held, 1),
        "idle_cpu": round(idle, 3),
    }


def _lonely(ours: list[Round], barest: list[Round]) -> Figures:
    ack, fan = best(ours, lambda one: one.acks), best(ours, lambda one: one.fans)
    return {
        "lone_ack_p95_ms": round(ack * 1000, 1),
        "lone_fanout_p95_ms": round(fan * 1000, 1),
        "lone_ratio_fanout_to_ack": round(fan / ack, 2),
        "bare_lone_fanout_p95_ms": round(best(barest, lambda one: one.fans) * 1000, 1),
    }


async def _read_beside(place: Place, room: Crowd) -> Round:
    """Vote at a steady pace while several people read pages without a pause."""
    async with beside(place.ours, cookies=place.staged["cookies"], pages=[PAGE] * READERS):
        return await room.steady(PACE, STEADY * place.unit)


def _page(place: Place) -> Figures:
    """Return how quickly a page is read, against a plain server that does nothing else."""
    other, cookie = plain(free_port(), place.url), place.staged["cookies"][0]
    other.start()
    try:
        plainly = seconds_a_page(other, PAGE, cookie, READINGS)
        ours = seconds_a_page(place.ours, PAGE, cookie, READINGS)
    finally:
        other.stop()
    return {"page_ms": round(ours * 1000, 1), "ratio_page_to_plain": round(plainly / ours, 2)}


async def _outage(place: Place, room: Crowd) -> Figures:
    """Kill the server while votes are under way, start it again, and see who comes back with what."""
    from board.bench.outage import outage

    found = await outage(room, place.ours)
    after = check(place.url, place.staged["meeting"], place.staged["ballot"], room.voters)
    return {
        "kill_level_s": round(found.level_after, 2),
        "kill_votes": found.votes,
        "kill_lost": after.lost + found.unanswered,
        "kill_doubled": after.doubled,
        "kill_log_gaps": after.gaps,
    }
