"""Voting, noting, writing and signing the plan, taking it away on paper."""

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from io import BytesIO

from flask import (
    Blueprint,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from markupsafe import Markup
from werkzeug.wrappers import Response

from board import clock
from board.accounts.actor import Actor
from board.accounts.patience import forgive, knock, take_back, too_many
from board.accounts.services import email_of, people_of
from board.accounts.session import current_actor
from board.cases.models import Case, CaseVersion
from board.db import db
from board.decisions import forms
from board.decisions.content import Kind, Label, PlanContent, missing_before_signing
from board.decisions.gate import plan_for
from board.decisions.models import Plan
from board.decisions.policy import may_lead, may_sign_lane, may_write_plan
from board.decisions.services import ballots, lanes, plans, snapshot, wording
from board.documents.plan import Paper
from board.documents.worker import render_plan
from board.doors import Policy, door
from board.errors import BoardError, Conflict, Invalid
from board.meetings.gate import item_for
from board.meetings.models import AgendaItem, ItemStatus
from board.meetings.pages import Outcome
from board.meetings.queries import agenda_item_of, discussed_item_of
from board.transactions import transaction
from board.web.answers import done

bp = Blueprint("decisions", __name__)


@bp.get("/decisions")
@door(Policy.SIGNED_IN)
def index() -> str:
    """List the plans, newest first."""
    return render_template("decisions/index.html", plans=plans.plans_for(current_actor()))


@bp.post("/items/<int:item_id>/ballots")
@door(Policy.MEETING)
def open_ballot(item_id: int) -> Response:
    """Open a round on the case on the table."""
    with transaction():
        question, options = request.form.get("question", ""), forms.ballot_options(request.form)
        ballot = ballots.open_ballot(
            item_id,
            question,
            options,
            anonymous=request.form.get("anonymous") == "yes",
            by=current_actor(),
            at=clock.now(),
        )
        meeting_id = ballot.item.meeting_id
    return done(_room(meeting_id))


@bp.post("/ballots/<int:ballot_id>/votes")
@door(Policy.MEETING)
def cast_vote(ballot_id: int) -> Response:
    """Take a vote from the form."""
    with transaction():
        vote = ballots.cast_vote(
            ballot_id,
            request.form.get("choice", ""),
            request.form.get("reason", ""),
            key=request.form.get("key", ""),
            instead_of=forms.replaced_vote(request.form),
            by=current_actor(),
            at=clock.now(),
        )
        meeting_id = vote.ballot.item.meeting_id
    return done(_room(meeting_id))


@bp.post("/ballots/<int:ballot_id>/close")
@door(Policy.MEETING)
def close_ballot(ballot_id: int) -> Response:
    """Close the round and reveal it."""
    with transaction():
        ballot = ballots.close_ballot(ballot_id, by=current_actor(), at=clock.now())
        meeting_id = ballot.item.meeting_id
    return done(_room(meeting_id))


@bp.post("/items/<int:item_id>/recusals")
@door(Policy.MEETING)
def recuse(item_id: int) -> Response:
    """Step aside for a case."""
    with transaction():
        ballots.recuse(item_id, request.form.get("reason", ""), by=current_actor(), at=clock.now())
        meeting_id = item_for(current_actor(), item_id).meeting_id
    return done(_room(meeting_id))


@bp.post("/items/<int:item_id>/plan")
@door(Policy.MEETING)
def begin_plan(item_id: int) -> Response:
    """Open the plan of a case for writing."""
    with transaction():
        plan = plans.begin_plan(item_id, by=current_actor(), at=clock.now())
        plan_id = plan.id
    return redirect(url_for("decisions.show_plan", plan_id=plan_id))


@bp.get("/plans/<int:plan_id>")
@door(Policy.PLAN)
def show_plan(plan_id: int) -> str:
    """Show a plan: as a form to whoever writes it, to everybody else as a text."""
    plan = plan_for(current_actor(), plan_id)
    return _plan_page(plan, plans.content_of(plan))


@bp.post("/plans/<int:plan_id>")
@door(Policy.PLAN)
def write_plan(plan_id: int) -> Response | tuple[str, int]:
    """Save the draft; what was typed stays on the page when it cannot be saved."""
    try:
        content, revision = forms.plan_content(request.form), forms.revision(request.form)
    except Invalid as refusal:
        plan = plan_for(current_actor(), plan_id)
        return _plan_page(plan, plans.content_of(plan), refusal.fields, refusal.message), 422
    try:
        with transaction():
            plans.write_plan(
                plan_id, content, revision=revision, by=current_actor(), at=clock.now()
            )
    except Conflict as refusal:
        plan = plan_for(current_actor(), plan_id)
        return _plan_page(plan, content, {"decision": refusal.message}, refusal.message), 409
    return redirect(url_for("decisions.show_plan", plan_id=plan_id))


@bp.post("/plans/<int:plan_id>/signature")
@door(Policy.PLAN)
def sign_plan(plan_id: int) -> Response | tuple[str, int]:
    """Sign the plan as it stands on the page, saved or not, or say what is missing."""
    actor, at = current_actor(), clock.now()
    content = plans.content_of(plan_for(actor, plan_id))
    with transaction():
        email = email_of(actor)
        wait = knock(email, at)
    if wait is not None:
        return _not_yet(plan_for(actor, plan_id), wait)
    try:
        revision, password = forms.revision(request.form), request.form.get("password", "")
        if "decision" in request.form:
            content = forms.plan_content(request.form)
        with transaction():
            plan = plans.write_plan(plan_id, content, revision=revision, by=actor, at=at)
            db.session.flush()
            plans.sign_plan(
                plan_id,
                revision=plan.revision,
                text_version=request.form.get("text_version", 0, type=int),
                password=password,
                by=actor,
                at=at,
            )
            forgive(email)
    except BoardError as refusal:
        if not isinstance(refusal, Invalid) or "password" not in refusal.fields:
            with transaction():
                take_back(email, at)
        if not isinstance(refusal, Invalid | Conflict):
            raise
        fields = refusal.fields if isinstance(refusal, Invalid) else {"decision": refusal.message}
        page = _plan_page(plan_for(actor, plan_id), content, fields, refusal.message)
        return page, 422 if isinstance(refusal, Invalid) else 409
    return redirect(url_for("decisions.show_plan", plan_id=plan_id))


@bp.post("/plans/<int:plan_id>/amendment")
@door(Policy.PLAN)
def amend_plan(plan_id: int) -> Response:
    """Begin the next version of a signed plan."""
    with transaction():
        reason = request.form.get("reason", "")
        draft_id = plans.amend_plan(plan_id, reason, by=current_actor(), at=clock.now()).id
    return redirect(url_for("decisions.show_plan", plan_id=draft_id))


@bp.get("/plans/<int:plan_id>/record.pdf")
@door(Policy.PLAN)
def record(plan_id: int) -> Response:
    """Give the decision record as a PDF: the signed one always the same bytes, a draft as it stands."""
    plan = plan_for(current_actor(), plan_id)
    paper: Paper = "Letter" if request.args.get("paper") == "Letter" else "A4"
    name = f"record-{plan.id}-v{plan.version}-{paper.lower()}.pdf"  # a file name says nothing of the patient
    return send_file(
        BytesIO(_pdf(plan, paper)), mimetype="application/pdf", download_name=name, max_age=0
    )


@bp.get("/r/<number>/<int:version>")
@door(Policy.PUBLIC)
def verify(number: str, version: int) -> str:
    """Ask for the digest of a printed record."""
    return render_template(
        "decisions/verify.html", number=number, version=version, found=None, digest=""
    )


@bp.post("/r/<number>/<int:version>")
@door(Policy.PUBLIC)
def check(number: str, version: int) -> str:
    """Say whether a digest is that of the signed record, and whether it is still the newest."""
    digest = request.form.get("digest", "").strip().lower()
    found = plans.standing_of(number, version, digest)
    return render_template(
        "decisions/verify.html", number=number, version=version, found=found, digest=digest
    )


def plan_card(actor: Actor, version: CaseVersion) -> Markup:
    """Return the signed plans of a case, as a card beside its brief, or the way to write the first."""
    every = plans.plans_of(version.case_id)
    signed = [plan for plan in every if plan.is_signed]
    item = discussed_item_of(version.case_id)
    if item is not None and any(plan.item_id == item.id for plan in every if plan.is_signed):
        item = None
    writes = may_write_plan(actor, version.case.board_id)
    return Markup(
        render_template("decisions/_plan_card.html", plans=signed, item=item if writes else None)
    )  # the template escapes


def case_states(cases: Sequence[Case]) -> dict[int, tuple[str, str]]:
    """Return where each case stands, as the kind and the words of a pill."""
    states: dict[int, tuple[str, str]] = {}
    for case in cases:
        plan, item = plans.newest_plan(case.id), agenda_item_of(case.id)
        if plan is not None and plan.is_signed and item is not None and item.id != plan.item_id:
            states[case.id] = ("info", "On the agenda again")
        elif plan is not None:
            states[case.id] = (
                ("good", "Decided") if plan.is_signed else ("check", "Plan not signed")
            )
        elif item is not None:
            states[case.id] = ("info", "On the agenda")
        elif discussed_item_of(case.id) is not None:
            states[case.id] = ("check", "Discussed, no plan")
        else:
            states[case.id] = ("none", "Waiting")
    return states


def outcomes(items: Sequence[AgendaItem]) -> dict[int, Outcome]:
    """Return what came of discussions: the signed plan, or that there is none yet."""
    found: dict[int, Outcome] = {}
    for item in items:
        plan = plans.plan_of_item(item.id)
        if plan is not None and plan.is_signed:
            found[item.id] = Outcome("good", f"Plan signed, version {plan.version}", plan.id)
        elif item.status is ItemStatus.DONE:
            found[item.id] = Outcome("check", "Plan not signed" if plan else "No plan yet")
    return found


def _not_yet(plan: Plan, wait: timedelta) -> Response:
    """Refuse to sign without looking at the password; what was typed stays on the page."""
    said = f"{too_many(wait)} Nothing was signed."
    content = forms.plan_content(request.form) if "decision" in request.form else None
    page = _plan_page(plan, content or plans.content_of(plan), {"password": said}, said)
    answer = make_response(page, 429)
    answer.headers["Retry-After"] = str(math.ceil(wait.total_seconds()))
    return answer


def _plan_page(
    plan: Plan, content: PlanContent, problems: dict[str, str] | None = None, message: str = ""
) -> str:
    actor, board_id = current_actor(), plan.case.board_id
    writing = not plan.is_signed and may_write_plan(actor, board_id)
    return render_template(
        "decisions/plan_form.html" if writing else "decisions/plan.html",
        plan=plan,
        content=content,
        text=wording.text_of(plan.item_id),
        wording=snapshot.wording_of(plan),
        problems=problems or {},
        message=message,
        lacking=missing_before_signing(content),
        rounds=[ballot for ballot in ballots.ballots_on(plan.item_id) if not ballot.is_open],
        tally_of=ballots.tally_of,
        quorum_of=ballots.quorum_of,
        shift_of=ballots.shift_of,
        versions=plans.plans_of(plan.case_id),
        may_sign=may_lead(actor, board_id),
        may_amend=may_write_plan(actor, board_id),
        rows=forms.shown_rows(content),
        cells=forms.cell_problems(problems or {}),
        summary=[
            (sentence, field.replace(".", "-")) for field, sentence in (problems or {}).items()
        ],
        people=[seat.person.name for seat in people_of(board_id)],
        kinds=[(kind.value, kind.value) for kind in Kind],
        labels=[(label.value, label.value) for label in reversed(Label)],
        zone=plan.case.board.zone,
        lane=lanes.lane_of(plan.case_id),
        may_sign_lane=not plan.is_signed and may_sign_lane(actor, board_id),
    )


def _pdf(plan: Plan, paper: Paper) -> bytes:
    """Return the PDF of a plan; a signed one is made once and kept."""
    actor, at = current_actor(), clock.now()
    if not plan.is_signed:
        return _draft_pdf(plan, paper, actor, at)
    kept = plans.print_of(plan.id, paper)
    pdf = (
        kept.pdf
        if kept
        else render_plan(snapshot.printed(plan, current_app.config["PUBLIC_ADDRESS"]), paper)
    )
    plan_id = plan.id
    with transaction():
        pdf = plans.keep_print(plan_id, paper, pdf, by=actor, at=at).pdf
        plans.note_printed(plan_for(actor, plan_id), paper, by=actor, at=at)
    return pdf


def _draft_pdf(plan: Plan, paper: Paper, actor: Actor, at: datetime) -> bytes:
    """Return the PDF of a draft as it stands; taking it away leaves a trace as the signed one does."""
    local = at.astimezone(snapshot.zone_of(plan))
    pdf, plan_id = render_plan(snapshot.draw_up(plan, local, actor.name), paper), plan.id
    with transaction():
        plans.note_printed(plan_for(actor, plan_id), paper, by=actor, at=at)
    return pdf


def _room(meeting_id: int) -> str:
    return url_for("live.room", meeting_id=meeting_id)
