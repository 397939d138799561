"""The seal of the house: a signature with its key over a whole finished PDF (PAdES, B-B or B-T).

It says that the file is, byte for byte, what this house issued. People sign in the product; their
signatures are part of what is sealed. Nothing is drawn on the page, and nothing may be changed after.
"""

import asyncio
import base64
import hashlib
import logging
import os
import textwrap
import urllib.request
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from board import clock
from board.config import Settings
from board.documents.errors import DocumentFailed

if TYPE_CHECKING:
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko.sign.timestamps import TimeStamper

log = logging.getLogger(__name__)

#: How long a certificate that we make ourselves is good for.
GOOD_FOR = timedelta(days=20 * 365)
FIELD = "Seal"
PATIENCE = 10  # seconds that a time-stamping service may take


@dataclass(frozen=True)
class Seal:
    """Where the key is: PKCS#12, which holds key and certificate, or PEM with the certificate beside it."""

    key: Path
    certificate: Path | None = None
    passphrase: str = field(default="", repr=False)
    #: The address of a time-stamping service (RFC 3161), or "".
    time_stamps: str = ""
    #: In whose name a missing key is made; "": the key has to be there.
    made_for: str = ""


@dataclass(frozen=True)
class Certificate:
    """Whose seal it is: the certificate itself, the name in it, and until when it is good."""

    der: bytes
    name: str
    until: datetime

    @property
    def pem(self) -> str:
        """Return the certificate as others take it in."""
        lines = textwrap.wrap(base64.b64encode(self.der).decode(), 64)
        return "\n".join(["-----BEGIN CERTIFICATE-----", *lines, "-----END CERTIFICATE-----"])

    @property
    def sha256(self) -> str:
        """Return the digest by which the certificate is known, in hexadecimal."""
        return hashlib.sha256(self.der).hexdigest()


def sealed(pdf: bytes, seal: Seal) -> bytes:
    """Return the PDF with an invisible seal that allows no change after it.

    When the time-stamping service does not answer, the seal carries no time stamp, and the log says so.
    """
    from pyhanko.sign.timestamps import TimestampRequestError

    signer = _signer(seal)
    if not seal.time_stamps:
        return _sealed(pdf, signer, None)
    try:
        return _sealed(pdf, signer, _time_stamper(seal.time_stamps))
    except (TimestampRequestError, OSError) as error:
        log.warning("no time stamp came from %s (%s): sealed without one", seal.time_stamps, error)
        return _sealed(pdf, signer, None)


def seal_of(settings: Settings) -> Seal:
    """Return the seal of this installation: the hospital's own key, or one that is made at first need."""
    if settings.seal_key is not None:
        return Seal(
            settings.seal_key,
            settings.seal_certificate,
            settings.seal_passphrase,
            settings.time_stamps,
        )
    house = urlsplit(settings.public_address).hostname or "Relapse Board"
    own = settings.data_folder / "site-key.p12"
    return Seal(own, time_stamps=settings.time_stamps, made_for=house)


def certificate_of(seal: Seal) -> Certificate:
    """Return the certificate this seal is recognised by, making the board's own key when there is none."""
    signing: Any = _signer(seal).signing_cert
    return Certificate(signing.dump(), signing.subject.human_friendly, signing.not_valid_after)


def make_site_key(file: Path, house: str, now: datetime) -> None:
    """Make a key and a certificate it signs itself, as PKCS#12, unless the file is there.

    Only its owner may read it. Two processes that start at once make one key.
    """
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import NoEncryption
    from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
    from cryptography.x509.oid import NameOID

    if file.exists():
        return
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, house[:64])])
    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=True, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=False, crl_sign=False,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + GOOD_FOR)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    both = serialize_key_and_certificates(b"site key", key, certificate, None, NoEncryption())
    _write_once(file, both)


def _write_once(file: Path, content: bytes) -> None:
    """Write a file that its owner alone may read, whole or not at all; one that is there stays."""
    file.parent.mkdir(parents=True, exist_ok=True)
    mine = file.with_name(f"{file.name}.{os.getpid()}")
    with open(os.open(mine, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as handle:
        handle.write(content)
    try:
        os.link(mine, file)
    except FileExistsError:
        log.info("another process made %s first", file)
    finally:
        mine.unlink()


def _sealed(pdf: bytes, signer: "SimpleSigner", time_stamper: "TimeStamper | None") -> bytes:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
    from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

    class AsPrinted(IncrementalPdfFileWriter):
        """Adds the seal and leaves what the file says of itself as it was printed."""

        def _update_meta(self) -> None:
            """Change nothing: written anew, the claims of archive and access are another program's."""

    said = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        reason="Issued by the board as signed",
    )
    place = SigFieldSpec(FIELD, readable_field_name="Seal of the board")
    sealing = PdfSigner(said, signer, timestamper=time_stamper, new_field_spec=place)
    out = BytesIO()
    asyncio.run(sealing.async_sign_pdf(AsPrinted(BytesIO(pdf)), output=out))
    return out.getvalue()


def _signer(seal: Seal) -> "SimpleSigner":
    """Return the key as it is in its file now."""
    if seal.made_for:
        make_site_key(seal.key, f"Relapse Board, {seal.made_for}", clock.now())
    try:
        changed = seal.key.stat().st_mtime_ns
    except OSError as error:
        raise DocumentFailed(f"The key for sealing records cannot be read: {seal.key}") from error
    return _loaded(seal, changed)


@lru_cache(maxsize=2)
def _loaded(seal: Seal, _changed: int) -> "SimpleSigner":
    """Return the key, read once for each change of its file."""
    from pyhanko.sign.signers import SimpleSigner

    secret = seal.passphrase.encode() or None
    signer: SimpleSigner | None
    if seal.certificate is None:
        signer = SimpleSigner.load_pkcs12(str(seal.key), passphrase=secret)
    else:
        signer = SimpleSigner.load(str(seal.key), str(seal.certificate), key_passphrase=secret)
    if signer is None:
        raise DocumentFailed(f"The key for sealing records cannot be used: {seal.key}")
    return signer


def _time_stamper(address: str) -> "TimeStamper":
    from pyhanko.sign.timestamps import TimeStamper, TimestampRequestError

    class Service(TimeStamper):
        """Asks a time-stamping service over HTTP (RFC 3161, section 3.4)."""

        async def async_request_tsa_response(self, req: Any) -> Any:
            from asn1crypto.tsp import TimeStampResp

            question = urllib.request.Request(  # noqa: S310  # the address is a setting of the house
                address, req.dump(), {"Content-Type": "application/timestamp-query"}
            )
            with urllib.request.urlopen(question, timeout=PATIENCE) as answer:  # noqa: S310
                said = answer.read(100_000)
            try:
                return TimeStampResp.load(said, strict=True)
            except ValueError as error:
                raise TimestampRequestError("The answer is no time stamp.") from error

    return Service()
