"""The record of a decision as plain values: taken once, when it is signed, and printed from ever after."""

import re
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from board.accounts.actor import Actor, Discipline
from board.accounts.models import Membership
from board.cases.brief import UNKNOWN, Brief, brief_of, first_day
from board.db import db
from board.decisions.content import Label, PlanContent, Recommendation
from board.decisions.models import Plan
from board.decisions.services.ballots import ballots_on, recusals_on
from board.decisions.services.lanes import signers_of
from board.decisions.services.notes import notes_on
from board.decisions.services.printed_votes import agreement, printed_ballot, quorum_sentence
from board.decisions.services.wording import text_of
from board.documents import plan as paper
from board.meetings.models import Reply
from board.myeloma.telling.brief import Figure, GeneticFinding, Option

#: Rows of options on a record: it is read on two pages.
SHOWN_ROWS = 8

#: What a decision at relapse is usually taken on: the row's name → the engine's figures in it.
STATUS = {
    "Refractory to": ("refractory_to",),
    "Prior lines": ("prior_lines",),
    "M-protein · FLC": ("serum_m", "involved_flc"),
    "Creatinine · eGFR": ("creatinine", "egfr"),
    "Hb · ANC · platelets": ("haemoglobin", "anc", "platelets"),
    "LVEF · IgG": ("lvef", "igg"),
}

#: Figures whose note is part of what they say: both light chains, while the involved one is not stated.
NOTED = frozenset({"involved_flc"})

#: Options that nobody can prescribe, and the entry to trials in general.
NOT_TO_BE_HAD = frozenset({"investigational", "clinical trial"})

#: A clone's size in the panel's words: "62 % of cells".
SHARE = re.compile(r"(\d+(?:\.\d+)?) %")

#: Units as the engine writes them, and as paper does.
SIGNS = {"x10^9/L": "×10⁹/L", "m2": "m²"}

RESULTS = {
    "present": paper.Result.DETECTED,
    "absent": paper.Result.NOT_DETECTED,
    "not_tested": paper.Result.NOT_TESTED,
    "unclear": paper.Result.UNCLEAR,
}


def take(plan: Plan, *, signed_by: Actor, at: datetime) -> str:
    """Return the record of *plan* as it is being signed, as canonical JSON text."""
    local = at.astimezone(zone_of(plan))
    signature = paper.Signature(
        name=signed_by.name,
        role="Chair of the board",
        meaning="The decision as stated by the board",
        at=local,
        method="Signed in, password entered again",
    )
    return replace(
        draw_up(plan, local, signed_by.name), signatures=(signature,), state=paper.State.FINAL
    ).to_json()


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
        headline=content.decision,
        recommendations=tuple(_recommendation(step) for step in content.recommendations),
        no_recommendation=content.no_recommendation,
        intent=content.intent,
        start=content.start,
        agreement=agreement(plan),
        present_again=content.present_again,
        ballots=tuple(
            printed_ballot(ballot) for ballot in ballots_on(plan.item_id) if not ballot.is_open
        ),
        dissents=tuple(
            paper.Dissent(dissent.who, "", dissent.instead, dissent.why)
            for dissent in content.dissents
        ),
        rationale=tuple(line.strip() for line in content.rationale.splitlines() if line.strip()),
        wording=text_of(plan.item_id).lines,
        alternatives=tuple(
            paper.Alternative(row.option, row.why_not) for row in content.alternatives
        ),
        supportive=tuple(
            paper.SupportiveLine(row.lane, row.text, row.by) for row in content.supportive
        ),
        notes=_pinned_notes(plan),
        lane_signed=signers_of(plan.case_id, str(zone_of(plan))),
        actions=tuple(paper.Action(row.text, row.owner, row.due) for row in content.actions),
        patient_preference=version.wishes,
        patient_information=content.tells_patient,
        course=brief.timeline,
        genetics=_genetics(brief),
        status=_status(brief),
        eligibility=_eligibility(brief, _named(plan, content)),
        missing=tuple(
            paper.Missing(field.label, _blocks(field.blocks)) for field in brief.summary.missing[:8]
        ),
        present=_present(plan),
        apologies=_apologies(plan),
        quorum=quorum_sentence(plan),
        basis=_basis(plan),
        references=(
            f"Computed by rule set {brief.summary.rule_set}; criteria met is not a recommendation.",
            *(f"{said[:1].upper()}{said[1:]}." for said in brief.summary.rules.own),
        ),
        rules=_rules(brief, _named(plan, content)),
    )


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


def _patient(plan: Plan, brief: Brief) -> paper.Patient:
    patient = plan.item.version.case.patient
    return paper.Patient(patient.name, patient.born, brief.age, patient.sex, patient.mrn)


def _diagnosis(brief: Brief) -> str:
    disease = brief.facts.disease
    chain = {"kappa": "κ", "lambda": "λ"}.get(disease.involved_flc or "", "")
    kind = " ".join(word for word in (disease.isotype or "", chain) if word)
    return "Multiple myeloma" + (f", {kind}" if kind else "") + ", relapse"


def _recommendation(step: Recommendation) -> paper.Recommendation:
    label = "" if step.label is Label.NOT_STATED else step.label.value
    basis = ", ".join(part for part in (step.kind.value, label, step.evidence) if part)
    return paper.Recommendation(step.text, condition=step.condition, basis=basis)


def _pinned_notes(plan: Plan) -> tuple[paper.Note, ...]:
    return tuple(
        paper.Note(note.kind.value, " ".join(note.text.split()), note.author.short_name)
        for note in notes_on(plan.case_id)
        if note.pinned_at
    )


def _genetics(brief: Brief) -> paper.Genetics | None:
    findings = brief.summary.genetics.findings
    if not findings:
        return None
    absent = [finding.name for finding in findings if finding.state == "absent"]
    sampled = [finding.date for finding in findings if finding.date]
    return paper.Genetics(
        method=", ".join(sorted({finding.method for finding in findings if finding.method})),
        sampled=first_day(max(sampled)) if sampled else None,
        findings=tuple(_genetic(finding) for finding in findings if finding.state != "absent"),
        others="Not detected: " + " · ".join(absent) + "." if absent else "",
    )


def _genetic(finding: GeneticFinding) -> paper.Genetic:
    share = SHARE.search(finding.now)
    return paper.Genetic(
        finding.name,
        RESULTS[finding.state],
        percent=float(share[1]) if share else None,
        meaning=finding.meaning_label.lower(),
    )


def _status(brief: Brief) -> tuple[paper.Measure, ...]:
    """Return the figures the decision was taken on, as the brief shows them; older ones with their day."""
    summary, patient = brief.summary, brief.facts.patient
    risk, health = summary.risk, summary.health
    shown = {figure.id: figure for figure in (*health.organs, *summary.key_figures)}
    days = [
        figure.date
        for row in STATUS.values()
        for name in row
        if (figure := shown.get(name)) and figure.date
    ]
    newest = max(days, default=None)
    ecog = "not known" if patient.ecog is None else str(patient.ecog)
    return (
        paper.Measure("R-ISS / R2-ISS", f"{risk.r_iss.shown} / {risk.r2_iss.shown}"),
        paper.Measure("IMS/IMWG 2025", risk.ims_imwg_2025.shown),
        paper.Measure("ECOG · IMWG frailty", f"{ecog} · {health.imwg_frailty.shown}"),
        *(paper.Measure(f"{label} not known", why) for label, why in _unknown(brief)),
        *(
            paper.Measure(
                label, " · ".join(_figure(shown[name], newest) for name in names if name in shown)
            )
            for label, names in STATUS.items()
        ),
        paper.Measure("Measured on", newest or "not known"),
    )


def _unknown(brief: Brief) -> list[tuple[str, str]]:
    """Return what the submitter could not say, and why; wishes stand in a section of their own."""
    return [
        (label, why) for label, why in brief.unknown_because if label != UNKNOWN["wishes_unknown"]
    ]


def _figure(figure: Figure, newest: str | None) -> str:
    if figure.value is None:
        return "not known"
    words = f"{figure.value} {figure.unit}".strip()
    for plain, sign in SIGNS.items():
        words = words.replace(plain, sign)
    said = words + (f" ({figure.date})" if figure.date and figure.date != newest else "")
    return f"{said}, {figure.note}" if figure.id in NOTED and figure.note else said


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
    more = why.removeprefix("All criteria met.").strip()
    return label, (more,) if more else ()


def _named(plan: Plan, content: PlanContent) -> str:
    """Return the words in which the board named what it chose among and what it chose."""
    options = [option["text"] for ballot in ballots_on(plan.item_id) for option in ballot.options]
    return " ".join([content.decision, *(step.text for step in content.recommendations), *options])


def _blocks(count: int) -> str:
    return f"stands in {count} open verdict{'s' if count != 1 else ''}" if count else ""


def _present(plan: Plan) -> tuple[paper.Person, ...]:
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


def _apologies(plan: Plan) -> tuple[paper.Person, ...]:
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
