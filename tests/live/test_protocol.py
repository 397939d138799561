"""The schema of the protocol: complete, sound, and no more generous than the server."""

import ast
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from board.db import db
from board.live.commands import COMMANDS
from board.meetings.models import Meeting
from tests.factories import a_ballot, a_room
from tests.live import protocol
from tests.servers import wait_for

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "protocol.md").read_text()
#: What writes into the log of a meeting; its second argument is the kind.
TELLS = frozenset({"log.append", "log.append_all", "tell_room", "_tell_agenda"})


@pytest.fixture
def room(app, cast):
    with app.app_context():
        item = a_room(cast)
        return {"item": item.id, "meeting": item.meeting_id, "case": item.case.number}


def test_the_schema_is_one():
    Draft202012Validator.check_schema(protocol.SCHEMA)


def test_every_command_and_every_event_has_its_schema():
    assert protocol.names("say") == protocol.names("answer") == {*COMMANDS, "join", "sync"}
    assert protocol.names("hear") == {"frame", "people", "edit", "head", "ended"}


def test_every_kind_that_is_written_into_the_log_is_in_the_schema():
    kinds = protocol.SCHEMA["$defs"]["event"]["anyOf"][1]["properties"]["kind"]["enum"]
    calls = [
        call
        for file in (ROOT / "board").rglob("*.py")
        if (source := file.read_text()) and ("log." in source or "tell_room" in source)
        for call in ast.walk(ast.parse(source))
        if isinstance(call, ast.Call)
    ]

    told = [call.args[1] for call in calls if ast.unparse(call.func) in TELLS and call.args[1:]]
    written = {one.value for one in told if isinstance(one, ast.Constant)}

    assert len(written) > 20
    assert written - set(kinds) == set()


def test_the_page_and_the_schema_name_the_same_kinds_of_events():
    told = PAGE[PAGE.index("Kinds: ") : PAGE.index("`voted` names the person")]
    kinds = protocol.SCHEMA["$defs"]["event"]["anyOf"][1]["properties"]["kind"]["enum"]

    assert set(re.findall(r"`(\w+)`", told)) - {"section", "minutes"} == set(kinds)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("join", {"meeting": "1"}),
        ("cast_vote", {"ballot": True, "choice": "A", "key": "k" * 8}),
        ("cast_vote", {"ballot": 1, "choice": "Z", "key": "k" * 8}),
        ("cast_vote", {"ballot": 1, "choice": "A", "key": "short"}),
        ("write_note", {"case": "MM-0001", "text": "A remark", "kind": "loud"}),
        ("show_section", {"meeting": 1, "section": "nowhere"}),
        ("edit_text", {"item": 1, "base": 0, "steps": [None], "key": "k" * 8}),
    ],
)
def test_what_the_schema_refuses_the_server_refuses(screen, room, name, message):
    chen = screen("chen", room["meeting"])

    answer = chen.ask(name, message)

    assert not protocol.is_valid("say", name, message)
    assert not answer["ok"]


def test_a_frame_with_a_secret_in_it_would_be_found(app, cast, screen, room):
    chen = screen("chen", room["meeting"])
    with app.app_context():
        a_ballot(cast, db.session.get_one(Meeting, room["meeting"]).current)
    wait_for(lambda: "ballot_opened" in chen.kinds(), what="the ballot")

    leaking = chen.frames[-1] | {"votes": ["A"]}

    assert protocol.is_valid("hear", "frame", chen.frames[-1])
    assert not protocol.is_valid("hear", "frame", leaking)
