"""What belongs to another board answers like what never was: the same status, the same words."""

import re

import pytest

#: (method, address of something real, the same with a number that was never given)
ADDRESSES = [
    ("GET", "/cases/{case}", "/cases/MM-9999"),
    ("GET", "/cases/{case}/v1", "/cases/MM-9999/v1"),
    ("POST", "/cases/{case}/notes", "/cases/MM-9999/notes"),
    ("POST", "/cases/{case}/correct", "/cases/MM-9999/correct"),
    ("GET", "/drafts/{draft}", "/drafts/9999"),
    ("GET", "/drafts/{draft}/patient", "/drafts/9999/patient"),
    ("POST", "/drafts/{draft}/submit", "/drafts/9999/submit"),
    ("POST", "/drafts/{draft}/discard", "/drafts/9999/discard"),
    ("GET", "/drafts/{draft}/import", "/drafts/9999/import"),
    ("GET", "/meetings/{meeting}", "/meetings/9999"),
    ("GET", "/meetings/{meeting}/room", "/meetings/9999/room"),
    ("GET", "/meetings/{meeting}/phone", "/meetings/9999/phone"),
    ("GET", "/meetings/{meeting}/wall", "/meetings/9999/wall"),
    ("GET", "/meetings/{meeting}/mine", "/meetings/9999/mine"),
    ("GET", "/meetings/{meeting}/change", "/meetings/9999/change"),
    ("POST", "/meetings/{meeting}/change", "/meetings/9999/change"),
    ("POST", "/meetings/{meeting}/reply", "/meetings/9999/reply"),
    ("POST", "/meetings/{meeting}/agenda", "/meetings/9999/agenda"),
    ("POST", "/meetings/{meeting}/invitations", "/meetings/9999/invitations"),
    ("POST", "/meetings/{meeting}/opening", "/meetings/9999/opening"),
    ("POST", "/meetings/{meeting}/closing", "/meetings/9999/closing"),
    ("GET", "/join/{code}", "/join/ZZZZ"),
    ("POST", "/agenda/{item}/place", "/agenda/9999/place"),
    ("POST", "/agenda/{item}/minutes", "/agenda/9999/minutes"),
    ("POST", "/agenda/{item}/removal", "/agenda/9999/removal"),
    ("POST", "/agenda/{item}/version", "/agenda/9999/version"),
    ("POST", "/items/{item}/table", "/items/9999/table"),
    ("POST", "/items/{item}/ballots", "/items/9999/ballots"),
    ("GET", "/cases/{case}/v1/settling", "/cases/MM-9999/v1/settling"),
    ("GET", "/cases/{case}/v1/since/{first}", "/cases/MM-9999/v1/since/1"),
    ("POST", "/cases/{case}/lane", "/cases/MM-9999/lane"),
    ("GET", "/boards/{board}/people", "/boards/9999/people"),
    ("POST", "/boards/{board}/people", "/boards/9999/people"),
    ("POST", "/boards/{board}/people/{person}/seat", "/boards/9999/people/9999/seat"),
    ("POST", "/boards/{board}/people/{person}/disabling", "/boards/9999/people/9999/disabling"),
    ("POST", "/boards/{board}/people/{person}/enabling", "/boards/9999/people/9999/enabling"),
    ("POST", "/boards/{board}/people/{person}/link", "/boards/9999/people/9999/link"),
    ("GET", "/boards/{board}/thresholds", "/boards/9999/thresholds"),
    ("POST", "/boards/{board}/thresholds", "/boards/9999/thresholds"),
    (
        "POST",
        "/boards/{board}/thresholds/{threshold}/signature",
        "/boards/9999/thresholds/9999/signature",
    ),
    ("GET", "/meetings/{meeting}/away", "/meetings/9999/away"),
    ("POST", "/meetings/{meeting}/away", "/meetings/9999/away"),
    ("POST", "/meetings/{meeting}/break", "/meetings/9999/break"),
    ("POST", "/meetings/{meeting}/break/end", "/meetings/9999/break/end"),
    ("POST", "/items/{item}/opinions", "/items/9999/opinions"),
    ("GET", "/ballots/{ballot}/receipts", "/ballots/9999/receipts"),
    ("POST", "/ballots/{ballot}/receipts", "/ballots/9999/receipts"),
    ("POST", "/notes/{note}/resolution", "/notes/9999/resolution"),
    ("POST", "/notes/{note}/reopening", "/notes/9999/reopening"),
    ("POST", "/items/{item}/text", "/items/9999/text"),
    ("POST", "/items/{item}/carrying", "/items/9999/carrying"),
    ("POST", "/items/{item}/recusals", "/items/9999/recusals"),
    ("POST", "/items/{item}/plan", "/items/9999/plan"),
    ("POST", "/ballots/{ballot}/votes", "/ballots/9999/votes"),
    ("POST", "/ballots/{ballot}/close", "/ballots/9999/close"),
    ("POST", "/notes/{note}/pin", "/notes/9999/pin"),
    ("GET", "/plans/{plan}", "/plans/9999"),
    ("GET", "/plans/{plan}/record.pdf", "/plans/9999/record.pdf"),
    ("POST", "/plans/{plan}", "/plans/9999"),
    ("POST", "/plans/{plan}/signature", "/plans/9999/signature"),
    ("POST", "/plans/{plan}/amendment", "/plans/9999/amendment"),
]
#: Enough of every form for the question to be whether the thing is there.
TYPED = {
    "revision": "1",
    "place": "1",
    "minutes": "5",
    "case": "MM-0001",
    "choice": "A",
    "key": "a key of a vote",
    "text": "A remark",
    "question": "Which?",
    "option": ["This", "That"],
    "reason": "Investigator",
    "reply": "yes",
    "person": "1",
    "password": "x",
    "criterion": "LVEF_ge40",
    "number": "45",
    "base": "0",
    "receipt": "0123456789abcdef",
}


@pytest.mark.parametrize("who", ["novak", "weber"])
def test_what_is_another_boards_answers_like_what_never_was(as_person, work, who):
    client, told = as_person(who), {}
    for method, real, never in ADDRESSES:
        sent = {"data": TYPED} if method == "POST" else {}
        theirs = client.open(real.format(**work), method=method, **sent)
        nobodys = client.open(never, method=method, **sent)
        if (theirs.status_code, said(theirs)) != (404, said(nobodys)):
            told[method, real] = (theirs.status_code, nobodys.status_code)

    assert told == {}


def test_every_guarded_address_with_a_number_is_in_the_list(app):
    from board.doors import GATED, policy_of

    listed = {(method, re.sub(r"\{\w+\}|v1", "*", real)) for method, real, _ in ADDRESSES}
    guarded = {
        (method, re.sub(r"v?<[^>]+>", "*", str(rule)))
        for rule in app.url_map.iter_rules()
        for method in rule.methods & {"GET", "POST"}
        if rule.arguments and policy_of(app.view_functions[rule.endpoint]) in GATED
    }

    beyond_a_draft = {found for found in guarded if found[1].startswith("/drafts/*/")}
    assert guarded - beyond_a_draft <= listed


def said(answer):
    """The words of a page, without its nonce."""
    return re.sub(r"<[^>]+>", " ", answer.text.split("<body")[-1])
