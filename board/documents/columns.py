"""Where short parts of a record go, so that no paper is wasted: below genetics, below the status, or across."""

from dataclasses import dataclass
from itertools import product

from board.documents.findings import Result
from board.documents.plain import texts_in
from board.documents.record import PlanDocument

LEFT, RIGHT, ACROSS = "left", "right", "across"
#: About so many letters stand in a line of each column, and of the whole page.
LETTERS = {LEFT: 72, RIGHT: 52, ACROSS: 135}
#: So many in a value beside its name.
IN_A_VALUE = 34
#: What a heading takes, in lines.
HEADING = 1.6
#: So many genetic tests that were not made get a row each; more are named in a line or two.
UNTESTED_ROWS = 2


@dataclass(frozen=True)
class Places:
    """Where what is missing goes, and what the decision is based on."""

    missing: str
    basis: str


def places_in(record: PlanDocument) -> Places:
    """Return the places that make genetics, status, what is missing and the basis the least high together."""
    ways = [Places(*way) for way in product((LEFT, RIGHT), (ACROSS, LEFT, RIGHT))]
    return min(ways, key=lambda places: _height(record, places))


def _height(record: PlanDocument, places: Places) -> float:
    """Return about how many lines the parts take, set so."""
    high = {LEFT: _genetics(record), RIGHT: _status(record), ACROSS: 0.0}
    if record.missing:
        texts = [f"{gap.what}: {gap.note}" for gap in record.missing]
        high[places.missing] += HEADING + _lines(texts, LETTERS[places.missing])
    high[places.basis] += HEADING + _lines([_basis(record)], LETTERS[places.basis])
    return max(high[LEFT], high[RIGHT]) + high[ACROSS]


def _basis(record: PlanDocument) -> str:
    dated = (f"{' '.join(texts_in(report))} {report.dated}" for report in record.basis)
    return " ".join((*dated, "Asked", record.conference, record.timing, *record.references))


def _genetics(record: PlanDocument) -> float:
    panel = record.genetics
    if panel is None:
        return 1
    tested = sum(one.result is not Result.NOT_TESTED for one in panel.findings)
    named = [one.abnormality for one in panel.findings if one.result is Result.NOT_TESTED]
    rows = tested + (len(named) if len(named) <= UNTESTED_ROWS else 0)
    below = ["; ".join(named)] if len(named) > UNTESTED_ROWS else []
    below += [panel.others, "; ".join(panel.genes), ". ".join(panel.remarks)]
    return (rows + 1 if rows else 0) + _lines([text for text in below if text], LETTERS[LEFT])


def _status(record: PlanDocument) -> float:
    return 1 + 1.1 * _lines([measure.value for measure in record.status], IN_A_VALUE)


def _lines(texts: list[str], letters: int) -> float:
    return sum(1 + len(text) // letters for text in texts)
