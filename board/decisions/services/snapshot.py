"""The record of a decision as plain values: taken once, when it is signed, and printed from ever after."""

import re
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from board.accounts.actor import Actor, Discipline
from board.accounts.models import Membership
from board.cases.brief import Brief, brief_of, first_day
from board.db import db
from board.decisions.content import Label, PlanContent, Recommendation
from board.decisions.models import Ballot, Plan
from board.decisions.services.ballots import ballots_on, quorum_of, recusals_on, tally_of
from board.decisions.services.notes import notes_on
from board.decisions.tally import ABSTAIN, Outcome
from board.documents import plan as paper
from board.meetings.models import Reply
from board.myeloma.brief import Figure, GeneticFinding, Option

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
        agreement=_agreement(plan),
        present_again=content.present_again,
        ballots=tuple(_ballot(ballot) for ballot in ballots_on(plan.item_id) if not ballot.is_open),
        dissents=tuple(
            paper.Dissent(dissent.who, "", dissent.instead, dissent.why)
            for dissent in content.dissents
        ),
        rationale=tuple(line.strip() for line in content.rationale.splitlines() if line.strip()),
        alternatives=tuple(
            paper.Alternative(row.option, row.why_not) for row in content.alternatives
        ),
        supportive=tuple(
            paper.SupportiveLine(row.lane, row.text, row.by) for row in content.supportive
        )
        + _pinned_notes(plan),
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
        quorum=_quorum(plan),
        basis=_basis(plan),
        references=(
            f"Computed by rule set {brief.summary.rule_set}; criteria met is not a recommendation.",
        ),
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


def _agreement(plan: Plan) -> str:
    """Say how far the board agreed, from its last closed ballot and the dissents in the plan."""
    closed = [ballot for ballot in ballots_on(plan.item_id) if not ballot.is_open]
    if not closed:
        return "No ballot was held"
    tally = tally_of(closed[-1])
    if tally.outcome is not Outcome.LEADING:
        return {Outcome.TIE: "Tie", Outcome.ALL_ABSTAINED: "All abstained"}.get(
            tally.outcome, "No votes"
        )
    leading = tally.leading[0]
    words = "Unanimous" if leading.votes == tally.cast else f"{leading.votes} of {tally.cast} votes"
    return f"{words} for {leading.letter}" + ("" if quorum_of(closed[-1]).met else "; no quorum")


def _ballot(ballot: Ballot) -> paper.Ballot:
    tally, knows = tally_of(ballot), {e.person_id: e.discipline.value for e in ballot.entitlements}
    votes = [vote for vote in ballot.votes if vote.superseded_at is None]
    return paper.Ballot(
        question=ballot.question,
        options=tuple(
            paper.OptionVotes(option.letter, option.text, option.votes) for option in tally.options
        ),
        abstained=len(tally.abstained),
        votes=tuple(
            paper.Vote(vote.person.short_name, knows[vote.person_id], vote.choice, vote.reason)
            for vote in sorted(
                votes, key=lambda vote: (vote.choice == ABSTAIN, vote.choice, vote.id)
            )
        ),
        recused=tuple(
            paper.Recusal(recusal.person.short_name, recusal.reason)
            for recusal in recusals_on(ballot.item_id)
        ),
        note=f"Round {ballot.round}; {len(ballot.entitlements)} entitled, {tally.cast} voted.",
    )


def _pinned_notes(plan: Plan) -> tuple[paper.SupportiveLine, ...]:
    return tuple(
        paper.SupportiveLine(f"Note, {note.kind.value}", note.text, note.author.short_name)
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
        *(
            paper.Measure(
                label, " · ".join(_figure(shown[name], newest) for name in names if name in shown)
            )
            for label, names in STATUS.items()
        ),
        paper.Measure("Measured on", newest or "not known"),
    )


def _figure(figure: Figure, newest: str | None) -> str:
    if figure.value is None:
        return "not known"
    words = f"{figure.value} {figure.unit}".strip()
    for plain, sign in SIGNS.items():
        words = words.replace(plain, sign)
    return words + (f" ({figure.date})" if figure.date and figure.date != newest else "")


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


def _quorum(plan: Plan) -> str:
    closed = [ballot for ballot in ballots_on(plan.item_id) if not ballot.is_open]
    return quorum_of(closed[-1]).sentence if closed else "No ballot was held."


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
