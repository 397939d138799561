"""The pages of preparing: series, rules, worklist, late cases, lists, breaks; all of it without scripts."""

import re
from datetime import UTC, date, datetime
from html import unescape

import pytest
from sqlalchemy import select

from board import clock
from board.cases.models import Priority
from board.db import db
from board.meetings import services
from board.meetings.models import Meeting
from board.meetings.planning import FactRequest, ListedCase, Series, Withdrawal
from board.meetings.queries import agenda_rules
from board.transactions import transaction
from tests.factories import a_case, a_meeting, an_agenda_item
from tests.people import NOON

SERIES = {"rhythm": "1", "day": "2026-12-02", "starts": "14:00", "ends": "15:15", "place": "Room 4"}


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)


@pytest.fixture
def agenda(app, cast):
    """The ids of a meeting and of seven items on its agenda, ten minutes each; an urgent case waits."""
    with app.app_context():
        meeting = a_meeting(cast)
        items = [an_agenda_item(cast, meeting, a_case(cast, mrn=f"SYN-{n}")) for n in range(7)]
        a_case(cast, mrn="SYN-9", priority=Priority.URGENT)
        return meeting.id, [item.id for item in items]


@pytest.fixture
def read(app):
    """Return how to look at the database after a request."""

    def look(what):
        with app.app_context():
            return what()

    return look


def all_of(kind):
    return db.session.scalars(select(kind)).all()


def undo_of(page):
    found = re.search(r'action="([^"]+)"[^>]*>(?:(?!</form>).)*Undo</button>', page, re.S)
    return unescape(found.group(1))


def starts(page):
    return re.findall(r'agenda__time">(\d\d:\d\d)<', page)


def test_a_series_is_begun_with_a_plain_form(cast, as_person, read):
    park = as_person("park")

    answer = park.post(f"/boards/{cast.board_id}/series", data=SERIES, follow_redirects=True)

    assert "Every week on Wednesday, 14:00" in answer.text
    assert read(lambda: [one.rule for one in all_of(Series)]) == ["FREQ=WEEKLY;INTERVAL=1;BYDAY=WE"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"day": "2027-02-29"},
        {"starts": ""},
        {"rhythm": "9"},
        {"last_day": "2026-12-01"},
        {"ends": "13:59"},
    ],
)
def test_a_series_that_cannot_be_is_shown_with_what_to_do(cast, as_person, read, wrong):
    answer = as_person("park").post(f"/boards/{cast.board_id}/series", data=SERIES | wrong)

    assert answer.status_code == 422
    assert "error-summary" in answer.text
    assert read(lambda: all_of(Series)) == []


@pytest.mark.parametrize(("who", "status"), [("okafor", 404), ("novak", 404), ("chen", 200)])
def test_the_schedule_is_for_whoever_arranges(cast, as_person, who, status):
    assert as_person(who).get(f"/boards/{cast.board_id}/schedule").status_code == status


def test_days_are_left_out_and_a_series_is_ended(cast, as_person, read):
    park = as_person("park")
    park.post(f"/boards/{cast.board_id}/series", data=SERIES)

    park.post("/series/1/days", data={"day": "2026-12-23"})
    page = park.post("/series/1/ending", data={"last_day": "2026-12-30"}, follow_redirects=True)

    assert "Wed 23-Dec-2026" not in page.text
    assert "Wed 30-Dec-2026" in page.text
    cancelled = lambda: sorted(one.day for one in all_of(Meeting) if one.cancelled_at)  # noqa: E731
    assert read(cancelled) == [date(2026, 12, 23), date(2027, 1, 6), date(2027, 1, 13)]


def test_this_and_all_that_follow_is_asked_only_within_a_series(cast, as_person, agenda):
    park = as_person("park")
    park.post(f"/boards/{cast.board_id}/series", data=SERIES)

    assert "This and all that follow" not in park.get(f"/meetings/{agenda[0]}/change").text
    assert "This and all that follow" in park.get(f"/meetings/{agenda[0] + 2}/change").text


def test_a_meeting_over_midnight_is_read_from_the_form_and_shown_with_both_days(cast, as_person):
    said = {"board": cast.board_id, "day": "2026-12-31", "starts": "23:30", "ends": "00:45"}

    page = as_person("park").post("/meetings/new", data=said, follow_redirects=True).text

    assert "Thu 31-Dec-2026, 23:30 to Fri 01-Jan-2027, 00:45" in page


def test_rules_are_settled_and_wrong_hours_are_named(cast, as_person, read):
    park, address = as_person("park"), f"/boards/{cast.board_id}/agenda-rules"

    wrong = park.post(address, data={"closes_hours": "0"})
    said = {"closes_hours": "24", "reminder_hours": "", "disciplines": ["pharmacy"]}
    park.post(address, data=said)

    assert (wrong.status_code, "from 1 to 336" in wrong.text) == (422, True)
    rules = read(lambda: vars(agenda_rules(cast.board_id)))
    assert (rules["closes_hours"], rules["reminder_hours"], rules["disciplines"]) == (
        24, None, ["pharmacy"],
    )  # fmt: skip


def test_after_the_deadline_an_urgent_case_is_added_late_and_its_removal_is_undone(
    app, cast, as_person, agenda
):
    with app.app_context(), transaction():
        services.settle_rules(cast.board_id, 6, None, [], by=cast["park"], at=NOON)
    park, address = as_person("park"), f"/meetings/{agenda[0]}/agenda"

    refused = park.post(address, data={"case": "MM-0008"})
    page = park.post(
        address, data={"case": "MM-0008", "late": "New bleeding"}, follow_redirects=True
    )
    gone = park.post("/agenda/8/removal", follow_redirects=True)
    back = park.post(undo_of(gone.text), follow_redirects=True)

    assert refused.status_code == 422
    assert "Late: New bleeding" in page.text
    assert "Late: New bleeding" not in gone.text
    assert "Late: New bleeding" in back.text


def test_a_break_is_placed_where_it_is_proposed_and_undone(as_person, agenda):
    park = as_person("park")
    before = park.get(f"/meetings/{agenda[0]}").text
    placed = park.post(
        f"/meetings/{agenda[0]}/breaks", data={"breaks": "6x10"}, follow_redirects=True
    ).text
    undone = park.post(undo_of(placed), follow_redirects=True).text

    assert "An hour would pass without a break" in before
    assert starts(placed)[-2:] == ["19:45", "19:55"]
    assert starts(undone) == starts(before)


def test_a_suggested_order_is_applied_by_a_click_and_undone(as_person, agenda):
    park, ids = as_person("park"), ",".join(map(str, agenda[1][::-1]))

    page = park.post(
        f"/meetings/{agenda[0]}/order", data={"order": ids}, follow_redirects=True
    ).text
    first = re.findall(r'aria-label="(MM-\d+), place 1', page)
    again = park.post(undo_of(page), follow_redirects=True).text

    assert first == ["MM-0007"]
    assert re.findall(r'aria-label="(MM-\d+), place 1', again) == ["MM-0001"]


@pytest.mark.parametrize("typed", ["5", "5x", "x10", "5x10;6x10", "5x10,", "-1x10", "٥x10"])
def test_breaks_that_cannot_be_read_change_nothing(as_person, agenda, typed):
    answer = as_person("park").post(f"/meetings/{agenda[0]}/breaks", data={"breaks": typed})

    assert answer.status_code in (302, 422)
    assert answer.status_code == 422 or typed == "5x10,"


def test_a_case_is_listed_and_discussed_after_all(as_person, agenda, read):
    park = as_person("park")
    listed = park.post(
        f"/meetings/{agenda[0]}/list",
        data={"case": "MM-0008", "reason": "By protocol"},
        follow_redirects=True,
    ).text
    park.post(f"/meetings/{agenda[0]}/agenda", data={"case": "MM-0008"})

    assert "For the list, not discussed" in listed
    assert "By protocol" in listed
    assert read(lambda: all_of(ListedCase)) == []


def test_a_case_is_withdrawn_from_the_agenda_page_and_brought_back(as_person, agenda, read):
    park = as_person("park")
    said = {"reason": "Moved away", "meeting": agenda[0]}
    page = park.post("/cases/MM-0008/withdrawal", data=said, follow_redirects=True).text
    park.post("/cases/MM-0008/return", data={"meeting": agenda[0]})

    assert "1 case was withdrawn" in page
    assert [one.ended_at for one in read(lambda: all_of(Withdrawal))] == [NOON]


def test_the_worklist_asks_reminds_and_sends_round(as_person, agenda, read):
    park, here = as_person("park"), f"/meetings/{agenda[0]}"
    first = park.get(f"{here}/worklist").text
    park.post(f"{here}/requests", data={"case": "MM-0001"})
    park.post(f"{here}/reminders")
    park.post(f"{here}/publication")
    after = park.get(f"{here}/worklist").text

    assert "Not asked yet" in first
    assert "Less than a day to read it" in first
    assert "Answer by" in after
    assert "Sent round" in after
    assert read(lambda: all_of(FactRequest))[0].due_at == datetime(2026, 11, 24, 14, 0, tzinfo=UTC)


def test_the_worklist_is_for_whoever_arranges(as_person, agenda):
    found = {
        who: as_person(who).get(f"/meetings/{agenda[0]}/worklist").status_code
        for who in ("okafor", "novak")
    }

    assert found == {"okafor": 403, "novak": 404}


def test_a_submitter_finds_what_is_asked_on_the_start_page_and_behind_the_letters_link(
    as_person, agenda
):
    as_person("park").post(f"/meetings/{agenda[0]}/requests", data={"case": "MM-0001"})
    lindt = as_person("lindt")

    assert "Asked of you" in lindt.get("/").text
    assert lindt.get("/requests/1").location == "/cases/MM-0001#missing"
    assert as_person("novak").get("/requests/1").status_code == 404


def test_a_request_is_closed_whatever_number_of_a_meeting_comes_with_it(as_person, agenda):
    park = as_person("park")
    park.post(f"/meetings/{agenda[0]}/requests", data={"case": "MM-0001"})

    assert park.post("/requests/1/closing", data={"meeting": "9" * 5000}).status_code == 302


def test_an_invitation_is_answered_late_or_with_a_deputy(cast, as_person, agenda):
    okafor, here = as_person("okafor"), f"/meetings/{agenda[0]}"

    late = okafor.post(f"{here}/reply", data={"reply": "late"}, follow_redirects=True).text
    said = {"reply": "deputy", "deputy": cast["tanaka"].person_id}
    deputy = okafor.post(f"{here}/reply", data=said, follow_redirects=True).text
    nobody = okafor.post(f"{here}/reply", data={"reply": "deputy"})

    assert "You answered late." in late
    assert "Dr Jun Tanaka comes for you" in deputy
    assert nobody.status_code == 422


def test_a_meeting_is_cancelled_with_a_reason_and_says_so(as_person, agenda):
    park, here = as_person("park"), f"/meetings/{agenda[0]}"

    without = park.post(f"{here}/cancellation", data={"reason": ""})
    page = park.post(
        f"{here}/cancellation", data={"reason": "The chair is ill"}, follow_redirects=True
    )

    assert without.status_code == 422
    assert "This meeting does not take place" in page.text
    assert "The chair is ill" in page.text
    assert "Open live room" not in page.text


def test_a_case_card_says_that_the_case_is_on_a_list_or_withdrawn(as_person, agenda):
    park = as_person("park")
    park.post(f"/meetings/{agenda[0]}/list", data={"case": "MM-0008", "reason": "By protocol"})

    assert "For the list of Tue 24-Nov-2026, not discussed" in park.get("/cases/MM-0008").text
