"""From a draft to a signed plan: the chair states it, a second person checks it, the chair signs it."""

import hashlib
import json
from datetime import datetime

from board.accounts.actor import Actor
from board.accounts.services import confirm_password, people_of
from board.audit.deeds import Deed
from board.audit.services import record
from board.cases.changes import changes_between
from board.cases.models import Case
from board.db import db
from board.decisions.codes import Meaning, PlanState
from board.decisions.completeness import missing_before_signing, missing_to_state
from board.decisions.models import Plan, PlanSignature, PlanStatus
from board.decisions.papers import Keyed, entry_of
from board.decisions.policy import CHECKERS, ensure_may_check, ensure_may_lead, ensure_may_sign
from board.decisions.services import snapshot
from board.decisions.services.ballots import ballots_on, recusals_on
from board.decisions.services.grounds import begin_again, grounds_of
from board.decisions.services.plans import content_of, draft_for, tell_room
from board.decisions.services.wording import text_of
from board.errors import Conflict, Invalid, NotAllowed
from board.meetings.services.letters import tell_signed

#: How somebody was known to be the one who signs.
SIGNED_IN, PASSWORD_AGAIN = "Signed in", "Signed in, password entered again"
#: Changes that fit into a sentence.
TOLD = 5


def state_plan(
    plan_id: int, *, revision: int, text_version: int = 0, by: Actor, at: datetime
) -> Plan:
    """State the plan as the board's decision: the chair says that this is it."""
    plan = draft_for(by, plan_id)
    ensure_may_lead(by, plan.case.board_id)
    _ensure_as_read(plan, revision, text_version)
    lacking = missing_to_state(content_of(plan)) | _open_ballot(plan)
    if lacking:
        raise Invalid("The decision cannot be stated yet.", lacking)
    if signer(plan, Meaning.STATED) is not None:
        return plan

    if plan.signatures:
        begin_again(plan)  # they were given for something else
    _put_under(plan, Meaning.STATED, digest_of(plan), SIGNED_IN, by, at)

    record(by, Deed.PLAN_STATED, f"plan/{plan.id}", at, plan.case.board_id, version=plan.version)
    tell_room(plan, "plan_stated", by, at)
    return plan


def check_plan(
    plan_id: int, *, revision: int, text_version: int = 0, by: Actor, at: datetime
) -> Plan:
    """Say, as a second person, that the plan says what was decided, and says all of it."""
    plan = draft_for(by, plan_id)
    stated = signer(plan, Meaning.STATED)
    ensure_may_check(by, plan.case.board_id, stated.person_id if stated else None)
    _ensure_as_read(plan, revision, text_version)
    if stated is None:
        raise Conflict("The chair states the decision first; then it is checked.")
    _ensure_complete(plan, "The plan cannot be checked yet.")
    if keyed_in_by_own_hand(plan, by):
        raise NotAllowed("You keyed this plan in from paper: somebody else on the board checks it.")
    if signer(plan, Meaning.CHECKED) is not None:
        return plan

    _put_under(plan, Meaning.CHECKED, digest_of(plan), SIGNED_IN, by, at)

    record(by, Deed.PLAN_CHECKED, f"plan/{plan.id}", at, plan.case.board_id, version=plan.version)
    tell_room(plan, "plan_checked", by, at)
    return plan


def sign_plan(
    plan_id: int,
    *,
    revision: int,
    password: str,
    by: Actor,
    at: datetime,
    text_version: int = 0,
    case_version: int | None = None,
) -> Plan:
    """Sign the plan as it was read, the text written together included: from now on it can only be amended.

    *case_version* is the newest version of the case that the signer has seen; without it, the one that
    the second person had before them.
    """
    plan = draft_for(by, plan_id)
    checked = signer(plan, Meaning.CHECKED)
    ensure_may_sign(by, plan.case.board_id, checked.person_id if checked else None)
    _ensure_as_read(plan, revision, text_version)
    _ensure_complete(plan, "The plan cannot be signed yet.")
    if checked is None:
        raise Conflict(_not_yet(plan))
    _ensure_case_as_read(plan.case, case_version or checked.case_version)
    confirm_password(password, by)

    _freeze(plan, by, at)

    detail = {"version": plan.version, "sha256": plan.sha256}
    record(by, Deed.PLAN_SIGNED, f"plan/{plan.id}", at, plan.case.board_id, **detail)
    tell_room(plan, "plan_signed", by, at)
    tell_signed(plan.case, at)
    return plan


def signer(plan: Plan, meaning: Meaning) -> PlanSignature | None:
    """Return who stated, checked or signed the plan as it stands, with all that it stands on, or None."""
    one = next((one for one in plan.signatures if one.meaning is meaning), None)
    if one is None or plan.is_signed or one.sha256 == digest_of(plan):
        return one
    return None


def keyed_in_by_own_hand(plan: Plan, by: Actor) -> bool:
    """Return whether this person keyed the plan in from paper, and somebody else is there to check it."""
    entry, stated = entry_of(Keyed.PLAN, plan.id), signer(plan, Meaning.STATED)
    if entry is None or entry.person_id != by.person_id:
        return False
    out = {one.person_id for one in recusals_on(plan.item_id)} | {by.person_id}
    if stated is not None:
        out.add(stated.person_id)
    seats = people_of(plan.case.board_id)
    return any(seat.role in CHECKERS and seat.person_id not in out for seat in seats)


def digest_of(plan: Plan) -> str:
    """Return the SHA-256 of what the plan says and stands on now, and of the case it was decided on."""
    said = {
        "record": f"{plan.case.number}/{plan.version}",
        "case": plan.item.version.sha256,
        "content": plan.content,
        "text": text_of(plan.item_id).lines,
        "grounds": grounds_of(plan),
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def missing_of(plan: Plan) -> dict[str, str]:
    """Return everything a plan lacks before it is checked and signed, by field, with what to do."""
    lacking = missing_before_signing(content_of(plan), with_ballot=bool(ballots_on(plan.item_id)))
    if not plan.item.meeting.attendances:
        lacking["people"] = "Nobody is recorded as having been there."
    return lacking | _open_ballot(plan)


def _freeze(plan: Plan, by: Actor, at: datetime) -> None:
    """Keep the record of *plan* with its signatures, and put the last one under it."""
    signed = _signature(plan, Meaning.SIGNED, "", PASSWORD_AGAIN, by, at)
    text = snapshot.take(plan, signed)
    signed.sha256 = hashlib.sha256(text.encode()).hexdigest()
    plan.every_signature.append(signed)
    db.session.flush()  # nobody is put under a plan that is signed already

    plan.snapshot, plan.sha256 = text, signed.sha256
    plan.status, plan.signed_by_id, plan.signed_at = PlanStatus.SIGNED, by.person_id, at
    db.session.flush()


def _open_ballot(plan: Plan) -> dict[str, str]:
    is_open = any(ballot.is_open for ballot in ballots_on(plan.item_id))
    return {"ballot": "Close the ballot first."} if is_open else {}


def _ensure_complete(plan: Plan, message: str) -> None:
    lacking = missing_of(plan)
    if lacking:
        raise Invalid(message, lacking)


def _ensure_as_read(plan: Plan, revision: int, text_version: int) -> None:
    if plan.revision != revision or text_of(plan.item_id).version != text_version:
        raise Conflict("The plan was changed after you read it. Read it again, then sign.")


def _ensure_case_as_read(case: Case, seen: int) -> None:
    """Refuse when the case says something else than what the signer had before them, and say what."""
    if case.newest.number == seen:
        return
    before = next((one for one in case.versions if one.number == seen), None)
    changes = changes_between(before, case.newest) if before else []
    told = [f"{one.label}: {one.before or 'nothing'} → {one.after or 'nothing'}" for one in changes]
    more = f"; and {len(told) - TOLD} more" if len(told) > TOLD else ""
    said = "; ".join(told[:TOLD]) + more
    raise Conflict(
        f"The case was corrected after you read the plan (version {case.newest.number}). {said}. "
        "Nothing was signed: read it again, then sign."
    )


def _not_yet(plan: Plan) -> str:
    if plan.state is PlanState.CHECKED:
        return (
            "A ballot, a recusal, a pinned note or who came has changed since the plan was checked. "
            "Nothing was signed: have it stated and checked again, then sign."
        )
    if plan.state is PlanState.DRAFT:
        return "The decision has to be stated by the chair and checked by a second person first."
    return "A second person has to check the plan before it is signed."


def _put_under(
    plan: Plan, meaning: Meaning, sha256: str, method: str, by: Actor, at: datetime
) -> None:
    plan.every_signature.append(_signature(plan, meaning, sha256, method, by, at))
    db.session.flush()


def _signature(
    plan: Plan, meaning: Meaning, sha256: str, method: str, by: Actor, at: datetime
) -> PlanSignature:
    seat = by.seat_on(plan.case.board_id)
    if seat is None:
        raise ValueError("whoever signs sits on the board")
    return PlanSignature(
        plan_id=plan.id,
        meaning=meaning,
        person_id=by.person_id,
        name=by.name,
        role=seat.role,
        discipline=seat.discipline,
        at=at,
        zone=plan.case.board.zone,
        method=method,
        sha256=sha256,
        revision=plan.revision,
        text_version=text_of(plan.item_id).version,
        case_version=plan.case.newest.number,
    )
