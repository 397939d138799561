"""Cases for the tests of medicine: the project's own samples, and small ones built in one line."""

import json
from pathlib import Path
from typing import Any

import pytest

from board.myeloma.facts import CaseFacts
from board.myeloma.reading import CaseReading

ROOT = Path(__file__).parents[2]
FACTS = ROOT / "board" / "demo" / "facts"
ASSESSMENTS = ROOT / "tests" / "samples" / "assessments"
#: Worked cases and vectors that lie beside the checkout on some machines.
SHARED = ROOT.parent / "shared" / "golden"
UNORDERED = {
    "deciding",
    "also_unknown",
    "cautions",
    "supportive",
    "pd_criteria",
    "significant_biochemical",
    "clinical_features",
}


def sample(case_id: str) -> CaseFacts:
    """One of the project's own cases, such as ``mm-0131``."""
    return CaseFacts.model_validate_json((FACTS / f"{case_id}.json").read_text(encoding="utf-8"))


def sample_ids() -> list[str]:
    return sorted(file.stem for file in FACTS.glob("*.json"))


def a_case(**parts: Any) -> CaseFacts:
    """A case that says only what *parts* say."""
    plain: dict[str, Any] = {"case_id": "X", "title": "Synthetic", "as_of": "2026-11-23"}
    return CaseFacts.model_validate({**plain, **parts})


def read(**parts: Any) -> CaseReading:
    return CaseReading(a_case(**parts))


def regimen(name: str, drugs: list[str], start: str | None, **rest: Any) -> dict[str, Any]:
    return {"id": name, "drugs": drugs, "start": start, **rest}


def changed(facts: CaseFacts, **parts: dict[str, Any]) -> CaseFacts:
    """*facts* with single fields replaced: ``changed(facts, health={"lvef_pct": None})``."""
    plain = facts.model_dump(mode="json")
    for part, fields in parts.items():
        plain[part] = {**plain[part], **fields}
    return CaseFacts.model_validate(plain)


def without_order(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: without_order(part, name) for name, part in value.items()}
    if isinstance(value, list):
        return sorted(value) if key in UNORDERED else [without_order(part) for part in value]
    return value


def shared(name: str) -> list[Any]:
    """The entries of a shared file, or one skipped entry that says why."""
    file = SHARED / name
    if not file.exists():
        reason = f"{name} does not lie beside this checkout"
        return [pytest.param(None, marks=pytest.mark.skip(reason=reason))]
    content = json.loads(file.read_text(encoding="utf-8"))
    entries = content["cases"] if isinstance(content, dict) else content
    return [pytest.param(entry, id=_name(entry)) for entry in entries]


def _name(entry: dict[str, Any]) -> str:
    if "input" in entry:
        return str(entry["input"]["case_id"])
    return str(entry.get("name") or entry.get("text"))
