"""The named rules: criteria that no simple kind can say, by the name rules/criteria.toml uses."""

from collections.abc import Mapping
from types import MappingProxyType

from board.myeloma.eligibility.judgement import Rule
from board.myeloma.eligibility.judgement_history import HISTORY_RULES
from board.myeloma.eligibility.judgement_history import penta_refractory as penta_refractory
from board.myeloma.eligibility.judgement_organs import ORGAN_RULES

RULES: Mapping[str, Rule] = MappingProxyType({**ORGAN_RULES, **HISTORY_RULES})
