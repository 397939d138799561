"""What is typed, what it means, and what is said when it means nothing."""

import json
from datetime import date

import pytest

from board.cases.forms.drugs import known_drugs
from board.cases.forms.reading import read
from board.cases.forms.sections import SECTIONS, section_called
from board.cases.forms.state import needed, states
from board.cases.forms.typed import SENT, tidy
from board.cases.forms.words import answers_of, remarked
from board.cases.forms.writing import typed_from_facts
from board.myeloma.facts import CaseFacts
from tests.cases.form import WORDS, typed_case
from tests.factories import some_facts
from tests.myeloma.cases import SHARED, sample, sample_ids

TODAY = date(2026, 11, 24)


def meant(facts: CaseFacts) -> CaseFacts:
    """The facts that come of typing *facts*; age and sex are the patient's own, not typed facts."""
    reading = read(typed_case(facts), TODAY)
    assert reading.errors == {}
    said = reading.facts | {"case_id": facts.case_id, "title": facts.title}
    said["patient"] = said.get("patient", {}) | {"age": facts.patient.age, "sex": facts.patient.sex}
    return CaseFacts.model_validate(said)


@pytest.mark.parametrize("case_id", sample_ids())
def test_the_form_says_everything_that_a_case_says(case_id):
    facts = sample(case_id)

    assert meant(facts) == facts


@pytest.mark.skipif(not SHARED.exists(), reason="the worked cases lie beside some checkouts only")
def test_the_form_says_everything_that_the_worked_cases_say():
    for one in json.loads((SHARED / "cases.json").read_text())["cases"]:
        facts = CaseFacts.model_validate(one["input"])

        assert meant(facts) == facts


def reading_of(**typed: str):
    return read({name.replace("__", "."): text for name, text in typed.items()}, TODAY)


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("98", "g/L", 9.8),
        ("9,8", "g/dL", 9.8),
        ("98 g/L", "", 9.8),
        ("6.1", "mmol/L", 9.8295),
        ("10.4", "", 10.4),
    ],
)
def test_a_value_is_converted_from_the_unit_it_was_typed_in(text, unit, value):
    typed = {"labs_current.hb_g_dL": text, "labs_current.hb_g_dL.unit": unit}

    reading = read(typed, TODAY)

    assert reading.facts["labs_current"]["hb_g_dL"] == value


def test_creatinine_in_micromoles_is_converted_exactly():
    typed = {"labs_current.creatinine_mg_dL": "177", "labs_current.creatinine_mg_dL.unit": "µmol/L"}

    assert read(typed, TODAY).facts["labs_current"]["creatinine_mg_dL"] == 2.0023


def test_the_typed_unit_comes_back_when_the_case_is_corrected():
    typed = {"labs_current.creatinine_mg_dL": "98", "labs_current.creatinine_mg_dL.unit": "µmol/L"}
    reading = read(typed, TODAY)

    again = typed_from_facts(reading.facts, reading.answers)

    assert {name: again[name] for name in typed} == typed


def test_not_known_is_an_answer_that_comes_back():
    typed = {"health.hiv": "unknown", "genetics.t4_14": "unknown", "genetics.del1p32": "unknown"}
    reading = read(typed, TODAY)

    again = typed_from_facts(reading.facts, reading.answers)

    assert "health" not in reading.facts or "hiv" not in reading.facts["health"]
    assert {name: again[name] for name in typed} == typed


@pytest.mark.parametrize(
    ("name", "text", "unit", "said"),
    [
        (
            "labs_current.hb_g_dL",
            "98",
            "g/dL",
            "Haemoglobin must be between 2 and 25 g/dL: 98 g/L is 9.8 g/dL",
        ),
        (
            "labs_current.hb_g_dL",
            "9.8",
            "g/L",
            "Haemoglobin must be between 20 and 250 g/L: 9.8 g/dL is 98 g/L",
        ),
        ("labs_current.hb_g_dL", "ten", "", "Haemoglobin must be a number"),
        (
            "labs_current.platelets_e9_L",
            "1,250",
            "",
            "Platelets must say which it is: write 1250 or 1.250",
        ),
        (
            "labs_current.calcium_mg_dL",
            "9.4 stone",
            "",
            "Calcium, total must be in mg/dL or mmol/L",
        ),
        (
            "patient.height_cm",
            "1.64",
            "cm",
            "Height must be between 100 and 230 cm: 1.64 m is 164 cm",
        ),
        ("patient.ecog", "1.5", "", "ECOG performance status must be a whole number"),
        ("patient.ecog", "5", "", "ECOG performance status must be between 0 and 4"),
        ("health.hiv", "perhaps", "", "HIV must be one of the answers offered"),
        ("labs_current.date", "31-Feb-2026", "", "Taken on must be a day of the calendar"),
        (
            "labs_current.date",
            "03/04/2026",
            "",
            "Taken on could be day/month or month/day: write 09-Nov-2026",
        ),
        (
            "labs_current.date",
            "24-Dec-2026",
            "",
            "The date must not be after 24-Nov-2026, the day of the facts",
        ),
    ],
)
def test_a_wrong_answer_is_told_with_what_to_do(name, text, unit, said):
    reading = read({name: text, f"{name}.unit": unit}, TODAY)

    assert reading.errors == {name: said}


@pytest.mark.parametrize("text", ["Jan-2025", "1/2025", "2025-01", "2025"])
def test_a_month_alone_is_no_day_of_a_sample_and_what_is_wanted_is_said(text):
    errors = read({"series-0-date": text, "series-0-serum_m_g_dL": "1"}, TODAY).errors

    assert errors == {"series-0-date": "Sample 1: Date must name the day, too: write 09-Nov-2026"}


def test_serum_m_protein_is_checked_in_the_unit_of_its_column():
    typed = {
        "series-0-date": "2026-10-12",
        "series-0-serum_m_g_dL": "236",
        "series.unit.serum_m_g_dL": "g/L",
    }

    reading = read(typed, TODAY)

    assert reading.errors == {
        "series-0-serum_m_g_dL": "Sample 1: Serum M-protein must be between 0 and 150 g/L"
    }


@pytest.mark.parametrize(
    ("text", "unit", "kept"),
    [("trace", "g/L", "trace"), ("<0.1", "", "<0.1"), ("<1", "g/L", "<0.1"), ("19", "g/L", 1.9)],
)
def test_a_spike_too_faint_to_measure_is_kept_as_the_laboratory_wrote_it(text, unit, kept):
    typed = {
        "series-0-date": "2026-10-12",
        "series-0-serum_m_g_dL": text,
        "series.unit.serum_m_g_dL": unit,
    }

    reading = read(typed, TODAY)

    assert reading.errors == {}
    assert reading.facts["series"][0]["serum_m_g_dL"] == kept


@pytest.mark.parametrize(
    ("text", "value"),
    [("09-Nov-2026", "2026-11-09"), ("9.11.2026", "2026-11-09"), ("Nov-2026", "2026-11"),
     ("november 2026", "2026-11"), ("11/2026", "2026-11"), ("2026", "2026"), ("2026-11", "2026-11")],
)  # fmt: skip
def test_a_date_may_be_a_day_a_month_or_a_year(text, value):
    assert read({"genetics.date": text}, TODAY).facts["genetics"]["date"] == value


def course(**typed: str) -> dict[str, str]:
    return {f"regimens-0-{name}": text for name, text in ({"drugs": "VRd"} | typed).items()}


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        (
            {"start": "2026-03", "end": "Jan-2026"},
            "end",
            "Course 1: last dose must not be before the start, Mar-2026",
        ),
        (
            {"start": "2026-03-01", "pd_date": "2026-02-01"},
            "pd_date",
            "Course 1: progression must not be before the start, 01-Mar-2026",
        ),
        (
            {"start": "2027-03-01"},
            "start",
            "Course 1: start must not be after 24-Nov-2026, the day of the facts",
        ),
        (
            {"start": "2026-03", "drug_last_dose": "thalidomide: 2026-04"},
            "drug_last_dose",
            "Course 1: thalidomide must be among the drugs of the course",
        ),
        ({"drugs": " ", "start": "2026"}, "drugs", "Course 1: Drugs is missing"),
        (
            {"doses": "lenalidomide 15 mg"},
            "doses",
            "Course 1: Doses must have a drug, a colon and a value on each line",
        ),
    ],
)
def test_a_course_that_cannot_have_been_is_told_at_its_field(typed, field, said):
    reading = read(course(**typed), TODAY)

    assert reading.errors == {f"regimens-0-{field}": said}


def test_a_month_that_may_hold_the_start_is_no_contradiction():
    assert read(course(start="2026-03-20", end="2026-03"), TODAY).errors == {}


def test_short_names_and_brands_are_read_and_unknown_drugs_are_kept_as_typed():
    reading = read(course(drugs="VRd, Darzalex + wonderdrug 12"), TODAY)

    assert reading.facts["regimens"][0]["drugs"] == [
        "bortezomib", "lenalidomide", "dexamethasone", "daratumumab", "wonderdrug 12",
    ]  # fmt: skip
    assert reading.unmapped == {"regimens-0-drugs": ["wonderdrug 12"]}


def test_courses_keep_their_names_and_new_ones_get_free_ones():
    typed = {
        "regimens-0-id": "r2", "regimens-0-drugs": "Rd",
        "regimens-1-drugs": "Kd", "regimens-2-id": "r2", "regimens-2-drugs": "Vd",
    }  # fmt: skip

    ids = [one["id"] for one in read(typed, TODAY).facts["regimens"]]

    assert ids == ["r2", "r1", "r3"]


def test_none_of_these_is_not_the_same_as_nothing_ticked():
    none = read({"patient.hctci_items.none": "yes"}, TODAY).facts["patient"]["hctci_items"]

    assert none == []
    assert "patient" not in read({}, TODAY).facts


def test_none_of_these_cannot_stand_beside_one_that_is_present():
    typed = {"patient.hctci_items.none": "yes", "patient.hctci_items.cardiac": "yes"}

    assert list(read(typed, TODAY).errors) == ["patient.hctci_items.none"]


REQUIRED = [
    "patient.mrn", "patient.family", "patient.given", "patient.born-day", "patient.sex",
    "patient.ecog", "patient.cci", "title", "question", "reason", "wishes", "priority",
]  # fmt: skip


def test_what_the_board_needs_is_named_when_it_is_missing():
    assert set(read({}, TODAY).missing) == {*REQUIRED, "as_of-day", "jurisdiction"}


@pytest.mark.parametrize("name", ["ecog", "cci", "wishes"])
def test_not_known_because_stands_in_for_an_answer(name):
    reading = read({f"answers.{name}_unknown": "the letter does not say"}, TODAY)

    assert not [one for one in reading.missing if one.endswith(name)]


def test_wishes_that_are_not_known_say_why_in_the_submission():
    typed = typed_case(some_facts()) | {"wishes": "", "answers.wishes_unknown": "not asked yet"}

    submission = read(typed, TODAY).submission()

    assert submission.wishes == "Not known, because: not asked yet"


def test_empty_rows_go_and_the_others_close_up():
    table = next(
        table for section in SECTIONS for table in section.tables if table.name == "series"
    )

    tidied = tidy(
        {"series-1-date": "2026", "series-0-date": " ", "series-7-kappa_mg_L": "3"}, [table]
    )

    assert tidied == {"series-0-date": "2026", "series-1-kappa_mg_L": "3"}


def state_words(typed: dict[str, str], origins=None) -> dict[str, str]:
    found = states(typed, read(typed, TODAY), origins or {})
    return {state.section.slug: state.words for state in found}


def test_a_section_says_how_far_it_has_come():
    typed = {"patient.mrn": "1", "labs_current.hb_g_dL": "98"}
    typed |= {"genetics.del17p": "no", f"{SENT}genetics": "1", f"{SENT}organs": "1"}

    words = state_words(typed | {"health.hiv": "no"}, {"health.hiv": {"from": "a.json"}})

    assert words["patient"] == "Started"
    assert words["relapse"] == "1 to fix"
    assert words["genetics"] == "Done"
    assert words["organs"] == "Nothing answered"
    assert words["supportive"] == "Imported"
    assert words["lines"] == "Not started"


def test_missing_answers_are_to_be_fixed_only_after_the_section_was_sent():
    assert state_words(dict(WORDS) | {"wishes": ""})["question"] == "Started"
    assert state_words(WORDS | {"wishes": "", f"{SENT}question": "1"})["question"] == "1 to fix"


def answers_in(section: str, **typed: str) -> dict[str, tuple[str, str]]:
    """What is read over before it is sent: label to text and day."""
    shown = answers_of(section_called(section), {k.replace("__", "."): v for k, v in typed.items()})
    return {one.label: (one.text, one.day) for one in shown}


def test_dates_are_read_over_as_they_were_understood():
    shown = answers_in(
        "relapse",
        labs_current__date="20.06.2023",
        labs_current__hb_g_dL="9.8",
        labs_current__dates__hb_g_dL="16 11 2026",
    )

    assert shown["Taken on"] == ("20-Jun-2023", "")
    assert shown["Haemoglobin"] == ("9.8", "16-Nov-2026")


def test_a_date_that_was_not_understood_is_read_over_as_typed():
    assert answers_in("relapse", labs_current__date="last week")["Taken on"] == ("last week", "")


def test_what_a_conversion_leaves_is_not_read_over():
    shown = answers_in(
        "relapse", labs_current__hb_g_dL="9.491146", labs_current__calcium_mg_dL="9.5"
    )

    assert shown["Haemoglobin"][0] == "9.5"
    assert shown["Calcium, total"][0] == "9.5"


@pytest.mark.parametrize("month", ["feb", "Feb", "february", "2"])
def test_the_month_of_a_birthday_may_be_a_word(month):
    reading = read(
        {"patient.born-day": "3", "patient.born-month": month, "patient.born-year": "1959"}, TODAY
    )

    assert reading.words["patient.born"] == "1959-02-03"


def test_a_light_chain_named_with_the_isotype_is_pointed_out():
    named = reading_of(disease__isotype="IgG kappa")
    answered = reading_of(disease__isotype="IgG kappa", disease__involved_flc="kappa")

    assert "kappa is in the isotype" in named.remarks["disease.involved_flc"]
    assert "involved_flc" not in named.facts["disease"]
    assert answered.remarks == {}


def test_needed_answers_are_counted_apart():
    none, all_ = needed(read({}, TODAY)), needed(read(typed_case(sample("mm-0131")), TODAY))

    assert none[0] == 0
    assert all_[0] == all_[1] == none[1]


def test_that_nobody_said_a_patient_is_invented_stays_unsaid():
    assert "synthetic" not in typed_from_facts({"synthetic": False})
    assert typed_from_facts({"synthetic": True})["synthetic"] == "yes"


def test_what_the_laboratory_text_reads_is_to_be_confirmed_until_somebody_answers():
    lines = "nuc ish(TP53,D17Z1)x1~2[64/100]"
    open_ = reading_of(genetics_source_text=lines)
    answered = reading_of(genetics_source_text=lines, genetics__del17p="yes")

    assert open_.facts.get("genetics", {}).get("del17p") is None
    found = dict(remarked(section_called("genetics"), open_))
    assert found["del(17p)"] == "The laboratory’s text reads present: confirm it"
    assert found["del(17p), share of plasma cells"] == "The laboratory’s text reads 64: confirm it"
    assert "genetics.del17p" not in answered.remarks


@pytest.mark.parametrize(
    "text",
    ["3.11.26", "03-11-26", "3 Nov 26", "Nov-26", "11/26", "nov 3, 26", "26-11-03", "3/11/26"],
)
def test_a_year_of_two_digits_is_not_guessed_and_the_way_out_is_told(text):
    reading = read({"regimens-0-drugs": "VRd", "regimens-0-start": text}, TODAY)

    assert reading.errors["regimens-0-start"] == (
        "Course 1: Start must be a date: write the year with four digits, 09-Nov-2026"
    )


@pytest.mark.parametrize("year", ["26", "59", "126"])
def test_a_birthday_needs_the_four_digits_of_its_year(year):
    typed = {"patient.born-day": "3", "patient.born-month": "2", "patient.born-year": year}

    assert "four digits" in read(typed, TODAY).errors["patient.born-day"]


@pytest.mark.parametrize("text", ["3.11.2026", "2026-11-03", "03-Nov-2026", "3 nov 2026"])
def test_a_date_that_can_mean_one_day_only_is_taken(text):
    reading = read({"series-0-date": text}, TODAY)

    assert reading.facts["series"][0]["date"] == "2026-11-03"


@pytest.mark.parametrize(
    ("typed", "drugs", "unmapped"),
    [
        (["VRd"], ["bortezomib", "lenalidomide", "dexamethasone"], []),
        (["V", "d"], ["bortezomib", "dexamethasone"], []),
        (["V"], ["V"], ["V"]),
        (["PD"], ["PD"], ["PD"]),
        (["VRd", "wonderumab"],
         ["bortezomib", "lenalidomide", "dexamethasone", "wonderumab"], ["wonderumab"]),
    ],
)  # fmt: skip
def test_names_of_drugs_are_read_as_in_a_regimen(
    typed: list[str], drugs: list[str], unmapped: list[str]
) -> None:
    assert known_drugs(typed) == (drugs, unmapped)


def test_a_listed_tp53_mutation_is_said_to_count_and_is_refused_beside_a_no():
    listed = reading_of(genetics__variants="TP53 R175H 38 %")
    beside = reading_of(genetics__variants="TP53 R175H 38 %", genetics__tp53_mut="no")
    agreeing = reading_of(genetics__variants="TP53 R175H 38 %", genetics__tp53_mut="yes")

    assert "by the variants: TP53 R175H" in listed.remarks["genetics.tp53_mut"]
    assert "beside the variant TP53 R175H" in beside.errors["genetics.tp53_mut"]
    assert "genetics.tp53_mut" not in agreeing.remarks | agreeing.errors


def test_a_course_that_progressed_is_asked_for_its_last_dose():
    def remarks(**typed):
        course = {"regimens-0-drugs": "DKd", "regimens-0-pd_date": "10-Nov-2026"}
        return dict(remarked(section_called("lines"), read(course | typed, TODAY)))

    assert "no last dose" in remarks()["Still taken when it progressed?"]
    assert remarks(**{"regimens-0-ongoing_at_pd": "yes"}) == {}
    assert remarks(**{"regimens-0-end": "Oct-2026"}) == {}
    assert remarks(**{"regimens-0-drugs": "cilta-cel"}) == {}
