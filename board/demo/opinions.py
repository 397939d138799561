"""What members would have chosen before the discussion, and so what became of it when the ballot was closed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import select

from board.cases.models import Case
from board.db import db
from board.decisions.services import opinions
from board.decisions.services.opinions import Answer
from board.decisions.shifts import Stance
from board.demo.days import Act
from board.demo.people import Company
from board.meetings.models import AgendaItem

DISCUSS = Stance.DISCUSS.value

CELLS = "Re-induction, then a second transplant from stored cells"
TRIPLET = "Daratumumab triplet, no transplant"
GPRC5D = "Talquetamab, step-up in hospital"


@dataclass(frozen=True)
class Opined:
    """One opinion: when (days before the meeting, clock), who, on which case; an option's id, or own words."""

    days: int
    clock: str
    by: str
    number: str
    choice: str
    certainty: str
    reason: str = ""


BEFORE_THE_PAST_MEETING = (
    Opined(2, "19:10", "okafor", "MM-0134", GPRC5D, "high", "Target intact."),
    Opined(2, "20:32", "lindqvist", "MM-0134", GPRC5D, "high"),
    Opined(1, "07:48", "haddad", "MM-0134", "Carfilzomib and dexamethasone", "medium",
           "Immunoglobulin is low, and talquetamab lowers it further."),
    Opined(1, "08:15", "nair", "MM-0134", "Selinexor, bortezomib and dexamethasone", "low"),
    Opined(1, "17:05", "brandt", "MM-0134", DISCUSS, "low", "Nobody has asked him about taste."),
    Opined(2, "19:18", "okafor", "MM-0136", CELLS, "medium"),
    Opined(1, "08:21", "nair", "MM-0136", CELLS, "low", "If the stored cells still grow."),
    Opined(1, "21:40", "tanaka", "MM-0136", TRIPLET, "high"),
    Opined(0, "07:30", "chen", "MM-0136", CELLS, "medium"),
)  # fmt: skip
BEFORE_TODAYS_MEETING = (
    Opined(2, "18:20", "okafor", "MM-0145", "dvd", "medium", "Quickly, and then CAR T cells."),
    Opined(2, "21:02", "nair", "MM-0145", "dkd", "low"),
    Opined(1, "07:55", "tanaka", "MM-0145", "cilta_cel", "medium", "With whatever bridges fastest."),
    Opined(1, "12:25", "lindqvist", "MM-0145", DISCUSS, "low"),
    Opined(2, "18:31", "okafor", "MM-0133", "cilta_cel", "high"),
    Opined(1, "08:04", "tanaka", "MM-0133", "kd", "low"),
)  # fmt: skip


def acts(
    told: Iterable[Opined], company: Company, when: Callable[[int, str], datetime]
) -> list[Act]:
    """Return the giving of opinions; *when* turns days and clock into an instant."""
    return [(when(one.days, one.clock), partial(_state, one, company)) for one in told]


def _state(one: Opined, company: Company, at: datetime) -> None:
    own_words = " " in one.choice and one.choice != DISCUSS
    answer = Answer(
        Stance.OTHER.value if own_words else one.choice,
        one.certainty,
        other=one.choice if own_words else "",
        reason=one.reason,
    )
    wanted = select(AgendaItem.id).join(Case).where(Case.number == one.number)
    item = db.session.scalars(wanted.order_by(AgendaItem.id.desc()).limit(1)).one()
    opinions.state_opinion(item, answer, by=company[one.by], at=at)
