"""Where the short parts of a record go, and that no line ends inside a date."""

from dataclasses import replace
from io import BytesIO

from pypdf import PdfReader

from board.documents.columns import ACROSS, LEFT, RIGHT, Places, places_in
from board.documents.findings import Genetic, Missing, Result
from board.documents.plan import as_html, as_pdf
from tests.documents.full_record import a_full_record
from tests.documents.samples import RECORD, a_record

GAPS = tuple(Missing(f"Result {n}", "stands in 3 open verdicts") for n in range(8))


def test_what_is_missing_stands_below_the_shorter_of_two_columns():
    few = replace(RECORD["genetics"], findings=(Genetic("del(17p)", Result.DETECTED),), others="")
    many = tuple(Genetic(f"t({n};14)", Result.DETECTED) for n in range(16))

    assert places_in(a_record(genetics=few, missing=GAPS)).missing == LEFT
    assert places_in(a_record(genetics=replace(few, findings=many), missing=GAPS)).missing == RIGHT


def test_the_basis_fills_a_column_that_has_room_and_goes_across_where_none_has():
    assert places_in(a_full_record()) == Places(missing=RIGHT, basis=LEFT)
    assert places_in(a_record(genetics=None, missing=GAPS)) == Places(LEFT, ACROSS)


def test_no_line_ends_inside_a_date():
    dated = a_record(present_again="It holds. " * 30 + "Valid until 05-Jan-2027. " * 60)

    lines = [
        line
        for page in PdfReader(BytesIO(as_pdf(dated))).pages
        for line in page.extract_text().splitlines()
    ]

    assert '<span class="day">05-Jan-2027</span>' in as_html(dated)
    assert [line for line in lines if line.rstrip().endswith(("05-", "05-Jan-"))] == []
