"""The brief of a case, in its newest version or an earlier one."""

from typing import Any

from flask import get_flashed_messages, render_template
from markupsafe import Markup

from board import clock
from board.accounts.session import current_actor
from board.cases import policy, services
from board.cases.brief import SECTIONS, brief_of
from board.cases.changes import changes_between
from board.cases.gate import version_for
from board.cases.models import CaseVersion
from board.cases.settling import moved, moved_at_once, settled, settled_at_once
from board.cases.views.blueprint import beside_brief, bp
from board.doors import Policy, door
from board.errors import NotFound
from board.transactions import transaction


@bp.get("/cases/<number>")
@door(Policy.CASE)
def show(number: str) -> str:
    """Show the brief of the newest version."""
    return _page(number, None)


@bp.get("/cases/<number>/v<int:version>")
@door(Policy.CASE)
def show_version(number: str, version: int) -> str:
    """Show the brief of the version of that number."""
    return _page(number, version)


@bp.get("/cases/<number>/v<int:version>/settling")
@door(Policy.CASE)
def settling(number: str, version: int) -> str:
    """Show what would settle the open verdicts, worked out in full."""
    shown = _read(number, version)
    return render_template(
        "cases/settling.html",
        case=shown.case,
        version=shown,
        settling=settled(brief_of(shown)),
        may_correct=_may_correct(shown),
    )


@bp.get("/cases/<number>/v<int:version>/options/<option>")
@door(Policy.CASE)
def option(number: str, version: int, option: str) -> str:
    """Show how one option or trial stands, with the card of every criterion it asks for."""
    shown = _read(number, version)
    brief = brief_of(shown)
    row = brief.computed.matrix.row_of(option)
    if row is None:
        raise NotFound("There is no such option in this brief.")
    return render_template(
        "cases/option.html", case=shown.case, version=shown, brief=brief, row=row
    )


@bp.get("/cases/<number>/v<int:version>/since/<int:before>")
@door(Policy.CASE)
def since(number: str, version: int, before: int) -> str:
    """Show what moved between two versions, worked out in full."""
    after = _read(number, version)
    earlier = version_for(current_actor(), number, before)
    return render_template(
        "cases/since.html",
        case=after.case,
        before=earlier,
        after=after,
        moved=moved(brief_of(earlier), brief_of(after)),
        changes=changes_between(earlier, after),
    )


def _page(number: str, wanted: int | None) -> str:
    by, version = current_actor(), _read(number, wanted)
    case, brief = version.case, brief_of(version)
    earlier = next((one for one in case.versions if one.number == version.number - 1), None)
    return render_template(
        "cases/brief.html",
        brief=brief,
        case=case,
        version=version,
        sections=SECTIONS,
        earlier=earlier,
        changes=changes_between(earlier, version) if earlier else [],
        moved=moved_at_once(brief_of(earlier), brief) if earlier else None,
        settling=settled_at_once(brief),
        beside=_beside(version),
        others=[one for one in services.other_cases_of_patient(case) if policy.may_see(by, one)],
        may_correct=_may_correct(version),
        reads_thresholds=by.role_on(case.board_id) in policy.READERS,
        messages=[{"text": text} for text in get_flashed_messages()],
    )


def _read(number: str, wanted: int | None) -> CaseVersion:
    """Return the version of that number, and note that it was read."""
    by = current_actor()
    with transaction():
        services.note_read(version_for(by, number, wanted), by=by, at=clock.now())
    return version_for(by, number, wanted)


def _may_correct(version: CaseVersion) -> bool:
    case = version.case
    return policy.may_correct(current_actor(), case) and version is case.newest


def _beside(version: CaseVersion) -> list[Markup]:
    by: Any = current_actor()
    return [draw(by, version) for draw in beside_brief]
