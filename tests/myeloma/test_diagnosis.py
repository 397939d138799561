"""The diagnosis in words, and its code."""

import pytest

from board.myeloma.facts import CaseFacts
from board.myeloma.telling.diagnosis import diagnosis, icd_10


def facts(disease=None, circulating=None):
    return CaseFacts.model_validate(
        {
            "format": "case-facts/1",
            "synthetic": True,
            "case_id": "D",
            "title": "a diagnosis",
            "as_of": "2026-11-24",
            "disease": disease or {},
            "labs_current": {"date": "2026-11-20", "circulating_pc_pct": circulating},
        }
    )


@pytest.mark.parametrize(
    ("disease", "words"),
    [
        ({}, "Multiple myeloma"),
        ({"isotype": "IgG"}, "Multiple myeloma, IgG"),
        ({"isotype": "IgA", "involved_flc": "lambda"}, "Multiple myeloma, IgA λ"),
        ({"involved_flc": "kappa"}, "Multiple myeloma, κ"),
    ],
)
def test_the_diagnosis_names_what_is_known_of_its_kind(disease, words):
    assert diagnosis(facts(disease)) == words


@pytest.mark.parametrize(
    ("circulating", "words", "code"),
    [
        (None, "Multiple myeloma", "ICD-10 C90.0"),
        (4.9, "Multiple myeloma", "ICD-10 C90.0"),
        (5, "Plasma cell leukaemia", "ICD-10 C90.1"),
    ],
)
def test_leukaemia_is_said_and_coded_only_where_it_is_known(circulating, words, code):
    told = facts(circulating=circulating)

    assert (diagnosis(told), icd_10(told)) == (words, code)
