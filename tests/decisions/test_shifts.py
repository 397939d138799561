"""From opinion to vote, without a database."""

import pytest

from board.decisions.shifts import Move, Said, Stance, move_of, summed

OPTIONS = [
    {"letter": "A", "text": "Talquetamab", "option_id": "talquetamab"},
    {"letter": "B", "text": "Teclistamab", "option_id": "teclistamab"},
    {"letter": "C", "text": "Wait three weeks"},
]
TALQUETAMAB = Said(Stance.OPTION, "talquetamab", "Talquetamab")
WAIT = Said(Stance.OTHER, text="wait three weeks")


@pytest.mark.parametrize(
    ("said", "choice", "move"),
    [
        (None, "A", Move.NO_OPINION),
        (None, "abstain", Move.NO_OPINION),
        (TALQUETAMAB, "A", Move.SAME),
        (TALQUETAMAB, "B", Move.CHANGED),
        (TALQUETAMAB, "abstain", Move.NOT_COMPARABLE),
        (WAIT, "C", Move.SAME),
        (WAIT, "A", Move.CHANGED),
        (Said(Stance.OTHER, text="Transplant"), "A", Move.NOT_COMPARABLE),
        (Said(Stance.OPTION, "ciltacel", "Cilta-cel"), "A", Move.NOT_COMPARABLE),
        (Said(Stance.DISCUSS), "A", Move.NOT_COMPARABLE),
    ],
)
def test_a_vote_is_compared_when_the_opinion_was_on_the_ballot(said, choice, move):
    assert move_of(said, choice, OPTIONS) is move


def test_an_option_without_the_brief_s_id_is_compared_by_its_words():
    old = [{"letter": "A", "text": "TALQUETAMAB"}, {"letter": "B", "text": "Teclistamab"}]

    assert move_of(TALQUETAMAB, "A", old) is Move.SAME


def test_the_shift_is_one_sentence():
    moves = [Move.SAME] * 3 + [Move.CHANGED] * 2 + [Move.NO_OPINION, Move.NOT_COMPARABLE]

    assert summed(moves).sentence == (
        "3 kept their opinion, 2 changed it; 1 cannot be compared; 1 had stated none."
    )
    assert "(R. Okafor from A)" in summed([Move.CHANGED], ["R. Okafor from A"]).sentence


def test_a_ballot_without_opinions_says_nothing_of_a_shift():
    assert summed([Move.NO_OPINION] * 4).sentence == ""
