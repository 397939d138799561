"""How somebody voted is nowhere before the chair closes the ballot: no page, no frame, no print, no log."""

import logging
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from board.db import db
from board.decisions.models import Ballot, Vote
from board.decisions.services import ballots, opinions
from board.decisions.services.opinions import Answer
from board.meetings.models import AgendaItem, Meeting
from board.transactions import transaction
from tests.factories import a_ballot, a_plan, a_room, a_vote
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


def test_a_hidden_vote_is_nowhere_before_the_close(app, cast, screen, room, ballot, caplog):
    caplog.set_level(logging.DEBUG)
    keys = ("chen", "okafor", "tanaka", "brandt", "silva", "park")
    screens = {key: screen(key, room["meeting"]) for key in keys}
    screens["wall"] = screen("chen", room["meeting"], wall=True)
    secret = "the canary of a reason"
    with app.app_context():
        plan_id = screens["park"].client.post(f"/items/{room['item']}/plan").location.split("/")[-1]

    answer = screens["okafor"].ask("cast_vote", vote(ballot, "C", reason=secret))
    for one in screens.values():
        wait_for(lambda one=one: one.last >= screens["okafor"].last > 0, what="the news")
        one.ask("sync", {"meeting": room["meeting"], "last": 0})
    others = {key: one for key, one in screens.items() if key not in ("okafor", "wall")}
    pages = {
        (key, path): one.client.get(path).text
        for key, one in others.items()
        for path in (
            f"/meetings/{room['meeting']}/room",
            f"/meetings/{room['meeting']}/phone",
            f"/meetings/{room['meeting']}/wall",
            f"/meetings/{room['meeting']}/mine",
            f"/meetings/{room['meeting']}",
            f"/cases/{room['case']}",
            f"/plans/{plan_id}",
            "/cases",
            "/decisions",
            "/audit",
            "/",
        )
    }
    printed = screens["park"].client.get(f"/plans/{plan_id}/record.pdf").data

    assert answer["ok"]
    for key, one in screens.items():
        assert secret not in one.everything(), key
        assert key == "okafor" or answer["receipt"] not in one.everything(), key
    assert [where for where, text in pages.items() if secret in text] == []
    assert [
        where for where, text in pages.items() if answer["receipt"] in text and where[1] != "/audit"
    ] == []
    assert secret not in words_of(printed) and "voted" not in words_of(printed)
    assert secret not in caplog.text


def test_all_audiences_are_sent_the_same_bytes_whatever_was_voted(app, cast, screen, room, ballot):
    silva, okafor, tanaka = (screen(key, room["meeting"]) for key in ("silva", "okafor", "tanaka"))
    okafor.ask("cast_vote", vote(ballot, "A"))
    wait_for(lambda: "1 of 3" in silva.parts["ballot"], what="the first vote")
    before = silva.parts["ballot"]

    again = okafor.ask("cast_vote", vote(ballot, "B", key="another key", instead_of=last(app)))
    wait_for(lambda: silva.kinds().count("voted") == 2, what="the changed vote")

    assert again["ok"] and tanaka.parts["ballot"]
    assert silva.parts["ballot"] == before


def last(app):
    with app.app_context():
        return db.session.scalars(select(Vote.id).order_by(Vote.id.desc())).first()


def words_of(pdf):
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def test_whoever_stepped_aside_is_shown_no_vote_of_a_draft(app, cast, as_person, room, ballot):
    with app.app_context():
        round_one = db.session.get_one(Ballot, ballot)
        a_vote(cast, round_one, "tanaka", "B", reason="a very telling reason")
        with transaction():
            ballots.close_ballot(ballot, by=cast["chen"], at=NOON)
        plan = a_plan(cast, round_one.item).id
        with transaction():
            ballots.recuse(room["item"], "Investigator", by=cast["okafor"], at=NOON)
    okafor = as_person("okafor")

    page, print_ = okafor.get(f"/plans/{plan}"), okafor.get(f"/plans/{plan}/record.pdf")

    assert page.status_code == print_.status_code == 404
    assert f"/plans/{plan}" not in okafor.get("/decisions").text
    for path in ("room", "phone", "mine", "wall"):
        text = okafor.get(f"/meetings/{room['meeting']}/{path}").text
        assert "telling" not in text, path


@pytest.mark.parametrize("wall", [False, True])
def test_no_screen_of_whoever_stepped_aside_is_sent_a_vote(app, cast, screen, room, ballot, wall):
    tanaka, chen = (screen(key, room["meeting"], wall=wall) for key in ("tanaka", "chen"))
    with app.app_context():
        a_plan(cast, db.session.get_one(Ballot, ballot).item)
        with transaction():
            ballots.recuse(room["item"], "Investigator", by=cast["tanaka"], at=NOON)
    wait_for(lambda: tanaka.kinds()[-1:] == ["recused"], what="the recusal")
    before = len(tanaka.frames)

    with app.app_context():
        a_vote(cast, db.session.get_one(Ballot, ballot), "okafor", "B", reason="a telling reason")
        with transaction():
            ballots.close_ballot(ballot, by=cast["chen"], at=NOON)
    wait_for(lambda: "telling" in chen.parts["ballot"], what="the reveal")
    wait_for(lambda: tanaka.last >= chen.last, what="the frame")
    level = tanaka.ask("sync", {"meeting": room["meeting"], "last": 0})

    sent = str(tanaka.frames[before:]) + str(level)
    assert "telling" not in sent and "R. Okafor</footer>" not in sent
    assert {"voted", "ballot_opened", "ballot_closed"}.isdisjoint(tanaka.kinds()[before:])
    assert "Teclistamab now" not in level["parts"]["plan"], "a dissent in a draft tells a vote"


OPINION = "the canary of an opinion"
SHIFT = "1 changed it (R. Okafor from A)"


@pytest.fixture
def opinion(app, cast, room):
    """What Dr Okafor would have done before the discussion: option A of the ballot that comes, and why."""
    with app.app_context(), transaction():
        answer = Answer("other", "low", "Talquetamab now", OPINION)
        opinions.state_opinion(room["item"], answer, by=cast["okafor"], at=NOON)


def test_an_opinion_is_nowhere_before_the_close_and_only_its_shift_after(
    app, cast, screen, room, opinion, caplog
):
    caplog.set_level(logging.DEBUG)
    screens = {
        key: screen(key, room["meeting"]) for key in ("chen", "tanaka", "brandt", "silva", "park")
    }
    screens["wall"] = screen("chen", room["meeting"], wall=True)
    with app.app_context():
        ballot = a_ballot(cast, db.session.get_one(AgendaItem, room["item"]))
        a_vote(cast, ballot, "okafor", "B")
        plan = a_plan(cast, ballot.item).id
        ballot_id, last = ballot.id, db.session.get_one(Meeting, room["meeting"]).seq
    pages = f"/meetings/{room['meeting']}"
    paths = [f"{pages}/{one}" for one in ("room", "phone", "wall", "mine")]
    paths += [pages, f"/cases/{room['case']}", f"/plans/{plan}", "/audit", "/"]
    for one in screens.values():
        wait_for(lambda one=one: one.last >= last, what="the vote")

    before = "".join(one.everything() for one in screens.values())
    before += "".join(str(one.ask("sync", {"last": 0})) for one in screens.values())
    before += "".join(one.client.get(path).text for one in screens.values() for path in paths)
    before += words_of(screens["park"].client.get(f"/plans/{plan}/record.pdf").data)
    before += caplog.text
    with app.app_context(), transaction():
        ballots.close_ballot(ballot_id, by=cast["chen"], at=NOON)
    for one in screens.values():
        wait_for(lambda one=one: SHIFT in one.parts["ballot"], what="the reveal")

    assert OPINION not in before and "kept their opinion" not in before
    after = "".join(one.everything() for one in screens.values()) + caplog.text
    after += "".join(one.client.get(path).text for one in screens.values() for path in paths)
    assert OPINION not in after
    assert "kept their opinion" not in screens["chen"].client.get("/audit").text


def test_whoever_stepped_aside_is_sent_no_opinion_and_no_shift(app, cast, screen, room, opinion):
    tanaka, chen = screen("tanaka", room["meeting"]), screen("chen", room["meeting"])
    with app.app_context(), transaction():
        ballots.recuse(room["item"], "Investigator", by=cast["tanaka"], at=NOON)
    with app.app_context():
        ballot = a_ballot(cast, db.session.get_one(AgendaItem, room["item"]))
        a_vote(cast, ballot, "okafor", "B")
        with transaction():
            ballots.close_ballot(ballot.id, by=cast["chen"], at=NOON)
        receipts = f"/ballots/{ballot.id}/receipts"
    wait_for(lambda: SHIFT in chen.parts["ballot"], what="the reveal")
    wait_for(lambda: tanaka.last >= chen.last, what="the frame")

    sent = tanaka.everything() + str(tanaka.ask("sync", {"last": 0}))
    sent += "".join(
        tanaka.client.get(f"/meetings/{room['meeting']}{path}").text
        for path in ("", "/room", "/phone", "/wall", "/mine")
    )
    assert "kept their opinion" not in sent and "opinions in" not in sent
    assert tanaka.client.get(receipts).status_code == 404
