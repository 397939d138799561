"""What every answer tells the browser: keep nothing, run nothing foreign, stand in nobody's frame."""

import re
from dataclasses import replace

import pytest

from board.app import create_app

PAGES = [
    "/",
    "/cases",
    "/cases/{case}",
    "/cases/{case}/v1",
    "/decisions",
    "/audit",
    "/meetings/new",
    "/meetings/{meeting}",
    "/meetings/{meeting}/change",
    "/meetings/{meeting}/room",
    "/meetings/{meeting}/phone",
    "/meetings/{meeting}/wall",
    "/meetings/{meeting}/mine",
    "/plans/{plan}",
    "/plans/{plan}/record.pdf",
    "/r/{case}/1",
    "/sign-in",
]


def is_private(answer):
    return answer.headers["Cache-Control"] == "no-store, private" and "Cookie" in str(
        answer.headers.getlist("Vary")
    )


def is_hardened(answer):
    policy = dict(
        part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";")
    )
    return (
        policy["default-src"] == "'none'"
        and re.fullmatch(r"'nonce-[\w-]{20,}'", policy["script-src"]) is not None
        and policy["style-src"] == "'self'"
        and policy["base-uri"] == policy["frame-ancestors"] == policy["object-src"] == "'none'"
        and policy["form-action"] == "'self'"
        and "unsafe" not in str(policy)
        and answer.headers["X-Content-Type-Options"] == "nosniff"
        and answer.headers["Referrer-Policy"] == "same-origin"
        and answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    )


def test_no_page_is_kept_by_a_browser_or_a_proxy(as_person, work):
    chen = as_person("chen")

    for page in PAGES:
        answer = chen.get(page.format(**work), follow_redirects=True)
        assert answer.status_code == 200, page
        assert is_private(answer) and is_hardened(answer), page


@pytest.mark.parametrize("who", ["lindt", None])
def test_a_draft_and_the_way_to_the_door_are_not_kept_either(app, as_person, work, who):
    client = as_person(who) if who else app.test_client()

    answer = client.get(f"/drafts/{work['draft']}/patient", headers={"Accept": "text/html"})

    assert answer.status_code == (200 if who else 302)
    assert is_private(answer) and is_hardened(answer)


def refusals(client):
    yield 404, client.get("/cases/MM-9999")
    yield 404, client.get("/no such page")
    yield 405, client.get("/sign-out")
    yield 413, client.post("/sign-in", data={"email": "x" * 3_000_000})
    yield 400, client.post("/sign-out", without_token=True)
    yield 403, client.post("/sign-out", headers={"Origin": "http://evil.example"})
    yield 422, client.post("/meetings/new", data={"date": "never"})
    yield 422, client.post("/sign-in", data={"email": "x", "password": "y"})


def test_no_refusal_is_kept_and_every_one_is_hardened(as_person, work):
    for status, answer in refusals(as_person("chen")):
        assert answer.status_code == status
        assert is_private(answer) and is_hardened(answer), status


def test_a_bug_says_nothing_of_itself_and_is_not_kept(app, as_person, monkeypatch):
    chen = as_person("chen")
    monkeypatch.setitem(app.view_functions, "decisions.index", broken)

    answer = chen.get("/decisions")

    assert answer.status_code == 500 and is_private(answer) and is_hardened(answer)
    assert "Agnes" not in answer.text and "Traceback" not in answer.text


def broken():
    raise ValueError("the file of Agnes")


broken.policy = "signed_in"


def test_every_page_has_a_nonce_of_its_own(as_person):
    chen = as_person("chen")

    nonces = {
        re.search(r"nonce-([\w-]+)", chen.get("/").headers["Content-Security-Policy"])[1]
        for _ in range(5)
    }

    assert len(nonces) == 5


def test_what_belongs_to_nobody_may_be_kept(app):
    client = app.test_client()

    sheet = client.get(f"/styles/{app.config['STYLES_VERSION']}.css")

    assert "immutable" in sheet.headers["Cache-Control"]


def test_the_cookie_is_for_this_site_and_for_no_script(app):
    cookie = app.test_client().get("/sign-in").headers["Set-Cookie"]

    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie


def test_over_tls_the_cookie_belongs_to_this_host_alone(settings):
    app = create_app(replace(settings, public_address="https://board.example"))
    answer = app.test_client().get("/sign-in", base_url="https://board.example")

    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-board=") and "Secure" in cookie and "Path=/" in cookie
    assert "Domain" not in cookie
    assert "max-age" in answer.headers["Strict-Transport-Security"]


def test_the_name_of_a_printed_file_tells_nothing_and_breaks_no_header(as_person, work):
    chen = as_person("chen")

    for paper in ("A4", "Letter", 'A4"\r\nX-Evil: 1', "../../etc/passwd", "🦠"):
        answer = chen.get(f"/plans/{work['plan']}/record.pdf", query_string={"paper": paper})

        said = answer.headers["Content-Disposition"]
        assert answer.status_code == 200 and "X-Evil" not in answer.headers
        assert re.fullmatch(r"inline; filename=record-\d+-v1-(a4|letter)\.pdf", said), said
