"""Whatever is sent, the answer is a refusal in words, and no bug."""

import pytest

from board.audit.services import verify_trail
from tests.conftest import SignedInClient

DIGITS = "9" * 5_000
NUMBERS = ["", " ", "-1", "0", "1e3", "NaN", "²", "٣", "0x10", str(2**31), str(2**63), DIGITS]
FORM = "application/x-www-form-urlencoded"


FIELDS = [
    ("/agenda/{waiting}/place", "place"),
    ("/agenda/{waiting}/minutes", "minutes"),
    ("/meetings/{meeting}/invitations", "person"),
    ("/meetings/{meeting}/agenda", "minutes"),
    ("/meetings/new", "board"),
    ("/cases/new", "board"),
    ("/plans/{plan}/signature", "revision"),
    ("/plans/{plan}", "revision"),
    ("/r/{case}/1", "digest"),
    ("/ballots/{ballot}/votes", "instead_of"),
]
VOTE = {"choice": "A", "key": "a key of a vote"}


@pytest.mark.parametrize(("path", "field"), FIELDS)
def test_a_number_of_any_shape_is_no_bug(as_person, work, path, field):
    chen = as_person("chen")

    answers = [chen.post(path.format(**work), data=VOTE | {field: each}) for each in NUMBERS]

    assert [answer.status_code for answer in answers if answer.status_code >= 500] == []


def test_an_address_with_a_number_of_any_shape_is_no_bug(as_person, work):
    chen = as_person("chen")

    for number in [*NUMBERS, "abc", "%00"]:
        for path in ("/audit?before={}", "/meetings/{}", "/plans/{}", "/meetings/new?board={}"):
            assert chen.get(path.format(number)).status_code < 500, (path, number)


def test_an_address_with_any_text_is_no_bug(as_person, work):
    chen = as_person("chen")

    for odd in ("%00", "%ed%a0%80", "%ff%fe", "%0d%0aX:1", "%F0%9F%A6%A0", "A" * 4000):
        for path in ("/cases/{}", "/join/{}", "/r/{}/1", "/cases?find={}", "/sign-in?next={}"):
            assert chen.get(path.format(odd)).status_code < 500, (path, odd[:10])


FORMS = [
    "email=%ed%a0%80&password=%ff%fe",
    "email=a%00b&password=x%00",
    "email=a&email=b&password=x",
    "&".join(f"field{n}=x" for n in range(1_000)),
    "%",
]


def test_a_form_of_any_shape_at_the_door_is_refused(app):
    client = SignedInClient(app, app.response_class, use_cookies=True)

    for body in FORMS:
        answer = client.post("/sign-in", data=body, content_type=FORM)
        assert answer.status_code == 422, body[:30]


BODIES = [
    ("multipart/form-data", b"--x"),
    ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="a'),
    ("multipart/form-data; boundary=" + "x" * 300, b"--x"),
    ("application/json", b"[" * 100_000),
    ("application/json", b"\xff\xfe"),
    (FORM + "; charset=utf-16", "a=b".encode("utf-16")),
    ("a\tb", b"x"),
]


def test_a_body_that_is_not_what_it_says_is_no_bug(as_person, work):
    chen = as_person("chen")

    for content_type, body in BODIES:
        answer = chen.post("/meetings/new", data=body, content_type=content_type)
        assert answer.status_code < 500, content_type


def test_three_megabytes_are_too_much_and_said_to_be(as_person, work):
    chen, much = as_person("chen"), "x" * 3_000_000

    answers = [
        chen.post("/sign-in", data={"email": much}),
        chen.post(f"/cases/{work['case']}/notes", data={"text": much}),
        chen.post(f"/cases/{work['case']}/notes", data=much, content_type="multipart/form-data"),
    ]

    assert [answer.status_code for answer in answers] == [413, 413, 413]
    assert "Too large" in answers[0].text


def test_what_was_refused_has_changed_nothing(app, as_person, work):
    with app.app_context():
        before = verify_trail()
    novak = as_person("novak")
    with app.app_context():
        arrived = verify_trail().entries

    for path in ("/ballots/{ballot}/votes", "/notes/{note}/pin", "/items/{item}/plan"):
        novak.post(path.format(**work), data={"choice": "A", "key": "a key of a vote"})

    with app.app_context():
        assert verify_trail().entries == arrived == before.entries + 1
