"""The room as a page: for a desk, a phone and the wall. Without JavaScript its forms still post."""

import secrets

import segno
from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup
from sqlalchemy import select
from werkzeug.wrappers import Response

from board import clock
from board.accounts.actor import Actor
from board.accounts.session import current_actor
from board.cases.anchors import anchors_in
from board.db import db
from board.decisions.choices import steps_offered
from board.decisions.codes import PlanState
from board.decisions.content import PlanContent
from board.decisions.forms import shown_rows
from board.decisions.models import Entitlement
from board.decisions.policy import (
    has_vote,
    may_note,
    may_sign_lane,
    may_write_text,
    note_kinds,
)
from board.decisions.services import wording
from board.decisions.services.ballots import ensure_none_open, own_vote
from board.decisions.services.plans import content_of, plan_of_item
from board.doors import Policy, door
from board.errors import NotFound
from board.live.audiences import Audience, audience_of
from board.live.away import missed
from board.live.leaving import absent, caught_up, missed_by
from board.live.parts import RoomState, draw, parts_of, state_of
from board.live.presence import here
from board.meetings import services as meetings
from board.meetings.gate import item_for, meeting_for
from board.meetings.models import Meeting, MeetingStatus
from board.transactions import transaction
from board.web.answers import done

bp = Blueprint("live", __name__)


@bp.get("/meetings/<int:meeting_id>/room")
@door(Policy.MEETING)
def room(meeting_id: int) -> str:
    """Show the live room, and note that this person came."""
    return _come_in("live/room.html", meeting_id)


@bp.get("/meetings/<int:meeting_id>/phone")
@door(Policy.MEETING)
def phone(meeting_id: int) -> str:
    """Show the live room one part at a time, and note that this person came."""
    return _come_in("live/phone.html", meeting_id)


@bp.get("/meetings/<int:meeting_id>/wall")
@door(Policy.MEETING)
def wall(meeting_id: int) -> str:
    """Show the room as the projector shows it."""
    actor = current_actor()
    state = _state(meeting_for(actor, meeting_id))
    audience = audience_of(actor, state.meeting, state.recused, wall=True)
    return render_template("live/wall.html", **_page(state, audience), qr=_qr(state.meeting))


@bp.get("/meetings/<int:meeting_id>/mine")
@door(Policy.MEETING)
def mine(meeting_id: int) -> str:
    """Show what is this person's own: their vote, or why they have none."""
    actor = current_actor()
    return _mine(_state(meeting_for(actor, meeting_id)), actor)


@bp.get("/meetings/<int:meeting_id>/plan")
@door(Policy.MEETING)
def plan_form(meeting_id: int) -> str:
    """Show the form of the decision on the case on the table to who writes the plan; nothing to others."""
    actor = current_actor()
    state = _state(meeting_for(actor, meeting_id))
    return _plan_form(state, audience_of(actor, state.meeting, state.recused))


@bp.get("/join/<code>")
@door(Policy.MEETING)
def join(code: str) -> Response:
    """Take a phone into the room by the short code on the wall."""
    meeting = db.session.scalar(select(Meeting).where(Meeting.code == code.upper()))
    if meeting is None:
        raise NotFound("No meeting has this code. Look at the wall again.")
    return redirect(url_for("live.phone", meeting_id=meeting_for(current_actor(), meeting.id).id))


@bp.post("/meetings/<int:meeting_id>/opening")
@door(Policy.MEETING)
def open_room(meeting_id: int) -> Response:
    """Open the live room."""
    with transaction():
        meetings.open_room(meeting_id, by=current_actor(), at=clock.now())
    return redirect(url_for("live.room", meeting_id=meeting_id))


@bp.post("/meetings/<int:meeting_id>/closing")
@door(Policy.MEETING)
def close_room(meeting_id: int) -> Response:
    """Close the live room."""
    with transaction():
        ensure_none_open(meeting_for(current_actor(), meeting_id, lock=True))
        reason = request.form.get("reason", "")
        meetings.close_room(meeting_id, by=current_actor(), at=clock.now(), reason=reason)
    return done(url_for("meetings.show", meeting_id=meeting_id))


@bp.post("/items/<int:item_id>/table")
@door(Policy.MEETING)
def take_up(item_id: int) -> Response:
    """Put a case on the table."""
    with transaction():
        ensure_none_open(item_for(current_actor(), item_id, lock=True).meeting)
        meetings.take_up(item_id, by=current_actor(), at=clock.now())
        meeting_id = item_for(current_actor(), item_id).meeting_id
    return done(url_for("live.room", meeting_id=meeting_id))


@bp.post("/meetings/<int:meeting_id>/undo")
@door(Policy.MEETING)
def take_back(meeting_id: int) -> Response:
    """Take back that the room moved on, or was closed, a moment ago."""
    with transaction():
        ensure_none_open(meeting_for(current_actor(), meeting_id, lock=True))
        meetings.take_back(meeting_id, by=current_actor(), at=clock.now())
    return done(url_for("live.room", meeting_id=meeting_id))


@bp.post("/items/<int:item_id>/carrying")
@door(Policy.MEETING)
def carry_over(item_id: int) -> Response:
    """Leave a case to another meeting, with the reason."""
    actor = current_actor()
    with transaction():
        item = item_for(actor, item_id, lock=True)
        if item is item.meeting.current:
            ensure_none_open(item.meeting)
        meetings.carry_over(item_id, request.form.get("reason", ""), by=actor, at=clock.now())
        meeting_id = item_for(actor, item_id).meeting_id
    return done(url_for("live.room", meeting_id=meeting_id))


@bp.post("/items/<int:item_id>/text")
@door(Policy.MEETING)
def write_text(item_id: int) -> Response:
    """Take the text of the plan as a whole, from a page without scripts."""
    actor, typed = current_actor(), request.form
    with transaction():
        wording.replace_text(
            item_id,
            typed.get("base", 0, type=int),
            typed.get("text", ""),
            key=secrets.token_urlsafe(16),
            by=actor,
            at=clock.now(),
        )
        meeting_id = item_for(actor, item_id).meeting_id
    return done(url_for("live.room", meeting_id=meeting_id))


@bp.get("/meetings/<int:meeting_id>/away")
@door(Policy.MEETING)
def away(meeting_id: int) -> str:
    """Show what this person missed while they had no screen open."""
    actor = current_actor()
    return _away(meeting_for(actor, meeting_id), actor)


@bp.post("/meetings/<int:meeting_id>/away")
@door(Policy.MEETING)
def catch_up(meeting_id: int) -> Response:
    """Put away what this person missed: they have read it."""
    actor = current_actor()
    with transaction():
        caught_up(meeting_for(actor, meeting_id, lock=True), actor, clock.now())
    return done(url_for("live.room", meeting_id=meeting_id))


@bp.post("/meetings/<int:meeting_id>/wall/name")
@door(Policy.MEETING)
def show_name(meeting_id: int) -> Response:
    """Show the patient's name on the wall, or take it off."""
    with transaction():
        shown = request.form.get("shown") == "yes"
        meetings.show_name(meeting_id, shown, by=current_actor(), at=clock.now())
    return done(url_for("live.room", meeting_id=meeting_id))


@bp.post("/meetings/<int:meeting_id>/break")
@door(Policy.MEETING)
def call_break(meeting_id: int) -> Response:
    """Let the room have a break of so many minutes."""
    with transaction():
        minutes = request.form.get("minutes", 0, type=int)
        meetings.call_break(meeting_id, minutes, by=current_actor(), at=clock.now())
    return done(url_for("live.room", meeting_id=meeting_id))


@bp.post("/meetings/<int:meeting_id>/break/end")
@door(Policy.MEETING)
def end_break(meeting_id: int) -> Response:
    """Go on after a break."""
    with transaction():
        meetings.end_break(meeting_id, by=current_actor(), at=clock.now())
    return done(url_for("live.room", meeting_id=meeting_id))


def _come_in(template: str, meeting_id: int) -> str:
    """Return the room drawn with *template* for whoever asks, and note that they came."""
    actor = current_actor()
    with transaction():
        # first who was here before: whoever comes for the first time comes back from nowhere
        absent.come_back(meeting_for(actor, meeting_id), actor.person_id, clock.now())
        meetings.come_in(meeting_id, by=actor, at=clock.now())
    here.looks_in(meeting_id, actor.person_id)
    state = _state(meeting_for(actor, meeting_id))
    audience = audience_of(actor, state.meeting, state.recused)
    return render_template(
        template,
        **_page(state, audience),
        mine=_mine(state, actor),
        away=_away(state.meeting, actor),
        plan_form=_plan_form(state, audience),
        plan_text=_plan_text(state, audience, actor),
        may_write_text=may_write_text(actor, state.meeting.board_id),
        may_note=may_note(actor, state.meeting.board_id),
        may_sign_lane=may_sign_lane(actor, state.meeting.board_id),
        note_kinds=note_kinds(actor, state.meeting.board_id),
        anchors=anchors_in(state.item.version) if state.item else {},
    )


def _away(meeting: Meeting, actor: Actor) -> Markup:
    """Return what one person missed; empty when there is nothing, or the meeting is not live."""
    if meeting.status is not MeetingStatus.OPEN:
        return Markup()
    span = missed_by(meeting, actor.person_id)
    found = missed(meeting, span, actor) if span else []
    return Markup(  # the template escapes what people wrote
        render_template(
            "live/_away.html",
            meeting=meeting,
            missed=found,
            late=span is not None and span.late,
            token=generate_csrf(),
        )
    )


def _state(meeting: Meeting) -> RoomState:
    return state_of(meeting, clock.now(), here.people(meeting.id))


def _page(state: RoomState, audience: Audience) -> dict[str, object]:
    """Return what a page of the room needs: every part drawn once, and where the log stands."""
    token = generate_csrf()
    drawn = {part.value: Markup(draw(part, state, audience, token)) for part in parts_of(audience)}
    return {
        "meeting": state.meeting,
        "zone": state.meeting.board.zone,
        "audience": audience,
        "parts": drawn,
        "item": state.item,
        "now": state.at.timestamp(),
    }


def _plan_text(state: RoomState, audience: Audience, actor: Actor) -> wording.Wording | None:
    if state.item is None or not audience.sees_votes:
        return None
    return wording.wording_of(state.item.id, 0, by=actor)


def _plan_form(state: RoomState, audience: Audience) -> Markup:
    """Return the form of the decision, for who writes the plan, while it is a draft; else nothing."""
    item = state.item
    plan = plan_of_item(item.id) if item else None
    is_draft = plan is None or plan.state is PlanState.DRAFT
    writes = audience in (Audience.CHAIR, Audience.CLERK) and is_draft
    if item is None or not writes or state.meeting.status is not MeetingStatus.OPEN:
        return Markup()
    content = content_of(plan) if plan else PlanContent()
    return Markup(  # the template escapes what people wrote
        render_template(
            "live/_plan_form.html",
            item=item,
            revision=plan.revision if plan else 0,
            content=content,
            rows=shown_rows(content)["recommendations"],
            offers=steps_offered(item.version),
            token=generate_csrf(),
        )
    )


def _mine(state: RoomState, actor: Actor) -> Markup:
    """Return the person's own corner of the room: their vote, or why they have none."""
    shown = state.rounds[-1].ballot if state.rounds else None
    board, seat = state.meeting.board, actor.seat_on(state.meeting.board_id)
    entitled = db.session.get(Entitlement, (shown.id, actor.person_id)) if shown else None
    return Markup(  # the template escapes what people wrote
        render_template(
            "live/_mine.html",
            item=state.item,
            ballot=shown,
            entitled=entitled is not None and entitled.withdrawn_at is None,
            recused=actor.person_id in state.recused,
            votes_here=seat is not None and has_vote(seat.role, board),
            vote=own_vote(shown.id, actor.person_id) if shown else None,
            key=secrets.token_urlsafe(16),
            token=generate_csrf(),
        )
    )


def _qr(meeting: Meeting) -> Markup:
    """Return the QR code that brings a phone into the room."""
    address = current_app.config["PUBLIC_ADDRESS"] + url_for("live.join", code=meeting.code)
    code = segno.make(address, error="m")
    return Markup(code.svg_inline(omitsize=True, border=0, svgclass="wall__qr", lineclass=None))
