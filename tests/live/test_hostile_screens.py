"""Screens that lie, shout, listen where they should not, or stay after their person has left."""

import http.client
import json
import time
from datetime import timedelta
from http.cookies import SimpleCookie
from urllib.parse import urlsplit

import pytest
import socketio
import websocket
from sqlalchemy import func, select

from board import clock
from board.accounts.actor import Role
from board.accounts.models import LoginSession, Membership, Person
from board.db import db
from board.decisions.models import Vote
from board.live.pace import MOST_SCREENS
from board.meetings.models import Meeting
from tests.factories import a_ballot, a_room
from tests.live.conftest import Screen
from tests.servers import wait_for

SOON = 1.5  # seconds: one for the rule, half a one for this machine


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


def cookie_of(client):
    kept = SimpleCookie({"board": client.get_cookie("board").value})
    return kept.output(header="").strip()


def change_person(app, cast, key, **changes):
    with app.app_context():
        person = db.session.get_one(Person, cast[key].person_id)
        for name, value in changes.items():
            setattr(person, name, value)
        db.session.commit()


def votes_stored(app):
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Vote))


def change_seat(app, cast, key, role=None):
    with app.app_context():
        mine = Membership.person_id == cast[key].person_id
        seat = db.session.scalars(select(Membership).where(mine)).one()
        if role is None:
            db.session.delete(seat)
        else:
            seat.role = role
        db.session.commit()


@pytest.fixture
def slow_heart(monkeypatch):
    """A server that looks for dead sessions so seldom that a command is judged before the screen closes."""
    monkeypatch.setattr("board.live.room.HEARTBEAT", 60.0)


def closes_within(screen, seconds=SOON):
    begun = time.monotonic()
    wait_for(lambda: not screen.socket.connected, patience=seconds, what="the socket to close")
    return time.monotonic() - begun


# -- where a socket comes from -----------------------------------------------------------------------


def handshake(server, cookie, origin, **headers):
    """Return the status that the server gives to a socket which says it is opened from *origin*."""
    address = server.replace("http", "ws") + "/live/?EIO=4&transport=websocket"
    said = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    try:
        opened = websocket.create_connection(
            address, cookie=cookie, origin=origin, header=said, timeout=5
        )
    except websocket.WebSocketBadStatusException as refusal:
        return refusal.status_code
    opened.close()
    return 101


def test_a_socket_is_opened_by_our_own_page_alone(server, as_person):
    cookie, host = cookie_of(as_person("chen")), urlsplit(server).netloc
    name, port = host.split(":")
    elsewhere = [
        "http://evil.example",
        "null",
        f"http://{host}.evil.example",
        f"http://{host}@evil.example",
        f"http://evil@{host}",
        f"http://{name}:{int(port) + 1}",
        f"http://{name}",
        "file://",
    ]

    answers = {origin: handshake(server, cookie, origin) for origin in elsewhere}
    forwarded = {
        origin: handshake(server, cookie, origin, X_Forwarded_Host=urlsplit(origin).netloc or "x")
        for origin in elsewhere
    }

    assert handshake(server, cookie, server) == 101
    assert set(answers.values()) == {403}, answers
    assert set(forwarded.values()) == {403}, forwarded


def test_a_socket_is_a_websocket_from_the_start(server, as_person):
    connection = http.client.HTTPConnection(urlsplit(server).netloc, timeout=5)
    headers = {"Cookie": cookie_of(as_person("chen"))}

    connection.request("GET", "/live/?EIO=4&transport=polling", headers=headers)

    status = connection.getresponse().status
    connection.close()

    assert status == 400


def test_a_cookie_kept_from_before_signing_out_opens_no_socket(server, as_person):
    chen = as_person("chen")
    kept = cookie_of(chen)
    chen.post("/sign-out")

    with pytest.raises(socketio.exceptions.ConnectionError):
        Screen(server, kept)


# -- whoever has gone --------------------------------------------------------------------------------


def test_a_disabled_persons_screen_closes_within_a_second(app, cast, screen, room):
    okafor = screen("okafor", room["meeting"])

    change_person(app, cast, "okafor", disabled_at=clock.now())

    assert closes_within(okafor) < SOON


def test_a_disabled_persons_vote_is_refused_at_once(slow_heart, app, cast, screen, room, ballot):
    okafor = screen("okafor", room["meeting"])
    change_person(app, cast, "okafor", disabled_at=clock.now())

    assert okafor.ask("cast_vote", vote(ballot))["code"] == "not_allowed"


def test_whoever_loses_their_seat_votes_no_more(slow_heart, app, cast, screen, room, ballot):
    okafor = screen("okafor", room["meeting"])
    change_seat(app, cast, "okafor")

    assert okafor.ask("cast_vote", vote(ballot))["code"] == "not_found"
    assert votes_stored(app) == 0


def test_whoever_sits_on_another_seat_is_judged_by_it_at_once(
    slow_heart, app, cast, screen, room, ballot
):
    okafor = screen("okafor", room["meeting"])
    change_seat(app, cast, "okafor", Role.OBSERVER)

    assert okafor.ask("cast_vote", vote(ballot))["code"] == "not_allowed"
    assert votes_stored(app) == 0


@pytest.mark.parametrize("role", [None, Role.OBSERVER])
def test_whoever_loses_or_changes_their_seat_is_sent_away(app, cast, screen, room, role):
    okafor = screen("okafor", room["meeting"])

    change_seat(app, cast, "okafor", role)

    assert closes_within(okafor) < SOON


def test_a_screen_that_never_joined_closes_with_its_session_too(screen):
    okafor = screen("okafor")

    okafor.client.post("/sign-out")

    assert closes_within(okafor) < SOON


def test_a_session_that_was_not_used_closes_its_screens(app, screen, room):
    okafor = screen("okafor", room["meeting"])
    with app.app_context():
        for session in db.session.scalars(select(LoginSession)):
            session.seen_at = clock.now() - timedelta(minutes=61)
        db.session.commit()

    assert closes_within(okafor) < SOON


# -- what is none of theirs --------------------------------------------------------------------------


def test_another_boards_screen_hears_nothing_whatever_it_asks(screen, room, ballot):
    novak, okafor = screen("novak"), screen("okafor", room["meeting"])

    answers = [
        novak.join(room["meeting"]),
        novak.ask("sync", {"meeting": room["meeting"], "last": 0}),
        novak.ask("join", {"meeting": room["meeting"], "last": 0, "wall": True}),
        novak.ask("show_section", {"meeting": room["meeting"], "section": "genetics"}),
        novak.ask("write_note", {"case": room["case"], "text": "A remark"}),
    ]
    okafor.ask("cast_vote", vote(ballot))
    wait_for(lambda: "voted" in okafor.kinds(), what="the news")

    assert {answer["ok"] for answer in answers} == {False}
    assert novak.frames == [] and novak.parts == {} and novak.heads == []


def test_another_boards_ballot_answers_like_one_that_never_was(screen, ballot):
    novak = screen("novak")

    theirs, never = (novak.ask("cast_vote", vote(number)) for number in (ballot, 9999))
    noted = [
        novak.ask("write_note", {"case": case, "text": "A remark"}) for case in ("MM-0001", "MM-9")
    ]

    assert theirs == never
    assert noted[0] == noted[1]


def test_nobody_votes_for_somebody_else(app, cast, screen, room, ballot):
    okafor = screen("okafor", room["meeting"])

    okafor.ask("cast_vote", vote(ballot, person=cast["chen"].person_id, by=cast["chen"].person_id))

    with app.app_context():
        assert db.session.scalars(select(Vote.person_id)).all() == [cast["okafor"].person_id]


# -- noise -------------------------------------------------------------------------------------------

MALFORMED = [
    None,
    [],
    "text",
    {"meeting": None},
    {"meeting": 1, "last": "x"},
    {"meeting": 1, "last": 10**30},
    {"meeting": -1},
    {"meeting": 1, "wall": {"a": "b"}},
    {"meeting": 1.5},
    {"ballot": 1, "choice": "A", "key": "a key of a vote", "instead_of": 2**63},
    {"case": "MM-0001", "text": "x" * 60_000},
    {"case": "\x00", "text": "\x00"},
    {"case": "MM-0001", "text": "\ud800"},
    {"case": "MM-0001", "text": "t", "anchor": "<b>", "kind": "admin"},
    {"section": "../../etc/passwd", "meeting": 1},
]


@pytest.mark.parametrize("name", ["join", "sync", "cast_vote", "write_note", "show_section"])
def test_every_malformed_message_is_answered(screen, name):
    okafor = screen("okafor")

    answers = [okafor.ask(name, message) for message in MALFORMED]

    assert [answer for answer in answers if answer["ok"] or answer["code"] == "broken"] == []


def test_a_message_that_is_too_long_ends_that_screen_alone(screen, room, ballot):
    loud, okafor = screen("tanaka", room["meeting"]), screen("okafor", room["meeting"])

    loud.socket.emit("write_note", {"case": room["case"], "text": "x" * 70_000})

    closes_within(loud, 5)
    loud.socket.eio.ws.shutdown()
    assert okafor.ask("cast_vote", vote(ballot))["ok"]


def test_bytes_that_are_no_message_end_that_screen_alone(server, as_person, screen, room, ballot):
    okafor, cookie = screen("okafor", room["meeting"]), cookie_of(as_person("tanaka"))
    address = server.replace("http", "ws") + "/live/?EIO=4&transport=websocket"

    for frame in (
        "40",
        "4" * 1000,
        "42[",
        '451000000-["join",{}]',
        "42" + "[" * 50_000,
        "\x00",
        "9",
    ):
        odd = websocket.create_connection(address, cookie=cookie, timeout=5)
        odd.send("40")
        odd.send(frame)
        odd.send_binary(b"\xff" * 100)
        odd.close()

    assert okafor.ask("cast_vote", vote(ballot))["ok"]


@pytest.mark.parametrize(
    "message",
    [
        '["cast_vote",{"ballot":' + "9" * 400 + "}]",
        '["cast_vote",' + "[" * 3_000 + "]" * 3_000 + "]",
        '["cast_vote"',
        '["no_such_message",{}]',
        '["unreadable"]',
        '["disconnect","now"]',
    ],
)
def test_what_cannot_be_read_is_answered_too(server, as_person, room, message):
    address = server.replace("http", "ws") + "/live/?EIO=4&transport=websocket"
    odd = websocket.create_connection(address, cookie=cookie_of(as_person("chen")), timeout=5)
    odd.send("40")
    odd.recv(), odd.recv()

    odd.send("427" + message)

    answer = odd.recv()
    assert answer.startswith("437[") and '"code":"invalid"' in answer
    odd.send("428" + json.dumps(["join", {"meeting": room["meeting"]}]))
    heard = (odd.recv() for _ in range(5))  # who is here, beside the answer
    assert any(one.startswith("438[") and '"ok":true' in one for one in heard)
    odd.close()


def test_whoever_shouts_is_cut_off_and_others_still_vote(screen, room, ballot):
    loud, okafor = screen("tanaka", room["meeting"]), screen("okafor", room["meeting"])
    okafor.ask("sync", {"meeting": room["meeting"], "last": 0})

    begun = time.monotonic()
    for _ in range(1_000):
        if not loud.socket.connected:
            break
        loud.socket.emit("show_section", {"meeting": room["meeting"], "section": "genetics"})
    sent = time.monotonic()
    answer = okafor.ask("cast_vote", vote(ballot))
    took = time.monotonic() - sent

    assert sent - begun < 5
    assert answer["ok"] and took < 1.0
    closes_within(loud, 5)


def test_whoever_was_too_fast_is_told_and_heard_again_later(screen, room):
    okafor = screen("okafor", room["meeting"])

    answers = []
    okafor_says = okafor.socket.emit
    for _ in range(90):
        okafor_says(
            "sync", {"meeting": room["meeting"]}, callback=lambda said: answers.append(said)
        )
    wait_for(lambda: len(answers) == 90, what="an answer to each")

    refused = [said for said in answers if not said["ok"]]
    assert refused and {said["code"] for said in refused} == {"too_fast"}
    time.sleep(0.5)
    assert okafor.ask("sync", {"meeting": room["meeting"], "last": 0})["ok"]


def test_nobody_opens_more_screens_than_they_can_look_at(server, as_person):
    cookie, opened = cookie_of(as_person("okafor")), []
    for _ in range(MOST_SCREENS):
        opened.append(Screen(server, cookie))  # noqa: PERF401  # closed below whatever happens

    with pytest.raises(socketio.exceptions.ConnectionError):
        Screen(server, cookie)

    for one in opened:
        one.socket.disconnect()


def test_an_ordinary_board_is_never_too_fast(screen, room, ballot):
    chen = screen("chen", room["meeting"])

    answers = [
        chen.ask("show_section", {"meeting": room["meeting"], "section": section})
        for section in ("genetics", "lines", "health", "summary") * 10
    ]

    assert all(answer["ok"] for answer in answers)
