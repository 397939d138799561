"""What one line of a laboratory's text says of one finding, and the technical cut-offs.

Sources: Ross et al., Haematologica 2012;97:1272 (a fusion or split counts from 10 % of cells, a
gain or loss from 20 %); the figures stand in rules/genes.toml. The cut-off of IMS/IMWG 2025 for
the risk of del(17p) is another one and is kept in risk.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from board.myeloma.rulefiles import load

Value = bool | int | float | str | None

FUSION_CUT_OFF: float = load("genes")["cut_off"]["fusion_pct"]  # % of cells
COPY_CUT_OFF: float = load("genes")["cut_off"]["copy_pct"]  # % of cells

#: How a finding that is not simply true or false reads when it is absent and when it is present.
ABSENT_VALUES: Mapping[str, Value] = MappingProxyType({"cn1q": 2, "del1p32": "none"})
PRESENT_VALUES: Mapping[str, Value] = MappingProxyType({"cn1q": 3, "del1p32": "mono"})
_LOSSES = ("none", "mono", "bi")
#: Findings that are a number, not a yes or no.
_SHARES = frozenset({"del17p_ccf_pct", "monosomy17_ccf_pct"})


@dataclass(frozen=True)
class TextFinding:
    """One finding as the text has it; *value* None: the text says it cannot be told."""

    id: str
    value: Value
    percent: float | None
    method: str
    text: str
    note: str = ""
    date: str | None = None

    @property
    def absent(self) -> bool:
        """Say whether the text says that the finding is not there."""
        if self.id == "cn1q":
            return isinstance(self.value, int) and self.value <= 2
        return self.value is False or self.value == "none"

    @property
    def weight(self) -> float:
        """Return how much was seen, so that of two lines the one that saw more can hold."""
        if self.value is None or self.absent:
            return 0
        if self.value in _LOSSES:
            return _LOSSES.index(str(self.value))
        return 1 if self.value is True else float(self.value)

    def unknown(self, note: str) -> "TextFinding":
        """Return the same finding as one that cannot be told, and why."""
        return replace(self, value=None, note=note)


def absent_value(name: str) -> Value:
    """Return how *name* reads when it is absent."""
    return ABSENT_VALUES.get(name, False)


def present_value(name: str) -> Value:
    """Return how *name* reads when it is present and nothing more is said."""
    return PRESENT_VALUES.get(name, True)


def is_share(name: str) -> bool:
    """Say whether *name* is the share of cells that carry a finding."""
    return name in _SHARES
