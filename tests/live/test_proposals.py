"""What opinions name is in the chair's form at once; that one was given is told, and neither whose nor which."""

import pytest

from board.decisions.services import opinions
from board.decisions.services.ballots import recuse
from board.decisions.services.opinions import Answer
from board.transactions import transaction
from tests.factories import a_room
from tests.people import NOON
from tests.servers import wait_for


@pytest.fixture
def room(app, cast):
    with app.app_context():
        item = a_room(cast)
        return {"item": item.id, "meeting": item.meeting_id}


def opine(app, cast, room, *who):
    for key in who:
        with app.app_context(), transaction():
            answer = Answer("talquetamab", "high")
            opinions.state_opinion(room["item"], answer, by=cast[key], at=NOON)


def test_the_chairs_form_proposes_what_opinions_name_while_the_room_is_open(
    app, cast, screen, room
):
    chen, tanaka = (screen(who, room["meeting"]) for who in ("chen", "tanaka"))

    opine(app, cast, room, "chen", "okafor", "tanaka")

    wait_for(lambda: 'value="Talquetamab"' in chen.parts["ballot"], what="the proposal")
    wait_for(lambda: tanaka.kinds().count("opinion_stated") == 3, what="the news")
    assert "Talquetamab" not in tanaka.parts["ballot"]
    told = [one for frame in tanaka.frames for one in frame["events"]]
    assert {one["person"] for one in told if one["kind"] == "opinion_stated"} == {None}


def test_whoever_stepped_aside_is_not_told_that_opinions_come_in(app, cast, screen, room):
    with app.app_context(), transaction():
        recuse(room["item"], "Investigator", by=cast["tanaka"], at=NOON)
    chen, tanaka = (screen(who, room["meeting"]) for who in ("chen", "tanaka"))

    opine(app, cast, room, "okafor")
    wait_for(lambda: "opinion_stated" in chen.kinds(), what="the news")
    wait_for(lambda: tanaka.last >= chen.last, what="the frame")

    assert "opinion_stated" not in tanaka.kinds()
