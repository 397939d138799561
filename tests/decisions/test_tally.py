"""Counting, without a database."""

from hypothesis import given
from hypothesis import strategies as st

from board.decisions.tally import ABSTAIN, Cast, Outcome, count, quorum

OPTIONS = [("A", "Talquetamab"), ("B", "Teclistamab"), ("C", "Cilta-cel")]


def cast(name: str, choice: str, discipline: str = "haematology") -> Cast:
    return Cast(name, discipline, choice)


def test_the_option_with_most_votes_leads():
    tally = count(OPTIONS, [cast("Chen", "A"), cast("Okafor", "A"), cast("Tanaka", "B")])

    assert tally.outcome is Outcome.LEADING
    assert [option.letter for option in tally.leading] == ["A"]


def test_a_tie_names_no_winner():
    tally = count(OPTIONS, [cast("Chen", "A"), cast("Okafor", "B")])

    assert tally.outcome is Outcome.TIE
    assert [option.letter for option in tally.leading] == ["A", "B"]


def test_when_all_abstain_nothing_leads():
    tally = count(OPTIONS, [cast("Chen", ABSTAIN), cast("Okafor", ABSTAIN)])

    assert tally.outcome is Outcome.ALL_ABSTAINED
    assert tally.leading == ()


def test_no_votes_is_an_outcome_of_its_own():
    assert count(OPTIONS, []).outcome is Outcome.NO_VOTES


def test_votes_are_counted_by_discipline():
    tally = count(OPTIONS, [cast("Chen", "A"), cast("Brandt", "A", "nursing"), cast("Okafor", "A")])

    assert tally.options[0].disciplines == (("haematology", 2), ("nursing", 1))


@given(st.lists(st.sampled_from(["A", "B", "C", ABSTAIN])))
def test_every_vote_is_counted_once(choices):
    tally = count(OPTIONS, [cast(f"voter {n}", choice) for n, choice in enumerate(choices)])

    assert sum(option.votes for option in tally.options) + len(tally.abstained) == len(choices)


@given(st.permutations(["A", "A", "B", "C", ABSTAIN]))
def test_the_order_of_votes_changes_nothing(choices):
    tally = count(OPTIONS, [cast(f"voter {n}", choice) for n, choice in enumerate(choices)])

    assert [(option.letter, option.votes) for option in tally.options] == [
        ("A", 2),
        ("B", 1),
        ("C", 1),
    ]


def test_a_quorum_needs_voters_and_disciplines():
    assert quorum(["haematology", "haematology", "nursing"], 3, 2).met
    assert not quorum(["haematology"] * 5, 3, 2).met
    assert not quorum(["haematology", "nursing"], 3, 2).met
