"""What breaks around the room: restarts of the server and of PostgreSQL, screens that do not read, everybody at once.

There is no Redis here and one process, so what befalls those cannot happen. These take minutes, so they are run by
their name: `BOARD_FAILURES=1 pytest tests/live/test_failures.py -s`; each prints what it found.
"""

import asyncio
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from board.bench.cuts import Guest, cut_the_power, figures_of
from board.bench.deeds import place_of
from board.bench.live import crowd_of, stage
from board.bench.load import percentile
from board.bench.screen import Screen
from board.bench.server import free_port, product
from tests.servers import awaited

pytestmark = [
    pytest.mark.skipif(
        not os.environ.get("BOARD_FAILURES"), reason="takes minutes: run with BOARD_FAILURES=1"
    ),
    pytest.mark.timeout(900),
]

POSTGRES = Path("/usr/lib/postgresql/15/bin")
CLIENTS = 20


def told(name, **figures):
    sys.__stdout__.write(json.dumps({"failure": name} | figures) + "\n")
    sys.__stdout__.flush()


def all_is_well(figures):
    return figures["whole"], figures["refused"], figures["screens_agree"]


@pytest.fixture
def sqlite(tmp_path):
    return f"sqlite:///{tmp_path / 'failures.sqlite3'}"


class Cluster:
    """A PostgreSQL of this test's own."""

    def __init__(self, folder):
        self.folder, self.port = folder, free_port()
        folder.mkdir()
        if os.getuid() == 0:
            for one in (folder, *folder.parents[:3]):
                one.chmod(0o755)
            shutil.chown(folder, "postgres")
        self.run("initdb", "-D", f"{folder}/data", "-A", "trust", "-U", "board", "-E", "UTF8")
        self.start()
        self.run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "board", "board")
        self.url = f"postgresql://board@127.0.0.1:{self.port}/board"

    def run(self, program, *words):
        mine = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        subprocess.run(
            [*mine, POSTGRES / program, *words], check=True, stdout=subprocess.DEVNULL, cwd="/"
        )

    def control(self, *words):
        self.run("pg_ctl", "-D", f"{self.folder}/data", "-w", *words)

    def start(self):
        said = f"-c listen_addresses=127.0.0.1 -c port={self.port} -c unix_socket_directories={self.folder}"
        self.control("-l", f"{self.folder}/log", "-o", said, "start")


@pytest.fixture
def cluster(tmp_path):
    if not (POSTGRES / "initdb").exists():
        pytest.skip("PostgreSQL 15 is not installed here")
    cluster = Cluster(tmp_path / "cluster")
    yield cluster
    cluster.control("-m", "immediate", "stop")


def test_a_restart_in_the_middle_of_voting_loses_nothing(sqlite):
    staged = stage(CLIENTS, sqlite)

    def restart(server):
        server.stop()
        return server.start()

    found = awaited(cut_the_power(product(free_port(), sqlite), staged, sqlite, 3, restart))

    figures = figures_of(found, CLIENTS)
    told("restart in order, three times", **figures)
    assert all_is_well(figures) == (True, 0, True)


@pytest.mark.parametrize("how", ["fast", "immediate"])
def test_a_restart_of_postgresql_loses_nothing(cluster, how):
    staged = stage(CLIENTS, cluster.url)

    def restart(_server):
        cluster.control("-m", how, "stop")
        time.sleep(0 if how == "fast" else 4)
        cluster.start()
        return time.perf_counter()

    server = product(free_port(), cluster.url)
    found = awaited(cut_the_power(server, staged, cluster.url, 2, restart, drops_lines=False))

    figures = figures_of(found, CLIENTS)
    told(f"PostgreSQL restarted, {how}, twice", **figures)
    assert all_is_well(figures) == (True, 0, True)


def test_screens_that_do_not_read_cost_nobody_else_anything(sqlite):
    staged = stage(CLIENTS, sqlite)
    place, server = place_of(sqlite, staged), product(free_port(), sqlite)
    people = list(zip(staged["cookies"], staged["people"], strict=True))

    async def run():
        server.start()
        screens = [Screen(server.address, cookie, staged["meeting"]) for cookie, _ in people]
        for one in screens:
            await one.enter()
        guests = [
            Guest(one, who, place) for one, (_, who) in zip(screens[:6], people, strict=False)
        ]
        await act(guests, 3)
        before = server.memory()
        deaf = screens[6:]
        for one in deaf:
            one._wire._transport.pause_reading()
        took = await act(guests, 20)
        grew = server.memory() - before
        for one in screens:
            one.leave()
        return took, grew, len(deaf)

    try:
        took, grew, deaf = awaited(run())
    finally:
        server.stop()

    p95 = round(percentile(took, 0.95) * 1000)
    told(f"{deaf} screens do not read", acts=len(took), ack_p95_ms=p95, grew_mb=grew // 2**20)
    assert grew < 200 * 2**20
    assert p95 < 1000


async def act(guests, seconds):
    """Let the guests act for so long; return how long each act took."""
    took, until = [], time.perf_counter() + seconds

    async def keep_acting(guest):
        while time.perf_counter() < until:
            began = time.perf_counter()
            await guest.act()
            took.append(time.perf_counter() - began)
            await asyncio.sleep(0.2)

    await asyncio.gather(*(keep_acting(guest) for guest in guests))
    return took


def test_five_hundred_screens_come_back_at_once(sqlite):
    many = 500
    staged = stage(many, sqlite)
    server = product(free_port(), sqlite)
    room = crowd_of(server, staged, staged["seq"])

    async def run():
        server.start()
        entered = await room.enter()
        server.kill()
        listened = await asyncio.get_running_loop().run_in_executor(None, server.start)
        screens = [voter.screen for voter in room.voters]
        async with asyncio.timeout(60):
            while not all(one.level.is_set() and one.joins >= 2 for one in screens):
                await asyncio.sleep(0.05)
        back = [max(0.0, one.level_at - listened) for one in screens]
        room.leave()
        return entered, back

    try:
        entered, back = awaited(run())
    finally:
        server.stop()

    p95 = percentile(back, 0.95)
    told(
        "connect storm",
        screens=many,
        enter_s=round(entered, 2),
        level_p95_s=round(p95, 2),
        last_s=round(max(back), 2),
    )
    assert len(back) == many
