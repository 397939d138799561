"""Where in the form a fact is asked for."""

import re
from collections.abc import Mapping
from typing import Any

from board.cases.forms.about_person import COMORBIDITY, NO_COMORBIDITY
from board.cases.forms.sections import SECTIONS

#: "regimens[r2].last_dose": a value of one row of a table.
_ROW = re.compile(r"(\w+)\[(.+?)\](?:\.(\w+))?")
_KEYS = {"series": "date", "regimens": "id"}
#: Facts told as a whole by ticking several answers: the first of them.
_WHOLE = {COMORBIDITY: NO_COMORBIDITY, "series": "series-0-date"}


def place_of(fact: str, facts: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return the section that asks for *fact* in a case of *facts*, and the field in it, or None."""
    name = _field(fact, facts)
    for section in SECTIONS:
        if name and section.owns(name):
            return section.slug, name
    return None


def _field(fact: str, facts: Mapping[str, Any]) -> str:
    found = _ROW.fullmatch(fact)
    if found is None:
        return _WHOLE.get(fact, fact)
    part, wanted, leaf = found.groups()
    rows = [str(row.get(_KEYS.get(part, "id"))) for row in facts.get(part) or ()]
    return f"{part}-{rows.index(wanted)}-{leaf}" if wanted in rows and leaf else f"{part}-0-"
