"""What a PDF shows of itself: whether its seal is whole, whose it is, and which record it carries.

Nothing here is believed of the file: whether the certificate is ours and the record is known is for
those who keep them to say. Files come from strangers: this runs in a process of its own, `reading.py`.
"""

import hashlib
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pikepdf import Object
    from pyhanko.sign.validation import EmbeddedPdfSignature

#: The largest record a file may carry, in bytes.
LARGEST = 4 * 1024 * 1024


@dataclass(frozen=True)
class Examined:
    """What was found in a file. Digests are SHA-256 in hexadecimal; "" stands for none."""

    #: How many signatures it carries; a record has one.
    signatures: int = 0
    #: Whether the one seal fits every byte of the file, with nothing added after it.
    intact: bool = False
    #: The digest of the certificate that sealed it.
    certificate: str = ""
    #: The digest of the record.json it carries.
    record: str = ""


def get_ready() -> None:
    """Load what looking needs, before the time of a file begins."""
    import pikepdf  # noqa: F401
    import pyhanko.pdf_utils.reader
    import pyhanko.sign.validation.generic_cms  # noqa: F401


def examined(pdf: bytes) -> Examined:
    """Return what the file shows; one that cannot be read shows nothing."""
    count, intact, certificate = _seal(pdf)
    return Examined(count, intact, certificate, _record(pdf))


def _seal(pdf: bytes) -> tuple[int, bool, str]:
    """Return how many signatures there are, whether the only one holds, and by which certificate."""
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        found = PdfFileReader(BytesIO(pdf)).embedded_signatures
        certificate = found[0].signer_cert.dump() if found else b""
        intact = len(found) == 1 and _holds(found[0], pdf)
    except Exception:  # a hostile or broken file fails in many ways, and all mean the same
        return 0, False, ""
    return len(found), intact, hashlib.sha256(certificate).hexdigest() if certificate else ""


def _holds(seal: "EmbeddedPdfSignature", pdf: bytes) -> bool:
    """Return whether the signature is over these bytes, over all of them, and by the key of its certificate."""
    from pyhanko.sign.validation import SignatureCoverageLevel
    from pyhanko.sign.validation.generic_cms import validate_sig_integrity

    digest = seal.compute_digest()
    intact, valid = validate_sig_integrity(seal.signer_info, seal.signer_cert, "data", digest)
    whole = seal.evaluate_signature_coverage() is SignatureCoverageLevel.ENTIRE_FILE
    return intact and valid and whole and _gap_is_plain(seal, pdf)


def _gap_is_plain(seal: "EmbeddedPdfSignature", pdf: bytes) -> bool:
    """Return whether the one gap, which no signature can cover, holds the signature and zeros, nothing else."""
    from asn1crypto.parser import peek

    start, length, rest, _ = (int(number) for number in seal.byte_range)
    shown, content = pdf[start + length + 1 : rest - 1], bytes(seal.pkcs7_content)
    written = content.hex().encode()
    return shown in (written, written.upper()) and not any(content[peek(content) :])


def _record(pdf: bytes) -> str:
    """Return the digest of the record.json inside, or ""."""
    import pikepdf

    try:
        with pikepdf.open(BytesIO(pdf)) as document:
            if "record.json" not in document.attachments:
                return ""
            content = _content(document.attachments["record.json"].get_file().obj)
    except Exception:  # as above
        return ""
    return hashlib.sha256(content).hexdigest() if 0 < len(content) <= LARGEST else ""


def _content(stream: "Object") -> bytes:
    """Return what is in a stream that is packed as ours are, once; of what is too large, the beginning.

    Layers in layers blow a small file up without end, so any other packing counts as no record.
    """
    if str(stream.get("/Filter")) != "/FlateDecode" or "/DecodeParms" in stream:
        return b""
    return zlib.decompressobj().decompress(stream.read_raw_bytes(), LARGEST + 1)
