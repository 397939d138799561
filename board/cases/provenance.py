"""Where the facts of a case version came from, in words: which file, or who typed them and when."""

from collections.abc import Mapping
from typing import Any

from board.cases.models import CaseVersion
from board.web.filters import day

#: Words in the name of a value that was read off a dated sample.
SAMPLED = ("M-protein", "light chain", "kappa", "lambda", "FLC", "plasma cells in")


class Provenance:
    """Tells of each fact of one case version where it came from; each is looked up once."""

    def __init__(self, version: CaseVersion) -> None:
        self._version = version
        self._told: dict[str, str] = {}

    def of(self, fact: str, name: str = "", on: str | None = None) -> str:
        """Return the origin of *fact* in words.

        A value without a path of its own is one that was worked out, or that was read off the
        sample of the day *on*.
        """
        if not fact and on and any(word in name for word in SAMPLED):
            fact = f"series[{on}]"
        if not fact:
            return "worked out from the facts"
        if fact not in self._told:
            self._told[fact] = self._tell(fact)
        return self._told[fact]

    def _tell(self, fact: str) -> str:
        origin = self._origin(fact)
        if origin is None and _value(self._version.facts, fact) is None:
            return "not recorded"
        since = self._since(fact)
        if origin is None:
            return f"typed by {since.submitted_by.name}, version {since.number}"
        source, kind, where = (str(origin.get(key) or "") for key in ("from", "by", "where"))
        said = ", ".join(word for word in (source, kind, where) if word)
        return f"{said}, version {since.number}"

    def _origin(self, fact: str) -> Mapping[str, Any] | None:
        origins = self._version.origins
        found = origins.get(fact)
        if found is None:
            # A row or a part that was taken over as a whole tells of what is in it; a sample's
            # values tell of the sample.
            inside = (origin for path, origin in origins.items() if path.startswith(f"{fact}."))
            found = origins.get(fact.partition(".")[0]) or next(inside, None)
        if found is None or isinstance(found, Mapping):
            return found
        return {"from": str(found)}

    def _since(self, fact: str) -> CaseVersion:
        """Return the version since which the case has said so without a break."""
        value, since = _value(self._version.facts, fact), self._version
        for earlier in reversed(self._version.case.versions):
            if earlier.number >= since.number:
                continue
            if _value(earlier.facts, fact) != value:
                break
            since = earlier
        return since


def aged(date: str | None, days: int | None) -> str:
    """Return the day of a value and how old it is on the day of the case, in words."""
    if not date:
        return ""
    if days is None:
        return day(date)
    return f"{day(date)}, " + {0: "the same day", 1: "1 day old"}.get(days, f"{days} days old")


def _value(facts: Mapping[str, Any], fact: str) -> Any:
    part, bracket, on = fact.partition("[")
    if bracket:
        rows = facts.get(part) or ()
        return next((row for row in rows if str(row.get("date")) == on.rstrip("]")), None)
    node: Any = facts
    for step in fact.split("."):
        node = node.get(step) if isinstance(node, Mapping) else None
    return node
