"""From a case to a released teaching copy: who may, what is refused, and what no reader finds."""

import io
import json

import pytest
from pypdf import PdfReader
from sqlalchemy import select, text

from board.audit.models import AuditEntry
from board.db import db
from board.errors import Conflict, Invalid, NotAllowed, NotFound
from board.meetings import services as meetings
from board.teaching import services
from board.teaching.gate import copies_for, copy_for
from board.teaching.models import CopyState, Fate, TeachingCopy
from board.transactions import transaction
from tests.factories import a_room, a_signed_plan
from tests.people import NOON

IDENTITY = ("Demo", "Agnes", "SYN-0001", "MM-0001", "Lindt", "Musterstadt", "2026-11-09")


@pytest.fixture
def number(app, cast):
    """A decided case."""
    with app.app_context():
        item = a_room(cast)
        a_signed_plan(cast, item)
        with transaction():
            meetings.close_room(item.meeting_id, by=cast["chen"], at=NOON)
        return item.case.number


@pytest.fixture
def copy(in_app, cast, number):
    return begun(cast, number)


def begun(cast, number, by="park"):
    with transaction():
        return services.begin_copy(number, by=cast[by], at=NOON)


def decided(cast, copy, fate=Fate.REMOVED):
    for one in copy.paragraphs:
        with transaction():
            services.review(one.id, fate, by=cast["park"], at=NOON)


def released(cast, copy):
    decided(cast, copy)
    with transaction():
        return services.release(copy.id, by=cast["park"], at=NOON)


@pytest.mark.parametrize("who", ["chen", "park"])
def test_chair_and_coordinator_make_copies(in_app, cast, number, who):
    assert begun(cast, number, who).state is CopyState.IN_REVIEW


@pytest.mark.parametrize("who", ["okafor", "lindt", "brandt", "silva"])
def test_others_make_none(in_app, cast, number, who):
    with pytest.raises(NotAllowed):
        begun(cast, number, who)


@pytest.mark.parametrize("who", ["weber", "novak"])
def test_for_strangers_there_is_no_such_case(in_app, cast, number, who):
    with pytest.raises(NotFound):
        begun(cast, number, who)


def test_every_word_somebody_typed_waits_for_a_person(cast, copy):
    headings = [one.heading for one in copy.paragraphs]

    assert headings == [
        "Title",
        "Question to the board",
        "Reason for presentation",
        "Patient’s wishes",
        "Decision",
        "Rationale",
        "Recommendation 1",
        "Recommendation 2",
    ]
    assert copy.open == 8
    with pytest.raises(Conflict, match="8 paragraphs wait"), transaction():
        services.release(copy.id, by=cast["park"], at=NOON)


def test_nobody_reads_a_copy_before_its_release(cast, copy):
    for who in ("okafor", "brandt", "silva", "lindt", "novak", "weber"):
        with pytest.raises(NotFound):
            copy_for(cast[who], copy.id)
    assert copies_for(cast["silva"]) == []


def test_a_released_copy_is_for_the_board_and_its_trainees(cast, copy):
    released(cast, copy)

    assert [copies_for(cast[who]) for who in ("silva", "okafor", "brandt")] == [[copy]] * 3
    for who in ("lindt", "weber", "novak"):
        with pytest.raises(NotFound):
            copy_for(cast[who], copy.id)


def test_a_paragraph_that_names_somebody_is_kept_by_nobody(cast, copy):
    wishes = copy.paragraphs[3]

    with pytest.raises(Invalid, match="agnes"), transaction():
        services.review(
            wishes.id, Fate.EDITED, "Agnes wants to stay at home.", by=cast["park"], at=NOON
        )
    with transaction():
        services.review(
            wishes.id, Fate.EDITED, "She wants to stay at home.", by=cast["park"], at=NOON
        )

    assert (wishes.fate, wishes.text) == (Fate.EDITED, "She wants to stay at home.")


def test_nothing_leads_from_a_released_copy_to_its_case(cast, copy, number):
    decided(cast, copy, Fate.REMOVED)
    with transaction():
        services.review(copy.paragraphs[0].id, Fate.KEPT, by=cast["park"], at=NOON)
        services.release(copy.id, by=cast["park"], at=NOON)

    row = db.session.execute(text("SELECT * FROM teaching_copies")).mappings().one()
    parts = db.session.execute(text("SELECT * FROM teaching_paragraphs")).mappings().all()
    trail = db.session.scalars(select(AuditEntry).where(AuditEntry.object.startswith("teaching/")))

    assert row["case_version_id"] is None
    assert {part["original"] for part in parts} == {""}
    said = json.dumps([dict(row), *(dict(part) for part in parts)], default=str)
    assert [word for word in IDENTITY if word in said] == []
    assert [word for word in IDENTITY if word in str([entry.detail for entry in trail])] == []


def test_the_offset_is_kept_nowhere(cast, copy):
    columns = set(TeachingCopy.__table__.columns.keys())

    assert not {name for name in columns if "offset" in name or "days" in name}
    assert copy.facts["as_of"] < "2026-11-23"


@pytest.mark.parametrize("typed", ["Lenalidomide (Agnes Demo)", "Lenalidomide (12.3.2024)"])
def test_facts_that_still_name_somebody_are_not_released(cast, copy, typed):
    decided(cast, copy)
    with transaction():
        facts = json.loads(json.dumps(copy.facts))
        facts["regimens"][0]["drug_last_dose"] = {typed: "2023-06-01"}
        copy.facts = facts

    with pytest.raises(Conflict, match="regimens 1 drug_last_dose"), transaction():
        services.release(copy.id, by=cast["park"], at=NOON)

    assert copy.state is CopyState.IN_REVIEW
    assert copy.version is not None


def test_a_released_copy_changes_no_more(cast, copy):
    released(cast, copy)
    first = copy.paragraphs[0].id

    with pytest.raises(Conflict, match="released"), transaction():
        services.review(first, Fate.REMOVED, by=cast["park"], at=NOON)
    with pytest.raises(Conflict, match="released"), transaction():
        services.release(copy.id, by=cast["park"], at=NOON)


def test_a_withdrawn_copy_says_nothing_any_more(cast, copy):
    released(cast, copy)

    with transaction():
        services.withdraw(copy.id, by=cast["chen"], at=NOON)

    assert copy.facts == {}
    assert {one.text for one in copy.paragraphs} == {""}
    with pytest.raises(NotFound):
        copy_for(cast["silva"], copy.id)


def test_two_copies_of_a_case_are_moved_differently(in_app, cast, number):
    days = {begun(cast, number).facts["as_of"] for _ in range(6)}

    assert len(days) > 1


def test_the_pages_lead_from_the_brief_to_the_released_files(app, cast, as_person, number):
    makes, reads = as_person("park"), as_person("silva")
    page = makes.post(f"/cases/{number}/teaching", follow_redirects=True).text
    assert "Look: “mm-0001”" not in page
    assert "0 of 8 paragraphs" in page
    address = "/teaching/1"

    refused = makes.post(f"{address}/paragraphs/4", data={"fate": "edited", "text": "Agnes"})
    assert refused.status_code == 422
    for place in range(1, 9):
        fate = "kept" if place == 5 else "removed"
        makes.post(f"{address}/paragraphs/{place}", data={"fate": fate})
    assert "Only a released copy" in makes.get(f"{address}/copy.json").text
    makes.post(f"{address}/release")

    shown = reads.get(address)
    file = json.loads(reads.get(f"{address}/copy.json").text)
    paper = PdfReader(io.BytesIO(reads.get(f"{address}/copy.pdf").data))
    words = "\n".join(sheet.extract_text() for sheet in paper.pages)

    assert shown.status_code == 200
    assert file["paragraphs"] == [
        {
            "heading": "Decision",
            "text": "Talquetamab, step-up from 2 December; immunoglobulin first.",
        }
    ]
    assert "Talquetamab, step-up" in words
    for told in (shown.text, json.dumps(file), words):
        assert [word for word in IDENTITY if word in told.split('id="main"')[-1]] == []
    assert "T-001" in reads.get("/teaching").text
    assert reads.post(f"{address}/withdrawal").status_code == 403
