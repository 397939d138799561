"""The decision record on paper."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from board.documents.findings import Measure
from board.documents.plain import texts_in
from board.documents.plan import (
    Ballot,
    OptionVotes,
    Patient,
    PlanDocument,
    State,
    as_first_set,
    as_html,
    as_pdf,
    printed,
)
from board.documents.record import Alternative, Note, Recommendation
from tests.documents.reading import (
    faults_in,
    files_in,
    fonts_in,
    pages_of,
    squeezed,
    stands_in,
    words_of,
)
from tests.documents.samples import BOARD, RECORD, a_draft, a_record

CANARIES = (
    '<img src="http://127.0.0.1:9/pixel">',
    "<link rel=attachment href=file:///etc/hostname>",
    "<style>@import url(http://127.0.0.1:9/x.css);</style>",
    "</p><script>alert(1)</script>",
    "{{ 7 * 7 }}{% include 'plan.html' %}",
    "<svg><image href='file:///etc/hostname'/></svg>",
    "&amp;&lt;b&gt;",
)


@pytest.fixture(scope="module")
def final() -> bytes:
    return as_pdf(a_record())


def test_everything_in_the_record_is_on_paper(final):
    record = a_record()
    unprinted = {record.record_json, record.verification.qr_text, "abstain", State.FINAL}
    words = words_of(final)

    missing = [text for text in texts_in(replace(record, course=None)) if text not in unprinted]
    missing = [text for text in missing if not stands_in(words, text)]

    assert missing == []


def test_the_course_of_the_disease_is_on_paper(final):
    words = words_of(final)

    assert all(text in words for text in ("L1VRd,ASCT,R", "VGPR", "ASCT(Mel200)", "23.6", "2,310"))


def test_dates_and_both_times_of_a_signature_are_on_paper(final):
    words = words_of(final)

    assert "03-Feb-1959(67,F)" in words
    assert "24-Nov-202619:26(UTC+01:00)24-Nov-202618:26UTC" in words


@pytest.mark.parametrize(("paper", "width"), [("A4", 595), ("Letter", 612)])
def test_an_ordinary_record_takes_two_pages(paper, width):
    pdf = as_pdf(a_record(), paper)

    pages = PdfReader(BytesIO(pdf)).pages
    assert len(pages) == 2
    assert round(pages[0].mediabox.width) == width


def test_a_record_that_is_surely_too_long_is_set_closely_at_once():
    short, long = a_record(), a_record(rationale=("It is so because it is so. " * 20,) * 4)

    assert as_first_set(short) == as_html(short)
    assert as_first_set(long) == as_html(long, dense=True)


@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("record", [a_record(), a_draft()], ids=["final", "draft"])
def test_a_record_can_be_archived_and_read_aloud(record, paper):
    document = printed(record, paper)

    assert faults_in(document.pdf) == []
    assert document.warnings == ()


def test_a_document_without_its_archive_claims_is_found_faulty(final):
    assert faults_in(final.replace(b'pdfuaid:part="1"', b'pdfuaid:part="9"')) != []


def test_every_page_says_whom_it_is_about_and_that_they_are_invented():
    long = a_record(rationale=tuple(f"Reason {n}" for n in range(120)))

    pages = pages_of(as_pdf(long))

    assert len(pages) > 2
    for number, page in enumerate(pages, start=1):
        assert "DEMO,Agnes(Ms)" in page
        assert "94733723" in page
        assert "03-Feb-1959" in page
        assert "Synthetic:notarealpatient." in page
        assert f"Page{number}of{len(pages)}" in page


def test_a_real_patient_is_not_called_synthetic():
    assert "synthetic" not in words_of(as_pdf(a_record(synthetic=False))).lower()


def test_the_same_record_gives_the_same_bytes(final):
    assert as_pdf(a_record()) == final
    assert as_pdf(a_record(headline="Another decision.")) != final


def test_only_the_bundled_fonts_are_embedded(final):
    assert fonts_in(final) == {
        "Source-Sans-3",
        "Source-Sans-3-Bold",
        "Source-Sans-3-Semi-Bold",
        "Source-Sans-3-Italic",
    }


def test_the_record_travels_inside_and_its_digest_is_printed(final):
    record = a_record()

    assert files_in(final) == {"record.json": record.record_json.encode()}
    assert record.digest in words_of(final)


def test_markup_in_any_field_stays_text_and_fetches_nothing():
    text = " ".join(CANARIES)
    hostile = a_record(
        patient=Patient(text, date(1950, 1, 1), 76, "F", "1"),
        headline=text,
        recommendations=(Recommendation(text, text, text, text),),
        question=text,
        rationale=(text,),
        status=(Measure(text, text),),
        alternatives=(Alternative(text, text),),
    )

    document = printed(hostile, "A4")

    words = words_of(document.pdf)
    assert all(words.count(squeezed(canary)) >= 8 for canary in CANARIES)
    assert list(files_in(document.pdf)) == ["record.json"]
    assert document.warnings == ()


def test_letters_the_font_lacks_are_named_and_controls_are_dropped():
    odd = a_record(
        headline="Wang 王 ✅ a\x00b\ud800c \u202ereversed Łukasz Đặng Ženčák Γιώργος Иван"
    )

    document = printed(odd, "A4")

    words = words_of(document.pdf)
    assert "Wang[U+738B][whiteheavycheckmark]abcreversed" in words
    assert "ŁukaszĐặngŽenčákΓιώργοςИван" in words
    assert faults_in(document.pdf) == []
    assert fonts_in(document.pdf) <= fonts_in(as_pdf(a_record()))


def test_a_draft_says_so_and_has_no_place_to_sign():
    pages = pages_of(as_pdf(a_draft()))

    assert all("Notsigned" in page for page in pages)
    assert "DRAFT" in pages[0]
    assert "Dateandsignature" not in "".join(pages)
    assert "DrW.Chen,chair" not in "".join(pages)
    assert "Scanthecode" not in "".join(pages)


def test_a_draft_cannot_carry_a_signature_nor_a_final_record_lack_one():
    with pytest.raises(ValueError, match="draft carries no signature"):
        a_record(state=State.DRAFT)
    with pytest.raises(ValueError, match="at least one"):
        a_record(signatures=())


def test_a_time_without_its_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        a_record(printed_at=datetime(2026, 11, 24, 19, 31))  # noqa: DTZ001


def test_a_superseded_record_says_so_on_every_page():
    other = RECORD["replaces"]
    pages = pages_of(as_pdf(a_record(state=State.SUPERSEDED, superseded_by=other)))

    assert all("Superseded" in page for page in pages)
    assert "replacedbyv1(24-Nov-202619:10)" in pages[0]


def test_what_nobody_wrote_down_is_said_to_be_missing():
    empty = {name: () for name, value in RECORD.items() if isinstance(value, tuple)}
    texts = ("question", "headline", "intent", "agreement", "start", "patient_preference")
    blank = dict.fromkeys((*texts, "patient_information", "quorum"), "")
    bare = a_draft(**empty, **blank, genetics=None, course=None, record_json="")

    words = words_of(as_pdf(bare))

    assert words.count("otrecorded") >= 13
    assert "Norecommendation:reasonnotrecorded" in words
    for absent in ("Alternatives", "Supportive", "Eligibility", "Missing", "Diseasecourse"):
        assert absent not in words


def test_not_tested_is_printed_as_a_result_of_its_own(final):
    assert "MYCrearrangementnottested––unknown" in words_of(final)


def test_no_recommendation_needs_its_reason():
    undecided = a_record(recommendations=(), no_recommendation="Repeat eGFR first.")

    assert "Norecommendation:RepeateGFRfirst." in words_of(as_pdf(undecided))


def test_an_anonymous_ballot_prints_counts_and_no_names():
    ballot = Ballot("Next treatment", (OptionVotes("A", "Talquetamab", 3),), abstained=1)

    words = words_of(as_pdf(a_record(ballots=(ballot,), dissents=())))

    assert "ATalquetamab3anonymousballot" in words
    assert "keepsBCMAintact" not in words


@pytest.mark.parametrize("count", [1, 12, 25])
def test_the_decision_box_stays_on_one_page_when_it_fits_one(count):
    steps = tuple(Recommendation(f"Step {n} of the plan.") for n in range(count))

    first = pages_of(as_pdf(a_record(recommendations=steps)))[0]

    assert all(f"Step{n}oftheplan." in first for n in range(count))


def test_long_texts_run_on_and_nothing_is_lost():
    marks = [f"mark{n}" for n in range(500)]
    long = a_record(
        question=" ".join(f"{mark} and some more" for mark in marks),
        alternatives=tuple(Alternative(f"Option{n}", "why not " * 40) for n in range(40)),
        present=RECORD["present"] * 20,
    )

    words = words_of(as_pdf(long))

    assert [mark for mark in marks if mark not in words] == []
    assert all(f"Option{n}" in words for n in range(40))


def test_a_word_without_end_is_broken_and_not_cut_off():
    record = a_record(
        headline="x" * 3000, patient=Patient("N" * 300, date(1950, 1, 1), 76, "F", "9" * 80)
    )
    pages = PdfReader(BytesIO(as_pdf(record))).pages

    lines = [line for page in pages for line in page.extract_text().splitlines()]

    assert sum(line.count("x") for line in lines) >= 3000
    assert max(len(line) for line in lines if "xxxx" in line) < 130


def test_json_brings_the_record_back_unchanged():
    for record in (a_record(), a_draft()):
        assert PlanDocument.from_json(record.to_json()) == record


@pytest.mark.parametrize(
    ("before", "after"),
    [('"version": 2', '"version": "2"'), ('"state"', '"mood"'), ('"final"', '"nearly"')],
)
def test_json_of_another_shape_is_refused(before, after):
    text = a_record().to_json().replace(before, after)

    with pytest.raises((TypeError, ValueError)):
        PlanDocument.from_json(text)


def test_the_board_keeps_its_own_time_whatever_the_printer_s_zone(monkeypatch, final):
    monkeypatch.setenv("TZ", "Pacific/Auckland")

    assert as_pdf(a_record()) == final
    assert a_record().board_at.utcoffset() == BOARD.utcoffset() == timedelta(hours=1)


def test_a_very_long_name_is_whole_in_the_identity_and_short_in_the_running_head():
    name = "Wolfeschlegel-" * 12 + "Ende"
    record = a_record(patient=Patient(name, date(1950, 1, 1), 76, "F", "94733723"))

    first, second = pages_of(as_pdf(record))[:2]

    assert name in first
    assert name not in second
    assert "Wolfeschlegel-Wolfeschlegel-" in second
    assert "94733723" in second


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_a_record_of_two_rounds_takes_two_pages_and_keeps_every_vote(paper):
    last = a_record().ballots[0]
    first = replace(last, note="Round 1 of 2; 8 entitled, 7 voted")

    pages = pages_of(as_pdf(a_record(ballots=(first, last)), paper))

    assert len(pages) == 2
    both = "".join(pages)
    for vote in last.votes:
        assert both.count(squeezed(vote.name)) >= 2, vote
        assert both.count(squeezed(vote.reason)) >= 2, vote
    assert both.count("Recused1:") == 2
    assert "Round1of2" in both and "Round2of2" in both


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_pinned_notes_are_on_paper_and_leave_an_ordinary_record_its_two_pages(paper):
    notes = tuple(
        Note("clinical", f"The daughter drives on weekday {n}.", "R. Okafor") for n in range(5)
    )

    pages = pages_of(as_pdf(a_record(notes=notes), paper))

    assert len(pages) == 2
    assert "Thedaughterdrivesonweekday4." in "".join(pages)


def test_a_record_from_before_there_were_notes_is_read_as_it_was():
    plain = json.loads(a_record().to_json())
    del plain["notes"]

    assert PlanDocument.from_json(json.dumps(plain)) == a_record()
