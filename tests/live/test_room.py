"""The live room over real sockets: who is told what, and when."""

import pytest
import socketio

from board.db import db
from board.decisions.models import Ballot
from board.decisions.services import ballots
from board.meetings import services as meetings
from board.meetings.models import Meeting
from board.transactions import transaction
from tests.factories import a_ballot, a_room, a_vote
from tests.people import NOON
from tests.servers import wait_for


@pytest.fixture
def room(app, cast):
    with app.app_context():
        item = a_room(cast)
        return {"item": item.id, "meeting": item.meeting_id, "case": item.case.number}


@pytest.fixture
def ballot(app, cast, room):
    with app.app_context():
        item = db.session.get_one(Meeting, room["meeting"]).current
        return a_ballot(cast, item).id


def vote(ballot, choice="A", key="a key of a vote", **more):
    return {"ballot": ballot, "choice": choice, "reason": "", "key": key, "instead_of": 0} | more


def test_joining_brings_a_screen_level(screen, room):
    chen = screen("chen", room["meeting"])

    assert set(chen.parts) == {"agenda", "case", "ballot", "notes", "plan", "people", "clock"}
    assert room["case"] in chen.parts["agenda"]


def test_a_vote_is_acknowledged_with_what_is_stored(screen, room, ballot):
    okafor = screen("okafor", room["meeting"])

    answer = okafor.ask("cast_vote", vote(ballot))

    assert answer["ok"] and answer["choice"] == "A" and len(answer["receipt"]) == 16


def test_everybody_hears_that_a_vote_is_in_and_nobody_how(screen, room, ballot):
    chen, okafor, silva = (screen(key, room["meeting"]) for key in ("chen", "okafor", "silva"))

    okafor.ask("cast_vote", vote(ballot, "C", reason="a very telling reason"))

    for one in (chen, silva):
        wait_for(lambda one=one: "voted" in one.kinds(), what="the news")
        assert "1 of 3" in one.parts["ballot"]
        assert "telling" not in one.everything()


def test_closing_reveals_to_everybody(screen, room, ballot):
    chen, okafor, silva = (screen(key, room["meeting"]) for key in ("chen", "okafor", "silva"))
    okafor.ask("cast_vote", vote(ballot, "C", reason="a very telling reason"))

    chen.client.post(f"/ballots/{ballot}/close", headers={"X-Fragment": "1"})

    wait_for(lambda: "telling" in silva.parts["ballot"], what="the reveal")
    assert "R. Okafor" in silva.parts["ballot"]


def test_a_refused_vote_is_answered_and_told_to_nobody(app, screen, room, ballot):
    chen, silva = screen("chen", room["meeting"]), screen("silva", room["meeting"])

    answer = silva.ask("cast_vote", vote(ballot))

    assert answer == {
        "ok": False,
        "code": "not_allowed",
        "message": "Only members of the board vote.",
    }
    with app.app_context():
        assert ballots.counted(db.session.get_one(Ballot, ballot)) == []
    assert "voted" not in chen.kinds()


def test_a_vote_sent_twice_over_the_socket_counts_once(app, screen, room, ballot):
    okafor = screen("okafor", room["meeting"])

    first, again = (okafor.ask("cast_vote", vote(ballot)) for _ in range(2))

    assert first == again
    with app.app_context():
        assert len(db.session.get_one(Ballot, ballot).votes) == 1


def test_two_tabs_are_told_of_each_other(screen, room, ballot):
    tab_one, tab_two = screen("okafor", room["meeting"]), screen("okafor", room["meeting"])
    tab_one.ask("cast_vote", vote(ballot, "A", key="from tab one"))

    answer = tab_two.ask("cast_vote", vote(ballot, "B", key="from tab two"))

    assert answer["code"] == "conflict" and "voted A" in answer["message"]


def test_a_vote_after_the_close_is_refused(app, cast, screen, room, ballot):
    okafor = screen("okafor", room["meeting"])
    with app.app_context(), transaction():
        ballots.close_ballot(ballot, by=cast["chen"], at=NOON)

    answer = okafor.ask("cast_vote", vote(ballot))

    assert answer["code"] == "conflict" and "closed" in answer["message"]


def test_another_board_cannot_even_join(screen, room):
    novak = screen("novak")

    answer = novak.join(room["meeting"])

    assert answer["code"] == "not_found"
    assert novak.frames == []


def test_another_board_votes_nowhere(screen, room, ballot):
    assert screen("novak").ask("cast_vote", vote(ballot))["code"] == "not_found"


def test_whoever_stepped_aside_is_sent_no_vote_data_at_all(app, cast, screen, room, ballot):
    okafor, tanaka = screen("okafor", room["meeting"]), screen("tanaka", room["meeting"])
    tanaka.client.post(
        f"/items/{room['item']}/recusals",
        data={"reason": "Investigator"},
        headers={"X-Fragment": "1"},
    )
    wait_for(lambda: "stepped aside" in tanaka.parts["ballot"], what="the recusal")
    before = len(tanaka.frames)

    okafor.ask("cast_vote", vote(ballot, "B", reason="a very telling reason"))
    with app.app_context(), transaction():
        ballots.close_ballot(ballot, by=cast["chen"], at=NOON)
    wait_for(lambda: "telling" in okafor.parts["ballot"], what="the reveal")

    wait_for(lambda: tanaka.last >= okafor.last, what="the frame")
    sent = str(tanaka.frames[before:])
    assert "telling" not in sent and "voted" not in sent and "votes in" not in sent


def test_the_wall_shows_no_name(screen, room):
    wall = screen("chen", room["meeting"], wall=True)

    assert room["case"] in wall.everything()
    assert "DEMO" not in wall.everything() and "Agnes" not in wall.everything()


def test_a_screen_that_was_away_is_sent_what_it_missed(app, cast, screen, room, ballot):
    okafor = screen("okafor", room["meeting"])
    seen = okafor.last
    okafor.socket.disconnect()
    with app.app_context():
        a_vote(cast, db.session.get_one(Ballot, ballot), "chen", "A")

    back = screen("okafor", room["meeting"], last=seen)

    assert back.frames[0]["from"] == seen + 1
    assert set(back.frames[0]["parts"]) == {"ballot"}
    assert "1 of 3" in back.parts["ballot"]


def test_signing_out_closes_the_socket_at_once(screen, room):
    okafor = screen("okafor", room["meeting"])

    okafor.client.post("/sign-out")

    wait_for(lambda: not okafor.socket.connected, patience=2, what="the socket to close")
    assert okafor.ended


def test_a_socket_without_a_session_is_refused(server):
    nobody = socketio.Client(reconnection=False)

    with pytest.raises(socketio.exceptions.ConnectionError):
        nobody.connect(server, transports=["websocket"], socketio_path="live", wait_timeout=5)


@pytest.mark.parametrize(
    "message",
    [
        None,
        7,
        [],
        "text",
        {},
        {"ballot": "1"},
        {"ballot": True},
        {"ballot": 2**70},
        {"ballot": 1, "choice": ["A"]},
        {"ballot": 1, "choice": "A", "key": "x" * 5000},
        {"ballot": 1, "choice": "A", "key": "kkkkkkkk", "reason": "\ud800"},
    ],
)
def test_a_broken_message_is_answered(screen, room, message):
    okafor = screen("okafor", room["meeting"])

    answer = okafor.ask("cast_vote", message)

    assert answer["ok"] is False
    assert answer["code"] in ("invalid", "not_found")


def test_a_note_written_in_the_room_reaches_the_others(screen, room):
    chen, brandt = screen("chen", room["meeting"]), screen("brandt", room["meeting"])

    said = {
        "case": room["case"],
        "anchor": "health",
        "kind": "supportive",
        "text": "Lives alone since August.",
    }
    assert brandt.ask("write_note", said)["ok"]

    wait_for(lambda: "Lives alone since August." in chen.parts["notes"], what="the note")


def test_everybody_follows_the_section_that_is_shown(screen, room):
    chen, okafor = screen("chen", room["meeting"]), screen("okafor", room["meeting"])

    chen.ask("show_section", {"meeting": room["meeting"], "section": "genetics"})

    wait_for(lambda: "section_shown" in okafor.kinds(), what="the section")
    shown = [e for frame in okafor.frames for e in frame["events"] if e["kind"] == "section_shown"]
    assert shown[-1]["section"] == "genetics"


def test_a_member_leads_nobody_along(screen, room):
    okafor = screen("okafor", room["meeting"])

    assert (
        okafor.ask("show_section", {"meeting": room["meeting"], "section": "genetics"})["code"]
        == "not_allowed"
    )


@pytest.mark.parametrize("key", ["chen", "okafor", "silva", "park"])
def test_a_fragment_that_is_sent_equals_the_part_of_a_fresh_page(screen, room, ballot, key):
    one = screen(key, room["meeting"])
    one.ask("sync", {"meeting": room["meeting"], "last": 0})

    page = one.client.get(f"/meetings/{room['meeting']}/room").text

    for part in ("ballot", "notes", "plan"):
        assert without_tokens(one.parts[part]) in without_tokens(page), part


def without_tokens(html):
    import re

    return re.sub(r'name="csrf_token" value="[^"]*"', "", html).strip()


def test_the_log_of_a_meeting_has_no_gap(app, screen, room, ballot):
    okafor, chen = screen("okafor", room["meeting"]), screen("chen", room["meeting"])
    okafor.ask("cast_vote", vote(ballot))
    chen.ask("cast_vote", vote(ballot, key="of the chair"))

    with app.app_context():
        from board.meetings.log import events_after

        events = events_after(room["meeting"], 0)
        assert [event.seq for event in events] == list(range(1, len(events) + 1))
        assert meetings.SECTIONS


def test_a_refused_message_says_which_field_was_wrong(app, cast, screen):
    with app.app_context():
        item = a_room(cast)
        ballot, meeting = a_ballot(cast, item).id, item.meeting_id
    okafor = screen("okafor", meeting)
    said = {"ballot": ballot, "choice": "Z", "reason": "", "key": "a key of a vote"}

    wrong_choice = okafor.ask("cast_vote", said)
    wrong_kind = okafor.ask("cast_vote", said | {"ballot": "one"})
    too_late = okafor.ask("cast_vote", said | {"choice": "A", "instead_of": 99})

    assert wrong_choice["fields"] == {"choice": "Choose A, B, C or abstain."}
    assert wrong_kind["fields"] == {"ballot": "Expected int."}
    assert "fields" not in too_late
