"""Where facts came from: kept beside a fact for as long as nobody types another value."""

import re
from collections.abc import Mapping
from typing import Any

from board.cases.forms.questions import Section

_ROW = re.compile(r"(series|regimens)\[(.+?)\](?:\.(\w+))?")
_KEYS = {"series": "date", "regimens": "id"}


def value_at(facts: Mapping[str, Any], path: str) -> Any:
    """Return the fact at *path* (`series[2026-10-12].kappa_mg_L`), or None when there is none."""
    found = _ROW.fullmatch(path)
    if found is None:
        node: Any = facts
        for step in path.split("."):
            node = node.get(step) if isinstance(node, Mapping) else None
        return node
    part, name, leaf = found.groups()
    for row in facts.get(part) or ():
        if str(row.get(_KEYS[part])) == name:
            return row.get(leaf) if leaf else row
    return None


def still_true(
    origins: Mapping[str, Any], before: Mapping[str, Any], after: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the origins of the facts that are what they were."""
    return {
        path: origin
        for path, origin in origins.items()
        if value_at(after, path) is not None and value_at(before, path) == value_at(after, path)
    }


def of_section(origins: Mapping[str, Any], section: Section) -> dict[str, Any]:
    """Return the origins of the facts that this section asks for."""
    tables = tuple(f"{table.name}[" for table in section.tables)
    return {
        path: origin
        for path, origin in origins.items()
        if (tables and path.startswith(tables)) or section.owns(path)
    }
