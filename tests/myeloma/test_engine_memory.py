"""The engine keeps nothing of a case, and tells the same however it is asked."""

import gc
import tracemalloc

import pytest

from board.myeloma.assessment import assess
from board.myeloma.eligibility.options import decisions, options
from board.myeloma.facts import CaseFacts
from board.myeloma.reading import CaseReading
from tests.myeloma.cases import changed, sample, sample_ids


def patients(number: int) -> list[CaseFacts]:
    """*number* patients of whom no two are alike."""
    many = [sample(case_id) for case_id in sample_ids()]
    return [
        changed(
            many[n % len(many)],
            labs_current={"platelets_e9_L": 20 + n / 10},
            patient={"age": 40 + n % 45},
        )
        for n in range(number)
    ]


def test_nothing_of_a_case_is_kept_when_it_was_judged() -> None:
    facts = patients(100)
    for one in facts:
        assess(one)
        [option.message for option in options(CaseReading(one))]
    gc.collect()

    tracemalloc.start()
    for one in facts:
        assess(one)
        [option.message for option in options(CaseReading(one))]
    gc.collect()
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert kept < 100_000  # bytes for a hundred cases; one case with its words takes about as much


@pytest.mark.parametrize("case_id", sample_ids())
def test_verdicts_without_words_are_those_with_words(case_id: str) -> None:
    facts = sample(case_id)

    short = decisions(CaseReading(facts))

    assert short == {
        option.id: (option.verdict, option.deciding, option.also_unknown)
        for option in options(CaseReading(facts))
    }
