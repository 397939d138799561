"""The worklist, and saying in two clicks what became of a plan."""

from collections.abc import Sequence

from flask import (
    Blueprint,
    flash,
    get_flashed_messages,
    redirect,
    render_template,
    request,
    url_for,
)
from markupsafe import Markup
from werkzeug.wrappers import Response

from board import clock
from board.accounts.actor import Actor
from board.accounts.session import current_actor
from board.cases import services as cases
from board.cases.forms.typed import all_sent
from board.cases.forms.writing import typed_from_version
from board.cases.gate import version_for
from board.cases.models import CaseVersion
from board.cases.policy import may_correct
from board.decisions.gate import plan_for
from board.decisions.models import Plan
from board.decisions.services.plans import plans_of
from board.doors import Policy, door
from board.errors import Conflict, Invalid
from board.followup import forms, queries, services
from board.followup.due import DAYS
from board.followup.models import Became, BestResponse, TrialStep
from board.followup.policy import may_follow
from board.followup.queries import Line
from board.followup.reasons import grouped
from board.meetings.models import AgendaItem
from board.meetings.pages import Outcome
from board.meetings.policy import may_arrange
from board.transactions import transaction

bp = Blueprint("followup", __name__)

#: How each answer looks.
KINDS = {
    Became.FULLY: "good",
    Became.PARTLY: "check",
    Became.NOT: "bad",
    Became.UNKNOWN: "none",
}


@bp.get("/follow-up")
@door(Policy.SIGNED_IN)
def index() -> str:
    """Show what is to be asked now, what comes back to the board, and what is known."""
    lines = queries.lines_for(current_actor(), clock.now())
    return render_template(
        "followup/index.html",
        asked=sorted((line for line in lines if line.asked), key=lambda line: -line.asked.late),
        again=[line for line in lines if line.comes_back],
        others=[line for line in lines if not line.asked],
        known=queries.unknown_share(lines),
        kinds=KINDS,
        arranges=_arranges,
        messages=[{"text": text} for text in get_flashed_messages()],
    )


@bp.get("/plans/<int:plan_id>/follow-up")
@door(Policy.PLAN)
def show(plan_id: int) -> str:
    """Show what became of a plan; with an answer in the address, ask what else belongs to it."""
    by = current_actor()
    with transaction():
        plan = plan_for(by, plan_id)
        if not plan.is_signed:
            raise Conflict("The plan is not signed yet: there is nothing to follow up.")
        cases.note_read(plan.item.version, by=by, at=clock.now())
    became = forms.answer_named(request.args.get("became", ""))
    day = forms.day_named(request.args["day"]) if "day" in request.args else None
    return _page(plan_for(by, plan_id), day, became, {})


@bp.post("/plans/<int:plan_id>/follow-up")
@door(Policy.PLAN)
def answer(plan_id: int) -> Response | tuple[str, int]:
    """Keep the answer, or show what is wrong with it."""
    actor, day = current_actor(), forms.day_named(request.form.get("day", ""))
    try:
        said = forms.said(request.form)
        before = forms.row_named(request.form.get("instead_of", ""))
        with transaction():
            services.answer(plan_id, day, said, instead_of=before, by=actor, at=clock.now())
            number = plan_for(actor, plan_id).case.number
    except Invalid as refusal:
        plan = plan_for(actor, plan_id)
        became = forms.answer_named(request.form.get("became", ""))
        return _page(plan, day, became, refusal.fields, refusal.message), 422
    flash(f"{number}, day {day}: {said.became.value}.")
    return redirect(url_for("followup.index"))


@bp.post("/plans/<int:plan_id>/triggers")
@door(Policy.PLAN)
def trigger(plan_id: int) -> Response:
    """Keep that a trigger was met, or take it back."""
    number = forms.row_named(request.form.get("trigger", "")) or 0
    met, text = request.form.get("met") == "yes", request.form.get("text", "")
    with transaction():
        services.report_trigger(
            plan_id, number, met=met, text=text, by=current_actor(), at=clock.now()
        )
    return redirect(url_for("followup.show", plan_id=plan_id, _anchor="triggers"))


@bp.post("/plans/<int:plan_id>/presented-again")
@door(Policy.PLAN)
def present_again(plan_id: int) -> Response:
    """Put the case on the next agenda, linked to this plan; a submitter goes on to bring it up to date."""
    actor, at = current_actor(), clock.now()
    with transaction():
        asked = services.present_again(plan_id, request.form.get("because", ""), by=actor, at=at)
        meeting_id, number = asked.meeting_id, plan_for(actor, plan_id).case.number
    if meeting_id is not None:
        flash(f"{number} is on the agenda again.")
        return redirect(url_for("meetings.show", meeting_id=meeting_id))
    version = version_for(actor, number)
    if may_arrange(actor, version.case.board_id) or not may_correct(actor, version.case):
        flash(f"{number} is marked to be presented again. No meeting is planned yet.")
        return redirect(url_for("followup.index"))
    with transaction():
        typed = all_sent(typed_from_version(version_for(actor, number)))
        draft_id = cases.begin_correction(number, typed, by=actor, at=at).id
    return redirect(url_for("cases.check", draft_id=draft_id))


def card(actor: Actor, version: CaseVersion) -> Markup:
    """Return what became of a case's earlier decision, beside its brief; nothing while none is signed."""
    plan = queries.newest_signed_of(version.case_id)
    if plan is None:
        return Markup("")
    line = queries.line_of(plan, clock.now())
    follows = may_follow(actor, version.case)
    return Markup(
        render_template("followup/_card.html", line=line, kinds=KINDS, follows=follows)
    )  # the template escapes


def outcomes(items: Sequence[AgendaItem]) -> dict[int, Outcome]:
    """Return what became of the signed plans of discussions, for the agendas they stand on."""
    found: dict[int, Outcome] = {}
    signed = queries.signed_on(item.id for item in items)
    told = {line.plan.id: line for line in queries.lines_of(list(signed.values()), clock.now())}
    for place, plan in signed.items():
        standing = told[plan.id].standing
        if standing is not None:
            words = f"Plan signed, version {plan.version}; {_words(told[plan.id])}"
            found[place] = Outcome(KINDS[standing.became], words, plan.id)
    return found


def _words(line: Line) -> str:
    """Return where a plan stands: "not done (patient declined)"."""
    standing = line.standing
    if standing is None:
        return "not followed up yet"
    why = (
        f" ({standing.reason.words[0].lower()}{standing.reason.words[1:]})"
        if standing.reason
        else ""
    )
    return f"{standing.became.value}{why}"


def _arranges(plan: Plan) -> bool:
    return may_arrange(current_actor(), plan.case.board_id)


def _page(
    plan: Plan,
    day: int | None,
    became: Became | None,
    problems: dict[str, str],
    message: str = "",
) -> str:
    line = queries.line_of(plan, clock.now())
    newest = queries.newest_signed_of(plan.case_id)
    counts = newest is plan
    return render_template(
        "followup/plan.html",
        line=line,
        plan=plan,
        newest=newest,
        days=DAYS,
        day=day or (line.asked.day if line.asked else None),
        became=became,
        before=line.answers.get(day) if day else None,
        follows=counts and may_follow(current_actor(), plan.case),
        arranges=may_arrange(current_actor(), plan.case.board_id),
        names=forms.ANSWERS,
        name_of=forms.name_of,
        reasons=grouped(),
        kinds=KINDS,
        trials=[("", "Not said")] + [(step.value, step.value.capitalize()) for step in TrialStep],
        responses=[("", "Not said")] + [(one.value, one.value) for one in BestResponse],
        earlier=[one for one in plans_of(plan.case_id) if one.is_signed and one is not plan],
        problems=problems,
        summary=[(text, field) for field, text in problems.items()],
        message=message,
        typed=request.form,
    )
