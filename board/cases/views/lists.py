"""The cases a person may see, and their own drafts."""

from dataclasses import dataclass

from flask import render_template, request

from board import clock
from board.accounts.models import Board
from board.accounts.services import board_for
from board.accounts.session import current_actor
from board.cases import services
from board.cases.forms.draft import Sheet, sheet_of
from board.cases.models import Case, Draft, Priority
from board.cases.policy import READERS, SUBMITTERS
from board.cases.views.blueprint import bp, states_of
from board.cases.views.days import today_at
from board.doors import Policy, door
from board.errors import NotAllowed


@dataclass(frozen=True)
class DraftRow:
    """A draft in the list."""

    draft: Draft
    sheet: Sheet

    @property
    def name(self) -> str:
        """Return the patient as far as typed."""
        typed = self.sheet.typed
        family, given = typed.get("patient.family", ""), typed.get("patient.given", "")
        return ", ".join(word for word in (family.upper(), given) if word)


@bp.get("/cases")
@door(Policy.BOARD)
def index() -> str:
    """Show own drafts, then every case of this person's boards that the filter lets through."""
    by = current_actor()
    boards = [
        board_for(by, seat.board_id, READERS | SUBMITTERS)
        for seat in by.seats
        if seat.role in READERS | SUBMITTERS
    ]
    if not boards:
        raise NotAllowed("Cases are read by the board and by those who submit them.")
    wanted = {name: request.args.get(name, "").strip() for name in ("find", "priority", "whose")}
    cases = services.cases_of(by)
    shown = [case for case in cases if _fits(case, wanted, by.person_id)]
    drafts = [
        DraftRow(draft, sheet_of(draft, today_at(draft.board, clock.now())))
        for draft in services.drafts_of(by)
    ]
    return render_template(
        "cases/index.html",
        cases=shown,
        all_cases=len(cases),
        states=states_of(shown),
        drafts=drafts,
        wanted=wanted,
        boards_to_submit=_to_submit(boards, by.seats),
        priorities=list(Priority),
    )


def _fits(case: Case, wanted: dict[str, str], person_id: int) -> bool:
    version = case.newest
    said = f"{case.number} {case.patient.name} {case.patient.mrn} {version.title}".casefold()
    return (
        all(word in said for word in wanted["find"].casefold().split())
        and wanted["priority"] in ("", version.priority)
        and (wanted["whose"] != "mine" or case.submitted_by_id == person_id)
    )


def _to_submit(boards: list[Board], seats: tuple[object, ...]) -> list[Board]:
    mine = {seat.board_id for seat in seats if seat.role in SUBMITTERS}  # type: ignore[attr-defined]
    return [board for board in boards if board.id in mine]
