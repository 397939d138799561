"""Where the values of a case stand, and when they were taken."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from board.interop.imported import Placed
from board.interop.json_text import compact
from board.interop.quantities import quantity_at

ROWS = ("series", "regimens")
#: Bookkeeping of the format, not a fact about the patient.
NOT_FACTS = ("format", "date", "dates")


def placed(values: dict[str, Any], origin: str) -> Iterator[Placed]:
    """Return every fact of a case-facts tree with its path; a regimen is one fact."""
    for head, node in values.items():
        if head == "series":
            for position, row in enumerate(node):
                yield from _sample(row, f"series[{position}]", origin)
        elif head == "regimens":
            for position, row in enumerate(node):
                path = f"regimens[{row['id']}]"
                yield _one(path, row, f"regimens[{position}]", origin)
        elif isinstance(node, dict):
            for leaf, value in node.items():
                if leaf not in NOT_FACTS:
                    path = f"{head}.{leaf}"
                    yield _one(path, value, path, origin, taken(node, leaf))
        elif head not in NOT_FACTS:
            yield _one(head, node, head, origin)


def taken(section: Mapping[str, Any], leaf: str) -> str | None:
    """Return when *leaf* of a section was taken, as typed, or None."""
    own: str | None = (section.get("dates") or {}).get(leaf)
    return own or section.get("date")


def tidy(
    values: dict[str, Any], series: Mapping[int, dict[str, Any]], leave_out: Callable[..., None]
) -> dict[str, Any]:
    """Return the tree with samples of one day joined, and without parts that say nothing."""
    if series:
        values = values | {"series": _joined(series, leave_out)}
    return {
        head: node
        for head, node in values.items()
        if node != {} and not (node == [] and head in ROWS)
    }


def _joined(
    series: Mapping[int, dict[str, Any]], leave_out: Callable[..., None]
) -> list[dict[str, Any]]:
    """Make one row of samples of the same day; where they contradict, neither is believed."""
    values: dict[tuple[str, str], list[tuple[int, Any]]] = {}
    for number, row in series.items():
        for leaf in row.keys() - {"date"}:
            values.setdefault((row["date"], leaf), []).append((number, row[leaf]))
    joined: dict[str, dict[str, Any]] = {}
    for (day, leaf), rivals in values.items():
        if all(value == rivals[0][1] for _, value in rivals):
            joined.setdefault(day, {"date": day})[leaf] = rivals[0][1]
            continue
        for number, value in rivals:
            reason = f"Different values on {day}: leave the right one."
            leave_out(("series", number, leaf), value, reason)
    return [joined[day] for day in sorted(joined)]


def _sample(row: dict[str, Any], where: str, origin: str) -> Iterator[Placed]:
    """Return the markers of one day."""
    day = row["date"]
    for leaf, value in row.items():
        if leaf != "date":
            yield _one(f"series[{day}].{leaf}", value, f"{where}.{leaf}", origin, day)


def _one(path: str, value: Any, where: str, origin: str, day: str | None = None) -> Placed:
    """Return one fact with its place and date; a partial date is kept as a note."""
    quantity = quantity_at(path) or quantity_at(path.rpartition(".")[2])
    whole = day is not None and len(day) == len("2026-10-12")
    return Placed(
        path=path,
        value=value,
        unit=quantity.unit if quantity else None,
        was=compact(value),
        where=where,
        origin=origin,
        date=date.fromisoformat(day) if day and whole else None,
        note=f"taken {day}" if day and not whole else "",
    )
