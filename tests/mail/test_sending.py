"""The outbox: written with the deed, and no letter lost by a server that refuses, hangs up or is not there."""

import socket
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from sqlalchemy import select

from board.accounts.models import Person
from board.cli import main
from board.db import db
from board.mail import worker
from board.mail.models import Letter
from board.mail.sending import KEPT, WAITS, Sent, forget_old, send_due
from board.meetings import services
from board.transactions import transaction
from tests.factories import a_meeting
from tests.mail.smtp import mail_server
from tests.people import NOON

pytestmark = pytest.mark.usefixtures("in_app")


@pytest.fixture
def server():
    with mail_server() as server:
        yield server


@pytest.fixture
def by_smtp(settings, server):
    said = {"mail_host": "127.0.0.1", "mail_port": server.port, "mail_tls": "none"}
    return replace(settings, mail_from="board@hospital.example", **said)


def letters():
    db.session.rollback()
    return db.session.scalars(select(Letter).order_by(Letter.id)).all()


def recipients(server):
    return {
        message_from_bytes(one, policy=default)["To"].addresses[0].username for one in server.taken
    }


def test_what_is_undone_is_not_written_about(cast):
    meeting = a_meeting(cast)
    before = len(letters())

    def cancel_and_fail():
        with transaction():
            services.cancel_meeting(meeting.id, "No case", by=cast["park"], at=NOON)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        cancel_and_fail()

    assert len(letters()) == before


def test_everybody_who_is_invited_is_sent_a_letter_once(cast, by_smtp, server):
    a_meeting(cast)

    first, second = send_due(by_smtp, NOON), send_due(by_smtp, NOON + timedelta(hours=1))

    assert (first, second) == (Sent(sent=6), Sent())
    assert recipients(server) == {"chen", "okafor", "tanaka", "park", "brandt", "silva"}
    assert {letter.sent_at for letter in letters()} == {NOON}


def test_a_server_that_is_not_there_loses_no_letter(cast, settings, by_smtp, server):
    a_meeting(cast)
    with socket.socket() as taken:  # bound and not listening: nobody answers here
        taken.bind(("127.0.0.1", 0))
        nobody = replace(by_smtp, mail_port=taken.getsockname()[1])
        failed = send_due(nobody, NOON)

    early = send_due(by_smtp, NOON + WAITS[0] / 2)
    again = send_due(by_smtp, NOON + WAITS[0])

    assert (failed.failed, early, again.sent) == (6, Sent(), 6)
    assert len(server.taken) == 6


@pytest.mark.parametrize("answer", ["451 later", ""])
def test_a_server_that_refuses_for_now_or_hangs_up_is_asked_again(cast, by_smtp, server, answer):
    a_meeting(cast)
    server.answers = [answer]

    first = send_due(by_smtp, NOON)
    second = send_due(by_smtp, NOON + WAITS[0])

    assert (first.sent, first.failed, second.sent) == (5, 1, 1)
    assert len(recipients(server)) == 6


def test_the_same_letter_has_the_same_name_at_every_attempt(cast, by_smtp, server):
    a_meeting(cast)
    send_due(by_smtp, NOON)
    for letter in letters():  # as if the sender had died before it could note that they left
        letter.sent_at, letter.next_try_at = None, NOON
    db.session.commit()

    send_due(by_smtp, NOON)

    names = [message_from_bytes(one)["Message-ID"] for one in server.taken]
    assert (len(names), len(set(names))) == (12, 6)


def test_a_person_whom_the_server_does_not_know_is_not_tried_for_ever(cast, by_smtp, server):
    a_meeting(cast)
    server.unknown = {"silva@board.example"}

    found = send_due(by_smtp, NOON)

    refused = [letter for letter in letters() if letter.dropped_at]
    assert found == Sent(sent=5, dropped=1)
    assert [letter.remark for letter in refused] == ["SMTP 550"]  # no text of a server is kept


def test_a_letter_that_helps_nobody_any_more_is_dropped(cast, by_smtp, server):
    meeting = a_meeting(cast)

    found = send_due(by_smtp, meeting.ends_at)

    assert (found, server.taken) == (Sent(dropped=6), [])


def test_a_closed_account_is_sent_nothing(cast, by_smtp, server):
    a_meeting(cast)
    db.session.get_one(Person, cast["silva"].person_id).disabled_at = NOON
    db.session.commit()

    send_due(by_smtp, NOON)

    assert "silva" not in recipients(server)


def test_waits_grow_and_the_letter_is_tried_until_it_expires(cast, settings):
    meeting = a_meeting(cast, at=NOON - timedelta(days=3))
    nowhere = replace(settings, mail_outbox="/dev/null/nowhere")
    at, tries = NOON - timedelta(days=3), 0

    while send_due(nowhere, at).failed:
        tries += 1
        at = letters()[0].next_try_at

    assert at > meeting.ends_at
    assert tries > 15
    assert {letter.remark for letter in letters()} == {"too late"}


def test_signing_in_to_the_server_uses_user_and_password_that_no_log_shows(cast, by_smtp, server):
    a_meeting(cast)
    secret = replace(by_smtp, mail_user="board", mail_password="a long secret")

    send_due(secret, NOON)

    assert len(server.signed_in) == 1
    assert "a long secret" not in repr(secret)


def test_without_a_way_to_send_letters_wait(cast, settings):
    a_meeting(cast)

    assert send_due(settings, NOON) == Sent()
    assert {letter.attempts for letter in letters()} == {0}


def test_in_a_demo_letters_are_files(cast, settings, tmp_path):
    a_meeting(cast)

    send_due(replace(settings, mail_outbox=str(tmp_path / "outbox")), NOON)

    files = sorted((tmp_path / "outbox").glob("*.eml"))
    sent = message_from_bytes(files[0].read_bytes(), policy=default)
    assert len(files) == 6
    assert sent["Subject"] == "Invitation: Myeloma Board, Tue 24-Nov-2026 18:45"
    assert [part.get_content_type() for part in sent.iter_attachments()] == ["text/calendar"]


def test_a_changed_meeting_replaces_the_invitation_that_has_not_left(cast, by_smtp, server):
    meeting = a_meeting(cast)
    later = meeting.starts_at + timedelta(hours=1)
    with transaction():
        services.change_meeting(
            meeting.id, later, later + timedelta(hours=1), "", by=cast["park"], at=NOON
        )
    send_due(by_smtp, NOON)
    with transaction():
        services.change_meeting(
            meeting.id, later, later + timedelta(hours=2), "", by=cast["park"], at=NOON
        )
    send_due(by_smtp, NOON)

    subjects = [
        message_from_bytes(one, policy=default)["Subject"].split(":")[0] for one in server.taken
    ]
    assert subjects == ["Invitation"] * 6 + ["Changed"] * 6


def test_whoever_was_invited_hears_that_the_meeting_is_cancelled(cast, by_smtp, server):
    meeting = a_meeting(cast)
    send_due(by_smtp, NOON)
    with transaction():
        services.cancel_meeting(meeting.id, "No case", by=cast["park"], at=NOON)

    send_due(by_smtp, NOON)

    last = message_from_bytes(server.taken[-1], policy=default)
    entry = next(last.iter_attachments())
    assert last["Subject"].startswith("Cancelled: ")
    assert entry["Content-Type"].params["method"] == "CANCEL"
    assert "SEQUENCE:1" in entry.get_content()


def test_old_letters_are_forgotten(cast, by_smtp):
    a_meeting(cast)
    send_due(by_smtp, NOON)

    forget_old(NOON + KEPT + timedelta(days=1))

    assert letters() == []


def test_a_chore_that_fails_stops_neither_the_others_nor_the_letters(
    app, cast, by_smtp, server, monkeypatch
):
    def broken(at):
        raise RuntimeError("a chore")

    meeting = a_meeting(cast)
    app.config["BOARD_SETTINGS"] = by_smtp
    monkeypatch.setattr(worker, "chores", [broken])
    monkeypatch.setattr(worker.clock, "now", lambda: meeting.starts_at - timedelta(hours=2))

    assert worker.one_round(app).sent == 6


def test_the_worker_sends_while_the_board_is_served_and_stops_with_it(
    app, cast, by_smtp, server, monkeypatch
):
    from tests.servers import wait_for

    monkeypatch.setattr(worker.clock, "now", lambda: NOON)
    a_meeting(cast)
    app.config["BOARD_SETTINGS"] = by_smtp

    with worker.working(app, every=0.05):
        wait_for(lambda: len(server.taken) == 6)


def test_the_command_sends_and_says_how_many(cast, settings, tmp_path, monkeypatch):
    from click.testing import CliRunner

    from board import clock

    soon = clock.now() + timedelta(days=3)
    a_meeting(cast, starts_at=soon, ends_at=soon + timedelta(hours=1), at=clock.now())
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    monkeypatch.setenv("BOARD_SECRET_KEY", settings.secret_key)

    refused = CliRunner().invoke(main, ["mail", "send"])
    monkeypatch.setenv("BOARD_MAIL_OUTBOX", str(tmp_path / "outbox"))
    done = CliRunner().invoke(main, ["mail", "send"])

    assert (refused.exit_code, "6 letters wait" in refused.output) == (1, True)
    assert done.output.startswith("6 sent, 0 dropped")
