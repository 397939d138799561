"""Votes that share a transaction: as many statements for thirty as for three, and each judged by itself."""

import json

import pytest
from sqlalchemy import event, select, text

from board.accounts import services as accounts
from board.accounts.actor import Discipline, Role
from board.accounts.models import Membership, Person
from board.audit.models import AuditEntry
from board.audit.services import verify_trail
from board.db import db
from board.decisions.models import Vote
from board.decisions.services import ballots
from board.decisions.services.recount import recount
from board.doors import Policy, forget_passed, may_answer, passed
from board.errors import BoardError, Conflict, Invalid, NotAllowed, NotFound
from board.live.commands import cast_vote
from board.live.group import Done, Order, act_together
from board.meetings import services as meetings
from board.meetings.models import MeetingEvent
from board.transactions import transaction
from tests.factories import a_ballot, a_room
from tests.people import NOON

pytestmark = pytest.mark.usefixtures("in_app")

CROWD = 30


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    monkeypatch.setattr("board.clock.now", lambda: NOON)


@pytest.fixture
def item(in_app, cast, noon):
    return a_room(cast)


@pytest.fixture
def crowd(cast, item):
    """Thirty members more who have come, each with a session: (session, person)."""
    found = []
    with transaction():
        for number in range(CROWD):
            person = Person(
                email=f"voter{number}@demo.example",
                name=f"Dr Voter {number}",
                short_name=f"V. {number}",
                password_hash="none",
            )
            db.session.add(person)
            db.session.flush()
            seat = {"board_id": cast.board_id, "person_id": person.id}
            kind = {"role": Role.MEMBER, "discipline": Discipline.ONCOLOGY}
            db.session.add(Membership(**seat, **kind))
            session = accounts.sign_in(person.id, "test", NOON)[1]
            meetings.come_in(item.meeting_id, by=accounts.actor_of(session), at=NOON)
            found.append((session.id, person.id))
    return found


@pytest.fixture
def ballot(cast, item, crowd):
    return a_ballot(cast, item)


@pytest.fixture
def act(app):
    return lambda orders: act_together(orders, app.config["BOARD_SETTINGS"])


def a_vote(session_id, ballot_id, choice="A", **more):
    said = {"ballot": ballot_id, "choice": choice, "reason": "", "instead_of": 0}
    return Order(session_id, cast_vote, said | {"key": f"the key of {session_id}"} | more)


def stored_choices():
    return list(db.session.scalars(select(Vote.choice).order_by(Vote.id)))


def test_thirty_votes_take_as_many_statements_as_three(act, crowd, ballot):
    said, number = [], ballot.id
    event.listen(db.engine, "before_cursor_execute", lambda *call: said.append((call[2], call[5])))

    act([a_vote(session, number) for session, _ in crowd[:3]])
    for_three = len(said)
    said.clear()
    act([a_vote(session, number) for session, _ in crowd[3:]])

    assert len(said) == for_three <= 16
    assert not any(row_by_row for _, row_by_row in said)
    assert len(stored_choices()) == CROWD


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"choice": "Z"}, Invalid),
        ({"choice": 7}, Invalid),
        ({"key": "short"}, Invalid),
        ({"key": "half a \u00e9 key"}, Invalid),
        ({"reason": "w" * 501}, Invalid),
        ({"ballot": 999_999}, NotFound),
        ({"ballot": "first"}, Invalid),
        ({"session": 999_999}, NotAllowed),
    ],
)
def test_one_bad_vote_is_refused_and_those_beside_it_are_stored(act, crowd, ballot, wrong, refusal):
    orders = [a_vote(session, ballot.id) for session, _ in crowd]
    message = {name: value for name, value in wrong.items() if name != "session"}
    orders[7] = a_vote(wrong.get("session", crowd[7][0]), ballot.id)
    orders[7].message.update(message)

    outcomes = act(orders)

    assert type(outcomes[7]) is refusal
    assert sum(isinstance(one, Done) for one in outcomes) == CROWD - 1 == len(stored_choices())
    assert verify_trail().sound


def test_a_vote_on_top_of_one_not_seen_is_refused_alone(act, crowd, ballot):
    act([a_vote(session, ballot.id) for session, _ in crowd])
    own = dict(db.session.execute(select(Vote.person_id, Vote.id)).all())

    outcomes = act(
        [
            a_vote(
                session,
                ballot.id,
                "B",
                key=f"another of {person}",
                instead_of=own[person] if person != crowd[4][1] else 0,
            )
            for session, person in crowd
        ]
    )

    assert type(outcomes[4]) is Conflict
    assert sum(isinstance(one, Done) for one in outcomes) == CROWD - 1
    assert sorted(stored_choices()) == ["A"] * CROWD + ["B"] * (CROWD - 1)


def test_who_stepped_aside_or_came_late_is_refused_alone(act, cast, crowd, item, ballot):
    with transaction():
        aside = accounts.actor_of(db.session.get_one(accounts.LoginSession, crowd[0][0]))
        ballots.recuse(item.id, "Advises the maker", by=aside, at=NOON)
        late = accounts.sign_in(cast["park"].person_id, "test", NOON)[1].id

    outcomes = act([a_vote(session, ballot.id) for session, _ in crowd] + [a_vote(late, ballot.id)])

    assert [type(one) for one in (outcomes[0], outcomes[-1])] == [NotAllowed, NotAllowed]
    assert len(stored_choices()) == CROWD - 1


def test_a_group_sent_again_is_answered_with_what_is_stored(act, crowd, ballot):
    orders = [a_vote(session, ballot.id) for session, _ in crowd]
    first = act(orders)

    again = act(orders)

    assert [one.answer for one in again] == [one.answer for one in first]
    assert len(stored_choices()) == CROWD


def test_what_was_chosen_is_nowhere_but_among_the_votes(act, crowd, ballot):
    word = "because of the secret \U0001f600 \u00e9 \u8840 'quoted\" word"

    act([a_vote(session, ballot.id, "B", reason=word) for session, _ in crowd])

    assert set(db.session.scalars(select(Vote.reason))) == {word}
    trail = db.session.scalars(select(AuditEntry).where(AuditEntry.object == f"ballot/{ballot.id}"))
    log = db.session.scalars(select(MeetingEvent).where(MeetingEvent.kind == "voted"))
    told = json.dumps([[one.detail, one.deed] for one in trail])
    told += json.dumps([[one.data, one.parts, one.kind] for one in log])
    assert "secret" not in told and '"B"' not in told


def test_a_group_is_counted_like_votes_by_form(act, cast, crowd, ballot):
    act([a_vote(session, ballot.id, "ABC"[n % 3]) for n, (session, _) in enumerate(crowd)])
    with transaction():
        ballots.close_ballot(ballot.id, by=cast["chen"], at=NOON)

    counts = [option.votes for option in ballots.tally_of(ballot).options]

    assert counts == [10, 10, 10]
    assert recount(ballot).agrees


def test_votes_that_did_not_pass_the_gate_are_not_answered(act, crowd, ballot, monkeypatch):
    monkeypatch.setattr(
        "board.decisions.services.voting.who_may_see",
        lambda held, people: frozenset(one.person_id for one in people),
    )

    outcomes = act([a_vote(session, ballot.id) for session, _ in crowd[:3]])

    assert not any(isinstance(one, (Done, BoardError)) for one in outcomes)
    assert stored_choices() == []


def test_who_passed_a_gate_answers_for_nobody_else():
    forget_passed()

    passed(Policy.MEETING, [1, 2])

    assert may_answer(Policy.MEETING, 1) and may_answer(Policy.MEETING)
    assert not may_answer(Policy.MEETING, 3)
    forget_passed()
    assert not may_answer(Policy.MEETING, 1)


def test_a_gate_that_lets_nobody_through_was_not_passed():
    forget_passed()

    passed(Policy.MEETING, [])

    assert not may_answer(Policy.MEETING)


def test_instants_of_a_group_are_stored_like_all_others(act, crowd, ballot):
    act([a_vote(session, ballot.id) for session, _ in crowd])

    assert set(db.session.scalars(select(Vote.cast_at))) == {NOON}
    assert set(db.session.scalars(select(MeetingEvent.at).where(MeetingEvent.kind == "voted"))) == {
        NOON
    }
    if db.engine.dialect.name == "sqlite":
        raw = db.session.execute(text("SELECT DISTINCT at FROM meeting_events")).scalars().all()
        assert len({len(at) for at in raw}) == 1
