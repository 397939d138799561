"""An invented board to look at: people, ten cases, a meeting that was held and one about to begin.

Everything is done through the services, so the trail, the log and the records are as real ones are. The
password is printed in the open: this is for looking, never for patients.
"""

from datetime import datetime

from sqlalchemy import exists, select

from board.accounts.models import Board
from board.app import create_app
from board.clock import now
from board.db import db
from board.demo import amending, before, earlier, held, people, today
from board.demo.days import days_around
from board.transactions import transaction

INVENTED = "Everything here is invented (Synthetic)."
UNTOUCHED = "This database holds a board already: nothing was changed."


def load(at: datetime | None = None, *, months_before: bool = False) -> list[str]:
    """Fill an empty database as things stand at *at*, all or nothing; return who can sign in.

    With *months_before* the board has a past: twenty cases more, so that worklist and figures have something
    to show. A database with a board in it is left as it is.
    """
    with create_app().app_context():
        try:
            return _filled_or_untouched(at or now(), months_before)
        finally:
            db.session.remove()
            db.engine.dispose()  # the last connection to leave brings the database file up to date


def _filled_or_untouched(at: datetime, months_before: bool) -> list[str]:
    lines = [*people.who_can_sign_in(), "", INVENTED]
    if not db.session.scalar(select(exists().where(Board.id.is_not(None)))):
        _fill(at, months_before)
        return lines
    return [UNTOUCHED, "", *lines] if people.are_seated() else [UNTOUCHED]


def _fill(at: datetime, months_before: bool) -> None:
    """Do what the board did, in the order in which it was done."""
    days = days_around(at)
    with transaction():
        company = people.seat_everybody()
        if months_before:
            earlier.live_through_the_months_before(company, days)
        meeting = before.prepare_the_past_meeting(company, days)
        held.hold_the_past_meeting(company, days, meeting)
        held.amend_a_plan(company, days)
        before.bring_cases_up_to_date(company, days)
        amending.amend_what_came_up(company, days)
        today.prepare_todays_meeting(company, days)
