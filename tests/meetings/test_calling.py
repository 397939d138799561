"""Who calls a meeting, who is asked to come, and how they answer."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from board.accounts.models import Person
from board.audit.models import AuditEntry
from board.db import db
from board.errors import Conflict, Invalid, NotAllowed, NotFound
from board.meetings import services
from board.meetings.models import Meeting, MeetingStatus, Reply
from board.meetings.services.calling import CODE_LETTERS
from board.transactions import transaction
from tests.factories import a_meeting
from tests.people import NOON

pytestmark = pytest.mark.usefixtures("in_app")

EVENING = datetime(2026, 11, 24, 17, 45, tzinfo=UTC)


def invited(meeting):
    return {invitation.person.email.split("@")[0] for invitation in meeting.invitations}


@pytest.mark.parametrize("who", ["chen", "park"])
def test_chair_and_coordinator_call_meetings(cast, who):
    meeting = a_meeting(cast, by=who)

    assert meeting.status is MeetingStatus.PLANNED
    assert meeting.length == timedelta(minutes=75)


@pytest.mark.parametrize("who", ["okafor", "brandt", "silva", "lindt", "weber"])
def test_others_do_not_call_meetings(cast, who):
    with pytest.raises(NotAllowed, match="the chair and the coordinator"):
        a_meeting(cast, by=who)


def test_nobody_calls_a_meeting_of_another_board(cast):
    with pytest.raises(NotFound):
        a_meeting(cast, by="chen", board_id=cast.other_board_id)


def test_everybody_who_may_come_in_is_invited_and_nobody_else(cast):
    meeting = a_meeting(cast)

    assert invited(meeting) == {"chen", "okafor", "tanaka", "park", "brandt", "silva"}


def test_an_account_that_is_disabled_is_not_invited(cast):
    db.session.get_one(Person, cast["okafor"].person_id).disabled_at = NOON
    db.session.commit()

    meeting = a_meeting(cast)

    assert "okafor" not in invited(meeting)


def test_the_code_is_short_and_hard_to_misread(cast):
    codes = [a_meeting(cast).code for _ in range(20)]

    assert len(set(codes)) == 20
    assert all(len(code) == 4 and set(code) <= set(CODE_LETTERS) for code in codes)
    assert not set("01258BILOSZ") & set(CODE_LETTERS)


@pytest.mark.parametrize("minutes", [0, -10, 13 * 60])
def test_a_meeting_ends_after_it_begins_and_within_half_a_day(cast, minutes):
    with pytest.raises(Invalid) as refusal:
        a_meeting(cast, ends_at=EVENING + timedelta(minutes=minutes))

    assert "ends" in refusal.value.fields


@pytest.mark.parametrize("place", ["x" * 121, "Room\n4", "Room\0"])
def test_a_place_is_one_line_of_words(cast, place):
    with pytest.raises(Invalid) as refusal:
        a_meeting(cast, place=place)

    assert "place" in refusal.value.fields
    assert db.session.scalars(select(Meeting)).all() == []


def test_a_meeting_can_be_moved_until_it_is_over(cast):
    meeting = a_meeting(cast)
    tomorrow = EVENING + timedelta(days=1)

    services.change_meeting(
        meeting.id, tomorrow, tomorrow + timedelta(hours=1), "", by=cast["chen"], at=NOON
    )
    services.open_room(meeting.id, by=cast["chen"], at=NOON)
    services.close_room(meeting.id, by=cast["chen"], at=NOON)

    assert meeting.starts_at == tomorrow
    with pytest.raises(Conflict, match="over"):
        services.change_meeting(
            meeting.id, EVENING, EVENING + timedelta(hours=1), "", by=cast["chen"], at=NOON
        )


def test_whoever_was_asked_already_is_not_asked_twice(cast):
    meeting = a_meeting(cast)
    seq = meeting.seq

    services.invite(meeting.id, cast["okafor"].person_id, by=cast["park"], at=NOON)

    assert len(meeting.invitations) == 6
    assert meeting.seq == seq


def test_somebody_who_joined_the_board_later_can_be_invited(cast):
    meeting = a_meeting(cast)
    [asked] = [one for one in meeting.invitations if one.person_id == cast["okafor"].person_id]
    db.session.delete(asked)
    db.session.commit()

    services.invite(meeting.id, cast["okafor"].person_id, by=cast["park"], at=NOON)
    db.session.commit()

    assert "okafor" in invited(meeting)


@pytest.mark.parametrize("who", ["lindt", "weber", "novak"])
def test_only_people_who_may_come_in_can_be_invited(cast, who):
    meeting = a_meeting(cast)

    with pytest.raises(Invalid, match="of this board"):
        services.invite(meeting.id, cast[who].person_id, by=cast["park"], at=NOON)


def test_the_last_answer_counts(cast):
    meeting = a_meeting(cast)

    services.reply(meeting.id, Reply.MAYBE, by=cast["okafor"], at=NOON)
    later = NOON + timedelta(minutes=5)
    mine = services.reply(meeting.id, Reply.YES, by=cast["okafor"], at=later)

    assert (mine.reply, mine.replied_at) == (Reply.YES, later)


def test_answers_are_listed_by_what_was_said(cast):
    meeting = a_meeting(cast)
    services.reply(meeting.id, Reply.YES, by=cast["okafor"], at=NOON)
    services.reply(meeting.id, Reply.YES, by=cast["chen"], at=NOON)
    services.reply(meeting.id, Reply.NO, by=cast["silva"], at=NOON)

    said = services.replies(meeting)

    assert [one.person.name for one in said[Reply.YES]] == ["Dr Mei Chen", "Dr Ruth Okafor"]
    assert {reply.value: len(people) for reply, people in said.items() if people} == {
        "yes": 2,
        "no": 1,
        "none": 3,
    }


def test_no_answer_is_not_an_answer(cast):
    meeting = a_meeting(cast)

    with pytest.raises(Invalid):
        services.reply(meeting.id, Reply.NONE, by=cast["okafor"], at=NOON)


def test_whoever_was_not_invited_does_not_answer(cast):
    meeting = a_meeting(cast)
    [asked] = [one for one in meeting.invitations if one.person_id == cast["okafor"].person_id]
    db.session.delete(asked)
    db.session.commit()

    with pytest.raises(Conflict, match="not been invited"):
        services.reply(meeting.id, Reply.YES, by=cast["okafor"], at=NOON)


def test_the_quorum_counts_voters_and_their_disciplines_among_those_who_said_yes(cast):
    meeting = a_meeting(cast)
    for who in ("chen", "okafor", "brandt", "silva", "park"):
        services.reply(meeting.id, Reply.YES, by=cast[who], at=NOON)
    services.reply(meeting.id, Reply.MAYBE, by=cast["tanaka"], at=NOON)

    expected = services.quorum_expected(meeting)

    assert (expected.voters_needed, expected.disciplines_needed) == (3, 2)
    assert (expected.voters, expected.disciplines) == (2, 2)
    assert not expected.reached


def test_supportive_staff_count_where_the_board_lets_them_vote(cast):
    meeting = a_meeting(cast)
    meeting.board.supportive_care_votes = True
    for who in ("chen", "okafor", "brandt"):
        services.reply(meeting.id, Reply.YES, by=cast[who], at=NOON)

    assert services.quorum_expected(meeting).reached


def test_calling_and_answering_leave_a_trace_in_the_trail(cast):
    meeting = a_meeting(cast)
    with transaction():
        services.reply(meeting.id, Reply.YES, by=cast["okafor"], at=NOON)

    deeds = [(entry.deed, entry.object) for entry in db.session.query(AuditEntry)]
    assert deeds == [
        ("called a meeting", f"meeting/{meeting.id}"),
        ("answered an invitation", f"meeting/{meeting.id}"),
    ]
