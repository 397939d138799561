"""The calendar address: secret, revocable, paced, and without a word about any case."""

from datetime import timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import select

from board import clock
from board.accounts import people
from board.accounts.actor import Discipline, Role
from board.accounts.models import Board, Membership, Person
from board.audit.deeds import Deed
from board.audit.models import AuditEntry
from board.db import db
from board.mail import feeds
from board.mail.models import CalendarFeed
from board.meetings import services
from board.transactions import transaction
from tests.factories import a_case, a_meeting, a_person, an_agenda_item
from tests.people import NOON


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)
    monkeypatch.setattr(feeds, "fetches", feeds.Pace(20))
    monkeypatch.setattr(feeds, "guesses", feeds.Pace(20))


@pytest.fixture
def meeting(app, cast):
    """The id of a meeting with two cases that are full of canaries."""
    with app.app_context():
        meeting = a_meeting(cast)
        for n in (1, 2):
            said = {"title": "canary title", "family": "Canaryname", "mrn": f"CANARY-{n}"}
            an_agenda_item(cast, meeting, a_case(cast, **said))
        return meeting.id


@pytest.fixture
def address(as_person):
    """Return how one of the cast makes a calendar address."""

    def make(who):
        page = as_person(who).post("/calendar").text
        return "/calendar/" + page.split("/calendar/")[1].split("<")[0].strip()

    return make


@pytest.fixture
def stranger(app):
    return app.test_client()


def test_a_calendar_program_reads_the_meetings_without_signing_in(address, meeting, stranger):
    answer = stranger.get(address("okafor"))

    event = Calendar.from_ical(answer.data).walk("VEVENT")[0]
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert event["SUMMARY"] == "Myeloma Board, 2 cases"
    assert event["DTSTART"].params["TZID"] == "Europe/Berlin"


def test_the_feed_holds_no_case_and_no_patient(app, address, meeting, stranger):
    text = stranger.get(address("okafor")).text

    assert "canary" not in text.lower()
    assert "MM-" not in text


def test_the_secret_is_shown_once_and_not_kept(app, as_person, address):
    secret = address("okafor").split("/")[-1].removesuffix(".ics")

    with app.app_context():
        kept = db.session.scalars(select(CalendarFeed)).one()
        assert secret not in str(vars(kept))
    assert secret not in as_person("okafor").get("/calendar").text


def test_a_new_address_ends_the_one_before(address, meeting, stranger):
    first, second = address("okafor"), address("okafor")

    assert [stranger.get(one).status_code for one in (first, second)] == [404, 200]


def test_an_ended_address_is_worth_nothing(as_person, address, meeting, stranger):
    mine = address("okafor")

    as_person("okafor").post("/calendar/ending")

    assert stranger.get(mine).status_code == 404


def test_a_closed_account_has_no_calendar(app, cast, address, meeting, stranger):
    mine = address("okafor")
    with app.app_context():
        db.session.get_one(Person, cast["okafor"].person_id).disabled_at = NOON
        db.session.commit()

    assert stranger.get(mine).status_code == 404


def test_the_calendar_follows_the_seats_of_this_moment(app, cast, address, meeting, stranger):
    mine = address("okafor")
    with app.app_context():
        seats = select(Membership).where(Membership.person_id == cast["okafor"].person_id)
        db.session.delete(db.session.scalars(seats).one())
        db.session.commit()

    assert Calendar.from_ical(stranger.get(mine).data).walk("VEVENT") == []


@pytest.mark.parametrize("who", ["lindt", "weber", "novak"])
def test_whoever_may_not_come_into_the_room_finds_no_meeting(address, meeting, stranger, who):
    assert Calendar.from_ical(stranger.get(address(who)).data).walk("VEVENT") == []


def test_a_change_and_a_cancellation_reach_the_calendar_under_the_same_name(
    app, cast, address, meeting, stranger
):
    mine = address("okafor")
    before = Calendar.from_ical(stranger.get(mine).data).walk("VEVENT")[0]
    with app.app_context(), transaction():
        services.cancel_meeting(meeting, "No", by=cast["park"], at=NOON)

    after = Calendar.from_ical(stranger.get(mine).data).walk("VEVENT")[0]

    assert (before["UID"], before["SEQUENCE"]) == (after["UID"], 0)
    assert (after["STATUS"], after["SEQUENCE"]) == ("CANCELLED", 1)


@pytest.mark.parametrize("token", ["", "x", "a" * 43, "../../etc/passwd", "%00", "ü"])
def test_an_address_that_is_none_tells_nothing(stranger, token):
    assert stranger.get(f"/calendar/{token}.ics").status_code == 404


def test_guessing_is_slowed_down_and_holds_nobody_up_who_has_an_address(address, meeting, stranger):
    mine = address("okafor")

    codes = [stranger.get(f"/calendar/guess-{n}.ics").status_code for n in range(22)]

    assert (codes.count(404), codes.count(429)) == (20, 2)
    assert stranger.get(mine).status_code == 200


def test_one_address_is_not_fetched_without_end(address, meeting, stranger):
    mine = address("okafor")

    codes = [stranger.get(mine).status_code for _ in range(21)]

    assert (codes[0], codes[-1]) == (200, 429)


def test_a_pace_forgets(monkeypatch):
    now = 100.0
    monkeypatch.setattr(feeds.time, "monotonic", lambda: now)
    pace = feeds.Pace(2, within=10)

    first = [pace.allows("me") for _ in range(3)]
    now = 111.0

    assert (first, pace.allows("me")) == ([True, True, False], True)


def test_when_it_was_fetched_is_noted_hourly(app, address, meeting, stranger, monkeypatch):
    mine = address("okafor")
    stranger.get(mine)
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(minutes=30))
    stranger.get(mine)

    with app.app_context():
        assert db.session.scalars(select(CalendarFeed.fetched_at)).one() == NOON


@pytest.fixture
def keeper(app, cast):
    """Whoever looks after the accounts of the board."""
    with app.app_context():
        ours = db.session.get_one(Board, cast.board_id)
        who = ("keeper", "Mr Jan Keeper", "J. Keeper")
        actor = a_person(*who, ours, Role.ADMINISTRATOR, Discipline.COORDINATION)
        db.session.commit()
        return actor


def test_a_new_password_ends_the_calendar_address_too(app, cast, keeper, address, stranger):
    feed = address("okafor")
    with app.app_context(), transaction():
        link = people.give_link(cast.board_id, cast["okafor"].person_id, by=keeper, at=NOON)
    with app.app_context(), transaction():
        people.use_link(
            link, people.hashed("four good words here", "four good words here"), at=NOON
        )

    assert stranger.get(feed).status_code == 404


def test_a_calendar_address_does_not_come_back_with_an_account(
    app, cast, keeper, address, stranger
):
    feed, okafor = address("okafor"), cast["okafor"].person_id
    for turn in (people.disable, people.enable):
        with app.app_context(), transaction():
            turn(cast.board_id, okafor, by=keeper, at=NOON)

    assert stranger.get(feed).status_code == 404
    with app.app_context():
        ended = db.session.query(AuditEntry).filter_by(deed=Deed.FEED_ENDED.value).one()
        assert ended.person_id == keeper.person_id
