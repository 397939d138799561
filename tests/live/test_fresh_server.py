"""A server that has just started: screens come back to it and say what they have."""

import threading
import time

import pytest

from board.db import db
from board.live.frames import news_after
from board.live.presence import here
from board.meetings.models import Meeting
from tests.factories import a_ballot, a_room
from tests.servers import wait_for


@pytest.fixture
def meeting(app, cast):
    with app.app_context():
        return a_room(cast).meeting_id


@pytest.fixture
def may_draw(monkeypatch):
    """What brings a screen level waits for this."""
    now = threading.Event()

    def slowly(*asked):
        now.wait(5)
        return news_after(*asked)

    monkeypatch.setattr("board.live.room.news_after", slowly)
    return now


def test_a_screen_that_comes_back_is_sent_only_what_it_lacks(app, cast, screen, meeting, may_draw):
    chen = screen("chen")
    with app.app_context():
        has = db.session.get_one(Meeting, meeting).seq
    coming = threading.Thread(target=chen.join, args=[meeting, has])
    coming.start()
    wait_for(lambda: here.screens(meeting), what="the screen")

    with app.app_context():
        a_ballot(cast, db.session.get_one(Meeting, meeting).current)
        head = db.session.get_one(Meeting, meeting).seq
    time.sleep(0.2)
    told_meanwhile = list(chen.frames)
    may_draw.set()
    coming.join()
    wait_for(lambda: chen.last == head, what="the ballot")

    assert told_meanwhile == []
    assert "ballot_opened" in chen.kinds()
    assert min(frame["from"] for frame in chen.frames) == has + 1
    assert "case" not in chen.parts
