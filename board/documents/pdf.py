"""WeasyPrint, closed to the world: HTML in, PDF/A-3a and PDF/UA-1 in one file out.

Only style sheets and fonts of our own static folder are read; everything else a document asks for
stops the printing. The same input gives the same bytes: no clock is read here.
"""

import atexit
import gc
import logging
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from board.documents.errors import DocumentFailed, PrinterMissing

if TYPE_CHECKING:
    from weasyprint import CSS, HTML, Attachment
    from weasyprint.text.fonts import FontConfiguration

Paper = Literal["A4", "Letter"]

ROOT = Path(__file__).resolve().parent.parent.parent
STATIC = ROOT / "static"
PRINT = STATIC / "css" / "print"
FONTS = STATIC / "fonts" / "source-sans"

PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


@dataclass(frozen=True)
class Attached:
    """A file carried inside the PDF, as the source of what is printed."""

    name: str
    description: str
    text: str


@dataclass(frozen=True)
class Printed:
    """A finished document, and what WeasyPrint complained about on the way (nothing, we hope)."""

    pdf: bytes
    warnings: tuple[str, ...]


def write(
    html: str,
    *,
    room: str,
    paper: Paper,
    created: datetime,
    attached: Sequence[Attached] = (),
) -> Printed:
    """Print a page of well-formed HTML with the style sheet of its `room` ("plan")."""
    weasyprint = _weasyprint()
    with _complaints() as said, _no_collecting():
        try:
            source = _source(html)
            document = source.render(
                stylesheets=[_sheet(room), _sheet(paper.lower())],
                font_config=_fonts(),
                pdf_variant="pdf/a-3a",
            )
            document.metadata.created = document.metadata.modified = _w3c(created)
            document.metadata.attachments = [_attachment(a, created) for a in attached]
            document.metadata.__class__ = _archive_and_accessible()
            pdf = document.write_pdf(pdf_variant="pdf/a-3a", finisher=_scope_headers)
        except weasyprint.urls.FatalURLFetchingError as error:
            # A BaseException: left alone it would pass every handler of the caller.
            raise DocumentFailed(str(error)) from error
        except Exception as error:
            raise DocumentFailed(f"The document could not be printed: {error}") from error
    if lost := [record.getMessage() for record in said if record.levelno >= logging.ERROR]:
        # The engine goes on without a picture it could not draw; a record may not.
        raise DocumentFailed(f"Part of the document could not be printed: {lost[0]}")
    return Printed(pdf, tuple(record.getMessage() for record in said))


def environment() -> Environment:
    """Return the templates of paper: all escaped, nothing undefined."""
    return Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def letters() -> frozenset[int]:
    """Return the code points that every bundled font has a letter for."""
    from fontTools.ttLib import TTFont

    known = []
    for path in sorted(FONTS.glob("*.ttf")):
        with TTFont(path, lazy=True) as font:
            known.append(set(font.getBestCmap()))
    return frozenset(set.intersection(*known))


@cache
def _weasyprint() -> Any:
    """Return the engine, imported late: it takes half a second and system libraries."""
    try:
        import weasyprint
        import weasyprint.urls
    except OSError as error:
        raise PrinterMissing(
            "PDFs need Pango, which is not installed here. On Debian or Ubuntu: "
            f"apt-get install --no-install-recommends {PACKAGES}"
        ) from error
    return weasyprint


@cache
def _fonts() -> "FontConfiguration":
    """Return the one font configuration of this process: each new one leaks memory."""
    from weasyprint.text.fonts import FontConfiguration

    # It closes its files itself, but only while Python still stands.
    atexit.register(_fonts.cache_clear)
    return FontConfiguration()


@cache
def _sheet(name: str) -> "CSS":
    css: CSS = _weasyprint().CSS(
        filename=PRINT / f"{name}.css", font_config=_fonts(), url_fetcher=_own_files()
    )
    return css


def _source(html: str) -> "HTML":
    source: HTML = _weasyprint().HTML(string=html, base_url=None, url_fetcher=_own_files())
    return source


@cache
def _own_files() -> Any:
    """Return a fetcher that reads style sheets and fonts below our static folder, nothing else."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    kinds = {".css": "text/css", ".ttf": "font/ttf"}
    known = {
        path.resolve().as_uri(): path
        for folder in (PRINT, FONTS)
        for path in folder.iterdir()
        if path.suffix in kinds
    }

    class OwnFiles(URLFetcher):
        """Knows its files by name; there is no path to walk and no address to follow."""

        def fetch(self, url: str, *_: object) -> Any:
            path = known.get(url)
            if path is None:
                raise FatalURLFetchingError(f"A document may fetch nothing, but asked for {url}")
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kinds[path.suffix]})

    return OwnFiles(allow_redirects=False, fail_on_errors=True)


def _attachment(attached: Attached, created: datetime) -> "Attachment":
    attachment: Attachment = _weasyprint().Attachment(
        string=attached.text,
        name=attached.name,
        description=attached.description,
        created=created.astimezone(UTC),
        modified=created.astimezone(UTC),
        relationship="Source",
        url_fetcher=_own_files(),
    )
    return attachment


@cache
def _archive_and_accessible() -> type:
    """Return metadata that claim PDF/UA-1 beside PDF/A-3a.

    WeasyPrint writes one claim a file. PDF/A allows the second only with its schema described.
    """
    from weasyprint.pdf.metadata import DocumentMetadata

    class ArchiveAndAccessible(DocumentMetadata):
        """Adds the second claim, and leaves the metadata readable without decompression."""

        def generate_rdf_metadata(self, variant: str, version: int, conformance: str) -> bytes:
            rdf: bytes = super().generate_rdf_metadata(variant, version, conformance)
            return rdf.replace(b"</rdf:RDF>", ACCESSIBLE + b"</rdf:RDF>")

        def include_in_pdf(
            self, pdf: Any, variant: str, version: int, conformance: str, _compress: bool
        ) -> None:
            super().include_in_pdf(pdf, variant, version, conformance, compress=False)

    return ArchiveAndAccessible


def _scope_headers(_document: Any, pdf: Any) -> None:
    """Say of every header cell whether it heads a column or a row (PDF/UA-1, 7.5)."""
    for element in pdf.objects:
        if isinstance(element, dict) and element.get("S") == "/TH":
            group = _parent(pdf, _parent(pdf, element))
            scope = "/Column" if group["S"] == "/THead" else "/Row"
            element["A"]["Scope"] = scope


def _parent(pdf: Any, element: Any) -> Any:
    number = int(element["P"].split()[0])
    return pdf.objects[number]


def _w3c(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@contextmanager
def _complaints() -> Iterator[list[logging.LogRecord]]:
    """Collect what WeasyPrint logs: a lost font or an unknown property is only a warning to it."""
    said: list[logging.LogRecord] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(record)

    ear, logger = Ear(logging.WARNING), logging.getLogger("weasyprint")
    logger.addHandler(ear)
    try:
        yield said
    finally:
        logger.removeHandler(ear)


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Let no garbage be collected while laying out (a sixth of the time), all of it after."""
    gc.disable()
    try:
        with warnings.catch_warnings():
            # The engine leaves its colour profile for the collector to close.
            warnings.simplefilter("ignore", ResourceWarning)
            yield
            gc.collect()
    finally:
        gc.enable()


def _property(name: str, kind: str, meaning: str) -> str:
    return (
        '<rdf:li rdf:parseType="Resource">'
        f"<pdfaProperty:name>{name}</pdfaProperty:name>"
        f"<pdfaProperty:valueType>{kind}</pdfaProperty:valueType>"
        "<pdfaProperty:category>internal</pdfaProperty:category>"
        f"<pdfaProperty:description>{meaning}</pdfaProperty:description></rdf:li>"
    )


ACCESSIBLE = f"""
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about=""
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq>{_property("part", "Integer", "Part of ISO 14289")}</rdf:Seq>
</pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
""".encode()
