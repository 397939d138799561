"""The card of an option as it was shown, small enough to be kept with a vote or a signed plan.

It holds everything the card displays in plain JSON values, so that it can be read when the rules
have long been others: rule and version, verdict, criteria with value, day, threshold and source,
what was missing or old, and how old the rules were. Sources: none of its own.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from board.myeloma.telling.brief import Criterion, Input, Option, RuleCard, Statement
from board.myeloma.words import NOT_KNOWN

FORMAT = "option-card/1"


def frozen(
    option: Option, card: RuleCard, origins: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Return the card of *option* under the rules of *card*; *origins* tell by path where from."""
    told = origins or {}
    return {
        "format": FORMAT,
        "option": option.id,
        "name": option.name,
        "kind": option.kind,
        "label_status": option.label_status,
        "jurisdiction": option.jurisdiction,
        "rule": option.rule_version,
        "valid_from": option.valid_from,
        "valid_to": option.valid_to,
        "checked_on": option.checked_on,
        "outdated": card.outdated,
        "own": list(card.own),
        "intended_use": card.intended_use,
        "users": card.users,
        "population": card.population,
        "authors": card.authors,
        "reviewers": card.reviewers,
        "funding": card.funding,
        "validation": card.validation,
        "limits": card.limits,
        "logic": option.logic,
        "verdict": option.verdict,
        "message": option.message,
        "criteria": [_criterion(one, told) for one in option.criteria],
        "cautions": _said(option.cautions),
        "prerequisites": _said(option.prerequisites),
        "sources": [f"{one.key}:{one.tag}" for one in option.sources],
    }


def _criterion(one: Criterion, origins: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": one.id,
        "label": one.label,
        "state": one.state,
        "value": one.value,
        "unit": one.unit,
        "date": one.date,
        "asked": one.threshold,
        "source": f"{one.source.key}:{one.source.tag}",
        "inputs": [_input(given, origins) for given in one.inputs],
        "missing": [given.name for given in one.inputs if given.value == NOT_KNOWN],
        "old": [given.name for given in one.inputs if given.old],
        "own": one.own,
        "by_hand": one.by_hand,
    }


def _input(given: Input, origins: Mapping[str, str]) -> dict[str, Any]:
    told = {
        "name": given.name,
        "value": given.value,
        "unit": given.unit,
        "date": given.date,
        "days": given.days,
        "fact": given.fact,
        "origin": origins.get(given.fact, ""),
    }
    return {key: value for key, value in told.items() if value not in ("", None)}


def _said(statements: Iterable[Statement]) -> list[dict[str, str]]:
    return [{"id": one.id, "text": one.text} for one in statements]
