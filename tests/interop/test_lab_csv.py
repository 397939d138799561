"""A laboratory table becomes case facts, and every cell is either placed or listed."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from board.errors import Invalid
from board.interop import lab_csv, tables
from board.myeloma.facts import CaseFacts
from tests.interop.where import placed, real, reasons, sample

NEEDED = {"case_id": "SYN", "title": "Synthetic", "as_of": "2026-11-23"}


def test_series_markers_become_rows_by_date():
    imported = lab_csv.read(sample("synthetic_weekly.csv"), "weekly.csv")

    rows = {row["date"]: row for row in imported.facts["series"]}
    assert list(rows) == sorted(rows)
    assert rows["2026-10-12"] == {
        "date": "2026-10-12",
        "serum_m_g_dL": 1.5,
        "urine_m_mg_24h": 20,
        "kappa_mg_L": 180,
        "lambda_mg_L": 8,
    }


def test_both_the_value_and_what_stood_in_the_file_are_kept():
    imported = lab_csv.read(sample("synthetic_weekly.csv"), "/home/x/weekly.csv")

    lambda_ = placed(imported, "series[2026-10-12].lambda_mg_L")
    assert (lambda_.value, lambda_.unit, lambda_.was) == (8, "mg/L", "0.8 mg/dL")
    assert lambda_.where == "row 5, column lambda mg/dL"
    assert lambda_.origin == "laboratory table weekly.csv"
    assert lambda_.date == date(2026, 10, 12)


def test_a_current_result_is_the_newest_and_says_so():
    imported = lab_csv.read(sample("synthetic_weekly.csv"), "weekly.csv")

    haemoglobin = placed(imported, "labs_current.hb_g_dL")
    assert (haemoglobin.value, haemoglobin.date) == (11, date(2026, 11, 16))
    assert haemoglobin.note == "the newest of 4 readable values"
    assert imported.facts["labs_current"]["dates"]["hb_g_dL"] == "2026-11-16"
    older = [one for one in imported.not_understood if one.where == "column Hb g/dL"]
    assert "2026-08-20: 12.4 g/dL" in older[0].text


def test_a_spike_too_small_to_measure_keeps_the_word_that_the_rules_read_as_zero():
    imported = lab_csv.read(sample("synthetic_weekly.csv"), "weekly.csv")

    assert placed(imported, "series[2026-09-20].serum_m_g_dL").value == "<0.1"
    trace = placed(imported, "series[2026-11-16].serum_m_g_dL")
    assert (trace.value, trace.was) == ("trace", "trace g/L")
    assert "read it as 0" in trace.note


def test_a_light_chain_below_the_limit_is_zero_with_a_note():
    imported = lab_csv.read_pasted("date\tkappa mg/L\n2026-10-12\t<0.6\n")

    kappa = placed(imported, "series[2026-10-12].kappa_mg_L")
    assert kappa.value == 0
    assert "“<0.6” is read as 0" in kappa.note


@pytest.mark.parametrize(
    "line", ["serum M g/dL\n2026-10-12,<3", "platelets 10^9/L\n2026-10-12,<20",
             "kappa mg/L\n2026-10-12,<100", "kappa mg/L\n2026-10-12,>5000"]
)  # fmt: skip
def test_a_bound_that_could_hide_disease_is_refused(line):
    imported = lab_csv.read(f"date,{line}\n".encode(), "bound.csv")

    assert imported.facts == {}
    assert "bound" in imported.not_understood[0].reason


def test_results_at_diagnosis_are_placed_only_where_the_column_says_so():
    imported = lab_csv.read(
        b"date,B2M at diagnosis mg/L,B2M mg/L,LDH at diagnosis U/L,LDH U/L\n"
        b"2026-10-12,3.1,4.4,180,300\n",
        "labs.csv",
    )

    assert imported.facts == {"labs_diagnosis": {"b2m_mg_L": 3.1, "ldh_U_L": 180}}
    assert "only at diagnosis" in reasons(imported, "column B2M mg/L")


def test_a_result_with_its_upper_limit_becomes_a_multiple_of_it():
    imported = lab_csv.read(sample("synthetic_weekly.csv"), "weekly.csv")

    alt = placed(imported, "labs_current.alt_xULN")
    assert (alt.value, alt.was) == (0.7, "28 U/L (upper limit 40)")
    assert "ALT ULN" in reasons(imported, "row 7, column ALT U/L")


def test_a_date_with_two_meanings_takes_its_row_out_and_counts_it():
    imported = lab_csv.read(sample("synthetic_weekly.csv"), "weekly.csv")

    said = reasons(imported, "row 6, column date")
    assert "day/month or month/day" in said
    assert "11 results of this sample wait" in said


def test_a_value_that_cannot_be_a_measurement_is_refused():
    imported = lab_csv.read(sample("synthetic_weekly.csv"), "weekly.csv")

    assert "check the unit" in reasons(imported, "row 7, column calcium")
    assert "check the unit" in reasons(imported, "row 7, column platelets")


def test_a_table_without_units_places_nothing_and_says_how_to_name_them():
    imported = lab_csv.read(sample("synthetic_no_units.csv"), "labs.csv")

    assert imported.facts == {}
    assert "'free kappa (mg/L)'" in reasons(imported, "column kappa")
    assert len(imported.not_understood) == 4


def test_a_unit_in_the_cell_is_as_good_as_one_in_the_column():
    imported = lab_csv.read(b"date,kappa\n2026-10-12,18 mg/dL\n2026-11-09,26\n", "labs.csv")

    assert imported.facts["series"] == [{"date": "2026-10-12", "kappa_mg_L": 180}]
    assert "No unit" in reasons(imported, "row 3")


def test_a_cell_that_contradicts_the_unit_of_its_column_is_refused():
    imported = lab_csv.read(b"date,kappa mg/L\n2026-10-12,18 mg/dL\n", "labs.csv")

    assert imported.facts == {}
    assert "mg/dL" in reasons(imported, "row 2")


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("1e30", "this large"),
        ("18 mg/24h", "number was expected"),
        ("negative", "not a number"),
        ("-3", "outside"),
    ],
)
def test_a_cell_that_is_no_haemoglobin_is_refused(cell, why):
    imported = lab_csv.read(f"date,Hb g/dL\n2026-10-12,{cell}\n".encode(), "labs.csv")

    assert imported.facts == {}
    assert why in reasons(imported, "row 2")


def test_an_unknown_unit_in_the_cell_is_refused_with_those_that_are_read():
    imported = lab_csv.read(b"date,Hb\n2026-10-12,11 furlongs\n", "labs.csv")

    assert "use g/dl" in reasons(imported, "row 2")


def test_a_marker_that_was_not_found_is_zero_with_a_note():
    imported = lab_csv.read(b"date,serum M g/dL\n2026-10-12,Not detected\n", "labs.csv")

    spike = placed(imported, "series[2026-10-12].serum_m_g_dL")
    assert (spike.value, spike.note) == (0, "“not detected” is read as 0")


def test_a_spike_below_a_higher_limit_is_too_faint_to_quantify():
    imported = lab_csv.read(b"date,serum M g/dL\n2026-10-12,<0.2\n", "labs.csv")

    assert placed(imported, "series[2026-10-12].serum_m_g_dL").value == "too faint to quantify"


def test_a_text_of_endless_size_cannot_be_pasted():
    with pytest.raises(Invalid, match="may be pasted"):
        lab_csv.read_pasted("a" * 6_000_000)


def test_a_cell_as_long_as_a_letter_is_refused_with_its_row():
    with pytest.raises(Invalid, match="row 2 is too long"):
        lab_csv.read(b"date,kappa mg/L\n2026-10-12," + b"x" * 3_000, "labs.csv")


def test_a_table_of_several_people_places_nothing_and_shows_nobody():
    imported = lab_csv.read(sample("synthetic_two_people.csv"), "labs.csv")

    assert imported.facts == {}
    assert "several people" in reasons(imported, "column mrn")
    assert "SYN-1" not in repr(imported)


def test_values_that_contradict_each_other_are_both_listed_and_neither_is_believed():
    imported = lab_csv.read(sample("synthetic_contradiction.csv"), "labs.csv")

    assert [row["date"] for row in imported.facts["series"]] == ["2026-11-09"]
    assert "Different values" in reasons(imported, "row 2, column kappa")
    assert "Different values" in reasons(imported, "row 3, column kappa")


def test_decimal_commas_are_read_where_semicolons_part_the_columns():
    imported = lab_csv.read(sample("synthetic_semicolons.csv"), "labs.csv")

    assert imported.facts["series"][0] == {
        "date": "2026-10-12",
        "serum_m_g_dL": 1.55,
        "kappa_mg_L": 180.25,
    }
    assert "decimals with a comma" in reasons(imported, "row 3, column Hb")
    assert "Western European" in reasons(imported, "the file")


def test_a_table_on_its_side_is_turned():
    imported = lab_csv.read_pasted(sample("synthetic_sideways.tsv").decode())

    assert imported.source == "pasted table"
    assert imported.facts["series"] == [
        {"date": "2026-10-12", "kappa_mg_L": 180, "lambda_mg_L": 8},
        {"date": "2026-11-09", "kappa_mg_L": 260},
    ]
    where = placed(imported, "series[2026-11-09].kappa_mg_L").where
    assert where == "row kappa (mg/L), column 09.11.2026"
    assert "cannot be told apart" in reasons(imported, "column 03/04/26")


def test_one_result_per_row_is_read_with_its_unit_beside_it():
    imported = lab_csv.read(sample("synthetic_one_per_row.csv"), "labs.csv")

    assert imported.facts["series"][0] == {
        "date": "2026-10-12",
        "kappa_mg_L": 180,
        "lambda_mg_L": 8,
    }
    assert placed(imported, "labs_current.hb_g_dL").value == 11.2798
    assert "corrects calcium itself" in reasons(imported, "Corrected calcium")
    assert "No unit" in reasons(imported, "M-spike")


def test_a_table_without_dates_places_nothing_that_needs_one():
    imported = lab_csv.read(b"kappa mg/L,B2M at diagnosis mg/L\n180,3.1\n", "labs.csv")

    assert imported.facts == {"labs_diagnosis": {"b2m_mg_L": 3.1}}
    assert "date" in reasons(imported, "column kappa")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_a_spreadsheet_may_save_in_any_of_its_encodings(encoding):
    table = "date,creatinine µmol/L\n2026-10-12,88.4\n"

    imported = lab_csv.read(table.encode(encoding), "labs.csv")

    assert placed(imported, "labs_current.creatinine_mg_dL").value == 1


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b"\n\n\n", "empty"),
        (b"date,kappa\0", "NUL"),
        (b"PK\x03\x04", "workbook"),
        (b"\xff\xfea", "UTF-16"),
        (b'date,"kappa' + b"x" * 300_000, "CSV|too long"),
        (b"a," * 5_000 + b"\n", "5,001 columns"),
        (b"date,kappa mg/L\n" + b"2026-10-12,1\n" * 6_000, "more than 5,000 rows"),
        (b"1,2,3\n" * 1_000_000, "bytes"),
        ((b"1," * 150 + b"\n") * 4_000, "cells"),
        (b"test,result\n" + b"".join(b"t%d,1\n" % n for n in range(400)), "300 different tests"),
    ],
)
def test_a_file_that_is_no_table_or_too_large_is_refused_in_words(data, why):
    with pytest.raises(Invalid, match=why):
        lab_csv.read(data, "labs.csv")


def test_a_column_of_a_thousand_bad_cells_is_listed_briefly():
    rows = "".join(f"2026-10-12,bad{number}\n" for number in range(1_000))

    imported = lab_csv.read(f"date,kappa mg/L\n{rows}".encode(), "labs.csv")

    assert len(imported.not_understood) == 21
    assert imported.not_understood[-1].text == "980 more"


@pytest.mark.parametrize("name", ["weekly", "semicolons", "one_per_row", "contradiction"])
def test_what_is_read_can_stand_in_the_case_facts(name):
    imported = lab_csv.read(sample(f"synthetic_{name}.csv"), "labs.csv")

    assert CaseFacts.model_validate(NEEDED | imported.facts)


@pytest.mark.parametrize("name", ["flchain.csv", "mgus2.csv"])
def test_a_real_cohort_without_units_places_nothing_and_says_why(name):
    imported = lab_csv.read(real("data", "lab_sheets", name), name)

    assert imported.facts == {}
    assert imported.placed == ()
    assert "several people" in reasons(imported, "column sex")
    assert "No unit" in reasons(imported, "column creat")


def test_a_real_light_chain_row_is_read_once_its_units_are_named():
    line = real("data", "lab_sheets", "flchain.csv").decode().splitlines()[1].split(",")
    table = (
        f"date,kappa mg/dL,lambda mg/dL,creatinine mg/dL\n1997-06-01,{line[3]},{line[4]},{line[6]}"
    )

    imported = lab_csv.read(table.encode(), "one.csv")

    assert imported.facts["series"] == [
        {"date": "1997-06-01", "kappa_mg_L": 57, "lambda_mg_L": 48.6}
    ]
    assert imported.facts["labs_current"]["creatinine_mg_dL"] == 1.7


@given(data=st.binary(max_size=400))
def test_no_bytes_are_more_than_refused(data):
    with suppress(Invalid):
        lab_csv.read(data, "anything")


CELLS = st.one_of(
    st.sampled_from(
        ["date", "kappa mg/L", "Hb [g/L]", "test", "result", "unit", "ALT U/L", "ALT ULN U/L", "mrn",
         "2026-10-12", "12.10.2026", "03/04/26", "trace", "<0.1", "1e99", "-1", "1,5", "18 mg/dL", '"']
    ),
    st.text(max_size=8),
)  # fmt: skip


@settings(max_examples=300)
@given(rows=st.lists(st.lists(CELLS, max_size=6), max_size=6), separator=st.sampled_from(",;\t"))
def test_no_table_is_more_than_refused_and_every_cell_is_accounted_for(rows, separator):
    text = "\n".join(separator.join(row) for row in rows)
    try:
        imported = lab_csv.read_pasted(text)
    except Invalid:
        return

    assert CaseFacts.model_validate(NEEDED | imported.facts)
    assert len(imported.not_understood) <= tables.MAX_CELLS


def test_a_file_name_cannot_hide_what_it_is():
    imported = lab_csv.read(b"date\n", "..\\..\\labs\u202egnp.csv\r\n")

    assert imported.source == "labsU+202Egnp.csv"
