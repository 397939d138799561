"""The pages of paper: what they offer, to whom, and the file they give."""

import pytest

from board import clock
from board.audit.deeds import Deed
from board.audit.models import AuditEntry
from board.db import db
from board.decisions.services.ballots import ballots_on
from board.documents.pack_worker import PackPrinter
from board.meetings.models import Meeting
from board.packs.models import Pack
from board.packs.printing import Desk
from board.packs.services import PackAsked
from tests.factories import a_case, a_meeting, an_agenda_item
from tests.packs.test_paper import held, keyed
from tests.people import NOON


@pytest.fixture
def agenda(app, cast):
    with app.app_context():
        meeting = a_meeting(cast)
        item = an_agenda_item(cast, meeting, a_case(cast))
        return meeting.id, item.id


def at(monkeypatch, days):
    later = NOON.replace(day=24 + days)
    monkeypatch.setattr(clock, "now", lambda: later)


def test_a_pack_is_asked_for_waited_for_and_taken(app, agenda, as_person):
    meeting_id, _ = agenda
    park = as_person("park")
    desk = Desk(app, PackPrinter(1))

    waiting = park.post(
        f"/meetings/{meeting_id}/packs",
        data={"form": "attendance", "paper": "A4"},
        follow_redirects=True,
    )
    address = waiting.request.path
    before = park.get(f"{address}/state").json
    desk.hear_pack(PackAsked(int(address.rpartition("/")[2])))
    desk.work_off()
    desk.end()

    assert "Waiting for the printer" in waiting.text and "<noscript><meta" in waiting.text
    assert (before["over"], park.get(f"{address}/state").json["over"]) == (False, True)
    assert "Open the PDF" in park.get(address).text
    answer = park.get(f"{address}/pack.pdf")
    assert answer.data.startswith(b"%PDF") and "no-store" in answer.headers["Cache-Control"]
    assert "attendance-2026-11-24-A4.pdf" in answer.headers["Content-Disposition"]


def test_somebody_else_s_pack_is_not_there(app, agenda, as_person):
    asked = {"form": "briefing", "paper": "A4"}
    pack = as_person("park").post(f"/meetings/{agenda[0]}/packs", data=asked).location

    chen = as_person("chen")

    for address in (pack, f"{pack}/state", f"{pack}/pack.pdf", "/packs/999"):
        assert chen.get(address).status_code == 404


@pytest.mark.parametrize("key", ["lindt", "weber", "novak"])
def test_who_does_not_come_into_the_room_gets_no_paper_of_it(app, agenda, as_person, key):
    meeting_id, item_id = agenda
    person = as_person(key)

    for address in (
        f"/meetings/{meeting_id}/paper",
        f"/meetings/{meeting_id}/preparation",
        f"/meetings/{meeting_id}/keyed-in",
        f"/agenda/{item_id}/keyed-in",
    ):
        assert person.get(address).status_code == 404
    sent = person.post(f"/meetings/{meeting_id}/packs", data={"form": "briefing", "paper": "A4"})
    assert sent.status_code == 404
    with app.app_context():
        assert db.session.query(Pack).count() == 0


@pytest.mark.parametrize(
    "wrong", [{"form": "briefing", "paper": "A3"}, {"form": "all", "paper": "A4"}, {}]
)
def test_what_cannot_be_printed_is_refused(agenda, as_person, wrong):
    answer = as_person("park").post(f"/meetings/{agenda[0]}/packs", data=wrong)

    assert answer.status_code == 422


def test_the_preparation_list_shows_one_s_own_discipline_first(agenda, as_person):
    page = as_person("okafor").get(f"/meetings/{agenda[0]}/preparation").text

    assert page.index("Cell therapy") < page.index("Cardiology")
    assert "Yours" in page and "Ejection fraction (LVEF)" in page


def test_a_meeting_is_keyed_in_by_form_and_what_is_wrong_stays_on_the_page(
    app, cast, agenda, as_person, monkeypatch
):
    meeting_id, item_id = agenda
    at(monkeypatch, 1)
    park = as_person("park")
    came = [str(cast[key].person_id) for key in ("chen", "okafor")]

    nobody = park.post(
        f"/meetings/{meeting_id}/keyed-in", data={"began": "18:45", "ended": "20:00"}
    )
    odd = park.post(
        f"/meetings/{meeting_id}/keyed-in", data={"began": "x", "ended": "20:00", "came": came}
    )
    held = park.post(
        f"/meetings/{meeting_id}/keyed-in", data={"began": "18:45", "ended": "20:00", "came": came}
    )
    empty = park.post(
        f"/agenda/{item_id}/keyed-in", data={"minutes": "9", "question": "Which first?"}
    )
    sheet = {
        "minutes": "9",
        "question": "Which first?",
        "option-A": "Talquetamab",
        "option-B": "Cilta-cel",
        f"vote-{came[0]}": "A",
        f"vote-{came[1]}": "abstain",
        "decision": "Talquetamab first.",
        "steps": "Talquetamab",
    }
    gap = park.post(f"/agenda/{item_id}/keyed-in", data=sheet | {"option-A": "", "option-C": "x"})
    entered = park.post(f"/agenda/{item_id}/keyed-in", data=sheet)

    assert (nobody.status_code, odd.status_code, held.status_code) == (422, 422, 302)
    assert "For example 18:45." in odd.text
    assert empty.status_code == 422 and "Which first?" in empty.text
    assert gap.status_code == 422 and "without a gap" in gap.text
    assert entered.status_code == 302
    again = park.get(f"/meetings/{meeting_id}/keyed-in").text
    assert "Entered later by Ms Hana Park" in again
    assert "Entered later by Ms Hana Park" in park.get(entered.headers["Location"]).text


def test_what_no_number_and_no_clock_can_mean_is_said_beside_the_form(
    cast, agenda, as_person, monkeypatch
):
    meeting_id, item_id = agenda
    at(monkeypatch, 1)
    park = as_person("park")
    times = {"began": "18:45", "came": str(cast["chen"].person_id)}

    zoned = park.post(f"/meetings/{meeting_id}/keyed-in", data=times | {"ended": "20:00+02:00"})
    park.post(f"/meetings/{meeting_id}/keyed-in", data=times | {"ended": "20:00"})
    long = park.post(
        f"/agenda/{item_id}/keyed-in", data={"minutes": "1" * 5000, "decision": "Talquetamab."}
    )

    assert (zoned.status_code, long.status_code) == (422, 422)
    assert "For example 18:45." in zoned.text
    assert "Whole minutes, 1 to 240." in long.text


def test_reading_the_preparation_list_leaves_a_trace_of_each_case(app, agenda, as_person):
    as_person("okafor").get(f"/meetings/{agenda[0]}/preparation")

    with app.app_context():
        read = db.session.query(AuditEntry).filter_by(deed=Deed.CASE_READ.value).count()
        assert read == len(db.session.get_one(Meeting, agenda[0]).items)


def test_a_vote_keyed_in_wrongly_is_put_right_on_the_page(app, cast, as_person, monkeypatch):
    at(monkeypatch, days=1)
    with app.app_context():
        item = an_agenda_item(cast, a_meeting(cast), a_case(cast))
        held(cast, item.meeting)
        keyed(cast, item)
        ballot_id, page = ballots_on(item.id)[-1].id, f"/agenda/{item.id}/keyed-in"
    park, who = as_person("park"), cast["okafor"].person_id
    said = {"person": str(who), f"choice-{who}": "B", f"because-{who}": "The sheet says B."}

    without = park.post(f"/ballots/{ballot_id}/corrections", data=said | {f"because-{who}": ""})
    answer = park.post(f"/ballots/{ballot_id}/corrections", data=said)

    assert (without.status_code, answer.status_code) == (422, 302)
    assert "Say what was keyed in wrongly." in without.text
    assert "was corrected by Ms Hana Park" in park.get(page).text
    assert as_person("okafor").get(page).status_code == 403


def test_who_came_and_has_no_vote_yet_can_be_given_theirs_on_the_page(
    app, cast, as_person, monkeypatch
):
    at(monkeypatch, days=1)
    with app.app_context():
        item = an_agenda_item(cast, a_meeting(cast), a_case(cast))
        held(cast, item.meeting)
        keyed(cast, item, votes=(("chen", "A"), ("tanaka", "B")))
        ballot_id, page = ballots_on(item.id)[-1].id, f"/agenda/{item.id}/keyed-in"
    park, who = as_person("park"), cast["okafor"].person_id
    said = {"person": str(who), f"choice-{who}": "B", f"because-{who}": "Her sheet lay apart."}
    before = park.get(page).text

    answer = park.post(f"/ballots/{ballot_id}/corrections", data=said)

    assert "Dr Ruth Okafor: " in before and "no vote" in before
    assert answer.status_code == 302 and "was added by Ms Hana Park" in park.get(page).text
