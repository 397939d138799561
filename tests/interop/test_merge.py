"""What an import would change is shown first; what is accepted is written, and nothing else."""

import json
from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board.errors import Invalid
from board.interop import case_facts, lab_csv, merge
from board.interop.imported import Imported
from board.myeloma.facts import CaseFacts
from tests.interop.where import real, sample

CASE = {
    "case_id": "SYN",
    "title": "Synthetic",
    "as_of": "2026-11-23",
    "patient": {"age": 56, "ecog": None},
    "labs_current": {"hb_g_dL": 12.1, "anc_e9_L": 2.4, "date": "2026-09-20"},
    "regimens": [{"id": "r1", "drugs": ["bortezomib"], "start": "2025-01-10"}],
    "series": [
        {"date": "2026-10-12", "kappa_mg_L": 170, "lambda_mg_L": 8},
        {"date": "2026-11-09", "kappa_mg_L": 260},
    ],
}


def an_import(**facts: object) -> Imported:
    """An import that says *facts*."""
    return Imported("synthetic.json", "case facts", facts)


def paths(current: dict, imported: Imported) -> list[str]:
    """Return the paths of the differences."""
    return [one.path for one in merge.differences(current, imported)]


def test_only_what_the_case_does_not_already_say_is_a_difference():
    series = [{"date": "2026-10-12", "kappa_mg_L": 180, "lambda_mg_L": 8}]

    found = merge.differences(CASE, an_import(patient={"age": 56}, series=series))

    assert [(one.path, one.current, one.imported) for one in found] == [
        ("series[2026-10-12].kappa_mg_L", 170, 180)
    ]
    assert found[0].label == "free kappa (mg/L) on 2026-10-12"


def test_series_are_merged_by_date():
    series = [{"date": "2026-10-20", "kappa_mg_L": 200}, {"date": "2026-11-09", "lambda_mg_L": 9}]
    imported = an_import(series=series)

    case = merge.apply(CASE, imported, paths(CASE, imported))

    assert case["series"] == [
        {"date": "2026-10-12", "kappa_mg_L": 170, "lambda_mg_L": 8},
        {"date": "2026-10-20", "kappa_mg_L": 200},
        {"date": "2026-11-09", "kappa_mg_L": 260, "lambda_mg_L": 9},
    ]


def test_only_what_was_accepted_is_written_and_the_case_itself_is_untouched():
    before = deepcopy(CASE)
    imported = an_import(patient={"age": 57, "ecog": 1})

    case = merge.apply(CASE, imported, ["patient.ecog"])

    assert case["patient"] == {"age": 56, "ecog": 1}
    assert before == CASE


def test_a_value_brings_its_date_and_leaves_the_dates_of_its_neighbours():
    new = {"hb_g_dL": 11.2, "dates": {"hb_g_dL": "2026-11-16"}}
    imported = an_import(labs_current=new)

    found = merge.differences(CASE, imported)[0]
    case = CaseFacts.model_validate(merge.apply(CASE, imported, [found.path]))

    assert (found.current_date, found.imported_date) == ("2026-09-20", "2026-11-16")
    assert case.labs_current.taken("hb_g_dL") == "2026-11-16"
    assert case.labs_current.taken("anc_e9_L") == "2026-09-20"


def test_a_value_without_a_date_does_not_inherit_the_date_of_the_one_before():
    imported = an_import(labs_current={"hb_g_dL": 11.2})

    case = CaseFacts.model_validate(merge.apply(CASE, imported, ["labs_current.hb_g_dL"]))

    assert case.labs_current.taken("hb_g_dL") is None
    assert case.labs_current.taken("anc_e9_L") == "2026-09-20"


def test_the_same_value_on_a_newer_day_is_a_difference():
    new = {"hb_g_dL": 12.1, "dates": {"hb_g_dL": "2026-11-16"}}

    assert paths(CASE, an_import(labs_current=new)) == ["labs_current.hb_g_dL"]


def test_a_known_regimen_differs_field_by_field():
    regimen = {"id": "x9", "drugs": ["bortezomib"], "start": "2025-01-10", "end": "2025-06-01"}
    imported = an_import(regimens=[regimen])

    case = merge.apply(CASE, imported, ["regimens[r1].end"])

    assert paths(CASE, imported) == ["regimens[r1].end"]
    assert case["regimens"] == [
        {"id": "r1", "drugs": ["bortezomib"], "start": "2025-01-10", "end": "2025-06-01"}
    ]


def test_an_id_alone_does_not_make_two_regimens_one():
    imported = an_import(regimens=[{"id": "r1", "drugs": ["carfilzomib"], "start": "2026-01-10"}])

    case = merge.apply(CASE, imported, ["regimens[r1-2]"])

    assert [(one["id"], one["drugs"]) for one in case["regimens"]] == [
        ("r1", ["bortezomib"]),
        ("r1-2", ["carfilzomib"]),
    ]


def test_the_same_file_read_twice_adds_nothing():
    course = {"drugs": ["bortezomib"], "start": "2026-01-10"}
    imported = an_import(
        regimens=[{"id": "r1", **course}, {"id": "r2", **course, "end": "2026-03-01"}]
    )

    case = merge.apply(CASE, imported, paths(CASE, imported))

    assert len(case["regimens"]) == 3
    assert merge.differences(case, imported) == ()


def test_lines_of_the_genetics_laboratory_are_added_and_never_replaced():
    current = CASE | {"genetics_source_text": ["first"]}
    imported = an_import(genetics_source_text=["first", "second"])

    case = merge.apply(current, imported, ["genetics_source_text"])

    assert case["genetics_source_text"] == ["first", "second"]


def test_every_difference_leads_back_to_where_it_stood_in_the_file():
    tree = {
        "patient": {"ecog": 1},
        "regimens": [{"id": "r1", "drugs": ["carfilzomib"], "start": "2026-01-10"},
                     {"id": "x9", "drugs": ["bortezomib"], "start": "2025-01-10", "end": "2025-06"}],
        "series": [{"date": "2026-10-12", "kappa_mg_L": 180}],
    }  # fmt: skip
    imported = case_facts.read(json.dumps(tree).encode(), "other.json")

    found = merge.differences(CASE, imported)

    assert {one.path for one in found if one.is_new} == {
        "patient.ecog", "regimens[r1-2]", "regimens[r1].end",
    }  # fmt: skip
    assert {one.placed_at for one in found} <= {one.path for one in imported.placed}


def test_a_path_that_the_import_does_not_change_is_refused():
    with pytest.raises(Invalid, match=r"patient\.age"):
        merge.apply(CASE, an_import(patient={"ecog": 1}), ["patient.age"])


def test_what_was_accepted_whole_leaves_no_difference():
    imported = lab_csv.read(sample("synthetic_weekly.csv"), "weekly.csv")

    case = merge.apply(CASE, imported, paths(CASE, imported))

    assert merge.differences(case, imported) == ()
    assert CaseFacts.model_validate(case)


REGIMENS = st.fixed_dictionaries(
    {"id": st.sampled_from(["r1", "r2", "r1-2"]),
     "drugs": st.lists(st.sampled_from(["bortezomib", "melphalan"]), min_size=1, max_size=2)},
    optional={"start": st.sampled_from(["2020", "2021-01-10"]), "end": st.just("2022-05")},
)  # fmt: skip
SAMPLES = st.fixed_dictionaries(
    {"date": st.sampled_from(["2026-10-12", "2026-11-09"])},
    optional={"kappa_mg_L": st.integers(0, 3), "serum_m_g_dL": st.sampled_from([0, 1.5, "trace"])},
)
DATES = st.sampled_from(["2026-10", "2026-11-09"])
BLOOD = st.fixed_dictionaries(
    {},
    optional={"hb_g_dL": st.integers(8, 10), "anc_e9_L": st.integers(1, 2), "date": DATES,
              "dates": st.dictionaries(st.sampled_from(["hb_g_dL", "anc_e9_L"]), DATES)},
)  # fmt: skip
CASES = st.fixed_dictionaries(
    {},
    optional={"regimens": st.lists(REGIMENS, max_size=3), "series": st.lists(SAMPLES, max_size=3),
              "labs_current": BLOOD},
)  # fmt: skip


@given(ours=CASES, theirs=CASES)
def test_any_part_of_an_import_can_be_accepted_and_all_of_it_leaves_no_difference(ours, theirs):
    needed = {"case_id": "SYN", "title": "Synthetic", "as_of": "2026-11-23"}
    current = needed | case_facts.read(json.dumps(ours).encode(), "ours.json").facts
    imported = case_facts.read(json.dumps(theirs).encode(), "theirs.json")

    for path in paths(current, imported):
        assert CaseFacts.model_validate(merge.apply(current, imported, [path]))
    whole = merge.apply(current, imported, paths(current, imported))

    assert CaseFacts.model_validate(whole)
    assert merge.differences(whole, imported) == ()


def test_a_real_case_merged_into_any_other_is_a_case_again():
    inputs = [one["input"] for one in json.loads(real("golden", "cases.json"))["cases"]]
    for current in inputs:
        for other in inputs:
            imported = case_facts.read(json.dumps(other).encode(), "other.json")

            case = merge.apply(current, imported, paths(current, imported))

            assert CaseFacts.model_validate(case)
            assert merge.differences(case, imported) == ()


def test_a_case_merged_with_itself_changes_nothing():
    for one in json.loads(real("golden", "cases.json"))["cases"]:
        stored = CaseFacts.model_validate(one["input"]).model_dump(mode="json")
        imported = case_facts.read(json.dumps(one["input"]).encode(), "same.json")

        assert merge.differences(stored, imported) == ()
