"""Staging, risk, frailty and kidney function at their edges; one more bad marker never helps."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board.myeloma.facts import Genetics
from board.myeloma.health.comorbidity import hct_ci
from board.myeloma.health.frailty import imwg_frailty, simplified_frailty
from board.myeloma.health.kidney import body_surface, ckd_epi_2021, cockcroft_gault
from board.myeloma.health.thrombosis import VteFacts, impede, saved
from board.myeloma.risk import ims_2025, iss, iss_possible, plasma_cell_leukaemia, r2_iss, r_iss
from tests.myeloma.cases import a_case, read

truths = st.sampled_from([True, False, None])
stages = st.sets(st.sampled_from([1, 2, 3]), min_size=1)
#: From best to worst; unknown lies between.
RANK = {"standard": 0, "unknown": 1, "high": 2}
ABSENT: dict[str, Any] = {
    **dict.fromkeys(("del17p", "tp53_mut", "t4_14", "t14_16", "t14_20"), False),
    "cn1q": 2,
    "del1p32": "none",
}


@pytest.mark.parametrize(
    ("b2m", "albumin", "stage"),
    [(3.4, 3.5, 1), (3.5, 4.0, 2), (5.4, 2.0, 2), (5.5, 4.5, 3), (9, None, 3), (None, 4, None),
     (4.0, None, 2), (3.4, None, None)],
)  # fmt: skip
def test_iss_at_its_edges(b2m: float | None, albumin: float | None, stage: int | None) -> None:
    assert iss(b2m, albumin) == stage


def test_half_an_iss_still_bounds_the_others() -> None:
    assert iss_possible(None, 3.0) == {2, 3}
    assert iss_possible(3.0, None) == {1, 2}
    assert r_iss({1, 2}, True, None) == 2
    assert r_iss({1, 2, 3}, None, None) is None


@pytest.mark.parametrize(
    ("found", "group"),
    [
        ({}, "standard"),
        ({"del17p": True, "del17p_ccf_pct": 19}, "standard"),
        ({"del17p": True, "del17p_ccf_pct": 20}, "high"),
        ({"del17p": True}, "unknown"),  # no clone size, no cut-off
        ({"monosomy17_ccf_pct": 45.0, "del17p": True}, "high"),
        ({"t4_14": True}, "standard"),
        ({"t4_14": True, "cn1q": 3}, "high"),
        ({"cn1q": 4}, "standard"),
        ({"del1p32": "mono", "cn1q": 3}, "high"),
        ({"del1p32": "bi"}, "high"),
        ({"tp53_mut": None}, "unknown"),
    ],
)
def test_ims_2025_at_its_edges(found: dict[str, Any], group: str) -> None:
    genetics = Genetics.model_validate({**ABSENT, **found})

    assert ims_2025(genetics, 3.0, 1.0).group == group


@pytest.mark.parametrize(
    ("b2m", "creatinine", "group"),
    [(5.5, 1.19, "high"), (5.5, 1.2, "standard"), (5.4, 1.0, "standard"), (8.0, None, "unknown")],
)
def test_beta2_counts_only_with_a_normal_creatinine(
    b2m: float, creatinine: float | None, group: str
) -> None:
    assert ims_2025(Genetics.model_validate(ABSENT), b2m, creatinine).group == group


@given(stages, st.lists(truths, min_size=4, max_size=4), st.integers(0, 3))
def test_one_more_bad_marker_never_lowers_r2_iss(
    possible: set[int], marks: list[bool | None], which: int
) -> None:
    worse = [True if at == which else mark for at, mark in enumerate(marks)]

    before, after = r2_iss(possible, *marks), r2_iss(possible, *worse)

    assert after.min >= before.min
    assert after.max >= before.max


@given(
    st.fixed_dictionaries(dict.fromkeys(("t4_14", "t14_16", "t14_20", "tp53_mut"), truths)),
    st.sampled_from([2, 3, 4, None]),
    st.sampled_from(["none", "mono", "bi", None]),
    st.sampled_from(["t4_14", "t14_16", "t14_20", "tp53_mut"]),
)
def test_one_more_bad_marker_never_lowers_ims(
    found: dict[str, bool | None], copies: int | None, loss: str | None, more: str
) -> None:
    plain = {**ABSENT, **found, "cn1q": copies, "del1p32": loss}
    before = ims_2025(Genetics.model_validate(plain), 3.0, 1.0).group

    after = ims_2025(Genetics.model_validate({**plain, more: True}), 3.0, 1.0).group

    assert RANK[after] >= RANK[before] or before == "unknown"


@given(stages, truths, truths)
def test_r_iss_known_with_a_gap_is_the_same_however_the_gap_is_filled(
    possible: set[int], risky: bool | None, ldh: bool | None
) -> None:
    stage = r_iss(possible, risky, ldh)
    filled = {
        r_iss({one}, a, b)
        for one in possible
        for a in ([risky] if risky is not None else [True, False])
        for b in ([ldh] if ldh is not None else [True, False])
    }

    assert filled == {stage} if stage is not None else len(filled) > 1


@pytest.mark.parametrize(("share", "leukaemia"), [(4.9, False), (5, True)])
def test_five_percent_in_the_blood_is_leukaemia(share: float, leukaemia: bool) -> None:
    facts = a_case(labs_current={"circulating_pc_pct": share})

    assert plasma_cell_leukaemia(facts) is leukaemia


@pytest.mark.parametrize(
    ("age", "adl", "iadl", "charlson", "category"),
    [(75, 6, 8, 0, "fit"), (76, 6, 8, 0, "intermediate"), (80, 6, 8, 1, "intermediate"),
     (81, 6, 8, 0, "frail"), (60, 4, 5, 0, "frail"), (60, 5, 6, 1, "fit"),
     (85, None, 8, 0, "frail"), (60, None, 8, 0, None)],
)  # fmt: skip
def test_imwg_frailty_at_its_edges(
    age: int, adl: int | None, iadl: int, charlson: int, category: str | None
) -> None:
    assert imwg_frailty(age, adl, iadl, charlson).category == category


def test_a_missing_ecog_leaves_simplified_frailty_open_unless_age_decides() -> None:
    assert simplified_frailty(81, None, None).category == "frail"
    assert simplified_frailty(70, 0, None).category is None


def test_comorbidity_adds_up_and_a_strange_item_leaves_it_open() -> None:
    assert hct_ci(["diabetes", "pulmonary_moderate", "prior_malignancy"]).score == 6
    assert hct_ci([]).score == 0
    assert hct_ci(None).score is None
    strange = hct_ci(["diabetes", "gout"])
    assert (strange.score, strange.min) == (None, 1)


def test_kidney_formulas_give_their_published_values() -> None:
    assert round(ckd_epi_2021(0.9, 55, "F") or 0, 1) == 75.5
    assert round(ckd_epi_2021(2.0, 70, "M") or 0, 1) == 35.2
    assert cockcroft_gault(1.0, 60, 72, "M") == pytest.approx(80.0)
    assert round(body_surface(170, 70) or 0, 2) == 1.82


def test_on_dialysis_rates_are_not_computed_and_rules_use_zero() -> None:
    case = read(
        health={"dialysis": True},
        patient={"age": 70, "sex": "M", "weight_kg": 74},
        labs_current={"creatinine_mg_dL": 6.8},
    )

    assert (case.kidney.egfr, case.kidney.crcl, case.kidney.for_rules) == (None, None, 0.0)


def test_thrombosis_scores_add_up() -> None:
    start = VteFacts(imid=True, bmi=27, dexamethasone_mg=160)
    treated = VteFacts(imid=True, bmi=27, dexamethasone_mg=160, therapeutic=True)

    assert (impede(start).score, impede(start).category) == (7, "intermediate")
    assert impede(treated).score == 3
    assert saved(VteFacts(age=81, dexamethasone_mg=160)).category == "high"
