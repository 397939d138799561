"""Before the meeting: answers and what they mean for the quorum, requests, reminders, the agenda goes round."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from board.accounts.actor import Discipline
from board.accounts.models import Board
from board.cases import services as cases
from board.cases.models import Priority
from board.db import db
from board.errors import Conflict, Invalid, NotAllowed, NotFound
from board.mail.models import Letter
from board.meetings import services
from board.meetings.models import Reply
from board.meetings.queries import quorum_expected
from board.meetings.services.preparing import (
    changed_since_published,
    requests_to_answer,
    write_reminders,
)
from board.meetings.worklist import worklist_of
from board.transactions import transaction
from tests.factories import WHY, a_case, a_meeting, a_submission, an_agenda_item, some_facts
from tests.people import NOON

pytestmark = pytest.mark.usefixtures("in_app")

WEEK_BEFORE = NOON - timedelta(days=7)


@pytest.fixture
def meeting(cast):
    return a_meeting(cast, at=WEEK_BEFORE)


def answer(cast, meeting, who, said, at=NOON, deputy=None):
    deputy_id = cast[deputy].person_id if deputy else None
    with transaction():
        services.reply(meeting.id, said, by=cast[who], at=at, deputy_id=deputy_id)
    db.session.refresh(meeting)


def letters(kind):
    found = db.session.scalars(select(Letter).where(Letter.kind == kind).order_by(Letter.id))
    return [letter.person.email.split("@")[0] for letter in found]


def test_who_comes_late_counts_towards_the_quorum(cast, meeting):
    answer(cast, meeting, "chen", Reply.LATE)

    assert quorum_expected(meeting).voters == 1


def test_a_deputy_is_invited_and_counts_with_an_answer_of_their_own(cast, meeting):
    answer(cast, meeting, "okafor", Reply.DEPUTY, deputy="tanaka")
    named = quorum_expected(meeting).voters
    answer(cast, meeting, "tanaka", Reply.YES)

    mine = next(one for one in meeting.invitations if one.person_id == cast["okafor"].person_id)
    assert mine.deputy.name == "Dr Jun Tanaka"
    assert (named, quorum_expected(meeting).voters) == (0, 1)


@pytest.mark.parametrize("deputy", [None, "okafor", "lindt", "novak"])
def test_a_deputy_is_somebody_else_of_the_board_who_may_come_in(cast, meeting, deputy):
    with pytest.raises(Invalid, match="Name your deputy"):
        answer(cast, meeting, "okafor", Reply.DEPUTY, deputy=deputy)


def test_another_answer_forgets_the_deputy(cast, meeting):
    answer(cast, meeting, "okafor", Reply.DEPUTY, deputy="tanaka")
    answer(cast, meeting, "okafor", Reply.YES)

    assert {one.deputy_id for one in meeting.invitations} == {None}


def test_before_the_meeting_one_reads_from_which_discipline_nobody_has_accepted(cast, meeting):
    db.session.get_one(Board, cast.board_id).supportive_care_votes = True
    db.session.commit()
    for who in ("chen", "okafor"):
        answer(cast, meeting, who, Reply.YES)

    found = quorum_expected(meeting)

    assert found.words == "Quorum short of 1 voter"
    assert found.absent_words == "Nobody from nursing and oncology has accepted"


def test_a_board_may_name_a_discipline_that_has_to_be_there(cast, meeting):
    with transaction():
        services.settle_rules(
            cast.board_id, None, None, [Discipline.PHARMACY], by=cast["park"], at=NOON
        )
    for who in ("chen", "okafor", "tanaka"):
        answer(cast, meeting, who, Reply.YES)

    found = quorum_expected(meeting)

    assert found.reached
    assert found.absent_words == "Nobody from pharmacy has accepted"


def test_the_agenda_goes_round_to_everybody_who_did_not_decline(cast, meeting):
    an_agenda_item(cast, meeting, a_case(cast))
    answer(cast, meeting, "tanaka", Reply.NO)

    with transaction():
        told = services.publish_agenda(meeting.id, by=cast["park"], at=NOON)

    assert told == 5
    assert "tanaka" not in letters("agenda")


def test_an_empty_agenda_does_not_go_round(cast, meeting):
    with pytest.raises(Conflict, match="nothing on this agenda"):
        services.publish_agenda(meeting.id, by=cast["park"], at=NOON)


def test_an_agenda_that_changed_after_it_went_round_is_to_go_round_again(cast, meeting):
    an_agenda_item(cast, meeting, a_case(cast, mrn="SYN-1"))
    with transaction():
        services.publish_agenda(meeting.id, by=cast["park"], at=NOON)
    answer(cast, meeting, "chen", Reply.YES)
    unchanged = changed_since_published(meeting)

    an_agenda_item(cast, meeting, a_case(cast, mrn="SYN-2"))

    assert (unchanged, changed_since_published(meeting)) == (False, True)


def ask(cast, case, who="park"):
    with transaction():
        return services.ask_for_facts(case.number, NOON + timedelta(days=1), by=cast[who], at=NOON)


def test_missing_facts_are_asked_of_whoever_brought_the_case(cast):
    request = ask(cast, a_case(cast))

    assert letters("question") == ["lindt"]
    assert [one.id for one in requests_to_answer(cast["lindt"])] == [request.id]
    assert requests_to_answer(cast["chen"]) == []


def test_nobody_is_asked_twice_while_the_answer_is_awaited(cast):
    case = a_case(cast)
    ask(cast, case)

    with pytest.raises(Conflict, match="asked for already"):
        ask(cast, case)


def test_a_request_is_answered_when_nothing_that_was_asked_for_is_missing_any_more(cast):
    case = a_case(cast)
    request = ask(cast, case)
    request.facts = ["health.lvef_pct", "health.hiv"]
    db.session.commit()

    answered = []
    for known in ({"lvef_pct": 55}, {"lvef_pct": 55, "hiv": False}):
        sent = a_submission(facts=some_facts(health=known))
        with transaction():
            cases.correct(case.number, sent, correction=WHY, by=cast["lindt"], at=NOON)
        answered.append(requests_to_answer(cast["lindt"]) == [])

    assert answered == [False, True]


def test_a_request_that_nobody_can_answer_is_closed(cast):
    request = ask(cast, a_case(cast))

    with transaction():
        services.close_request(request.id, by=cast["park"], at=NOON)

    assert requests_to_answer(cast["lindt"]) == []


def test_only_who_arranges_asks_and_another_board_sees_no_request(cast):
    case = a_case(cast)
    with pytest.raises(NotAllowed):
        ask(cast, case, who="okafor")
    request = ask(cast, case)

    with pytest.raises(NotFound):
        services.request_for(cast["novak"], request.id)


def test_whoever_has_not_answered_is_reminded(cast, meeting):
    answer(cast, meeting, "chen", Reply.YES)

    with transaction():
        told = services.remind_unanswered(meeting.id, by=cast["park"], at=NOON)

    assert told == 5
    assert "chen" not in letters("reminder")


def test_a_day_before_and_when_the_board_says_everybody_is_reminded_once(cast, meeting):
    with transaction():
        services.settle_rules(cast.board_id, None, 2, [], by=cast["park"], at=WEEK_BEFORE)
    answer(cast, meeting, "tanaka", Reply.NO, at=WEEK_BEFORE)
    begins = meeting.starts_at

    counts = []
    for hours in (25, 23.9, 23, 2.1, 1.9, 0.5, -0.1):
        write_reminders(begins - timedelta(hours=hours))
        counts.append(len(letters("reminder")))

    assert counts == [0, 5, 5, 5, 10, 10, 10]
    assert "tanaka" not in letters("reminder")


def test_nobody_is_reminded_right_after_being_invited_nor_of_a_cancelled_meeting(cast):
    fresh = a_meeting(cast, at=NOON)
    write_reminders(NOON + timedelta(minutes=5))
    with transaction():
        services.cancel_meeting(fresh.id, "No case", by=cast["park"], at=NOON)
    write_reminders(fresh.starts_at - timedelta(minutes=5))

    assert letters("reminder") == []


def test_a_meeting_that_was_moved_has_reminders_of_its_own(cast, meeting):
    write_reminders(meeting.starts_at - timedelta(hours=20))
    later = meeting.starts_at + timedelta(days=3)
    with transaction():
        services.change_meeting(
            meeting.id, later, later + timedelta(hours=1), "", by=cast["park"], at=NOON
        )

    write_reminders(later - timedelta(hours=20))

    assert len(letters("reminder")) == 12


def test_the_worklist_names_what_is_due(cast, meeting):
    an_agenda_item(cast, meeting, a_case(cast))
    a_case(cast, mrn="SYN-2", priority=Priority.URGENT)

    page = worklist_of(meeting, NOON)

    assert [one.version.case.number for one in page.lacking] == ["MM-0001"]
    assert (len(page.silent), page.quorum.reached) == (6, False)
    assert [one.case.number for one in page.urgent] == ["MM-0002"]
    assert page.agenda_due
    assert page.round_is_late
    assert page.open == 6


def test_the_worklist_empties_as_things_are_done(cast, meeting):
    case = a_case(cast)
    an_agenda_item(cast, meeting, case)
    ask(cast, case)
    for who in ("chen", "okafor", "tanaka", "park", "brandt", "silva"):
        answer(cast, meeting, who, Reply.YES)
    with transaction():
        services.publish_agenda(meeting.id, by=cast["park"], at=NOON)

    assert worklist_of(meeting, NOON).open == 0
