"""Response of the current line, day by day, against its start."""

from datetime import date
from typing import Any

import pytest

from board.myeloma import conventions
from board.myeloma.disease import categories
from board.myeloma.disease.categories import Assessed
from board.myeloma.reading import CaseReading
from tests.myeloma.cases import read, regimen

DAYS = ("2025-01-01", "2025-04-01", "2025-07-01", "2025-10-01")
QUIET = {"serum_ife": "negative", "urine_ife": "negative"}
CHAINS = {"kappa_mg_L": 12, "lambda_mg_L": 10}


def course(*samples: dict[str, Any], chain: str = "kappa", **parts: Any) -> CaseReading:
    """A case with one line from the first day on."""
    lines = parts.pop("regimens", [regimen("a", ["len", "d"], DAYS[0])])
    series = [{"date": day, **one} for day, one in zip(DAYS, samples, strict=False)]
    disease = {"involved_flc": chain, **parts.pop("disease", {})}
    return read(series=series, regimens=lines, disease=disease, **parts)


def responses(*samples: dict[str, Any], **parts: Any) -> list[str | None]:
    return [one.category for one in course(*samples, **parts).response.assessed]


def serum(value: float | str, urine: float | None = 0, **more: Any) -> dict[str, Any]:
    found = {"serum_m_g_dL": value, **more}
    return found if urine is None else {**found, "urine_m_mg_24h": urine}


def chains(kappa: float, other: float = 10, **more: Any) -> dict[str, Any]:
    return {**serum(0), "kappa_mg_L": kappa, "lambda_mg_L": other, **more}


@pytest.mark.parametrize(
    ("start", "now", "category"),
    [
        (serum(4.0), serum(3.1), "SD"),
        (serum(4.0), serum(3.0), "MR"),
        (serum(4.0), serum(2.1), "MR"),
        (serum(4.0), serum(2.0), "PR"),
        (serum(4.0), serum(0.5), "PR"),
        (serum(4.0), serum(0.4), "VGPR"),
        (serum(4.0), serum(0.4, 100), "PR"),  # urine must be under 100 for VGPR
        (serum(4.0), serum(0.4, 99), "VGPR"),
        (serum(4.0, 1000), serum(2.0, 501), "SD"),
        (serum(4.0, 1000), serum(2.0, 500), "MR"),
        (serum(4.0, 1000), serum(2.0, 199), "PR"),
        (serum(4.0, 1000), serum(2.0, 200), "MR"),
        (serum(4.0, 3000), serum(2.0, 300), "PR"),  # less by 90 %
        (serum(0.4, 3000), serum(0.4, 300), "PR"),  # serum was not measurable at the start
        (serum(4.0), serum(4.5), "SD"),
        (serum(4.0), serum(5.0), "PD"),
    ],
)
def test_serum_and_urine_decide_at_their_edges(
    start: dict[str, Any], now: dict[str, Any], category: str
) -> None:
    assert responses(start, now) == [category]


@pytest.mark.parametrize(
    ("now", "category"),
    [
        (chains(1009, serum_ife="positive"), "VGPR"),
        (chains(1010, serum_ife="positive"), "PR"),
        (chains(5005, serum_ife="positive"), "PR"),
        (chains(5006, serum_ife="positive"), "SD"),
        (chains(12, bm_pc_pct=2, clonal_pc=True, **QUIET), "CR"),
        (chains(18, bm_pc_pct=2, clonal_pc=False, **QUIET), "VGPR"),  # the ratio is abnormal
        (chains(12, bm_pc_pct=2, clonal_pc=False, **QUIET), "sCR"),
    ],
)
def test_light_chains_decide_when_nothing_else_was_measurable(
    now: dict[str, Any], category: str
) -> None:
    # The difference at the start is 10 000 - 10 = 9990 mg/L.
    found = course(chains(10_000), now).response

    assert found.by == "light chains"
    assert found.assessed[0].category == category


def test_a_minor_response_is_not_defined_by_light_chains() -> None:
    assert responses(chains(10_000), chains(6_000, serum_ife="positive")) == ["SD"]


@pytest.mark.parametrize(("now", "category"), [(20, "PR"), (21, "SD"), (50, "PD")])
def test_marrow_decides_last_and_needs_no_confirmation(now: float, category: str) -> None:
    start = {**serum(0), **CHAINS, "bm_pc_pct": 40}
    quiet = {**serum(0, serum_ife="positive"), **CHAINS, "bm_pc_pct": now}

    found = course(start, quiet).response

    assert (found.by, found.assessed[0].category) == ("marrow", category)
    assert found.assessed[0].confirmed is (category != "PD")


@pytest.mark.parametrize(
    ("now", "category", "at_least", "missing"),
    [
        (serum(0), None, "VGPR", ("immunofixation of serum", "immunofixation of urine",
                                  "marrow plasma cells")),
        (serum(0, **QUIET), None, "VGPR", ("marrow plasma cells",)),
        (serum(0, bm_pc_pct=4.9, **QUIET), None, "CR", ("light-chain ratio", "clonal plasma cells")),
        (serum(0, bm_pc_pct=5, **QUIET), "VGPR", "VGPR", ()),
        (serum(0, serum_ife="positive"), "VGPR", "VGPR", ()),
        (serum(0, bm_pc_pct=2, serum_ife="negative", urine_ife="positive"), "VGPR", "VGPR", ()),
        (serum(0.1, bm_pc_pct=2, **QUIET), "VGPR", "VGPR", ()),  # a spike is no complete response
        (serum("trace", bm_pc_pct=2, clonal_pc=True, **QUIET, **CHAINS), "CR", "CR", ()),
        (serum(0, bm_pc_pct=2, clonal_pc=False, **QUIET, **CHAINS), "sCR", "sCR", ()),
        (serum(0.4, None), None, "PR", ("serum and urine M-protein",)),
        ({"urine_m_mg_24h": 0}, None, None, ("serum M-protein",)),
    ],
)  # fmt: skip
def test_what_a_level_needs_and_is_missing_is_named_and_never_guessed(
    now: dict[str, Any], category: str | None, at_least: str | None, missing: tuple[str, ...]
) -> None:
    found = course(serum(4.0), now).response.assessed[0]

    assert (found.category, found.at_least, found.missing) == (category, at_least, missing)


def test_the_marrow_of_an_earlier_day_of_the_line_counts_for_complete_response() -> None:
    found = course(
        serum(4.0, bm_pc_pct=60),
        serum(0, bm_pc_pct=2, serum_ife="positive"),
        serum(0, **QUIET),
    ).response.assessed

    assert [one.at_least for one in found] == ["VGPR", "CR"]


@pytest.mark.parametrize(
    ("values", "confirmed"),
    [
        ((2.0,), [False]),
        ((2.0, 1.9), [True, False]),
        ((0.4, 2.0), [False, False]),
        ((0.4, 5.0), [False, False]),
        ((5.0, 5.1), [True, False]),
        ((5.0, 4.1), [False, False]),
    ],
)
def test_a_response_is_confirmed_by_the_next_assessment(
    values: tuple[float, ...], confirmed: list[bool]
) -> None:
    found = course(serum(4.0), *(serum(value) for value in values)).response.assessed

    assert [one.confirmed for one in found] == confirmed


def test_a_day_without_values_neither_confirms_nor_denies() -> None:
    found = course(serum(4.0), serum(2.0), {"kappa_mg_L": 3.0}, serum(1.9)).response

    assert [one.category for one in found.assessed] == ["PR", None, "PR"]
    assert found.assessed[0].confirmed is True


def test_the_best_response_comes_before_progression_and_the_earliest_counts() -> None:
    found = course(serum(4.0), serum(1.9), serum(1.8), serum(3.0)).response

    assert found.best == Assessed(date(2025, 4, 1), "PR", "PR", confirmed=True)
    assert found.best_confirmed == found.best
    assert found.first("PR") == date(2025, 4, 1)
    assert found.first("VGPR") is None
    assert [one.category for one in found.assessed] == ["PR", "PR", "PD"]
    assert [one.category for one in found.before_pd] == ["PR", "PR"]


def test_without_any_assessment_there_is_no_best_response() -> None:
    found = course(serum(4.0)).response

    assert (found.assessed, found.best, found.best_confirmed) == ((), None, None)


@pytest.mark.parametrize(
    ("start", "missing"),
    [
        (CHAINS, "serum and urine M-protein at the start of the line"),
        (serum(0.4), "light chains at the start of the line"),
        ({**serum(0.4), **CHAINS}, "measurable disease at the start of the line"),
        ({**serum(0.4), **CHAINS, "bm_pc_pct": 29}, "measurable disease at the start of the line"),
    ],
)
def test_without_measurable_disease_no_response_is_told(
    start: dict[str, Any], missing: str
) -> None:
    found = course(start, start).response

    assert (found.by, found.missing, found.assessed) == ("", (missing,), ())


@pytest.mark.parametrize(("began", "told"), [("2024-12-01", True), ("2024-11-30", False)])
def test_a_first_value_a_month_into_the_line_is_no_baseline(began: str, told: bool) -> None:
    lines = [regimen("a", ["len"], began)]

    found = course(serum(4.0), serum(2.0), regimens=lines).response

    assert bool(found.assessed) is told
    assert found.missing == (() if told else ("values at the start of the line",))


def test_without_any_line_the_first_value_is_the_baseline() -> None:
    assert responses(serum(4.0), serum(2.0), regimens=[]) == ["PR"]


def test_values_of_two_assays_tell_no_response() -> None:
    found = course(serum(4.0, laboratory="A"), serum(2.0, laboratory="B")).response.assessed[0]

    assert (found.category, found.at_least) == (None, None)


def test_imaging_of_a_day_makes_every_later_assessment_progression() -> None:
    seen = {"new_bone_lesion": True, "date": "2025-07-01"}

    assert responses(serum(4.0), serum(2.0), serum(1.9), serum(1.9), imaging=seen) == [
        "PR", "PD", "PD",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "size", "category"),
    [
        (0.4, 0.9, "VGPR"), (0.4, 1.0, "PR"), (0.4, 5.0, "PR"), (0.4, 5.1, "SD"), (3.0, 5.0, "MR"),
        (3.0, 5.1, "SD"),
    ],
)  # fmt: skip
def test_lesions_must_shrink_as_well(value: float, size: float, category: str) -> None:
    found = responses(serum(4.0, lesion_spd_cm2=10.0), serum(value, lesion_spd_cm2=size))

    assert found == [category]


def test_a_lesion_that_is_left_forbids_complete_response() -> None:
    done = {"bm_pc_pct": 2, "clonal_pc": False, **QUIET, **CHAINS}
    start = serum(4.0, lesion_spd_cm2=10.0)

    gone = course(start, serum(0, lesion_spd_cm2=0, **done)).response.assessed[0]
    left = course(start, serum(0, lesion_spd_cm2=0.5, **done)).response.assessed[0]
    unseen = course(start, serum(0, **done)).response.assessed[0]
    never = course(serum(4.0, lesion_spd_cm2=0), serum(0, **done)).response.assessed[0]

    assert [one.category for one in (gone, left, unseen, never)] == ["sCR", "VGPR", None, "sCR"]
    assert unseen.missing == ("lesions",)


def test_the_share_of_a_minor_response_is_the_boards_own(monkeypatch: pytest.MonkeyPatch) -> None:
    older = conventions.read(
        {
            "response": {"mr_plasmacytoma_share": 0.25},
            "relapse": {"hb_under_10_is_clinical": False},
            "retreatment": {
                "months": 6.0, "response": "PR", "strict_months": 12.0, "strict_response": "VGPR",
            },
        }
    )  # fmt: skip
    samples = (serum(4.0, lesion_spd_cm2=10.0), serum(3.0, lesion_spd_cm2=7.5))

    by_default = responses(*samples)
    monkeypatch.setattr(categories, "conventions", lambda: older)

    assert (by_default, responses(*samples)) == (["SD"], ["MR"])


@pytest.mark.parametrize(
    ("isotype", "chain", "drug", "category"),
    [
        ("IgG", "kappa", "daratumumab", None),
        ("IgG", "kappa", "isatuximab", None),
        ("IgG", "kappa", "lenalidomide", "VGPR"),
        ("IgG", "lambda", "daratumumab", "VGPR"),
        ("IgA", "kappa", "daratumumab", "VGPR"),
    ],
)
def test_a_band_that_may_be_the_antibody_leaves_complete_response_open(
    isotype: str, chain: str, drug: str, category: str | None
) -> None:
    found = course(
        serum(4.0),
        serum(0, serum_ife="positive", urine_ife="negative", bm_pc_pct=1),
        chain=chain,
        disease={"isotype": isotype},
        regimens=[regimen("a", [drug], DAYS[0])],
    ).response.assessed[0]

    assert (found.category, found.at_least) == (category, "VGPR")


def test_iga_is_followed_by_its_immunoglobulin_when_no_spike_was_measured() -> None:
    case = course(
        {"quantitative_ig_mg_dL": 3000, "urine_m_mg_24h": 0},
        {"quantitative_ig_mg_dL": 1400, "urine_m_mg_24h": 0},
        {"quantitative_ig_mg_dL": 2000, "urine_m_mg_24h": 0},
        disease={"isotype": "IgA"},
    )

    assert [one.category for one in case.response.assessed] == ["PR", "PD"]
    assert "immunoglobulin_for_serum_m" in case.progression.flags


@pytest.mark.parametrize(("isotype", "spike"), [("IgG", None), (None, None), ("IgA", 1.0)], ids=str)
def test_otherwise_an_immunoglobulin_stands_for_nothing(
    isotype: str | None, spike: float | None
) -> None:
    case = course(
        {"quantitative_ig_mg_dL": 3000, "serum_m_g_dL": spike}, disease={"isotype": isotype}
    )

    assert [reading.value for reading in case.markers.serum] == ([] if spike is None else [spike])
