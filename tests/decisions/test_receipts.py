"""A page that says whether one's own vote is in the count, and nothing of anybody's choice."""

import pytest

from board.decisions.services import ballots
from board.transactions import transaction
from tests.factories import a_ballot, a_room, a_vote
from tests.people import NOON


@pytest.fixture
def round_one(app, cast):
    """An open round on which Dr Okafor has voted: its address, her receipt, and how to close it."""
    with app.app_context():
        item = a_room(cast)
        ballot_id = a_ballot(cast, item).id
        ballot = ballots.ballots_on(item.id)[0]
        receipt = a_vote(cast, ballot, "okafor", "A", reason="a telling reason").receipt
        a_vote(cast, ballot, "tanaka", "B")
        item_id = item.id

    def close(aside=None):
        with app.app_context(), transaction():
            if aside:
                ballots.recuse(item_id, "Investigator", by=cast[aside], at=NOON)
            ballots.close_ballot(ballot_id, by=cast["chen"], at=NOON)

    return f"/ballots/{ballot_id}/receipts", receipt, close


def test_a_voter_finds_the_own_receipt_in_the_count(round_one, as_person):
    address, receipt, close = round_one
    close()
    okafor = as_person("okafor")

    page = okafor.get(address).text
    right = okafor.post(address, data={"receipt": f" {receipt.upper()} "}).text
    wrong = okafor.post(address, data={"receipt": "0" * 16}).text

    assert f'value="{receipt}"' in page and "Agrees" in page
    assert f"Receipt {receipt} is in the count" in right
    assert "is not in this count" in wrong


def test_the_receipts_stand_without_names_and_reasons(round_one, as_person):
    address, receipt, close = round_one
    close()

    page = as_person("silva").get(address).text

    assert receipt in page
    assert not any(word in page for word in ("Okafor", "Tanaka", "telling"))


def test_an_open_ballot_has_no_receipts_page(round_one, as_person):
    address, *_ = round_one

    assert as_person("okafor").get(address).status_code == 404


def test_whoever_stepped_aside_has_no_receipts_page(round_one, as_person):
    address, _, close = round_one
    close(aside="tanaka")

    assert as_person("tanaka").get(address).status_code == 404


def test_another_board_has_no_receipts_page(round_one, as_person):
    address, _, close = round_one
    close()

    assert as_person("novak").get(address).status_code == 404
