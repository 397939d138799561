"""The power goes while people vote, note and write on the plan: what was acknowledged is there, once, and every screen
comes back by itself. The long run is `board bench outage --kills 30 --json`; here the same, short.
"""

import os
import shutil
import signal
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from board.bench.cuts import cut_the_power, figures_of, kill_and_start
from board.bench.ledger import check
from board.bench.live import crowd_of, stage
from board.bench.outage import outage
from board.bench.server import Server, free_port, product
from tests import postgres
from tests.conftest import SERVER
from tests.servers import awaited

CLIENTS = 12
ROOT = Path(__file__).parents[2]
#: Seconds from the port listening until the last screen is level.
BACK = 3.0


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    """A staged room, and how to get a database of one's own that holds it."""
    folder = tmp_path_factory.mktemp("cuts")
    with ExitStack() as stack:

        def database(name):
            if SERVER:
                return stack.enter_context(postgres.new_database(SERVER, f"{name}{os.getpid()}"))
            return f"sqlite:///{folder / name}.sqlite3"

        def own_room(name):
            if SERVER:
                url = database(name)
                return stage(CLIENTS, url), url
            shutil.copy(folder / "staged.sqlite3", folder / f"{name}.sqlite3")
            return staged, database(name)

        staged = None if SERVER else stage(CLIENTS, database("staged"))
        yield own_room


def hasty(port, url):
    """A server that acknowledges before it commits."""
    settings = {
        "DATABASE_URL": url,
        "BOARD_SECRET_KEY": "only for measuring",
        "BOARD_PUBLIC_ADDRESS": f"http://127.0.0.1:{port}",
        "BOARD_SYNTHETIC": "1",
        "PYTHONPATH": str(ROOT),
    }
    return Server(
        [sys.executable, "-m", "tests.live.hasty", "serve", "--port", str(port)], port, settings
    )


def cut_while_the_disk_stands_still(server):
    """Kill the hasty server once it has given promises that it cannot have kept."""
    server.send(signal.SIGUSR1)
    time.sleep(1.5)
    return kill_and_start(server)


def test_a_killed_server_loses_no_vote_and_every_screen_comes_back(room):
    staged, url = room("votes")
    server = product(free_port(), url)
    crowd = crowd_of(server, staged, staged["seq"])

    async def cut():
        server.start()
        await crowd.enter()
        found = await outage(crowd, server)
        await crowd.settle()
        crowd.leave()
        return found

    try:
        found = awaited(cut())
    finally:
        server.stop()

    books = check(url, staged["meeting"], staged["ballot"], crowd.voters)
    assert (books.lost, books.doubled, books.gaps, found.unanswered) == (0, 0, 0, 0)
    assert books.acked > CLIENTS
    assert found.level_after <= BACK
    assert {voter.screen.last for voter in crowd.voters} == {crowd.voters[0].screen.last}
    assert all(voter.screen.joins >= 2 for voter in crowd.voters)


def test_no_acknowledged_deed_is_lost_or_doubled_and_every_screen_comes_back(room):
    staged, url = room("whole")

    found = awaited(cut_the_power(product(free_port(), url), staged, url, kills=1))

    figures = figures_of(found, CLIENTS)
    assert (figures["lost"], figures["doubled"], figures["log_gaps"], figures["behind"]) == (
        0,
        0,
        0,
        0,
    )
    # enough of each kind stood at the cut; how many, the speed of the machine decides
    assert min(figures["acked_votes"], figures["acked_notes"], figures["acked_edits"]) > 3
    assert figures["trail_sound"]
    assert figures["screens_agree"]
    assert figures["level_p95_s"] <= 5.0


def test_a_server_that_acknowledges_before_it_commits_is_found(room):
    staged, url = room("hasty")

    found = awaited(
        cut_the_power(
            hasty(free_port(), url), staged, url, kills=1, fault=cut_while_the_disk_stands_still
        )
    )

    assert found.books.lost > 0
    assert not found.books.whole
