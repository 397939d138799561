"""The treatments of an MMRF record as regimens.

The record has one row per drug and start. Rows that start within 14 days of a regimen's first drug
belong to it, unless the record itself names different lines [convention of this project]. A drug
that is not in the dictionary is kept as typed and listed. Where the record has no end, none is
made up; nor is a best response, a progression, a reason for stopping or a plan. On request the
line that the record names is kept as what was planned together, and drugs without any day become a
regimen of that line without dates: they were given, nobody wrote down when.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from board.errors import Invalid
from board.interop.imported import Placed, shown
from board.interop.json_text import compact, doubt
from board.interop.placing import Tray
from board.myeloma.treatment.regimens import drugs_in

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
NO_END = (
    "The record does not say when it ended, how it worked, nor why it was stopped: "
    "an open end is read as still going on, so give the last dose."
)
UNDATED = "The record does not say on which days this was given; kept without dates, in its line."
DAYS = ("days_to_treatment_start", "days_to_treatment_end")


@dataclass
class _Course:
    """Drugs that began together, or of which only the line is known."""

    first: int | None
    line: object
    drugs: dict[str, tuple[int | None, int | None]] = field(default_factory=dict)
    rows: list[str] = field(default_factory=list)


def place(
    rows: list[dict[str, Any]],
    where: str,
    tray: Tray,
    date_of: Callable[[int], date],
    keep_lines: bool = False,
) -> None:
    """Place every treatment that says its drug and its first day as part of a regimen.

    With *keep_lines* the recorded line becomes the plan letter, and undated drugs are kept too.
    """
    if len(rows) > MAX_ROWS:
        raise Invalid(f"The record has more than {MAX_ROWS} treatments.")
    readable, undated = [], []
    for number, row in enumerate(rows):
        at = f"{where}[{number}]"
        _list_rest(row, at, tray)
        if keep_lines and not _without_drug(row) and all(row.get(day) is None for day in DAYS):
            undated.append((at, row))
        elif reason := _without_drug(row) or _without_days(row):
            tray.refuse(at, compact({key: row[key] for key in READ & row.keys()}), reason)
        else:
            readable.append((row["days_to_treatment_start"], at, row))
    courses: list[_Course] = []
    for start, at, row in sorted(readable, key=lambda one: one[:2]):
        _join(courses, start, at, row, tray)
    for at, row in undated:
        _join_undated(courses, at, row, tray)
    for number, course in enumerate(courses, start=1):
        _place_one(course, f"mmrf-{number}", tray, date_of, keep_lines)


def drugs_of(typed: str) -> tuple[list[str], list[str]]:
    """Return the drugs that a typed name means, and which of them are not in the dictionary."""
    agents, unmapped = drugs_in(" ".join(typed.split()))
    unknown = [text[:LONGEST_NAME] for text in unmapped]
    return [*(agent.id for agent in agents), *unknown], unknown


def _without_drug(row: dict[str, Any]) -> str:
    """Return why a row is no drug that was given, or nothing."""
    given = row.get("treatment_or_therapy")
    if given not in ("yes", *EMPTY):
        return "The record does not say that this was given."
    name = _name(row)
    if not isinstance(name, str) or not name.strip() or doubt(name):
        return "The record does not name the drug."
    return ""


def _without_days(row: dict[str, Any]) -> str:
    """Return why a row cannot be dated, or nothing."""
    for key in DAYS:
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
    drugs = _drugs(at, row, tray)
    line = row.get("regimen_or_line_of_therapy")
    last = courses[-1] if courses else None
    together = last and start - (last.first or 0) <= TOGETHER_WITHIN and last.line == line
    if not together or not last or any(drug in last.drugs for drug in drugs):
        last = _Course(start, line)
        courses.append(last)
    for drug in drugs:
        last.drugs[drug] = (start, row.get("days_to_treatment_end"))
    last.rows.append(at)


def _join_undated(courses: list[_Course], at: str, row: dict[str, Any], tray: Tray) -> None:
    """Add a row without days to the undated course of its line, or begin that."""
    drugs = _drugs(at, row, tray)
    line = row.get("regimen_or_line_of_therapy")
    tray.refuse(at, " + ".join(drugs), UNDATED)
    course = next((one for one in courses if one.first is None and one.line == line), None)
    if course is None:
        course = _Course(None, line)
        courses.append(course)
    course.drugs |= dict.fromkeys(drugs, (None, None))
    course.rows.append(at)


def _drugs(at: str, row: dict[str, Any], tray: Tray) -> list[str]:
    drugs, unmapped = drugs_of(_name(row))
    for name in unmapped:
        tray.refuse(at, name, "This is not in the drug dictionary: kept as typed, class unknown.")
    return drugs


def _place_one(
    course: _Course, name: str, tray: Tray, date_of: Callable[[int], date], keep_lines: bool
) -> None:
    """Place one regimen with what the record says of it."""
    drugs = list(course.drugs)
    begin = None if course.first is None else date_of(course.first)
    started = ", ".join(
        f"{drug} from day {day}" if day is not None else f"{drug}, days not recorded"
        for drug, (day, _) in course.drugs.items()
    )
    regimen: dict[str, Any] = {"id": name, "drugs": drugs, "note": started}
    if begin:
        regimen |= {"start": begin.isoformat(), **_ends(course, date_of)}
    if keep_lines and isinstance(course.line, str) and course.line not in EMPTY:
        regimen["plan_group"] = course.line[:LONGEST_NAME]
    if begin and "end" not in regimen:
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
            begin,
            together if begin else "days not recorded",
        )
    )


def _ends(course: _Course, date_of: Callable[[int], date]) -> dict[str, Any]:
    """Return the end of a regimen whose drugs all say theirs, and those that ended earlier."""
    ends = {
        drug: end
        for drug, (start, end) in course.drugs.items()
        if end is not None and start is not None and end >= start
    }
    last = max(ends.values()) if len(ends) == len(course.drugs) else None
    own = {drug: date_of(end).isoformat() for drug, end in ends.items() if end != last}
    found: dict[str, Any] = {} if last is None else {"end": date_of(last).isoformat()}
    return found | ({"drug_last_dose": own} if own else {})


def _list_rest(row: dict[str, Any], at: str, tray: Tray) -> None:
    """List every filled field of a row that has no place."""
    for key, value in row.items():
        if key not in READ and key not in BOOKKEEPING and value not in EMPTY:
            reason = "The case facts have no place for this."
            tray.refuse(at, f"{key}: {compact(value)}", reason, at)
