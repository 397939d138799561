"""This week: six new cases, today's meeting about to begin, and a submission left half done."""

from datetime import time, timedelta
from functools import partial

from board.accounts.models import Board
from board.cases import services as submitting
from board.cases.forms.draft import first_answers
from board.cases.forms.writing import typed_from_facts
from board.db import db
from board.demo import cases, notes, opinions
from board.demo.before import LONG, PLACE, agenda_acts, reply_acts
from board.demo.days import WEEK, Days, in_order
from board.demo.people import Company
from board.demo.retold import bring
from board.meetings import services as meetings
from board.meetings.models import Reply
from board.meetings.recurrence import rule_of

#: When each case of this week came, three days ago.
BROUGHT = (
    (cases.FRAIL, "08:50"),
    (cases.ON_DIALYSIS, "10:15"),
    (cases.NEWLY_MOVED, "11:32"),
    (cases.NO_MARKER, "13:05"),
    (cases.IN_THE_BLOOD, "15:20"),
    (cases.MUST_WE_TREAT, "16:45"),
)
#: 64 of 75 minutes. MM-0147 waits: it can wait, that is its very question.
AGENDA = (
    (cases.IN_THE_BLOOD, 12),
    (cases.WITHIN_A_YEAR, 12),
    (cases.ON_DIALYSIS, 12),
    (cases.FRAIL, 10),
    (cases.NO_MARKER, 10),
    (cases.NEWLY_MOVED, 8),
)
#: Who answered, days ago, clock, what. Dr Lindqvist cannot come; Mr Silva has not answered.
REPLIES = (
    ("okafor", 3, "18:02", Reply.YES),
    ("nair", 3, "18:15", Reply.YES),
    ("brandt", 3, "18:40", Reply.YES),
    ("chen", 3, "19:05", Reply.YES),
    ("park", 3, "19:30", Reply.YES),
    ("haddad", 2, "08:12", Reply.YES),
    ("lindqvist", 2, "09:50", Reply.NO),
    ("moretti", 1, "20:31", Reply.MAYBE),
    ("tanaka", 1, "21:14", Reply.YES),
)
#: What Dr Lindt knew of her next patient when she was called away.
BEGUN = {
    "synthetic": True,
    "disease": {"isotype": "IgA", "involved_flc": "kappa"},
    "treatment_history_complete": True,
    "regimens": [
        {
            "id": "r1",
            "drugs": ["daratumumab", "lenalidomide", "dexamethasone"],
            "start": "2023-05",
            "phase": "induction",
            "best_response": "PR",
        }
    ],
    "labs_current": {"hb_g_dL": 10.7, "creatinine_mg_dL": 1.2},
}
WHO = {
    "patient.mrn": "SYN-0149",
    "patient.family": "Modelo",
    "patient.given": "Inês",
    "patient.born-day": "11",
    "patient.born-month": "12",
    "patient.born-year": "1951",
    "patient.sex": "F",
    "title": "First relapse on DRd",
}


def prepare_todays_meeting(company: Company, days: Days) -> None:
    """Bring this week's cases, call the meeting, set its agenda; it begins within a quarter hour."""
    when = days.before_today
    in_order((when(3, clock), partial(bring, told, company)) for told, clock in BROUGHT)
    meeting = meetings.call_meeting(
        company.board_id, days.next_start, days.next_start + LONG, PLACE,
        by=company["park"], at=when(3, "17:10"),
    )  # fmt: skip
    _begin_a_series(company, days)
    in_order(
        [
            *agenda_acts(AGENDA, meeting.id, company, when(3, "17:20")),
            *reply_acts(REPLIES, meeting.id, company, when),
            *notes.acts(notes.BEFORE_TODAYS_MEETING, company, when),
            *opinions.acts(opinions.BEFORE_TODAYS_MEETING, company, when),
        ]
    )
    _begin_a_draft(company, days)


def _begin_a_series(company: Company, days: Days) -> None:
    """Let the board meet every week from the next one on, and settle when its list closes."""
    at = days.before_today(3, "17:15")
    meetings.settle_rules(company.board_id, 24, 2, [], by=company["park"], at=at)
    first_day = days.today + WEEK
    rule = rule_of("1", first_day)
    weekly = meetings.Rhythm(rule, first_day, None, time(18, 45), LONG.seconds // 60, PLACE)
    meetings.begin_series(company.board_id, weekly, by=company["park"], at=at)


def _begin_a_draft(company: Company, days: Days) -> None:
    """Leave a submission as it was when somebody was called away."""
    board = db.session.get_one(Board, company.board_id)
    sampled = days.today - timedelta(weeks=2)
    sample = {"date": sampled.isoformat(), "serum_m_g_dL": 1.2, "kappa_mg_L": 95}
    known = typed_from_facts(BEGUN | {"series": [sample]})
    typed = first_answers(board, days.today) | known | WHO
    at = days.before_today(1, "21:40")
    submitting.begin_draft(company.board_id, typed, by=company["lindt"], at=at)
