"""The supportive-care lane of a case: what it says, and who of supportive care stands for it.

The lane is everything supportive care says about a case: the notes of that kind with their answers, and the
supportive lines of the newest plan. Who signs stands for it as it is; when it says something else, it is to be
signed anew.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from board.accounts.actor import Actor
from board.audit.deeds import Deed
from board.audit.services import record
from board.cases.gate import case_for
from board.db import db
from board.decisions.content import PlanContent
from board.decisions.gate import sees_votes
from board.decisions.models import LaneSignature, NoteKind, Plan
from board.decisions.policy import ensure_may_sign_lane, may_sign_lane
from board.decisions.services.notes import notes_on
from board.errors import Conflict, NotAllowed
from board.meetings import log
from board.meetings.log import Part
from board.meetings.models import AgendaItem, Meeting, MeetingStatus
from board.web.filters import day_and_time


@dataclass(frozen=True)
class Lane:
    """The lane of one case as it stands: how much it says, who signed it, whose signature it has outgrown."""

    digest: str
    notes: int
    lines: int
    standing: tuple[LaneSignature, ...]
    outgrown: tuple[LaneSignature, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to sign."""
        return not self.notes and not self.lines


def lane_of(case_id: int) -> Lane:
    """Return the supportive-care lane of a case; each person counts with their last signature."""
    notes = _notes(case_id)
    lines = _lines(case_id)
    digest = hashlib.sha256(json.dumps([notes, lines]).encode()).hexdigest()
    signed = select(LaneSignature).where(LaneSignature.case_id == case_id)
    last = {one.person_id: one for one in db.session.scalars(signed.order_by(LaneSignature.id))}
    standing = tuple(one for one in last.values() if one.sha256 == digest)
    outgrown = tuple(one for one in last.values() if one.sha256 != digest)
    return Lane(digest, len(notes), len(lines), standing, outgrown)


def is_to_sign(lane: Lane, actor: Actor, board_id: int) -> bool:
    """Return whether somebody may sign the lane and has not signed it as it stands."""
    signed = {one.person_id for one in lane.standing}
    return may_sign_lane(actor, board_id) and actor.person_id not in signed


def sign_lane(case_number: str, *, read: str, by: Actor, at: datetime) -> LaneSignature:
    """Sign the supportive-care lane as it was read (*read* is its digest)."""
    case = case_for(by, case_number)
    seat = ensure_may_sign_lane(by, case.board_id)
    if not sees_votes(by, case.id):
        raise NotAllowed("You stepped aside for this case and take no part in its plan.")
    lane = lane_of(case.id)
    if lane.is_empty:
        raise Conflict("The supportive-care lane says nothing yet: there is nothing to sign.")
    if lane.digest != read:
        raise Conflict("The lane was changed after you read it. Read it again, then sign.")
    for kept in lane.standing:
        if kept.person_id == by.person_id:
            return kept

    signature = LaneSignature(
        case_id=case.id,
        person_id=by.person_id,
        discipline=seat.discipline,
        sha256=lane.digest,
        signed_at=at,
    )
    db.session.add(signature)
    db.session.flush()

    detail = {"notes": lane.notes, "lines": lane.lines}
    record(by, Deed.LANE_SIGNED, f"case/{case.id}", at, case.board_id, **detail)
    _tell_rooms(case.id, by, at)
    return signature


def signers_of(case_id: int, zone: str) -> tuple[str, ...]:
    """Return who stands for the lane as it is now, as the record says it; an outgrown signature says nothing."""
    return tuple(
        f"{one.person.short_name}, {one.discipline.value}, {day_and_time(one.signed_at, zone)}"
        for one in lane_of(case_id).standing
    )


def _notes(case_id: int) -> list[list[object]]:
    every = notes_on(case_id)
    heads = {note.id for note in every if note.kind is NoteKind.SUPPORTIVE}
    return [
        [note.id, note.text]
        for note in every
        if note.id in heads or (note.answers_id is not None and note.answers_id in heads)
    ]


def _lines(case_id: int) -> list[list[str]]:
    newest = select(Plan).where(Plan.case_id == case_id).order_by(Plan.version.desc()).limit(1)
    plan = db.session.scalars(newest).first()
    if plan is None:
        return []
    return [[row.lane, row.text, row.by] for row in PlanContent.from_json(plan.content).supportive]


def _tell_rooms(case_id: int, by: Actor, at: datetime) -> None:
    rows = db.session.execute(
        select(Meeting, AgendaItem.id)
        .join(AgendaItem, AgendaItem.meeting_id == Meeting.id)
        .where(AgendaItem.case_id == case_id, Meeting.status == MeetingStatus.OPEN)
    ).all()
    for meeting, item_id in rows:
        log.append(
            meeting, "lane_signed", (Part.NOTES,), at, item_id=item_id, person_id=by.person_id
        )
