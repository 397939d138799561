"""Which sample counts: what was ever seen for risk, the one at diagnosis for staging."""

from typing import Any

import pytest

from board.myeloma.genome.samples import at_diagnosis, ever, staged_on, trusted
from tests.myeloma.cases import a_case, regimen

TREATED = {
    "treatment_history_complete": True,
    "regimens": [
        regimen("b", ["lenalidomide"], "2023-01-01"),
        regimen("a", ["bortezomib"], "2021-03-10"),
    ],
}


@pytest.mark.parametrize(
    ("now", "before", "field", "value"),
    [
        ({"t4_14": False}, {"t4_14": True}, "t4_14", True),
        ({"t4_14": None}, {"t4_14": True}, "t4_14", True),
        ({"t4_14": None}, {"t4_14": False}, "t4_14", None),
        ({"t4_14": False}, {"t4_14": None}, "t4_14", False),
        ({"cn1q": 2}, {"cn1q": 4}, "cn1q", 4),
        ({"cn1q": 3}, {"cn1q": 2}, "cn1q", 3),
        ({"cn1q": None}, {"cn1q": 3}, "cn1q", 3),
        ({"cn1q": None}, {"cn1q": 2}, "cn1q", None),
        ({"del17p_ccf_pct": 10}, {"del17p_ccf_pct": 60}, "del17p_ccf_pct", 60),
        ({"del17p_ccf_pct": None}, {"del17p_ccf_pct": 1}, "del17p_ccf_pct", 1),
        ({"del17p_ccf_pct": None}, {"del17p_ccf_pct": 0}, "del17p_ccf_pct", None),
        ({"del17p_ccf_pct": 10}, {}, "del17p_ccf_pct", 10),
        ({"del1p32": "none"}, {"del1p32": "mono"}, "del1p32", "mono"),
        ({"del1p32": "mono"}, {"del1p32": "bi"}, "del1p32", "bi"),
        ({"del1p32": "bi"}, {"del1p32": "mono"}, "del1p32", "bi"),
        ({"del1p32": None}, {"del1p32": "mono"}, "del1p32", "mono"),
        ({"del1p32": None}, {"del1p32": "none"}, "del1p32", None),
    ],
)
def test_what_was_seen_once_stays_and_an_old_negative_proves_nothing(
    now: dict[str, Any], before: dict[str, Any], field: str, value: object
) -> None:
    facts = a_case(genetics=now, genetics_before=before)

    assert getattr(ever(facts), field) == value


def test_without_an_earlier_sample_the_current_one_is_all() -> None:
    facts = a_case(genetics={"t4_14": True})

    assert ever(facts) is facts.genetics
    assert at_diagnosis(facts) is facts.genetics


def test_staging_takes_the_sample_at_diagnosis() -> None:
    facts = a_case(
        genetics={"del17p": True, "t4_14": True, "date": "2026-10-01"},
        genetics_before={"del17p": False, "date": "2021-03-10"},
        **TREATED,
    )

    assert (at_diagnosis(facts).del17p, at_diagnosis(facts).t4_14) == (False, True)
    assert staged_on(facts) == "genetics of 2021-03-10, at diagnosis"


@pytest.mark.parametrize("day", ["2021-03-11", "2020-03-09", None])
def test_a_sample_after_treatment_long_before_it_or_undated_is_not_that_of_diagnosis(
    day: str | None,
) -> None:
    facts = a_case(
        genetics={"del17p": True}, genetics_before={"del17p": False, "date": day}, **TREATED
    )

    assert at_diagnosis(facts).del17p is True
    assert staged_on(facts) == ""


def test_a_year_before_treatment_is_still_diagnosis() -> None:
    facts = a_case(genetics={"del17p": True}, genetics_before={"del17p": False, "date": "2020-03-10"}, **TREATED)  # fmt: skip

    assert at_diagnosis(facts).del17p is False


def test_a_sample_of_the_relapse_is_named_when_staging_uses_it() -> None:
    facts = a_case(genetics={"date": "2026-10-01"}, **TREATED)
    first = a_case(genetics={"date": "2021-03-01"}, **TREATED)

    assert staged_on(facts) == (
        "genetics of 2026-10-01, not from diagnosis: lesions may have come since"
    )
    assert staged_on(first) == ""


def test_in_a_history_with_gaps_the_laboratory_day_tells_the_diagnosis() -> None:
    gaps = {**TREATED, "treatment_history_complete": False}
    facts = a_case(genetics={"date": "2021-02-01"}, labs_diagnosis={"date": "2019-05-01"}, **gaps)
    undated = a_case(genetics={"date": "2021-02-01"}, **gaps)
    empty = a_case(
        genetics={"date": "2021-02-01"},
        labs_diagnosis={"date": "2019-05-01"},
        treatment_history_complete=True,
        regimens=[regimen("a", ["bortezomib"], None)],
    )

    assert staged_on(facts).startswith("genetics of 2021-02-01, not")
    assert staged_on(undated) == ""
    assert staged_on(empty).startswith("genetics of 2021-02-01, not")


def test_negative_fish_on_unselected_cells_is_not_known() -> None:
    plain = {"t4_14": False, "t11_14": True, "cn1q": 2, "del1p32": "none", "tp53_mut": False}
    sample = a_case(genetics={**plain, "hyperdiploid": False, "cd138_selected": False}).genetics
    seen = a_case(genetics={"cn1q": 3, "del1p32": "mono", "cd138_selected": False}).genetics
    marked = a_case(genetics={**plain, "cd138_selected": True}).genetics

    found = trusted(sample)

    assert (found.t4_14, found.cn1q, found.del1p32, found.hyperdiploid) == (None,) * 4
    assert (found.t11_14, found.tp53_mut) == (True, False)
    assert (trusted(seen).cn1q, trusted(seen).del1p32) == (3, "mono")
    assert trusted(a_case(genetics={"cd138_selected": False}).genetics).cn1q is None
    assert trusted(marked) is marked


@pytest.mark.parametrize(
    ("panel", "mutated", "known"),
    [(["KRAS"], False, None), (["KRAS", "TP53 exons 4-9"], False, False), (["p53"], False, False),
     (["KRAS"], True, True), (None, False, False)],
)  # fmt: skip
def test_tp53_outside_the_panel_is_not_known(
    panel: list[str] | None, mutated: bool, known: bool | None
) -> None:
    sample = a_case(genetics={"tp53_mut": mutated, "panel": panel}).genetics

    assert trusted(sample).tp53_mut is known


def test_an_unselected_sample_at_diagnosis_does_not_rule_anything_out() -> None:
    facts = a_case(
        genetics={"t4_14": True},
        genetics_before={"t4_14": False, "date": "2021-03-01", "cd138_selected": False},
        **TREATED,
    )

    assert at_diagnosis(facts).t4_14 is True
