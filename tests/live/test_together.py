"""Commands that arrive together share a transaction, and yet each stands and falls alone."""

from contextlib import suppress

import pytest
from sqlalchemy import event, select

from board.accounts import services as accounts
from board.accounts.models import LoginSession
from board.audit.deeds import Deed
from board.audit.models import AuditEntry
from board.audit.series import record_all
from board.audit.services import verify_trail
from board.config import Settings
from board.db import db
from board.decisions.models import Ballot, Note, Vote
from board.decisions.services import ballots
from board.errors import Conflict, Invalid, NotAllowed
from board.live.commands import cast_vote, write_note
from board.live.group import Done, Order, act_together
from board.meetings.log import MeetingChanged
from board.meetings.models import Meeting, MeetingEvent
from board.transactions import announce, listen, one_of_many, transaction, witness
from tests.factories import a_ballot, a_room
from tests.people import NOON

pytestmark = pytest.mark.usefixtures("in_app")


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    monkeypatch.setattr("board.clock.now", lambda: NOON)


@pytest.fixture
def item(in_app, cast, noon):
    return a_room(cast)


@pytest.fixture
def ballot(cast, item):
    return a_ballot(cast, item)


@pytest.fixture
def sessions(in_app, cast):
    """A living session for each of the cast, by key."""
    with transaction():
        return {
            key: accounts.sign_in(actor.person_id, "test", NOON)[1].id
            for key, actor in cast.actors.items()
        }


def a_vote(session_id, ballot, choice="A", key=None, instead_of=0):
    said = {"ballot": ballot.id, "choice": choice, "reason": "", "instead_of": instead_of}
    return Order(
        session_id, cast_vote, said | {"key": key or f"the key of {session_id} for {choice}"}
    )


def a_note(session_id, text, item):
    return Order(session_id, write_note, {"case": item.case.number, "text": text})


def stored(ballot):
    votes = db.session.scalars(
        select(Vote).where(Vote.ballot_id == ballot.id).order_by(Vote.id)
    ).all()
    return [(vote.person_id, vote.choice, vote.superseded_at is None) for vote in votes]


def test_votes_that_come_together_are_all_stored_in_their_order(app, cast, sessions, ballot):
    settings: Settings = app.config["BOARD_SETTINGS"]
    orders = [a_vote(sessions[who], ballot, choice) for who, choice in VOTES]

    outcomes = act_together(orders, settings)

    assert stored(ballot) == [(cast[who].person_id, choice, True) for who, choice in VOTES]
    ids = list(db.session.scalars(select(Vote.id).order_by(Vote.id)))
    assert [one.answer["vote"] for one in outcomes] == ids
    assert [one.answer["receipt"] for one in outcomes] == [
        entry.detail["receipt"]
        for entry in db.session.scalars(
            select(AuditEntry)
            .where(AuditEntry.deed == Deed.VOTED.value)
            .order_by(AuditEntry.number)
        )
    ]
    assert verify_trail().sound


VOTES = [("okafor", "A"), ("chen", "B"), ("tanaka", "abstain")]


def test_votes_that_come_together_are_each_one_event_of_the_log(app, cast, sessions, ballot):
    before = ballot.item.meeting.seq

    act_together([a_vote(sessions[who], ballot) for who, _ in VOTES], app.config["BOARD_SETTINGS"])

    voted = db.session.scalars(
        select(MeetingEvent).where(MeetingEvent.kind == "voted").order_by(MeetingEvent.seq)
    ).all()
    assert [one.person_id for one in voted] == [cast[who].person_id for who, _ in VOTES]
    assert [one.seq for one in voted] == [before + 1, before + 2, before + 3]
    meeting = db.session.get_one(Meeting, ballot.item.meeting_id, populate_existing=True)
    assert meeting.seq == before + 3


def test_a_refused_vote_undoes_none_beside_it(app, cast, sessions, ballot):
    orders = [
        a_vote(sessions["okafor"], ballot),
        a_vote(sessions["silva"], ballot),  # observes
        a_vote(sessions["chen"], ballot, "Z"),  # no such option
        a_vote(sessions["tanaka"], ballot, "B"),
    ]

    outcomes = act_together(orders, app.config["BOARD_SETTINGS"])

    assert [type(one) for one in outcomes] == [Done, NotAllowed, Invalid, Done]
    assert [person for person, _, _ in stored(ballot)] == [
        cast["okafor"].person_id,
        cast["tanaka"].person_id,
    ]


def test_a_vote_sent_twice_in_one_group_is_stored_once(app, sessions, ballot):
    order = a_vote(sessions["okafor"], ballot, "A", "the very same")

    first, again = act_together([order, order], app.config["BOARD_SETTINGS"])

    assert first.answer == again.answer
    assert len(stored(ballot)) == 1


def test_of_two_windows_in_one_group_the_slower_is_refused(app, sessions, ballot):
    one = a_vote(sessions["okafor"], ballot, "A", "first window")
    other = a_vote(sessions["okafor"], ballot, "B", "other window")

    outcomes = act_together([one, other], app.config["BOARD_SETTINGS"])

    assert isinstance(outcomes[1], Conflict)
    assert [choice for _, choice, _ in stored(ballot)] == ["A"]


def test_a_vote_can_be_changed_within_one_group(app, sessions, ballot):
    settings = app.config["BOARD_SETTINGS"]
    [first] = act_together([a_vote(sessions["okafor"], ballot, "A")], settings)
    second = a_vote(sessions["okafor"], ballot, "B", instead_of=first.answer["vote"])
    third = a_vote(sessions["okafor"], ballot, "C", instead_of=first.answer["vote"] + 1)

    outcomes = act_together([second, third], settings)

    assert [type(one) for one in outcomes] == [Done, Done]
    assert [(choice, counts) for _, choice, counts in stored(ballot)] == [
        ("A", False),
        ("B", False),
        ("C", True),
    ]


def test_a_key_of_an_earlier_round_is_refused_in_a_group_too(app, cast, sessions, ballot, item):
    settings = app.config["BOARD_SETTINGS"]
    act_together([a_vote(sessions["okafor"], ballot, "A", "the same name")], settings)
    with transaction():
        ballots.close_ballot(ballot.id, by=cast["chen"], at=NOON)
    following = a_ballot(cast, item)

    refused, taken = act_together(
        [
            a_vote(sessions["okafor"], following, "A", "the same name"),
            a_vote(sessions["tanaka"], following),
        ],
        settings,
    )

    assert isinstance(refused, Conflict)
    assert isinstance(taken, Done)


def test_a_closed_ballot_takes_no_votes_of_a_group(app, cast, sessions, ballot):
    with transaction():
        ballots.close_ballot(ballot.id, by=cast["chen"], at=NOON)

    outcomes = act_together(
        [a_vote(sessions[who], ballot) for who, _ in VOTES], app.config["BOARD_SETTINGS"]
    )

    assert {type(one) for one in outcomes} == {Conflict}
    assert stored(ballot) == []


def test_notes_and_votes_in_one_group_keep_their_order_and_fall_alone(app, sessions, ballot, item):
    orders = [
        a_vote(sessions["okafor"], ballot),
        a_note(sessions["okafor"], "Keep BCMA for later.", item),
        a_note(sessions["silva"], "Observers do not write.", item),
        a_vote(sessions["chen"], ballot),
    ]

    outcomes = act_together(orders, app.config["BOARD_SETTINGS"])

    assert [type(one) for one in outcomes] == [Done, Done, NotAllowed, Done]
    kinds = db.session.scalars(select(MeetingEvent.kind).order_by(MeetingEvent.seq)).all()
    assert kinds[-3:] == ["voted", "noted", "voted"]
    assert [note.text for note in db.session.scalars(select(Note))] == ["Keep BCMA for later."]


def test_whose_session_has_ended_is_refused_and_nobody_else(app, sessions, ballot):
    with transaction():
        accounts.sign_out(sessions["okafor"], NOON)

    outcomes = act_together(
        [a_vote(sessions["okafor"], ballot), a_vote(sessions["tanaka"], ballot)],
        app.config["BOARD_SETTINGS"],
    )

    assert [type(one) for one in outcomes] == [NotAllowed, Done]


def test_a_group_that_fails_is_tried_one_by_one(app, cast, sessions, ballot, monkeypatch):
    def alone(deeds):
        [deed] = deeds
        record_all([deed])

    monkeypatch.setattr("board.decisions.services.voting.record_all", alone)

    outcomes = act_together(
        [a_vote(sessions[who], ballot) for who, _ in VOTES], app.config["BOARD_SETTINGS"]
    )

    assert {type(one) for one in outcomes} == {Done}
    assert [person for person, _, _ in stored(ballot)] == [cast[who].person_id for who, _ in VOTES]
    assert verify_trail().sound


def test_a_group_of_votes_is_committed_once(app, sessions, ballot):
    commits = []
    event.listen(db.engine, "commit", lambda _connection: commits.append(1))

    act_together([a_vote(sessions[who], ballot) for who, _ in VOTES], app.config["BOARD_SETTINGS"])

    assert len(commits) == 1


def test_acting_in_a_group_keeps_a_session_alive(app, sessions, ballot):
    session = db.session.get_one(LoginSession, sessions["okafor"])
    with transaction():
        session.seen_at = NOON.replace(hour=11, minute=30)

    act_together(
        [a_vote(sessions["okafor"], ballot), a_vote(sessions["chen"], ballot)],
        app.config["BOARD_SETTINGS"],
    )

    assert db.session.get_one(LoginSession, sessions["okafor"]).seen_at == NOON


def test_what_a_failed_act_announced_is_told_to_nobody():
    heard = []
    stop = listen(MeetingChanged, heard.append)

    with transaction():
        with one_of_many():
            announce(MeetingChanged(1))
        with suppress(Conflict), one_of_many():
            announce(MeetingChanged(2))
            raise Conflict("refused")
        with one_of_many():
            announce(MeetingChanged(3))

    stop()
    assert heard == [MeetingChanged(1), MeetingChanged(3)]


def test_a_witness_fails_its_own_act_alone_and_sees_each_event_once(monkeypatch):
    monkeypatch.setattr("board.transactions._witnesses", {})
    seen = []

    def looks(news):
        seen.append(news.meeting_id)
        if news.meeting_id == 2:
            raise Conflict("the witness will not have it")

    witness(MeetingChanged, looks)

    with transaction():
        with one_of_many():
            announce(MeetingChanged(1))
        with pytest.raises(Conflict), one_of_many():
            announce(MeetingChanged(2))
        announce(MeetingChanged(3))

    assert seen == [1, 2, 3]


def test_a_seat_that_was_taken_away_meanwhile_votes_no_more(app, cast, sessions, ballot):
    from board.accounts.models import Membership

    with transaction():
        seat = db.session.query(Membership).filter_by(person_id=cast["okafor"].person_id).one()
        db.session.delete(seat)

    outcomes = act_together(
        [a_vote(sessions["okafor"], ballot), a_vote(sessions["chen"], ballot)],
        app.config["BOARD_SETTINGS"],
    )

    assert not isinstance(outcomes[0], Done)
    assert isinstance(outcomes[1], Done)
    assert db.session.get_one(Ballot, ballot.id).is_open
