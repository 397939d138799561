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
from board.decisions.gate import plan_for, reads_drafts
from board.decisions.models import Plan
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
    """Return where each case stands, as the kind and the words of a pill."""
    states: dict[int, tuple[str, str]] = {}
    for case in cases:
        plan, item = plans.newest_plan(case.id), agenda_item_of(case.id)
        if plan is not None and plan.is_signed and item is not None and item.id != plan.item_id:
            states[case.id] = ("info", "On the agenda again")
        elif plan is not None:
            states[case.id] = _state_of(plan)
        elif item is not None:
            states[case.id] = ("info", "On the agenda")
        elif discussed_item_of(case.id) is not None:
            states[case.id] = ("check", "Discussed, no plan")
        else:
            states[case.id] = ("none", "Waiting")
    return states


def _state_of(plan: Plan) -> tuple[str, str]:
    if plan.is_signed:
        return "good", "Decided"
    return "check", "Amendment not signed" if plan.amendment_reason else "Plan not signed"


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
            found[item.id] = Outcome("check", "Plan not signed" if every else "No plan yet")
    return found


def _room(meeting_id: int) -> str:
    return url_for("live.room", meeting_id=meeting_id)
