"""How many synthetic cases are assessed in a minute, beside parsing the same JSON alone.

Everything runs in this one process, timed in seconds of its own CPU, so that neighbours disturb
least. Cases are made one after the other and forgotten, so that memory stays where it is whatever
their number.

*ratio_to_parse* is `assess` to `CaseFacts.model_validate_json` of the same text, summed over all
cases. What is assessed carries the trace of every answer (rule and version, inputs, comparison,
source); a trace holds its case and its rule, and puts values beside units and days when it is read.
So two more figures are told, over every SAMPLED-th case: *ratio_opened*, `assess` with every trace
read to the last value, and *ratio_worded*, with all of it in words as plain JSON (`explain`).
*ratio_median* and *ratio_worst* are `assess` to parsing, case by case, over the ten worked samples.
"""

import json
import random
import resource
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

from board.myeloma.assessment import assess
from board.myeloma.eligibility.options import options
from board.myeloma.eligibility.trials import trials
from board.myeloma.explanation import explain
from board.myeloma.facts import CaseFacts
from board.myeloma.reading import CaseReading

SEED = 20_261_123
#: How far a value of a synthetic case may lie from the one it was made of.
SPREAD = 0.15
WARM_UP = 20
#: Every so many cases, all traces are read and worded as well.
SAMPLED = 50
ROUNDS = 200
PROC = Path("/proc/self/statm")
PAGE = resource.getpagesize()
Say = Callable[[str], None]


def measure(cases: int, patients: int, say: Say | None = None) -> dict[str, float | int]:
    """Return the figures of *cases* assessments and of *patients* with every option and trial."""
    for text in synthetic(WARM_UP):
        assess(CaseFacts.model_validate_json(text))
    before = _megabytes()
    took = _assessed(cases)
    pairs, judging = _judged(patients)
    after = _megabytes()
    ratios = [_ratio(text) for text in _samples()]
    found: dict[str, float | int] = {
        "cases": cases,
        "cases_per_min": round(60 * cases / (took.parsing + took.assessing)),
        "ratio_to_parse": round(took.assessing / took.parsing, 2),
        "ratio_opened": round(took.opening / took.parsing_sampled, 1),
        "ratio_worded": round(took.wording / took.parsing_sampled, 1),
        "ratio_median": round(median(ratios), 2),
        "ratio_worst": round(max(ratios), 2),
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


@dataclass
class _Took:
    """Seconds, each summed over cases; those of the last three over every SAMPLED-th."""

    parsing: float = 0.0
    assessing: float = 0.0
    parsing_sampled: float = 0.0
    opening: float = 0.0
    wording: float = 0.0


def _assessed(number: int) -> _Took:
    took = _Took()
    for count, text in enumerate(synthetic(number)):
        began = process_time()
        facts = CaseFacts.model_validate_json(text)
        parsed = process_time()
        assess(facts)
        took.assessing += process_time() - parsed
        took.parsing += parsed - began
        if count % SAMPLED == 0:
            took.parsing_sampled += parsed - began
            took.opening += _seconds(lambda facts=facts: opened(facts))  # type: ignore[misc]
            took.wording += _seconds(lambda facts=facts: explain(facts))  # type: ignore[misc]
    return took


def opened(facts: CaseFacts) -> int:
    """Return how many values the rules looked at, having read every trace of the assessment."""
    traces = assess(facts).traces
    every = [
        (one.rule, one.version, one.outcome, one.compared, one.inputs) for one in traces.values()
    ]
    return sum(len(inputs) for *_, inputs in every)


def _ratio(text: str) -> float:
    """Return what assessing the case in *text* takes to parsing it, the best of many rounds."""
    facts = CaseFacts.model_validate_json(text)
    parsing = assessing = float("inf")
    for _ in range(ROUNDS):
        parsing = min(parsing, _seconds(lambda: CaseFacts.model_validate_json(text)))
        assessing = min(assessing, _seconds(lambda: assess(facts)))
    return assessing / parsing


def _seconds(work: Callable[[], object]) -> float:
    began = process_time()
    work()
    return process_time() - began


def _judged(number: int) -> tuple[int, float]:
    """Return how many pairs of patient and option or trial were judged, and in how many seconds."""
    pairs, took = 0, 0.0
    for text in synthetic(number):
        facts = CaseFacts.model_validate_json(text)
        began = process_time()
        case = CaseReading(facts)
        for option in (*options(case), *trials(case)):
            pairs += option.verdict is not None
        took += process_time() - began
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
