"""The text about the plan that a room writes together: ordered here, and kept before anybody is answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from board.accounts.actor import Actor
from board.audit.deeds import Deed
from board.audit.services import record
from board.db import db
from board.decisions import edits
from board.decisions.codes import PlanState
from board.decisions.edits import Edit
from board.decisions.gate import sees_votes
from board.decisions.models import Plan, PlanText, Recusal, TextEdit
from board.decisions.policy import ensure_may_write_text
from board.decisions.services.grounds import note_taken_back
from board.errors import Conflict, Invalid, NotAllowed
from board.meetings.gate import item_for
from board.meetings.models import AgendaItem, ItemStatus
from board.transactions import announce

#: A client further behind than this fetches the text anew instead of every edit since.
FURTHEST_BEHIND = 1_000


@dataclass(frozen=True)
class TextEdited:
    """Told after the commit: the text of a case on the agenda has one edit more."""

    meeting_id: int
    item_id: int
    version: int
    steps: Edit
    key: str
    person_id: int
    who: str
    #: People who are told nothing of this case's plan.
    recused: frozenset[int]


@dataclass(frozen=True)
class Wording:
    """The text as of a version, with the edits after the one that was asked for (None: too far behind)."""

    version: int
    text: str
    edits: Sequence[TextEdit] | None
    #: Why it cannot be written on, in words, or nothing.
    closed: str


def wording_of(item_id: int, since: int, *, by: Actor) -> Wording:
    """Return the text of a case on the agenda, and what was written after version *since*."""
    item = item_for(by, item_id)
    _ensure_takes_part(item, by)
    kept = db.session.get(PlanText, item.id)
    version = kept.version if kept else 0
    is_near = max(version - FURTHEST_BEHIND, 0) <= since <= version
    missed = _after(item.id, since) if is_near else None
    closed = _closed(item, _newest_plan(item.id))
    return Wording(version, kept.text if kept else "", missed, closed)


def edit_text(
    item_id: int, base: int, steps: object, *, key: str, by: Actor, at: datetime
) -> TextEdit:
    """Apply an edit that was made of version *base*, and return it as it was applied.

    The same *key* again returns what is stored. What others wrote meanwhile stays: the edit is rebased over it.
    """
    item = item_for(by, item_id, lock=True)
    ensure_may_write_text(by, item.meeting.board_id)
    _ensure_takes_part(item, by)
    if not 8 <= len(key) <= 64:
        raise Invalid("The edit has no usable key.", {"key": "8 to 64 characters of your own."})
    stored = _known(item.id, by.person_id, key)
    if stored is not None:
        return stored
    plan = _newest_plan(item.id)
    closed = _closed(item, plan)
    if closed:
        raise Conflict(closed)
    text = db.session.get(PlanText, item.id, with_for_update=True) or _begin(item.id)
    edit = edits.read(steps)
    for other in _missed(text, base):
        edit = edits.rebase(edit, other.steps)
    return _apply(item, plan, text, edit, key, by, at)


def replace_text(item_id: int, base: int, whole: str, *, key: str, by: Actor, at: datetime) -> None:
    """Take a whole text that was typed over version *base*, as a page without scripts sends it."""
    item = item_for(by, item_id, lock=True)
    _ensure_takes_part(item, by)
    kept = db.session.get(PlanText, item.id)
    if not 0 <= base <= (kept.version if kept else 0):
        raise Invalid("This page is of another text.", {"base": "Load the page again."})
    whole = whole.replace("\r\n", "\n").replace("\x00", "")
    steps = edits.between(_text_at(item.id, base), whole)
    if any(not isinstance(step, int) or step < 0 for step in steps):
        edit_text(item_id, base, steps, key=key, by=by, at=at)


def text_of(item_id: int) -> PlanText:
    """Return the text as it stands, for the plan it belongs to. The gate is the plan's."""
    kept = db.session.get(PlanText, item_id)
    return kept or PlanText(item_id=item_id, text="", version=0)


def _apply(
    item: AgendaItem,
    plan: Plan | None,
    text: PlanText,
    edit: Edit,
    key: str,
    by: Actor,
    at: datetime,
) -> TextEdit:
    written = edits.apply(text.text, edit)
    if len(written) > edits.LONGEST:
        raise Invalid(
            f"The text would be longer than {edits.LONGEST} characters.",
            {"steps": "Shorten it first."},
        )
    if not _has_written(item.id, by.person_id):
        record(by, Deed.TEXT_WRITTEN, f"agenda_item/{item.id}", at, item.meeting.board_id)
    was = plan.state if plan else PlanState.DRAFT
    text.text, text.version = written, text.version + 1
    stored = TextEdit(
        item_id=item.id, version=text.version, person_id=by.person_id, key=key, steps=edit, at=at
    )
    db.session.add(stored)
    db.session.flush()
    if plan is not None:
        db.session.expire(plan, ["text"])  # it may have been begun just now
        note_taken_back(plan, was, by, at)
    of_case = select(AgendaItem.id).where(AgendaItem.case_id == item.case_id)
    stepped_aside = select(Recusal.person_id).where(Recusal.item_id.in_(of_case))
    announce(
        TextEdited(
            meeting_id=item.meeting_id,
            item_id=item.id,
            version=text.version,
            steps=edit,
            key=key,
            person_id=by.person_id,
            who=by.name,
            recused=frozenset(db.session.scalars(stepped_aside)),
        )
    )
    return stored


def _ensure_takes_part(item: AgendaItem, by: Actor) -> None:
    if not sees_votes(by, item.case_id):
        raise NotAllowed("You stepped aside for this case and take no part in its plan.")


def _closed(item: AgendaItem, plan: Plan | None) -> str:
    if item.status is ItemStatus.WAITING:
        return "The text is written once the case has been taken up."
    return "The plan is signed. Amend it to write on." if plan and plan.is_signed else ""


def _newest_plan(item_id: int) -> Plan | None:
    wanted = select(Plan).where(Plan.item_id == item_id).order_by(Plan.version.desc())
    return db.session.scalar(wanted.limit(1))


def _begin(item_id: int) -> PlanText:
    text = PlanText(item_id=item_id, text="", version=0)
    db.session.add(text)
    return text


def _missed(text: PlanText, base: int) -> Sequence[TextEdit]:
    if not 0 <= base <= text.version:
        raise Invalid("The edit is of no version of this text.", {"base": "Fetch the text anew."})
    if text.version - base > FURTHEST_BEHIND:
        raise Conflict("Too much was written meanwhile. Fetch the text anew; yours is kept here.")
    return _after(text.item_id, base)


def _after(item_id: int, version: int) -> Sequence[TextEdit]:
    newer = TextEdit.item_id == item_id, TextEdit.version > version
    return db.session.scalars(select(TextEdit).where(*newer).order_by(TextEdit.version)).all()


def _text_at(item_id: int, version: int) -> str:
    text = ""
    for edit in _after(item_id, 0)[:version]:
        text = edits.apply(text, edit.steps)
    return text


def _known(item_id: int, person_id: int, key: str) -> TextEdit | None:
    same = TextEdit.item_id == item_id, TextEdit.person_id == person_id, TextEdit.key == key
    return db.session.scalar(select(TextEdit).where(*same))


def _has_written(item_id: int, person_id: int) -> bool:
    mine = TextEdit.item_id == item_id, TextEdit.person_id == person_id
    return db.session.scalar(select(TextEdit.id).where(*mine).limit(1)) is not None
