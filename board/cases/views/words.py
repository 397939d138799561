"""What pages on a case can ask for beside its values."""

from board.cases.exposure import labels_ground, since_ground
from board.cases.matrix import gaps_in, treated
from board.cases.provenance import aged
from board.cases.views.blueprint import bp
from board.myeloma.explanation import ALTERNATIVES
from board.myeloma.rulebook import rulebook


def rule_since(id: str) -> str:
    """Return the day since which the rule *id* stands as checked; empty for a row of a rule file."""
    rule = rulebook().rules.get(id)
    return rule.since if rule else ""


for _function in (aged, gaps_in, labels_ground, rule_since, since_ground, treated):
    bp.add_app_template_global(_function)
bp.add_app_template_global(lambda: ALTERNATIVES, "alternatives")
