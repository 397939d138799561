"""Making a teaching copy, reviewing it paragraph by paragraph, releasing and withdrawing it."""

import hashlib
import json
from datetime import datetime
from typing import Any

from board.accounts.actor import Actor
from board.accounts.models import Board
from board.accounts.services import people_of
from board.audit.deeds import Deed
from board.audit.services import record
from board.cases.gate import case_for
from board.cases.models import CaseVersion
from board.db import db
from board.decisions.content import PlanContent
from board.decisions.services.plans import content_of, plans_of
from board.errors import Conflict, Invalid
from board.myeloma.facts import CaseFacts
from board.teaching.gate import copy_for, copy_to_review, paragraph_to_review
from board.teaching.marking import Known, forbidden
from board.teaching.models import CopyState, Fate, Paragraph, TeachingCopy
from board.teaching.policy import ensure_may_make
from board.teaching.shifting import draw_offset, moved
from board.teaching.stripping import Words, age_words, stripped, unaccounted

LONGEST = 4_000
FORMAT = "teaching-copy/1"


def begin_copy(case_number: str, *, by: Actor, at: datetime) -> TeachingCopy:
    """Return a new copy of the case's newest version, its facts stripped and moved, its words in review."""
    case = case_for(by, case_number)
    ensure_may_make(by, case.board_id)
    version = case.newest
    facts, taken = stripped(version.facts)
    facts = moved(facts, draw_offset(facts))
    CaseFacts.model_validate(facts)  # a copy is a case like any other

    copy = TeachingCopy(
        board_id=case.board_id,
        case_version_id=version.id,
        facts=facts,
        sex=case.patient.sex,
        begun_by_id=by.person_id,
        begun_at=at,
    )
    copy.paragraphs = [
        Paragraph(place=place, heading=words.heading, original=words.text, text=words.text)
        for place, words in enumerate([*_said(version), *_decided(version), *taken], start=1)
    ]
    db.session.add(copy)
    db.session.flush()
    # the trail says that somebody copied this case, and not into which copy
    record(by, Deed.TEACHING_BEGUN, f"case/{case.id}", at, case.board_id)
    return copy


def review(paragraph_id: int, fate: Fate, text: str = "", *, by: Actor, at: datetime) -> Paragraph:
    """Decide on one paragraph: keep it as it is, keep it as edited, or leave it out."""
    paragraph = paragraph_to_review(by, paragraph_id)
    words = {Fate.KEPT: paragraph.original, Fate.EDITED: _clean(text), Fate.REMOVED: ""}[fate]
    if fate is Fate.EDITED and not words:
        raise Invalid("Nothing is left of it: remove the paragraph instead.", {"text": "Write it."})
    found = forbidden(words, known_of(paragraph.copy))
    if found:
        raise Invalid(
            f"The paragraph still holds {', '.join(found)}. Edit it, or remove it.",
            {"text": f"Take out {', '.join(found)}."},
        )
    paragraph.text, paragraph.fate = words, fate
    paragraph.reviewed_by_id, paragraph.reviewed_at = by.person_id, at
    detail = {"paragraph": paragraph.place, "fate": fate.value}
    name, board_id = f"teaching/{paragraph.copy_id}", paragraph.copy.board_id
    record(by, Deed.TEACHING_REVIEWED, name, at, board_id, **detail)
    return paragraph


def release(copy_id: int, *, by: Actor, at: datetime) -> TeachingCopy:
    """Let the board read the copy; from now on nothing leads back to the case."""
    copy = copy_to_review(by, copy_id)
    if copy.open:
        raise Conflict(f"{copy.open} paragraphs wait for somebody to decide on them.")
    _ensure_facts_name_nobody(copy)
    _forget_the_case(copy)
    copy.released_by_id, copy.released_at = by.person_id, at
    copy.sha256 = hashlib.sha256(as_text(copy).encode()).hexdigest()
    record(by, Deed.TEACHING_RELEASED, f"teaching/{copy.id}", at, copy.board_id, sha256=copy.sha256)
    return copy


def withdraw(copy_id: int, *, by: Actor, at: datetime) -> TeachingCopy:
    """Let nobody read the copy any more, released or not: what it said goes, that there was one stays."""
    copy = copy_for(by, copy_id)
    ensure_may_make(by, copy.board_id)
    if copy.state is CopyState.WITHDRAWN:
        return copy
    _forget_the_case(copy)
    copy.facts = {}
    for paragraph in copy.paragraphs:
        paragraph.text = ""
    copy.withdrawn_at = at
    record(by, Deed.TEACHING_WITHDRAWN, f"teaching/{copy.id}", at, copy.board_id)
    return copy


def note_taken(copy: TeachingCopy, form: str, *, by: Actor, at: datetime) -> None:
    """Leave a trace of somebody taking a copy away as a file."""
    record(by, Deed.TEACHING_TAKEN, f"teaching/{copy.id}", at, copy.board_id, form=form)


def known_of(copy: TeachingCopy) -> Known:
    """Return the names and numbers that must not stand in a copy: the board’s, and in review the patient’s."""
    board = db.session.get_one(Board, copy.board_id)
    texts = [board.hospital, board.name]
    texts += [seat.person.name for seat in people_of(board.id)]
    if copy.version is not None:
        case = copy.version.case
        patient = case.patient
        texts += [patient.family, patient.given, patient.mrn, case.number, case.submitted_by.name]
    return Known(Known.of(texts).words - COMMON)


def content_of_copy(copy: TeachingCopy) -> dict[str, Any]:
    """Return what a reader gets as a file."""
    return {
        "format": FORMAT,
        "copy": copy.name,
        "age": age_words(copy.facts.get("patient", {}).get("age")),
        "sex": copy.sex,
        "dates": "moved by one random number of days; intervals are as they were",
        "facts": copy.facts,
        "paragraphs": [
            {"heading": one.heading, "text": one.text} for one in copy.paragraphs if one.text
        ],
    }


def as_text(copy: TeachingCopy) -> str:
    """Return the file, canonical: the same copy gives the same bytes."""
    return json.dumps(content_of_copy(copy), sort_keys=True, ensure_ascii=False, indent=1)


#: Words in names of people and centres that stand in any text.
COMMON = frozenset(
    {"prof", "mrs", "the", "and", "board", "myeloma", "relapse", "university", "hospital", "clinic"}
)


def _ensure_facts_name_nobody(copy: TeachingCopy) -> None:
    """Refuse what must not be read and that no paragraph let a reviewer see; only now the names are known."""
    known = known_of(copy)
    for place, words in unaccounted(copy.facts):
        found = forbidden(words, known)
        if found:
            raise Conflict(
                f"The facts still hold {', '.join(found)} ({place}). Withdraw the copy and begin another."
            )


def _forget_the_case(copy: TeachingCopy) -> None:
    copy.case_version_id = None
    for paragraph in copy.paragraphs:
        paragraph.original = ""


def _said(version: CaseVersion) -> list[Words]:
    """Return what the submitter wrote."""
    answers = version.answers
    texts = (
        ("Title", version.title),
        ("Question to the board", version.question),
        ("Reason for presentation", version.reason),
        ("Patient’s wishes", version.wishes),
        ("Comorbidity", answers.get("comorbidity")),
        ("Supportive needs", answers.get("supportive_needs")),
    )
    return [Words(heading, text) for heading, text in texts if isinstance(text, str) and text]


def _decided(version: CaseVersion) -> list[Words]:
    """Return what the board decided, without the names of those who do it."""
    signed = [plan for plan in plans_of(version.case_id) if plan.is_signed]
    if not signed:
        return []
    plan: PlanContent = content_of(signed[-1])
    steps = [f"{step.text} {step.condition}".strip() for step in plan.recommendations]
    texts = [("Decision", plan.decision), ("Rationale", plan.rationale)]
    texts += [(f"Recommendation {number}", step) for number, step in enumerate(steps, start=1)]
    texts += [("Why nothing is recommended", plan.no_recommendation)]
    return [Words(heading, text) for heading, text in texts if text]


def _clean(typed: str) -> str:
    lines = (" ".join(line.split()) for line in typed.replace("\x00", "").splitlines())
    text = "\n".join(line for line in lines if line)
    if len(text) > LONGEST:
        raise Invalid("The text is too long.", {"text": f"At most {LONGEST} characters."})
    return text
