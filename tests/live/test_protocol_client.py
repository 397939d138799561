"""The client that load and power cuts are driven with: it speaks the documented protocol and loses nothing."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from flask import Flask

from board.bench.screen import Gone, Screen
from board.db import db
from board.decisions.models import Ballot
from tests.factories import a_ballot, a_room, a_vote
from tests.people import NOON
from tests.servers import awaited


@pytest.fixture
def room(app: Flask, cast):
    with app.app_context():
        item = a_room(cast)
        return {"meeting": item.meeting_id, "ballot": a_ballot(cast, item).id}


@pytest.fixture
def as_client(app: Flask, server: str, room, as_person) -> Callable[..., Screen]:
    """Return how to make a screen of one of the cast; nothing is connected yet."""

    def make(key: str, last: int = 0) -> Screen:
        cookie = as_person(key).get_cookie("board")
        return Screen(server, f"board={cookie.value}", room["meeting"], last=last)

    return make


def played(*screens: Screen, act: Callable[[], Awaitable[Any]]) -> Any:
    """Let the screens in, do something, let them out."""

    async def play() -> Any:
        try:
            await asyncio.gather(*(screen.enter() for screen in screens))
            return await act()
        finally:
            for screen in screens:
                screen.leave()
            await asyncio.sleep(0.1)

    # a screen is made outside of any loop but lives in one
    return awaited(play())


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.02)


def test_a_screen_that_enters_holds_every_part(as_client):
    okafor = as_client("okafor")

    played(okafor, act=lambda: asyncio.sleep(0))

    assert {"agenda", "case", "ballot", "notes", "plan", "people", "clock"} <= set(okafor.parts)
    assert okafor.last > 0


def test_a_vote_is_acknowledged_and_told_to_everybody(app, as_client, room):
    okafor, tanaka = as_client("okafor"), as_client("tanaka")

    async def vote():
        before = tanaka.last
        answer = await okafor.cast_vote(room["ballot"], "A", "the key of a vote")
        await until(lambda: tanaka.last > before)
        return answer

    answer = played(okafor, tanaka, act=vote)

    assert answer["ok"]
    with app.app_context():
        assert [vote.id for vote in db.session.get_one(Ballot, room["ballot"]).votes] == [
            answer["vote"]
        ]


def test_a_vote_sent_again_under_its_key_is_one_vote(app, as_client, room):
    okafor = as_client("okafor")

    async def vote_twice():
        first = await okafor.cast_vote(room["ballot"], "A", "the key of a vote")
        return first, await okafor.cast_vote(room["ballot"], "A", "the key of a vote")

    first, again = played(okafor, act=vote_twice)

    assert first == again
    with app.app_context():
        assert len(db.session.get_one(Ballot, room["ballot"]).votes) == 1


def test_a_refusal_is_final(as_client, room):
    silva = as_client("silva")

    answer = played(silva, act=lambda: silva.cast_vote(room["ballot"], "A", "the key of a vote"))

    assert (answer["ok"], answer["code"]) == (False, "not_allowed")


def test_a_screen_that_lost_its_line_comes_back_with_the_last_event_it_has(
    app, cast, as_client, room
):
    okafor = as_client("okafor")

    async def lose_the_line():
        held = okafor.last
        okafor._wire.close()
        await until(lambda: not okafor.level.is_set())
        with app.app_context():
            a_vote(cast, db.session.get_one(Ballot, room["ballot"]), "tanaka", "B", at=NOON)
        await until(lambda: okafor.last > held)
        return held

    held = played(okafor, act=lose_the_line)

    assert okafor.joins == 2
    assert okafor.told[-1].after == held


def test_a_vote_that_meets_a_lost_line_is_sent_again_until_it_is_answered(app, as_client, room):
    okafor = as_client("okafor")

    async def vote_into_the_void():
        vote = asyncio.ensure_future(okafor.cast_vote(room["ballot"], "C", "the key of a vote"))
        await asyncio.sleep(0)
        okafor._wire.close()
        return await vote

    assert played(okafor, act=vote_into_the_void)["ok"]
    with app.app_context():
        assert len(db.session.get_one(Ballot, room["ballot"]).votes) == 1


def test_a_gap_is_asked_for_after_a_moment(as_client, room):
    okafor = as_client("okafor")

    async def miss_one():
        before = okafor.last
        await okafor.cast_vote(room["ballot"], "A", "the key of a vote")
        await until(lambda: okafor.last > before and not okafor._repair)  # the vote is told
        known, okafor.last = okafor.last, okafor.last - 1
        ahead = {"from": known + 1, "to": known + 1, "events": [], "parts": {}}
        okafor._take(ahead)
        await until(lambda: okafor.syncs > 0)

    played(okafor, act=miss_one)

    assert okafor.gaps == 1


def test_without_a_session_there_is_no_way_in(server, room):
    stranger = Screen(server, "board=nobody", room["meeting"])

    with pytest.raises(Gone):
        awaited(stranger.enter())
