"""The list of CoMMpass patients: every treatment becomes facts or is listed, and the rules run."""

import json
from collections import Counter
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from board.errors import Invalid
from board.interop import commpass
from board.interop.imported import Imported
from board.myeloma.assessment import assess
from board.myeloma.facts import CaseFacts
from board.myeloma.reading import CaseReading
from tests.interop.where import placed, real, reasons

DAY_ZERO = date(2020, 1, 1)
ORDINALS = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh")


def a_row(drug: str | None, start: int | None, end: int | None = None, line: int = 1,
          **more: Any) -> dict[str, Any]:  # fmt: skip
    """One invented treatment."""
    return {"therapeutic_agents": drug, "days_to_treatment_start": start,
            "days_to_treatment_end": end, "treatment_or_therapy": "yes", "treatment_type": None,
            "regimen_or_line_of_therapy": f"{ORDINALS[line - 1]} line of therapy"} | more  # fmt: skip


def a_list(*rows: dict[str, Any], name: str = "SYN_1", **more: Any) -> bytes:
    """A list of one invented patient, synthetic."""
    return json.dumps([{"bcr_patient_barcode": name, "treatments": rows} | more]).encode()


def read(*rows: dict[str, Any], **more: Any) -> Imported:
    return commpass.read(a_list(*rows, **more), "cases.json", "SYN_1", DAY_ZERO)


def case_of(imported: Imported, **more: Any) -> CaseReading:
    plain = {"case_id": "SYN", "title": "Synthetic", "as_of": "2026-11-23"}
    return CaseReading(CaseFacts.model_validate(plain | imported.facts | more))


def test_days_become_dates_and_the_recorded_line_the_plan() -> None:
    imported = read(
        a_row("Bortezomib", 1, 100), a_row("Dexamethasone", 3, 60), a_row("Lenalidomide", 40)
    )

    first, second = imported.facts["regimens"]

    assert first["drugs"] == ["bortezomib", "dexamethasone"]
    assert (first["start"], first["end"]) == ("2020-01-02", "2020-04-10")
    assert first["drug_last_dose"] == {"dexamethasone": "2020-03-01"}
    assert first["plan_group"] == second["plan_group"] == "First line of therapy"
    assert "end" not in second
    assert "when it ended" in reasons(imported, "treatments")


def test_a_known_last_dose_is_kept_beside_an_open_one() -> None:
    imported = read(a_row("Bortezomib", 1, 100), a_row("Dexamethasone", 3))

    regimen = imported.facts["regimens"][0]

    assert regimen["drug_last_dose"] == {"bortezomib": "2020-04-10"}
    assert "end" not in regimen


def test_a_drug_without_days_was_given_nobody_knows_when() -> None:
    imported = read(
        a_row("Lenalidomide", 1, 90),
        a_row("Carfilzomib", None),
        a_row("Cyclophosphamide", None),
        a_row("Daratumumab", 200, 300, line=2),
    )

    case = case_of(imported)

    undated = imported.facts["regimens"][-1]
    assert undated["drugs"] == ["carfilzomib", "cyclophosphamide"]
    assert "start" not in undated
    assert placed(imported, "regimens[mmrf-3]").note == "days not recorded"
    assert case.treatment.class_exposed("PI") is True
    assert case.lines.count is None
    assert [[course.id for course in line.courses] for line in case.lines.lines] == [
        ["mmrf-1", "mmrf-3"],
        ["mmrf-2"],
    ]


def test_a_line_without_any_day_is_a_line() -> None:
    case = case_of(read(a_row("Carfilzomib", None), a_row("Daratumumab", 200, line=2)))

    assert case.lines.min == 2


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (a_row(None, 5), "does not name the drug"),
        (a_row("  ", None), "does not name the drug"),
        (a_row("Bortezomib", None, 10), "on which day"),
        (a_row("Bortezomib", 1, treatment_or_therapy="no"), "was given"),
    ],
)
def test_a_treatment_that_says_too_little_is_listed(row: dict[str, Any], why: str) -> None:
    imported = read(row)

    assert "regimens" not in imported.facts
    assert why in reasons(imported, "treatments[0]")


def test_a_drug_called_other_leaves_every_class_open() -> None:
    imported = read(a_row("Other", 1, 50), a_row("Lenalidomide", 1, 50))

    case = case_of(imported, treatment_history_complete=True)

    assert case.treatment.unmapped == ("Other",)
    assert case.treatment.class_exposed("IMiD") is True
    assert case.treatment.class_exposed("antiCD38") is None
    assert "not in the drug dictionary" in reasons(imported, "treatments[0]")


def test_a_transplant_stands_under_its_type() -> None:
    auto = a_row(None, 135, 135, treatment_type="Stem Cell Transplantation, Autologous")

    case = case_of(read(a_row("Bortezomib", 1, 100), auto))

    assert case.lines.min == 1
    assert len(case.lines.lines[0].transplants) == 1


def test_what_a_treatment_says_beside_is_listed() -> None:
    imported = read(a_row("Bortezomib", 1, treatment_outcome="Complete Response"))

    assert "no place" in reasons(imported, "treatments[0]")


def test_a_line_that_is_none_is_no_plan() -> None:
    imported = read(a_row("Bortezomib", 1, regimen_or_line_of_therapy=None))

    assert "plan_group" not in imported.facts["regimens"][0]


def test_sex_and_age_are_read_and_the_rest_is_listed() -> None:
    imported = read(
        gender="female", days_to_birth=-22_143, days_to_last_follow_up=1826, iss_stage="II",
        vital_status="Alive",
    )  # fmt: skip

    assert imported.facts["patient"]["sex"] == "F"
    assert imported.facts["patient"]["age"] == 65
    assert imported.facts["patient"]["dates"] == {"age": "2024-12-31"}
    listed = " ".join(one.text for one in imported.not_understood)
    assert "iss_stage: II" in listed
    assert "vital_status: Alive" in listed


def test_without_a_last_day_there_is_no_age() -> None:
    imported = read(gender="male", days_to_birth=-22_143)

    assert imported.facts["patient"] == {"sex": "M"}
    assert "No age" in reasons(imported, "demographic")


def test_an_age_that_no_patient_has_is_listed() -> None:
    imported = read(days_to_birth=-30, days_to_last_follow_up=0)

    assert "patient" not in imported.facts
    assert "outside 18 to 110" in reasons(imported, "demographic")


def test_a_patient_is_asked_for_by_name() -> None:
    data = a_list(a_row("Bortezomib", 1))

    assert commpass.patients(data) == ("SYN_1",)
    with pytest.raises(Invalid, match="holds 1 patients: name one of them, such as SYN_1") as no:
        commpass.read(data, "cases.json", "SYN_2", DAY_ZERO)
    assert "patient" in no.value.fields


def test_without_day_zero_the_list_is_refused_with_the_remedy() -> None:
    with pytest.raises(Invalid, match="day zero") as refused:
        commpass.read(a_list(), "cases.json", "SYN_1")

    assert "day_zero" in refused.value.fields


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "no list"),
        (b"{}", "no list"),
        (b"[", "no list"),
        (b"[1]", "each with its own"),
        (b"[{}]", "each with its own"),
        (b'[{"bcr_patient_barcode": ""}]', "each with its own"),
        (b'[{"bcr_patient_barcode": "A"}, {"bcr_patient_barcode": "A"}]', "each with its own"),
        (b'[{"bcr_patient_barcode": "A"}', "no list"),
        (b"\xff\xfe[", "no list"),
        (b"[" * 100_000, "no list"),
        (b" " * 20_000_001, "bytes"),
    ],
)
def test_what_is_no_list_of_patients_is_refused_in_words(data: bytes, why: str) -> None:
    with pytest.raises(Invalid, match=why):
        commpass.patients(data)


def test_an_empty_list_has_no_patients_and_too_many_are_refused() -> None:
    many = [{"bcr_patient_barcode": str(number)} for number in range(commpass.MAX_PATIENTS + 1)]

    assert commpass.patients(b" [ ] ") == ()
    with pytest.raises(Invalid, match="more than 5,000 patients"):
        commpass.patients(json.dumps(many).encode())


VALUES = st.none() | st.booleans() | st.integers(-99_999, 99_999) | st.text(max_size=5)
ROWS = st.dictionaries(
    st.sampled_from(sorted(a_row("x", 1))), VALUES | st.sampled_from(["yes", "VRd", "Other"])
)


@settings(max_examples=200)
@given(st.lists(ROWS | VALUES, max_size=5), VALUES, VALUES)
def test_no_list_is_more_than_refused(rows: list[Any], born: Any, followed: Any) -> None:
    row = {"bcr_patient_barcode": "A", "treatments": rows, "days_to_birth": born,
           "days_to_last_follow_up": followed}  # fmt: skip
    try:
        imported = commpass.read(json.dumps([row]).encode(), "c.json", "A", DAY_ZERO)
    except Invalid:
        return

    assert case_of(imported, as_of="2400-01-01").lines.min >= 0


def _recorded_lines(row: dict[str, Any]) -> int:
    words = [one["regimen_or_line_of_therapy"].split()[0] for one in row["treatments"]]
    return 1 + max(ORDINALS.index(word) for word in words)


def test_all_patients_of_the_study_go_through_the_rules() -> None:
    data = real("data", "commpass", "cases.json")
    rows = {row["bcr_patient_barcode"]: row for row in json.loads(data)}

    differs: Counter[int] = Counter()
    by_itself: Counter[int] = Counter()
    for name, imported in commpass.read_all(data, "cases.json", DAY_ZERO).items():
        case = case_of(imported)
        assess(case.facts)
        recorded = _recorded_lines(rows[name])
        differs[case.lines.min - recorded] += 1
        alone = [{**one, "plan_group": None} for one in imported.facts["regimens"]]
        by_itself[case_of(imported, regimens=alone).lines.min - recorded] += 1
        _shows_every_agent(rows[name], case, imported)

    assert len(rows) == 480
    assert differs == {0: 453, -1: 22, 1: 2, 2: 3}
    assert by_itself[0] == 144


def _shows_every_agent(row: dict[str, Any], case: CaseReading, imported: Imported) -> None:
    """Every treatment of the row is a drug of the case, an unmapped one, or listed."""
    given = {agent.id for course in case.lines.courses for agent in course.agents}
    unknown = {name.casefold() for name in case.treatment.unmapped}
    assert case.lines.count is None
    for number, one in enumerate(row["treatments"]):
        drug = one["therapeutic_agents"]
        if drug is None:
            assert given & {"melphalan-HD", "allo-SCT"}
        elif drug == "Other":
            assert "other" in unknown
            assert case.treatment.class_exposed("BCMA_BsAb") is None
        else:
            name = {"BCNU": "carmustine"}.get(drug, drug.casefold())
            assert name in given or reasons(imported, f"treatments[{number}]")
