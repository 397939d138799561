"""The calculators by name: their vectors, their units, and what they refuse."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board.myeloma.calculating.calculator_inputs import Refused
from board.myeloma.calculating.calculators import calculate, calculators
from board.myeloma.sources import cite

VECTORS: list[tuple[str, str, Any]] = [
    ("ckd_epi_2021", "scr=0.9 age=55 sex=F", 75.5),
    ("ckd_epi_2021", "scr=2.0 age=70 sex=M", 35.2),
    ("ckd_epi_2021", "scr=79.56umol/L age=55 sex=f", 75.5),
    ("cockcroft_gault", "scr=1.0 age=60 weight=72 sex=M", 80.0),
    ("cockcroft_gault", "scr=1.1mg/dL age=83 weight=52kg sex=F", 31.8),
    ("corrected_calcium", "calcium=10.6 albumin=2.8", 11.56),
    ("corrected_calcium", "calcium=10.6 albumin=28g/L", 11.56),
    ("corrected_calcium_mmol", "calcium=2.6 albumin=28g/L", 2.84),
    ("bsa", "height=170 weight=70", 1.82),
    ("bmi", "height=1.70m weight=86.7", 30.0),
    ("polyclonal_igg", "total=15g/L m=12g/L isotype=IgG", 300),
    ("polyclonal_igg", "total=900 m=1.2 isotype=iga", 900),
    ("renal_dose", "drug=lenalidomide place=EU crcl=55", "25 mg on days 1 to 21"),
    (
        "renal_dose",
        "drug=lenalidomide place=US crcl=55 use=maintenance",
        "5 mg daily as maintenance",
    ),
    (
        "renal_dose",
        "drug=lenalidomide place=US dialysis=yes",
        "5 mg daily, after dialysis on dialysis days",
    ),
    ("kps_to_ecog", "kps=80", [1, 2]),
    ("ecog_to_kps", "ecog=4", [0, 20]),
    ("days_covered", "covered=70 days=100", 70.0),
    ("imwg_frailty", "age=83 adl=4 iadl=3 cci=3", 5),
    ("simplified_frailty", "age=83 cci=3 ecog=3", 5),
    ("r_mci", "egfr=45 lung=no kps=80 frailty=yes age=72 cytogenetics=yes", 7),
    ("hct_ci", "items=cardiac,diabetes,pulmonary_moderate", 4),
    ("hct_ci", "items=none", 0),
    ("cci", "items=mi,diabetes_end_organ,metastatic", 9),
    ("saved", "surgery_90_days=no asian=no vte_history=no age=81 dex=160", 2),
    ("iss", "b2m=3.4 albumin=3.5", 1),
    ("r_iss", "b2m=6 albumin=3 ldh_high=yes high_risk=no", 3),
    ("r2_iss", "b2m=6 albumin=3 del17p=yes ldh_high=yes t4_14=yes gain1q=yes", "IV"),
]
IMPEDE = "imid=yes bmi=27 fracture=no esa=no dex=160 doxorubicin=no asian=no vte_history=no central_line=no"


@pytest.mark.parametrize(("name", "typed", "value"), VECTORS, ids=lambda part: str(part)[:40])
def test_a_calculator_answers_its_vector(name: str, typed: str, value: Any) -> None:
    assert calculate(name, typed.split())["value"] == value


def test_impede_says_that_it_is_extrapolated_and_where_tables_disagree() -> None:
    found = calculate("impede_vte", [*IMPEDE.split(), "prophylactic=no", "therapeutic=no"])
    treated = calculate("impede_vte", [*IMPEDE.split(), "prophylactic=no", "therapeutic=yes"])

    assert (found["value"], found["category"], treated["value"]) == (7, "intermediate", 3)
    assert "extrapolation" in found["note"]
    assert "-5" in found["note"]


def test_a_score_with_missing_items_tells_its_bounds() -> None:
    found = calculate("imwg_frailty", ["age=83", "adl=unknown"])

    assert (found["value"], found["min"], found["max"], found["category"]) == (None, 2, 5, "frail")
    assert found["components"][1]["points"] is None


def test_remarks_come_with_the_value_that_needs_them() -> None:
    heavy = "scr=1.0 age=60 weight=110 sex=M height=170".split()

    assert "local policy" in calculate("cockcroft_gault", heavy)["note"]
    assert "ionised" in calculate("corrected_calcium", ["calcium=9", "albumin=2"])["note"]
    assert "note" not in calculate("corrected_calcium", ["calcium=9", "albumin=4"])
    assert calculate("days_covered", ["covered=90", "days=100"])["category"] == "as planned"
    assert calculate("polyclonal_igg", ["total=900", "m=0.8", "isotype=IgG"])["value"] == 100


@pytest.mark.parametrize(
    ("name", "typed", "problems"),
    [
        ("ckd_epi", "scr=1", ["ckd_epi: there is no such calculator; did you mean ckd_epi_2021?"]),
        ("zzz", "", ["zzz: there is no such calculator; `board calc --list`"]),
        ("ckd_epi_2021", "", ["scr: missing; write scr=…", "age: missing", "sex: missing"]),
        ("ckd_epi_2021", "scr=0.9 age=55 sex=F sex=M", ["sex: stands twice"]),
        ("ckd_epi_2021", "scr=0.9 age=55 sex=X", ["sex: 'X' is not one of F, M"]),
        ("ckd_epi_2021", "scr=0.9 age=5.5 sex=F", ["age: '5.5' must be a whole number"]),
        ("ckd_epi_2021", "scr=0,9 age=55 sex=F", ["scr: unit ',9' is not known here; write it with a decimal point, not a comma, in mg/dL"]),
        ("ckd_epi_2021", "scr=abc age=55 sex=F", ["scr: 'abc' is not a number"]),
        ("ckd_epi_2021", "scr=nan age=55 sex=F", ["scr: 'nan' is not a number"]),
        ("ckd_epi_2021", "scr=1e9 age=55 sex=F", ["scr: unit 'e9' is not known"]),
        ("ckd_epi_2021", "scr=0.9mmol/L age=55 sex=F", ["scr: unit 'mmol/L' is not known here; write it in mg/dL"]),
        ("ckd_epi_2021", "scr=90 age=55 sex=F", ["scr: creatinine 90 mg/dL is outside 0.2 to 20 mg/dL"]),
        ("ckd_epi_2021", "scr=unknown age=55 sex=F", ["scr: is needed (mg/dL"]),
        ("ckd_epi_2021", "weight=3 x scr=0.9 age=55 sex=F", ["'weight': there is no such input; the inputs are scr, age, sex", "'x': write it as name=value"]),
        ("hct_ci", "items=gout", ["items: 'gout': no such item; known are arrhythmia"]),
        ("hct_ci", "", ["items: missing; write items=… (items present: none, or some of"]),
        ("r_mci", "lung=maybe", ["lung: 'maybe' is neither yes nor no"]),
        ("renal_dose", "drug=lenalidomide place=US", ["crcl: missing; write crcl=45"]),
        ("renal_dose", "drug=ixazomib place=US crcl=9 use=maintenance", ["use: ixazomib has no bands for maintenance"]),
        ("days_covered", "covered=90 days=80", ["covered: more days are covered than asked"]),
        ("days_covered", "covered=0 days=0", ["covered: more days are covered than asked"]),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named_with_its_place_and_a_remedy(
    name: str, typed: str, problems: list[str]
) -> None:
    with pytest.raises(Refused) as refused:
        calculate(name, typed.split())

    told = refused.value.problems
    assert len(told) == len(problems)
    assert all(said.startswith(start) for said, start in zip(told, problems, strict=True))


def test_every_calculator_has_a_source_and_inputs_with_units() -> None:
    for one in calculators().values():
        assert cite(one.source)
        assert one.inputs
        assert all(asked.words and asked.asks for asked in one.inputs)


@given(st.sampled_from(sorted(calculators())), st.lists(st.text(max_size=30), max_size=4))
def test_a_calculator_answers_or_refuses_whatever_is_typed(name: str, typed: list[str]) -> None:
    names = [asked.name for asked in calculators()[name].inputs]
    texts = [f"{names[n % len(names)]}={text}" if n % 2 else text for n, text in enumerate(typed)]

    try:
        answer = calculate(name, texts)
    except Refused as refused:
        answer = {"calculator": name, "problems": refused.problems}

    assert json.loads(json.dumps(answer))["calculator"] == name
