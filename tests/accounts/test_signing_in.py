"""Who comes in, who waits, and what a session is worth once it is over."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from board import clock
from board.accounts.models import LoginSession, Membership, Person, SignInFailure
from board.accounts.patience import FREE_ATTEMPTS, LONGEST_WAIT, wait_after
from board.db import db
from tests.conftest import SignedInClient
from tests.people import NOON, PASSWORD

WRONG = "not the password at all"


@pytest.fixture
def noon(monkeypatch):
    """The time, which a test may move on."""
    at = [NOON]
    monkeypatch.setattr(clock, "now", lambda: at[0])
    return lambda **by: at.__setitem__(0, at[0] + timedelta(**by))


@pytest.fixture
def stranger(app, cast):
    """Return how to try a password from a browser that nobody knows."""

    def tries(email, password=WRONG):
        client = SignedInClient(app, app.response_class, use_cookies=True)
        return client.post("/sign-in", data={"email": email, "password": password})

    return tries


def is_out(client, path="/cases"):
    """Whether the browser is sent to the door instead of being shown the page."""
    answer = client.get(path, headers={"Accept": "text/html"})
    return answer.status_code == 302 and answer.location.startswith("/sign-in")


def text_of(answer):
    """What a refusal says, without what differs each time."""
    return answer.text.split('role="alert"')[-1].split("</div>")[0]


def test_an_account_that_does_not_exist_answers_like_one_that_does(app, stranger, cast):
    with app.app_context():
        db.session.get_one(Person, cast["silva"].person_id).disabled_at = NOON
        db.session.commit()

    known, unknown, disabled = (
        stranger(email) for email in (cast.email("chen"), "no@board.example", cast.email("silva"))
    )

    assert known.status_code == unknown.status_code == disabled.status_code == 422
    assert text_of(known) == text_of(unknown) == text_of(disabled)


@pytest.mark.parametrize("email", ["chen@board.example", "nobody@board.example"])
def test_after_five_wrong_passwords_the_next_attempt_waits(noon, stranger, email):
    answers = [stranger(email).status_code for _ in range(FREE_ATTEMPTS)]

    refused = stranger(email)

    assert answers == [422] * FREE_ATTEMPTS
    assert refused.status_code == 429 and refused.headers["Retry-After"] == "15"
    assert "Too many attempts. Try again in 15 seconds." in refused.text


def test_while_the_door_is_shut_the_right_password_is_told_the_same(noon, stranger, cast):
    for _ in range(FREE_ATTEMPTS):
        stranger(cast.email("chen"))

    right, wrong = stranger(cast.email("chen"), PASSWORD), stranger(cast.email("chen"))

    assert right.status_code == wrong.status_code == 429
    assert text_of(right) == text_of(wrong)


def test_the_right_password_works_after_the_wait(noon, stranger, cast):
    for _ in range(FREE_ATTEMPTS):
        stranger(cast.email("chen"))
    noon(seconds=15)

    assert stranger(cast.email("chen"), PASSWORD).status_code == 302
    assert stranger(cast.email("chen")).status_code == 422, "coming in forgives what was before"


def test_the_wait_doubles_and_has_an_end():
    waits = [wait_after(failures).total_seconds() for failures in range(4, 12)]

    assert waits == [0, 15, 30, 60, 120, 240, 240, 240]
    assert wait_after(10**6) == LONGEST_WAIT


def test_knocking_on_a_shut_door_makes_nobody_wait_longer(noon, stranger, cast):
    for _ in range(FREE_ATTEMPTS + 40):
        stranger(cast.email("chen"))
    noon(seconds=15)

    assert stranger(cast.email("chen"), PASSWORD).status_code == 302


def test_no_account_is_locked_for_good(noon, stranger, cast):
    for _ in range(30):
        stranger(cast.email("chen"))
        noon(seconds=61)
    noon(seconds=LONGEST_WAIT.total_seconds())

    assert stranger(cast.email("chen"), PASSWORD).status_code == 302


def test_another_account_does_not_wait_for_this_one(noon, stranger, cast):
    for _ in range(FREE_ATTEMPTS + 1):
        stranger(cast.email("chen"))

    assert stranger(cast.email("okafor"), PASSWORD).status_code == 302


def test_many_guesses_at_once_are_no_more_than_one_after_another(app, noon, stranger, cast):
    with ThreadPoolExecutor(8) as pool:
        answers = [a.status_code for a in pool.map(stranger, [cast.email("chen")] * 24)]

    assert answers.count(422) == FREE_ATTEMPTS and answers.count(429) == 24 - FREE_ATTEMPTS


def test_failures_are_kept_by_digest_and_forgotten_in_time(app, noon, stranger, cast):
    stranger("a password typed into the wrong field")
    noon(minutes=16)
    stranger("Chen@Board.Example ")

    with app.app_context():
        kept = db.session.scalars(select(SignInFailure)).all()
    assert len(kept) == 1 and "chen" not in kept[0].account_sha256
    assert kept[0].at == NOON + timedelta(minutes=16)


@pytest.mark.parametrize("password", ["x" * 1025, "\x00", "", "é" * 513, " " + PASSWORD])
def test_a_password_matches_exactly_or_not_at_all(stranger, cast, password):
    assert stranger(cast.email("chen"), password).status_code == 422


def test_a_session_chosen_by_somebody_else_is_not_taken_over(app, cast):
    client = SignedInClient(app, app.response_class, use_cookies=True)
    client.get("/sign-in")
    before = client.get_cookie("board").value
    client.sign_in(cast.email("chen"))
    signed_in = client.get_cookie("board").value

    other = app.test_client()
    other.set_cookie("board", before)

    assert before != signed_in
    assert is_out(other)


def test_each_sign_in_is_a_session_of_its_own(app, as_person):
    one, two = as_person("chen"), as_person("chen")
    one.post("/sign-out")

    assert is_out(one) and not is_out(two)


@pytest.mark.parametrize("path", ["/", "/cases", "/decisions", "/audit", "/meetings/new"])
def test_a_cookie_kept_from_before_signing_out_opens_nothing(app, as_person, path):
    chen = as_person("chen")
    kept = chen.get_cookie("board").value
    chen.post("/sign-out")

    thief = app.test_client()
    thief.set_cookie("board", kept)

    assert is_out(thief, path)


def test_whoever_is_disabled_is_out_at_the_next_request(app, as_person, cast):
    okafor = as_person("okafor")
    with app.app_context():
        db.session.get_one(Person, cast["okafor"].person_id).disabled_at = clock.now()
        db.session.commit()

    assert is_out(okafor)


def test_whoever_loses_their_seat_sees_nothing_at_the_next_request(app, as_person, cast):
    okafor = as_person("okafor")
    with app.app_context():
        seats = Membership.person_id == cast["okafor"].person_id
        db.session.delete(db.session.scalars(select(Membership).where(seats)).one())
        db.session.commit()

    assert okafor.get("/cases").status_code == 403


@pytest.mark.parametrize("by", [{"minutes": 61}, {"hours": 13}])
def test_an_unused_session_and_an_old_one_are_over(app, noon, as_person, by):
    chen = as_person("chen")
    noon(**by)

    assert is_out(chen)


def test_the_database_holds_no_token_that_lets_anybody_in(app, as_person):
    chen = as_person("chen")
    with chen.session_transaction() as session:
        token = session["_user_id"]

    with app.app_context():
        kept = db.session.scalars(select(LoginSession.token_sha256)).all()
    assert token not in kept and all(len(one) == 64 for one in kept)


@pytest.mark.parametrize(
    "elsewhere",
    [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "/\t/evil.example",
        "\t//evil.example",
        "/\n/evil.example",
        " //evil.example",
        "javascript:alert(1)",
        "///evil.example",
        "\\\\evil.example",
    ],
)
def test_the_way_onward_never_leads_to_another_site(app, cast, elsewhere):
    client = SignedInClient(app, app.response_class, use_cookies=True)

    answer = client.post(
        "/sign-in",
        query_string={"next": elsewhere},
        data={"email": cast.email("chen"), "password": PASSWORD},
    )

    assert answer.status_code == 302 and answer.location == "/"


def test_the_way_onward_leads_to_where_one_was_going(app, cast):
    client = SignedInClient(app, app.response_class, use_cookies=True)
    asked = client.get("/cases?find=abc", headers={"Accept": "text/html"})

    answer = client.post(asked.location, data={"email": cast.email("chen"), "password": PASSWORD})

    assert answer.location == "/cases?find=abc"


def test_a_refused_sign_in_leaves_one_line_and_nothing_that_was_typed(app, stranger, cast):
    from board.audit.models import AuditEntry

    stranger(cast.email("chen"), "hunter2hunter2")
    stranger("my secret password")

    with app.app_context():
        known, unknown = db.session.scalars(select(AuditEntry).order_by(AuditEntry.number)).all()
        assert db.session.scalar(select(func.count(LoginSession.id))) == 0
    assert known.object == f"person/{cast['chen'].person_id}" and known.board_id == cast.board_id
    assert unknown.object == "door" and unknown.board_id is None
    assert "secret" not in str(unknown.detail) and "hunter2" not in str(known.detail)
