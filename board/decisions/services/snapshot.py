"""The record of a decision as plain values: taken once, when it is signed, and printed from ever after."""

import re
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from board.accounts.actor import Role
from board.cases.brief import Brief, brief_of
from board.cases.changes import changes_between
from board.db import db
from board.decisions.codes import Meaning, PlanState
from board.decisions.content import PlanContent
from board.decisions.models import Plan, PlanSignature
from board.decisions.services.ballots import ballots_on
from board.decisions.services.lanes import signers_of
from board.decisions.services.notes import notes_on
from board.decisions.services.printed_cards import frozen_cards
from board.decisions.services.printed_findings import STATUS, printed_genetics, printed_status
from board.decisions.services.printed_people import missed_at, present_at
from board.decisions.services.printed_plan import printed_parts
from board.decisions.services.printed_votes import agreement, printed_ballot, quorum_sentence
from board.decisions.services.wording import text_of
from board.documents import plan as paper
from board.myeloma.telling.brief import Option
from board.myeloma.telling.diagnosis import diagnosis, icd_10
from board.web.filters import day

#: Rows of options on a record: it is read on two pages.
SHOWN_ROWS = 8

#: Changes of the case since it was discussed that fit on the record.
SHOWN_CHANGES = 12

#: What a signature under a plan says, as printed.
MEANINGS = {
    Meaning.STATED: "Stated the decision of the board",
    Meaning.CHECKED: "Checked that this is what was decided",
    Meaning.SIGNED: "Signed the decision as stated and checked",
}

#: Roles under a signature, where their name alone says too little.
ROLES = {Role.CHAIR: "Chair of the board", Role.MEMBER: "Member of the board"}

#: Options that nobody can prescribe, and the entry to trials in general.
NOT_TO_BE_HAD = frozenset({"investigational", "clinical trial"})


def take(plan: Plan, signed: PlanSignature) -> str:
    """Return the record of *plan* as it is being signed, as canonical JSON text."""
    local = signed.at.astimezone(zone_of(plan))
    signatures = tuple(_printed_signature(plan, one) for one in (*plan.signatures, signed))
    document = replace(
        draw_up(plan, local, signed.name), signatures=signatures, stage="", state=paper.State.FINAL
    )
    return document.to_json()


def printed(plan: Plan, address: str) -> paper.PlanDocument:
    """Return what is put on paper of a signed plan: its snapshot, its digest, where to check it."""
    if plan.snapshot is None:
        raise ValueError("only a signed plan has a snapshot")
    where = f"{address}/r/{plan.case.number}/{plan.version}"
    check = paper.Verification(f"{where}#{(plan.sha256 or '')[:16]}", where)
    document = paper.PlanDocument.from_json(plan.snapshot)
    return replace(document, record_json=plan.snapshot, verification=check)


def wording_of(plan: Plan) -> tuple[str, ...]:
    """Return what the room wrote together: as signed, or as it stands while the plan is a draft."""
    if plan.snapshot is None:
        return text_of(plan.item_id).lines
    return paper.PlanDocument.from_json(plan.snapshot).wording


def draw_up(plan: Plan, at: datetime, printed_by: str) -> paper.PlanDocument:
    """Return the record of *plan* as it stands now: a draft, unless the caller signs it."""
    version, meeting = plan.item.version, plan.item.meeting
    case, brief = version.case, brief_of(version)
    content = PlanContent.from_json(plan.content)
    return paper.PlanDocument(
        board=meeting.board.name,
        hospital=meeting.board.hospital,
        record_id=f"{case.number}/{plan.version}",
        case_number=case.number,
        version=plan.version,
        state=paper.State.DRAFT,
        synthetic=bool(brief.facts.synthetic),
        replaces=_replaced(plan),
        amendment=plan.amendment_reason or "",
        patient=_patient(plan, brief),
        diagnosis=_diagnosis(brief),
        board_at=meeting.starts_at.astimezone(zone_of(plan)),
        reason=version.title,
        presented_by=case.submitted_by.name,
        question=f"{version.question} Why now: {version.reason}",
        printed_at=at,
        printed_by=printed_by,
        stage=stage_of(plan),
        since_discussion=_since_discussion(plan),
        agreement=agreement(plan),
        ballots=tuple(
            printed_ballot(ballot) for ballot in ballots_on(plan.item_id) if not ballot.is_open
        ),
        wording=text_of(plan.item_id).lines,
        notes=_pinned_notes(plan),
        lane_signed=signers_of(plan.case_id, str(zone_of(plan))),
        patient_preference=version.wishes,
        course=brief.timeline,
        genetics=printed_genetics(brief),
        status=printed_status(brief),
        eligibility=_eligibility(brief, _named(plan, content)),
        cards=frozen_cards(plan, content, brief),
        missing=tuple(
            paper.Missing(field.label, _blocks(field.blocks)) for field in brief.summary.missing[:8]
        ),
        present=present_at(plan),
        apologies=missed_at(plan),
        quorum=quorum_sentence(plan),
        basis=_basis(plan),
        references=(
            f"Computed by rule set {brief.summary.rule_set}; criteria met is not a recommendation.",
            *(f"{said[:1].upper()}{said[1:]}." for said in brief.summary.rules.own),
        ),
        rules=_rules(brief, _named(plan, content)),
        **printed_parts(plan, content, at.date()),
    )


def stage_of(plan: Plan) -> str:
    """Say how far a draft is; nothing of a signed plan."""
    said = {
        PlanState.DRAFT: "Not stated by the chair yet",
        PlanState.STATED: "Stated by the chair, not checked yet",
        PlanState.CHECKED: "Stated by the chair and checked, not signed yet",
    }
    return said.get(plan.state, "")


def zone_of(plan: Plan) -> ZoneInfo:
    """Return the clock by which the board of this plan meets."""
    return ZoneInfo(plan.item.meeting.board.zone)


def _replaced(plan: Plan) -> paper.OtherVersion | None:
    before = db.session.scalar(
        select(Plan).where(Plan.case_id == plan.case_id, Plan.version == plan.version - 1)
    )
    if before is None or before.signed_at is None:
        return None
    return paper.OtherVersion(before.version, before.signed_at.astimezone(zone_of(plan)))


def _printed_signature(plan: Plan, one: PlanSignature) -> paper.Signature:
    return paper.Signature(
        name=one.name,
        role=f"{ROLES.get(one.role, one.role.value.capitalize())}, {one.discipline.value}",
        meaning=MEANINGS[one.meaning],
        at=one.at.astimezone(zone_of(plan)),
        method=one.method,
        zone=one.zone,
        sha256=one.sha256,
    )


def _since_discussion(plan: Plan) -> tuple[str, ...]:
    before, newest = plan.item.version, plan.case.newest
    if newest.number <= before.number:
        return ()
    return tuple(
        f"{one.label}: {one.before or 'nothing'} → {one.after or 'nothing'}"
        for one in changes_between(before, newest)[:SHOWN_CHANGES]
    )


def _patient(plan: Plan, brief: Brief) -> paper.Patient:
    patient = plan.item.version.case.patient
    return paper.Patient(patient.name, patient.born, brief.age, patient.sex, patient.mrn)


def _diagnosis(brief: Brief) -> str:
    """Return the diagnosis with its code, and the day of the blood that was taken at it."""
    first = brief.facts.labs_diagnosis.date
    told = f"{diagnosis(brief.facts)}, relapse; {icd_10(brief.facts)}"
    return f"{told}; blood at diagnosis of {day(first)}" if first else told


def _pinned_notes(plan: Plan) -> tuple[paper.Note, ...]:
    return tuple(
        paper.Note(note.kind.value, " ".join(note.text.split()), note.author.short_name)
        for note in notes_on(plan.case_id)
        if note.pinned_at
    )


def _eligibility(brief: Brief, said: str) -> tuple[paper.Eligibility, ...]:
    """Return the options that come into question, those that stand alike in one row; met first.

    An option whose criteria are not met comes before all others when the board names it (*said*).
    """
    alike: dict[tuple[str, str], list[str]] = {}
    for verdict in ("not_eligible", "eligible", "unknown"):
        for option in brief.summary.options:
            if option.verdict == verdict and _in_question(option, said):
                alike.setdefault((option.verdict_label, option.message), []).append(option.short)
    rows = [
        paper.Eligibility(", ".join(names), *_because(label, why))
        for (label, why), names in alike.items()
    ]
    return tuple(rows[:SHOWN_ROWS])


def _rules(brief: Brief, said: str) -> tuple[str, ...]:
    """Return by which rule each answer on the record came about: its id, and the text in force."""
    names = ("r_iss", "r2_iss", "ims_imwg_2025", "imwg_frailty", *sum(STATUS.values(), ()))
    options = [one for one in brief.summary.options if _in_question(one, said)]
    return (
        *(f"{name}; {brief.summary.rule_set}" for name in names),
        *(option.rule_version for option in options),
        *_finding_rules(brief),
    )


def _finding_rules(brief: Brief) -> tuple[str, ...]:
    shown = (one for one in brief.summary.genetics.findings if one.state != "absent")
    return tuple(f"{one.id}; {brief.summary.rule_set}" for one in shown)


def _in_question(option: Option, said: str) -> bool:
    if option.verdict == "not_eligible":
        return any(
            re.search(rf"\b{re.escape(name)}\b", said, re.I) for name in (option.short, option.name)
        )
    return option.label_status not in NOT_TO_BE_HAD


def _because(label: str, why: str) -> tuple[str, tuple[str, ...]]:
    """Return the verdict and what there is to add to it."""
    more = why.removeprefix("All criteria met.").removeprefix(f"{label}:").strip()
    return label, (more,) if more else ()


def _named(plan: Plan, content: PlanContent) -> str:
    """Return the words in which the board named what it chose among and what it chose."""
    options = [option["text"] for ballot in ballots_on(plan.item_id) for option in ballot.options]
    return " ".join([content.decision, *(step.text for step in content.recommendations), *options])


def _blocks(count: int) -> str:
    return f"stands in {count} open verdict{'s' if count != 1 else ''}" if count else ""


def _basis(plan: Plan) -> tuple[paper.Basis, ...]:
    version = plan.item.version
    submitted = version.submitted_at.astimezone(zone_of(plan)).date()
    case = paper.Basis(
        f"Case {version.case.number}, version {version.number}", submitted, version.sha256[:16]
    )
    files = sorted(
        {origin.get("from", "") for origin in version.origins.values() if origin.get("from")}
    )
    return (case, *(paper.Basis(name) for name in files))
