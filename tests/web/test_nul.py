"""No NUL reaches the database: SQLite would keep it, PostgreSQL would not, so neither is given one."""

import pytest
from sqlalchemy import select

from board.db import db

TYPED = "a\x00b and so on, long enough to be a reason"
#: Who sends what to where; a field that is not named here is filled as a page would.
FORMS = [
    ("park", "/cases/new", {"board": TYPED}),
    ("park", "/meetings/new", {"day": TYPED, "starts": TYPED, "ends": TYPED, "place": TYPED}),
    (
        "park",
        "/meetings/new",
        {"board": "1", "day": "2026-12-01", "starts": "17:00", "ends": "18:00", "place": TYPED},
    ),
    ("okafor", "/meetings/{meeting}/reply", {"reply": TYPED}),
    ("park", "/meetings/{meeting}/agenda", {"case": TYPED}),
    ("chen", "/items/{item}/ballots", {"question": TYPED, "option": TYPED}),
    ("okafor", "/ballots/{ballot}/votes", {"choice": TYPED, "reason": TYPED, "key": TYPED}),
    ("okafor", "/ballots/{ballot}/votes", {"choice": "A", "reason": TYPED, "key": "a key of a vote"}),
    ("tanaka", "/items/{item}/recusals", {"reason": TYPED}),
    ("okafor", "/cases/{case}/notes", {"text": TYPED, "anchor": TYPED, "kind": TYPED}),
    ("okafor", "/cases/{case}/notes", {"text": TYPED, "anchor": "summary", "kind": "clinical"}),
    ("okafor", "/cases/{case}/notes", {"text": TYPED, "anchor": TYPED, "kind": "clinical"}),
    ("chen", "/plans/{plan}/signature", {"password": TYPED, "revision": "0"}),
    ("park", "/plans/{plan}/amendment", {"reason": TYPED}),
    ("park", "/plans/{plan}", {"revision": "1", "actions-0-owner": TYPED, "rationale": TYPED}),
    ("lindt", "/drafts/{draft}/question", {"title": TYPED, "question": TYPED}),
    ("lindt", "/drafts/{draft}/import", {"pasted": TYPED}),
    ("lindt", "/drafts/{draft}/import/confirm", {"name": TYPED, "file": TYPED, "take": TYPED}),
    ("silva", "/r/{case}/1", {"digest": TYPED}),
]  # fmt: skip


@pytest.mark.parametrize(("who", "path", "form"), FORMS)
def test_a_nul_in_a_form_is_left_out_or_refused(app, as_person, work, who, path, form):
    answer = as_person(who).post(path.format(**work), data=form)

    assert answer.status_code in (200, 302, 403, 404, 409, 422), answer.text
    with app.app_context():
        assert [text for text in every_text() if "\x00" in text] == []


def test_a_draft_with_a_nul_is_read_again_and_not_submitted(app, as_person, work):
    lindt, draft = as_person("lindt"), "/drafts/{draft}".format(**work)
    lindt.put(f"{draft}/question", json={"typed": {"title": TYPED, "question": TYPED}})

    pages = [lindt.get(f"{draft}/{slug}").status_code for slug in ("question", "check")]

    assert pages == [200, 200]
    assert lindt.post(f"{draft}/submit").status_code == 422


def every_text():
    """Give every text that any column of any table holds."""
    for table in db.metadata.sorted_tables:
        for row in db.session.execute(select(table)):
            yield from (value for value in row if isinstance(value, str))
