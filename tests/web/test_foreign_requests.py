"""A form is taken from our own page alone, by the method it was made for."""

import pytest

from board.db import db
from board.decisions.models import Note
from tests.conftest import SignedInClient

ELSEWHERE = [
    "http://evil.example",
    "null",
    "",
    "file://",
    "http://localhost.evil.example",
    "http://localhost@evil.example",
    "http://evil@localhost",
    "http://localhost:9999",
    "http://evil-localhost",
]


@pytest.fixture
def pinned(app, work):
    """Return whether the note was pinned: what a forged form would have done."""

    def look():
        with app.app_context():
            return db.session.get_one(Note, work["note"]).pinned_at is not None

    return look


@pytest.mark.parametrize("forwarded", [False, True])
def test_a_form_from_elsewhere_changes_nothing(as_person, work, pinned, forwarded):
    chen = as_person("chen")

    for origin in ELSEWHERE:
        headers = {"Origin": origin}
        if forwarded:
            headers["X-Forwarded-Host"] = origin.rpartition("/")[2]
        answer = chen.post(f"/notes/{work['note']}/pin", headers=headers)
        assert answer.status_code == 403, origin
    assert not pinned()


def test_a_form_that_the_browser_calls_cross_site_changes_nothing(as_person, work, pinned):
    headers = {"Sec-Fetch-Site": "cross-site"}

    answer = as_person("chen").post(f"/notes/{work['note']}/pin", headers=headers)

    assert answer.status_code == 403 and not pinned()


@pytest.mark.parametrize("kind", ["form", "text/plain", "application/json", "multipart/form-data"])
def test_without_the_token_of_the_page_nothing_changes(as_person, work, pinned, kind):
    sent = {"data": {"a": "b"}} if kind == "form" else {"data": '{"a": 1}', "content_type": kind}

    answer = as_person("chen").post(f"/notes/{work['note']}/pin", without_token=True, **sent)

    assert answer.status_code == 400 and not pinned()


def test_the_token_of_somebody_else_is_no_token(as_person, work, pinned):
    theirs = as_person("okafor").token()

    answer = as_person("chen").post(f"/notes/{work['note']}/pin", headers={"X-CSRFToken": theirs})

    assert answer.status_code == 400 and not pinned()


def test_the_token_of_before_signing_in_is_no_token(app, cast, work, pinned):
    client = SignedInClient(app, app.response_class, use_cookies=True)
    before = client.token()
    client.sign_in(cast.email("chen"))

    answer = client.post(f"/notes/{work['note']}/pin", headers={"X-CSRFToken": before})

    assert answer.status_code == 400 and not pinned()


def test_a_deed_answers_to_posting_alone(as_person, work, pinned):
    chen = as_person("chen")
    headers = {"X-HTTP-Method-Override": "POST", "X-CSRFToken": chen.token()}

    for method in ("GET", "HEAD", "PUT", "DELETE", "PATCH", "TRACE"):
        address = f"/notes/{work['note']}/pin?_method=POST"
        answer = chen.open(address, method=method, headers=headers)
        assert answer.status_code == 405, method
    assert not pinned()


def test_asking_what_an_address_takes_tells_just_that(as_person, work):
    chen = as_person("chen")

    for path in ("/cases/{case}", "/plans/{plan}", "/notes/{note}/pin", "/audit"):
        answer = chen.options(path.format(**work))
        assert answer.status_code == 200 and answer.data == b"", path
        assert "OPTIONS" in answer.headers["Allow"]


ODD_WAYS = [
    "/cases/{case}/",
    "/cases/{case};x",
    "/cases/%2e%2e/audit",
    "/AUDIT",
    "/audit/",
    "/static/../wsgi.py",
    "/static/%2e%2e/wsgi.py",
    "/static/..%2f..%2fwsgi.py",
]


def test_an_odd_way_of_writing_an_address_finds_nothing(as_person, work):
    chen = as_person("chen")

    for path in ODD_WAYS:
        assert chen.get(path.format(**work)).status_code == 404, path
