"""A board in the middle of its work, to be walked through page by page."""

from typing import Any

import pytest
from flask import Flask

from board.accounts.models import Board
from board.cases import services as cases
from board.cases.forms.draft import first_answers
from board.db import db
from board.decisions.models import NoteKind
from board.decisions.services import notes
from board.transactions import transaction
from tests.factories import (
    Cast,
    a_ballot,
    a_case,
    a_meeting,
    a_room,
    a_signed_plan,
    a_threshold,
    an_agenda_item,
)
from tests.people import NOON
from tests.web.hostile import a_tainted_board


@pytest.fixture
def work(app: Flask, cast: Cast) -> dict[str, Any]:
    """The numbers of a case, its meeting, item, ballot, note, signed plan, and of a draft of Dr Lindt."""
    with app.app_context():
        decided = a_room(cast)
        plan = a_signed_plan(cast, decided)
        meeting = a_meeting(cast)
        with transaction():
            said = {"anchor": "summary", "kind": NoteKind.CLINICAL, "by": cast["okafor"]}
            note = notes.write_note(decided.case.number, "A remark", **said, at=NOON)
        with transaction():
            board = db.session.get_one(Board, cast.board_id)
            typed = first_answers(board, NOON.date())
            draft = cases.begin_draft(board.id, typed, by=cast["lindt"], at=NOON)
        ballot = a_ballot(cast, decided)
        waiting = an_agenda_item(cast, meeting, a_case(cast, mrn="SYN-2"))
        return {
            "board": cast.board_id,
            "person": cast["okafor"].person_id,
            "threshold": a_threshold(cast).id,
            "first": 1,
            "case": decided.case.number,
            "meeting": decided.meeting_id,
            "code": decided.meeting.code,
            "item": decided.id,
            "waiting": waiting.id,
            "ballot": ballot.id,
            "note": note.id,
            "plan": plan.id,
            "draft": draft.id,
        }


@pytest.fixture
def tainted(app: Flask, cast: Cast) -> dict[str, Any]:
    """A board on which every free text is hostile: the numbers of its case, meeting, plan and ballot."""
    return a_tainted_board(app, cast)
