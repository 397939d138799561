"""The only way to a case, a case version or a draft on somebody's behalf."""

from sqlalchemy import select

from board.accounts.actor import Actor
from board.cases.models import Case, CaseVersion, Draft
from board.cases.policy import may_see, may_submit
from board.db import db
from board.doors import Policy, passed
from board.errors import NotFound

#: The largest number a database takes for an id; an address may hold more digits.
LARGEST_ID = 2**31 - 1


def case_for(by: Actor, number: str) -> Case:
    """Return the case called *number*; one that is not theirs to see does not exist for them."""
    case = db.session.scalar(select(Case).where(Case.number == number))
    if case is None or not may_see(by, case):
        raise NotFound("There is no such case, or it is not yours to see.")
    passed(Policy.CASE)
    return case


def version_for(by: Actor, number: str, version: int | None = None) -> CaseVersion:
    """Return one version of a case, the newest when none is named."""
    case = case_for(by, number)
    if version is None:
        return case.newest
    for candidate in case.versions:
        if candidate.number == version:
            return candidate
    raise NotFound(f"Case {number} has no version {version}.")


def draft_for(by: Actor, draft_id: int) -> Draft:
    """Return the person's own draft that has not been submitted yet."""
    draft = db.session.get(Draft, min(draft_id, LARGEST_ID))
    if draft is None or draft.owner_id != by.person_id or not may_submit(by, draft.board_id):
        raise NotFound("There is no such draft among yours.")
    if draft.submitted_at is not None:
        raise NotFound("This draft was submitted already: look for it among your cases.")
    passed(Policy.CASE)
    return draft
