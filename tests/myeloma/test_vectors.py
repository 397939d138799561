"""Single rules at their edges, from the shared vectors, and the reading of FISH text."""

from typing import Any

import pytest

from board.myeloma.genome.genetics_text import read
from tests.myeloma.cases import shared
from tests.myeloma.vectors import answer


@pytest.mark.parametrize("vector", shared("unit_vectors.json"))
def test_a_rule_answers_its_vector(vector: dict[str, Any]) -> None:
    found = answer(vector["name"])

    assert found == vector["expected"]


@pytest.mark.parametrize("vector", shared("fish_vectors.json"))
def test_a_shared_line_of_fish_text_is_read(vector: dict[str, Any]) -> None:
    text = read(vector["text"])

    assert text.not_understood == ()
    for name, expected in vector["expected"].items():
        if name == "note":
            continue
        if name == "pct":
            found: object = [f.percent for f in text.findings.values() if f.value is True]
            assert found == [expected]
        elif name == "partner":
            partners = ("t4_14", "t11_14", "t14_16", "t14_20")
            assert [p for p in partners if p in text.findings] == []
        else:
            assert text.value(name) == expected
