"""What belongs to another board answers like what never was: the same status, the same words."""

import re
from datetime import date, time, timedelta

import pytest

from board.db import db
from board.meetings import services as meetings
from board.meetings.models import AgendaItem
from board.packs import services as packs
from board.packs.models import State
from board.teaching import services as teaching
from board.teaching.models import Fate
from board.transactions import transaction
from tests.factories import a_case
from tests.people import NOON

#: (method, address of something real, the same with a number that was never given)
ADDRESSES = [
    ("GET", "/cases/{case}", "/cases/MM-9999"),
    ("GET", "/cases/{case}/v1", "/cases/MM-9999/v1"),
    ("POST", "/cases/{case}/notes", "/cases/MM-9999/notes"),
    ("POST", "/cases/{case}/correct", "/cases/MM-9999/correct"),
    ("GET", "/drafts/{draft}", "/drafts/9999"),
    ("GET", "/drafts/{draft}/patient", "/drafts/9999/patient"),
    ("POST", "/drafts/{draft}/submit", "/drafts/9999/submit"),
    ("POST", "/drafts/{draft}/discard", "/drafts/9999/discard"),
    ("GET", "/drafts/{draft}/import", "/drafts/9999/import"),
    ("GET", "/meetings/{meeting}", "/meetings/9999"),
    ("GET", "/meetings/{meeting}/room", "/meetings/9999/room"),
    ("GET", "/meetings/{meeting}/phone", "/meetings/9999/phone"),
    ("GET", "/meetings/{meeting}/wall", "/meetings/9999/wall"),
    ("GET", "/meetings/{meeting}/mine", "/meetings/9999/mine"),
    ("GET", "/meetings/{meeting}/change", "/meetings/9999/change"),
    ("POST", "/meetings/{meeting}/change", "/meetings/9999/change"),
    ("POST", "/meetings/{meeting}/reply", "/meetings/9999/reply"),
    ("POST", "/meetings/{meeting}/agenda", "/meetings/9999/agenda"),
    ("POST", "/meetings/{meeting}/invitations", "/meetings/9999/invitations"),
    ("POST", "/meetings/{meeting}/opening", "/meetings/9999/opening"),
    ("POST", "/meetings/{meeting}/closing", "/meetings/9999/closing"),
    ("GET", "/join/{code}", "/join/ZZZZ"),
    ("POST", "/agenda/{item}/place", "/agenda/9999/place"),
    ("POST", "/agenda/{item}/minutes", "/agenda/9999/minutes"),
    ("POST", "/agenda/{item}/removal", "/agenda/9999/removal"),
    ("POST", "/agenda/{item}/version", "/agenda/9999/version"),
    ("POST", "/items/{item}/table", "/items/9999/table"),
    ("POST", "/items/{item}/ballots", "/items/9999/ballots"),
    ("GET", "/cases/{case}/v1/settling", "/cases/MM-9999/v1/settling"),
    ("GET", "/cases/{case}/v1/since/{first}", "/cases/MM-9999/v1/since/1"),
    ("POST", "/cases/{case}/lane", "/cases/MM-9999/lane"),
    ("GET", "/boards/{board}/people", "/boards/9999/people"),
    ("POST", "/boards/{board}/people", "/boards/9999/people"),
    ("POST", "/boards/{board}/people/{person}/seat", "/boards/9999/people/9999/seat"),
    ("POST", "/boards/{board}/people/{person}/disabling", "/boards/9999/people/9999/disabling"),
    ("POST", "/boards/{board}/people/{person}/enabling", "/boards/9999/people/9999/enabling"),
    ("POST", "/boards/{board}/people/{person}/link", "/boards/9999/people/9999/link"),
    ("GET", "/boards/{board}/thresholds", "/boards/9999/thresholds"),
    ("POST", "/boards/{board}/thresholds", "/boards/9999/thresholds"),
    (
        "POST",
        "/boards/{board}/thresholds/{threshold}/signature",
        "/boards/9999/thresholds/9999/signature",
    ),
    ("GET", "/meetings/{meeting}/away", "/meetings/9999/away"),
    ("POST", "/meetings/{meeting}/away", "/meetings/9999/away"),
    ("POST", "/meetings/{meeting}/break", "/meetings/9999/break"),
    ("POST", "/meetings/{meeting}/break/end", "/meetings/9999/break/end"),
    ("POST", "/items/{item}/opinions", "/items/9999/opinions"),
    ("GET", "/ballots/{ballot}/receipts", "/ballots/9999/receipts"),
    ("POST", "/ballots/{ballot}/receipts", "/ballots/9999/receipts"),
    ("POST", "/notes/{note}/resolution", "/notes/9999/resolution"),
    ("POST", "/notes/{note}/reopening", "/notes/9999/reopening"),
    ("POST", "/items/{item}/text", "/items/9999/text"),
    ("POST", "/items/{item}/carrying", "/items/9999/carrying"),
    ("POST", "/items/{item}/recusals", "/items/9999/recusals"),
    ("POST", "/items/{item}/plan", "/items/9999/plan"),
    ("POST", "/ballots/{ballot}/votes", "/ballots/9999/votes"),
    ("POST", "/ballots/{ballot}/close", "/ballots/9999/close"),
    ("POST", "/notes/{note}/pin", "/notes/9999/pin"),
    ("GET", "/meetings/{meeting}/plan", "/meetings/9999/plan"),
    ("POST", "/meetings/{meeting}/undo", "/meetings/9999/undo"),
    ("POST", "/items/{item}/plan/decision", "/items/9999/plan/decision"),
    ("POST", "/ballots/{ballot}/corrections", "/ballots/9999/corrections"),
    ("GET", "/plans/{plan}", "/plans/9999"),
    ("GET", "/plans/{plan}/record.pdf", "/plans/9999/record.pdf"),
    ("POST", "/plans/{plan}", "/plans/9999"),
    ("POST", "/plans/{plan}/signature", "/plans/9999/signature"),
    ("POST", "/plans/{plan}/amendment", "/plans/9999/amendment"),
    ("GET", "/agenda/{waiting}/keyed-in", "/agenda/9999/keyed-in"),
    ("POST", "/agenda/{waiting}/keyed-in", "/agenda/9999/keyed-in"),
    ("POST", "/boards/{board}/agenda-rules", "/boards/9999/agenda-rules"),
    ("POST", "/boards/{board}/anonymous-ballots", "/boards/9999/anonymous-ballots"),
    ("GET", "/boards/{board}/schedule", "/boards/9999/schedule"),
    ("POST", "/boards/{board}/series", "/boards/9999/series"),
    ("GET", "/boards/{board}/statistics", "/boards/9999/statistics"),
    ("GET", "/boards/{board}/statistics/{sheet}.csv", "/boards/9999/statistics/became.csv"),
    ("POST", "/cases/{case}/teaching", "/cases/MM-9999/teaching"),
    ("GET", "/cases/{case}/v1/options/{option}", "/cases/MM-9999/v1/options/cilta_cel"),
    ("POST", "/cases/{case}/withdrawal", "/cases/MM-9999/withdrawal"),
    ("POST", "/cases/{withdrawn}/return", "/cases/MM-9999/return"),
    ("POST", "/meetings/{planned}/breaks", "/meetings/9999/breaks"),
    ("POST", "/meetings/{planned}/cancellation", "/meetings/9999/cancellation"),
    ("GET", "/meetings/{planned}/keyed-in", "/meetings/9999/keyed-in"),
    ("POST", "/meetings/{planned}/keyed-in", "/meetings/9999/keyed-in"),
    ("POST", "/meetings/{planned}/list", "/meetings/9999/list"),
    ("POST", "/meetings/{planned}/list/{entry}/removal", "/meetings/9999/list/9999/removal"),
    ("POST", "/meetings/{planned}/order", "/meetings/9999/order"),
    ("POST", "/meetings/{planned}/packs", "/meetings/9999/packs"),
    ("GET", "/meetings/{planned}/paper", "/meetings/9999/paper"),
    ("GET", "/meetings/{planned}/preparation", "/meetings/9999/preparation"),
    ("POST", "/meetings/{planned}/publication", "/meetings/9999/publication"),
    ("POST", "/meetings/{planned}/reminders", "/meetings/9999/reminders"),
    ("POST", "/meetings/{planned}/requests", "/meetings/9999/requests"),
    ("POST", "/meetings/{meeting}/wall/name", "/meetings/9999/wall/name"),
    ("GET", "/meetings/{planned}/worklist", "/meetings/9999/worklist"),
    ("GET", "/packs/{pack}", "/packs/9999"),
    ("GET", "/packs/{pack}/state", "/packs/9999/state"),
    ("GET", "/packs/{pack}/pack.pdf", "/packs/9999/pack.pdf"),
    ("POST", "/plans/{plan}/statement", "/plans/9999/statement"),
    ("POST", "/plans/{plan}/check", "/plans/9999/check"),
    ("GET", "/plans/{plan}/follow-up", "/plans/9999/follow-up"),
    ("POST", "/plans/{plan}/follow-up", "/plans/9999/follow-up"),
    ("POST", "/plans/{plan}/presented-again", "/plans/9999/presented-again"),
    ("POST", "/plans/{plan}/triggers", "/plans/9999/triggers"),
    ("GET", "/requests/{request}", "/requests/9999"),
    ("POST", "/requests/{request}/closing", "/requests/9999/closing"),
    ("POST", "/series/{series}/days", "/series/9999/days"),
    ("POST", "/series/{series}/ending", "/series/9999/ending"),
    ("GET", "/teaching/{copy}", "/teaching/9999"),
    ("GET", "/teaching/{released}", "/teaching/9999"),
    ("GET", "/teaching/{released}/copy.json", "/teaching/9999/copy.json"),
    ("GET", "/teaching/{released}/copy.pdf", "/teaching/9999/copy.pdf"),
    (
        "POST",
        "/teaching/{copy}/paragraphs/{paragraph}",
        "/teaching/9999/paragraphs/9999",
    ),
    ("POST", "/teaching/{copy}/release", "/teaching/9999/release"),
    ("POST", "/teaching/{released}/withdrawal", "/teaching/9999/withdrawal"),
]
#: Enough of every form for the question to be whether the thing is there.
TYPED = {
    "revision": "1",
    "place": "1",
    "minutes": "5",
    "case": "MM-0001",
    "choice": "A",
    "key": "a key of a vote",
    "text": "A remark",
    "question": "Which?",
    "option": ["This", "That"],
    "reason": "Investigator",
    "reply": "yes",
    "person": "1",
    "password": "x",
    "criterion": "LVEF_ge40",
    "number": "45",
    "base": "0",
    "receipt": "0123456789abcdef",
    "order": "1",
    "breaks": "1x10",
    "began": "18:45",
    "ended": "20:00",
    "form": "briefing",
    "paper": "A4",
    "fate": "removed",
    "day": "14",
    "became": "done",
    "because": "New lesion",
    "trigger": "1",
    "met": "yes",
    "last_day": "2026-12-02",
}
#: Where a name in a form means something else.
TYPED_AT = {"/series/{series}/days": {"day": "2026-11-25"}}


@pytest.fixture
def there(app, cast, work):
    """Whatever else a board has: paper, teaching copies, a request, a list, a series, a case taken back."""
    with app.app_context():
        planned = db.session.get_one(AgendaItem, work["waiting"]).meeting_id
        listed, gone = (a_case(cast, mrn=f"SYN-{n}").number for n in (3, 4))
        weekly = meetings.Rhythm(
            "FREQ=WEEKLY;INTERVAL=1;BYDAY=WE",
            date(2026, 11, 25),
            date(2026, 12, 2),
            time(14),
            75,
            "Room 4.12",
        )
        arranging = {"by": cast["park"], "at": NOON}
        with transaction():
            entry = meetings.put_on_list(planned, listed, "For the record", **arranging)
            meetings.withdraw(gone, "Moved away", by=cast["lindt"], at=NOON)
            request = meetings.ask_for_facts(work["case"], NOON + timedelta(days=1), **arranging)
            series = meetings.begin_series(cast.board_id, weekly, **arranging)
            pack = packs.ask_pack(planned, "briefing", "A4", **arranging)
            pack.state, pack.pdf = State.READY, b"%PDF-1.7"
            copy, released = (teaching.begin_copy(work["case"], **arranging) for _ in range(2))
            for paragraph in released.paragraphs:
                teaching.review(paragraph.id, Fate.REMOVED, **arranging)
            teaching.release(released.id, **arranging)
        return work | {
            "planned": planned,
            "withdrawn": gone,
            "entry": entry.id,
            "request": request.id,
            "series": series.id,
            "pack": pack.id,
            "copy": copy.id,
            "paragraph": copy.paragraphs[0].id,
            "released": released.id,
            "option": "cilta_cel",
            "sheet": "became",
        }


@pytest.mark.parametrize("who", ["novak", "weber"])
def test_what_is_another_boards_answers_like_what_never_was(as_person, there, who):
    client, told = as_person(who), {}
    for method, real, never in ADDRESSES:
        sent = {"data": TYPED | TYPED_AT.get(real, {})} if method == "POST" else {}
        theirs = client.open(real.format(**there), method=method, **sent)
        nobodys = client.open(never, method=method, **sent)
        if (theirs.status_code, said(theirs)) != (404, said(nobodys)):
            told[method, real] = (theirs.status_code, nobodys.status_code)

    assert told == {}


def test_what_is_asked_for_is_really_there(as_person, there):
    park = as_person("park")
    wanted = re.compile(r"\{(pack|copy|released|request|option|sheet)\}")
    pages = [real for method, real, _ in ADDRESSES if method == "GET" and wanted.search(real)]

    answers = {page: park.get(page.format(**there)).status_code for page in pages}

    assert len(answers) == 10
    assert {page for page, status in answers.items() if status not in (200, 302)} == set()


def test_every_guarded_address_with_a_number_is_in_the_list(app):
    from board.doors import GATED, policy_of

    listed = {(method, re.sub(r"\{\w+\}|v1", "*", real)) for method, real, _ in ADDRESSES}
    guarded = {
        (method, re.sub(r"v?<[^>]+>", "*", str(rule)))
        for rule in app.url_map.iter_rules()
        for method in rule.methods & {"GET", "POST"}
        if rule.arguments and policy_of(app.view_functions[rule.endpoint]) in GATED
    }

    beyond_a_draft = {found for found in guarded if found[1].startswith("/drafts/*/")}
    assert guarded - beyond_a_draft <= listed


def said(answer):
    """The words of a page, without its nonce."""
    return re.sub(r"<[^>]+>", " ", answer.text.split("<body")[-1])
