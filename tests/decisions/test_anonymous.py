"""A ballot that names nobody: only where the board says so, only where it can keep that promise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board.accounts.actor import Discipline, Role
from board.accounts.models import Board
from board.db import db
from board.decisions.services import ballots, opinions, snapshot
from board.decisions.tally import ABSTAIN, ANONYMOUS_FROM, Cast, Outcome, count, without_names
from board.errors import Conflict, NotAllowed
from board.meetings import services as meetings
from board.transactions import transaction
from tests.factories import OPTIONS, a_person, a_plan, a_room, a_vote
from tests.people import NOON

CHOICES = [("A", "Talquetamab"), ("B", "Teclistamab")]
VOTERS = ("chen", "okafor", "tanaka", "fuchs", "gruber", "haas")


def told(*choices):
    casts = [Cast(f"voter {n}", "nursing", choice) for n, choice in enumerate(choices)]
    return without_names(count(CHOICES, casts))


def test_counts_are_told_and_neither_names_nor_disciplines():
    tally = told("A", "A", "A", "B", ABSTAIN)

    assert [option.votes for option in tally.options] == [3, 1]
    assert tally.abstentions == 1
    assert all(option.names == option.disciplines == () for option in tally.options)
    assert tally.abstained == ()


def test_fewer_than_five_votes_tell_nothing():
    tally = told("A", "A", "B", "B")

    assert tally.outcome is Outcome.TOO_FEW
    assert tally.withheld and tally.leading == ()
    assert [option.votes for option in tally.options] == [0, 0]


def test_when_all_choose_the_same_the_choice_is_told_and_no_count():
    tally = told(*"AAAAA")

    assert tally.withheld and tally.sentence == "Most votes: A."
    assert [option.votes for option in tally.options] == [0, 0]


def test_when_all_abstain_it_is_told_and_no_count():
    tally = told(*[ABSTAIN] * 5)

    assert tally.withheld and tally.outcome is Outcome.ALL_ABSTAINED
    assert tally.abstentions == 0


@given(st.lists(st.sampled_from(["A", "B", ABSTAIN]), max_size=9))
def test_no_count_is_ever_everybody(choices):
    tally = told(*choices)

    counts = [*(option.votes for option in tally.options), tally.abstentions]
    assert tally.cast == 0 or tally.cast not in counts
    assert tally.withheld or sum(counts) == tally.cast
    assert sum(counts) == 0 or tally.cast >= ANONYMOUS_FROM


@pytest.fixture
def company(cast, in_app):
    """The cast with three more members, so that six may vote; the board allows anonymous ballots."""
    board = db.session.get_one(Board, cast.board_id)
    board.anonymous_ballots = True
    for key in VOTERS[3:]:
        who = a_person(
            key, f"Dr {key.title()}", f"X. {key.title()}", board, Role.MEMBER, Discipline.GENETICS
        )
        cast.actors[key] = who
    db.session.commit()
    return cast


def opened(cast, came=VOTERS, anonymous=True):
    item = a_room(cast, came=came)
    with transaction():
        return ballots.open_ballot(
            item.id, "Which?", OPTIONS, anonymous=anonymous, by=cast["chen"], at=NOON
        )


def closed(cast, *choices):
    ballot = opened(cast)
    for who, choice in zip(VOTERS, choices, strict=False):
        a_vote(cast, ballot, who, choice, reason=f"because of {who}")
    with transaction():
        ballots.close_ballot(ballot.id, by=cast["chen"], at=NOON)
    return ballot


def test_a_ballot_is_open_unless_the_chair_says_otherwise(company):
    assert not opened(company, anonymous=False).anonymous


def test_a_board_whose_rules_say_nothing_votes_openly(cast, in_app):
    with pytest.raises(NotAllowed, match="open ballots only"):
        opened(cast, came=("chen", "okafor", "tanaka"))


def test_four_voters_cannot_hide(company):
    with pytest.raises(Conflict, match="needs 5 voters in the room; there are 4"):
        opened(company, came=VOTERS[:4])


def test_reasons_are_told_without_names_and_not_in_the_order_of_voting(company):
    ballot = closed(company, *"AAABBB")

    reasons = ballots.reasons_of(ballot)

    assert {reason.by for reason in reasons} == {""}
    cast_in_order = [f"because of {who}" for who in VOTERS]
    said = [reason.words for reason in reasons]
    assert sorted(said) == sorted(cast_in_order) and said != cast_in_order
    assert ballots.reasons_of(ballot) == reasons


def test_the_reasons_of_too_few_are_not_told(company):
    assert ballots.reasons_of(closed(company, *"AAB")) == []


def stated(cast, item, *options):
    for who, option in zip(VOTERS, options, strict=False):
        answer = opinions.Answer("other", "high", option)
        with transaction():
            opinions.state_opinion(item.id, answer, by=cast[who], at=NOON)


def voted(cast, item, choices, anonymous):
    with transaction():
        ballot = ballots.open_ballot(
            item.id, "Which?", OPTIONS, anonymous=anonymous, by=cast["chen"], at=NOON
        )
    for who, choice in zip(VOTERS, choices, strict=False):
        a_vote(cast, ballot, who, choice, key=f"{who} in round {ballot.round}")
    with transaction():
        ballots.close_ballot(ballot.id, by=cast["chen"], at=NOON)
    return ballot


def test_a_shift_is_told_in_numbers(company):
    item = a_room(company, came=VOTERS)
    stated(company, item, *[OPTIONS[0]] * 6)

    ballot = voted(company, item, "AAABBB", anonymous=True)

    assert ballots.shift_of(ballot).sentence == "3 kept their opinion, 3 changed it."


@pytest.mark.parametrize("choices", ["ABBBB", "BBBBBA"])
def test_a_shift_that_would_tell_a_vote_is_not_told(company, choices):
    item = a_room(company, came=VOTERS)
    stated(company, item, *OPTIONS[:1], *[OPTIONS[2]] * (len(choices) - 2))

    assert ballots.shift_of(voted(company, item, choices, anonymous=True)).sentence == ""


def test_after_an_open_round_no_shift_is_told(company):
    item = a_room(company, came=VOTERS)
    stated(company, item, *[OPTIONS[0]] * 6)
    voted(company, item, "AAAABB", anonymous=False)

    again = voted(company, item, "AAABBB", anonymous=True)

    assert ballots.shift_of(again).sentence == ""


def test_the_record_of_an_anonymous_ballot_names_no_voter(company):
    ballot = closed(company, *"AAABB")

    record = snapshot.draw_up(a_plan(company, ballot.item), NOON, "Dr Mei Chen")

    (printed,) = record.ballots
    assert printed.anonymous and printed.votes == ()
    assert [option.votes for option in printed.options] == [3, 2, 0]
    assert "Fuchs" not in str(printed) and len(printed.reasons) == 5


@pytest.mark.parametrize("path", ["room", "phone", "wall", "mine", "ballots"])
def test_no_page_says_who_voted_what(app, company, as_person, path):
    ballot = closed(company, *"AAABB")
    reasons, chosen = [f"because of {who}" for who in VOTERS[:5]], ballot.id
    plan = a_plan(company, ballot.item).id
    meeting = ballot.item.meeting_id
    with transaction():
        meetings.come_in(meeting, by=company["silva"], at=NOON)
    address = f"/ballots/{chosen}/receipts" if path == "ballots" else f"/meetings/{meeting}/{path}"
    silva = as_person("silva")

    page, draft = silva.get(address).text, silva.get(f"/plans/{plan}").text

    for text in (page, draft):
        for block in [part.split("</footer>")[0] for part in text.split("reason__by")[1:]]:
            assert not any(name in block for name in ("Fuchs", "Gruber", "Chen", "Okafor"))
    names = page.split("tally__names")[1:]
    assert not any("Chen" in one.split("</span>")[0] for one in names)
    if path in ("room", "wall"):
        assert all(reason in page for reason in reasons)
