"""What each would choose before the discussion: who may say it, who sees it, and what becomes of it."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from board.audit.deeds import Deed
from board.audit.models import AuditEntry
from board.cases.brief import brief_of
from board.db import db
from board.decisions.models import Ballot, Opinion, OpinionShift
from board.decisions.services import ballots, opinions
from board.decisions.services.opinions import Answer
from board.decisions.shifts import Move, Stance
from board.errors import Conflict, Invalid, NotAllowed, NotFound
from board.meetings import services as meetings
from board.transactions import transaction
from tests.factories import a_ballot, a_case, a_meeting, a_room, a_vote, an_agenda_item
from tests.people import NOON

pytestmark = pytest.mark.usefixtures("in_app")


@pytest.fixture
def item(cast, in_app):
    """A case on the agenda of a meeting that is still to come."""
    return an_agenda_item(cast, a_meeting(cast), a_case(cast))


@pytest.fixture
def room(cast, in_app):
    return a_room(cast)


def offered(item, place=0):
    return brief_of(item.version).summary.options[place]


def state(cast, item, by, choice="needs discussion", certainty="high", **more):
    with transaction():
        return opinions.state_opinion(
            item.id, Answer(choice, certainty, **more), by=cast[by], at=NOON
        )


def close(cast, ballot):
    with transaction():
        ballots.close_ballot(ballot.id, by=cast["chen"], at=NOON)


class Undone(Exception):
    """The transaction ends without a commit."""


def close_and_fail(cast, ballot):
    ballots.close_ballot(ballot.id, by=cast["chen"], at=NOON)
    raise Undone


def test_a_voter_states_an_option_of_the_brief(cast, item):
    option = offered(item)

    state(cast, item, "okafor", option.id, reason="Spares BCMA")

    kept = opinions.opinion_of(item, cast["okafor"].person_id)
    assert (kept.stance, kept.option_id, kept.text) == (Stance.OPTION, option.id, option.name)
    assert (kept.certainty.value, kept.reason) == ("high", "Spares BCMA")


def test_a_changed_opinion_keeps_the_one_before(cast, item):
    state(cast, item, "okafor", offered(item).id)
    state(cast, item, "okafor", "other", "low", other="Transplant first")

    kept = db.session.scalars(select(Opinion).order_by(Opinion.id)).all()
    assert [one.superseded_at is None for one in kept] == [False, True]
    assert opinions.opinion_of(item, cast["okafor"].person_id).text == "Transplant first"
    assert opinions.standing_of(item).given == 1


def test_the_database_deletes_no_opinion(cast, item):
    state(cast, item, "okafor")

    with pytest.raises(DatabaseError, match="only ever added"):
        db.session.execute(text("DELETE FROM opinions"))


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("silva", NotAllowed),  # observes
        ("brandt", NotAllowed),  # has no vote on this board
        ("park", NotAllowed),  # coordinates
        ("lindt", NotFound),  # submits, and is not in the room
        ("novak", NotFound),  # another board
    ],
)
def test_whoever_will_have_no_vote_states_none(cast, item, who, refusal):
    with pytest.raises(refusal):
        state(cast, item, who)


def test_whoever_stepped_aside_states_none_and_counts_no_longer(cast, item):
    state(cast, item, "okafor")
    with transaction():
        ballots.recuse(item.id, "Investigator", by=cast["okafor"], at=NOON)

    with pytest.raises(NotAllowed, match="stepped aside"):
        state(cast, item, "okafor")

    assert opinions.standing_of(item).sentence == "0 of 2 opinions in"


@pytest.mark.parametrize(
    ("choice", "certainty", "field"),
    [
        ("", "high", "choice"),
        ("no such option", "high", "choice"),
        ("other", "high", "other"),
        ("needs discussion", "quite", "certainty"),
    ],
)
def test_an_answer_that_is_none_says_which_field(cast, item, choice, certainty, field):
    with pytest.raises(Invalid) as refusal:
        state(cast, item, "okafor", choice, certainty)

    assert list(refusal.value.fields) == [field]


def test_opinions_end_when_the_first_ballot_opens(cast, room):
    state(cast, room, "okafor")
    a_ballot(cast, room)

    with pytest.raises(Conflict, match="until the first ballot"):
        state(cast, room, "tanaka")

    assert opinions.opinion_of(room, cast["okafor"].person_id) is not None


def test_an_opinion_goes_with_the_case_to_its_next_agenda(cast, item):
    state(cast, item, "okafor", offered(item).id)
    case = item.case
    with transaction():
        meetings.take_off_agenda(item.id, by=cast["park"], at=NOON)

    later = an_agenda_item(cast, a_meeting(cast), case)

    assert opinions.opinion_of(later, cast["okafor"].person_id) is not None


def test_a_case_that_comes_back_after_a_vote_begins_without_opinions(cast, room):
    state(cast, room, "okafor")
    close(cast, a_ballot(cast, room))
    with transaction():
        meetings.close_room(room.meeting_id, by=cast["chen"], at=NOON)

    again = an_agenda_item(cast, a_meeting(cast), room.case)

    assert opinions.opinion_of(again, cast["okafor"].person_id) is None
    assert opinions.may_still_state(again)


def test_the_trail_says_that_not_what(cast, item):
    state(cast, item, "okafor", offered(item).id, reason="a very telling reason")

    entries = db.session.scalars(
        select(AuditEntry).where(AuditEntry.deed == Deed.OPINION_STATED.value)
    ).all()
    assert [(one.person_name, one.detail) for one in entries] == [("Dr Ruth Okafor", {})]


def test_options_are_proposed_in_the_brief_s_order_without_numbers(cast, room):
    first, second = offered(room, 0), offered(room, 3)
    for who, option in (("okafor", second), ("tanaka", second), ("chen", first)):
        state(cast, room, who, option.id)

    assert opinions.proposed_options(room) == [first.name, second.name]


def test_too_few_opinions_propose_nothing(cast, room):
    state(cast, room, "okafor", offered(room).id)
    state(cast, room, "tanaka", offered(room, 1).id)

    assert opinions.proposed_options(room) == []


def test_an_option_of_the_brief_carries_its_id_on_the_ballot(cast, room):
    option = offered(room)

    ballot = a_ballot(cast, room, (option.name, "Something of our own"))

    assert ballot.options == [
        {"letter": "A", "text": option.name, "option_id": option.id},
        {"letter": "B", "text": "Something of our own"},
    ]


def test_the_shift_is_stored_with_the_close_and_told_after_it(cast, room):
    first, second = offered(room, 0), offered(room, 1)
    state(cast, room, "okafor", first.id)
    state(cast, room, "tanaka", second.id)
    ballot = a_ballot(cast, room, (first.name, second.name))
    for who in ("okafor", "tanaka", "chen"):
        a_vote(cast, ballot, who, "A")
    with pytest.raises(Conflict, match="hidden until"):
        ballots.shift_of(ballot)

    close(cast, ballot)

    moves = {one.person_id: one.move for one in db.session.scalars(select(OpinionShift))}
    assert moves == {
        cast["okafor"].person_id: Move.SAME,
        cast["tanaka"].person_id: Move.CHANGED,
        cast["chen"].person_id: Move.NO_OPINION,
    }
    assert ballots.shift_of(ballot).sentence == (
        "1 kept their opinion, 1 changed it (J. Tanaka from B); 1 had stated none."
    )


def test_a_close_that_fails_stores_no_shift(cast, room):
    ballot = a_ballot(cast, room)
    a_vote(cast, ballot, "okafor", "A")

    with pytest.raises(Undone), transaction():
        close_and_fail(cast, ballot)

    assert db.session.scalars(select(OpinionShift)).all() == []
    assert db.session.get_one(Ballot, ballot.id).is_open
