"""The decision record on paper."""

import re
from datetime import UTC, date, datetime
from functools import cache, lru_cache

import segno
from jinja2 import Environment
from markupsafe import Markup, escape

from board.documents.charts import Share, clone_bar, votes_bar
from board.documents.columns import places_in
from board.documents.findings import (
    Eligibility,
    Genetic,
    Genetics,
    Measure,
    Missing,
    Patient,
    Result,
)
from board.documents.pdf import Attached, Paper, Printed, environment, letters, write
from board.documents.plain import all_printable, texts_in
from board.documents.record import (
    Action,
    Alternative,
    Ballot,
    Basis,
    Dissent,
    Note,
    OptionVotes,
    OtherVersion,
    Person,
    PlanDocument,
    Recommendation,
    Recusal,
    Signature,
    State,
    SupportiveLine,
    Verification,
    Vote,
)
from board.documents.timeline import Style, draw
from board.web.filters import day, in_words

__all__ = [
    "Action",
    "Alternative",
    "Ballot",
    "Basis",
    "Dissent",
    "Eligibility",
    "Genetic",
    "Genetics",
    "Measure",
    "Missing",
    "Note",
    "OptionVotes",
    "OtherVersion",
    "Paper",
    "Patient",
    "Person",
    "PlanDocument",
    "Recommendation",
    "Recusal",
    "Result",
    "Signature",
    "State",
    "SupportiveLine",
    "Verification",
    "Vote",
    "as_pdf",
]


#: Records with so many letters on the page never fit two of them at ease (of a hundred and fifty of
#: every length the longest that did had 7205); they are set closely at once, not at ease first and then again.
LONG = 7300

DAY = re.compile(r"\b\d\d-[A-Z][a-z]{2}-\d{4}\b")

#: Letters that fill about a third of a page in two columns. Longer parts are set one below the
#: other: broken over pages, columns take the engine a time that grows with the square of them.
SHORT = 2500


def as_pdf(document: PlanDocument, paper: Paper = "A4") -> bytes:
    """Return the record as PDF/A-3a and PDF/UA-1; the same document gives the same bytes."""
    return printed(document, paper).pdf


def printed(document: PlanDocument, paper: Paper) -> Printed:
    """Return the PDF and what the engine complained about."""
    files = (
        Attached("record.json", "The signed record", document.record_json),
        Attached("bundle.fhir.json", "The same as a FHIR R4 document", document.fhir_json),
    )
    attached = [file for file in files if file.text]
    return write(
        as_first_set(document),
        closer=lambda: as_html(document, dense=True),
        room="plan",
        paper=paper,
        created=document.printed_at,
        attached=attached,
    )


def as_html(document: PlanDocument, dense: bool = False) -> str:
    """Return the page that is printed, every text in it escaped and printable; *dense*: lines closer."""
    page = templates().get_template("documents/plan.html")
    shown = all_printable(document, letters())
    return page.render(record=shown, digest=document.digest, dense=dense)


def as_first_set(document: PlanDocument) -> str:
    """Return the page as it is laid out first: at ease, or closely when it is surely too long for two sheets."""
    page = as_html(document)
    return as_html(document, dense=True) if len(Markup(page).striptags()) > LONG else page


@cache
def templates() -> Environment:
    """Return the templates of the record, with the drawings and words they ask for."""
    paper = environment()
    paper.filters |= {
        "day": day,
        "dated": _dated,
        "in_words": lambda text: _whole_days(in_words(text)),
        "whole_days": _whole_days,
        "unended": lambda text: text.rstrip(" ."),
        "local": _local,
        "zoned": _zoned,
        "utc": _utc,
        "per_cent": _per_cent,
    }
    paper.globals |= {
        "side_by_side": _side_by_side,
        "places_in": places_in,
        "course_picture": lambda course: _drawn(draw(course, Style.PAPER)),
        "votes_picture": _votes_picture,
        "clone_picture": lambda percent: _drawn(clone_bar(percent, on_paper=True)),
        "qr_picture": _qr_picture,
    }
    return paper


def _side_by_side(*parts: object) -> bool:
    """Return whether two parts are short enough to stand beside each other on one page."""
    return sum(len(text) for part in parts for text in texts_in(part)) <= SHORT


def _whole_days(text: str) -> Markup:
    """Return a text in which no line ends inside a date: 26-Nov-2026 has hyphens."""
    return Markup(DAY.sub(r'<span class="day">\g<0></span>', str(escape(text))))


def _dated(on: date | None) -> str:
    return day(on) if on else "not dated"


def _local(moment: datetime) -> str:
    return f"{day(moment.date())} {moment:%H:%M}"


def _zoned(moment: datetime) -> str:
    zone = moment.strftime("%z")
    return f"{_local(moment)} (UTC{zone[:3]}:{zone[3:5]})"


def _utc(moment: datetime) -> str:
    return f"{_local(moment.astimezone(UTC))} UTC"


def _per_cent(value: float | None) -> str:
    return "–" if value is None else f"{value:g}"


def _votes_picture(ballot: Ballot) -> Markup:
    shares = [Share(option.letter, option.votes) for option in ballot.options]
    shares.append(Share("Abstain", ballot.abstained, hollow=True))
    return _drawn(votes_bar(shares, on_paper=True))


@lru_cache(maxsize=4)
def _qr_picture(verification: Verification) -> Markup:
    code = segno.make(verification.qr_text, error="m", micro=False)
    title = f"QR code that opens {verification.address}."
    drawn = code.svg_inline(omitsize=True, border=0, title=title, svgclass="qr", lineclass=None)
    return _drawn(drawn.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


def _drawn(svg: str) -> Markup:
    """Return a picture of ours as markup: whoever drew it escaped every word in it."""
    return Markup(svg)
