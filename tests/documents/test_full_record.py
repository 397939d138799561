"""The usual record with everything in it: on two pages, with nothing left out."""

from dataclasses import replace
from datetime import date

import pytest

from board.documents.plain import texts_in
from board.documents.plan import PlanDocument, as_pdf
from tests.documents.full_record import a_full_record, with_fhir
from tests.documents.reading import files_in, pages_of, stands_in, words_of

#: Words that repeat what stands there otherwise, and what record.json alone holds.
UNPRINTED = {"abstain", "final", "systemic therapy", "first choice", "afterwards", "progression"}


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_two_rounds_four_notes_logistics_and_three_signatures_take_two_pages(paper):
    pages = pages_of(as_pdf(with_fhir(a_full_record()), paper))

    assert len(pages) == 2
    assert "Boarddecision" in pages[0].replace("BOARDDECISION", "Boarddecision")
    assert "Signatures" in pages[1]


def test_every_word_of_it_is_on_paper():
    record = a_full_record()
    words = words_of(as_pdf(record))
    shown = replace(record, course=None, cards=(), record_json="", told=(), triggers=(), rules=())
    steps = tuple(
        replace(s, kind="", when="", label="", evidence="") for s in shown.recommendations
    )
    steps = tuple(replace(step, reference="", facts=()) for step in steps)
    signatures = tuple(replace(one, zone="", sha256="") for one in shown.signatures)
    shown = replace(shown, recommendations=steps, signatures=signatures)
    qr = record.verification.qr_text if record.verification else ""

    said = [text for text in texts_in(shown) if text not in {*UNPRINTED, qr}]

    assert [text for text in said if not stands_in(words.lower(), text.lower())] == []
    assert "RestsonGPRC5Dtwocopies(21-Oct-2026);Platelets61×10⁹/L(18-Nov-2026)." in words
    assert "intent:bridging" in words
    assert "08-Dec-2026,24-Dec-2026,22-Feb-2027" in words


def test_tests_not_made_are_named_together_when_there_are_many():
    genetics = a_full_record().genetics
    untested = tuple(replace(genetics.findings[-1], abnormality=f"t(14;{n})") for n in (16, 20, 8))

    words = words_of(as_pdf(a_full_record(genetics=replace(genetics, findings=untested))))

    assert "Nottested,sonotknown:t(14;16)·t(14;20)·t(14;8)." in words


def test_what_was_keyed_in_from_paper_says_so():
    words = words_of(as_pdf(a_full_record(entered_later="By H. Park, 2026-11-25 09:12.")))

    assert "Enteredlater.ByH.Park,25-Nov-202609:12." in words


def test_the_record_travels_inside_as_json_and_as_fhir():
    record = with_fhir(a_full_record())

    assert files_in(as_pdf(record)) == {
        "record.json": record.record_json.encode(),
        "bundle.fhir.json": record.fhir_json.encode(),
    }
    assert PlanDocument.from_json(record.record_json).valid_until == date(2027, 1, 5)
