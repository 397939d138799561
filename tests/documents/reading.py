"""Reading a PDF back: its words, its files, its fonts, and what a checker says of it."""

import re
from io import BytesIO

import page
from pypdf import PdfReader

from board.web.filters import in_words

#: The checker counts a compressed stream that happens to end in 0x0D as one byte too long.
FALSE_ALARM = "STREAM-LENGTH"


def pages_of(pdf: bytes) -> list[str]:
    """Return the words of each page, without any white space: lines break where they like."""
    return [squeezed(sheet.extract_text()) for sheet in PdfReader(BytesIO(pdf)).pages]


def words_of(pdf: bytes) -> str:
    """Return the words of the whole document, without any white space."""
    return "".join(pages_of(pdf))


def squeezed(text: str) -> str:
    """Return a text without white space."""
    return re.sub(r"\s+", "", text)


def stands_in(words: str, text: str) -> bool:
    """Return whether a text stands in squeezed words: as it is, or its dates and units as clinicians write them."""
    ways = (text, in_words(text))
    return any(squeezed(way) in words or squeezed(way.lower()) in words for way in ways)


def files_in(pdf: bytes) -> dict[str, bytes]:
    """Return the files the document carries."""
    return {name: content[0] for name, content in PdfReader(BytesIO(pdf)).attachments.items()}


def fonts_in(pdf: bytes) -> set[str]:
    """Return the names of the fonts on the pages, without the tags of their subsets."""
    names = set()
    for sheet in PdfReader(BytesIO(pdf)).pages:
        fonts = sheet["/Resources"].get("/Font", {})
        names |= {str(fonts[key]["/BaseFont"]).split("+")[-1].rstrip(",") for key in fonts}
    return names


def faults_in(pdf: bytes) -> list[str]:
    """Return what breaks PDF/A-3a or PDF/UA-1."""
    reports = [page.validate_pdf_bytes(pdf, profile=profile) for profile in ("3a", "ua1")]
    found = [fault.rule_id for report in reports for fault in report.failures]
    return [rule for rule in found if FALSE_ALARM not in rule]
