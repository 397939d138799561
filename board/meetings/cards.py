"""What this room adds to other rooms' pages."""

from flask import render_template
from markupsafe import Markup

from board.accounts.actor import Actor
from board.cases.models import CaseVersion
from board.meetings.policy import may_see
from board.meetings.queries import discussed_item_of, passed_over_item_of
from board.meetings.start_pages import standing


def agenda_card(actor: Actor, version: CaseVersion) -> Markup:
    """Return the card beside a brief: when the case is discussed, or that it waits.

    Whoever may not come into the room, such as the submitter, reads the time and finds no door.
    """
    found = standing(version.case)
    item = found.item
    return Markup(
        render_template(
            "meetings/_agenda_card.html",
            standing=found,
            version=version,
            enters=item is not None and may_see(actor, item.meeting),
            before=discussed_item_of(item.case_id, item.meeting.starts_at) if item else None,
            left_out=None if item else passed_over_item_of(version.case_id),
        )
    )
