"""What each board may set for itself where the sources leave a choice, from rules/conventions.toml.

Sources: KUM16:M (plasmacytoma in a minor response), RAJ11 (haemoglobin under 10 g/dL as a
variant), NCCN19, ESMO21 and IMWG21 (how long a remission allows the first regimen again).
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from board.myeloma.rulefiles import build, load, sections


@dataclass(frozen=True)
class Response:
    """Readings of the response criteria."""

    mr_plasmacytoma_share: float


@dataclass(frozen=True)
class Relapse:
    """Readings of the signs of relapse."""

    hb_under_10_is_clinical: bool


@dataclass(frozen=True)
class Retreatment:
    """How long and how good the first remission must be; the stricter reading beside it."""

    months: float
    response: str
    strict_months: float
    strict_response: str


@dataclass(frozen=True)
class Conventions:
    """Every reading that a board may change."""

    response: Response
    relapse: Relapse
    retreatment: Retreatment


@cache
def conventions() -> Conventions:
    """Return the readings in use."""
    return read(load("conventions"))


def read(table: Any) -> Conventions:
    """Return *table* as values; RuleFileError when it says something unknown or too little."""
    file = "conventions.toml"
    found = sections(table, {"response", "relapse", "retreatment"}, file)
    return Conventions(
        build(Response, found.get("response", {}), file),
        build(Relapse, found.get("relapse", {}), file),
        build(Retreatment, found.get("retreatment", {}), file),
    )
