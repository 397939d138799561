"""The people on a record: who was at the table, and who was missed there."""

from sqlalchemy import select

from board.accounts.actor import Discipline
from board.accounts.models import Membership
from board.db import db
from board.decisions.models import Plan
from board.decisions.services.ballots import recusals_on
from board.documents import record as paper
from board.meetings.models import Reply


def present_at(plan: Plan) -> tuple[paper.Person, ...]:
    """Return who was there, the chair first; who stepped aside for the case is named as such."""
    meeting = plan.item.meeting
    recused = {recusal.person_id for recusal in recusals_on(plan.item_id)}
    came = {attendance.person_id for attendance in meeting.attendances}
    return tuple(
        paper.Person(
            seat.person.name,
            seat.discipline.value,
            "recused" if seat.person_id in recused else _part(seat),
        )
        for seat in _seats(meeting.board_id)
        if seat.person_id in came
    )


def missed_at(plan: Plan) -> tuple[paper.Person, ...]:
    """Return who had said that they would not come, and did not."""
    meeting = plan.item.meeting
    came = {attendance.person_id for attendance in meeting.attendances}
    said_no = {
        invitation.person_id for invitation in meeting.invitations if invitation.reply is Reply.NO
    } - came
    return tuple(
        paper.Person(seat.person.name, seat.discipline.value)
        for seat in _seats(meeting.board_id)
        if seat.person_id in said_no
    )


def _seats(board_id: int) -> list[Membership]:
    seats = db.session.scalars(select(Membership).where(Membership.board_id == board_id))
    return sorted(seats, key=lambda seat: (seat.role.value != "chair", seat.person.name))


def _part(seat: Membership) -> str:
    if seat.role.value in ("chair", "observer"):
        return seat.role.value
    return "coordinator" if seat.discipline is Discipline.COORDINATION else ""
