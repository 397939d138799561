"""Typing a case, section by section; nothing typed is lost, right or wrong."""

from typing import Any

from flask import flash, get_flashed_messages, jsonify, redirect, render_template, request, url_for
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response

from board import clock
from board.accounts.services import board_for
from board.accounts.session import current_actor
from board.cases import services
from board.cases.forms.about_person import COMORBIDITIES, NO_COMORBIDITY, OTHER_COMORBIDITY
from board.cases.forms.draft import Sheet, first_answers, section_after, sheet_of
from board.cases.forms.places import place_of
from board.cases.forms.questions import Rows, Section
from board.cases.forms.sections import SECTIONS, section_called
from board.cases.forms.typed import all_sent, clean, row_numbers
from board.cases.forms.words import answers_of, labelled, remarked, tables_of, unanswered
from board.cases.forms.writing import typed_from_version
from board.cases.gate import case_for, draft_for, version_for
from board.cases.models import CaseVersion, Draft
from board.cases.policy import SUBMITTERS
from board.cases.views.blueprint import bp
from board.cases.views.days import today_at
from board.doors import Policy, door
from board.errors import Conflict, Invalid, NotFound
from board.interop.json_text import json_object
from board.transactions import transaction
from board.web.filters import time

#: Empty rows shown below those in use, so that the form works without scripts.
SPARE = {"series": 3, "regimens": 1}
MOST_SPARE = 50


@bp.post("/cases/new")
@door(Policy.BOARD)
def begin() -> Response:
    """Begin a draft of a new case."""
    by, at = current_actor(), clock.now()
    offered = [seat.board_id for seat in by.seats if seat.role in SUBMITTERS]
    board = board_for(by, request.form.get("board", type=int) or (offered or [0])[0], SUBMITTERS)
    with transaction():
        typed = first_answers(board, today_at(board, at))
        draft = services.begin_draft(board.id, typed, by=by, at=at)
        draft_id = draft.id
    return redirect(url_for("cases.section", draft_id=draft_id, slug=SECTIONS[0].slug))


@bp.post("/cases/<number>/correct")
@door(Policy.CASE)
def correct(number: str) -> Response:
    """Begin a draft of the case's next version, holding what the newest one says."""
    by = current_actor()
    with transaction():
        typed = all_sent(typed_from_version(version_for(by, number)))
        draft_id = services.begin_correction(number, typed, by=by, at=clock.now()).id
    place = place_of(request.form.get("fact", ""), version_for(by, number).facts)
    if place is None:
        return redirect(url_for("cases.check", draft_id=draft_id))
    slug, name = place
    return redirect(url_for("cases.section", draft_id=draft_id, slug=slug, _anchor=name))


@bp.get("/drafts/<int:draft_id>")
@door(Policy.CASE)
def resume(draft_id: int) -> Response:
    """Go on where something is left to do."""
    sheet = _sheet(draft_for(current_actor(), draft_id))
    open_ones = [state.section for state in sheet.states if not state.done]
    if not open_ones:
        return redirect(url_for("cases.check", draft_id=draft_id))
    return redirect(url_for("cases.section", draft_id=draft_id, slug=open_ones[0].slug))


@bp.get("/drafts/<int:draft_id>/<slug>")
@door(Policy.CASE)
def section(draft_id: int, slug: str) -> str:
    """Show one section of the form as it is saved."""
    draft = draft_for(current_actor(), draft_id)
    return _page(draft, _section(slug), _sheet(draft))


@bp.post("/drafts/<int:draft_id>/<slug>")
@door(Policy.CASE)
def save(draft_id: int, slug: str) -> Response | tuple[str, int]:
    """Keep what was typed; go on when it is right, show what is to be put right when it is not."""
    by, shown, sent = current_actor(), _section(slug), clean(request.form)
    going_on = not {"draft", "add-row", "remove-row"} & set(sent)
    with transaction():
        draft = draft_for(by, draft_id)
        before = _sheet(draft)
        sent = _without_row(sent, shown)
        if _is_stale(before, shown, sent):
            return _page(draft, shown, before, sent=sent), 409
        after = before.saved(shown, sent, finished=going_on)
        services.save_draft(draft, after.typed, after.origins, by=by, at=clock.now())
    if going_on and after.errors(shown):
        return _page(draft_for(by, draft_id), shown, after), 422
    return redirect(_onward(draft_id, shown, sent, going_on))


@bp.put("/drafts/<int:draft_id>/<slug>")
@door(Policy.CASE)
def autosave(draft_id: int, slug: str) -> Response | tuple[Response, int]:
    """Keep what was typed so far, unless the section was changed elsewhere meanwhile."""
    by, shown = current_actor(), _section(slug)
    sent = clean(_sent_as_json())
    sent["etag"] = request.headers.get("If-Match", "").strip('"')
    try:
        with transaction():
            draft = draft_for(by, draft_id)
            before = _sheet(draft)
            if _is_stale(before, shown, sent):
                return _differences(before, shown, sent), 409
            after = before.saved(shown, sent)
            services.save_draft(draft, after.typed, after.origins, by=by, at=clock.now())
            saved_at = _saved_at(draft)
    except StaleDataError as error:
        raise Conflict("The draft was saved from another window at the same moment.") from error
    states = [
        {"slug": state.section.slug, "kind": state.kind, "words": state.words}
        for state in after.states
    ]
    return jsonify(ok=True, etag=after.etag(shown), saved=saved_at, states=states)


@bp.get("/drafts/<int:draft_id>/check")
@door(Policy.CASE)
def check(draft_id: int) -> str:
    """Show every answer and everything that is missing, before it is submitted."""
    draft = draft_for(current_actor(), draft_id)
    return _check_page(draft, _sheet(draft))


@bp.post("/drafts/<int:draft_id>/submit")
@door(Policy.CASE)
def submit(draft_id: int) -> Response | tuple[str, int]:
    """Make the draft a case, or say what stands in the way."""
    by, at = current_actor(), clock.now()
    try:
        with transaction():
            draft = draft_for(by, draft_id)
            sheet = _sheet(draft)
            submission = sheet.reading.submission(draft.origins)
            before = draft.case.newest.number if draft.case else 0
            version = services.submit_draft(
                draft, submission, correction=request.form.get("correction", ""), by=by, at=at
            )
            number, said = version.case.number, _submitted(version, before)
    except Invalid as refusal:
        with transaction():
            draft = draft_for(by, draft_id)
            services.save_draft(draft, all_sent(draft.typed), draft.origins, by=by, at=at)
        draft = draft_for(by, draft_id)
        return _check_page(draft, _sheet(draft), refusal.fields), 422
    flash(said)
    return redirect(url_for("cases.show", number=number))


def _submitted(version: CaseVersion, before: int) -> str:
    """Say what came of it; *before*: the newest version until then, 0 for a new case."""
    if version.number == before:
        return f"Nothing was changed in the case: version {before} stays."
    if before:
        return f"Version {version.number} of case {version.case.number} is submitted."
    return f"Case {version.case.number} is submitted."


@bp.post("/drafts/<int:draft_id>/discard")
@door(Policy.CASE)
def discard(draft_id: int) -> Response:
    """Throw the draft away."""
    by = current_actor()
    with transaction():
        services.discard_draft(draft_for(by, draft_id), by=by)
    flash("The draft is gone.")
    return redirect(url_for("cases.index"))


def _sheet(draft: Draft) -> Sheet:
    return sheet_of(draft, today_at(draft.board, clock.now()))


def _section(slug: str) -> Section:
    found = section_called(slug)
    if found is None:
        raise NotFound("The form has no such section.")
    return found


def _sent_as_json() -> dict[str, Any]:
    typed = json_object(request.get_data(cache=False)).get("typed")
    if not isinstance(typed, dict):
        raise Invalid("Send the answers as {“typed”: {name: text}}.")
    return typed


def _is_stale(sheet: Sheet, shown: Section, sent: dict[str, str]) -> bool:
    """Return whether another window has saved something else since this page was drawn."""
    based_on = sent.get("etag", "")
    changed = bool(based_on) and based_on != sheet.etag(shown)
    return changed and bool(sheet.differences(shown, sent))


def _differences(sheet: Sheet, shown: Section, sent: dict[str, str]) -> Response:
    return jsonify(
        ok=False,
        etag=sheet.etag(shown),
        message="This section was changed in another window.",
        differences=labelled(sheet.differences(shown, sent), shown),
    )


def _without_row(sent: dict[str, str], shown: Section) -> dict[str, str]:
    """Return what was sent without the row whose button was pressed."""
    table, _, row = sent.get("remove-row", "").rpartition("-")
    if not row.isdigit() or table not in [one.name for one in shown.tables]:
        return sent
    return {name: text for name, text in sent.items() if not name.startswith(f"{table}-{row}-")}


def _onward(draft_id: int, shown: Section, sent: dict[str, str], going_on: bool) -> str:
    if going_on:
        following = section_after(shown)
        if following is None:
            return url_for("cases.check", draft_id=draft_id)
        return url_for("cases.section", draft_id=draft_id, slug=following.slug)
    more = {"spare": min(_spare() + 3, MOST_SPARE)} if "add-row" in sent else {}
    return url_for("cases.section", draft_id=draft_id, slug=shown.slug, **more)  # type: ignore[arg-type]


def _spare() -> int:
    return min(max(request.args.get("spare", 0, type=int), 0), MOST_SPARE)


def _rows(sheet: Sheet, table: Rows) -> list[int]:
    """Return the numbers of the rows to show: those in use, and some empty ones."""
    used = len(row_numbers(sheet.typed, table))
    spare = SPARE.get(table.name, 1) + _spare()
    return list(range(used + (spare if table.name == "series" or not used else _spare())))


def _page(draft: Draft, shown: Section, sheet: Sheet, sent: dict[str, str] | None = None) -> str:
    """Draw a section; *sent* is what somebody typed on top of a newer state."""
    typing = sheet if sent is None else sheet.saved(shown, sent)
    clash = [] if sent is None else labelled(sheet.differences(shown, sent), shown)
    return render_template(
        "cases/section.html",
        draft=draft,
        section=shown,
        sheet=typing,
        saved=sheet,
        clash=clash,
        errors=typing.errors(shown),
        saved_at=_saved_at(draft),
        rows={table.name: _rows(typing, table) for table in shown.tables},
        comorbidity=_comorbidity(shown),
        messages=[{"text": text} for text in get_flashed_messages()],
    )


def _saved_at(draft: Draft) -> str:
    """Return when the draft was saved by the board's clock, to the second."""
    return time(draft.saved_at, draft.board.zone) + f":{draft.saved_at.second:02}"


def _comorbidity(shown: Section) -> dict[str, Any] | None:
    """Return what can be ticked, in the section that asks for it."""
    if NO_COMORBIDITY not in shown.more_names:
        return None
    options = list(COMORBIDITIES.items())
    return {"options": options, "none_name": NO_COMORBIDITY, "other_name": OTHER_COMORBIDITY}


def _place_of(draft: Draft, name: str) -> str:
    """Return where the field of that name is asked."""
    for one in SECTIONS:
        if one.owns(name):
            return url_for("cases.section", draft_id=draft.id, slug=one.slug, _anchor=name)
    return url_for("cases.resume", draft_id=draft.id)


def _check_page(draft: Draft, sheet: Sheet, refused: dict[str, str] | None = None) -> str:
    case = case_for(current_actor(), draft.case.number) if draft.case else None
    refused = refused or {}
    elsewhere = {name: text for name, text in refused.items() if name != "correction"}
    wrong = sheet.reading.errors | sheet.reading.missing | elsewhere
    places = {name: (text, _place_of(draft, name)) for name, text in wrong.items()}
    if "correction" in refused:
        places["correction"] = refused["correction"], "#correction"
    return render_template(
        "cases/check.html",
        draft=draft,
        case=case,
        sheet=sheet,
        wrong=wrong,
        places=places,
        lacks=[
            (one, [told for name, told in places.items() if one.owns(name)]) for one in SECTIONS
        ],
        refused=refused,
        correction=request.form.get("correction", ""),
        answers=answers_of,
        tables=tables_of,
        unanswered=unanswered,
        remarked=remarked,
        messages=[{"text": text} for text in get_flashed_messages()],
    )
