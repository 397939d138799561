"""One person, many windows, both doors: what is counted is one vote, what is signed is one plan."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from board.audit.deeds import Deed
from board.audit.models import AuditEntry
from board.db import db
from board.decisions.models import Ballot
from board.decisions.services import signing
from board.errors import Conflict
from board.meetings.models import AgendaItem, Meeting
from board.transactions import transaction
from tests.factories import a_ballot, a_checked_plan, a_room
from tests.people import NOON, PASSWORD


@pytest.fixture
def room(app, cast):
    with app.app_context():
        item = a_room(cast)
        return {"item": item.id, "meeting": item.meeting_id}


@pytest.fixture
def ballot(app, cast, room):
    with app.app_context():
        return a_ballot(cast, db.session.get_one(Meeting, room["meeting"]).current).id


def vote(ballot, choice, key):
    return {"ballot": ballot, "choice": choice, "reason": "", "key": key, "instead_of": 0}


def test_of_two_hundred_votes_at_once_by_both_doors_one_counts(app, cast, screen, room, ballot):
    tabs = [screen("okafor", room["meeting"]) for _ in range(4)]
    token = tabs[0].client.token()
    app.config["TESTING"] = False

    def by_socket(number):
        answer = tabs[number % 4].ask(
            "cast_vote", vote(ballot, "ABC"[number % 3], f"socket-{number:03}")
        )
        return answer["ok"], answer.get("code")

    def by_form(number):
        sent = {"choice": "ABC"[number % 3], "key": f"form-key-{number:03}", "csrf_token": token}
        client = app.test_client()
        client.set_cookie("board", tabs[0].client.get_cookie("board").value)
        answer = client.post(f"/ballots/{ballot}/votes", data=sent)
        return answer.status_code == 302, answer.status_code

    with ThreadPoolExecutor(8) as pool:
        answers = list(
            pool.map(lambda n: by_socket(n // 2) if n % 2 else by_form(n // 2), range(200))
        )

    assert [ok for ok, _ in answers].count(True) == 1
    assert {code for ok, code in answers if not ok} <= {409, "conflict", "too_fast"}
    with app.app_context():
        assert len(db.session.get_one(Ballot, ballot).votes) == 1
        voted = AuditEntry.deed == Deed.VOTED.value
        assert db.session.query(AuditEntry).filter(voted).count() == 1


def test_a_plan_that_is_signed_in_four_windows_is_signed_once(app, cast, room):
    with app.app_context():
        plan = a_checked_plan(cast, db.session.get_one(AgendaItem, room["item"]))
        plan_id, revision = plan.id, plan.revision
    ready = threading.Barrier(4)

    def sign(_):
        says = {"by": cast["chen"], "at": NOON, "password": PASSWORD}
        with app.app_context():
            ready.wait()
            try:
                with transaction():
                    signing.sign_plan(plan_id, revision=revision, **says)
            except Conflict:
                return False
        return True

    with ThreadPoolExecutor(4) as pool:
        signed = list(pool.map(sign, range(4)))

    assert sorted(signed) == [False, False, False, True]
    with app.app_context():
        entries = AuditEntry.deed == Deed.PLAN_SIGNED.value
        assert db.session.query(AuditEntry).filter(entries).count() == 1
