"""The engine, against reading the same case with Pydantic."""

from benchmarks.timing import seconds
from board.config import ROOT
from board.myeloma.facts import CaseFacts
from board.myeloma.summary import summarise

CASES = [file.read_text() for file in sorted((ROOT / "board" / "demo" / "facts").glob("*.json"))]


def summary_to_parse() -> float:
    """summarising a case, all options explained, to parsing its JSON"""
    facts = [CaseFacts.model_validate_json(text) for text in CASES]
    parsing = seconds(lambda: [CaseFacts.model_validate_json(text) for text in CASES], times=20)
    return seconds(lambda: [summarise(one) for one in facts], times=2) / parsing


MEASURES = (summary_to_parse,)
