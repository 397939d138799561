"""Writing the plan, amending it, finding it, keeping its print. Signing: `signing.py`."""

import hashlib
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from board.accounts.actor import Actor, Role
from board.audit.deeds import Deed
from board.audit.services import record
from board.cases.models import Case
from board.cases.policy import READERS
from board.db import db
from board.decisions.codes import PlanState
from board.decisions.content import PlanContent
from board.decisions.gate import cases_left, plan_for, sees_votes
from board.decisions.models import Plan, PlanPrint
from board.decisions.papers import keyed_in
from board.decisions.policy import ensure_may_write_plan
from board.decisions.services.grounds import note_taken_back
from board.errors import Conflict, Invalid, NotAllowed
from board.meetings import log
from board.meetings.gate import item_for
from board.meetings.log import Part
from board.meetings.models import AgendaItem, ItemStatus
from board.web.filters import time

PAPERS = ("A4", "Letter")


def begin_plan(item_id: int, *, by: Actor, at: datetime) -> Plan:
    """Return the draft of the plan for an agenda item, beginning it when there is none."""
    item = item_for(by, item_id, lock=True)
    ensure_may_write_plan(by, item.meeting.board_id)
    if not sees_votes(by, item.case_id):
        raise NotAllowed("You stepped aside for this case and take no part in its plan.")
    newest = newest_plan(item.case_id)
    if newest is not None and newest.item_id == item.id:
        return newest
    if item.status is ItemStatus.WAITING:
        raise Conflict("The plan is written once the case has been taken up.")
    if newest is not None and not newest.is_signed:
        raise Conflict(f"Plan version {newest.version} of this case is not signed yet.")
    plan = _draft(item, PlanContent(), (newest.version if newest else 0) + 1, by, at)
    record(by, Deed.PLAN_WRITTEN, f"plan/{plan.id}", at, plan.case.board_id, version=plan.version)
    tell_room(plan, "plan_begun", by, at)
    return plan


def write_plan(
    plan_id: int, content: PlanContent, *, revision: int, by: Actor, at: datetime
) -> Plan:
    """Save the draft, unless somebody saved it since this person loaded it.

    That it was keyed in from paper is not for who writes it to say, nor to leave out in an amendment.
    """
    plan = draft_for(by, plan_id)
    ensure_may_write_plan(by, plan.case.board_id)
    content = replace(content, from_paper=_from_paper(plan))
    if plan.revision != revision:
        raise Conflict(
            f"{plan.written_by.name} saved this plan at {time(plan.written_at, plan.case.board.zone)}, "
            "after you opened it. What you typed stands here and is not saved."
        )
    if content_of(plan) == content:
        return plan

    was = plan.state
    plan.content, plan.written_by_id, plan.written_at = content.as_json(), by.person_id, at
    db.session.flush()

    note_taken_back(plan, was, by, at)
    record(by, Deed.PLAN_WRITTEN, f"plan/{plan.id}", at, plan.case.board_id, version=plan.version)
    tell_room(plan, "plan_written", by, at)
    return plan


def amend_plan(plan_id: int, reason: str, *, by: Actor, at: datetime) -> Plan:
    """Begin the next version of a signed plan, from its content, for a stated reason."""
    plan = plan_for(by, plan_id, lock=True)
    ensure_may_write_plan(by, plan.case.board_id)
    if not sees_votes(by, plan.case_id):
        raise NotAllowed("You stepped aside for this case and take no part in its plan.")
    if not plan.is_signed:
        raise Conflict("A draft is simply changed; only a signed plan is amended.")
    if newest_plan(plan.case_id) is not plan:
        raise Conflict("This version has been superseded. Amend the newest one.")
    reason = " ".join(reason.replace("\x00", "").split())
    if not 0 < len(reason) <= 300:
        raise Invalid(
            "Say why the plan is amended.", {"reason": "Write the reason, at most 300 characters."}
        )

    draft = _draft(plan.item, content_of(plan), plan.version + 1, by, at, reason)

    record(by, Deed.PLAN_AMENDED, f"plan/{draft.id}", at, plan.case.board_id, amends=plan.version)
    tell_room(draft, "plan_amended", by, at)
    return draft


def keep_print(plan_id: int, paper: str, pdf: bytes, *, by: Actor, at: datetime) -> PlanPrint:
    """Keep the bytes of a first printing; a later one gets the same."""
    plan = plan_for(by, plan_id, lock=True)
    kept = print_of(plan.id, paper)
    if kept is None:
        kept = PlanPrint(
            plan_id=plan.id,
            paper=paper,
            pdf=pdf,
            sha256=hashlib.sha256(pdf).hexdigest(),
            printed_at=at,
        )
        db.session.add(kept)
    return kept


def note_printed(
    plan: Plan, paper: str, *, by: Actor, at: datetime, without_votes: bool = False
) -> None:
    """Leave a trace of somebody taking the record away on paper: signed, a draft, or a copy without votes."""
    said = {"paper": paper, "state": "copy without votes" if without_votes else plan.status.value}
    record(by, Deed.RECORD_PRINTED, f"plan/{plan.id}", at, plan.case.board_id, **said)


def content_of(plan: Plan) -> PlanContent:
    """Return the plan's structure."""
    return PlanContent.from_json(plan.content)


def print_of(plan_id: int, paper: str) -> PlanPrint | None:
    """Return the kept print of a plan on this paper, or None."""
    return db.session.scalar(
        select(PlanPrint).where(PlanPrint.plan_id == plan_id, PlanPrint.paper == paper)
    )


def plans_of(case_id: int) -> list[Plan]:
    """Return the versions of a case's plan, oldest first."""
    return list(
        db.session.scalars(select(Plan).where(Plan.case_id == case_id).order_by(Plan.version))
    )


def newest_plan(case_id: int) -> Plan | None:
    """Return the newest version of a case's plan, or None."""
    plans = plans_of(case_id)
    return plans[-1] if plans else None


def newest_signed(case_id: int) -> Plan | None:
    """Return the version of a case's plan that is in force, or None."""
    signed = [plan for plan in plans_of(case_id) if plan.is_signed]
    return signed[-1] if signed else None


def signed_plans(board_ids: Collection[int]) -> list[Plan]:
    """Return the plan in force of every case of these boards, by the day of its signature."""
    in_force = select(func.max(Plan.id)).where(Plan.signed_at.is_not(None)).group_by(Plan.case_id)
    wanted = select(Plan).join(Case).where(Case.board_id.in_(board_ids), Plan.id.in_(in_force))
    return list(db.session.scalars(wanted.order_by(Plan.signed_at, Plan.id)))


def state_of(plan: Plan) -> PlanState:
    """Return how far a version of a plan is; a signed one that was superseded is amended."""
    later = select(Plan.id).where(
        Plan.case_id == plan.case_id, Plan.version > plan.version, Plan.signed_at.is_not(None)
    )
    superseded = plan.is_signed and db.session.scalar(later.limit(1)) is not None
    return PlanState.AMENDED if superseded else plan.state


def plan_of_item(item_id: int) -> Plan | None:
    """Return the newest version of the plan that came of one discussion, or None."""
    wanted = select(Plan).where(Plan.item_id == item_id).order_by(Plan.version.desc())
    return db.session.scalars(wanted.limit(1)).first()


def decision_before(item: AgendaItem) -> Plan | None:
    """Return the newest signed plan that came of an earlier discussion of the same case, or None."""
    wanted = select(Plan).where(
        Plan.case_id == item.case_id, Plan.item_id != item.id, Plan.signed_at.is_not(None)
    )
    return db.session.scalars(wanted.order_by(Plan.version.desc()).limit(1)).first()


def draft_for(by: Actor, plan_id: int) -> Plan:
    """Return a plan that may still change, locked; refuse one that is signed."""
    plan = plan_for(by, plan_id, lock=True)
    if plan.is_signed:
        raise Conflict("This plan is signed. What changes now is an amendment.")
    return plan


def tell_room(plan: Plan, kind: str, by: Actor, at: datetime) -> None:
    """Let every open screen of the meeting draw the plan anew."""
    # the notes say whether the supportive-care lane, which holds lines of the plan, is signed as it stands
    parts = (Part.PLAN, Part.NOTES)
    log.append(plan.item.meeting, kind, parts, at, item_id=plan.item_id, person_id=by.person_id)


class Standing(StrEnum):
    """What a printed record is worth today."""

    CURRENT = "current"
    SUPERSEDED = "superseded"
    UNKNOWN = "unknown"


def standing_of(case_number: str, version: int, digest: str) -> Standing:
    """Return what a printed record is worth, by the first 16 or more digits of its digest.

    Without the right digest nothing is said, not even that the case exists.
    """
    signed = select(Plan).join(Case).where(Case.number == case_number, Plan.signed_at.is_not(None))
    plans = list(db.session.scalars(signed.order_by(Plan.version)))
    for plan in plans:
        if plan.version == version and len(digest) >= 16 and (plan.sha256 or "").startswith(digest):
            return Standing.CURRENT if plan is plans[-1] else Standing.SUPERSEDED
    return Standing.UNKNOWN


def plans_for(by: Actor) -> list[Plan]:
    """Return of every case of this person's boards the plan in force and a later one on its way, newest first.

    A submitter finds the plan in force of each case of their own: a draft is for the board.
    """
    reads = [seat.board_id for seat in by.seats if seat.role in READERS]
    own = [seat.board_id for seat in by.seats if seat.role is Role.SUBMITTER]
    newest = select(func.max(Plan.id)).group_by(Plan.case_id)
    in_force = newest.where(Plan.signed_at.is_not(None))
    drafts_read = Plan.case_id.not_in(cases_left(by.person_id))  # a draft tells of votes
    on_its_way = Plan.id.in_(newest) & Plan.signed_at.is_(None) & drafts_read
    of_the_board = Case.board_id.in_(reads) & (Plan.id.in_(in_force) | on_its_way)
    of_their_own = (
        Case.board_id.in_(own) & (Case.submitted_by_id == by.person_id) & Plan.id.in_(in_force)
    )
    wanted = select(Plan).join(Case).where(of_the_board | of_their_own)
    return list(db.session.scalars(wanted.order_by(Plan.written_at.desc(), Plan.id.desc())))


def _from_paper(plan: Plan) -> str:
    entry = keyed_in(plan.item_id)
    return entry.sentence if entry else content_of(plan).from_paper


def _draft(
    item: AgendaItem,
    content: PlanContent,
    version: int,
    by: Actor,
    at: datetime,
    reason: str | None = None,
) -> Plan:
    plan = Plan(
        case_id=item.case_id,
        item_id=item.id,
        version=version,
        content=content.as_json(),
        written_by_id=by.person_id,
        written_at=at,
        amendment_reason=reason,
    )
    db.session.add(plan)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise Conflict("Somebody has just begun this version of the plan.") from error
    return plan
