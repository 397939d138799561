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
from board.cases.views.blueprint import beside_brief, bp
from board.doors import Policy, door
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


def _page(number: str, wanted: int | None) -> str:
    by = current_actor()
    with transaction():
        services.note_read(version_for(by, number, wanted), by=by, at=clock.now())
    version = version_for(by, number, wanted)
    case = version.case
    earlier = next((one for one in case.versions if one.number == version.number - 1), None)
    return render_template(
        "cases/brief.html",
        brief=brief_of(version),
        case=case,
        version=version,
        sections=SECTIONS,
        earlier=earlier,
        changes=changes_between(earlier, version) if earlier else [],
        beside=_beside(version),
        others=[one for one in services.other_cases_of_patient(case) if policy.may_see(by, one)],
        may_correct=policy.may_correct(by, case) and version is case.newest,
        messages=[{"text": text} for text in get_flashed_messages()],
    )


def _beside(version: CaseVersion) -> list[Markup]:
    by: Any = current_actor()
    return [draw(by, version) for draw in beside_brief]
