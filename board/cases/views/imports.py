"""Filling a draft from a file: a look first, and nothing is written before it is confirmed."""

from io import BytesIO
from typing import IO

from flask import Flask, Request, flash, redirect, render_template, request, url_for
from flask.sansio.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response

from board import clock
from board.accounts.session import current_actor
from board.cases import services
from board.cases.forms import importing
from board.cases.forms.draft import Sheet, sheet_of
from board.cases.gate import draft_for
from board.cases.models import Draft
from board.cases.views.blueprint import bp
from board.cases.views.days import today_at
from board.doors import Policy, door
from board.errors import Invalid
from board.transactions import transaction
from board.web.filters import plural


class InMemory(Request):
    """A request whose uploaded files never touch the disk; the largest body bounds them."""

    def _get_file_stream(self, *_: object, **__: object) -> IO[bytes]:
        return BytesIO()


@bp.record_once
def _hold_uploads_in_memory(state: BlueprintSetupState) -> None:
    if isinstance(state.app, Flask):
        state.app.request_class = InMemory


@bp.get("/drafts/<int:draft_id>/import")
@door(Policy.CASE)
def choose_file(draft_id: int) -> str:
    """Ask for a file or a pasted table."""
    return _ask(draft_for(current_actor(), draft_id))


@bp.post("/drafts/<int:draft_id>/import")
@door(Policy.CASE)
def look_into_file(draft_id: int) -> str | tuple[str, int]:
    """Show what the file says and what would change. Nothing is written."""
    draft = draft_for(current_actor(), draft_id)
    try:
        data, name = _sent_file()
        imported = importing.read_file(data, name)
    except Invalid as refusal:
        return _ask(draft, refusal.message), 422
    found = importing.preview(imported, _sheet(draft).reading, importing.packed(data))
    return render_template(
        "cases/import_preview.html", draft=draft, sheet=_sheet(draft), preview=found, name=name
    )


@bp.post("/drafts/<int:draft_id>/import/confirm")
@door(Policy.CASE)
def take_from_file(draft_id: int) -> Response | tuple[str, int]:
    """Write the ticked values into the draft, each with where it came from."""
    by, at = current_actor(), clock.now()
    name = request.form.get("name", "")[:200]
    accepted = request.form.getlist("take")
    try:
        imported = importing.read_file(importing.unpacked(request.form.get("file", "")), name)
        with transaction():
            draft = draft_for(by, draft_id)
            before = _sheet(draft)
            left = importing.left_out(imported, before.reading, accepted)
            typed = importing.take(before.typed, imported, before.reading, accepted)
            after = Sheet(typed, {}, before.today)
            origins = draft.origins | importing.origins_of(
                imported, accepted, after.reading.facts, at
            )
            services.save_draft(draft, typed, origins, by=by, at=at)
    except Invalid as refusal:
        return _ask(draft_for(by, draft_id), refusal.message), 422
    flash(f"{plural(len(accepted), 'value')} taken from {imported.source}.")
    if left:
        flash(f"{plural(left, 'differing value')} left as typed: the file says otherwise.")
    return redirect(url_for("cases.check", draft_id=draft_id))


def _sent_file() -> tuple[bytes, str]:
    file = request.files.get("file")
    if file is not None and file.filename:
        return file.stream.read(importing.LARGEST + 1), file.filename[:200]
    pasted = request.form.get("pasted", "")
    if pasted.strip():
        return pasted.encode("utf-8", "replace"), importing.PASTED
    raise Invalid("Choose a file, or paste a table.")


def _sheet(draft: Draft) -> Sheet:
    return sheet_of(draft, today_at(draft.board, clock.now()))


def _ask(draft: Draft, error: str | None = None) -> str:
    return render_template("cases/import.html", draft=draft, sheet=_sheet(draft), error=error)
