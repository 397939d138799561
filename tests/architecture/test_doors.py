"""Every door declares its policy and asks who is there."""

import pytest

from board.app import create_app
from board.db import db
from board.doors import GATED, Policy, door, policy_of
from board.live import commands
from board.web.doors import OpenDoor, refuse_undeclared

#: Pages that anybody may fetch, each with its reason.
PUBLIC = {
    "accounts.sign_in": "the door itself",
    "accounts.take_in": "the door itself",
    "cases.case_facts_schema": "the form of case facts, no facts",
    "records.check": "tells only what a printed digest is worth",
    "records.verify": "asks for a printed digest",
    "records.ask": "asks for a file",
    "records.look": "tells only what a file is worth",
    "meetings.calendar_feed": "a secret address, for calendar programs: times and places, no case",
    "people.choose_password": "whoever holds an entry link",
    "people.enter": "whoever holds an entry link",
    "pulse.healthz": "whether the process answers",
    "styles.sheet": "styles",
    "static": "styles, scripts and fonts",
}


def doors(app):
    for rule in app.url_map.iter_rules():
        url = rule.build(dict.fromkeys(rule.arguments, 1), append_unknown=False)[1]
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            yield rule.endpoint, method, url


def test_every_route_declares_a_policy(app):
    assert {
        endpoint for endpoint, *_ in doors(app) if policy_of(app.view_functions[endpoint]) is None
    } == set()


def test_every_socket_command_declares_a_policy():
    assert {
        name for name, handler in commands.COMMANDS.items() if policy_of(handler) is None
    } == set()


def test_an_application_with_an_undeclared_route_does_not_start(app):
    app._got_first_request = False
    app.add_url_rule("/undeclared", "undeclared", lambda: "open to everybody")

    with pytest.raises(OpenDoor, match="undeclared"):
        refuse_undeclared(app)


def test_an_undeclared_socket_command_stops_the_start(monkeypatch):
    monkeypatch.setitem(commands.COMMANDS, "undeclared", lambda actor, message: {})

    with pytest.raises(RuntimeError, match="undeclared"):
        commands.refuse_undeclared()


def test_only_the_named_doors_are_public(app):
    open_ones = {e for e, *_ in doors(app) if policy_of(app.view_functions[e]) is Policy.PUBLIC}

    assert open_ones == set(PUBLIC)


def test_every_other_page_asks_who_you_are(app, client):
    for endpoint, method, url in doors(app):
        if endpoint in PUBLIC:
            continue
        answer = client.open(url, method=method)
        sent_away = answer.status_code == 302 and "/sign-in" in answer.location
        assert sent_away or answer.status_code in (400, 401), (endpoint, method, answer.status_code)


def test_a_page_that_forgets_its_gate_answers_nothing(settings, cast):
    app = create_app(settings)
    app.add_url_rule("/forgetful", "forgetful", door(Policy.CASE)(lambda: "a patient's name"))
    from tests.conftest import SignedInClient

    client = SignedInClient(app, app.response_class, use_cookies=True)
    client.sign_in(cast.email("okafor"))
    answer = client.get("/forgetful")
    with app.app_context():
        db.engine.dispose()

    assert answer.status_code == 500
    assert "a patient's name" not in answer.text


def test_the_policies_that_need_a_gate_are_those_of_guarded_things():
    assert set(Policy) - {Policy.PUBLIC, Policy.SIGNED_IN} == GATED


@pytest.fixture
def client(app):
    return app.test_client()
