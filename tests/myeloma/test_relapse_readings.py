"""Readings of progression and relapse beyond the four markers, and the notes beside them."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from board.myeloma.conventions import conventions
from board.myeloma.disease import relapse
from board.myeloma.disease.markers import abnormal_ratio, in_order
from board.myeloma.reading import CaseReading
from board.myeloma.telling.summary import summarise
from tests.myeloma.cases import a_case, changed, read, sample
from tests.myeloma.test_relapse import CLEAR, DAYS, rows, series


def test_every_pair_since_the_nadir_is_looked_at_and_told() -> None:
    values = [
        {"date": d, "serum_m_g_dL": v}
        for d, v in [("2026-01-01", 3.0), ("2026-02-01", 0.2), ("2026-03-01", 0.5),
                     ("2026-04-01", 1.0), ("2026-05-01", 2.0), ("2026-06-01", 2.1)]
    ]  # fmt: skip
    case = read(series=values)

    pairs = {name: len(found) for name, found in case.relapse.pairs.items()}

    assert pairs == {"doubling_2mo": 2, "serum_abs_ge_1": 1}
    told = {one.id: one.text for one in summarise(case.facts).relapse.significant_biochemical}
    assert told["doubling_2mo"].endswith("(2026-03-01 and 2026-04-01, and in 1 more)")
    assert told["serum_abs_ge_1"].endswith("(2026-05-01 and 2026-06-01)")


def test_pairs_of_two_laboratories_are_not_compared() -> None:
    def told(*laboratories: str) -> tuple[bool | None, bool | None]:
        days = ("2026-01-01", "2026-02-01", "2026-03-01", "2026-03-20")
        values = zip(days, (3.0, 0.6, 1.6, 1.7), laboratories, strict=True)
        found = read(
            series=[{"date": d, "serum_m_g_dL": v, "laboratory": name} for d, v, name in values]
        ).relapse.biochemical
        return found["doubling_2mo"], found["serum_abs_ge_1"]

    assert told("A", "A", "A", "A") == (True, True)
    assert told("A", "A", "B", "B") == (False, False)
    assert told("A", "A", "A", "B") == (True, False)


def test_a_doubling_in_three_months_is_told_and_is_no_rule() -> None:
    def doubling(second: str) -> tuple[bool | None, set[str]]:
        values = [("2026-01-01", 0.2), ("2026-02-01", 0.5), (second, 1.0)]
        case = read(series=[{"date": d, "serum_m_g_dL": v} for d, v in values])
        flags = {one.id for one in summarise(case.facts).relapse.flags}
        return case.relapse.biochemical["doubling_2mo"], flags & {"doubling_3mo"}

    assert doubling("2026-04-04") == (True, set())  # 62 days
    assert doubling("2026-04-05") == (False, {"doubling_3mo"})
    assert doubling("2026-05-04") == (False, {"doubling_3mo"})  # 92 days
    assert doubling("2026-05-05") == (False, set())


@pytest.mark.parametrize(("grown", "sign"), [(0.9, False), (1.0, True), (None, True)])
def test_growth_under_one_centimetre_is_progression_but_no_clinical_relapse(
    grown: float | None, sign: bool
) -> None:
    case = read(imaging={**CLEAR, "lesion_growth_50pct": True, "lesion_growth_cm": grown})

    assert case.progression.pd is True
    assert case.relapse.clinical["lesion_growth_50pct"] is sign
    flags = {one.id for one in summarise(case.facts).relapse.flags}
    assert ("small_growth" in flags) is not sign


@pytest.mark.parametrize(
    ("sizes", "grown"), [((4.0, 2.0, 3.0), True), ((4.0, 2.0, 2.9), False), ((0.0, 0.0), False)]
)
def test_lesions_that_were_measured_grow_by_half_of_their_nadir(
    sizes: tuple[float, ...], grown: bool
) -> None:
    case = read(series=series("lesion_spd_cm2", *sizes), imaging=CLEAR)
    row = next(row for row in case.progression.rows if row.id == "lesion_growth_50pct")

    assert row.met is grown
    assert row.on == (date.fromisoformat(DAYS[2]) if grown else None)
    assert not [flag for flag in case.progression.flags if flag.startswith("nadir")]
    texts = [one.text for one in summarise(case.facts).relapse.pd_criteria]
    assert texts == (["Growth of a lesion on imaging, which needs no second look"] if grown else [])


@pytest.mark.parametrize(
    ("cells", "met"),
    [((100, 200), True), ((100, 199), False), ((1000, 1499), False), ((1000, 1500), True),
     ((0, 200), True), ((300,), None)],
)  # fmt: skip
def test_circulating_cells_decide_when_they_are_the_only_measure(
    cells: tuple[float, ...], met: bool | None
) -> None:
    values = series("circulating_pc_per_uL", *cells)
    for value in values:
        value["bm_pc_pct"] = 10
    case = read(series=values, disease={"involved_flc": "kappa"}, imaging=CLEAR)

    row = next(row for row in case.progression.rows if row.id == "circulating_pc")

    assert row.met is met
    told = [one.text for one in summarise(case.facts).relapse.pd_criteria]
    assert any("Circulating plasma cells rose" in text for text in told) is (met is True)


def test_circulating_cells_are_no_measure_beside_another() -> None:
    assert rows("circulating_pc_per_uL", 100, 300)["circulating_pc"] is None  # marrow not known
    found = rows("bm_pc_pct", 30, 30, 30)
    assert found["circulating_pc"] is False


def test_a_compression_fracture_alone_is_no_progression() -> None:
    alone = read(imaging={**CLEAR, "compression_fracture": True})
    with_lesion = read(imaging={**CLEAR, "compression_fracture": True, "new_bone_lesion": True})

    assert "compression_fracture" in alone.progression.flags
    assert "compression_fracture" not in with_lesion.progression.flags
    assert alone.progression.pd is not True


def test_urine_of_two_laboratories_is_flagged() -> None:
    values = series("urine_m_mg_24h", 3000, 100, 100)
    values[2]["laboratory"], values[1]["laboratory"] = "A", "B"

    assert "different_assays:urine_m" in read(series=values).progression.flags


def test_a_board_may_take_haemoglobin_under_ten_as_a_sign(monkeypatch: pytest.MonkeyPatch) -> None:
    def signs(hb: float) -> tuple[bool | None, str]:
        facts = changed(sample("mm-0147"), labs_current={"hb_g_dL": hb, "date": None})
        facts = facts.model_copy(update={"crab_attributable_to_myeloma": True})
        facts = changed(facts, labs_current={"hb_at_best_response_g_dL": 10.5})
        answer = CaseReading(facts).relapse
        said = " ".join(one.text for one in summarise(facts).relapse.clinical_features)
        return answer.clinical.get("hb_under_10"), said

    before = signs(9.9)
    on = replace(
        conventions(), relapse=replace(conventions().relapse, hb_under_10_is_clinical=True)
    )
    monkeypatch.setattr(relapse, "conventions", lambda: on)

    assert before == (None, "")
    assert signs(9.9) == (True, "Haemoglobin 9.9 g/dL")
    assert signs(10.0) == (False, "")


def flags(**parts: Any) -> set[str]:
    return {one.id for one in summarise(a_case(**parts)).relapse.flags}


@pytest.mark.parametrize(
    ("kappa", "creatinine", "told"),
    [(30, 2.0, True), (31.1, 2.0, False), (16.5, 2.0, False), (16.6, 2.0, True), (30, 0.8, False),
     (2.5, 2.0, False), (3.7, 2.0, False)],
)  # fmt: skip
def test_the_wider_ratio_is_told_when_the_kidneys_are_weak(
    kappa: float, creatinine: float, told: bool
) -> None:
    found = flags(
        series=[{"date": "2026-01-01", "kappa_mg_L": kappa, "lambda_mg_L": 10}],
        labs_current={"creatinine_mg_dL": creatinine},
        patient={"age": 60, "sex": "M"},
    )

    assert ("renal_ratio" in found) is told


def test_high_risk_is_a_note_and_no_trigger() -> None:
    calm = sample("mm-0147")
    high = changed(calm, genetics={"tp53_mut": True})

    assert "high_risk_earlier" not in {one.id for one in summarise(calm).relapse.flags}
    assert "high_risk_earlier" in {one.id for one in summarise(high).relapse.flags}
    assert CaseReading(high).relapse.treatment_trigger is False


def test_each_sign_of_clinical_relapse_is_told_with_its_values() -> None:
    facts = changed(
        sample("mm-0147"),
        labs_current={
            "creatinine_mg_dL": 3.1, "creatinine_at_best_response_mg_dL": 1.0, "hb_g_dL": 9.0,
            "hb_at_best_response_g_dL": 12.0, "calcium_mg_dL": 11.6, "albumin_g_dL": 4.0,
            "hyperviscosity": True,
        },
    )  # fmt: skip
    facts = facts.model_copy(update={"crab_attributable_to_myeloma": True})

    told = {one.id: one.text for one in summarise(facts).relapse.clinical_features}

    assert told == {
        "hypercalcaemia": "Corrected calcium 11.60 mg/dL",
        "hb_drop_ge2": "Haemoglobin fell by 3 g/dL to 9",
        "creat_rise_ge2": "Creatinine rose by 2.1 mg/dL to 3.1",
        "hyperviscosity": "Hyperviscosity",
    }


def test_signs_that_are_known_without_progression_leave_the_type_open() -> None:
    calm = sample("mm-0147")
    one = calm.series[-1].model_copy(update={"urine_m_mg_24h": None})
    twice = [one, one.model_copy(update={"date": "2026-11-10"})]
    facts = calm.model_copy(update={"series": tuple(twice)})

    case = CaseReading(facts)

    assert case.progression.pd is None
    assert case.relapse.type == "unknown"


def test_without_any_sign_and_with_progression_not_known_the_type_is_not_known() -> None:
    low = {"serum_m_g_dL": 0, "urine_m_mg_24h": 0, "kappa_mg_L": 10, "lambda_mg_L": 10}
    calm = changed(sample("mm-0147"), disease={"involved_flc": "kappa"})
    plain = calm.model_dump(mode="json")
    plain["series"] = [{**low, "date": day} for day in ("2021-06-01", "2026-11-02")]
    case = CaseReading(type(calm).model_validate(plain))

    assert case.progression.pd is None  # nothing is measurable, and no marrow was taken
    assert case.relapse.treatment_trigger is False
    assert case.relapse.type == "unknown"
    assert [sample.date for sample in in_order(case.facts.series)] == ["2021-06-01", "2026-11-02"]


def test_two_samples_of_one_day_stand_in_one_order_however_typed() -> None:
    first, second = (
        {"date": "2026-01-01", "serum_m_g_dL": value, "kappa_mg_L": 1, "lambda_mg_L": 0}
        for value in (1.0, 2.0)
    )
    one = a_case(series=[first, second]).series
    other = a_case(series=[second, first]).series

    assert in_order(one) == in_order(other)
    assert abnormal_ratio(one[0]) is True


def flags_of(**parts: Any) -> dict[str, str]:
    return {one.id: one.text for one in summarise(a_case(**parts)).relapse.flags}


def test_a_nadir_that_was_seen_once_only_is_flagged_with_its_marker() -> None:
    once = flags_of(series=series("serum_m_g_dL", 3.0, 0.5, 2.0))
    twice = flags_of(series=series("serum_m_g_dL", 3.0, 0.5, 0.5, 2.0))

    assert once["nadir_not_confirmed:serum_m"] == (
        "The nadir was measured once only (Serum M-protein)"
    )
    assert "nadir_not_confirmed:serum_m" not in twice


def test_a_spike_too_faint_to_measure_is_read_as_zero_and_flagged() -> None:
    values = series("serum_m_g_dL", 3.0, "trace", 0.5)

    serum = next(row for row in read(series=values).progression.rows if row.id == "serum_m")

    assert serum.nadir is not None
    assert (serum.nadir.value, serum.met) == (0.0, True)
    assert "faint_value_read_as_zero" in flags_of(series=values)
    shown = {one.id: one for one in summarise(a_case(series=values[:2])).key_figures}
    assert shown["serum_m"].note == "too faint to measure, read as zero"


def test_imaging_without_a_day_leaves_the_day_of_progression_open_and_says_so() -> None:
    undated = a_case(imaging={**CLEAR, "new_bone_lesion": True, "date": None})
    dated = a_case(imaging={**CLEAR, "new_bone_lesion": True, "date": "2026-11-01"})

    open_, known = summarise(undated).relapse, summarise(dated).relapse

    assert (open_.pd, open_.pd_date) == (True, None)
    assert "imaging_date_missing" in {one.id for one in open_.flags}
    assert known.pd_date == "2026-11-01"
    assert "imaging_date_missing" not in {one.id for one in known.flags}
