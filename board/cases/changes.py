"""What one version of a case says otherwise than the one before."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from board.cases.forms.words import label_of
from board.cases.models import CaseVersion

#: What every version has of itself.
WORDS = {
    "title": "Title",
    "question": "Question to the board",
    "reason": "Reason for presentation",
    "wishes": "Patient’s wishes",
    "priority": "Priority",
}
#: What tells the rows of a part apart.
KEYS = {"series": "date", "regimens": "id"}
ROWS = {"series": "Sample of", "regimens": "Course"}


@dataclass(frozen=True)
class Change:
    """One field with what it said and says; empty where it said nothing."""

    label: str
    before: str
    after: str


def changes_between(before: CaseVersion, after: CaseVersion) -> list[Change]:
    """Return every field that *after* says otherwise."""
    old, new = dict(_said(before)), dict(_said(after))
    return [
        Change(label, old.get(label, ""), new.get(label, ""))
        for label in dict.fromkeys([*old, *new])
        if old.get(label, "") != new.get(label, "")
    ]


def _said(version: CaseVersion) -> Iterator[tuple[str, str]]:
    for name, label in WORDS.items():
        yield label, str(getattr(version, name))
    for path, value in _flat(version.facts, ""):
        if path not in ("format", "case_id", "title"):
            yield _label(path), _shown(value)
    for name, value in version.answers.items():
        if name not in ("as_typed", "not_known"):
            yield label_of(f"answers.{name}"), _shown(value)


def _flat(node: Mapping[str, Any], above: str) -> Iterator[tuple[str, Any]]:
    for name, value in node.items():
        path = f"{above}{name}"
        if name in KEYS and isinstance(value, list):
            for row in value:
                yield from _flat(row, f"{name}[{row.get(KEYS[name])}].")
        elif isinstance(value, Mapping):
            yield from _flat(value, f"{path}.")
        else:
            yield path, value


def _label(path: str) -> str:
    """Return the question's own words for a path in the facts."""
    part, bracket, rest = path.partition("[")
    if bracket:
        row, _, leaf = rest.partition("].")
        name = label_of(f"{part}-0-{leaf}").partition(": ")[2] or leaf
        return f"{ROWS[part]} {row}: {name}"
    if ".dates." in path:
        return f"{label_of(path.replace('.dates.', '.'))}, taken on"
    said = label_of(path)
    return f"{said}, earlier sample" if part.startswith("genetics_before") else said


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return " + ".join(_shown(one) for one in value) or "none"
    return f"{value:g}" if isinstance(value, float) else str(value)
