"""The seal of the house: made once, kept private, and broken by every change."""

import random
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO

import pytest
from asn1crypto.tsp import TimeStampReq
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization.pkcs12 import load_key_and_certificates
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.signers import SimpleSigner
from pyhanko.sign.timestamps import DummyTimeStamper

from board.documents.errors import DocumentFailed
from board.documents.proof import Examined, examined
from board.documents.sealing import Seal, certificate_of, make_site_key, seal_of, sealed
from tests.documents.reading import files_in, pages_of
from tests.documents.samples import a_record

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def seal(tmp_path_factory):
    seal = Seal(tmp_path_factory.mktemp("data") / "site-key.p12", made_for="board.example.org")
    assert (
        "board.example.org" in certificate_of(seal).name
    )  # the key is made when it is first needed
    return seal


@pytest.fixture(scope="module")
def plain():
    from board.documents.plan import as_pdf

    return as_pdf(a_record())


@pytest.fixture(scope="module")
def record(plain, seal):
    return sealed(plain, seal)


def test_a_seal_leaves_the_record_as_it_was_printed(plain, record):
    assert record.startswith(plain)
    assert pages_of(record) == pages_of(plain)
    assert files_in(record) == files_in(plain)


def test_a_seal_is_whole_and_its_certificate_and_record_are_read_back(record, seal):
    assert examined(record) == Examined(1, True, certificate_of(seal).sha256, a_record().digest)


def test_the_key_is_made_once_and_for_its_owner_alone(seal, record):
    before = seal.key.read_bytes()

    make_site_key(seal.key, "Somebody else", NOON)

    assert seal.key.read_bytes() == before
    assert seal.key.stat().st_mode & 0o777 == 0o600
    assert "Relapse Board, board.example.org" in certificate_of(seal).name
    assert [path.name for path in seal.key.parent.iterdir()] == ["site-key.p12"]


def test_a_key_of_the_hospital_s_own_is_used_as_it_is(tmp_path, plain, seal, settings):
    key, certificate, _ = load_key_and_certificates(seal.key.read_bytes(), None)
    secret = serialization.BestAvailableEncryption(b"secret words")
    pem, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    (tmp_path / "key.pem").write_bytes(key.private_bytes(pem, pkcs8, secret))
    (tmp_path / "own.pem").write_bytes(certificate.public_bytes(pem))

    own = Seal(tmp_path / "key.pem", tmp_path / "own.pem", "secret words")

    assert examined(sealed(plain, own)).certificate == certificate_of(seal).sha256
    assert seal_of(settings).key == settings.data_folder / "site-key.p12"


@pytest.mark.parametrize("broken", [Seal, lambda key: Seal(key, None, "wrong")])
def test_a_key_that_cannot_be_used_is_named(tmp_path, plain, broken):
    key = tmp_path / "key.p12"
    with pytest.raises(DocumentFailed, match="cannot be read"):
        sealed(plain, broken(key))

    key.write_bytes(b"no key at all")

    with pytest.raises(DocumentFailed, match="cannot be used"):
        sealed(plain, broken(key))


def test_a_change_before_the_seal_or_after_it_breaks_it(record):
    draw = random.Random(3)
    start, length, rest, _ = PdfFileReader(BytesIO(record)).embedded_signatures[0].byte_range
    covered = [*range(int(start), int(start + length)), *range(int(rest), len(record))]

    for place in [*draw.sample(covered, 120), *covered[-25:]]:
        file = bytearray(record)
        file[place] ^= 1 << draw.randrange(8)
        assert not examined(bytes(file)).intact, place


def test_what_the_seal_cannot_cover_holds_nothing_else(record):
    gap = record.index(b"/Contents <") + 11
    padding = record.index(b">", gap) - 40

    hidden = record[:padding] + b"4" + record[padding + 1 :]

    assert not examined(hidden).intact


def test_a_file_that_is_no_pdf_shows_nothing():
    for file in (b"", b"%PDF-1.7", b"\x00" * 5000, b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj"):
        assert examined(file) == Examined()


class Service(BaseHTTPRequestHandler):
    """A time-stamping service on this machine."""

    def do_POST(self):
        asked = TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
        answer = self.server.stamper.request_tsa_response(asked).dump()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def service(tmp_path):
    from tests.documents.stamping import an_authority

    server = HTTPServer(("127.0.0.1", 0), Service)
    server.stamper = DummyTimeStamper(*an_authority(), fixed_dt=NOON)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def has_time_stamp(signature):
    unsigned = signature.signer_info["unsigned_attrs"].native or ()
    return "signature_time_stamp_token" in {attribute["type"] for attribute in unsigned}


def test_a_time_stamp_is_asked_for_when_there_is_a_service(seal, plain, service):
    stamped = sealed(plain, Seal(seal.key, time_stamps=service))

    [signature] = PdfFileReader(BytesIO(stamped)).embedded_signatures
    assert has_time_stamp(signature)
    assert examined(stamped).intact


def test_without_an_answer_the_record_is_sealed_without_a_time_stamp(seal, plain, caplog):
    unstamped = sealed(plain, Seal(seal.key, time_stamps="http://127.0.0.1:9/"))

    [signature] = PdfFileReader(BytesIO(unstamped)).embedded_signatures
    assert not has_time_stamp(signature)
    assert examined(unstamped).intact
    assert "no time stamp came" in caplog.text


def test_a_signer_is_what_the_key_file_holds(seal):
    assert isinstance(SimpleSigner.load_pkcs12(str(seal.key)), SimpleSigner)
