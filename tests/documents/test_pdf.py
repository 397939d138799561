"""The engine, closed to the world."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from pikepdf import Dictionary, Pdf
from pypdf import PdfReader

from board.documents import pdf as engine
from board.documents.errors import DocumentFailed, PrinterMissing
from board.documents.pdf import Attached, Printed, write
from tests.documents.reading import faults_in, files_in, words_of

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
PAGE = "<!doctype html><html lang=en><head><title>T</title>{head}</head><body>{body}</body></html>"

WAYS_OUT = {
    "picture": '<img src="http://127.0.0.1:9/x.png" alt="x">',
    "file": '<img src="file:///etc/hostname" alt="x">',
    "walk": f'<img src="{engine.STATIC.as_uri()}/css/print/../../../wsgi.py" alt="x">',
    "data": '<img src="data:image/png;base64,iVBORw0KGgo=" alt="x">',
    "object": '<object data="http://127.0.0.1:9/x"></object>',
    "embed": '<embed src="file:///etc/hostname">',
    "style": '<style>p{background:url("http://127.0.0.1:9/x.png")}</style><p>x</p>',
    "import": '<style>@import "http://127.0.0.1:9/x.css";</style>',
    "font": '<style>@font-face{font-family:f;src:url("http://127.0.0.1:9/f.ttf")}</style>',
    "list": '<style>li{list-style-image:url("http://127.0.0.1:9/x.png")}</style><ul><li>x</ul>',
    "content": '<style>p::before{content:url("http://127.0.0.1:9/x.png")}</style><p>x</p>',
    "border": '<style>p{border:1px solid;border-image:url("http://127.0.0.1:9/x") 1}</style><p>x',
    "svg": '<svg><image href="http://127.0.0.1:9/x.png" width="9" height="9"/></svg>',
}
HEADS = {
    "sheet": '<link rel="stylesheet" href="http://127.0.0.1:9/x.css">',
    "base": '<base href="http://127.0.0.1:9/"><link rel="stylesheet" href="x.css">',
}


def a_page(body: str = "<h1>T</h1>", head: str = "", **more: object) -> Printed:
    html = PAGE.format(head=head, body=body)
    return write(html, room="plan", paper="A4", created=NOON, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("way", WAYS_OUT)
def test_a_document_that_asks_for_anything_from_outside_is_not_printed(way):
    with pytest.raises(DocumentFailed, match=r"may fetch nothing|Failed to render SVG"):
        a_page(WAYS_OUT[way])


@pytest.mark.parametrize("way", HEADS)
def test_a_head_that_asks_for_anything_from_outside_is_not_printed(way):
    with pytest.raises(DocumentFailed, match="may fetch nothing"):
        a_page(head=HEADS[way])


def test_a_page_cannot_attach_a_file_of_this_machine():
    document = a_page(head='<link rel="attachment" href="file:///etc/hostname">')

    assert files_in(document.pdf) == {}


def test_only_what_is_given_is_attached():
    document = a_page(attached=[Attached("record.json", "The record", '{"κ": 1}')])

    assert files_in(document.pdf) == {"record.json": '{"κ": 1}'.encode()}


def test_what_the_engine_complains_about_is_told():
    document = a_page("<style>p { colour: red }</style><p>Words</p>")

    assert "Words" in words_of(document.pdf)
    assert any("colour" in warning for warning in document.warnings)


def test_the_time_of_writing_is_the_one_given_and_not_the_clock_s():
    document = a_page()

    assert a_page().pdf == document.pdf
    assert PdfReader(BytesIO(document.pdf)).metadata["/CreationDate"] == "D:20261124120000Z"


def test_a_file_is_named_by_what_is_in_it():
    one, other = a_page("<p>One</p>"), a_page("<p>Other</p>")

    names = [
        PdfReader(BytesIO(made.pdf)).trailer["/ID"] for made in (one, a_page("<p>One</p>"), other)
    ]

    assert names[0] == names[1] != names[2]
    assert faults_in(one.pdf) == []


def test_a_strict_reader_finds_every_object_where_the_table_says():
    made = a_page("<h1>T</h1>" + "<p>Words</p>" * 400)

    with Pdf.open(BytesIO(made.pdf)) as file:
        problems = file.check_pdf_syntax()
        kinds = [str(one.get("/Type", "")) for one in file.objects if isinstance(one, Dictionary)]

    assert problems == []
    assert kinds.count("/Page") == len(PdfReader(BytesIO(made.pdf), strict=True).pages) > 2


def test_a_machine_without_pango_is_told_what_to_install(monkeypatch):
    def broken(name: str, *rest: object) -> object:
        if name.startswith("weasyprint"):
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *rest)

    real = __import__
    engine._weasyprint.cache_clear()
    monkeypatch.setattr("builtins.__import__", broken)

    with pytest.raises(PrinterMissing, match=r"apt-get install .*libharfbuzz-subset0"):
        a_page()
