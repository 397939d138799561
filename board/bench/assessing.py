"""How many synthetic cases are assessed in a minute, beside parsing the same JSON alone.

Everything runs in this one process. Cases are made one after the other and forgotten, so that memory
stays where it is whatever their number.
"""

import json
import random
import resource
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter
from typing import Any

from board.myeloma.assessment import assess
from board.myeloma.eligibility.options import options
from board.myeloma.eligibility.trials import trials
from board.myeloma.facts import CaseFacts
from board.myeloma.reading import CaseReading

SEED = 20_261_123
#: How far a value of a synthetic case may lie from the one it was made of.
SPREAD = 0.15
WARM_UP = 20
PROC = Path("/proc/self/statm")
PAGE = resource.getpagesize()
Say = Callable[[str], None]


def measure(cases: int, patients: int, say: Say | None = None) -> dict[str, float | int]:
    """Return the figures of *cases* assessments and of *patients* with every option and trial."""
    for text in synthetic(WARM_UP):
        assess(CaseFacts.model_validate_json(text))
    before = _megabytes()
    parsing, assessing = _assessed(cases)
    pairs, judging = _judged(patients)
    after = _megabytes()
    found: dict[str, float | int] = {
        "cases": cases,
        "cases_per_min": round(60 * cases / (parsing + assessing)),
        "ratio_to_parse": round(assessing / parsing, 2),
        "pairs": pairs,
        "pairs_per_s": round(pairs / judging),
        "rss_mb": round(after, 1),
        "rss_growth_mb": round(after - before, 1),
    }
    for name, value in found.items() if say else ():
        say(f"{name.replace('_', ' ')}: {value:,}")  # type: ignore[misc]
    return found


def synthetic(number: int) -> Iterator[str]:
    """Return *number* invented cases as JSON, always the same, each varied from a sample."""
    chance = random.Random(SEED)  # noqa: S311 -- invented values, no secret
    samples = [json.loads(text) for text in _samples()]
    for count in range(number):
        tree = _varied(samples[count % len(samples)], chance)
        tree.update(case_id=f"S-{count + 1}", title="Synthetic case", synthetic=True)
        yield json.dumps(tree)


def _assessed(number: int) -> tuple[float, float]:
    """Return the seconds that parsing and assessing took, each summed over all cases."""
    parsing = assessing = 0.0
    for text in synthetic(number):
        began = perf_counter()
        facts = CaseFacts.model_validate_json(text)
        parsed = perf_counter()
        assess(facts)
        assessing += perf_counter() - parsed
        parsing += parsed - began
    return parsing, assessing


def _judged(number: int) -> tuple[int, float]:
    """Return how many pairs of patient and option or trial were judged, and in how many seconds."""
    pairs, took = 0, 0.0
    for text in synthetic(number):
        facts = CaseFacts.model_validate_json(text)
        began = perf_counter()
        case = CaseReading(facts)
        for option in (*options(case), *trials(case)):
            pairs += option.verdict is not None
        took += perf_counter() - began
    return pairs, took


def _samples() -> list[str]:
    # The package of the demonstration is not imported: that would load the whole application.
    found = find_spec("board")
    places = found.submodule_search_locations if found else None
    folder = Path(next(iter(places or ["board"]))) / "demo" / "facts"
    return [file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.json"))]


def _varied(tree: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """Return a copy of *tree* whose measured values lie a little elsewhere, none out of its range."""
    copy = json.loads(json.dumps(tree))
    for part in (copy.get("labs_current", {}), copy.get("labs_diagnosis", {}), *copy["series"]):
        for name, value in part.items():
            if isinstance(value, float) or (isinstance(value, int) and value > 1):
                part[name] = round(value * chance.uniform(1 - SPREAD, 1), 3)
    for name in ("hb_g_dL", "creatinine_mg_dL", "lvef_pct"):
        part = copy["health"] if name == "lvef_pct" else copy["labs_current"]
        if chance.random() < SPREAD and part.get(name) is not None:
            part[name] = None
    return dict(copy)


def _megabytes() -> float:
    """Return the memory this process holds now, or the most it held where that cannot be asked."""
    if PROC.exists():
        return int(PROC.read_text(encoding="ascii").split()[1]) * PAGE / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
