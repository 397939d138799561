"""Voting, stepping aside, beginning a plan, taking it away on paper; the page of a plan: `plan_views.py`."""

from collections.abc import Sequence
from io import BytesIO

from flask import redirect, render_template, request, send_file, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from board import clock
from board.accounts.actor import Actor
from board.accounts.session import current_actor
from board.cases.models import Case, CaseVersion
from board.decisions import forms, printing
from board.decisions.content import PlanContent
from board.decisions.gate import plan_for, reads_drafts, reads_drafts_of
from board.decisions.plan_views import bp
from board.decisions.policy import may_write_plan
from board.decisions.services import ballots, plans
from board.decisions.services.since import moved_since, touches
from board.documents.plan import Paper
from board.doors import Policy, door
from board.meetings.gate import item_for
from board.meetings.models import AgendaItem, ItemStatus
from board.meetings.pages import Outcome
from board.meetings.queries import agenda_item_of, discussed_item_of
from board.transactions import transaction
from board.web.answers import done

#: What of a plan is typed in the live room; the rest has its place on the page of the plan.
DECISION = ("decision", "recommendations")


@bp.get("/decisions")
@door(Policy.SIGNED_IN)
def index() -> str:
    """List the plans, newest first."""
    shown = plans.plans_for(current_actor())
    moved = {plan.id for plan in shown if plan.is_signed and touches(plan)}
    return render_template("decisions/index.html", plans=shown, moved=moved)


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


@bp.post("/items/<int:item_id>/plan/decision")
@door(Policy.MEETING)
def write_decision(item_id: int) -> Response:
    """Save the decision and the recommendations as the live room types them; what else the plan says stays."""
    by, at = current_actor(), clock.now()
    with transaction():
        plan = plans.begin_plan(item_id, by=by, at=at)
        stored = plans.content_of(plan)
        content = forms.plan_content(request.form, stored, DECISION)
        begun = plan.revision if stored == PlanContent() else 0  # nobody has written on it yet
        revision = forms.revision(request.form) or begun
        meeting_id = plans.write_plan(
            plan.id, content, revision=revision, by=by, at=at
        ).item.meeting_id
    return done(_room(meeting_id))


@bp.get("/plans/<int:plan_id>/record.pdf")
@door(Policy.PLAN)
def record(plan_id: int) -> Response:
    """Give the decision record as a PDF: sealed and always the same bytes, a draft as it stands.

    One that is superseded says so on every page; `?as=signed` gives it as it was issued.
    """
    plan = plan_for(current_actor(), plan_id)
    paper: Paper = "Letter" if request.args.get("paper") == "Letter" else "A4"
    name = f"record-{plan.id}-v{plan.version}-{paper.lower()}.pdf"  # a file name says nothing of the patient
    return send_file(
        BytesIO(printing.pdf_of(plan, paper, as_signed=request.args.get("as") == "signed")),
        mimetype="application/pdf",
        download_name=name,
        max_age=0,
    )


def plan_card(actor: Actor, version: CaseVersion) -> Markup:
    """Return the plan of a case as a card beside its brief: what is signed, what is not yet, or the way to it."""
    every = plans.plans_of(version.case_id)
    signed = [plan for plan in every if plan.is_signed]
    drafts = [plan for plan in every if not plan.is_signed and reads_drafts(actor, plan)]
    item = discussed_item_of(version.case_id)
    if item is not None and any(plan.item_id == item.id for plan in every if plan.is_signed):
        item = None
    writes = may_write_plan(actor, version.case.board_id)
    card = render_template(
        "decisions/_plan_card.html",
        plans=signed,
        moved=moved_since(signed[-1]) if signed else None,
        draft=drafts[-1] if drafts else None,
        item=item if writes else None,
    )
    return Markup(card)  # the template escapes


def case_states(cases: Sequence[Case]) -> dict[int, tuple[str, str]]:
    """Return where each case stands for who asks, as the kind and the words of a pill.

    Of a draft only those are told who read drafts: to others it is as if there were none.
    """
    return {case.id: _state_for(current_actor(), case) for case in cases}


def _state_for(by: Actor, case: Case) -> tuple[str, str]:
    every, item = plans.plans_of(case.id), agenda_item_of(case.id)
    newest = every[-1] if every else None
    if newest is not None and not newest.is_signed and reads_drafts(by, newest):
        return "check", "Amendment not signed" if newest.amendment_reason else "Plan not signed"
    signed = [plan for plan in every if plan.is_signed]
    if item is not None and not any(plan.item_id == item.id for plan in every):
        return "info", "On the agenda again" if signed else "On the agenda"
    if signed:
        return "good", "Decided"
    if item is not None:
        return "info", "On the agenda"
    last = discussed_item_of(case.id)
    if last is None:
        return "none", "Waiting"
    told = reads_drafts_of(by, case)
    return "check", "Discussed, no plan" if told else "Discussed, nothing signed"


def outcomes(items: Sequence[AgendaItem]) -> dict[int, Outcome]:
    """Return what came of discussions: the signed plan, or that there is none yet."""
    found: dict[int, Outcome] = {}
    for item in items:
        every = [plan for plan in plans.plans_of(item.case_id) if plan.item_id == item.id]
        signed = [plan for plan in every if plan.is_signed]
        if signed:
            plan = signed[-1]
            found[item.id] = Outcome("good", f"Plan signed, version {plan.version}", plan.id)
        elif item.status is ItemStatus.DONE:
            told = bool(every) and reads_drafts(current_actor(), every[-1])
            found[item.id] = Outcome("check", "Plan not signed" if told else "No plan yet")
    return found


def _room(meeting_id: int) -> str:
    return url_for("live.room", meeting_id=meeting_id)
