"""Who is given a seat, by whom, and how somebody new comes in for the first time."""

import re
from datetime import timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from board import clock
from board.accounts import commands, people
from board.accounts.actor import Discipline, Role
from board.accounts.models import Board, EntryLink, Membership, Person
from board.accounts.passwords import UNSET, matches
from board.app import create_app
from board.audit.models import AuditEntry
from board.db import db
from tests.factories import a_person
from tests.people import NOON, PASSWORD

NEW = {
    "name": "Dr Nia New",
    "email": "Nia.New@Hospital.example",
    "role": "member",
    "discipline": "oncology",
}


@pytest.fixture(autouse=True)
def at_noon(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)


@pytest.fixture
def page(cast):
    return f"/boards/{cast.board_id}/people"


def link_in(text):
    return re.search(r"http://localhost(/enter/[\w-]+)", text)[1]


def person(app, email="nia.new@hospital.example"):
    with app.app_context():
        return db.session.scalar(select(Person).where(Person.email == email))


def signs_in(app, email, password):
    client = app.test_client()
    client.get("/sign-in")
    token = client.get("/sign-in").text.split('name="csrf_token" value="')[1].split('"')[0]
    sent = {"email": email, "password": password, "csrf_token": token}
    return client.post("/sign-in", data=sent).status_code == 302


def chosen(client, link, password="five words are quite good", again=None):
    return client.post(link, data={"password": password, "again": again or password})


def test_whoever_is_invited_chooses_a_password_once_and_comes_in(app, as_person, page):
    shown = as_person("park").post(page, data=NEW)
    link = link_in(shown.text)
    newcomer = as_person("silva")  # any browser: the link is what counts

    asked = newcomer.get(link)
    answer = chosen(newcomer, link)

    assert "no-store" in shown.headers["Cache-Control"]
    assert "nia.new@hospital.example" in asked.text
    assert answer.location == "/sign-in"
    assert signs_in(app, "nia.new@hospital.example", "five words are quite good")
    assert newcomer.get(link).status_code == 404
    assert chosen(newcomer, link, "another five good words").status_code == 404


def test_the_link_is_shown_once_and_kept_nowhere(app, as_person, page):
    park = as_person("park")
    secret = link_in(park.post(page, data=NEW).text).rsplit("/", 1)[1]

    with app.app_context():
        kept = [link.token_sha256 for link in db.session.scalars(select(EntryLink))]
        trail = [repr(entry.detail) for entry in db.session.scalars(select(AuditEntry))]
    assert secret not in "".join(kept + trail) + park.get(page).text


def test_nobody_comes_in_before_a_password_is_chosen(app, as_person, page):
    as_person("park").post(page, data=NEW)

    assert person(app).password_hash == UNSET
    for guess in ("", UNSET, "nobody has this password"):
        assert not matches(guess, UNSET)
        assert not signs_in(app, "nia.new@hospital.example", guess)


@pytest.mark.parametrize(
    ("password", "again"),
    [("short", None), (" " * 12, None), ("x" * 1025, None), ("a" * 12, "b" * 12)],
)
def test_a_password_is_long_enough_and_typed_twice_alike(as_person, page, password, again):
    link = link_in(as_person("park").post(page, data=NEW).text)
    client = as_person("silva")

    assert chosen(client, link, password, again).status_code == 422
    assert client.get(link).status_code == 200


def test_an_outlived_link_is_worth_nothing(as_person, page, monkeypatch):
    link = link_in(as_person("park").post(page, data=NEW).text)
    monkeypatch.setattr(clock, "now", lambda: NOON + people.LINK_LIVES)

    assert as_person("silva").get(link).status_code == 404


def test_a_new_link_replaces_the_one_before(app, as_person, page):
    park = as_person("park")
    first = link_in(park.post(page, data=NEW).text)

    second = link_in(park.post(f"{page}/{person(app).id}/link").text)

    assert (park.get(first).status_code, park.get(second).status_code) == (404, 200)


def test_a_coordinator_makes_no_link_for_somebody_who_has_a_password(as_person, cast, page):
    answer = as_person("park").post(f"{page}/{cast['okafor'].person_id}/link")

    assert answer.status_code == 403


@pytest.mark.parametrize("role", ["chair", "auditor", "administrator"])
def test_a_coordinator_seats_no_chair_auditor_or_administrator(app, as_person, cast, page, role):
    park = as_person("park")

    refused = park.post(page, data=NEW | {"role": role})
    raised = park.post(
        f"{page}/{cast['okafor'].person_id}/seat", data={"role": role, "discipline": "oncology"}
    )
    lowered = park.post(
        f"{page}/{cast['chen'].person_id}/seat", data={"role": "member", "discipline": "oncology"}
    )

    assert {refused.status_code, raised.status_code, lowered.status_code} == {403}
    assert person(app) is None


def test_nobody_changes_their_own_seat(as_person, cast, page):
    answer = as_person("park").post(
        f"{page}/{cast['park'].person_id}/seat", data={"role": "member", "discipline": "oncology"}
    )

    assert answer.status_code == 403


@pytest.mark.parametrize("who", ["chen", "okafor", "lindt", "silva", "weber", "novak"])
def test_others_find_no_such_page(as_person, page, who):
    client = as_person(who)

    assert client.get(page).status_code == 404
    assert client.post(page, data=NEW).status_code == 404
    assert 'href="/people"' not in client.get("/").text


def test_a_disabled_person_is_signed_out_and_stays_out(app, as_person, cast, page):
    okafor, park = as_person("okafor"), as_person("park")

    park.post(f"{page}/{cast['okafor'].person_id}/disabling")
    shown = park.get(page).text

    assert okafor.get("/cases").status_code == 401
    assert not signs_in(app, cast.email("okafor"), PASSWORD)
    assert "Disabled" in shown
    park.post(f"{page}/{cast['okafor'].person_id}/enabling")
    assert signs_in(app, cast.email("okafor"), PASSWORD)


def test_an_account_shared_with_another_board_is_not_this_boards_to_close(
    app, as_person, cast, page
):
    with app.app_context():
        db.session.add(
            Membership(
                board_id=cast.other_board_id,
                person_id=cast["okafor"].person_id,
                role=Role.MEMBER,
                discipline=Discipline.ONCOLOGY,
            )
        )
        db.session.commit()

    answer = as_person("park").post(f"{page}/{cast['okafor'].person_id}/disabling")

    assert answer.status_code == 409
    assert "sits on another board, too" in answer.text


def test_somebody_with_an_account_gets_a_second_seat_and_keeps_the_password(
    app, as_person, cast, page
):
    answer = as_person("park").post(
        page, data=NEW | {"email": cast.email("novak")}, follow_redirects=True
    )

    assert "has an account already" in answer.text
    assert "/enter/" not in answer.text
    assert signs_in(app, cast.email("novak"), PASSWORD)


def test_nobody_gets_two_seats_on_one_board(as_person, cast, page):
    answer = as_person("park").post(page, data=NEW | {"email": cast.email("okafor").upper()})

    assert answer.status_code == 409


@pytest.mark.parametrize(
    "wrong",
    [{"email": "nia"}, {"email": "a@b,c@d"}, {"name": " "}, {"role": "king"}, {"name": "x" * 121}],
)
def test_what_cannot_be_understood_is_asked_again(app, as_person, page, wrong):
    answer = as_person("park").post(page, data=NEW | wrong)

    assert answer.status_code == 422
    assert "govuk-error-summary" in answer.text
    assert person(app) is None


def test_a_changed_role_counts_at_once(as_person, cast, page):
    okafor = as_person("okafor")

    as_person("park").post(
        f"{page}/{cast['okafor'].person_id}/seat",
        data={"role": "submitter", "discipline": "cell therapy"},
    )

    assert okafor.get("/cases").status_code == 200
    assert "Call a meeting" not in okafor.get("/").text
    assert 'href="/meetings/' not in okafor.get("/").text


def test_an_administrator_seats_everybody_and_helps_who_forgot(app, as_person, cast, page):
    with app.app_context():
        board = db.session.get_one(Board, cast.board_id)
        a_person(
            "adams", "Ms Ada Adams", "A. Adams", board, Role.ADMINISTRATOR, Discipline.COORDINATION
        )
        db.session.commit()
    client = as_person("silva")
    client.sign_in("adams@board.example")

    seated = client.post(page, data=NEW | {"role": "chair"})
    link = link_in(client.post(f"{page}/{cast['okafor'].person_id}/link").text)
    chosen(client, link)

    assert seated.status_code == 200
    assert signs_in(app, cast.email("okafor"), "five words are quite good")
    assert not signs_in(app, cast.email("okafor"), PASSWORD)
    assert client.get("/cases").status_code == 403


def test_the_command_line_makes_the_first_board_and_its_administrator(app, settings):
    boards, persons = commands.groups(lambda: create_app(settings))
    made = "Leukaemia Board --hospital H --prefix LB --zone Europe/Berlin --jurisdiction EU"
    who = "ada@h.example --board Leukaemia_Board --role administrator --discipline coordination"

    board = CliRunner().invoke(boards, ["add", "Leukaemia_Board", *made.split()[2:]])
    given = CliRunner().invoke(persons, ["add", *who.split(), "--name", "Ms Ada Adams"])
    again = CliRunner().invoke(persons, ["add", *who.split(), "--name", "Ms Ada Adams"])
    wrong = CliRunner().invoke(
        boards, ["add", "X", *made.split()[2:-3], "Mars", *made.split()[-2:]]
    )

    assert (board.exit_code, given.exit_code, again.exit_code, wrong.exit_code) == (0, 0, 1, 1)
    assert "sits on this board already" in again.output
    assert "zone: Name a time zone" in wrong.output
    link = link_in(given.output)
    client = app.test_client()
    assert "ada@h.example" in client.get(link).text


def test_a_link_given_to_somebody_who_was_disabled_is_dead(app, as_person, page):
    park = as_person("park")
    link = link_in(park.post(page, data=NEW).text)

    park.post(f"{page}/{person(app).id}/disabling")
    again = park.post(f"{page}/{person(app).id}/link")

    assert (park.get(link).status_code, again.status_code) == (404, 409)


def test_short_names_leave_titles_out(app, cast):
    with app.app_context():
        who = people.Newcomer(
            "x@y.example", "Prof Dr Jean Le Roux", Role.MEMBER, Discipline.ONCOLOGY
        )
        held, _ = people.seat(cast.board_id, who, by=cast["park"], at=NOON + timedelta(1))
        assert (held.person.short_name, held.person.initials) == ("J. Roux", "JR")
