"""What an import would change in a case, and the case with the changes that a person accepted.

Samples are matched by their day, regimens by their id and drugs or by first day and drugs. A value
brings its date with it; where it has none, the date of the value before it goes too. What the
import does not say stays as it is: nothing is ever removed.
"""

from collections.abc import Collection, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from board.errors import Invalid
from board.interop.case_places import NOT_FACTS, taken
from board.interop.imported import Imported
from board.interop.quantities import quantity_at

Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Difference:
    """One value that an import would change; accept it by its path."""

    path: str
    label: str
    current: Any  #: None where the case says nothing
    imported: Any
    current_date: str | None = None
    imported_date: str | None = None
    steps: tuple[str, ...] = field(default=(), repr=False)  #: part, row and field, apart
    own_path: str = ""  #: where the import itself placed it, if that is another path

    @property
    def placed_at(self) -> str:
        """Return the path of the `Placed` value this comes from."""
        return self.own_path or self.path

    @property
    def is_new(self) -> bool:
        """Say whether the case says nothing about it yet."""
        return self.current is None


def differences(current: Facts, imported: Imported) -> tuple[Difference, ...]:
    """Return every value of *imported* that the case does not already say."""
    return tuple(
        one
        for part, node in imported.facts.items()
        if part not in NOT_FACTS
        for one in _of_part(part, current.get(part), node)
    )


def apply(current: Facts, imported: Imported, accepted: Collection[str]) -> dict[str, Any]:
    """Return a copy of *current* with the accepted differences; `Invalid` if a path is none."""
    known = {one.path: one for one in differences(current, imported)}
    if strange := sorted(set(accepted) - known.keys()):
        raise Invalid(f"The import does not change {', '.join(strange)}.")
    case = deepcopy(dict(current))
    for path, difference in known.items():
        if path in accepted:
            _write(case, difference)
    for part in {known[path].steps[0] for path in accepted} & {"series"}:
        case[part].sort(key=lambda row: str(row["date"]))
    return case


def _of_part(part: str, now: Any, new: Any) -> Iterator[Difference]:
    """Return the differences of one part of the case facts."""
    if part == "series":
        yield from _of_series(now or [], new)
    elif part == "regimens":
        yield from _of_regimens(now or [], new)
    elif part == "genetics_source_text":
        if added := [line for line in new if line not in (now or [])]:
            yield Difference(part, _label(part), list(now or []) or None, added, steps=(part,))
    elif isinstance(new, Mapping):
        yield from _of_section(part, now or {}, new)
    elif new != now:
        yield Difference(part, _label(part), now, new, steps=(part,))


def _of_section(part: str, now: Facts, new: Facts) -> Iterator[Difference]:
    """Return the differences of a group of facts with their dates."""
    for leaf, value in new.items():
        if leaf in NOT_FACTS or value is None:
            continue
        before = now.get(leaf)
        dates = taken(now, leaf) if before is not None else None, taken(new, leaf)
        if value != before or (dates[1] and dates[0] != dates[1]):
            label = _label(leaf, part)
            yield Difference(f"{part}.{leaf}", label, before, value, *dates, steps=(part, "", leaf))


def _of_series(now: list[Facts], new: list[Facts]) -> Iterator[Difference]:
    """Return the differences of the samples, day by day."""
    days = {str(row["date"]): row for row in now}
    for row in new:
        day = str(row["date"])
        for leaf, value in row.items():
            before = days.get(day, {}).get(leaf)
            if leaf != "date" and value is not None and value != before:
                path = f"series[{day}].{leaf}"
                label = f"{_label(leaf, 'series')} on {day}"
                yield Difference(path, label, before, value, day, day, ("series", day, leaf))


def _of_regimens(now: list[Facts], new: list[Facts]) -> Iterator[Difference]:
    """Return new regimens as a whole and known ones field by field."""
    used = {str(one["id"]) for one in now}
    for regimen, known in zip(new, _matched(now, new), strict=True):
        if known is None:
            name = _free(str(regimen["id"]), used)
            used.add(name)
            whole = {**regimen, "id": name}
            label = f"regimen {' + '.join(map(str, regimen['drugs']))}"
            path, own = f"regimens[{name}]", f"regimens[{regimen['id']}]"
            yield Difference(path, label, None, whole, steps=("regimens", name), own_path=own)
            continue
        name, own = str(known["id"]), f"regimens[{regimen['id']}]"
        for leaf in _differing(regimen, known):
            path = f"regimens[{name}].{leaf}"
            label = f"{_label(leaf)} of regimen {name}"
            steps = ("regimens", name, leaf)
            before, after = known.get(leaf), regimen[leaf]
            yield Difference(path, label, before, after, steps=steps, own_path=own)


def _matched(now: list[Facts], new: list[Facts]) -> list[Facts | None]:
    """Return for every new regimen the one of the case that it is, each of them only once.

    Those that differ in nothing find each other first, so that reading a file twice adds nothing.
    """
    free = list(now)
    found: list[Facts | None] = [None] * len(new)
    for alike in (_says_the_same, _is_the_same):
        for place, regimen in enumerate(new):
            rivals = [one for one in free if found[place] is None and alike(one, regimen)]
            if rivals:
                best = min(rivals, key=lambda one: len(_differing(regimen, one)))
                found[place] = best
                free = [one for one in free if one is not best]
    return found


def _says_the_same(known: Facts, regimen: Facts) -> bool:
    """Say whether the case already has everything that this regimen says."""
    return known.get("start") == regimen.get("start") and not _differing(regimen, known)


def _is_the_same(known: Facts, regimen: Facts) -> bool:
    """Say whether two regimens are one: begun together, of the same drugs or under the same id.

    An id alone proves nothing: every system numbers its regimens r1, r2, r3.
    """
    shared = set(known["drugs"]) & set(regimen["drugs"])
    same = set(known["drugs"]) == set(regimen["drugs"])
    begun = known.get("start") == regimen.get("start")
    return begun and (same or bool(shared and known["id"] == regimen["id"]))


def _differing(regimen: Facts, known: Facts) -> list[str]:
    """Return the fields that *regimen* says and *known* says otherwise or not at all."""
    return [
        leaf
        for leaf, value in regimen.items()
        if leaf != "id" and value not in (None, {}) and not _equal(value, known.get(leaf))
    ]


def _free(name: str, used: Collection[str]) -> str:
    """Return *name*, or with the first number that makes it nobody else's."""
    number, free = 2, name
    while free in used:
        free, number = f"{name[:70]}-{number}", number + 1
    return free


def _equal(value: Any, before: Any) -> bool:
    """Say whether two values say the same; lists of drugs in any order."""
    if isinstance(value, list | tuple) and isinstance(before, list | tuple):
        return sorted(map(str, value)) == sorted(map(str, before))
    return bool(value == before)


def _write(case: dict[str, Any], difference: Difference) -> None:
    """Write one accepted difference into the case."""
    match difference.steps:
        case ("genetics_source_text",):
            case["genetics_source_text"] = [
                *(case.get("genetics_source_text") or []),
                *difference.imported,
            ]
        case (part,):
            case[part] = deepcopy(difference.imported)
        case ("series", day, leaf):
            _row(case, "series", "date", day)[leaf] = difference.imported
        case ("regimens", _):
            case["regimens"] = [*(case.get("regimens") or []), deepcopy(difference.imported)]
        case ("regimens", name, leaf):
            _row(case, "regimens", "id", name)[leaf] = deepcopy(difference.imported)
        case (part, _, leaf):
            section = case[part] = dict(case.get(part) or {})
            section[leaf] = deepcopy(difference.imported)
            _date(section, leaf, difference.imported_date)


def _row(case: dict[str, Any], part: str, key: str, name: str) -> dict[str, Any]:
    """Return the row of a part that carries *name*, made if need be."""
    rows = case[part] = list(case.get(part) or [])
    for row in rows:
        if str(row[key]) == name:
            found: dict[str, Any] = row
            return found
    rows.append({key: name})
    made: dict[str, Any] = rows[-1]
    return made


def _date(section: dict[str, Any], leaf: str, day: str | None) -> None:
    """Give a field its own date, or none, without touching the dates of its neighbours."""
    dates = dict(section.get("dates") or {})
    if day is None and section.get("date"):
        # The date of the whole part would now be said of a value that has none.
        whole = section.pop("date")
        kept = [one for one in section if one not in NOT_FACTS and section[one] is not None]
        dates = dict.fromkeys(kept, whole) | dates
    dates.pop(leaf, None)
    if day is not None:
        dates[leaf] = day
    if dates or "dates" in section:
        section["dates"] = dates


def _label(leaf: str, part: str = "") -> str:
    """Return what people call a field."""
    quantity = quantity_at(f"{part}.{leaf}") if part else None
    if quantity:
        return f"{quantity.label} ({quantity.unit})"
    if part == "genetics_before":
        return f"{LABELS.get(leaf, leaf.replace('_', ' '))}, earlier sample"
    return LABELS.get(leaf, leaf.replace("_", " "))


LABELS = {
    "ecog": "ECOG performance status", "adl": "Katz ADL", "iadl": "Lawton IADL",
    "cci": "Charlson index", "hctci_items": "HCT-CI items", "as_of": "date of the case",
    "involved_flc": "involved light chain", "pd_date": "date of progression",
    "lvef_pct": "ejection fraction (%)", "tp53_mut": "TP53 mutation", "cn1q": "copies of 1q",
    "del17p": "del(17p)", "del17p_ccf_pct": "del(17p), share of cells (%)",
    "del1p32": "del(1p32)", "t4_14": "t(4;14)", "t14_16": "t(14;16)", "t14_20": "t(14;20)",
    "t11_14": "t(11;14)", "t6_14": "t(6;14)", "hbsag": "HBsAg", "anti_hbc": "anti-HBc",
    "stored_cd34_e6_kg": "stored CD34 cells (10⁶/kg)", "pn_grade": "neuropathy grade",
    "genetics_source_text": "text of the genetics laboratory",
}  # fmt: skip
