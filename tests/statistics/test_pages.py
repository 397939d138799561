"""The page of figures and its files: who reads them, and what they never hold."""

import pytest
from sqlalchemy import select

from board.audit.models import AuditEntry
from board.db import db
from tests.conftest import SignedInClient
from tests.demo.conftest import MORNING


@pytest.fixture
def reader(app, board_of_months, monkeypatch):
    """Return how to read the pages of the demo as one of its people."""
    monkeypatch.setattr("tests.people.PASSWORD", "relapse-board-demo")
    monkeypatch.setattr("board.clock.now", lambda: MORNING)  # the day on which it was counted

    def sign_in(who):
        client = SignedInClient(app, app.response_class, use_cookies=True)
        client.sign_in(f"{who}@demo.example")
        return client

    return sign_in


def test_the_figures_are_on_one_page_with_their_tables(reader):
    page = reader("chen").get("/statistics", follow_redirects=True).text

    assert page.count('<svg class="chart"') == 2 * 12  # each drawn for a desk and for a phone
    assert page.count("As a table") == 12
    assert "10 (50 %)" in page
    assert "Beispiel" not in page
    assert "MM-0" not in page
    assert "style=" not in page


@pytest.mark.parametrize("period", ["all", "year", "last-year", "quarter", "last-quarter", "x"])
def test_every_period_can_be_asked_for(reader, period):
    assert reader("okafor").get(f"/boards/1/statistics?period={period}").status_code == 200


def test_a_table_is_taken_away_as_a_file_and_leaves_a_trace(app, reader):
    answer = reader("park").get("/boards/1/statistics/became.csv")

    assert answer.mimetype == "text/csv"
    assert answer.text.lstrip("\ufeff").splitlines()[1:4] == [
        "What,Plans",
        "Done fully,10 (50 %)",
        "Done partly,5 (25 %)",
    ]
    with app.app_context():
        entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.number.desc())).first()
        assert (entry.deed, entry.object) == ("took figures of the board away", "board/1")
        assert entry.detail == {"sheet": "became", "period": "all"}


@pytest.mark.parametrize("who", ["lindt", "silva", "brandt", "weber", "novak"])
def test_only_chair_coordinator_and_members_read_the_figures(reader, who):
    client = reader(who)

    assert client.get("/boards/1/statistics").status_code == 404
    assert client.get("/boards/1/statistics/became.csv").status_code == 404
    assert ('href="/statistics"' in client.get("/").text) is (
        who == "novak"
    )  # he chairs another board


def test_there_is_no_file_of_another_name(reader):
    assert reader("chen").get("/boards/1/statistics/patients.csv").status_code == 404
