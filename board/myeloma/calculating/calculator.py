"""One calculator, and how its answer is put.

Sources: none of its own; every calculator names its source.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from board.myeloma.calculating.calculator_inputs import Input
from board.myeloma.health.frailty import Score
from board.myeloma.health.thrombosis import VteRisk

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Calculator:
    """One calculator; *partial* ones may lack inputs and then tell bounds."""

    name: str
    words: str
    unit: str
    source: str
    inputs: tuple[Input, ...]
    work: Callable[[Values], dict[str, Any]]
    partial: bool = False


def rounded(value: float | None, digits: int) -> dict[str, Any]:
    """Return *value* with *digits* decimals as an answer."""
    return {"value": None if value is None else round(value, digits)}


def noted(note: str) -> dict[str, Any]:
    """Return *note* as part of an answer, or nothing when it is empty."""
    return {"note": note} if note else {}


def scored(score: Score | VteRisk) -> dict[str, Any]:
    """Return points with their bounds, class and rows as an answer."""
    rows = [
        {"item": i.label, "value": i.value, "rule": i.rule, "points": i.points} for i in score.items
    ]
    return {
        "value": score.score,
        "min": score.min,
        "max": score.max,
        "category": score.category,
        "components": rows,
    }
