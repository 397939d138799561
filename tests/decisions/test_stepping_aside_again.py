"""Whoever stepped aside for a case stays aside when it comes up again, before anything of it is shown."""

from datetime import timedelta

import pytest

from board.audit.deeds import Deed
from board.audit.models import AuditEntry
from board.db import db
from board.decisions.services import ballots, papers
from board.meetings import services as meetings
from board.transactions import transaction
from tests.factories import a_ballot, a_case, a_meeting, a_room, an_agenda_item
from tests.packs.test_paper import a_sheet
from tests.people import NOON

pytestmark = pytest.mark.usefixtures("in_app")
WHY = "Investigator in a trial of one of them"
WEEK = timedelta(days=7)


def later_meeting(cast):
    starts = NOON + WEEK
    return a_meeting(cast, starts_at=starts, ends_at=starts + timedelta(hours=2))


def step_aside(cast, item, who="okafor"):
    with transaction():
        ballots.recuse(item.id, WHY, by=cast[who], at=NOON)


def end(cast, meeting):
    with transaction():
        meetings.close_room(meeting.id, by=cast["chen"], at=NOON + timedelta(minutes=20))


def test_on_the_next_agenda_they_are_aside_already_with_their_reason(cast):
    item = a_room(cast)
    step_aside(cast, item)
    end(cast, item.meeting)

    again = an_agenda_item(cast, later_meeting(cast), item.case)

    [carried] = ballots.recusals_on(again.id)
    assert (carried.person_id, carried.reason) == (cast["okafor"].person_id, WHY)
    trail = db.session.query(AuditEntry).filter_by(deed=Deed.RECUSAL_CARRIED.value).one()
    assert trail.detail == {"of": f"person/{cast['okafor'].person_id}"}


def test_they_are_not_entitled_there(cast):
    item = a_room(cast)
    step_aside(cast, item)
    end(cast, item.meeting)
    later = later_meeting(cast)
    again = an_agenda_item(cast, later, item.case)
    at = NOON + WEEK
    with transaction():
        meetings.open_room(later.id, by=cast["chen"], at=at)
        for key in ("chen", "okafor", "tanaka"):
            meetings.come_in(later.id, by=cast[key], at=at)
        meetings.take_up(again.id, by=cast["chen"], at=at)

    ballot = a_ballot(cast, again, at=at)

    entitled = {one.person_id for one in ballot.entitlements}
    assert entitled == {cast["chen"].person_id, cast["tanaka"].person_id}


def test_a_recusal_keyed_in_after_the_case_is_on_another_agenda_holds_there_too(cast):
    item = a_room(cast)
    end(cast, item.meeting)
    again = an_agenda_item(cast, later_meeting(cast), item.case)
    sheet = a_sheet(cast, votes=(("chen", "A"),), recused=((cast["okafor"].person_id, WHY),))
    with transaction():
        papers.key_in_case(item.id, sheet, by=cast["park"], at=NOON + timedelta(days=1))

    assert [one.person_id for one in ballots.recusals_on(again.id)] == [cast["okafor"].person_id]


def test_nobody_else_is_put_aside_and_another_case_stays_as_it_is(cast):
    item = a_room(cast)
    step_aside(cast, item)

    other = an_agenda_item(cast, item.meeting, a_case(cast, mrn="SYN-2"))

    assert ballots.recusals_on(other.id) == []
