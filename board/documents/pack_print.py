"""One sheet of a pack, from values to the pieces that binding takes. Runs in a printing process.

The templates are well-formed, so that the engine gets a tree and need not read HTML. Nothing is collected while a
sheet is laid out, and what the process is made of is never looked at by the collector.
"""

import hashlib
import logging
from functools import cache
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from board.documents import pdf as engine
from board.documents.charts import clone_bar
from board.documents.errors import DocumentFailed
from board.documents.pack import Cover, Sheet, from_text, kind_of
from board.documents.pack_parts import Fragment, Stamp, harvest, harvest_stamp
from board.documents.pdf import Paper
from board.documents.plain import all_printable
from board.documents.timeline import Style, draw
from board.web.filters import day, in_words

VARIANT = "pdf/a-3a"


def fragment_of(text: str, paper: Paper) -> Fragment:
    """Return a sheet, as `to_text` writes it, laid out on this paper and ready to be bound."""
    # tells the table heads of one sheet from those of another
    name = hashlib.sha256(text.encode()).hexdigest()[:10]
    with engine._no_collecting():
        document = _laid_out(as_html(from_text(text)), "pack", paper)
        return harvest(_drawn(document), name)


def stamp_of(cover: Cover) -> Stamp:
    """Return the letters that binding writes on every page, and what a file says of itself."""
    known = sorted({*cover.printed, *"Page of 0123456789"} - {" "})
    page = _templates().get_template("documents/pack_stamp.html").render(cover=cover, letters=known)
    with engine._no_collecting():
        document = _laid_out(page, "pack", "A4")
        document.metadata.created = document.metadata.modified = cover.created
        document.metadata.__class__ = engine._archive_and_accessible()
        return harvest_stamp(_drawn(document))


def as_html(sheet: Sheet) -> str:
    """Return the page of a sheet, well-formed, every text in it escaped and printable."""
    template = _templates().get_template(f"documents/pack_{kind_of(sheet)}.html")
    return template.render(sheet=all_printable(sheet, engine.letters()))


def _laid_out(page: str, room: str, paper: Paper) -> Any:
    with engine._complaints() as said:
        try:
            document = engine._source(page).render(
                stylesheets=[engine._sheet(paper.lower()), engine._sheet(room)],
                font_config=engine._fonts(),
                pdf_variant=VARIANT,
            )
        except engine._weasyprint().urls.FatalURLFetchingError as error:
            raise DocumentFailed(str(error)) from error
    if lost := [record.getMessage() for record in said if record.levelno >= logging.ERROR]:
        raise DocumentFailed(f"Part of the document could not be printed: {lost[0]}")
    return document


def _drawn(document: Any) -> Any:
    """Return the objects of the file, not written out."""
    from weasyprint import DEFAULT_OPTIONS
    from weasyprint.pdf import VARIANTS, generate_pdf

    properties = VARIANTS[VARIANT][1]
    options = DEFAULT_OPTIONS | properties | {"pdf_variant": VARIANT}
    return generate_pdf(document, None, 1, **options)


@cache
def _templates() -> Environment:
    paper = engine.environment()
    paper.filters["per_cent"] = lambda value: "–" if value is None else f"{value:g}"
    paper.filters |= {"day": day, "in_words": in_words}
    # whoever draws escapes every word in it: board.documents.pen
    paper.globals |= {
        "course_picture": lambda course: Markup(draw(course, Style.PAPER)),
        "clone_picture": lambda percent: Markup(clone_bar(percent, on_paper=True)),
    }
    return paper
