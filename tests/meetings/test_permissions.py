"""Who may do what to a meeting: the table to show to the head of the board."""

from datetime import timedelta

import pytest

from board.errors import NotAllowed, NotFound
from board.meetings import services
from board.meetings.gate import item_for, meeting_for
from board.meetings.models import Reply
from tests.factories import a_case, a_meeting, an_agenda_item
from tests.people import NOON

pytestmark = pytest.mark.usefixtures("in_app")

YES, NO, NOTHING_THERE = "yes", "no", "nothing there"

#: deed → who may (yes), who sees the meeting but may not (no), for whom there is no such meeting.
TABLE = {
    "see": "chen okafor tanaka park brandt silva",
    "reply": "chen okafor tanaka park brandt silva",
    "come in": "chen okafor tanaka park brandt silva",
    "change": "chen park",
    "invite": "chen park",
    "add": "chen park",
    "remove": "chen park",
    "move": "chen park",
    "minutes": "chen park",
    "renew": "chen park",
    "open": "chen park",
    "close": "chen park",
    "take up": "chen park",
    "show": "chen park",
}
SEES = {"chen", "okafor", "tanaka", "park", "brandt", "silva"}
EVERYBODY = sorted(SEES | {"lindt", "weber", "novak"})


def expected(deed, who):
    if who not in SEES:
        return NOTHING_THERE
    return YES if who in TABLE[deed].split() else NO


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("deed", TABLE)
def test_who_may_do_what(cast, deed, who):
    meeting = a_meeting(cast, starts_at=NOON, ends_at=NOON + timedelta(hours=1))
    item = an_agenda_item(cast, meeting, a_case(cast))
    another = a_case(cast, mrn="SYN-2")
    if deed in ("close", "take up"):
        services.open_room(meeting.id, by=cast["chen"], at=NOON)
    says = {"by": cast[who], "at": NOON}
    deeds = {
        "see": lambda: meeting_for(cast[who], meeting.id),
        "reply": lambda: services.reply(meeting.id, Reply.YES, **says),
        "come in": lambda: services.come_in(meeting.id, **says),
        "change": lambda: services.change_meeting(
            meeting.id, NOON, NOON + timedelta(hours=2), "", **says
        ),
        "invite": lambda: services.invite(meeting.id, cast["silva"].person_id, **says),
        "add": lambda: services.put_on_agenda(meeting.id, another.number, **says),
        "remove": lambda: services.take_off_agenda(item.id, **says),
        "move": lambda: services.move(item.id, 1, **says),
        "minutes": lambda: services.set_minutes(item.id, 5, **says),
        "renew": lambda: services.renew_version(item.id, **says),
        "open": lambda: services.open_room(meeting.id, **says),
        "close": lambda: services.close_room(meeting.id, **says),
        "take up": lambda: services.take_up(item.id, **says),
        "show": lambda: services.show_section(meeting.id, "genetics", **says),
    }

    try:
        deeds[deed]()
        answer = YES
    except NotAllowed:
        answer = NO
    except NotFound:
        answer = NOTHING_THERE

    assert answer == expected(deed, who)


def test_another_board_and_nobody_get_the_same_answer(cast):
    meeting = a_meeting(cast)
    item = an_agenda_item(cast, meeting, a_case(cast))

    with pytest.raises(NotFound) as theirs:
        meeting_for(cast["novak"], meeting.id)
    with pytest.raises(NotFound) as none:
        meeting_for(cast["novak"], 999)
    with pytest.raises(NotFound):
        item_for(cast["novak"], item.id)

    assert theirs.value.message == none.value.message


@pytest.mark.parametrize("number", [0, 2**31, 2**63, 10**40])
def test_a_number_no_database_can_hold_is_no_meeting(cast, number):
    with pytest.raises(NotFound):
        meeting_for(cast["chen"], number)
    with pytest.raises(NotFound):
        item_for(cast["chen"], number)


def test_lists_show_the_meetings_of_ones_own_boards_alone(cast):
    ours = a_meeting(cast)
    at = ours.starts_at - timedelta(hours=1)

    assert services.upcoming_meetings(cast["okafor"], at) == [ours]
    for outsider in ("novak", "lindt", "weber"):
        assert services.upcoming_meetings(cast[outsider], at) == []
        assert services.past_meetings(cast[outsider], at + timedelta(days=9)) == []
