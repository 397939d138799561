"""Whoever stepped aside for a case reads what was decided, and at no address how anybody voted."""

from dataclasses import replace
from io import BytesIO
from itertools import product

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from board.accounts.models import Board
from board.accounts.services import board_for
from board.audit.models import AuditEntry
from board.db import db
from board.decisions.content import Dissent
from board.decisions.gate import plan_for, sees_votes
from board.decisions.models import Vote
from board.decisions.services import ballots, opinions, plans, wording
from board.decisions.services.opinions import Answer
from board.errors import NotAllowed, NotFound
from board.live.audiences import Audience, audience_of
from board.live.parts import RoomState
from board.meetings import services as meetings
from board.statistics.period import EVERYTHING
from board.statistics.queries import told_of
from board.statistics.views import READERS
from board.transactions import transaction
from tests.factories import (
    A_PLAN,
    a_ballot,
    a_meeting,
    a_room,
    a_signed_plan,
    a_vote,
    an_agenda_item,
)
from tests.people import NOON

#: What tells of votes: reasons, an opinion, a question and an option of a ballot, a dissent, counts, a shift.
TOLD = (
    "reason-canary",
    "opinion-canary",
    "question-canary",
    "option-canary",
    "instead-canary",
    "disagree-canary",
    "of 3 votes",
    "2 of 3",
    "changed it",
    "kept their opinion",
)
DISSENT = Dissent("R. Okafor", "instead-canary", "disagree-canary")
A_DISPUTED_PLAN = replace(A_PLAN, dissents=(DISSENT,))
#: Addresses that hold nothing of a case.
APART = ("/static/", "/styles/", "/enter/", "/join/", "/r/", "/calendar/", "/sign-in", "/healthz")


def voted_on(cast, item):
    """Return the second of two rounds in which Dr Chen, Dr Okafor and Ms Brandt voted, one with an opinion before."""
    with transaction():
        db.session.get_one(Board, cast.board_id).supportive_care_votes = True
        said = Answer("other", "low", "opinion-canary", "opinion-canary, because")
        opinions.state_opinion(item.id, said, by=cast["okafor"], at=NOON)
    for question in ("question-canary", "question-canary again"):
        with transaction():
            options = ["option-canary A", "option-canary B"]
            ballot = ballots.open_ballot(item.id, question, options, by=cast["chen"], at=NOON)
        for who, choice in (("chen", "A"), ("okafor", "B"), ("brandt", "A")):
            a_vote(cast, ballot, who, choice, reason="reason-canary", key=f"{who} {question}")
        with transaction():
            ballots.close_ballot(ballot.id, by=cast["chen"], at=NOON)
    return ballot


def step_aside(cast, item, who="tanaka"):
    with transaction():
        ballots.recuse(item.id, "Investigator", by=cast[who], at=NOON)


@pytest.fixture
def decided(app, cast):
    """The numbers of a case on the table that Dr Tanaka stepped aside for, voted on, decided, and amended."""
    with app.app_context():
        item = a_room(cast)
        step_aside(cast, item)
        ballot = voted_on(cast, item)
        plan = a_signed_plan(cast, item, A_DISPUTED_PLAN)
        with transaction():
            draft = plans.amend_plan(plan.id, "A new result", by=cast["park"], at=NOON)
        return {
            "board_id": [cast.board_id],
            "meeting_id": [item.meeting_id],
            "item_id": [item.id],
            "ballot_id": [1, ballot.id],
            "plan_id": [plan.id, draft.id],
            "number": [item.case.number],
            "version": [1],
            "before": [1],
            "option": ["talquetamab"],
            "sheet_id": ["moved", "quorum"],
        }


def addresses(app, known):
    """Return every address of the product that can be asked for, with the numbers of one case in it."""
    found = []
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.rule.startswith(APART):
            continue
        names = sorted(rule.arguments)
        for values in product(*(known.get(name, [1]) for name in names)):
            with app.test_request_context():
                found.append(app.url_for(rule.endpoint, **dict(zip(names, values, strict=True))))
    return found


def words_of(answer):
    """Return all that an answer says: of a PDF its pages and the files in it."""
    if answer.mimetype != "application/pdf":
        return answer.text
    pdf = PdfReader(BytesIO(answer.data))
    attached = [part.decode() for parts in pdf.attachments.values() for part in parts]
    return " ".join([*(page.extract_text() for page in pdf.pages), *attached])


def test_no_address_tells_them_how_anybody_voted(app, as_person, decided):
    known = addresses(app, decided)
    plan, draft = (f"/plans/{plan_id}" for plan_id in decided["plan_id"])
    tanaka, okafor = as_person("tanaka"), as_person("okafor")
    pages = {one: words_of(tanaka.get(one, follow_redirects=True)) for one in known}
    pages[f"{plan}/record.pdf?as=signed"] = words_of(tanaka.get(f"{plan}/record.pdf?as=signed"))
    shown = [f"{plan}", f"/meetings/{decided['meeting_id'][0]}/room", f"{plan}/record.pdf"]
    seen = [words_of(okafor.get(one)) for one in shown]
    with app.app_context():
        receipts = list(db.session.scalars(select(Vote.receipt)))

    told = [
        (one, word) for one, page in pages.items() for word in (*TOLD, *receipts) if word in page
    ]

    assert len(known) > 50 and told == []
    assert all("reason-canary" in page for page in seen[1:]) and "disagree-canary" in seen[0]
    assert A_PLAN.decision in pages[plan] and "not shown to you" in pages[plan]
    assert A_PLAN.decision in pages[shown[1]], "the room shows them what is signed, not the draft"
    assert A_PLAN.decision in pages["/decisions"] and draft not in pages["/decisions"]
    assert tanaka.get(draft).status_code == 404
    assert tanaka.get(f"/ballots/{decided['ballot_id'][1]}/receipts").status_code == 404


def test_their_pdf_is_a_copy_that_says_so_and_is_neither_sealed_nor_kept(app, as_person, decided):
    address = f"/plans/{decided['plan_id'][0]}/record.pdf"

    copy = as_person("tanaka").get(address).data
    record = as_person("okafor").get(address).data

    words = " ".join(page.extract_text() for page in PdfReader(BytesIO(copy)).pages)
    assert "Copy without votes: you stepped aside" in words and "COPY WITHOUT VOTES" in words
    assert A_PLAN.recommendations[0].text in words and A_PLAN.actions[0].text in words
    assert not PdfReader(BytesIO(copy)).attachments and b"/ByteRange" not in copy
    assert b"/ByteRange" in record and PdfReader(BytesIO(record)).attachments
    with app.app_context():
        printed = select(AuditEntry).where(AuditEntry.object == f"plan/{decided['plan_id'][0]}")
        said = [one.detail.get("state") for one in db.session.scalars(printed)]
    assert said.count("copy without votes") == 1 and said.count("signed") == 1


@pytest.fixture
def again(app, in_app, cast):
    """A case that Dr Tanaka voted on in one meeting, and stepped aside for in the next."""
    item = a_room(cast)
    with transaction():
        said = Answer("other", "low", "Talquetamab now")
        opinions.state_opinion(item.id, said, by=cast["okafor"], at=NOON)
    ballot = a_ballot(cast, item)
    for who in ("okafor", "tanaka"):
        a_vote(cast, ballot, who, "B")
    with transaction():
        ballots.close_ballot(ballot.id, by=cast["chen"], at=NOON)
    plan = a_signed_plan(cast, item)
    with transaction():
        meetings.close_room(item.meeting_id, by=cast["chen"], at=NOON)
    later = an_agenda_item(cast, a_meeting(cast), item.case)
    with transaction():
        meetings.open_room(later.meeting_id, by=cast["chen"], at=NOON)
    step_aside(cast, later)
    return {"item": item, "ballot": ballot, "plan": plan}


def test_stepping_aside_holds_for_earlier_discussions_of_the_case_too(cast, again):
    tanaka, item = cast["tanaka"], again["item"]
    with transaction():
        draft = plans.amend_plan(again["plan"].id, "A new result", by=cast["park"], at=NOON)
    state = RoomState(item.meeting, NOON, frozenset(), item)

    assert not sees_votes(tanaka, item.case_id)
    assert plan_for(tanaka, again["plan"].id)
    with pytest.raises(NotFound):
        plan_for(tanaka, draft.id)
    with pytest.raises(NotAllowed):
        wording.wording_of(item.id, 0, by=tanaka)
    assert audience_of(tanaka, item.meeting, state.recused) is Audience.RECUSED
    assert state.recusals == (), "who stepped aside in another discussion is not named in this one"


def test_figures_of_votes_leave_out_what_their_reader_stepped_aside_for(cast, again):
    board = board_for(cast["okafor"], cast.board_id, READERS)

    every, fewer = (told_of(board, EVERYTHING, NOON, cast[who]) for who in ("okafor", "tanaka"))

    assert len(every.moves) == 2 and fewer.moves == ()
    assert every.discussions == fewer.discussions
