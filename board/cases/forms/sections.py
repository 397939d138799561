"""The form, section by section: every question that a case can answer, declared once."""

from board.cases.forms.about_disease import DIAGNOSIS, GENETICS, LINES, ORGANS, RELAPSE
from board.cases.forms.about_person import FRAILTY, PATIENT, QUESTION, SUPPORTIVE
from board.cases.forms.questions import Section

SECTIONS = (
    PATIENT, DIAGNOSIS, LINES, RELAPSE, GENETICS, ORGANS, FRAILTY, SUPPORTIVE, QUESTION,
)  # fmt: skip


def section_called(slug: str) -> Section | None:
    """Return the section of that address, or None."""
    return next((section for section in SECTIONS if section.slug == slug), None)
