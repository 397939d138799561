"""The meetings of one person as their calendar may know them."""

from datetime import datetime, timedelta

from sqlalchemy import select

from board.accounts.models import Membership, Person
from board.db import db
from board.mail.calendars import Sitting
from board.meetings.models import Meeting
from board.meetings.policy import IN_THE_ROOM
from board.meetings.services.letters import uid_of

#: A calendar keeps what was; the address tells so much of it.
PAST = timedelta(days=90)


def sittings_of(person: Person, at: datetime, address: str) -> list[Sitting]:
    """Return the meetings of the boards into whose room this person may come, as seated at this moment."""
    boards = select(Membership.board_id).where(
        Membership.person_id == person.id, Membership.role.in_(IN_THE_ROOM)
    )
    wanted = select(Meeting).where(Meeting.board_id.in_(boards), Meeting.ends_at > at - PAST)
    return [
        Sitting(
            uid=uid_of(meeting),
            board=meeting.board.name,
            zone=meeting.board.zone,
            starts_at=meeting.starts_at,
            ends_at=meeting.ends_at,
            place=meeting.place,
            cases=len(meeting.items),
            link=f"{address}/meetings/{meeting.id}",
            sequence=meeting.sequence,
            stamp=at,
            cancelled=meeting.cancelled_at is not None,
        )
        for meeting in db.session.scalars(wanted.order_by(Meeting.starts_at, Meeting.id))
    ]
