"""A teaching copy as the printer takes it: plain values."""

from board.documents.teaching import Line, TeachingSheet, print_copy
from board.teaching.telling import Told
from board.web.filters import day


def as_pdf(told: Told) -> bytes:
    """Return the copy on paper, printed in the process for it."""
    summary, copy = told.brief.summary, told.copy
    assert copy.released_at is not None  # noqa: S101  only released copies leave as a file
    sheet = TeachingSheet(
        name=copy.name,
        synthetic=summary.synthetic,
        age=told.age,
        sex=told.sex,
        headline=summary.headline,
        figures=tuple(
            (one.label, f"{one.value or 'not known'} {one.unit}".strip())
            for one in told.brief.key_figures
        ),
        lines=tuple(
            Line(
                f"{one.number}: {one.label}",
                day(one.start),
                "going on" if one.ongoing else day(one.end),
                one.best_response or "not known",
                day(one.pd_date) if one.pd_date else "–",
            )
            for one in summary.lines.lines
        ),
        findings=tuple(
            (one.name, one.state.replace("_", " "), one.now) for one in summary.genetics.findings
        ),
        paragraphs=tuple(told.paragraphs),
        timeline=told.brief.timeline,
        digest=copy.sha256 or "",
        released_at=copy.released_at,
    )
    return print_copy(sheet)
