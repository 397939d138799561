"""Risk as the brief shows it: older schemes, notes, and when to test again."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board.myeloma.facts import Genetics
from board.myeloma.genome.genetics import genetics_panel, taken_before_relapse
from board.myeloma.reading import CaseReading
from board.myeloma.risk import (
    del17p_large,
    gain_1q,
    high_risk_2016,
    high_risk_r_iss,
    ims_2025,
    ldh_high,
    r2_iss,
    tp53_biallelic,
)
from board.myeloma.risk_schemes import hits, imwg_2014, young_at_diagnosis
from board.myeloma.telling.brief import Risk, Score
from board.myeloma.telling.brief_risk import risk_brief
from tests.myeloma.cases import a_case, read, sample

truths = st.sampled_from([True, False, None])
ABSENT: dict[str, Any] = {
    **dict.fromkeys(("del17p", "tp53_mut", "t4_14", "t14_16", "t14_20"), False),
    "cn1q": 2,
    "del1p32": "none",
}
STANDARD = {"b2m_mg_L": 3.0, "albumin_g_dL": 4.0, "creatinine_mg_dL": 1.0}


def brief(**parts: Any) -> Risk:
    return risk_brief(read(**parts))


def further(risk: Risk) -> dict[str, Score]:
    return {score.id: score for score in risk.further}


def genetics(**found: Any) -> Genetics:
    return Genetics.model_validate({**ABSENT, **found})


@pytest.mark.parametrize(
    ("stage", "marks", "group"),
    [
        ({2}, (True, False, False, True), "high"),
        ({3}, (False, True, False, False), "high"),
        ({1}, (True, False, False, True), "standard"),
        ({1}, (False, False, False, True), "low"),
        ({2}, (False, False, False, True), "low"),
        ({3}, (False, False, False, True), "standard"),
        ({1}, (False, False, True, True), "standard"),
        ({1}, (False, False, False, False), "standard"),
        ({1}, (False, False, False, None), None),
        ({2, 3}, (True, None, None, None), "high"),
        ({1, 2}, (True, False, False, False), None),
        ({3}, (False, False, None, None), "standard"),
    ],
)
def test_imwg_2014_at_its_edges(
    stage: set[int], marks: tuple[bool | None, ...], group: str | None
) -> None:
    assert imwg_2014(stage, *marks) == group


@pytest.mark.parametrize(
    ("age", "day", "young"),
    [
        (None, "2020-11-23", None),
        (54, None, True),
        (55, None, None),
        (60, "2020-11-22", True),  # 53.99 to 54.99 years
        (62, "2020-11-23", False),
        (59, "2022-11-23", False),  # 55 to 56
        (59, "2022-11-22", None),
        (58, "2022-11-23", True),  # 54 to 55
        (58, "2022-11-24", None),
        (57, "2020", True),
    ],
)
def test_age_at_diagnosis_is_known_to_a_year(
    age: int | None, day: str | None, young: bool | None
) -> None:
    facts = a_case(patient={"age": age}, labs_diagnosis={"date": day})

    assert young_at_diagnosis(facts) is young


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ({}, "no high-risk lesion"),
        ({"t4_14": True}, "one high-risk lesion"),
        ({"del17p": True, "tp53_mut": True}, "one high-risk lesion"),
        ({"t4_14": True, "cn1q": 3}, "double-hit"),
        ({"t4_14": True, "cn1q": 3, "tp53_mut": True}, "triple-hit"),
        ({"t4_14": True, "cn1q": 3, "tp53_mut": True, "t14_16": True}, "triple-hit"),
        ({"t4_14": True, "cn1q": None}, "at least one high-risk lesion"),
        ({"t4_14": True, "cn1q": 3, "t14_16": None}, "at least double-hit"),
        ({"t4_14": True, "cn1q": 3, "t14_20": True, "t14_16": None}, "triple-hit"),
        ({"t4_14": None}, ""),
    ],
)
def test_msmart_counts_lesions_as_text(found: dict[str, Any], words: str) -> None:
    assert hits(genetics(**found)).words == words


def test_msmart_stands_in_the_brief_and_names_biallelic_tp53() -> None:
    risk = brief(genetics={**ABSENT, "del17p": True, "tp53_mut": True, "t14_16": None})

    score = further(risk)["msmart"]
    assert score.shown == "at least one high-risk lesion"
    assert score.note == (
        "del(17p) or TP53 mutation; both copies of TP53 hit: double-hit by Walker 2019; "
        "not tested: t(14;16)"
    )
    assert (further(brief())["msmart"].value, further(brief())["msmart"].shown) == (
        None,
        "not known",
    )
    assert further(brief(genetics=ABSENT))["msmart"].note == ""


def test_imwg_2014_stands_in_the_brief() -> None:
    known = brief(genetics=ABSENT, labs_diagnosis=STANDARD, patient={"age": 50})

    assert further(known)["imwg_2014"].shown == "Low risk"
    assert further(brief())["imwg_2014"].shown == "not known"


def test_paramedullary_growth_is_shown_and_is_not_extramedullary() -> None:
    beside = brief(imaging={"paramedullary": True, "extramedullary": False, "date": "2026-11-01"})

    assert beside.extramedullary.shown == "no"
    assert beside.extramedullary.note == "paramedullary growth does not count"
    assert further(beside)["paramedullary"].shown == "yes"
    assert further(beside)["paramedullary"].ground.inputs[0].date == "2026-11-01"
    assert "paramedullary" not in further(brief())


@pytest.mark.parametrize(
    ("share", "shown", "older"),
    [(4.9, "no", False), (5, "yes", False), (19.9, "yes", False), (20, "yes", True)],
)
def test_leukaemia_by_the_older_definition_is_told_beside(
    share: float, shown: str, older: bool
) -> None:
    score = brief(labs_current={"circulating_pc_pct": share}).plasma_cell_leukaemia

    assert score.shown == shown
    assert bool(score.note) is older


def test_without_tp53_sequencing_the_brief_says_so() -> None:
    only = brief(genetics={**ABSENT, "tp53_mut": None}, labs_diagnosis=STANDARD)
    both = brief(genetics={**ABSENT, "tp53_mut": None, "del17p": None}, labs_diagnosis=STANDARD)
    high = brief(genetics={**ABSENT, "tp53_mut": None, "del1p32": "bi"}, labs_diagnosis=STANDARD)
    open_c = brief(genetics={**ABSENT, "tp53_mut": None, "del1p32": None, "cn1q": 3})

    assert only.ims_imwg_2025.note == "no high-risk criterion on available data; TP53 not sequenced"
    assert (
        both.ims_imwg_2025.note == "not known: del(17p) in 20 % of cells or more, or TP53 mutation"
    )
    assert high.ims_imwg_2025.note.endswith("both copies; TP53 not sequenced")
    assert open_c.ims_imwg_2025.note.startswith("not known: del(17p)")
    known = brief(genetics=ABSENT, labs_diagnosis=STANDARD).ims_imwg_2025
    assert (known.shown, known.note) == ("Standard risk", "")


def test_the_cut_off_for_del17p_can_be_set() -> None:
    found = genetics(del17p=True, del17p_ccf_pct=50)

    assert ims_2025(found, 3.0, 1.0, ccf_cut_off=55).group == "standard"
    assert ims_2025(found, 3.0, 1.0, ccf_cut_off=50).group == "high"
    assert (del17p_large(found, 50.1), del17p_large(found)) == (False, True)


@pytest.mark.parametrize(
    ("copies", "gain"), [(1, False), (2, False), (3, True), (4, True), (9, True), (None, None)]
)
def test_three_copies_or_more_are_a_gain(copies: int | None, gain: bool | None) -> None:
    assert gain_1q(genetics(cn1q=copies)) is gain


def test_the_larger_of_deletion_and_monosomy_counts() -> None:
    found = genetics(del17p=True, del17p_ccf_pct=10, monosomy17_ccf_pct=30)

    assert del17p_large(found) is True
    assert del17p_large(genetics(del17p=None)) is None


@pytest.mark.parametrize("field", ["t4_14", "t14_16", "t14_20", "del17p", "tp53_mut"])
def test_each_aberration_of_imwg_2016_is_high_risk_alone(field: str) -> None:
    assert high_risk_2016(genetics(**{field: True})) is True
    assert high_risk_2016(genetics(**{field: None})) is None


def test_imwg_2016_counts_metaphases_and_expression_when_they_are_recorded() -> None:
    assert high_risk_2016(genetics()) is False
    assert high_risk_2016(genetics(cn1q=3)) is True
    assert high_risk_2016(genetics(del13_metaphase=True)) is True
    assert high_risk_2016(genetics(gep_high_risk=True)) is True
    assert high_risk_2016(genetics(del13_metaphase=False, gep_high_risk=False)) is False


@pytest.mark.parametrize("field", ["t4_14", "t14_16", "del17p"])
def test_each_aberration_of_r_iss_is_high_risk_alone(field: str) -> None:
    assert high_risk_r_iss(genetics(**{field: True})) is True
    assert high_risk_r_iss(genetics(**{field: None})) is None
    assert high_risk_r_iss(genetics(t14_20=True, cn1q=4, tp53_mut=True)) is False


@pytest.mark.parametrize("field", ["t4_14", "t14_16", "t14_20"])
def test_a_translocation_is_high_risk_with_1q_or_1p_only(field: str) -> None:
    groups = [
        ims_2025(genetics(**{field: True, **more}), 3.0, 1.0).group
        for more in ({}, {"cn1q": 3}, {"del1p32": "mono"}, {"cn1q": None}, {"del1p32": None})
    ]

    assert groups == ["standard", "high", "high", "unknown", "unknown"]


def test_the_criteria_are_told_one_by_one() -> None:
    told = ims_2025(genetics(del1p32="mono", cn1q=3, t4_14=True), 5.5, 1.19).criteria
    unknown = ims_2025(Genetics(), None, None).criteria
    single = ims_2025(genetics(del1p32="mono", cn1q=None), 5.5, None).criteria

    assert list(told.values()) == [False, True, True, True]
    assert list(unknown.values()) == [None] * 4
    assert list(single.values()) == [False, False, None, None]
    assert list(told) == ["A_del17p_or_TP53", "B_IgH_plus_1q_or_1p", "C_1p32", "D_b2m"]


@pytest.mark.parametrize(
    ("marks", "points", "stage"),
    [
        ((True, False, False, False), 1.0, "II"),
        ((False, True, False, False), 1.0, "II"),
        ((False, False, True, False), 1.0, "II"),
        ((False, False, False, True), 0.5, "II"),
        ((True, False, False, True), 1.5, "III"),
        ((True, True, False, True), 2.5, "III"),
        ((True, True, True, False), 3.0, "IV"),
    ],
)
def test_r2_iss_adds_up(marks: tuple[bool, ...], points: float, stage: str) -> None:
    found = r2_iss({1}, *marks)

    assert (found.points, found.min, found.max, found.stage) == (points, points, points, stage)
    assert found.stages == (stage,)


def test_r2_iss_tells_its_bounds_and_every_stage_between() -> None:
    wide = r2_iss({1, 2, 3}, None, None, None, None)
    near = r2_iss({2}, False, False, None, False)
    same = r2_iss({3}, True, True, None, None)

    assert (wide.points, wide.min, wide.max, wide.stage) == (None, 0.0, 5.0, None)
    assert wide.stages == ("I", "II", "III", "IV")
    assert (near.points, near.stage, near.stages) == (None, None, ("II", "III"))
    assert (same.points, same.stage) == (None, "IV")


def test_ldh_needs_its_limit() -> None:
    assert ldh_high(251, 250) is True
    assert ldh_high(250, 250) is False
    assert ldh_high(900, None) is None
    assert ldh_high(None, 250) is None


@given(truths, truths)
def test_both_copies_of_tp53_are_hit_by_deletion_and_mutation(
    deleted: bool | None, mutated: bool | None
) -> None:
    both = tp53_biallelic(genetics(del17p=deleted, tp53_mut=mutated))

    assert (both is True) == (deleted is True and mutated is True)
    assert (both is False) == (deleted is False or mutated is False)


def test_staging_in_the_brief_uses_diagnosis_and_risk_everything_seen() -> None:
    risk = brief(
        labs_diagnosis={**STANDARD, "date": "2021-03-01", "ldh_U_L": 200, "ldh_uln_U_L": 250},
        genetics={**ABSENT, "del17p": True, "del17p_ccf_pct": 40, "date": "2026-10-01"},
        genetics_before={**ABSENT, "t14_20": True, "date": "2021-03-01"},
    )

    assert (risk.r_iss.shown, risk.r2_iss.shown) == ("I", "I (0 points)")
    assert risk.r_iss.note == (
        "values at diagnosis; not validated at relapse; genetics of 2021-03-01, at diagnosis"
    )
    assert risk.imwg_2016.shown == "yes"


def test_a_sample_from_before_this_relapse_asks_for_another_with_its_date() -> None:
    case = CaseReading(sample("mm-0147"))  # sample of 2021-06-01
    fresh = CaseReading(sample("mm-0133"))

    panel = genetics_panel(case)

    assert panel.remarks[0] == "Sample of 2021-06-01, before this relapse: retest FISH and TP53"
    assert "retest" in next(f.note for f in panel.findings if f.id == "t4_14")
    assert "retest" not in "".join(genetics_panel(fresh).remarks)
    assert taken_before_relapse(case, None) is False
    assert taken_before_relapse(read(), "2020-01-01") is False


def test_the_panel_tells_what_limits_its_findings() -> None:
    panel = genetics_panel(
        read(
            genetics={"cd138_selected": False, "purity_pct": 60, "lod_pct": 5, "panel": ["KRAS"],
                      "t4_14": False, "tp53_mut": False, "method": "array", "t11_14": True},
        )
    )  # fmt: skip
    told = genetics_panel(
        read(
            genetics_source_text=["CD138 selected, purity 85 %", "NGS panel TP53, KRAS", "LoD 2 %"]
        )
    )

    assert panel.remarks == (
        "FISH on unselected cells: what is negative is not known",
        "Plasma cells after selection: 60 %",
        "Limit of detection of sequencing: 5 %",
        "Tested: KRAS; what is not listed was not",
    )
    rows = {row.id: row for row in panel.findings}
    assert (rows["t4_14"].state, rows["t4_14"].note) == (
        "not_tested",
        "negative on unselected cells is not known",
    )
    assert rows["tp53_mut"].note == "recorded as absent, but TP53 is not in the panel"
    assert (rows["t11_14"].method, rows["t4_14"].method) == ("array", "")
    assert told.remarks == (
        "Plasma cells after selection: 85 %",
        "Limit of detection of sequencing: 2 %",
        "Tested: TP53, KRAS; what is not listed was not",
    )
