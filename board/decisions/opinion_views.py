"""Saying what one would choose before the discussion: on the brief, unseen by everybody else."""

from collections.abc import Sequence

from flask import Blueprint, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from board import clock
from board.accounts.actor import Actor
from board.accounts.session import current_actor
from board.cases.brief import brief_of
from board.cases.models import CaseVersion
from board.decisions.gate import sees_votes
from board.decisions.models import Opinion
from board.decisions.policy import has_vote
from board.decisions.services import opinions
from board.decisions.shifts import Certainty, Stance
from board.doors import Policy, door
from board.errors import Conflict, Invalid
from board.meetings.gate import item_for
from board.meetings.models import AgendaItem
from board.meetings.queries import agenda_item_of
from board.transactions import transaction
from board.web.answers import done

bp = Blueprint("opinions", __name__)


@bp.post("/items/<int:item_id>/opinions")
@door(Policy.MEETING)
def state(item_id: int) -> Response | tuple[str, int]:
    """Keep the opinion; what was typed comes back with what is missing."""
    typed = opinions.Answer(
        choice=request.form.get("choice", ""),
        certainty=request.form.get("certainty", ""),
        other=request.form.get("other", ""),
        reason=request.form.get("reason", ""),
    )
    try:
        with transaction():
            opinions.state_opinion(item_id, typed, by=current_actor(), at=clock.now())
            number = item_for(current_actor(), item_id).case.number
    except (Invalid, Conflict) as refusal:
        item = item_for(current_actor(), item_id)
        fields = refusal.fields if isinstance(refusal, Invalid) else {}
        status = 422 if isinstance(refusal, Invalid) else 409
        return _page(item, typed, fields, refusal.message), status
    return done(url_for("cases.show", number=number) + "#opinion")


def opinion_card(actor: Actor, version: CaseVersion) -> Markup:
    """Return the card beside a brief where a voter states an opinion; nothing for everybody else."""
    item = agenda_item_of(version.case_id)
    if item is None or not _votes(actor, item) or not sees_votes(actor, item.case_id):
        return Markup()
    return Markup(render_template("decisions/_opinion_card.html", **_shown(item, actor)))  # escapes


def standings(actor: Actor, items: Sequence[AgendaItem]) -> dict[int, str]:
    """Return "3 of 6 opinions in" of each case that still takes opinions and that *actor* takes part in."""
    return {
        item.id: opinions.standing_of(item).sentence
        for item in items
        if opinions.may_still_state(item) and sees_votes(actor, item.case_id)
    }


def _votes(actor: Actor, item: AgendaItem) -> bool:
    seat = actor.seat_on(item.meeting.board_id)
    return seat is not None and has_vote(seat.role, item.meeting.board)


def _page(item: AgendaItem, typed: opinions.Answer, fields: dict[str, str], message: str) -> str:
    return render_template(
        "decisions/opinion.html",
        **_shown(item, current_actor()) | {"typed": typed, "fields": fields},
        errors=[(sentence, name) for name, sentence in fields.items()],
        message=message,
    )


def _shown(item: AgendaItem, actor: Actor) -> dict[str, object]:
    """Return what the form shows: the options of the brief, and this person's own opinion alone."""
    own = opinions.opinion_of(item, actor.person_id)
    return {
        "item": item,
        "zone": item.meeting.board.zone,
        "own": own,
        "typed": _as_typed(own),
        "open": opinions.may_still_state(item),
        "standing": opinions.standing_of(item),
        "options": [(option.id, option.name) for option in brief_of(item.version).summary.options],
        "certainties": [(one.value, one.value.capitalize()) for one in Certainty],
        "fields": {},
    }


def _as_typed(own: Opinion | None) -> opinions.Answer:
    """Return an opinion as it stands in the form when it is changed."""
    if own is None:
        return opinions.Answer("", "")
    choice = own.option_id if own.stance is Stance.OPTION else own.stance.value
    other = own.text if own.stance is Stance.OTHER else ""
    return opinions.Answer(choice, own.certainty.value, other, own.reason)
