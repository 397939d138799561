"""A plan on paper, for somebody: printed and sealed in another process, kept, and noted in the trail."""

from dataclasses import replace
from datetime import datetime

from flask import current_app

from board import clock
from board.accounts.actor import Actor
from board.accounts.session import current_actor
from board.decisions.gate import plan_for, sees_votes
from board.decisions.models import Plan
from board.decisions.services import plans, seals, snapshot
from board.documents.plan import OtherVersion, Paper, PlanDocument, State
from board.documents.worker import Sealed, render_plan, render_sealed
from board.interop.fhir_document import bundle_text
from board.transactions import transaction


def pdf_of(plan: Plan, paper: Paper, *, as_signed: bool = False) -> bytes:
    """Return the PDF of a plan for whoever asks; taking it away leaves a trace.

    A signed plan is printed and sealed once and kept. Once it is superseded, what is given says so on
    every page, and is sealed, too; the file as it was issued is given for *as_signed*.
    Whoever stepped aside for the case is given a copy without votes, and nothing else.
    """
    actor, at = current_actor(), clock.now()
    if not plan.is_signed:
        return _draft(plan, paper, actor, at)
    document = _document(plan)
    if not sees_votes(actor, plan.case_id):
        return _without_votes(plan, document, paper, actor, at)
    if document.superseded_by is not None and not as_signed:
        return _superseded(plan, document, document.superseded_by, paper, actor, at)
    kept = plans.print_of(plan.id, paper)
    if kept is None:
        issued = replace(document, state=State.FINAL, superseded_by=None)
        return _first(plan, issued, paper, actor, at)
    pdf = kept.pdf
    _note(plan.id, paper, actor, at)
    return pdf


def _draft(plan: Plan, paper: Paper, actor: Actor, at: datetime) -> bytes:
    local, plan_id = at.astimezone(snapshot.zone_of(plan)), plan.id
    pdf = render_plan(snapshot.draw_up(plan, local, actor.name), paper)
    _note(plan_id, paper, actor, at)
    return pdf


def _without_votes(
    plan: Plan, document: PlanDocument, paper: Paper, actor: Actor, at: datetime
) -> bytes:
    """Print a copy for somebody who sees no votes: never kept, never sealed, nothing attached."""
    local, plan_id = at.astimezone(snapshot.zone_of(plan)), plan.id
    pdf = render_plan(document.without_votes(local, actor.name), paper)
    _note(plan_id, paper, actor, at, without_votes=True)
    return pdf


def _first(plan: Plan, document: PlanDocument, paper: Paper, actor: Actor, at: datetime) -> bytes:
    """Print, seal and keep; when somebody else was faster, theirs is given."""
    plan_id, printed = plan.id, _sealed(document, paper)
    with transaction():
        pdf = plans.keep_print(plan_id, paper, printed.pdf, by=actor, at=at).pdf
        plan = plan_for(actor, plan_id)
        if pdf == printed.pdf:
            seals.keep_sealed(plan, pdf, printed.certificate, at)
        plans.note_printed(plan, paper, by=actor, at=at)
    return pdf


def _superseded(
    plan: Plan, document: PlanDocument, by: OtherVersion, paper: Paper, actor: Actor, at: datetime
) -> bytes:
    """Print it anew with the version that replaced it on every page; what was issued before stays as it is."""
    plan_id, printed = plan.id, _sealed(document, paper)
    with transaction():
        plan = plan_for(actor, plan_id)
        seals.keep_sealed(plan, printed.pdf, printed.certificate, at, says=by.number)
        plans.note_printed(plan, paper, by=actor, at=at)
    return printed.pdf


def _document(plan: Plan) -> PlanDocument:
    """Return the record as it was signed, with its FHIR form, and the version that has replaced it."""
    document = snapshot.printed(plan, current_app.config["PUBLIC_ADDRESS"])
    document = replace(document, fhir_json=bundle_text(document.record_json))
    later = seals.superseded_by(plan)
    if later is None or later.signed_at is None:
        return document
    by = OtherVersion(later.version, later.signed_at.astimezone(snapshot.zone_of(plan)))
    return replace(document, state=State.SUPERSEDED, superseded_by=by)


def _sealed(document: PlanDocument, paper: Paper) -> Sealed:
    return render_sealed(document, paper, current_app.config["SEAL"])


def _note(
    plan_id: int, paper: Paper, actor: Actor, at: datetime, *, without_votes: bool = False
) -> None:
    with transaction():
        plan = plan_for(actor, plan_id)
        plans.note_printed(plan, paper, by=actor, at=at, without_votes=without_votes)
