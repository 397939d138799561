"""The card of the rules: what they are for, who answers for them, and how old they are.

The words stand in rules/card.toml. Convention of the project: rules are outdated when more than
twelve months lie between the last check of their texts and the day of the case.
"""

from dataclasses import dataclass
from functools import cache

from board.myeloma.dates import days_between, span, under_months
from board.myeloma.eligibility.judging import LOGIC
from board.myeloma.eligibility.options import rule_set
from board.myeloma.eligibility.overrides import Override
from board.myeloma.rulefiles import build, fingerprint, load, sections
from board.myeloma.telling.brief import RuleCard

OUTDATED_AFTER_MONTHS = 12.0


@dataclass(frozen=True)
class CardWords:
    """The card as written in the rule file."""

    intended_use: str
    users: str
    population: str
    authors: str
    reviewers: str
    funding: str
    validation: str
    limits: str


@cache
def card_words() -> CardWords:
    """Return the words of the card."""
    return build(CardWords, sections(load("card"), {"card"}, "card.toml")["card"], "card.toml")


def rule_card(jurisdiction: str, as_of: str, own: tuple[Override, ...] = ()) -> RuleCard:
    """Return the card of the rules of *jurisdiction* for a case of the day *as_of*."""
    rules = rule_set(jurisdiction, own)
    age = days_between(span(rules.checked_on), span(as_of))
    return RuleCard(
        name=rules.name,
        jurisdiction=rules.jurisdiction,
        checked_on=rules.checked_on,
        fingerprint=fingerprint(),
        outdated=under_months(age, OUTDATED_AFTER_MONTHS) is not True,
        logic=LOGIC,
        own=rules.own_told,
        **vars(card_words()),
    )
