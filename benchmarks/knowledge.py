"""The engine, against reading the same case with Pydantic, and against the clock."""

import random
from collections.abc import Callable

from benchmarks.timing import seconds
from board.bench.assessing import opened
from board.config import ROOT
from board.myeloma.assessment import assess
from board.myeloma.eligibility.options import decisions, options
from board.myeloma.eligibility.trials import trials
from board.myeloma.explanation import explain
from board.myeloma.facts import CaseFacts
from board.myeloma.reading import CaseReading
from board.myeloma.telling.summary import summarise

CASES = [file.read_text() for file in sorted((ROOT / "board" / "demo" / "facts").glob("*.json"))]
PATIENTS, WANTED = 1000, 25
#: Facts that differ from one made-up patient to the next: part, field, lowest and highest value.
VARIED = (
    ("patient", "age", 45, 85),
    ("patient", "ecog", 0, 3),
    ("patient", "weight_kg", 50, 100),
    ("labs_current", "platelets_e9_L", 20, 250),
    ("labs_current", "anc_e9_L", 0, 5),
    ("labs_current", "creatinine_mg_dL", 1, 4),
    ("health", "lvef_pct", 30, 65),
)


def verdicts_to_parse() -> float:
    """the verdict of every option with what decides it, no words kept, to parsing the JSON"""
    return _to_parse(lambda facts: decisions(CaseReading(facts)))


def options_to_parse() -> float:
    """every option with its explanation, worded when it is read, to parsing the JSON"""
    return _to_parse(lambda facts: options(CaseReading(facts)))


def assess_to_parse() -> float:
    """the whole assessment/1 of a case, every answer with its trace, to parsing its JSON"""
    return _to_parse(assess)


def opened_to_parse() -> float:
    """the same with every trace read to the last value, to parsing the JSON"""
    return _to_parse(opened)


def worded_to_parse() -> float:
    """every option with every explanation rendered to text, to parsing the JSON"""
    return _to_parse(_worded)


def explain_to_parse() -> float:
    """options, trials and statements traced as plain JSON (explanation/1), to parsing the JSON"""
    return _to_parse(explain)


def summary_to_parse() -> float:
    """summarising a case, all options explained, to parsing its JSON"""
    return _to_parse(summarise)


def thousand_patients_seconds() -> float:
    """seconds (not a ratio) for 1,000 patients, no two alike, and 25 options and trials or more"""
    patients = [_varied(number) for number in range(PATIENTS)]

    def work() -> None:
        for facts in patients:
            case = CaseReading(facts)
            judged = (*options(case), *trials(case))
            assert len(judged) >= WANTED  # noqa: S101  -- what is measured is what is promised

    return seconds(work, times=1, rounds=3)


def ten_thousand_minutes() -> float:
    """minutes (not a ratio) to assess 10,000 cases on one core"""
    patients = [_varied(number) for number in range(PATIENTS)]
    work = seconds(lambda: [assess(facts) for facts in patients], times=1, rounds=3)
    return work * 10_000 / PATIENTS / 60


def _to_parse(work: Callable[[CaseFacts], object], rounds: int = 8) -> float:
    # Both take turns, so that a busy machine disturbs them alike; the best of each counts.
    facts = [CaseFacts.model_validate_json(text) for text in CASES]
    parsing = working = float("inf")
    for _ in range(rounds):
        parsing = min(parsing, seconds(_parse, times=5, rounds=1))
        working = min(working, seconds(lambda: [work(one) for one in facts], times=1, rounds=2))
    return working / parsing


def _parse() -> list[CaseFacts]:
    return [CaseFacts.model_validate_json(text) for text in CASES]


def _worded(facts: CaseFacts) -> list[str]:
    return [
        f"{option.message} {option.logic} {[one.text for one in option.cautions]} "
        f"{[(one.message, one.value, one.date, one.inputs) for one in option.criteria]}"
        for option in options(CaseReading(facts))
    ]


def _varied(number: int) -> CaseFacts:
    chance = random.Random(number)  # noqa: S311  -- the same patients every time
    plain = CaseFacts.model_validate_json(CASES[number % len(CASES)]).model_dump(mode="json")
    plain["case_id"] = f"Synthetic {number}"
    for part, field, low, high in VARIED:
        plain[part][field] = chance.randint(low, high)
    return CaseFacts.model_validate(plain)


MEASURES = (
    verdicts_to_parse,
    options_to_parse,
    assess_to_parse,
    opened_to_parse,
    worded_to_parse,
    explain_to_parse,
    summary_to_parse,
    thousand_patients_seconds,
    ten_thousand_minutes,
)
