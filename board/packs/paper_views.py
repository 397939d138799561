"""Keying in a meeting that was held on paper: who came, then case by case."""

from collections.abc import Mapping
from types import MappingProxyType

from flask import Blueprint, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from board import clock
from board.accounts.models import Membership
from board.accounts.services import people_of
from board.accounts.session import current_actor
from board.decisions.gate import ballot_for, sees_votes
from board.decisions.models import Ballot, Entitlement
from board.decisions.papers import Keyed, entries_of, entry_of
from board.decisions.services import paper_votes, papers
from board.decisions.services.ballots import ballots_on, counted, is_recused, may_vote_in
from board.decisions.services.papers import PaperVote
from board.decisions.services.plans import plan_of_item
from board.doors import Policy, door
from board.errors import Invalid
from board.meetings.gate import LARGEST_ID, item_for, meeting_for
from board.meetings.models import AgendaItem, Meeting
from board.meetings.policy import IN_THE_ROOM
from board.packs.agenda import LETTERS
from board.packs.paper_forms import ASIDE, CHOICES, CaseForm, TimesForm
from board.transactions import transaction

bp = Blueprint("paper", __name__)

#: Where a message waits for the next page.
SAID = "packs.said"
NOTHING_WRONG: Mapping[str, str] = MappingProxyType({})


@bp.get("/meetings/<int:meeting_id>/keyed-in")
@door(Policy.MEETING)
def show(meeting_id: int) -> str:
    """Ask when the meeting was held and who came, and offer its cases."""
    meeting = _meeting(meeting_id)
    return _page(meeting, TimesForm.of(meeting))


@bp.post("/meetings/<int:meeting_id>/keyed-in")
@door(Policy.MEETING)
def hold(meeting_id: int) -> Response | tuple[str, int]:
    """Enter when it was held and who came, or show what is wrong."""
    actor, form = current_actor(), TimesForm.typed(request.form, request.form.getlist("came"))
    try:
        began, ended = form.times(_meeting(meeting_id))
        with transaction():
            papers.hold_on_paper(meeting_id, began, ended, form.came, by=actor, at=clock.now())
    except Invalid as refusal:
        return _page(meeting_for(actor, meeting_id), form, refusal.fields), 422
    session[SAID] = {"text": "Who came is entered. Go on with the cases.", "undo": None}
    return redirect(url_for("paper.show", meeting_id=meeting_id))


@bp.get("/agenda/<int:item_id>/keyed-in")
@door(Policy.MEETING)
def case(item_id: int) -> str:
    """Ask for what stands on the decision sheet of a case."""
    item = _item(item_id)
    return _case_page(item, CaseForm.of(item))


@bp.post("/agenda/<int:item_id>/keyed-in")
@door(Policy.MEETING)
def key_in(item_id: int) -> Response | tuple[str, int]:
    """Enter the sheet and go on with the plan, or show what is wrong."""
    actor = current_actor()
    form = CaseForm.typed(request.form, _voters(_item(item_id)))
    try:
        with transaction():
            plan = papers.key_in_case(item_id, form.sheet(), by=actor, at=clock.now())
            plan_id = plan.id
    except Invalid as refusal:
        return _case_page(item_for(actor, item_id), form, refusal.fields), 422
    return redirect(url_for("decisions.show_plan", plan_id=plan_id))


@bp.post("/ballots/<int:ballot_id>/corrections")
@door(Policy.MEETING)
def correct(ballot_id: int) -> Response | tuple[str, int]:
    """Put right a vote that was keyed in wrongly, or show what is wrong."""
    actor, typed = current_actor(), request.form
    person_id = min(typed.get("person", 0, type=int), LARGEST_ID)
    choice, reason = (typed.get(f"{name}-{person_id}", "") for name in ("choice", "reason"))
    said = PaperVote(person_id, choice, reason)
    item_id = ballot_for(actor, ballot_id).item_id
    try:
        with transaction():
            because = typed.get(f"because-{person_id}", "")
            paper_votes.correct_vote(ballot_id, said, because, by=actor, at=clock.now())
    except Invalid as refusal:
        item = _item(item_id)
        fields = {f"{name}-{person_id}": wrong for name, wrong in refusal.fields.items()}
        return _case_page(item, CaseForm.of(item), fields), 422
    return redirect(url_for("paper.case", item_id=item_id))


def _meeting(meeting_id: int) -> Meeting:
    actor = current_actor()
    meeting = meeting_for(actor, meeting_id)
    papers.ensure_may_key_in(actor, meeting, clock.now())
    return meeting


def _item(item_id: int) -> AgendaItem:
    actor = current_actor()
    item = item_for(actor, item_id)
    papers.ensure_may_key_in(actor, item.meeting, clock.now())
    return item


def _voters(item: AgendaItem) -> list[Membership]:
    """Return who may have a vote on the sheet: those who came and did not step aside on a screen."""
    return [s for s in papers.voters_who_came(item) if not is_recused(item.id, s.person_id)]


def _page(meeting: Meeting, form: TimesForm, fields: Mapping[str, str] = NOTHING_WRONG) -> str:
    seats = [seat for seat in people_of(meeting.board_id) if seat.role in IN_THE_ROOM]
    came = {one.person_id for one in meeting.attendances}
    entries = entries_of(meeting.id)
    return render_template(
        "packs/keyed_meeting.html",
        meeting=meeting,
        form=form,
        fields=fields,
        errors=[(sentence, name) for name, sentence in fields.items()],
        seats=[seat for seat in seats if seat.person_id not in came],
        came=[seat for seat in people_of(meeting.board_id) if seat.person_id in came],
        keyed={entry.item_id: entry for entry in entries if entry.what is Keyed.PLAN},
        planned={item.id for item in meeting.items if plan_of_item(item.id) is not None},
        messages=[session.pop(SAID)] if SAID in session else [],
    )


def _case_page(item: AgendaItem, form: CaseForm, fields: Mapping[str, str] = NOTHING_WRONG) -> str:
    return render_template(
        "packs/keyed_case.html",
        item=item,
        form=form,
        fields=fields,
        errors=[(sentence, name) for name, sentence in fields.items()],
        voters=_voters(item),
        choices=CHOICES,
        letters=LETTERS,
        keyed=papers.keyed_in(item.id),
        plan=plan_of_item(item.id),
        ballot=_ballot_from_paper(item),
        entitled=_by_name,
        counted=lambda ballot: {vote.person_id: vote for vote in counted(ballot)},
        answers=[one for one in CHOICES if one[0] != ASIDE],
        typed=request.form,
    )


def _by_name(ballot: Ballot) -> list[Entitlement]:
    return sorted(may_vote_in(ballot), key=lambda seat: seat.person.name)


def _ballot_from_paper(item: AgendaItem) -> Ballot | None:
    """Return the last round on a case when it was keyed in, for who may see its votes."""
    rounds = ballots_on(item.id)
    told = sees_votes(current_actor(), item.case_id)
    if not rounds or not told or entry_of(Keyed.BALLOT, rounds[-1].id) is None:
        return None
    return rounds[-1]
