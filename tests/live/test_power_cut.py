"""The power goes while people vote: what was acknowledged is there, once, and every screen comes back by itself."""

import os
from contextlib import ExitStack

import pytest

from board.bench.ledger import check
from board.bench.live import crowd_of, stage
from board.bench.outage import outage
from board.bench.server import free_port, product
from tests import postgres
from tests.conftest import SERVER
from tests.servers import awaited

CLIENTS = 12
#: Seconds from the port listening until the last screen is level.
BACK = 3.0


@pytest.fixture
def database(tmp_path):
    """An empty database that real processes share with this one."""
    with ExitStack() as stack:
        if SERVER:
            yield stack.enter_context(postgres.new_database(SERVER, f"cut{os.getpid()}"))
        else:
            yield f"sqlite:///{tmp_path / 'cut.sqlite3'}"


def test_a_killed_server_loses_no_vote_and_every_screen_comes_back(database):
    staged = stage(CLIENTS, database)
    server = product(free_port(), database)
    room = crowd_of(server, staged, staged["seq"])

    async def cut():
        server.start()
        await room.enter()
        found = await outage(room, server)
        await room.settle()
        room.leave()
        return found

    try:
        found = awaited(cut())
    finally:
        server.stop()

    books = check(database, staged["meeting"], staged["ballot"], room.voters)
    assert (books.lost, books.doubled, books.gaps, found.unanswered) == (0, 0, 0, 0)
    assert books.acked > CLIENTS
    assert found.level_after <= BACK
    assert {voter.screen.last for voter in room.voters} == {room.voters[0].screen.last}
    assert all(voter.screen.joins >= 2 for voter in room.voters)
