"""A longitudinal record of the CoMMpass study: what it says is placed, the rest is listed."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from board.errors import Invalid
from board.interop import mmrf
from board.interop.mmrf_treatments import drugs_of
from board.myeloma.facts import CaseFacts
from tests.interop.where import placed, real, reasons

DAY_ZERO = date(2024, 1, 15)
NEEDED = {"case_id": "SYN", "title": "Synthetic", "as_of": "2026-11-23"}


def a_test(name: str, value: object, unit: object, **more: object) -> dict[str, Any]:
    """One invented laboratory result as the study writes them."""
    return {"laboratory_test": name, "test_value": value, "test_units": unit,
            "test_result": "Test Value Reported", "biospecimen_type": "Blood"} | more  # fmt: skip


def a_treatment(drug: object, start: object, end: object = None, **more: object) -> dict[str, Any]:
    """One invented row of treatment."""
    return {"therapeutic_agents": drug, "days_to_treatment_start": start,
            "days_to_treatment_end": end, "treatment_or_therapy": "yes"} | more  # fmt: skip


def a_record(visits: object = (), treatments: object = (), **more: object) -> bytes:
    """An invented record."""
    case = {"follow_ups": visits, "diagnoses": [{"treatments": treatments}]} | more
    return json.dumps({"hits": [case]}).encode()


def read(data: bytes) -> Any:
    """Return what a record says."""
    return mmrf.read(data, "record.json", day_zero=DAY_ZERO)


@pytest.fixture
def longitudinal() -> Any:
    """The real record of one patient, if it is at hand."""
    return read(real("data", "commpass", "mmrf_case_longitudinal.json"))


def test_the_real_record_becomes_twelve_dated_samples(longitudinal):
    series = longitudinal.facts["series"]

    assert len(series) == 12
    assert series[0] == {
        "date": "2024-01-11",
        "serum_m_g_dL": 0.6,
        "kappa_mg_L": 330,
        "lambda_mg_L": 8.8,
    }
    assert series[-1]["kappa_mg_L"] == 81.1


def test_the_real_record_gives_current_blood_in_our_units(longitudinal):
    current = longitudinal.facts["labs_current"]

    assert current["hb_g_dL"] == pytest.approx(9.5, abs=0.01)
    assert placed(longitudinal, "labs_current.hb_g_dL").was == "5.89 mmol/L"
    assert current["creatinine_mg_dL"] == 0.9
    assert current["albumin_g_dL"] == 3.7
    assert current["calcium_mg_dL"] == 9.519
    assert set(current["dates"].values()) == {"2026-08-26"}


def test_the_real_record_gives_blood_at_diagnosis_from_the_visit_before_treatment(longitudinal):
    assert longitudinal.facts["labs_diagnosis"] == {
        "b2m_mg_L": 2.6,
        "albumin_g_dL": 3.8,
        "creatinine_mg_dL": 0.8,
    }
    assert "only at diagnosis" in reasons(longitudinal, "visit of day 822")


def test_the_real_record_gives_regimens_and_asks_for_their_ends(longitudinal):
    drugs = [one["drugs"] for one in longitudinal.facts["regimens"]]

    assert drugs == [
        ["lenalidomide", "dexamethasone"], ["dexamethasone"], ["bortezomib"], ["bortezomib"],
    ]  # fmt: skip
    assert all("end" not in one for one in longitudinal.facts["regimens"])
    assert "when it ended" in reasons(longitudinal, "treatments[0]")


def test_the_real_record_says_nothing_that_it_does_not_know(longitudinal):
    facts = CaseFacts.model_validate(NEEDED | longitudinal.facts)

    assert facts.treatment_history_complete is None
    assert facts.disease.isotype is None
    assert facts.patient.weight_kg is None
    assert (facts.patient.sex, facts.patient.age, facts.patient.ecog) == ("M", 89, 3)
    assert "no unit" in reasons(longitudinal, "visit of day -4")
    listed = " ".join(one.text for one in longitudinal.not_understood)
    for word in ("Leukocytes", "Immunoglobulin G", "race", "family_histories", "morphology"):
        assert word in listed


@pytest.mark.parametrize(
    ("person", "why"),
    [
        ({"gender": "unspecified"}, "Only male and female"),
        ({"gender": ["male"]}, "Only male and female"),
        ({"days_to_birth": 31682}, "No age"),
        ({"days_to_birth": "31682"}, "No age"),
    ],
)
def test_a_person_who_is_not_understood_is_listed(person, why):
    imported = read(a_record(demographic=person))

    assert imported.facts == {}
    assert why in reasons(imported, "demographic")


def test_a_test_without_a_value_and_a_status_beyond_four_are_listed():
    test = a_test("M Protein", None, "g/dL", test_result="Negative")
    visit = {"days_to_follow_up": 1, "ecog_performance_status": "7", "molecular_tests": [test]}

    imported = read(a_record([visit]))

    assert imported.facts == {}
    assert "Only a test with a value" in reasons(imported, "visit of day 1")
    assert "from 0 to 4" in reasons(imported, "visit of day 1")


def test_without_day_zero_the_record_is_refused_with_the_remedy():
    with pytest.raises(Invalid, match="day zero") as refused:
        mmrf.read(a_record(), "record.json")

    assert "day_zero" in refused.value.fields


def test_a_result_without_a_unit_is_listed():
    visit = {"days_to_follow_up": 1, "molecular_tests": [a_test("M Protein", 1.2, None)]}

    imported = read(a_record([visit]))

    assert imported.facts == {}
    assert "No unit" in reasons(imported, "visit of day 1")


def test_m_protein_in_urine_is_not_taken_for_serum():
    test = a_test("M Protein", 1.2, "g/dL", biospecimen_type="Urine")

    imported = read(a_record([{"days_to_follow_up": 1, "molecular_tests": [test]}]))

    assert imported.facts == {}
    assert "urine M-protein" in reasons(imported, "follow_ups")


def test_a_weight_without_a_unit_is_listed():
    visit = {"days_to_follow_up": 1, "other_clinical_attributes": [{"weight": 70}]}

    imported = read(a_record([visit]))

    assert imported.facts == {}
    assert "no unit" in reasons(imported, "visit of day 1")


def test_a_visit_without_its_day_is_listed():
    imported = read(a_record([{"days_to_follow_up": None, "ecog_performance_status": "1"}]))

    assert "does not say its day" in reasons(imported, "follow_ups[0]")


def test_a_drug_that_nobody_knows_is_kept_as_typed_and_listed():
    imported = read(a_record(treatments=[a_treatment("BISULFAN X (TRIAL 12)", 5)]))

    assert imported.facts["regimens"][0]["drugs"] == ["BISULFAN X (TRIAL 12)"]
    assert "not in the drug dictionary" in reasons(imported, "treatments[0]")


def test_an_end_that_the_record_knows_is_the_last_dose():
    rows = [a_treatment("Bortezomib", 10, 100), a_treatment("Dexamethasone", 10, 60)]

    regimen = read(a_record(treatments=rows)).facts["regimens"][0]

    assert (regimen["start"], regimen["end"]) == ("2024-01-25", "2024-04-24")
    assert regimen["drug_last_dose"] == {"dexamethasone": "2024-03-15"}


def test_a_treatment_that_was_not_given_is_listed():
    imported = read(a_record(treatments=[a_treatment("Bortezomib", 1, treatment_or_therapy="no")]))

    assert imported.facts == {}
    assert "does not say that this was given" in reasons(imported, "treatments[0]")


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (a_treatment(None, 1), "does not name the drug"),
        (a_treatment("Bortezomib", None), "on which day"),
        (a_treatment("Bortezomib", 1, "100"), "on which day"),
    ],
)
def test_a_treatment_without_its_drug_or_day_is_listed(row, why):
    imported = read(a_record(treatments=[row]))

    assert imported.facts == {}
    assert why in reasons(imported, "treatments[0]")


def test_a_transplant_stands_under_its_type():
    row = a_treatment(None, 135, 135, treatment_type="Stem Cell Transplantation, Autologous")

    imported = read(a_record(treatments=[row]))

    assert imported.facts["regimens"][0]["drugs"] == ["melphalan-HD"]
    assert imported.facts["regimens"][0]["end"] == "2024-05-29"


def test_several_drugs_in_one_name_are_told_apart():
    assert drugs_of("Bortezomib, Dexamethasone") == (["bortezomib", "dexamethasone"], [])
    assert drugs_of("VELCADE + XYZ-1") == (["bortezomib", "XYZ-1"], ["XYZ-1"])


def test_every_treatment_name_of_the_study_is_read_or_kept_as_typed():
    rows = real("data", "drug_names", "therapy_names.tsv").decode().splitlines()[1:]
    for typed in (row.split("\t")[1] for row in rows):
        drugs, unmapped = drugs_of(typed)

        assert drugs or not typed.strip()
        assert set(unmapped) <= set(drugs)


@pytest.mark.parametrize(
    ("tree", "why"),
    [
        ({}, "neither"),
        ({"hits": []}, "0 cases"),
        ({"hits": [{}, {}]}, "2 cases"),
        ({"hits": 7}, "0 cases"),
        ({"hits": [7]}, "neither"),
        ({"follow_ups": [{}] * 500}, "more than 400 visits"),
        ({"follow_ups": [{"molecular_tests": [{}] * 20_001}]}, "more than 20,000 results"),
        ({"diagnoses": [{}] * 50}, "more than 20 diagnoses"),
        ({"diagnoses": [], "files": [1] * 200_000}, "more than 100,000 values"),
        ({"diagnoses": [{"treatments": [{}] * 500}]}, "more than 400 treatments"),
    ],
)
def test_what_is_no_record_of_one_patient_is_refused_in_words(tree, why):
    with pytest.raises(Invalid, match=why):
        read(json.dumps(tree).encode())


KEYS = st.sampled_from(
    ["follow_ups", "diagnoses", "demographic", "treatments", "molecular_tests", "test_value",
     "test_units", "laboratory_test", "days_to_follow_up", "therapeutic_agents", "gender",
     "days_to_treatment_start", "days_to_birth", "ecog_performance_status",
     "other_clinical_attributes", "weight"]
)  # fmt: skip
VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-10_000_000, 10_000_000), st.floats(), st.text(max_size=4),
    st.sampled_from(["M Protein", "g/dL", "Hemoglobin", "mmol/L", "yes", "Bortezomib", "male", "2"]),
)  # fmt: skip
TREES = st.recursive(
    VALUES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=25,
)


@settings(max_examples=300)
@given(follow_ups=TREES, diagnoses=TREES, demographic=TREES, day_zero=st.dates())
def test_no_record_is_more_than_refused(follow_ups, diagnoses, demographic, day_zero):
    tree = {"follow_ups": follow_ups, "diagnoses": diagnoses, "demographic": demographic}
    try:
        imported = mmrf.read(json.dumps(tree).encode(), "record.json", day_zero)
    except Invalid:
        return

    CaseFacts.model_validate(NEEDED | imported.facts)
