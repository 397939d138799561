"""The agenda: which cases, in which order, for how long, in which version."""

from datetime import timedelta

import pytest

from board.audit.models import AuditEntry
from board.cases import services as cases
from board.cases.models import Priority
from board.db import db
from board.errors import Conflict, Invalid, NotFound
from board.meetings import services
from board.meetings.models import AgendaItem
from board.transactions import transaction
from tests.factories import WHY, a_case, a_meeting, a_submission, an_agenda_item
from tests.people import NOON

pytestmark = pytest.mark.usefixtures("in_app")


@pytest.fixture
def meeting(cast):
    return a_meeting(cast)


@pytest.fixture
def items(cast, meeting):
    """Four cases on the agenda, ten minutes each."""
    return [an_agenda_item(cast, meeting, a_case(cast, mrn=f"SYN-{n}")) for n in range(4)]


def order(meeting):
    db.session.refresh(meeting)
    return [(item.position, item.case.number[-1]) for item in meeting.items]


def corrected(cast, case, **changes):
    with transaction():
        return cases.correct(
            case.number, a_submission(**changes), correction=WHY, by=cast["lindt"], at=NOON
        )


def test_a_case_comes_last_and_gets_the_boards_minutes(cast, meeting):
    first = an_agenda_item(cast, meeting, a_case(cast, mrn="SYN-1"))
    second = an_agenda_item(cast, meeting, a_case(cast, mrn="SYN-2"), minutes=12)

    assert [(item.position, item.minutes) for item in (first, second)] == [(1, 10), (2, 12)]


def test_a_case_stands_once_on_an_agenda(cast, meeting):
    case = a_case(cast)
    an_agenda_item(cast, meeting, case)

    with pytest.raises(Conflict, match="already"):
        services.put_on_agenda(meeting.id, case.number, by=cast["park"], at=NOON)


def test_a_case_that_does_not_exist_is_not_put_on_an_agenda(cast, meeting):
    with pytest.raises(NotFound):
        services.put_on_agenda(meeting.id, "MM-9999", by=cast["park"], at=NOON)


def test_the_pinned_version_stays_when_the_case_is_corrected(cast, meeting):
    case = a_case(cast)
    item = an_agenda_item(cast, meeting, case)

    newest = corrected(cast, case, question="Which bridging?")

    db.session.refresh(item)
    assert newest.number == 2
    assert item.version.number == 1


def test_the_newest_version_can_be_pinned_before_the_case_is_taken_up(cast, meeting):
    case = a_case(cast)
    item = an_agenda_item(cast, meeting, case)
    corrected(cast, case, question="Which bridging?")

    services.renew_version(item.id, by=cast["park"], at=NOON)

    assert item.version.number == 2


def test_the_version_of_a_case_that_was_taken_up_is_not_exchanged(cast, meeting):
    case = a_case(cast)
    item = an_agenda_item(cast, meeting, case)
    services.open_room(meeting.id, by=cast["chen"], at=NOON)
    services.take_up(item.id, by=cast["chen"], at=NOON)
    db.session.commit()
    corrected(cast, case, question="Which bridging?")

    with pytest.raises(Conflict, match="keeps version 1"):
        services.renew_version(item.id, by=cast["park"], at=NOON)


@pytest.mark.parametrize(
    ("place", "expected"),
    [(1, "3124"), (2, "1324"), (4, "1243"), (99, "1243"), (-3, "3124"), (3, "1234")],
)
def test_a_case_moves_to_the_place_it_is_given(cast, meeting, items, place, expected):
    services.move(items[2].id, place, by=cast["park"], at=NOON)

    assert order(meeting) == [(n, case) for n, case in enumerate(expected, start=1)]


def test_a_case_that_stays_in_its_place_makes_no_news(cast, meeting, items):
    seq = meeting.seq

    services.move(items[2].id, 3, by=cast["park"], at=NOON)

    assert meeting.seq == seq


def test_the_others_close_up_when_a_case_is_taken_off(cast, meeting, items):
    services.take_off_agenda(items[1].id, by=cast["park"], at=NOON)

    assert order(meeting) == [(1, "1"), (2, "3"), (3, "4")]


def test_what_was_taken_off_is_still_told(cast, meeting, items):
    with transaction():
        gone = services.take_off_agenda(items[1].id, by=cast["park"], at=NOON)

    assert (gone.case.number, gone.position, gone.minutes) == ("MM-0002", 2, 10)


def test_a_case_that_was_taken_up_stays_on_the_agenda(cast, meeting, items):
    services.open_room(meeting.id, by=cast["chen"], at=NOON)
    services.take_up(items[0].id, by=cast["chen"], at=NOON)

    with pytest.raises(Conflict, match="stays on the agenda"):
        services.take_off_agenda(items[0].id, by=cast["park"], at=NOON)


def test_a_case_that_somebody_recused_themselves_from_stays_on_the_agenda(cast, meeting, items):
    from board.decisions.models import Recusal

    recusal = Recusal(
        item_id=items[0].id,
        person_id=cast["okafor"].person_id,
        reason="Investigator of the trial.",
        recused_at=NOON,
    )
    db.session.add(recusal)
    db.session.commit()

    with pytest.raises(Conflict, match="recusal"), transaction():
        services.take_off_agenda(items[0].id, by=cast["park"], at=NOON)

    assert order(meeting) == [(1, "1"), (2, "2"), (3, "3"), (4, "4")]


@pytest.mark.parametrize("minutes", [1, 60])
def test_a_case_takes_between_one_minute_and_an_hour(cast, items, minutes):
    assert services.set_minutes(items[0].id, minutes, by=cast["park"], at=NOON).minutes == minutes


@pytest.mark.parametrize("minutes", [0, 61, -5, 2**70])
def test_other_minutes_are_refused(cast, items, minutes):
    with pytest.raises(Invalid, match="1 to 60"):
        services.set_minutes(items[0].id, minutes, by=cast["park"], at=NOON)


def test_the_agenda_of_a_meeting_that_is_over_does_not_change(cast, meeting, items):
    services.open_room(meeting.id, by=cast["chen"], at=NOON)
    services.close_room(meeting.id, by=cast["chen"], at=NOON)
    db.session.commit()
    other, by = a_case(cast, mrn="SYN-late"), {"by": cast["park"], "at": NOON}

    for change in (
        lambda: services.put_on_agenda(meeting.id, other.number, **by),
        lambda: services.take_off_agenda(items[0].id, **by),
        lambda: services.move(items[0].id, 2, **by),
        lambda: services.set_minutes(items[0].id, 5, **by),
        lambda: services.renew_version(items[0].id, **by),
    ):
        with pytest.raises(Conflict, match="over"):
            change()


def test_a_case_of_another_board_is_not_put_on_ours(cast, meeting):
    from board.accounts.actor import Actor

    both = Actor(
        cast["novak"].person_id, "Dr Petr Novak", 0, cast["novak"].seats + cast["chen"].seats
    )
    with transaction():
        theirs = cases.submit(cast.other_board_id, a_submission(), by=both, at=NOON)

    with pytest.raises(Invalid, match="another board"):
        services.put_on_agenda(meeting.id, theirs.number, by=both, at=NOON)


def waiting(cast):
    return [version.case.number for version in services.waiting_cases(cast.board_id)]


def test_cases_wait_urgent_first_then_oldest_first(cast):
    a_case(cast, mrn="SYN-1", at=NOON - timedelta(days=3))
    a_case(cast, mrn="SYN-2", at=NOON - timedelta(days=9))
    a_case(cast, mrn="SYN-3", at=NOON, priority=Priority.URGENT)

    assert waiting(cast) == ["MM-0003", "MM-0002", "MM-0001"]


def test_a_waiting_case_is_shown_in_its_newest_version(cast):
    case = a_case(cast)
    corrected(cast, case, title="Relapse on dialysis")

    [version] = services.waiting_cases(cast.board_id)

    assert (version.number, version.title) == (2, "Relapse on dialysis")


def test_a_case_on_an_agenda_waits_no_longer_until_it_is_taken_off(cast, meeting, items):
    assert waiting(cast) == []

    services.take_off_agenda(items[3].id, by=cast["park"], at=NOON)

    assert waiting(cast) == ["MM-0004"]


def test_a_case_whose_turn_did_not_come_waits_again(cast, meeting, items):
    services.open_room(meeting.id, by=cast["chen"], at=NOON)
    services.take_up(items[0].id, by=cast["chen"], at=NOON)
    services.take_up(items[1].id, by=cast["chen"], at=NOON + timedelta(minutes=9))

    assert waiting(cast) == []
    services.close_room(meeting.id, by=cast["chen"], at=NOON + timedelta(minutes=20))

    assert waiting(cast) == ["MM-0003", "MM-0004"]


def test_cases_of_another_board_do_not_wait_here(cast):
    a_case(cast)

    assert services.waiting_cases(cast.other_board_id) == []


def test_the_trail_links_the_case_and_says_nothing_clinical(cast, meeting, items):
    with transaction():
        services.move(items[2].id, 1, by=cast["park"], at=NOON)

    entry = db.session.query(AuditEntry).order_by(AuditEntry.number.desc()).first()
    assert (entry.deed, entry.object) == ("changed an agenda item", f"agenda_item/{items[2].id}")
    assert entry.detail == {
        "meeting": meeting.id,
        "case": "MM-0003",
        "moved_from": 3,
        "moved_to": 1,
    }


def test_one_case_of_a_meeting_has_one_row(cast, meeting, items):
    db.session.add(
        AgendaItem(
            meeting_id=meeting.id,
            case_id=items[0].case_id,
            case_version_id=items[0].case_version_id,
            position=9,
            minutes=10,
        )
    )

    with pytest.raises(Exception, match=r"(?i)unique"):
        db.session.flush()
