"""The treatments of an MMRF record as regimens.

The record has one row per drug and start. Rows that start within 14 days of a regimen's first drug
belong to it, unless the record itself names different lines [convention of this project]. A drug
that is not in the dictionary is kept as typed and listed. Where the record has no end, none is
made up; nor is a best response, a progression, a reason for stopping or a plan.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from board.errors import Invalid
from board.interop.imported import Placed, shown
from board.interop.json_text import compact, doubt
from board.interop.placing import Tray
from board.myeloma.agents import recognise

TOGETHER_WITHIN = 14
MAX_DAY = 40_000
MAX_ROWS = 400
LONGEST_NAME = 80
EMPTY = (None, "", "Not Reported", "not reported", "Unknown", "unknown")
BOOKKEEPING = frozenset(
    ("treatment_id", "submitter_id", "state", "created_datetime", "updated_datetime")
)
READ = frozenset(
    ("therapeutic_agents", "treatment_type", "days_to_treatment_start", "days_to_treatment_end",
     "treatment_or_therapy", "regimen_or_line_of_therapy")
)  # fmt: skip
#: What the study calls a transplant, and the name the drug dictionary knows.
TRANSPLANTS = {
    "stem cell transplantation, autologous": "autologous stem cell transplant",
    "stem cell transplantation, allogeneic": "allogeneic stem cell transplant",
}
NO_END = (
    "The record does not say when it ended, how it worked, nor why it was stopped: "
    "an open end is read as still going on, so give the last dose."
)


@dataclass
class _Course:
    """Drugs that began together."""

    first: int
    line: object
    drugs: dict[str, tuple[int, int | None]] = field(default_factory=dict)
    rows: list[str] = field(default_factory=list)


def place(
    rows: list[dict[str, Any]], where: str, tray: Tray, date_of: Callable[[int], date]
) -> None:
    """Place every treatment that says its drug and its first day as part of a regimen."""
    if len(rows) > MAX_ROWS:
        raise Invalid(f"The record has more than {MAX_ROWS} treatments.")
    readable = []
    for number, row in enumerate(rows):
        at = f"{where}[{number}]"
        _list_rest(row, at, tray)
        if reason := _unusable(row):
            tray.refuse(at, compact({key: row[key] for key in READ & row.keys()}), reason)
        else:
            readable.append((row["days_to_treatment_start"], at, row))
    courses: list[_Course] = []
    for start, at, row in sorted(readable, key=lambda one: one[:2]):
        _join(courses, start, at, row, tray)
    for number, course in enumerate(courses, start=1):
        _place_one(course, f"mmrf-{number}", tray, date_of)


def drugs_of(typed: str) -> tuple[list[str], list[str]]:
    """Return the drugs that a typed name means, and which of them are not in the dictionary."""
    typed = " ".join(typed.split())
    typed = TRANSPLANTS.get(typed.casefold(), typed)
    whole = recognise(typed) if len(typed) <= LONGEST_NAME else None
    if whole:
        return [whole.id], []
    parts = [part.strip() for part in re.split(r"[,;+/]| and ", typed) if part.strip()]
    known = [recognise(part) if len(part) <= LONGEST_NAME else None for part in parts]
    if len(parts) > 1 and any(known):
        drugs = [
            agent.id if agent else part[:LONGEST_NAME]
            for agent, part in zip(known, parts, strict=True)
        ]
        return drugs, [drug for agent, drug in zip(known, drugs, strict=True) if not agent]
    return [typed[:LONGEST_NAME]], [typed[:LONGEST_NAME]]


def _unusable(row: dict[str, Any]) -> str:
    """Return why a row cannot be a treatment that was given, or nothing."""
    given = row.get("treatment_or_therapy")
    if given not in ("yes", *EMPTY):
        return "The record does not say that this was given."
    if not isinstance(_name(row), str) or doubt(_name(row)):
        return "The record does not name the drug."
    for key in ("days_to_treatment_start", "days_to_treatment_end"):
        day = row.get(key)
        wrong = not isinstance(day, int) or isinstance(day, bool) or abs(day) > MAX_DAY
        if wrong and (day is not None or key == "days_to_treatment_start"):
            return "The record does not say on which day this began or ended."
    return ""


def _name(row: dict[str, Any]) -> Any:
    """Return what was given; a transplant stands under its type, without a drug."""
    drugs = row.get("therapeutic_agents")
    return drugs if drugs not in EMPTY else row.get("treatment_type")


def _join(courses: list[_Course], start: int, at: str, row: dict[str, Any], tray: Tray) -> None:
    """Add a row to the course it began with, or begin a new one."""
    drugs, unmapped = drugs_of(_name(row))
    for name in unmapped:
        tray.refuse(at, name, "This is not in the drug dictionary: kept as typed, class unknown.")
    line = row.get("regimen_or_line_of_therapy")
    last = courses[-1] if courses else None
    together = last and start - last.first <= TOGETHER_WITHIN and last.line == line
    if not together or not last or any(drug in last.drugs for drug in drugs):
        last = _Course(start, line)
        courses.append(last)
    for drug in drugs:
        last.drugs[drug] = (start, row.get("days_to_treatment_end"))
    last.rows.append(at)


def _place_one(course: _Course, name: str, tray: Tray, date_of: Callable[[int], date]) -> None:
    """Place one regimen with what the record says of it."""
    drugs = list(course.drugs)
    ends = {drug: end for drug, (_, end) in course.drugs.items() if end is not None}
    started = ", ".join(f"{drug} from day {day}" for drug, (day, _) in course.drugs.items())
    regimen: dict[str, Any] = {
        "id": name,
        "drugs": drugs,
        "start": date_of(course.first).isoformat(),
        "note": started,
    }
    complete = len(ends) == len(drugs)
    if complete and all(end >= course.drugs[drug][0] for drug, end in ends.items()):
        last = max(ends.values())
        regimen["end"] = date_of(last).isoformat()
        earlier = {drug: date_of(end).isoformat() for drug, end in ends.items() if end < last}
        regimen |= {"drug_last_dose": earlier} if earlier else {}
    else:
        tray.refuse(course.rows[0], f"{' + '.join(drugs)} from {regimen['start']}", NO_END)
    together = f"began within {TOGETHER_WITHIN} days of each other" if len(drugs) > 1 else ""
    where = ", ".join(course.rows)
    tray.place(
        Placed(
            f"regimens[{name}]",
            regimen,
            None,
            shown(started),
            where,
            f"{tray.kind} {tray.source}",
            date_of(course.first),
            together,
        )
    )


def _list_rest(row: dict[str, Any], at: str, tray: Tray) -> None:
    """List every filled field of a row that has no place."""
    for key, value in row.items():
        if key not in READ and key not in BOOKKEEPING and value not in EMPTY:
            reason = "The case facts have no place for this."
            tray.refuse(at, f"{key}: {compact(value)}", reason, at)
