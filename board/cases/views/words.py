"""How computed sentences look on a page: dates and units as clinicians read them."""

import re

from board.cases.exposure import labels_ground, since_ground
from board.cases.matrix import gaps_in, treated
from board.cases.provenance import aged
from board.cases.views.blueprint import bp
from board.myeloma.explanation import ALTERNATIVES
from board.myeloma.rulebook import rulebook
from board.web.filters import day

_DAY = re.compile(r"\b(?:19|20)\d\d-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?\b")
UNITS = {"x10^9/L": "×10⁹/L", "1.73 m2": "1.73 m²", "x10^6/kg": "×10⁶/kg", "x ULN": "× ULN"}


def rule_since(id: str) -> str:
    """Return the day since which the rule *id* stands as checked; empty for a row of a rule file."""
    rule = rulebook().rules.get(id)
    return rule.since if rule else ""


for _function in (aged, gaps_in, labels_ground, rule_since, since_ground, treated):
    bp.add_app_template_global(_function)
bp.add_app_template_global(lambda: ALTERNATIVES, "alternatives")


@bp.app_template_filter("in_words")
def in_words(text: str) -> str:
    """Write the dates in a sentence as 03-Feb-1959, and its units with their own signs."""
    for plain, shown in UNITS.items():
        text = text.replace(plain, shown)
    return _DAY.sub(lambda found: day(found[0]), text)
