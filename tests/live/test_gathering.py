"""Work that is gathered: what has arrived goes along, and nobody waits for what has not."""

import asyncio

from board.live.gathering import TURNS, Gathering
from tests.servers import awaited


def lists_of(play):
    """Return the lists that were worked on while *play* asked."""
    worked = []

    async def work(requests):
        worked.append(list(requests))
        await asyncio.sleep(0.01)
        return requests

    awaited(asyncio.wait_for(play(Gathering(work), worked), 5))
    return worked


async def asked_after(gathering, turns):
    for _ in range(turns):
        await asyncio.sleep(0)
    return await gathering.ask(turns)


def test_what_is_on_its_way_through_the_loop_goes_along():
    async def play(gathering, _worked):
        await asyncio.gather(*(asked_after(gathering, n) for n in range(0, 20, TURNS // 2)))

    [together] = lists_of(play)

    assert together == list(range(0, 20, TURNS // 2))


def test_who_comes_alone_does_not_wait_for_company():
    async def play(gathering, _worked):
        assert await gathering.ask(1) == 1
        assert await gathering.ask(2) == 2

    assert lists_of(play) == [[1], [2]]


def test_what_comes_while_a_list_is_worked_on_is_the_next_list():
    async def play(gathering, worked):
        first = asyncio.ensure_future(gathering.ask(1))
        while not worked:
            await asyncio.sleep(0)
        await asyncio.gather(first, gathering.ask(2), gathering.ask(3))

    assert lists_of(play) == [[1], [2, 3]]
