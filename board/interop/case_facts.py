"""One case in the board's own format, case-facts/1, read field by field.

A field that cannot stand in the case facts is listed with its path and the reason, and the others
are kept. A contradiction (a regimen that ends before it starts) takes out what contradicts, not
what surrounds it. Fields that are null are not known and leave no trace.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, cast

from pydantic import ValidationError

from board.errors import Invalid
from board.interop import case_places
from board.interop.checks import explained
from board.interop.imported import Imported, NotUnderstood, shown, source_name
from board.interop.json_text import Doubtful, compact, doubt, json_object
from board.myeloma.facts import CaseFacts

KIND = "case facts"
FORMAT = "case-facts/1"
MAX_VALUES = 20_000
MAX_ITEMS = 1_000
#: What the format requires and a partial case may lack; never kept, only for the checking.
STAND_INS = {"case_id": "imported", "title": "imported", "as_of": "2000-01-01"}


class Numbered(dict[int, Any]):
    """A list whose items keep their numbers when others are taken out."""


Location = tuple[str | int, ...]
List = Callable[[Location, object, str], None]


def read(data: bytes, name: str) -> Imported:
    """Return what the case says; `Invalid` if the file is not one JSON object in this format."""
    tree = json_object(data)
    if tree.get("format", FORMAT) != FORMAT:
        raise Invalid(f"The file says it is “{shown(tree['format'])}”; {FORMAT} is read here.")
    left_out: list[tuple[Location, NotUnderstood]] = []

    def leave_out(location: Location, value: object, reason: str) -> None:
        left_out.append((location, NotUnderstood(spelled(location), compact(value), reason)))

    numbered = _Cleaning(leave_out).copy(tree)
    _keep_what_can_stand(numbered, leave_out)
    values = case_places.tidy(_plain(numbered), numbered.get("series", {}), leave_out)
    left_out.sort(key=lambda one: _order(one[0]))
    source = source_name(name)
    placed = tuple(case_places.placed(values, f"{KIND} {source}"))
    return Imported(source, KIND, values, placed, tuple(entry for _, entry in left_out))


def spelled(location: Location) -> str:
    """Return a location as people write it: series[2].kappa_mg_L."""
    path = ""
    for step in location:
        path += f"[{step}]" if isinstance(step, int) else f".{shown(step)}"
    return path.lstrip(".") or "the file"


class _Cleaning:
    """Copies a tree without nulls and without what the JSON itself leaves in doubt."""

    def __init__(self, leave_out: List) -> None:
        self.leave_out = leave_out
        self.count = 0

    def copy(self, node: Any, at: Location = ()) -> Any:
        """Return what of *node* can be believed, lists numbered as in the file."""
        self.count += 1
        if self.count > MAX_VALUES:
            raise Invalid(f"The file has more than {MAX_VALUES:,} values: no case looks like this.")
        if isinstance(node, dict):
            return dict(self._kept(node.items(), at))
        if not isinstance(node, list):
            return node
        if len(node) > MAX_ITEMS:
            raise Invalid(f"{spelled(at)} has more than {MAX_ITEMS:,} items.")
        return Numbered(self._kept(enumerate(node), at))

    def _kept(self, pairs: Iterable[tuple[Any, Any]], at: Location) -> Iterator[tuple[Any, Any]]:
        """Return the members that are known and not in doubt; list those that are in doubt."""
        for key, node in pairs:
            here = (*at, key)
            if reason := _reason_to_doubt(key, node):
                self.leave_out(here, node, reason)
            elif node is not None:
                yield key, self.copy(node, here)


def _reason_to_doubt(key: object, node: object) -> str | None:
    """Return why a member of an object or list cannot be believed as it stands."""
    if isinstance(node, Doubtful):
        return node.reason
    return doubt(str(key)) or (doubt(node) if isinstance(node, str) else None)


def _keep_what_can_stand(values: dict[str, Any], leave_out: List) -> None:
    """Take out of *values* what the case facts refuse, until they refuse nothing."""
    for _ in range(MAX_VALUES):
        try:
            CaseFacts.model_validate(STAND_INS | _plain(values))
        except ValidationError as error:
            _take_out(values, error, leave_out)
        else:
            return


def _take_out(values: dict[str, Any], error: ValidationError, leave_out: List) -> None:
    """Take out every part that *error* names, the last first so that places stay true."""
    seen: dict[Location, str] = {}
    numbers: dict[int, list[int]] = {}
    for detail in error.errors(include_url=False, include_context=False, include_input=False):
        location = _existing(values, detail["loc"], numbers)
        seen.setdefault(location, explained(detail))
    for location in sorted(seen, key=_order, reverse=True):
        if not any(location[:cut] in seen for cut in range(len(location))):
            _take_out_one(values, location, seen[location], leave_out)


def _take_out_one(values: dict[str, Any], at: Location, reason: str, leave_out: List) -> None:
    """Take out one part, or of a contradiction only what contradicts."""
    node = _node(values, at)
    culprits = [(*at, *inner) for inner in _contradicting(node, at)] or [at]
    for location in sorted(culprits, key=_order, reverse=True):
        if not location:
            raise Invalid(f"The case contradicts itself: {reason}")
        holder = _node(values, location[:-1])
        leave_out(location, _plain(holder[location[-1]]), reason)
        del holder[location[-1]]


def _contradicting(node: Any, at: Location) -> list[Location]:
    """Return which parts of *node* a rule about the whole of it concerns."""
    if not isinstance(node, dict):
        return []
    if not at:
        return list(_second_of_their_name(node.get("regimens")))
    if at[0] == "regimens" and {"start", "end", "id", "drugs"} <= node.keys():
        return [("start",), ("end",)]
    dates = node.get("dates")
    if isinstance(dates, dict):
        return [("dates", name) for name in dates if name not in node]
    return []


def _second_of_their_name(regimens: Any) -> Iterator[Location]:
    """Return the regimens whose id an earlier one has."""
    names = set()
    for number, regimen in regimens.items() if isinstance(regimens, Numbered) else ():
        name = regimen.get("id")
        if name in names:
            yield ("regimens", number)
        names.add(name)


def _existing(values: Any, location: Location, numbers: dict[int, list[int]]) -> Location:
    """Return *location* as far as the values go, in the numbers of the file.

    A validator counts only what is left of a list, and also names its own branches.
    """
    node, found = values, cast(Location, ())
    for named in location:
        step = named
        if isinstance(node, Numbered):
            left = numbers.setdefault(id(node), list(node))
            if not isinstance(named, int) or named >= len(left):
                return found
            step = left[named]
        elif not isinstance(node, dict) or step not in node:
            return found
        node, found = node[step], (*found, step)
    return found


def _plain(node: Any) -> Any:
    """Return a tree with ordinary lists."""
    if isinstance(node, Numbered):
        return [_plain(child) for child in node.values()]
    if isinstance(node, dict):
        return {key: _plain(child) for key, child in node.items()}
    return node


def _node(values: dict[str, Any], location: Location) -> Any:
    node: Any = values
    for step in location:
        node = node[step]
    return node


def _order(location: Location) -> tuple[tuple[int, str], ...]:
    """Sort places so that list positions count as numbers."""
    return tuple((step, "") if isinstance(step, int) else (-1, step) for step in location)
