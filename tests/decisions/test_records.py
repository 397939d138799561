"""A sealed record: genuine, superseded, altered, not known; and nothing is said to who has no record."""

import random
from dataclasses import replace
from io import BytesIO

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from board.audit.models import AuditEntry
from board.cli import main
from board.db import db
from board.decisions import record_views
from board.decisions.models import Plan, SealCertificate, SealedFile
from board.decisions.services import plans, seals, snapshot
from board.decisions.services.seals import Verdict
from board.documents import reader
from board.documents.plan import as_pdf
from board.documents.proof import examined
from board.documents.sealing import Seal, sealed
from board.transactions import transaction
from tests.cli.running import board
from tests.documents.bombs import a_bomb
from tests.documents.reading import files_in, pages_of
from tests.factories import a_room, a_signed_plan
from tests.people import NOON


@pytest.fixture
def plan(app, cast):
    with app.app_context():
        return a_signed_plan(cast, a_room(cast)).id


@pytest.fixture
def issued(plan, as_person):
    return as_person("okafor").get(f"/plans/{plan}/record.pdf").data


@pytest.fixture
def stranger(app):
    from tests.conftest import SignedInClient

    return SignedInClient(app, app.response_class, use_cookies=True)


def asks(client, pdf):
    """Send a file to the page and return what it says."""
    return client.post("/r", data={"file": (BytesIO(pdf), "record.pdf")}).text


def worth(app, pdf):
    with app.app_context():
        return seals.prove(pdf, examined(pdf))


def amended(app, cast, plan):
    with app.app_context():
        with transaction():
            draft = plans.amend_plan(plan, "Apheresis failed", by=cast["park"], at=NOON)
        content, item = plans.content_of(draft), draft.item
        return a_signed_plan(cast, item, content).id


def test_whoever_has_the_file_learns_that_it_is_genuine_and_what_was_checked(stranger, issued):
    page = asks(stranger, issued)

    assert "Genuine and current" in page and "MM-0001" in page
    assert "Byte for byte as it left this board." in page
    assert "Whole, and by this board&#39;s certificate" in page
    assert "by its digest, one signed here" in page
    assert "Version 1 is the newest that is signed." in page


def test_a_record_is_sealed_once_and_the_same_file_is_given_ever_after(
    app, as_person, plan, issued
):
    again = as_person("chen").get(f"/plans/{plan}/record.pdf").data

    assert again == issued
    assert set(files_in(issued)) == {"record.json", "bundle.fhir.json"}
    with app.app_context():
        [known] = db.session.scalars(select(SealedFile))
        [certificate] = db.session.scalars(select(SealCertificate))
        assert known.certificate_sha256 == certificate.sha256 == examined(issued).certificate
        began = select(AuditEntry).where(AuditEntry.object == "seal")
        assert db.session.scalars(began).one().detail == {"certificate": certificate.sha256}


def test_a_superseded_record_says_so_and_what_was_issued_stays_as_it_was(
    app, cast, as_person, stranger, plan, issued
):
    amended(app, cast, plan)
    chen = as_person("chen")

    marked = chen.get(f"/plans/{plan}/record.pdf").data
    as_issued = chen.get(f"/plans/{plan}/record.pdf?as=signed").data

    assert as_issued == issued
    assert all("Superseded" in page for page in pages_of(marked))
    assert "replacedbyv2" in pages_of(marked)[0]
    for file in (marked, issued):
        page = asks(stranger, file)
        assert "Genuine, but superseded by version 2" in page
        assert "Do not act on this version" in page


def test_one_flipped_byte_anywhere_is_found(app, issued):
    draw, length = random.Random(5), len(issued)
    gap = issued.index(b"/Contents <") + 11
    places = [draw.randrange(length) for _ in range(200)]
    places += [draw.randrange(gap, gap + 2600) for _ in range(60)]
    places += [*range(length - 40, length), *range(20)]

    with app.app_context():
        found = {}
        for place in places:
            file = bytearray(issued)
            file[place] ^= 1 << draw.randrange(8)
            found[place] = seals.prove(bytes(file), examined(bytes(file))).verdict

    assert set(found.values()) <= {Verdict.ALTERED, Verdict.UNKNOWN}
    assert sum(one is Verdict.ALTERED for one in found.values()) > 0.98 * len(found)


def test_something_added_after_the_seal_is_found(app, issued):
    writer = IncrementalPdfFileWriter(BytesIO(issued))
    writer.root["/Lang"] = generic.TextStringObject("de")
    writer.update_root()
    added = BytesIO()
    writer.write(added)

    for file in (added.getvalue(), issued + b"\n", issued + issued):
        assert worth(app, file).verdict is Verdict.ALTERED


def test_the_same_record_under_another_seal_is_refused(app, plan, tmp_path, issued):
    with app.app_context():
        document = snapshot.printed(db.session.get(Plan, plan), "http://localhost")
    other = Seal(tmp_path / "other.p12", made_for="elsewhere")

    found = worth(app, sealed(as_pdf(document), other))

    assert found.verdict is Verdict.ALTERED
    assert [check.passed for check in found.checks] == [False, False, True]
    assert "certificate that is not this board's" in found.checks[1].said


def test_our_own_seal_over_changed_data_is_refused(app, plan, issued):
    with app.app_context():
        document = snapshot.printed(db.session.get(Plan, plan), "http://localhost")
        changed = replace(document, headline="Do the opposite", record_json='{"changed": true}')

        found = seals.prove(*both(sealed(as_pdf(changed), app.config["SEAL"])))

    assert found.verdict is Verdict.ALTERED and found.plan is None
    assert "was not signed here" in found.checks[2].said


def both(pdf):
    return pdf, examined(pdf)


def test_a_file_that_never_left_this_board_is_told_nothing(as_person, stranger, app, cast, issued):
    other = as_pdf(_anything())

    page = asks(stranger, other)

    assert "Not known" in page and "has issued no such file" in page
    assert "MM-0001" not in page
    for nonsense in (b"", b"no PDF at all"):
        answer = stranger.post("/r", data={"file": (BytesIO(nonsense), "x.pdf")})
        assert answer.status_code == 422 and "Choose the PDF" in answer.text
    assert "Not known" in asks(stranger, b"%PDF-1.7 nonsense")


def test_an_altered_file_tells_nothing_of_its_case(stranger, issued):
    page = asks(stranger, issued.replace(b"/Lang", b"/Long", 1))

    assert "Altered: do not act on it" in page
    assert "MM-0001" not in page and "version 1" not in page.lower()


def test_asking_again_and_again_has_to_wait(stranger, monkeypatch):
    monkeypatch.setattr(record_views, "AT_ONCE", 3)
    monkeypatch.setattr(record_views, "SECONDS_EACH", 60.0)

    answers = [stranger.post("/r/MM-0001/1", data={"digest": "0" * 16}) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]


def test_a_file_that_comes_while_another_is_looked_at_has_to_wait(stranger, issued):
    with reader._READER._turn:
        answer = stranger.post("/r", data={"file": (BytesIO(issued), "record.pdf")})

    assert answer.status_code == 503
    assert "is being looked at; try again in a moment" in answer.text
    assert "Not known" not in answer.text
    assert "Genuine and current" in asks(stranger, issued)


def test_a_small_file_that_blows_up_is_not_known(stranger):
    assert "Not known" in asks(stranger, a_bomb())


def test_a_file_that_is_too_large_is_not_looked_at(app, stranger):
    app.config["MAX_CONTENT_LENGTH"] = 50_000

    answer = stranger.post("/r", data={"file": (BytesIO(b"%PDF" + b"0" * 60_000), "x.pdf")})

    assert answer.status_code == 413


def test_a_digest_is_read_as_it_is_printed(app, stranger, plan):
    with app.app_context():
        digest = db.session.get(Plan, plan).sha256

    typed = f" {digest[:16].upper()} {digest[16:32]} "
    page = stranger.post("/r/MM-0001/1", data={"digest": typed}).text

    assert "Genuine and current" in page


@pytest.mark.parametrize("table", ["seal_certificates", "sealed_files"])
def test_what_was_sealed_is_only_ever_added(app, issued, table):
    with app.app_context():
        for change in (f"DELETE FROM {table}", f"UPDATE {table} SET sha256 = 'x'"):
            with pytest.raises(DatabaseError, match="only ever added"):
                db.session.execute(text(change))
            db.session.rollback()


def test_the_command_line_says_the_same(settings, issued, tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    monkeypatch.setenv("BOARD_SECRET_KEY", settings.secret_key)
    monkeypatch.setenv("BOARD_DATA_FOLDER", str(settings.data_folder))
    file = tmp_path / "record.pdf"
    file.write_bytes(issued)

    genuine = board("verify", str(file))
    file.write_bytes(issued + b"%")
    altered = board("verify", str(file))

    assert genuine.exit_code == 0 and "Genuine and current" in genuine.stdout
    assert "Decision record MM-0001, version 1" in genuine.stdout
    assert altered.exit_code == 1 and "Altered: do not act on it" in altered.stdout
    assert examined(issued).certificate in board("site-key").stdout
    assert main.get_command(None, "site-key") is not None


def _anything():
    from tests.documents.samples import a_record

    return a_record()
