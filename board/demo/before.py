"""The days before the past meeting: it is called, cases come in, the agenda is set, people answer."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial

from board.demo import cases, notes, opinions
from board.demo.days import Act, Days, in_order, moment
from board.demo.people import Company
from board.demo.retold import Retold, bring, bring_up_to_date
from board.meetings import services as meetings
from board.meetings.models import Reply

PLACE = "Room 4.12, House C, and by video"
LONG = timedelta(minutes=75)

#: Case, days before the meeting, clock.
BROUGHT = (
    (cases.STOPPED_COMING, 6, "09:12"),
    (cases.WITHIN_A_YEAR, 6, "15:40"),
    (cases.TARGET_LOST, 5, "10:05"),
    (cases.SEVEN_GOOD_YEARS, 4, "08:31"),
)
#: The complex one first. MM-0133 still waits for its second sample.
AGENDA = ((cases.TARGET_LOST, 20), (cases.SEVEN_GOOD_YEARS, 20), (cases.STOPPED_COMING, 15))
#: Who answered, days before the meeting, clock, what.
REPLIES = (
    ("okafor", 9, "12:14", Reply.YES),
    ("chen", 9, "12:40", Reply.YES),
    ("brandt", 9, "13:02", Reply.YES),
    ("nair", 8, "08:20", Reply.YES),
    ("haddad", 8, "09:47", Reply.YES),
    ("silva", 8, "17:31", Reply.MAYBE),
    ("lindqvist", 7, "08:55", Reply.YES),
    ("tanaka", 7, "18:06", Reply.YES),
    ("moretti", 3, "19:10", Reply.NO),
    ("park", 3, "19:12", Reply.YES),
)


def prepare_the_past_meeting(company: Company, days: Days) -> int:
    """Do everything up to the evening of the past meeting; return which meeting it is."""
    starts_at = moment(days.past, "18:45")
    meeting = meetings.call_meeting(
        company.board_id, starts_at, starts_at + LONG, PLACE,
        by=company["park"], at=days.before_past(10, "09:00"),
    )  # fmt: skip
    when = days.before_past
    in_order(
        [
            *((when(ago, clock), partial(bring, told, company)) for told, ago, clock in BROUGHT),
            *agenda_acts(AGENDA, meeting.id, company, when(4, "11:00")),
            *reply_acts(REPLIES, meeting.id, company, when),
            *notes.acts(notes.BEFORE_THE_PAST_MEETING, company, when),
            *opinions.acts(opinions.BEFORE_THE_PAST_MEETING, company, when),
        ]
    )
    return meeting.id


def bring_cases_up_to_date(company: Company, days: Days) -> None:
    """Add what is known since: the second sample of MM-0133, and the values after the board's evening.

    A decision keeps the version it was taken on; these are the next ones.
    """
    for minute, told in enumerate(cases.EARLIER):
        bring_up_to_date(told, company, days.before_today(3, f"07:{30 + 4 * minute}"))


def agenda_acts(
    agenda: Iterable[tuple[Retold, int]], meeting_id: int, company: Company, at: datetime
) -> list[Act]:
    """Return the setting of an agenda in its order, one case a minute from *at*."""

    def put(number: str, minutes: int, at: datetime) -> None:
        meetings.put_on_agenda(meeting_id, number, minutes=minutes, by=company["park"], at=at)

    return [
        (at + timedelta(minutes=place), partial(put, told.case_number, minutes))
        for place, (told, minutes) in enumerate(agenda)
    ]


def reply_acts(
    replies: Iterable[tuple[str, int, str, Reply]],
    meeting_id: int,
    company: Company,
    when: Callable[[int, str], datetime],
) -> list[Act]:
    """Return the answering of invitations; *when* turns days and clock into an instant."""

    def answer(who: str, said: Reply, at: datetime) -> None:
        meetings.reply(meeting_id, said, by=company[who], at=at)

    return [(when(ago, clock), partial(answer, who, said)) for who, ago, clock, said in replies]
