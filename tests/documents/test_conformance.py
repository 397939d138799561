"""What an archive and a screen reader need, as veraPDF judges it, on every kind of record."""

from dataclasses import replace

import pytest

from board.documents import plan as paper
from board.documents.pdf import write
from board.documents.plan import State, as_html, as_pdf
from board.documents.sealing import Seal, sealed
from tests.documents.full_record import a_full_record, with_fhir
from tests.documents.pack_samples import a_pack
from tests.documents.reading import faults_in
from tests.documents.samples import RECORD, a_draft, a_record
from tests.documents.verapdf import PROFILES, failed_rules


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    seal = Seal(tmp_path_factory.mktemp("key") / "site-key.p12", made_for="board.example.org")
    full = with_fhir(a_full_record())
    gone = {"state": State.SUPERSEDED, "superseded_by": RECORD["replaces"]}
    return {
        "record.pdf": as_pdf(a_record()),
        "letter.pdf": as_pdf(full, "Letter"),
        "draft.pdf": as_pdf(a_draft(stage="Stated by the chair, not checked yet")),
        "sealed.pdf": sealed(as_pdf(full), seal),
        "superseded.pdf": sealed(as_pdf(replace(full, **gone)), seal),
        "pack.pdf": a_pack(),
        "pack-letter.pdf": a_pack(paper="Letter"),
    }


def test_no_rule_of_either_norm_fails_on_any_record(files, tmp_path):
    found = failed_rules({**files, **faulty(files)}, tmp_path)

    assert {name: found[name] for name in files} == {
        name: {profile: [] for profile in PROFILES} for name in files
    }
    assert found["no-claim.pdf"]["ua1"] and found["no-archive.pdf"]["3a"]
    assert found["nameless-picture.pdf"]["ua1"]


def faulty(files: dict[str, bytes]) -> dict[str, bytes]:
    """Return records that break a norm, so that the checker is seen to find it."""
    good = files["record.pdf"]
    page = as_html(a_record()).replace("<title>QR code", "<desc>QR code")
    page = page.replace("board.example.org/r/MM-0142/2.</title>", "x</desc>")
    nameless = write(page, room="plan", paper="A4", created=a_record().printed_at)
    return {
        "no-claim.pdf": good.replace(b'pdfuaid:part="1"', b'pdfuaid:part="9"'),
        "no-archive.pdf": good.replace(b'pdfaid:part="3"', b'pdfaid:part="9"'),
        "nameless-picture.pdf": nameless.pdf,
    }


#: The fast check wants the invisible field of a seal in the tree of tags; veraPDF knows that nobody sees it.
UNSEEN = "PDFUA1-WIDGET-FORM-TAG-001"


@pytest.mark.parametrize("name", ["sealed.pdf", "superseded.pdf", "letter.pdf"])
def test_the_fast_check_agrees(files, name):
    assert set(faults_in(files[name])) <= ({UNSEEN} if name != "letter.pdf" else set())


def test_paper_has_no_warnings_with_every_part_filled():
    assert paper.printed(with_fhir(a_full_record()), "A4").warnings == ()
