"""The pages: what each person finds on them, and what the buttons do without JavaScript."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from board import clock
from board.cases import services as cases
from board.cases.brief import brief_of
from board.db import db
from board.meetings import services
from board.meetings.cards import agenda_card
from board.meetings.models import AgendaItem, Invitation, Meeting, Reply
from board.meetings.pages import gaps
from board.transactions import transaction
from tests.factories import WHY, a_case, a_meeting, a_signed_plan, a_submission, an_agenda_item
from tests.people import NOON

SOON = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def before_the_meeting(monkeypatch):
    """It is a quarter to seven in Berlin, less 45 minutes."""
    monkeypatch.setattr(clock, "now", lambda: SOON)


@pytest.fixture
def agenda(app, cast):
    """The ids of a meeting and of three items on its agenda; a fourth case waits."""
    with app.app_context():
        meeting = a_meeting(cast)
        items = [an_agenda_item(cast, meeting, a_case(cast, mrn=f"SYN-{n}")) for n in range(3)]
        a_case(cast, mrn="SYN-9", title="Relapse on dialysis")
        return meeting.id, [item.id for item in items]


@pytest.fixture
def read(app):
    """Return how to look at the database after a request."""

    def look(what):
        with app.app_context():
            return what()

    return look


def order(meeting_id):
    meeting = db.session.get_one(Meeting, meeting_id)
    return "".join(item.case.number[-1] for item in meeting.items)


def starts(page):
    return re.findall(r'agenda__time">(\d\d:\d\d)<', page)


def undo_of(page):
    return re.search(r'action="([^"]+)"[^>]*>(?:(?!</form>).)*Undo</button>', page, re.S).group(1)


def test_the_agenda_page_shows_cases_in_order_with_their_start_times(as_person, agenda):
    page = as_person("okafor").get(f"/meetings/{agenda[0]}").text

    assert "Tue 24-Nov-2026, 18:45 to 20:00" in page
    assert starts(page) == ["18:45", "18:55", "19:05"]
    assert "30 of 75 min" in page
    assert "45 min free" in page


def test_members_read_the_agenda_and_only_arrangers_find_buttons(as_person, agenda):
    for who, finds in (("okafor", False), ("silva", False), ("park", True), ("chen", True)):
        page = as_person(who).get(f"/meetings/{agenda[0]}").text

        assert ("Move MM-0002 up" in page) is finds
        assert ("Add MM-0004" in page) is finds


@pytest.mark.parametrize("who", ["novak", "lindt", "weber"])
def test_others_find_no_meeting(as_person, agenda, who):
    client = as_person(who)

    assert client.get(f"/meetings/{agenda[0]}").status_code == 404
    assert client.post(f"/agenda/{agenda[1][0]}/place", data={"place": 2}).status_code == 404


def test_a_press_on_down_moves_the_case_and_says_where_it_is(as_person, agenda, read):
    client = as_person("park")

    page = client.post(
        f"/agenda/{agenda[1][0]}/place", data={"place": 2}, follow_redirects=True
    ).text

    assert read(lambda: order(agenda[0])) == "213"
    assert "MM-0001 moved to place 2 of 3, starts 18:55" in page


def test_a_move_is_undone_by_a_form(as_person, agenda, read):
    client = as_person("park")
    page = client.post(
        f"/agenda/{agenda[1][2]}/place", data={"place": 1}, follow_redirects=True
    ).text

    client.post(undo_of(page))

    assert read(lambda: order(agenda[0])) == "123"


def test_a_removal_is_undone_with_its_place_and_minutes(as_person, agenda, read):
    client = as_person("park")
    client.post(f"/agenda/{agenda[1][1]}/minutes", data={"minutes": 17})
    page = client.post(f"/agenda/{agenda[1][1]}/removal", follow_redirects=True).text
    assert "MM-0002 is off the agenda" in page

    client.post(undo_of(page).replace("&amp;", "&"))

    assert read(lambda: order(agenda[0])) == "123"
    minutes = read(lambda: [i.minutes for i in db.session.get_one(Meeting, agenda[0]).items])
    assert minutes == [10, 17, 10]


def test_what_was_said_is_said_once(as_person, agenda):
    client = as_person("park")
    client.post(f"/agenda/{agenda[1][0]}/place", data={"place": 2})

    assert "moved to place 2" in client.get(f"/meetings/{agenda[0]}").text
    assert "moved to place 2" not in client.get(f"/meetings/{agenda[0]}").text


def test_a_waiting_case_is_added_at_the_end(as_person, agenda, read):
    page = (
        as_person("chen")
        .post(f"/meetings/{agenda[0]}/agenda", data={"case": "MM-0004"}, follow_redirects=True)
        .text
    )

    assert read(lambda: order(agenda[0])) == "1234"
    assert "MM-0004 is on the agenda, place 4 of 4, starts 19:15" in page


def test_more_minutes_move_the_cases_after_it(as_person, agenda):
    page = (
        as_person("park")
        .post(f"/agenda/{agenda[1][0]}/minutes", data={"minutes": 25}, follow_redirects=True)
        .text
    )

    assert starts(page) == ["18:45", "19:10", "19:20"]


def test_a_full_agenda_says_by_how_much(as_person, agenda):
    client = as_person("park")
    client.post(f"/agenda/{agenda[1][0]}/minutes", data={"minutes": 60})

    assert "5 min more than booked" in client.get(f"/meetings/{agenda[0]}").text


def test_a_correction_is_shown_and_can_be_taken_over(as_person, agenda, app, cast):
    other = a_submission(mrn="SYN-1", title="Corrected title")
    with app.app_context(), transaction():
        cases.correct("MM-0002", other, correction=WHY, by=cast["lindt"], at=NOON)
    client = as_person("park")
    page = client.get(f"/meetings/{agenda[0]}").text
    assert "Version 1 of 2" in page
    assert "Corrected title" not in page

    page = client.post(f"/agenda/{agenda[1][1]}/version", follow_redirects=True).text

    assert "Corrected title" in page
    assert "Version 1 of 2" not in page


def test_a_meeting_that_is_over_has_no_buttons_and_says_what_was_discussed(
    as_person, agenda, app, cast
):
    with app.app_context(), transaction():
        services.open_room(agenda[0], by=cast["chen"], at=SOON)
        services.take_up(agenda[1][0], by=cast["chen"], at=SOON)
        services.close_room(agenda[0], by=cast["chen"], at=SOON + timedelta(seconds=550))

    page = as_person("park").get(f"/meetings/{agenda[0]}").text

    assert "Discussed for 9 min 10 s" in page
    assert "Move MM-0002 up" not in page
    assert "Open live room" not in page


def test_an_invitation_is_answered_on_the_start_page(as_person, agenda, read, cast):
    client = as_person("okafor")
    page = client.get("/").text
    assert "Will you come?" in page

    page = client.post(
        f"/meetings/{agenda[0]}/reply",
        data={"reply": "yes", "back": "start"},
        follow_redirects=True,
    ).text

    assert "You answered yes" in page
    assert "Will you come?" not in page
    mine = {"person_id": cast["okafor"].person_id}
    assert read(lambda: db.session.query(Invitation).filter_by(**mine).one().reply) is Reply.YES


def test_the_start_page_shows_the_next_meeting_and_what_was(as_person, agenda, app, cast):
    with app.app_context():
        then = SOON - timedelta(days=7)
        a_meeting(cast, starts_at=then, ends_at=then + timedelta(hours=1), at=then)

    page = as_person("tanaka").get("/").text

    assert "Tue 24-Nov-2026, 18:45 to 20:00" in page
    assert "3 cases, 30 of 75 min" in page
    assert "Tue 17-Nov-2026, 18:00" in page
    assert "Did not take place" in page


def test_a_submitter_finds_when_their_cases_are_discussed_and_no_door(as_person, agenda):
    page = as_person("lindt").get("/").text

    assert "Tue 24-Nov-2026, about 18:45" in page
    assert "Waiting" in page
    assert "Open live room" not in page
    assert "Call a meeting" not in page


@pytest.mark.parametrize("who", ["weber", "novak"])
def test_the_start_page_of_others_names_nothing_of_ours(as_person, agenda, who):
    page = as_person(who).get("/").text

    assert "MM-000" not in page
    assert "24-Nov-2026" not in page


def test_the_form_for_the_next_meeting_proposes_a_week_later(as_person, agenda):
    page = as_person("park").get("/meetings/new").text

    for proposed in ("2026-12-01", "18:45", "20:00", "Room 4.12"):
        assert f'value="{proposed}"' in page


def test_a_meeting_is_called_by_the_form(as_person, cast, read):
    page = (
        as_person("park")
        .post(
            "/meetings/new",
            data={"day": "2028-02-29", "starts": "18:45", "ends": "20:00", "place": "Room 1"},
            follow_redirects=True,
        )
        .text
    )

    assert "Tue 29-Feb-2028, 18:45 to 20:00" in page
    assert "6 people are invited" in page


def test_a_wrong_answer_is_shown_beside_what_was_typed(as_person, cast, read):
    answer = as_person("park").post(
        "/meetings/new",
        data={"day": "2026-03-29", "starts": "02:30", "ends": "04:00", "place": "<b>Room</b>"},
    )

    assert answer.status_code == 422
    assert "clocks go forward" in answer.text
    assert "&lt;b&gt;Room&lt;/b&gt;" in answer.text
    assert read(lambda: db.session.query(Meeting).count()) == 0


def test_a_time_that_comes_twice_is_said(as_person, cast):
    page = (
        as_person("park")
        .post(
            "/meetings/new",
            data={"day": "2026-10-25", "starts": "02:30", "ends": "04:00"},
            follow_redirects=True,
        )
        .text
    )

    assert "02:30 comes twice that day" in page


def test_a_meeting_is_changed_by_the_form(as_person, agenda):
    client = as_person("chen")
    assert 'value="18:45"' in client.get(f"/meetings/{agenda[0]}/change").text

    page = client.post(
        f"/meetings/{agenda[0]}/change",
        data={"day": "2026-11-25", "starts": "08:00", "ends": "09:00", "place": ""},
        follow_redirects=True,
    ).text

    assert "Wed 25-Nov-2026, 08:00 to 09:00" in page


@pytest.mark.parametrize("who", ["okafor", "brandt", "silva", "lindt", "weber"])
def test_the_form_for_a_meeting_is_for_arrangers(as_person, who):
    client = as_person(who)

    assert client.get("/meetings/new").status_code in (403, 404)
    assert client.post("/meetings/new", data={"day": "2026-11-24"}).status_code in (403, 404)


def test_nobody_calls_a_meeting_of_another_board_by_naming_it(as_person, cast):
    client = as_person("chen")
    board = {"board": cast.other_board_id}

    assert client.get("/meetings/new", query_string=board).status_code == 404
    assert client.post("/meetings/new", data=board).status_code == 404


HOSTILE = ["", "-1", "0", "x", "1.5", "9" * 40, "٤", "\0", "\ud800", "<script>", "1 OR 1=1", "½"]


@pytest.mark.parametrize("typed", HOSTILE)
def test_hostile_input_is_refused_or_harmless_and_breaks_nothing(as_person, agenda, typed):
    meeting_id, items = agenda
    client = as_person("park")
    typed = typed.encode("utf-8", "surrogatepass")

    for address, names in (
        (f"/meetings/{meeting_id}/agenda", ("case", "minutes", "place")),
        (f"/meetings/{meeting_id}/reply", ("reply", "back")),
        (f"/meetings/{meeting_id}/invitations", ("person",)),
        (f"/meetings/{meeting_id}/change", ("day", "starts", "ends", "place")),
        ("/meetings/new", ("board", "day", "starts", "ends", "place")),
        (f"/agenda/{items[0]}/place", ("place",)),
        (f"/agenda/{items[0]}/minutes", ("minutes",)),
    ):
        sent = b"&".join(name.encode() + b"=" + _quoted(typed) for name in names)
        answer = client.post(address, data=sent, content_type="application/x-www-form-urlencoded")
        assert answer.status_code < 500, address


def _quoted(raw):
    return b"".join(b"%%%02X" % byte for byte in raw)


@pytest.mark.parametrize("number", [0, 2**31, 2**63, 10**40])
def test_an_address_with_a_number_beyond_all_rows_is_not_found(as_person, cast, number):
    client = as_person("park")

    assert client.get(f"/meetings/{number}").status_code == 404
    assert client.get(f"/meetings/new?board={number}").status_code in (404, 422)
    assert client.post(f"/agenda/{number}/removal").status_code == 404


def test_what_people_wrote_is_escaped(as_person, app, cast):
    with app.app_context():
        meeting = a_meeting(cast, place="<script>alert(1)</script>")
        an_agenda_item(cast, meeting, a_case(cast, title="<img src=x onerror=alert(1)>"))
        address = f"/meetings/{meeting.id}"

    for page in (as_person("park").get(address).text, as_person("park").get("/").text):
        assert "<script>alert" not in page
        assert "<img" not in page


def test_no_page_carries_inline_styles_scripts_or_handlers(as_person, agenda):
    client = as_person("park")

    for address in ("/", "/meetings/new", f"/meetings/{agenda[0]}"):
        page = client.get(address).text
        assert not re.search(r'\sstyle="|\son[a-z]+="|<style', page)
        assert all("nonce=" in tag for tag in re.findall(r"<script[^>]*>", page))


def card(app, cast, who, number="MM-0001"):
    from board.cases.gate import version_for

    with app.test_request_context():
        return str(agenda_card(cast[who], version_for(cast[who], number)))


def test_the_card_beside_the_brief_says_when_the_case_is_discussed(app, cast, agenda):
    said = card(app, cast, "okafor", "MM-0002")

    assert "Tue 24-Nov-2026, 18:45" in said
    assert "Case 2 of 3, 10 minutes, about 18:55" in said
    assert "Open live room" in said


def test_the_submitter_reads_the_card_and_finds_no_door(app, cast, agenda):
    said = card(app, cast, "lindt")

    assert "Case 1 of 3" in said
    assert "Open live room" not in said


def test_a_case_on_no_agenda_says_that_it_waits(app, cast, agenda):
    assert "Waiting for an agenda" in card(app, cast, "okafor", "MM-0004")


def test_the_card_says_when_the_room_will_read_another_version(app, cast, agenda):
    other = a_submission(mrn="SYN-0", title="Corrected title")
    with app.app_context(), transaction():
        cases.correct("MM-0001", other, correction=WHY, by=cast["lindt"], at=NOON)

    assert "The room will read version 1; this is version 2." in card(app, cast, "okafor")


def test_a_case_that_was_discussed_says_so(app, cast, agenda):
    with app.app_context(), transaction():
        services.open_room(agenda[0], by=cast["chen"], at=SOON)
        services.take_up(agenda[1][0], by=cast["chen"], at=SOON)
        services.close_room(agenda[0], by=cast["chen"], at=SOON + timedelta(minutes=9))

    assert "Discussed" in card(app, cast, "okafor")
    assert "Waiting for an agenda" in card(app, cast, "okafor", "MM-0002")


def test_an_item_of_the_agenda_is_not_reached_by_a_link(as_person, agenda, read):
    client = as_person("park")

    for act in ("place", "minutes", "removal", "version"):
        assert client.get(f"/agenda/{agenda[1][0]}/{act}").status_code == 405
    assert read(lambda: db.session.query(AgendaItem).count()) == 3


def test_a_case_is_carried_over_and_the_meeting_ended_by_form(as_person, agenda, app, cast):
    with app.app_context(), transaction():
        services.open_room(agenda[0], by=cast["chen"], at=SOON)
        services.take_up(agenda[1][0], by=cast["chen"], at=SOON)
    client = as_person("chen")

    refused = client.post(f"/items/{agenda[1][0]}/carrying", data={"reason": ""})
    client.post(f"/items/{agenda[1][0]}/carrying", data={"reason": "FISH is awaited"})
    client.post(f"/meetings/{agenda[0]}/closing", data={"reason": "No time left"})
    page = client.get(f"/meetings/{agenda[0]}").text

    assert refused.status_code == 422
    assert "Carried over: FISH is awaited" in page
    assert page.count("Carried over: No time left") == 2


def test_the_agenda_says_what_became_of_a_discussion_and_the_next_names_it(
    as_person, agenda, app, cast
):
    with app.app_context():
        with transaction():
            services.open_room(agenda[0], by=cast["chen"], at=SOON)
            services.come_in(agenda[0], by=cast["chen"], at=SOON)
            item = services.take_up(agenda[1][0], by=cast["chen"], at=SOON)
        plan = a_signed_plan(cast, item, at=SOON).id
        with transaction():
            services.close_room(agenda[0], by=cast["chen"], at=SOON + timedelta(minutes=9))
        later = a_meeting(
            cast, starts_at=SOON + timedelta(days=7), ends_at=SOON + timedelta(days=7, hours=1)
        ).id
    client = as_person("park")
    link = f'<a href="/plans/{plan}">Plan signed, version 1</a>'

    past = client.get(f"/meetings/{agenda[0]}").text
    offered = client.get(f"/meetings/{later}").text
    client.post(f"/meetings/{later}/agenda", data={"case": "MM-0001"})
    again = client.get(f"/meetings/{later}").text

    assert link in past
    assert past.count("Not discussed") == 2
    assert "Discuss again" in offered
    assert "Discussed before" in again and link in again
    assert "Discuss again" not in again


def test_only_gaps_that_stand_in_the_way_of_a_verdict_are_counted(app, cast, agenda):
    with app.app_context():
        version = db.session.get_one(AgendaItem, agenda[1][0]).version
        missing = brief_of(version).summary.missing

        assert gaps(version) == sum(1 for fact in missing if fact.blocks)
        assert 0 < gaps(version) < len(missing)
