"""Two coordinators at the same agenda at the same moment."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from board.db import db
from board.errors import Conflict
from board.meetings import services
from board.meetings.log import events_after
from board.meetings.models import AgendaItem, Meeting
from board.transactions import transaction
from tests.factories import a_case, a_meeting, an_agenda_item
from tests.people import NOON


@pytest.fixture
def at_once(app):
    """Return how to do deeds in threads of their own, all begun together; refusals are returned."""

    def run(*deeds):
        begin = threading.Barrier(len(deeds))

        def one(deed):
            with app.app_context():
                begin.wait()
                try:
                    with transaction():
                        return deed() and None
                except Conflict as refusal:
                    return refusal

        with ThreadPoolExecutor(len(deeds)) as pool:
            return list(pool.map(one, deeds))

    return run


@pytest.fixture
def agenda(app, cast):
    """The ids of a meeting and of four items on its agenda."""
    with app.app_context():
        meeting = a_meeting(cast)
        items = [an_agenda_item(cast, meeting, a_case(cast, mrn=f"SYN-{n}")) for n in range(4)]
        return meeting.id, [item.id for item in items]


def places(meeting_id):
    meeting = db.session.get_one(Meeting, meeting_id)
    return [item.position for item in meeting.items]


def test_two_people_moving_at_once_leave_one_order(app, cast, agenda, at_once):
    meeting_id, items = agenda

    def moving(item, place, who):
        return lambda: services.move(item, place, by=cast[who], at=NOON)

    at_once(
        moving(items[0], 4, "park"),
        moving(items[3], 1, "chen"),
        moving(items[1], 3, "park"),
        moving(items[2], 1, "chen"),
    )

    with app.app_context():
        assert places(meeting_id) == [1, 2, 3, 4]
        seqs = [event.seq for event in events_after(meeting_id, 0)]
        assert seqs == list(range(1, len(seqs) + 1))


def test_a_case_put_on_by_two_people_at_once_stands_there_once(app, cast, agenda, at_once):
    meeting_id, _ = agenda
    with app.app_context():
        number = a_case(cast, mrn="SYN-late").number

    def adding(who):
        return lambda: services.put_on_agenda(meeting_id, number, by=cast[who], at=NOON)

    answers = at_once(adding("park"), adding("chen"))

    assert sorted(type(answer) for answer in answers if answer) == [Conflict]
    with app.app_context():
        assert places(meeting_id) == [1, 2, 3, 4, 5]


def test_removing_while_another_moves_leaves_no_gap(app, cast, agenda, at_once):
    meeting_id, items = agenda

    at_once(
        lambda: services.take_off_agenda(items[1], by=cast["park"], at=NOON),
        lambda: services.move(items[3], 1, by=cast["chen"], at=NOON),
    )

    with app.app_context():
        assert places(meeting_id) == [1, 2, 3]


def test_coming_in_on_two_devices_at_once_is_coming_in_once(app, cast, agenda, at_once):
    meeting_id, _ = agenda
    with app.app_context(), transaction():
        services.open_room(meeting_id, by=cast["chen"], at=NOON)

    def coming():
        return services.come_in(meeting_id, by=cast["okafor"], at=NOON)

    at_once(coming, coming, coming)

    with app.app_context():
        assert len(db.session.get_one(Meeting, meeting_id).attendances) == 1


def test_two_cases_taken_up_at_once_leave_one_on_the_table(app, cast, agenda, at_once):
    meeting_id, items = agenda
    with app.app_context(), transaction():
        services.open_room(meeting_id, by=cast["chen"], at=NOON)

    at_once(
        lambda: services.take_up(items[0], by=cast["chen"], at=NOON),
        lambda: services.take_up(items[1], by=cast["park"], at=NOON),
    )

    with app.app_context():
        on_the_table = db.session.query(AgendaItem).filter_by(status="current").all()
        assert len(on_the_table) == 1
