"""One patient of the MMRF CoMMpass study as a GDC case record: visits, results, treatments.

The record counts days from diagnosis; `day_zero` is the date that the person importing gives to
that day. What is mapped, and nothing else:

* `demographic.gender` → `patient.sex`; `demographic.days_to_birth` → `patient.age`, in whole years
  on the day of the newest visit, dated so.
* `follow_ups[].ecog_performance_status` → `patient.ecog`, the newest.
* `follow_ups[].molecular_tests[]` with "Test Value Reported": M protein, free kappa and lambda →
  `series` by visit; haemoglobin, neutrophils, platelets, creatinine, calcium, albumin →
  `labs_current`, the newest; beta-2-microglobulin, albumin, creatinine and LDH of the last visit
  that is not after the first treatment and within 60 days of day zero → `labs_diagnosis`
  [convention of this project]. Units are the record's own (`test_units`) and are converted as in
  `units`: free light chains mg/dL, haemoglobin mmol/L, creatinine µmol/L, calcium mmol/L, albumin
  g/L. (The study itself divided haemoglobin by 0.62: its 5.89 mmol/L was 9.5 g/dL, here 9.49.)
* `diagnoses[].treatments[]` → `regimens`: drugs that start within 14 days of each other are one
  regimen [convention of this project]; see `mmrf_treatments`.

Everything else that is filled in is listed. The record names no unit for weight and height, so
they are not read; isotype, genetics, response, progression, the reason for stopping and whether
the history is complete are not in it and stay unknown.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from board.errors import Invalid
from board.interop import mmrf_treatments
from board.interop.checks import refusal
from board.interop.column_names import fold_name
from board.interop.headers import Holds, named_apart
from board.interop.imported import Imported, Placed, shown, source_name
from board.interop.json_text import compact, json_object
from board.interop.placing import Result, Tray
from board.interop.quantities import DIAGNOSIS, quantity_called

KIND = "MMRF record"
MAX_VISITS = 400
MAX_DIAGNOSES = 20
MAX_TESTS = 20_000
MAX_DAY = 40_000
AT_DIAGNOSIS_WITHIN = 60
DAYS_PER_YEAR = 365.25
SEXES = {"male": "M", "female": "F"}
EMPTY: tuple[Any, ...] = (None, "", "Not Reported", "not reported", [], {})
#: Keys that only identify a part of the record.
BOOKKEEPING = frozenset(
    ("id", "case_id", "submitter_id", "follow_up_id", "diagnosis_id", "demographic_id")
)
NO_PLACE = "The case facts have no place for this."
ONLY_DIAGNOSIS = "The case facts keep this only at diagnosis, and this visit is later."


def read(data: bytes, name: str, day_zero: date | None = None) -> Imported:
    """Return what the record says, its days counted from *day_zero*; `Invalid` if it is no record.

    Without *day_zero* nothing can be dated, so the record is refused with that remedy.
    """
    return read_case(_case(json_object(data)), name, day_zero)


def read_case(
    case: dict[str, Any], name: str, day_zero: date | None, keep_lines: bool = False
) -> Imported:
    """Return what one case says; with *keep_lines* its recorded lines are plans (`place`)."""
    if day_zero is None:
        raise Invalid(
            "This record counts days from diagnosis: give the date of diagnosis as day zero.",
            {"day_zero": "Give the date of diagnosis."},
        )
    return _Record(case, day_zero, source_name(name), keep_lines).imported()


def _case(tree: dict[str, Any]) -> dict[str, Any]:
    """Return the one case in the file."""
    hits = tree.get("hits", [tree])
    if not isinstance(hits, list) or len(hits) != 1:
        count = len(hits) if isinstance(hits, list) else 0
        raise Invalid(f"The file holds {count} cases; one is imported at a time.")
    case = hits[0]
    if not isinstance(case, dict) or not ({"follow_ups", "diagnoses"} & case.keys()):
        raise Invalid("This is no MMRF record: it has neither follow_ups nor diagnoses.")
    return case


class _Record:
    """One record on its way to the tray."""

    def __init__(self, case: dict[str, Any], day_zero: date, source: str, keep_lines: bool) -> None:
        self.case = case
        self.keep_lines = keep_lines
        self.day_zero = day_zero
        self.tray = Tray(source, KIND)
        self.origin = f"{KIND} {source}"
        self.visits = self._visits()
        self.not_kept: Counter[tuple[str, str]] = Counter()

    def imported(self) -> Imported:
        """Return everything the record says."""
        self._demographic()
        self._diagnoses()
        at_diagnosis = self._visit_at_diagnosis()
        for day, visit in self.visits:
            self._visit(day, visit, at_diagnosis)
        for (test, reason), count in self.not_kept.items():
            self.tray.refuse("follow_ups", f"{test}: {count} values", reason)
        self._ecog()
        handled = {"demographic", "diagnoses", "follow_ups"}
        self._list_rest(self.case, handled, "the record")
        return self.tray.imported()

    def date_of(self, day: int) -> date:
        """Return the date of a day counted from day zero."""
        return self.day_zero + timedelta(days=day)

    def _visits(self) -> list[tuple[int, dict[str, Any]]]:
        """Return the visits that say their day, in order; the others are listed."""
        visits = []
        rows = self._rows(self.case.get("follow_ups"), "follow_ups")
        if len(rows) > MAX_VISITS:
            raise Invalid(f"The record has more than {MAX_VISITS} visits.")
        tests = sum(len(_rows(visit.get("molecular_tests"))) for visit in rows)
        if tests > MAX_TESTS:
            raise Invalid(f"The record has more than {MAX_TESTS:,} results.")
        for number, visit in enumerate(rows):
            day = _day(visit.get("days_to_follow_up"), self.day_zero)
            if day is not None:
                visits.append((day, visit))
            else:
                reason = "This visit does not say its day, so none of its results can be dated."
                self.tray.refuse(f"follow_ups[{number}]", compact(_known(visit)), reason)
        return sorted(visits, key=lambda pair: pair[0])

    def _demographic(self) -> None:
        """Place sex and age."""
        person = next(iter(self._rows([self.case.get("demographic") or {}], "demographic")), {})
        sex = person.get("gender")
        if isinstance(sex, str) and sex.casefold() in SEXES:
            self._place("patient.sex", SEXES[sex.casefold()], sex, "demographic.gender")
        elif sex not in EMPTY:
            self.tray.refuse("demographic.gender", compact(sex), "Only male and female are read.")
        born = _day(person.get("days_to_birth"), self.day_zero)
        self._age(born, person.get("days_to_birth"))
        self._list_rest(person, {"gender", "days_to_birth"}, "demographic")

    def _age(self, born: int | None, said: object) -> None:
        """Place the age on the last day that anything is known of, if it can be one."""
        last, called = self._newest_day()
        where = "demographic.days_to_birth"
        if born is not None and born < 0 and last is not None:
            age = int((last - born) / DAYS_PER_YEAR)
            if not (reason := refusal("patient", "age", age)):
                was, note = f"born {-born} days before day zero", f"age on the day of the {called}"
                self._place("patient.age", age, was, where, last, note)
                return
            self.tray.refuse(where, compact(said), reason)
        elif said not in EMPTY:
            self.tray.refuse(where, compact(said), "No age can be told from this.")

    def _newest_day(self) -> tuple[int | None, str]:
        """Return the last day that anything is known of, and what it is."""
        if self.visits:
            return self.visits[-1][0], "newest visit"
        followed = [
            _day(one.get("days_to_last_follow_up"), self.day_zero)
            for one in _rows(self.case.get("diagnoses"))
        ]
        return max((day for day in followed if day is not None), default=None), "last follow-up"

    def _diagnoses(self) -> None:
        """Place the treatments of every diagnosis and list what else is said of it."""
        diagnoses = self._rows(self.case.get("diagnoses"), "diagnoses")
        if len(diagnoses) > MAX_DIAGNOSES:
            raise Invalid(f"The record has more than {MAX_DIAGNOSES} diagnoses.")
        for number, diagnosis in enumerate(diagnoses):
            where = f"diagnoses[{number}]"
            treatments = self._rows(diagnosis.get("treatments"), f"{where}.treatments")
            place = f"{where}.treatments"
            mmrf_treatments.place(treatments, place, self.tray, self.date_of, self.keep_lines)
            self._list_rest(diagnosis, {"treatments"}, where)

    def _visit_at_diagnosis(self) -> int | None:
        """Return the day of the visit whose blood is the blood at diagnosis."""
        starts = [
            _day(one.get("days_to_treatment_start"), self.day_zero)
            for diagnosis in _rows(self.case.get("diagnoses"))
            for one in _rows(diagnosis.get("treatments"))
        ]
        first = min((day for day in starts if day is not None), default=0)
        days = [day for day, _ in self.visits if day <= first and abs(day) <= AT_DIAGNOSIS_WITHIN]
        return max(days, default=None)

    def _visit(self, day: int, visit: dict[str, Any], at_diagnosis: int | None) -> None:
        """Put the results of one visit on the tray."""
        where = f"visit of day {day}"
        for test in self._rows(visit.get("molecular_tests"), where):
            self._result(day, test, where, at_diagnosis)
        handled = {"molecular_tests", "days_to_follow_up", "ecog_performance_status"}
        for body in self._rows(visit.get("other_clinical_attributes"), where):
            for measure in ("weight", "height"):
                if body.get(measure) not in EMPTY:
                    reason = "The record names no unit for this, and none is assumed: type it."
                    said = f"{measure} {compact(body[measure])}"
                    self.tray.refuse(where, said, reason, where)
            self._list_rest(
                body, {"weight", "height", "other_clinical_attribute_id"}, f"{where}, attributes"
            )
        self._list_rest(visit, handled | {"other_clinical_attributes"}, where)

    def _result(self, day: int, test: dict[str, Any], where: str, at_diagnosis: int | None) -> None:
        """Put one result on the tray, and once more as blood at diagnosis if it is."""
        called, value, unit = _test_name(test), test.get("test_value"), test.get("test_units")
        said = test.get("test_result")
        if value in EMPTY or said not in ("Test Value Reported", *EMPTY):
            self.tray.refuse(where, compact(_known(test)), "Only a test with a value is read.")
            return
        unit_text = unit if isinstance(unit, str) and unit not in EMPTY else ""
        column = named_apart(called, unit_text)
        diagnosed = quantity_called(fold_name(called), DIAGNOSIS)
        if diagnosed and day == at_diagnosis:
            dated = self.date_of(day)
            self.tray.put(Result(diagnosed, compact(value), unit_text, dated, where, called))
        if column.quantity and column.holds is Holds.RESULT:
            dated = self.date_of(day)
            self.tray.put(Result(column.quantity, compact(value), unit_text, dated, where, called))
        elif not diagnosed:
            self.not_kept[(called, column.reason)] += 1
        elif day != at_diagnosis:
            self.tray.refuse(where, f"{called} {compact(value)} {unit_text}", ONLY_DIAGNOSIS)

    def _ecog(self) -> None:
        """Place the newest performance status and list the older ones."""
        known = [
            (day, visit["ecog_performance_status"])
            for day, visit in self.visits
            if visit.get("ecog_performance_status") not in EMPTY
        ]
        older = known[:-1]
        for day, value in known[-1:]:
            if value in ("0", "1", "2", "3", "4", 0, 1, 2, 3, 4) and not isinstance(value, bool):
                note = f"the newest of {len(known)} values" if older else ""
                where = f"visit of day {day}"
                self._place("patient.ecog", int(value), f"ECOG {value}", where, day, note)
            else:
                reason = "ECOG is a whole number from 0 to 4."
                self.tray.refuse(f"visit of day {day}", compact(value), reason)
        if older:
            said = "; ".join(f"{self.date_of(day)}: {compact(value)}" for day, value in older)
            reason = "The case facts keep one performance status: the newest was taken."
            self.tray.refuse("follow_ups", f"{len(older)} older ECOG values: {said}", reason)

    def _place(
        self, path: str, value: Any, was: str, where: str, day: int | None = None, note: str = ""
    ) -> None:
        """Place a fact that is no laboratory result."""
        taken = None if day is None else self.date_of(day)
        self.tray.place(Placed(path, value, None, shown(was), where, self.origin, taken, note))

    def _rows(self, value: object, where: str) -> list[dict[str, Any]]:
        """Return the objects of a list, and list what is none."""
        for odd in _odd(value):
            self.tray.refuse(where, compact(odd), "An object was expected here.", where)
        return _rows(value)

    def _list_rest(self, part: Mapping[str, Any], handled: set[str], where: str) -> None:
        """List every filled field of a part that has no place."""
        for key, value in part.items():
            if key not in handled and key not in BOOKKEEPING and value not in EMPTY:
                self.tray.refuse(where, f"{key}: {compact(value)}", NO_PLACE, where)


def _test_name(test: dict[str, Any]) -> str:
    """Return what was measured; a test in urine says so."""
    name = compact(test.get("laboratory_test"))
    urine = compact(test.get("biospecimen_type")).casefold() == "urine"
    return f"Urine {name}" if urine and "urine" not in name.casefold() else name


def _known(part: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a part that are filled in and say more than its id."""
    return {
        key: value
        for key, value in part.items()
        if value not in EMPTY and key not in BOOKKEEPING and key != "molecular_test_id"
    }


def _day(value: object, day_zero: date) -> int | None:
    """Return *value* if it is a whole number of days that reaches a date."""
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > MAX_DAY:
        return None
    reached = day_zero.toordinal() + value
    return value if date.min.toordinal() <= reached <= date.max.toordinal() else None


def _rows(value: object) -> list[dict[str, Any]]:
    """Return the objects of a list; anything else is listed by `_Record._rows`."""
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _odd(value: object) -> list[object]:
    """Return what should have been a list of objects and is not."""
    if isinstance(value, list):
        return [one for one in value if not isinstance(one, dict)]
    return [] if value in EMPTY else [value]
