"""Sheets and packs of them: every text on paper, nothing fetched, the same bytes, found again by their key."""

from dataclasses import replace
from io import BytesIO

import pikepdf
import pytest

from board.documents import pack, pack_worker
from board.documents.errors import DocumentFailed
from board.documents.pack import key_of
from board.documents.pack_parts import Fragment
from board.documents.pack_print import fragment_of
from board.documents.pack_worker import PackPrinter, make_pack
from tests.documents.pack_samples import COVER, a_case_sheet, a_pack, some_sheets
from tests.documents.reading import faults_in, files_in, fonts_in, pages_of, squeezed, words_of
from tests.documents.test_hostile_texts import CANARIES, SHOWN, TYPED, typed_everywhere


@pytest.fixture(scope="module")
def printer():
    printer = PackPrinter(processes=1)
    yield printer
    printer.stop()


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_a_pack_of_every_kind_of_sheet_keeps_both_norms_and_is_sound(paper):
    pdf = a_pack(paper=paper)

    with pikepdf.open(BytesIO(pdf)) as file:
        assert file.check_pdf_syntax() == []
        assert [mark.title.split(" · ")[0] for mark in file.open_outline().root] == [
            "Briefing pack",
            "MM-0142",
            "Decision on paper: MM-0142",
            "Attendance list",
            "Preparation list",
        ]
    assert faults_in(pdf) == []
    assert fonts_in(pdf) == {"Source-Sans-3", "Source-Sans-3-Bold", "Source-Sans-3-Semi-Bold"}


def test_every_page_says_which_it_is_who_it_is_about_and_who_printed_it():
    pages = pages_of(a_pack())

    for number, page in enumerate(pages, start=1):
        assert f"Page{number}of{len(pages)}" in page
        assert squeezed(COVER.printed) in page
        assert "Synthetic:notarealpatient." in page
    name = squeezed(a_case_sheet().patient.name)
    assert all(name in page for page in pages[1:-2])


def test_markup_addresses_and_templates_in_every_field_come_out_as_text():
    sheets = [
        typed_everywhere(replace(one, course=None) if isinstance(one, pack.CaseSheet) else one)
        for one in some_sheets()
    ]

    pdf = a_pack(*sheets)

    words = words_of(pdf)
    assert {one for one in (*CANARIES, *SHOWN) if words.count(squeezed(one)) < 40} == set()
    assert files_in(pdf) == {}
    assert faults_in(pdf) == []


def test_nothing_of_a_long_text_is_lost():
    long = "x" * 5000

    words = words_of(a_pack(a_case_sheet(question=f"{long} END1 " + "word " * 2000 + "END2")))

    assert words.count("x") >= 5000 and "END1" in words and "END2" in words


def test_another_process_prints_and_binds_the_same_bytes(printer):
    bound = make_pack([a_case_sheet()], "A4", COVER, lambda keys: {}, printer)

    assert bound.pdf == a_pack(a_case_sheet())


def test_what_is_kept_of_a_sheet_is_what_was_printed():
    fragment = fragment_of(pack.to_text(a_case_sheet(question=TYPED)), "A4")

    assert Fragment.from_bytes(fragment.to_bytes()) == fragment


@pytest.mark.parametrize("sheet", some_sheets(), ids=pack.kind_of)
def test_a_sheet_survives_the_way_to_another_process(sheet):
    assert pack.from_text(pack.to_text(sheet)) == sheet


def test_a_sheet_is_known_by_its_values_its_paper_and_how_it_is_printed(monkeypatch):
    sheet = a_case_sheet()
    known = key_of(sheet, "A4")

    others = {key_of(replace(sheet, wishes="None."), "A4"), key_of(sheet, "Letter")}
    monkeypatch.setattr(pack, "fingerprint", lambda: "another style")

    assert known not in others | {key_of(sheet, "A4")}
    assert len(others) == 2


def test_contents_name_the_page_on_which_each_case_begins_however_long_they_are(printer):
    contents = replace(
        some_sheets()[0],
        rows=tuple(replace(some_sheets()[0].rows[0], sheet=1) for _ in range(60)),
        others=(),
    )
    bound = make_pack([contents, a_case_sheet()], "A4", COVER, lambda keys: {}, printer)

    pages = pages_of(bound.pdf)
    first = next(n for n, page in enumerate(pages, start=1) if "Questiontotheboard" in page)
    assert first == 3 and pages[0].count(f"DrSofiaLindt{first}") > 20


def test_contents_that_never_settle_are_given_up(monkeypatch):
    pages = iter(range(2, 100))
    monkeypatch.setattr(pack_worker, "pages_in", lambda _kept: next(pages))

    with pytest.raises(DocumentFailed, match="do not settle"):
        pack_worker._contents(
            replace(some_sheets()[0], rows=(), others=()),
            [],
            "A4",
            lambda keys: dict.fromkeys(keys, b""),
            PackPrinter(),
        )
