"""How long each line held, early relapse by each definition, and the first regimen again."""

from typing import Any

import pytest

from board.myeloma.conventions import conventions
from board.myeloma.conventions import read as read_conventions
from board.myeloma.dates import Days
from board.myeloma.reading import CaseReading
from board.myeloma.rulefiles import RuleFileError
from board.myeloma.telling.brief import Line
from board.myeloma.telling.headline import headline
from board.myeloma.telling.summary import summarise
from board.myeloma.treatment.intervals import Interval, LineIntervals
from board.myeloma.treatment.retreatment import may_repeat
from board.myeloma.treatment.timing import definitions
from tests.myeloma.cases import a_case, read, regimen, sample, sample_ids

VRD = ["bortezomib", "lenalidomide", "dexamethasone"]
DRD = ["daratumumab", "lenalidomide", "dexamethasone"]
SEEN = {"new_bone_lesion": False, "new_plasmacytoma": False, "lesion_growth_50pct": False}


def held(*regimens: dict[str, Any], **parts: Any) -> tuple[LineIntervals, ...]:
    return read(treatment_history_complete=True, regimens=list(regimens), **parts).intervals


def whole(days: int, censored: bool = False) -> Interval:
    return Interval(Days(days, days), censored)


def test_a_line_that_progressed_has_all_its_intervals() -> None:
    first, second = held(
        regimen("a", VRD, "2022-01-01", end="2022-06-01", plan_group="A",
                first_response_date="2022-03-01"),
        regimen("b", ["melphalan-HD"], "2022-07-01", plan_group="A"),
        regimen("c", ["lenalidomide"], "2022-10-01", end="2023-10-01", plan_group="A",
                pd_date="2023-12-30"),
        regimen("d", DRD, "2024-01-01"),
    )  # fmt: skip

    assert first == LineIntervals(
        pfs=whole(728), ttnt=whole(730), free_interval=whole(90), transplant_to_pd=whole(547),
        response_length=whole(669),
    )  # fmt: skip
    assert second.ttnt == Interval(Days(1057, 1057), censored=True)
    assert second.pfs is None  # nothing was measured since


def test_the_last_transplant_of_a_line_counts() -> None:
    found = held(
        regimen("a", ["melphalan-HD"], "2022-01-01", plan_group="A"),
        regimen("b", ["melphalan-HD"], "2022-05-01", plan_group="A", pd_date="2022-05-31"),
    )

    assert found[0].transplant_to_pd == whole(30)


def test_partial_dates_give_spans() -> None:
    found = held(regimen("a", VRD, "2022-01", end="2022-06", pd_date="2022-12"))[0]

    assert found.pfs == Interval(Days(304, 364))
    assert found.free_interval == Interval(Days(154, 213))


def test_on_treatment_there_is_no_interval_without_it() -> None:
    ongoing = held(regimen("a", VRD, "2022-01-01", pd_date="2022-12-01", ongoing_at_pd=True))[0]
    until = held(regimen("a", VRD, "2022-01-01", end="2022-12-01", pd_date="2022-12-01"))[0]
    open_ = held(regimen("a", VRD, "2022-01-01", pd_date="2022-12-01"))[0]

    assert ongoing.free_interval == whole(0)
    assert until.free_interval == whole(0)
    assert open_.free_interval is None


def test_a_month_in_which_it_progressed_leaves_no_interval_below_nothing() -> None:
    found = held(regimen("a", VRD, "2022-01-01", end="2022-12", pd_date="2022-12-04"))[0]

    assert found.free_interval == Interval(Days(0, 3))


def test_a_one_off_treatment_ends_on_its_day() -> None:
    found = held(regimen("a", ["melphalan-HD"], "2022-01-01", pd_date="2022-01-31"))[0]

    assert found.free_interval == whole(30)


def samples(*values: float, start: int = 2022) -> list[dict[str, Any]]:
    days = [f"{start}-01-01", f"{start}-07-01", f"{start}-12-01"]
    return [
        {"date": day, "serum_m_g_dL": value, "urine_m_mg_24h": 0, "kappa_mg_L": 10,
         "lambda_mg_L": 10}
        for day, value in zip(days, values, strict=False)
    ]  # fmt: skip


def test_without_progression_the_interval_is_censored_at_the_last_assessment() -> None:
    found = held(
        regimen("a", VRD, "2022-01-01"), series=samples(3.0, 1.0, 0.9), imaging=SEEN,
        disease={"involved_flc": "kappa"},
    )[0]  # fmt: skip

    assert found.pfs == whole(334, censored=True)
    assert found.response_length == whole(153, censored=True)
    assert found.free_interval is None


def test_when_progression_is_not_known_nothing_is_censored() -> None:
    found = held(regimen("a", VRD, "2022-01-01"), series=samples(3.0, 1.0, 0.9))[0]

    assert found.pfs is None


def test_an_incomplete_history_does_not_tell_that_no_other_treatment_followed() -> None:
    case = read(regimens=[regimen("a", VRD, "2022-01-01")])

    assert case.intervals[0].ttnt is None


@pytest.mark.parametrize(
    ("why", "pfs"),
    [("toxicity", whole(181, censored=True)), ("progression", None), (None, None)],
)
def test_an_earlier_line_is_censored_only_when_it_did_not_end_in_progression(
    why: str | None, pfs: Interval | None
) -> None:
    first, _ = held(
        regimen("a", VRD, "2022-01-01", end="2022-06-01", stop_reason=why),
        regimen("b", DRD, "2022-07-02"),
        series=samples(3.0, 1.0, 0.9),
    )

    assert first.pfs == pfs


def test_an_assessment_before_the_line_censors_nothing() -> None:
    first, _ = held(
        regimen("a", VRD, "2022-02-01", stop_reason="toxicity"),
        regimen("b", DRD, "2022-03-01"),
        series=samples(3.0),
    )
    early, _ = held(
        regimen("a", VRD, "2022-02-01", stop_reason="toxicity"),
        regimen("b", DRD, None),
        series=samples(3.0, 2.0),
    )

    assert first.pfs is None
    assert early.pfs is None


def shown(case_id: str) -> Line:
    return summarise(sample(case_id)).lines.lines[-1]


def test_the_brief_shows_months_and_says_over_for_what_goes_on() -> None:
    line = shown("mm-0133")

    assert (line.pfs, line.ttnt, line.free_interval, line.transplant_to_pd, line.response_length) == (
        "16.6", "over 17.7", "0.0", "11.5", "8.9",
    )  # fmt: skip
    partial = summarise(
        a_case(
            treatment_history_complete=True,
            regimens=[regimen("a", VRD, "2022-01", end="2022-06", pd_date="2022-12")],
        )
    )
    assert partial.lines.lines[0].pfs == "10.0 to 12.0"
    assert partial.lines.lines[0].transplant_to_pd == ""


def early(start: str, pd: str, transplant: str | None = None) -> dict[str, bool | None]:
    rows = [regimen("a", VRD, start, plan_group="A", pd_date=pd)]
    if transplant:
        rows.append(regimen("b", ["melphalan-HD"], transplant, plan_group="A"))
    case = read(treatment_history_complete=True, regimens=rows)
    return {one.id: one.met for one in definitions(case.times)}


def test_each_definition_of_early_relapse_at_its_edge() -> None:
    assert early("2023-01-01", "2024-07-01")["start_18"] is True  # 547 days
    assert early("2023-01-01", "2024-07-02")["start_18"] is False
    assert early("2022-01-01", "2024-07-01", "2023-07-03")["asct_12"] is True  # 364 days
    assert early("2022-01-01", "2024-07-02", "2023-07-02")["asct_12"] is False
    assert early("2023-01-01", "2024-01-01")["either_12"] is True  # 365 days
    assert early("2023-01-01", "2024-01-02")["either_12"] is False
    assert early("2022-01-01", "2024-07-01", "2023-07-02")["either_12"] is True
    assert early("2023-01-01", "2024-12-31")["either_24"] is True  # 730 days
    assert early("2023-01-01", "2025-01-01")["either_24"] is False
    assert early("2022-01-01", "2025-01-01", "2023-01-03")["either_24"] is True
    assert early("2023-01-01", "2025-07-02")["start_30"] is True  # 913 days
    assert early("2023-01-01", "2025-07-03")["start_30"] is False
    assert early("2023-01-01", "2024")["either_12"] is None
    assert early("2023-01-01", "2024")["start_30"] is True


def test_without_a_first_progression_no_definition_is_met_or_refused() -> None:
    found = definitions(read().times)

    assert {one.met for one in found} == {None}
    assert next(one.text for one in summarise(a_case()).timing.definitions) == (
        "under 18 months from start: not known"
    )


@pytest.mark.parametrize(
    ("drugs", "rest", "transplant", "why"),
    [
        (["lenalidomide", "d"], {}, False, "the first line was a doublet"),
        (["lenalidomide", "d"], {}, True, ""),
        (VRD, {}, False, ""),
        (VRD, {"stop_reason": "non_adherence"}, False, "treatment was not taken as planned"),
        (["lenalidomide", "d"], {"stop_reason": "non_adherence"}, False,
         "treatment was not taken as planned and the first line was a doublet"),
    ],
)  # fmt: skip
def test_a_first_line_that_was_too_little_confounds_the_time(
    drugs: list[str], rest: dict[str, Any], transplant: bool, why: str
) -> None:
    rows = [regimen("a", drugs, "2023-01-01", plan_group="A", pd_date="2023-12-01", **rest)]
    rows += [regimen("b", ["melphalan-HD"], "2023-06-01", plan_group="A")] if transplant else []
    facts = a_case(treatment_history_complete=True, regimens=rows)

    timing = summarise(facts).timing

    assert timing.confounded is bool(why)
    assert timing.text.partition("; time criterion confounded: ")[2] == why
    told = headline(CaseReading(facts))
    assert ("after a doublet" in told) == ("doublet" in why)
    assert ("while not on treatment" in told) == ("taken" in why)


@pytest.mark.parametrize("case_id", sample_ids())
def test_the_reading_in_use_for_retreatment_is_that_of_the_option(case_id: str) -> None:
    case, asked = CaseReading(sample(case_id)), conventions().retreatment

    verdict = next(o.verdict for o in summarise(case.facts).options if o.id == "retreat_initial")

    answer = may_repeat(case, asked.months, asked.response)
    expected = {True: "eligible", False: "not_eligible", None: "unknown"}[answer]
    assert case.first_line is None or verdict == expected


def again(best: str | None, end: str, **rest: Any) -> tuple[bool | None, bool | None]:
    given = {"best_response": best, "stop_reason": "completed", "pd_date": "2024-01-01", **rest}
    case = read(
        treatment_history_complete=True,
        regimens=[regimen("a", VRD, "2022-01-01", end=end, **given)],
    )
    return may_repeat(case, 6.0, "PR"), may_repeat(case, 12.0, "VGPR")


def test_retreatment_asks_for_six_months_and_pr_or_stricter_for_twelve_and_vgpr() -> None:
    assert again("VGPR", "2022-12-31") == (True, True)  # 366 days
    assert again("VGPR", "2023-01-01") == (True, False)  # 365 days, under 12 months
    assert again("PR", "2022-06-01") == (True, False)
    assert again("MR", "2022-06-01") == (False, False)
    assert again("PR", "2023-07-02") == (True, False)  # 183 days
    assert again("PR", "2023-07-03") == (False, False)  # 182 days
    assert again(None, "2022-06-01") == (None, None)
    assert again("VGPR", "2022-06-01", stop_reason="toxicity") == (False, False)
    assert again("VGPR", "2022-06-01", stop_reason=None) == (None, None)
    assert may_repeat(read(), 6.0, "PR") is None


def test_both_readings_of_retreatment_are_told() -> None:
    told = summarise(sample("mm-0131")).timing.retreatment

    assert told is not None
    assert told.text == (
        "The first regimen again: reading in use (6 months, PR) met, "
        "stricter reading (12 months, VGPR) not met"
    )
    assert summarise(a_case()).timing.retreatment is None
    bare = summarise(
        a_case(treatment_history_complete=True, regimens=[regimen("a", VRD, "2022-01-01")])
    ).timing.retreatment
    assert bare is not None
    assert bare.ground.inputs[0].value == "not known"


def test_a_convention_that_is_not_one_is_refused() -> None:
    with pytest.raises(RuleFileError, match=r"conventions.toml"):
        read_conventions({"responses": {}})
    with pytest.raises(RuleFileError, match=r"conventions.toml"):
        read_conventions({})


def not_taken(**rest: Any) -> list[str]:
    rows = [regimen("a", VRD, "2022-01-01", **rest)]
    return [one.text for one in summarise(a_case(regimens=rows)).lines.adherence]


def test_what_was_not_taken_is_told_with_reason_and_last_dose() -> None:
    assert not_taken() == []
    assert not_taken(adherence_pdc_pct=80.0) == []
    assert not_taken(adherence_pdc_pct=79.9) == ["VRd: refills cover 79.9 % of days, under 80 %"]
    assert not_taken(
        stop_reason="non_adherence", adherence_uncertain=True, adherence_reason="cost",
        end="2022-06-01",
    ) == [
        ("VRd: stopped because it was not taken; not certain that it was taken when it progressed; "
        "reason: cost; last dose taken 2022-06-01")
    ]  # fmt: skip


def test_a_line_whose_extent_is_open_says_so_and_a_dose_is_told() -> None:
    facts = a_case(
        treatment_history_complete=True,
        regimens=[
            regimen("a", VRD, "2024-01-01", pd_date="2024-06", doses={"lenalidomide": "10 mg"}),
            regimen("b", ["lenalidomide"], "2024-06-15", doses={"lenalidomide": "5 mg"}),
        ],
    )

    summary = summarise(facts)

    assert "partial dates leave open whether this is one line or more" in (
        summary.lines.lines[0].notes
    )
    assert summary.lines.lines[0].free_interval == ""
    told = {one.drug: one.why for one in summary.exposure.drugs}
    assert told["lenalidomide"].endswith("; dose 5 mg")
    assert "; dose" not in told["bortezomib"]


def test_a_proposed_plan_and_what_is_not_counted_are_said() -> None:
    facts = a_case(
        treatment_history_complete=True,
        regimens=[
            regimen("a", VRD, "2024-01-01", phase="induction", note="four cycles"),
            regimen("b", ["melphalan-HD"], "2024-07-01", phase="transplant"),
            regimen("c", ["radiotherapy"], "2024-08-01"),
        ],
    )

    found = summarise(facts).lines

    assert found.lines[0].notes == (
        "taken as one plan (induction, transplant, maintenance): to be confirmed",
        "four cycles",
    )
    assert found.not_counted == ("RT (c): listed, not counted as a line",)
