"""What a chair who has only a phone can do about an hour without a break."""

from datetime import timedelta

import pytest

from tests.factories import a_room
from tests.people import NOON


@pytest.fixture
def meeting(app, cast):
    with app.app_context():
        return a_room(cast).meeting_id


def test_the_chair_calls_a_break_and_ends_it_from_the_phone(as_person, meeting, monkeypatch):
    monkeypatch.setattr("board.clock.now", lambda: NOON + timedelta(minutes=65))
    chen, okafor = as_person("chen"), as_person("okafor")
    pages = {who: who.get(f"/meetings/{meeting}/phone").text for who in (chen, okafor)}

    chen.post(f"/meetings/{meeting}/break", data={"minutes": "10"})
    during = chen.get(f"/meetings/{meeting}/phone").text

    assert "Break, 10 min" in pages[chen] and "Break, 10 min" not in pages[okafor]
    assert "Go on" in during and "Break until" in during
