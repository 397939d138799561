"""What people write is shown as they wrote it, on every page, in every frame and on paper, and never runs."""

import http.server
import re
import threading
from dataclasses import replace
from html.parser import HTMLParser
from io import BytesIO

import pytest
from pypdf import PdfReader

from board.db import db
from board.decisions.models import Plan
from board.decisions.services import ballots, plans, signing
from board.live.audiences import Audience
from board.live.parts import draw, parts_of, state_of
from board.meetings.models import Meeting
from board.transactions import transaction
from tests.factories import checked
from tests.people import NOON, PASSWORD
from tests.web.hostile import PAGES, canary, hostile_plan


class Elements(HTMLParser):
    """What a page would really make of its text: elements, handlers, addresses."""

    def __init__(self, page):
        super().__init__()
        self.alive = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        handlers = [name for name in given if name.startswith("on")]
        address = str(given.get("href") or given.get("src") or "").strip().lower()
        if handlers or address.startswith(("javascript:", "data:text")) or given.get("src") == "x":
            self.alive.append((tag, given))
        if tag == "script" and not {"src", "nonce"} <= set(given):
            self.alive.append((tag, given))


@pytest.mark.parametrize("who", ["chen", "okafor", "silva"])
def test_what_is_written_makes_no_element_on_any_page(as_person, tainted, who):
    client = as_person(who)

    for path in PAGES:
        answer = client.get(path.format(**tainted))
        if answer.status_code == 200:
            assert Elements(answer.text).alive == [], path
            assert ">49<" not in answer.text and "$49" not in answer.text, path
    assert "window.ran" in client.get(f"/cases/{tainted['case']}").text


def test_what_is_written_makes_no_element_in_any_frame(app, tainted):
    with app.test_request_context("/"):
        state = state_of(db.session.get_one(Meeting, tainted["meeting"]), NOON, ())

        drawn = {
            (audience, part): draw(part, state, audience)
            for audience in Audience
            for part in parts_of(audience)
        }

    assert {where for where, html in drawn.items() if Elements(html).alive} == set()
    assert any("window.ran" in html for html in drawn.values())


def test_a_form_that_is_refused_shows_what_was_typed_as_text(as_person, tainted):
    chen = as_person("chen")
    typed = {"place": canary(1), "date": canary(2), "starts": canary(3), "question": canary(4)}
    typed |= {"decision": canary(5) * 20, "revision": canary(6), "text": "", "email": canary(7)}

    answers = [
        chen.post("/meetings/new", data=typed),
        chen.post(f"/meetings/{tainted['meeting']}/change", data=typed),
        chen.post(f"/plans/{tainted['plan']}", data=typed),
        chen.post(f"/plans/{tainted['plan']}/signature", data=typed),
        chen.post(f"/r/{tainted['case']}/1", data={"digest": canary(8)}),
        chen.post("/sign-in", data=typed, query_string={"next": canary(9)}),
    ]

    assert [answer for answer in answers if Elements(answer.text).alive] == []


# -- on paper ----------------------------------------------------------------------------------------


@pytest.fixture
def listener():
    """An address on this machine, and what was asked of it."""
    asked = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_):
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}", asked
    server.shutdown()
    thread.join()
    server.server_close()


def test_paper_shows_hostile_words_as_words_and_fetches_nothing(
    app, cast, as_person, tainted, listener
):
    address, asked = listener
    hostile = (
        f"<img src={address}/img><img src=file:///etc/passwd><link rel=attachment href=file:///etc/hosts>"
        f"<link rel=stylesheet href={address}/css><style>@import '{address}/import';"
        f"body{{background:url({address}/url)}}</style><object data={address}/o></object>"
        f"<svg><image href={address}/svg /></svg><a href=javascript:x>l</a> {{{{7*7}}}} {{% raw %}} ${{7*7}}"
    )
    with app.app_context(), transaction():
        content = replace(hostile_plan(), decision=hostile[:600], rationale=hostile)
        draft = plans.plan_for(cast["chen"], tainted["plan"])
        plans.write_plan(draft.id, content, revision=draft.revision, by=cast["chen"], at=NOON)
        ballots.close_ballot(tainted["ballot"], by=cast["chen"], at=NOON)
    chen = as_person("chen")

    printed = [chen.get(f"/plans/{tainted['plan']}/record.pdf")]
    with app.app_context(), transaction():
        plan = checked(cast, db.session.get_one(Plan, tainted["plan"]))
        says = {"password": PASSWORD, "by": cast["chen"], "at": NOON}
        signing.sign_plan(plan.id, revision=plan.revision, **says)
    printed.append(chen.get(f"/plans/{tainted['plan']}/record.pdf"))

    assert asked == []
    for answer in printed:
        assert answer.status_code == 200 and answer.mimetype == "application/pdf"
        paper = PdfReader(BytesIO(answer.data))
        words = re.sub(r"\s+", "", "".join(page.extract_text() for page in paper.pages))
        assert "file:///etc/passwd" in words and "{{7*7}}" in words
        assert "root:x:" not in words
        assert {name for name in paper.attachments if not name.endswith(".json")} == set()
        assert address.encode() not in links_of(paper)


def links_of(paper):
    found = b""
    for page in paper.pages:
        for note in page.get("/Annots") or []:
            found += str(note.get_object().get("/A")).encode()
    return found
