"""Sheets of an invented pack. Synthetic: no real patient."""

from typing import Any

from board.documents.findings import Measure
from board.documents.pack import (
    AttendanceList,
    CaseSheet,
    Choice,
    Contents,
    ContentsPart,
    ContentsRow,
    Cover,
    DecisionSheet,
    DisciplineTasks,
    DrugRow,
    Gap,
    LineRow,
    OptionRow,
    PreparationList,
    Sheet,
    Task,
    to_text,
)
from board.documents.pack_merge import bind
from board.documents.pack_print import fragment_of, stamp_of
from board.documents.record import Person
from tests.documents.samples import RECORD

COVER = Cover(
    "Briefing pack, meeting of 2026-11-24",
    "Printed 2026-11-24 12:00 by Ms Hana Párk",
    "2026-11-24T11:00:00Z",
)
PEOPLE = (
    Person("Dr Mei Chen", "haematology", "chair"),
    Person("Dr Ruth Okafor", "cell therapy"),
    Person("Ms Eva Brandt", "nursing"),
)


def a_case_sheet(**changes: Any) -> CaseSheet:
    """Return a case with every part filled."""
    said: dict[str, Any] = {
        "case_number": "MM-0142",
        "version": 2,
        "patient": RECORD["patient"],
        "synthetic": True,
        "as_of": "2026-11-23",
        "title": "Second relapse, del(17p)",
        "diagnosis": "Multiple myeloma, IgG κ",
        "presented_by": "Dr Sofia Lindt",
        "question": "CAR T cells now, or a triplet first?",
        "reason": "Progression on maintenance.",
        "wishes": "Wants to stay at home.",
        "headline": "Second relapse after VRd and ASCT.",
        "strip": (Measure("Diagnosis", "Multiple myeloma, IgG κ"), Measure("R-ISS", "II")),
        "figures": (Measure("Serum M-protein", "1.9 g/dL (2026-11-09)"),),
        "relapse": ("Serum M-protein rose from 0.2 to 1.4 g/dL",),
        "course": RECORD["course"],
        "lines": (
            LineRow(1, "VRd, ASCT", "2020-02", "2023-03-10", "CR", "progression", "inferred"),
        ),
        "lines_note": "prior lines: 2",
        "drugs": (
            DrugRow("Lenalidomide", "IMiD", "refractory", "2023-03-10", "progression on it"),
        ),
        "resistance": (Measure("triple-class refractory", "no"),),
        "genetics": RECORD["genetics"],
        "risk": (Measure("IMS/IMWG 2025", "High risk"),),
        "groups": ("Lines", "Counts"),
        "options": (
            OptionRow("Cilta-cel", "Met", ("met", ""), "All criteria met."),
            OptionRow("Talquetamab", "Not known", ("not_met", "unknown"), "Not known: Platelets."),
        ),
        "organs": (Measure("eGFR", "62 mL/min/1.73 m²"), Measure("LVEF", "not known")),
        "scores": (Measure("IMWG frailty index", "0, fit"),),
        "cautions": ("Early relapse.",),
        "missing": (Gap("Ejection fraction (LVEF)", "missing", "stands in 7 open verdicts"),),
        "rules": "Computed by rule set US.",
    }
    return CaseSheet(**(said | changes))


def some_sheets() -> tuple[Sheet, ...]:
    """Return a pack with a sheet of every kind."""
    case = a_case_sheet()
    first = ContentsRow(1, "MM-0142", case.title, "18:45", 12, "Dr Sofia Lindt", sheet=1, page=2)
    aside = ContentsRow(2, "MM-0143", "Relapse", "18:57", 12, "Dr Jun Tanaka", said="Left out.")
    meeting = {"board": "Myeloma Board", "when": "Tue 24-Nov-2026, 18:45", "synthetic": True}
    return (
        Contents(
            title="Briefing pack",
            hospital="University Hospital Musterstadt",
            place="Room 4.12",
            rows=(first, aside),
            others=(ContentsPart("Attendance list", 3, 5),),
            **meeting,
        ),
        case,
        DecisionSheet(
            case_number="MM-0142",
            patient=case.patient,
            synthetic=True,
            question=case.question,
            when="Tue 24-Nov-2026",
            choices=(Choice("A", "Talquetamab"), Choice("B")),
            voters=PEOPLE,
            quorum="3 voters of 2 disciplines needed.",
        ),
        AttendanceList(place="Room 4.12", people=PEOPLE, quorum="3 voters needed.", **meeting),
        PreparationList(
            disciplines=(DisciplineTasks("Cardiology", "", (Task("MM-0142", "LVEF", "missing"),)),),
            **meeting,
        ),
    )


def a_pack(*sheets: Sheet, paper: str = "A4", cover: Cover = COVER) -> bytes:
    """Return these sheets bound, or one of every kind."""
    parts = [fragment_of(to_text(sheet), paper) for sheet in sheets or some_sheets()]  # type: ignore[arg-type]
    return bind(parts, stamp_of(cover), cover)
