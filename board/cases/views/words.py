"""How computed sentences look on a page: dates and units as clinicians read them."""

import re

from board.cases.views.blueprint import bp
from board.web.filters import day

_DAY = re.compile(r"\b(?:19|20)\d\d-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?\b")
UNITS = {"x10^9/L": "×10⁹/L", "1.73 m2": "1.73 m²", "x10^6/kg": "×10⁶/kg", "x ULN": "× ULN"}


@bp.app_template_filter("in_words")
def in_words(text: str) -> str:
    """Write the dates in a sentence as 03-Feb-1959, and its units with their own signs."""
    for plain, shown in UNITS.items():
        text = text.replace(plain, shown)
    return _DAY.sub(lambda found: day(found[0]), text)
