"""Who votes, when, and what is seen of it."""

import pytest
from sqlalchemy import select

from board.audit.models import AuditEntry
from board.db import db
from board.decisions.models import Vote
from board.decisions.services import ballots
from board.decisions.tally import Outcome
from board.errors import BoardError, Conflict, Invalid, NotAllowed, NotFound
from board.meetings.models import MeetingEvent
from board.transactions import transaction
from tests.factories import a_ballot, a_room, a_vote
from tests.people import NOON

pytestmark = pytest.mark.usefixtures("in_app")


@pytest.fixture
def item(cast, in_app):
    return a_room(cast)


@pytest.fixture
def ballot(cast, item):
    return a_ballot(cast, item)


def close(cast, ballot, by="chen"):
    with transaction():
        ballots.close_ballot(ballot.id, by=cast[by], at=NOON)


def letters(ballot):
    return sorted(vote.choice for vote in ballots.counted(ballot))


def test_a_vote_counts_once_the_chair_closes(cast, ballot):
    a_vote(cast, ballot, "okafor", "A", reason="Spares BCMA")
    a_vote(cast, ballot, "chen", "A")
    a_vote(cast, ballot, "tanaka", "B")

    close(cast, ballot)

    tally = ballots.tally_of(ballot)
    assert tally.outcome is Outcome.LEADING
    assert [option.votes for option in tally.options] == [2, 1, 0]
    assert tally.options[0].names == ("R. Okafor", "M. Chen")


def test_an_open_ballot_has_no_tally_for_anybody(cast, ballot):
    a_vote(cast, ballot, "okafor", "A")

    with pytest.raises(Conflict, match="hidden until"):
        ballots.tally_of(ballot)


def test_a_vote_sent_twice_is_stored_once(cast, ballot):
    first = a_vote(cast, ballot, "okafor", "A", key="the very same")
    again = a_vote(cast, ballot, "okafor", "A", key="the very same")

    assert again.id == first.id
    assert letters(ballot) == ["A"]


def test_a_second_window_is_told_what_is_stored(cast, ballot):
    a_vote(cast, ballot, "okafor", "A")

    with pytest.raises(Conflict, match="already voted A in another window"):
        a_vote(cast, ballot, "okafor", "B", instead_of=None)

    assert letters(ballot) == ["A"]


def test_changing_your_mind_replaces_the_vote_and_both_are_kept(cast, ballot):
    first = a_vote(cast, ballot, "okafor", "A")
    a_vote(cast, ballot, "okafor", "B", instead_of=first.id)

    assert letters(ballot) == ["B"]
    kept = db.session.scalars(select(Vote).where(Vote.ballot_id == ballot.id))
    assert [(vote.choice, vote.superseded_at is None) for vote in kept] == [
        ("A", False),
        ("B", True),
    ]


def test_a_closed_ballot_takes_no_votes(cast, ballot):
    close(cast, ballot)

    with pytest.raises(Conflict, match="closed"):
        a_vote(cast, ballot, "okafor", "A")

    assert letters(ballot) == []


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("silva", NotAllowed),  # observes
        ("brandt", NotAllowed),  # supportive care does not vote on this board
        ("park", NotAllowed),  # coordinates
        ("lindt", NotFound),  # submits, and is not in the room
        ("weber", NotFound),  # audits
        ("novak", NotFound),  # another board
    ],
)
def test_whoever_has_no_vote_is_refused(cast, ballot, who, refusal):
    with pytest.raises(refusal):
        a_vote(cast, ballot, who, "A")

    assert letters(ballot) == []


def test_supportive_care_votes_where_the_board_says_so(cast, item):
    item.meeting.board.supportive_care_votes = True
    db.session.commit()
    ballot = a_ballot(cast, item)

    a_vote(cast, ballot, "brandt", "C")

    assert letters(ballot) == ["C"]


def test_whoever_comes_after_the_opening_waits_for_the_next_round(cast):
    item = a_room(cast, came=("chen", "okafor"))
    ballot = a_ballot(cast, item)

    with pytest.raises(NotAllowed, match="next round"):
        a_vote(cast, ballot, "tanaka", "A")


@pytest.mark.parametrize("choice", ["D", "", "a", "A ", "abstain!", "Z" * 500])
def test_a_choice_that_is_not_on_the_ballot_is_refused(cast, ballot, choice):
    with pytest.raises(Invalid, match="Choose one"):
        a_vote(cast, ballot, "okafor", choice, key="some key 123")


def test_abstaining_is_a_vote(cast, ballot):
    a_vote(cast, ballot, "okafor", "abstain")

    close(cast, ballot)

    assert ballots.tally_of(ballot).outcome is Outcome.ALL_ABSTAINED


@pytest.mark.parametrize("who", ["okafor", "park", "brandt", "silva"])
def test_only_the_chair_opens_and_closes(cast, item, who):
    with pytest.raises(NotAllowed):
        ballots.open_ballot(item.id, "Which?", ["This", "That"], by=cast[who], at=NOON)
    ballot = a_ballot(cast, item)
    with pytest.raises(NotAllowed):
        close(cast, ballot, by=who)


def test_one_ballot_is_open_at_a_time(cast, item, ballot):
    with pytest.raises(Conflict, match="open already"):
        a_ballot(cast, item)


def test_a_further_round_leaves_the_first_as_it_was(cast, item, ballot):
    a_vote(cast, ballot, "okafor", "A")
    close(cast, ballot)

    second = a_ballot(cast, item)

    assert second.round == 2
    assert letters(ballot) == ["A"]
    assert letters(second) == []


@pytest.mark.parametrize("options", [[], ["One"], ["Same", "same"], ["x"] * 9, ["a", "b" * 300]])
def test_a_ballot_needs_two_to_eight_different_options(cast, item, options):
    with pytest.raises(Invalid):
        a_ballot(cast, item, options)


def test_whoever_steps_aside_loses_the_vote_they_cast(cast, item, ballot):
    a_vote(cast, ballot, "okafor", "A")

    with transaction():
        ballots.recuse(item.id, "Investigator of the trial", by=cast["okafor"], at=NOON)

    assert letters(ballot) == []
    with pytest.raises(NotAllowed, match="stepped aside"):
        a_vote(cast, ballot, "okafor", "B")


def test_stepping_aside_needs_a_reason(cast, item):
    with pytest.raises(Invalid, match="conflict of interest"):
        ballots.recuse(item.id, "  ", by=cast["okafor"], at=NOON)


def test_a_quorum_counts_those_who_voted(cast, ballot):
    for who, choice in (("chen", "A"), ("okafor", "A"), ("tanaka", "abstain")):
        a_vote(cast, ballot, who, choice)

    close(cast, ballot)

    assert ballots.quorum_of(ballot).met


def test_neither_trail_nor_log_says_how_anybody_voted(cast, ballot):
    a_vote(cast, ballot, "okafor", "A", reason="a very telling reason")

    trail = [str(entry.detail) for entry in db.session.scalars(select(AuditEntry))]
    events = [str((event.kind, event.data)) for event in db.session.scalars(select(MeetingEvent))]
    assert not any("telling" in line or "'A'" in line for line in trail + events)
    assert "voted" in {event.kind for event in db.session.scalars(select(MeetingEvent))}


def test_every_vote_has_its_line_in_the_trail(cast, ballot):
    first = a_vote(cast, ballot, "okafor", "A")
    second = a_vote(cast, ballot, "okafor", "B", instead_of=first.id)

    voted = db.session.scalars(select(AuditEntry).where(AuditEntry.deed == "voted"))
    assert [entry.detail["receipt"] for entry in voted] == [first.receipt, second.receipt]


def test_a_refused_vote_leaves_nothing_behind(cast, ballot):
    before = ballot.item.meeting.seq

    with pytest.raises(BoardError):
        a_vote(cast, ballot, "silva", "A")

    assert ballot.item.meeting.seq == before


def test_a_chair_who_stepped_aside_opens_no_ballot_and_may_close_one(cast, item, ballot):
    with transaction():
        ballots.recuse(item.id, "Investigator", by=cast["chen"], at=NOON)

    close(cast, ballot)

    with pytest.raises(NotAllowed, match="another chair opens"):
        a_ballot(cast, item)
