"""The calculators by name: what each asks, in which units, and where it comes from.

Sources: named per calculator. A formula asks for every input; a score may lack some and then tells
the bounds of its points. Nothing is read that is not named, and no value without a believable size.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any

from board.myeloma.calculating.calculator import Calculator
from board.myeloma.calculating.calculator_inputs import Refused, read
from board.myeloma.calculating.formula_calculators import formulas
from board.myeloma.calculating.score_calculators import scores, staging


def calculate(name: str, typed: Sequence[str]) -> dict[str, Any]:
    """Return the answer of calculator *name* to inputs typed as ``key=value``; Refused if odd."""
    found = calculators().get(name)
    if found is None:
        raise Refused((f"{name}: {_unknown(name)}",))
    values = read(found.inputs, typed, complete=not found.partial)
    answer = {"calculator": name, **found.work(values)}
    return {**answer, "unit": found.unit, "source": found.source}


@cache
def calculators() -> Mapping[str, Calculator]:
    """Return every calculator by its name."""
    return MappingProxyType({one.name: one for one in (*formulas(), *scores(), *staging())})


def _unknown(name: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name.lower(), calculators(), n=1)
    meant = f"did you mean {near[0]}? " if near else ""
    return f"there is no such calculator; {meant}`board calc --list` names them all"
