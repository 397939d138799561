"""Pages and forms of this room, in the order of a case's way: list, draft, import, brief."""

from board.cases.views import briefs, drafts, imports, lists, parts, schema, thresholds, words
from board.cases.views.blueprint import beside_brief, bp, states_from_above, states_of

__all__ = [
    "beside_brief",
    "bp",
    "briefs",
    "drafts",
    "imports",
    "lists",
    "parts",
    "schema",
    "states_from_above",
    "states_of",
    "thresholds",
    "words",
]
