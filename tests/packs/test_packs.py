"""Packs as people ask for them: printed behind the pages, for one person alone."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from board.audit.deeds import Deed
from board.audit.models import AuditEntry
from board.cases import services as cases
from board.db import db
from board.decisions.services import ballots
from board.documents.errors import DocumentFailed
from board.documents.pack_worker import PackPrinter
from board.errors import NotAllowed, NotFound
from board.meetings import services as meetings
from board.packs import services
from board.packs.models import Pack, SheetPrint, State
from board.packs.printing import Desk
from board.transactions import transaction
from tests.documents.reading import faults_in, pages_of, words_of
from tests.factories import WHY, a_case, a_meeting, a_submission, an_agenda_item
from tests.people import NOON

pytestmark = pytest.mark.usefixtures("in_app")


class Remembering(PackPrinter):
    """Prints in a process of its own, each sheet once for all tests here."""

    def __init__(self):
        super().__init__(processes=1)
        self.made = {}

    def fragments(self, sheets, paper, told=lambda _key, _made: None):
        new = {key: sheet for key, sheet in sheets.items() if key not in self.made}
        self.made |= super().fragments(new, paper)
        for key in sheets:
            told(key, self.made[key])
        return {key: self.made[key] for key in sheets}


@pytest.fixture(scope="module")
def printer():
    printer = Remembering()
    yield printer
    printer.stop()


@pytest.fixture
def desk(app, printer):
    return Desk(app, printer)


@pytest.fixture
def meeting(cast):
    meeting = a_meeting(cast)
    for mrn, name in (("SYN-0001", "Demo"), ("SYN-0002", "Novotná")):
        an_agenda_item(cast, meeting, a_case(cast, mrn=mrn, family=name))
    return meeting


def a_pack(cast, desk, meeting, form="briefing", paper="A4", by="park") -> Pack:
    with transaction():
        pack = services.ask_pack(meeting.id, form, paper, by=cast[by], at=NOON)
    desk.hear_pack(services.PackAsked(pack.id))
    desk.work_off()
    db.session.rollback()
    return db.session.get_one(Pack, pack.id)


def test_a_pack_holds_every_case_of_the_agenda_with_contents_bookmarks_and_pages(
    cast, desk, meeting
):
    pack = a_pack(cast, desk, meeting)

    pages, reader = pages_of(pack.pdf), PdfReader(BytesIO(pack.pdf))
    starts = [reader.get_destination_page_number(mark) for mark in reader.outline[::2]]
    assert pack.state is State.READY and pack.done == pack.sheets == 3
    assert [mark.title.split(" · ")[0] for mark in reader.outline[::2]] == [
        "Briefing pack",
        "MM-0001",
        "MM-0002",
    ]
    for number, page in enumerate(pages, start=1):
        assert f"Page{number}of{len(pages)}Printed24-Nov-202613:00byMsHanaPark" in page
    for place, name in ((1, "DEMO,Agnes"), (2, "NOVOTNÁ,Agnes")):
        end = [*starts, len(pages)][place + 1]
        assert all(name in page for page in pages[starts[place] : end])
        assert f"{starts[place] + 1}" in pages[0]
    links = [one.get_object()["/Dest"][0] for one in reader.pages[0]["/Annots"]]
    assert [reader.get_page_number(link.get_object()) for link in links] == starts[1:]


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_a_pack_is_for_archives_and_for_readers_of_tags(cast, desk, meeting, paper):
    pack = a_pack(cast, desk, meeting, "boxes", paper)

    assert faults_in(pack.pdf) == []
    assert round(float(PdfReader(BytesIO(pack.pdf)).pages[0].mediabox.width)) == (
        595 if paper == "A4" else 612
    )


def test_a_sheet_is_printed_once_and_again_when_a_value_changes(cast, desk, meeting):
    a_pack(cast, desk, meeting)
    before = {one.key for one in db.session.query(SheetPrint)}
    with transaction():
        corrected = a_submission(question="Is a trial open?")
        cases.correct("MM-0001", corrected, correction=WHY, by=cast["lindt"], at=NOON)
        meetings.renew_version(meeting.items[0].id, by=cast["park"], at=NOON)

    pack = a_pack(cast, desk, meeting)

    fresh = [one for one in db.session.query(SheetPrint) if one.key not in before]
    assert [one.kind for one in fresh if one.kind != "contents"] == ["case"]
    assert "Isatrialopen?" in words_of(pack.pdf)


def test_the_same_pack_asked_for_at_the_same_time_is_the_same_file(cast, desk, meeting):
    first = a_pack(cast, desk, meeting).pdf

    assert a_pack(cast, desk, meeting).pdf == first


def test_a_version_of_a_case_is_printed_as_soon_as_it_is_made(cast, desk):
    version = a_case(cast).newest

    desk.hear_version(cases.CaseVersionMade(version.id))
    desk.work_off()
    db.session.rollback()

    kept = db.session.query(SheetPrint).one()
    assert (kept.kind, kept.paper, kept.case_version_id) == ("case", "A4", version.id)


def test_whoever_stepped_aside_finds_their_case_left_out_and_a_line_that_says_so(
    cast, desk, meeting
):
    with transaction():
        ballots.recuse(meeting.items[1].id, "The patient's cousin", by=cast["okafor"], at=NOON)

    own = words_of(a_pack(cast, desk, meeting, by="okafor").pdf)
    other = words_of(a_pack(cast, desk, meeting, by="tanaka").pdf)

    assert "NOVOTNÁ" not in own and "NOVOTNÁ" in other
    assert "Leftoutofthispack:yousteppedasideforthiscase." in own


def test_a_pack_is_for_the_one_who_asked_and_leaves_its_traces(cast, desk, meeting):
    pack_id = a_pack(cast, desk, meeting).id

    with transaction():
        services.take_pack(pack_id, by=cast["park"], at=NOON)
    with pytest.raises(NotFound):
        services.pack_for(cast["chen"], pack_id)

    said = {one.deed: one.detail for one in db.session.query(AuditEntry)}
    assert said[Deed.PACK_PRINTED.value] == {
        "form": "briefing",
        "paper": "A4",
        "cases": [item.case_id for item in meeting.items],
        "left_out": 0,
    }
    assert said[Deed.PACK_TAKEN.value]["form"] == "briefing"


def test_a_pack_from_before_stepping_aside_is_not_given_any_more(cast, desk, meeting):
    pack_id = a_pack(cast, desk, meeting, by="okafor").id
    with transaction():
        ballots.recuse(
            meeting.items[1].id, "The patient's cousin", by=cast["okafor"], at=NOON.replace(hour=13)
        )

    with pytest.raises(NotFound, match="stepped aside"), transaction():
        services.take_pack(pack_id, by=cast["okafor"], at=NOON)


def test_decision_sheets_are_for_those_who_arrange_the_meeting(cast, meeting):
    with pytest.raises(NotAllowed), transaction():
        services.ask_pack(meeting.id, "boxes", "A4", by=cast["silva"], at=NOON)


def test_a_blank_decision_sheet_follows_each_case_and_a_list_to_sign_the_last(cast, desk, meeting):
    pages = pages_of(a_pack(cast, desk, meeting, "boxes").pdf)

    blank = [page for page in pages if "Decisiononpaper:" in page]
    assert len(blank) == 2
    for words in (
        "DrRuthOkafor",
        "Stepsaside",
        "Quorum:",
        "Norecommendation,because",
        "Signaturesonpaper",
    ):
        assert all(words in page for page in blank)
    assert "Attendancelist" in pages[-1] and "MsEvaBrandt" in pages[-1]


def test_the_preparation_list_names_what_is_whose(cast, desk, meeting):
    words = words_of(a_pack(cast, desk, meeting, "preparation").pdf)

    assert "Cardiology" in words and "Ejectionfraction(LVEF)" in words and "MM-0001" in words


def test_a_sheet_that_cannot_be_printed_fails_the_pack_and_says_why(
    cast, app, meeting, monkeypatch
):
    class Jammed(PackPrinter):
        def fragments(self, *_args, **_more):
            raise DocumentFailed("The printer is jammed.")

    desk = Desk(app, Jammed())

    pack = a_pack(cast, desk, meeting)

    assert (pack.state, pack.said, pack.pdf) == (State.FAILED, "The printer is jammed.", None)
