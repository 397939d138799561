"""The page of one plan: written, stated, checked, signed, amended."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from board import clock
from board.accounts.patience import forgive, knock, take_back, too_many
from board.accounts.services import email_of, people_of
from board.accounts.session import current_actor
from board.cases.services import note_read
from board.db import db
from board.decisions import choices, forms
from board.decisions.codes import Meaning
from board.decisions.completeness import missing_before_signing, missing_to_state
from board.decisions.content import PlanContent
from board.decisions.differing import differing
from board.decisions.gate import plan_for, reads_drafts, sees_votes
from board.decisions.models import Ballot, Plan
from board.decisions.policy import may_check, may_lead, may_write_plan
from board.decisions.services import ballots, lanes, plans, signing, since, snapshot, wording
from board.decisions.services.rests import fact_told
from board.doors import Policy, door
from board.errors import BoardError, Conflict, Invalid
from board.transactions import transaction
from board.web.answers import done

bp = Blueprint("decisions", __name__)

#: A page that refuses, and how.
Refused = tuple[str, int]


@bp.get("/plans/<int:plan_id>")
@door(Policy.PLAN)
def show_plan(plan_id: int) -> str:
    """Show a plan: a draft as a form to whoever writes it, everything else as a text."""
    _note_read(plan_id)
    plan = plan_for(current_actor(), plan_id)
    return _page(plan, plans.content_of(plan))


@bp.post("/plans/<int:plan_id>")
@door(Policy.PLAN)
def write_plan(plan_id: int) -> Response | Refused:
    """Save the draft; what was typed stays on the page when it cannot be saved."""
    with _refusals(plan_id) as answer, transaction():
        content, revision = _typed(plan_id), forms.revision(request.form)
        answer.content = content
        plans.write_plan(plan_id, content, revision=revision, by=current_actor(), at=clock.now())
    return answer.refused or redirect(url_for("decisions.show_plan", plan_id=plan_id))


@bp.post("/plans/<int:plan_id>/statement")
@door(Policy.PLAN)
def state_plan(plan_id: int) -> Response | Refused:
    """State the decision as it stands on the page, which is saved with it."""
    by, at = current_actor(), clock.now()
    meeting_id = plan_for(by, plan_id).item.meeting_id
    with _refusals(plan_id) as answer, transaction():
        revision = forms.revision(request.form)
        if "decision" in request.form:
            answer.content = content = _typed(plan_id)
            plan = plans.write_plan(plan_id, content, revision=revision, by=by, at=at)
            db.session.flush()
            revision = plan.revision
        signing.state_plan(plan_id, revision=revision, text_version=_text_read(), by=by, at=at)
    return answer.refused or _back(plan_id, meeting_id)


@bp.post("/plans/<int:plan_id>/check")
@door(Policy.PLAN)
def check_plan(plan_id: int) -> Response | Refused:
    """Say that the plan says what was decided, as a second person."""
    by, at = current_actor(), clock.now()
    meeting_id = plan_for(by, plan_id).item.meeting_id
    with _refusals(plan_id) as answer, transaction():
        read = {"revision": forms.revision(request.form), "text_version": _text_read()}
        signing.check_plan(plan_id, **read, by=by, at=at)
    return answer.refused or _back(plan_id, meeting_id)


@bp.post("/plans/<int:plan_id>/signature")
@door(Policy.PLAN)
def sign_plan(plan_id: int) -> Response | Refused:
    """Sign the plan as it stands on the page, or say what is in the way."""
    actor, at = current_actor(), clock.now()
    plan_for(actor, plan_id)
    with transaction():
        email = email_of(actor)
        wait = knock(email, at)
    if wait is not None:
        return _wait(plan_for(actor, plan_id), wait)
    with _refusals(plan_id) as answer, transaction():
        revision = forms.revision(request.form)
        if "decision" in request.form:
            answer.content = _typed(plan_id)
            _ensure_as_checked(plan_id, answer.content)
        signing.sign_plan(
            plan_id,
            revision=revision,
            text_version=_text_read(),
            case_version=request.form.get("case_version", type=int),
            password=request.form.get("password", ""),
            by=actor,
            at=at,
        )
        forgive(email)
    if answer.refused and "password" not in answer.problems:
        with transaction():
            take_back(email, at)
    return answer.refused or redirect(url_for("decisions.show_plan", plan_id=plan_id))


@bp.post("/plans/<int:plan_id>/amendment")
@door(Policy.PLAN)
def amend_plan(plan_id: int) -> Response | Refused:
    """Begin the next version of a signed plan."""
    draft_id = plan_id
    with _refusals(plan_id) as answer, transaction():
        reason = request.form.get("reason", "")
        draft_id = plans.amend_plan(plan_id, reason, by=current_actor(), at=clock.now()).id
    return answer.refused or redirect(url_for("decisions.show_plan", plan_id=draft_id))


class _Answer:
    """What came of an act: nothing to say, or the page with what was typed and why it was refused."""

    def __init__(self) -> None:
        self.content: PlanContent | None = None
        self.problems: dict[str, str] = {}
        self.refused: Refused | None = None


@contextmanager
def _refusals(plan_id: int) -> Iterator[_Answer]:
    """Turn what cannot be understood or is too late into the page that says so; let other refusals through."""
    answer = _Answer()
    try:
        yield answer
    except BoardError as refusal:
        if not isinstance(refusal, Invalid | Conflict) or "X-Fragment" in request.headers:
            raise  # a page that is live is told in words
        if answer.content is None and "decision" in request.form:
            stored = plans.content_of(plan_for(current_actor(), plan_id))
            answer.content = forms.plan_as_far(request.form, stored)
        fields = refusal.fields if isinstance(refusal, Invalid) else {}
        _note_read(plan_id)
        page = _page(plan_for(current_actor(), plan_id), answer.content, fields, refusal.message)
        answer.problems = fields
        answer.refused = (page, 422 if isinstance(refusal, Invalid) else 409)


def _typed(plan_id: int) -> PlanContent:
    """Return the plan as typed into its form."""
    stored = plans.content_of(plan_for(current_actor(), plan_id))
    return forms.plan_content(request.form, stored)


def _ensure_as_checked(plan_id: int, typed: PlanContent) -> None:
    if plans.content_of(plan_for(current_actor(), plan_id)) != typed:
        raise Conflict(
            "The page says something else than was checked. Save it, and have it checked."
        )


def _note_read(plan_id: int) -> None:
    """Leave the trace that a page of a plan leaves, also when it is drawn to refuse something."""
    by = current_actor()
    with transaction():
        note_read(plan_for(by, plan_id).item.version, by=by, at=clock.now())


def _wait(plan: Plan, wait: timedelta) -> Response:
    """Refuse to sign without looking at the password; what was typed stays on the page."""
    said = f"{too_many(wait)} Nothing was signed."
    _note_read(plan.id)
    stored = plans.content_of(plan)
    content = forms.plan_as_far(request.form, stored) if "decision" in request.form else None
    answer = make_response(_page(plan, content, {"password": said}, said), 429)
    answer.headers["Retry-After"] = str(math.ceil(wait.total_seconds()))
    return answer


def _text_read() -> int:
    return request.form.get("text_version", 0, type=int)


def _back(plan_id: int, meeting_id: int) -> Response:
    """Go on where the button was pressed: in the live room, or on the page of the plan."""
    if "room" in request.form:
        return done(url_for("live.room", meeting_id=meeting_id))
    return redirect(url_for("decisions.show_plan", plan_id=plan_id))


def _page(
    plan: Plan,
    typed: PlanContent | None = None,
    problems: dict[str, str] | None = None,
    message: str = "",
) -> str:
    """Return the page: the form to who writes a draft, or has typed something; else the plan as a text."""
    actor, board_id = current_actor(), plan.case.board_id
    content = plans.content_of(plan) if typed is None else typed
    if not (told := sees_votes(actor, plan.case_id)):
        content = replace(content, dissents=())  # who disagrees has voted otherwise
    stated = signing.signer(plan, Meaning.STATED)
    keyed_by_self = signing.keyed_in_by_own_hand(plan, actor)
    lane = lanes.lane_of(plan.case_id)
    writes = not plan.is_signed and may_write_plan(actor, board_id)
    changes = (typed is not None and typed != plans.content_of(plan)) or "change" in request.args
    form = writes and (stated is None or changes)
    lacking = signing.missing_of(plan) | missing_before_signing(content, with_ballot=True)
    return render_template(
        "decisions/plan_form.html" if form else "decisions/plan.html",
        plan=plan,
        state=plans.state_of(plan),
        content=content,
        text=wording.text_of(plan.item_id),
        wording=snapshot.wording_of(plan),
        fact_words=partial(fact_told, version=plan.item.version),
        moved=since.moved_since(plan),
        problems=problems or {},
        reason=request.form.get("reason", ""),
        message=message,
        lacking={} if plan.is_signed else lacking,
        lacking_to_state=missing_to_state(content),
        signatures=plan.signatures,
        stated=stated,
        votes_told=told,
        rounds=_rounds(plan) if told else [],
        tally_of=ballots.tally_of,
        quorum_of=ballots.quorum_of,
        shift_of=ballots.shift_of,
        versions=[(one, plans.state_of(one)) for one in plans.plans_of(plan.case_id)],
        writes=writes,
        may_state=may_lead(actor, board_id),
        may_check=may_check(actor, board_id, stated.person_id if stated else None)
        and not keyed_by_self,
        keyed_by_self=keyed_by_self,
        may_sign=may_lead(actor, board_id),
        may_amend=told and may_write_plan(actor, board_id),
        reads_drafts=reads_drafts(actor, plan),
        zone=plan.case.board.zone,
        lane=lane,
        may_sign_lane=not plan.is_signed and lanes.is_to_sign(lane, actor, board_id),
        **(_form(plan, content, problems or {}) if form else {}),
    )


def _rounds(plan: Plan) -> list[Ballot]:
    """Return the closed rounds; of a signed plan those it was signed on, whatever was voted on later."""
    closed = [one for one in ballots.ballots_on(plan.item_id) if one.closed_at is not None]
    until = plan.signed_at
    if until is None:
        return closed
    return [one for one in closed if one.closed_at is not None and one.closed_at <= until]


def _form(plan: Plan, content: PlanContent, problems: dict[str, str]) -> dict[str, object]:
    """Return what the form needs beside the plan: its rows as typed, and what there is to choose from."""
    wrong = forms.as_typed(request.form, problems)
    return {
        "rows": forms.shown_rows(content, wrong),
        "days": forms.shown_days(content, wrong),
        "cells": forms.cell_problems(problems),
        "summary": [(sentence, field.replace(".", "-")) for field, sentence in problems.items()],
        "differences": differing(plans.content_of(plan), content),
        "people": [seat.person.name for seat in people_of(plan.case.board_id)],
        **choices.offered(plan),
    }
