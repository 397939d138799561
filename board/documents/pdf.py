"""WeasyPrint, closed to the world: HTML in, PDF/A-3a and PDF/UA-1 in one file out.

Only style sheets and fonts of our own static folder are read; everything else a document asks for
stops the printing. The same input gives the same bytes: no clock is read here.
"""

import atexit
import gc
import logging
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from xml.etree import ElementTree

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from board.documents.errors import DocumentFailed, PrinterMissing

if TYPE_CHECKING:
    from weasyprint import CSS, HTML, Attachment
    from weasyprint.document import Document
    from weasyprint.text.fonts import FontConfiguration

Paper = Literal["A4", "Letter"]

ROOT = Path(__file__).resolve().parent.parent.parent
STATIC = ROOT / "static"
PRINT = STATIC / "css" / "print"
FONTS = STATIC / "fonts" / "source-sans"

#: A document leaves some 15 MB behind, in circles; looking for them takes as long as a tenth of it.
COLLECTED_EVERY = 4
_DOCUMENTS = count(1)

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
    closer: Callable[[], str] | None = None,
    pages: int = 2,
) -> Printed:
    """Print a page of well-formed HTML with the style sheet of its `room` ("plan").

    When it takes more than so many `pages`, the page that `closer` returns is laid out instead.
    """
    weasyprint = _weasyprint()
    with _complaints() as said, _no_collecting():
        try:
            document = _laid_out(html, room, paper)
            if closer and len(document.pages) > pages and (closely := closer()) != html:
                document = _laid_out(closely, room, paper)
            document.metadata.created = document.metadata.modified = _w3c(created)
            document.metadata.attachments = [_attachment(a, created) for a in attached]
            document.metadata.__class__ = _archive_and_accessible()
            pdf = document.write_pdf(pdf_variant="pdf/a-3a", finisher=_finish)
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


def _laid_out(html: str, room: str, paper: Paper) -> "Document":
    document: Document = _source(html).render(
        stylesheets=[_sheet(room), _sheet(paper.lower())],
        font_config=_fonts(),
        pdf_variant="pdf/a-3a",
    )
    return document


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
    """Return what the engine makes of a page; from the tree of a well-formed one, a tenth faster."""
    weasyprint = _weasyprint()
    try:
        tree = ElementTree.fromstring(html)  # noqa: S314  # a page of our own, every text escaped
    except ElementTree.ParseError:
        loose: HTML = weasyprint.HTML(string=html, base_url=None, url_fetcher=_own_files())
        return loose
    import cssselect2

    source: HTML = weasyprint.HTML.__new__(weasyprint.HTML)
    source.base_url, source.url_fetcher, source.media_type = None, _own_files(), "print"
    source.wrapper_element = cssselect2.ElementWrapper.from_html_root(tree, content_language=None)
    source.etree_element = source.wrapper_element.etree_element
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


def _finish(_document: Any, pdf: Any) -> None:
    """Set right what the engine leaves open, and let the file be written our way."""
    from board.documents.pdf_writing import WrittenOnce

    _scope_headers(pdf)
    pdf.__class__ = WrittenOnce


def _scope_headers(pdf: Any) -> None:
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
    """Let no garbage be collected while laying out (a sixth of the time), that of a few documents after."""
    _warm_up()
    gc.disable()
    try:
        with warnings.catch_warnings():
            # The engine leaves its colour profile for the collector to close.
            warnings.simplefilter("ignore", ResourceWarning)
            yield
            if next(_DOCUMENTS) % COLLECTED_EVERY == 0:
                gc.collect()
    finally:
        gc.enable()


@cache
def _warm_up() -> None:
    """Bring the engine in for good: looking at it again after every document is half of all collecting."""
    import pydyf

    page = "<html lang='en'><head><title>-</title></head><body><p>-</p></body></html>"
    _source(page).write_pdf(stylesheets=[_sheet("plan"), _sheet("a4")], font_config=_fonts())
    # It is made anew for every tagged element; the pages are all there before the first of them.
    pydyf.PDF.page_references = property(_page_references)
    gc.collect()
    gc.freeze()


def _page_references(pdf: Any) -> tuple[bytes, ...]:
    kids = pdf.pages["Kids"]
    known: tuple[bytes, ...] = pdf.__dict__.get("known_references", ())
    if len(known) * 3 != len(kids):
        known = pdf.known_references = tuple(b"%d 0 R" % number for number in kids[::3])
    return known


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
