"""A decision record in a warm printer, against WeasyPrint called bare on the same page and styles."""

from benchmarks.timing import seconds
from board.config import ROOT
from board.documents import plan
from board.documents.worker import render_plan
from tests.documents.samples import a_record

STYLES = ("paper.css", "plan.css", "a4.css")


def record_to_naive() -> float:
    """a decision record from the warm printer process to a bare HTML(string).write_pdf('pdf/a-3a')"""
    from weasyprint import CSS, HTML

    record = a_record()
    page, folder = plan.as_html(record), ROOT / "static" / "css" / "print"

    def naive() -> bytes:
        sheets = [CSS(filename=str(folder / name)) for name in STYLES]
        return HTML(string=page).write_pdf(stylesheets=sheets, pdf_variant="pdf/a-3a")

    bare = seconds(naive, times=1, rounds=4)
    render_plan(record)
    return seconds(lambda: render_plan(record), times=2, rounds=4) / bare


MEASURES = (record_to_naive,)
