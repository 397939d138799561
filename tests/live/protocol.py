"""The protocol as its schema says it: what is said, answered and heard has to be valid."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

FILE = Path(__file__).parents[2] / "docs" / "protocol.schema.json"
SCHEMA: dict[str, Any] = json.loads(FILE.read_text())


def names(kind: str) -> set[str]:
    """Return what the schema knows: of kind "say", "answer" or "hear"."""
    return {
        name.partition(".")[2]
        for name in SCHEMA["$defs"]
        if name.partition(".")[0] == kind and "." in name
    }


def is_valid(kind: str, name: str, message: Any) -> bool:
    """Return whether the schema allows a message."""
    return bool(_validator(kind, name).is_valid(message))


def check(kind: str, name: str, message: Any) -> None:
    """Fail when the schema does not allow a message, saying where."""
    _validator(kind, name).validate(message)


@cache
def _validator(kind: str, name: str) -> Draft202012Validator:
    return Draft202012Validator(SCHEMA | {"$ref": f"#/$defs/{kind}.{name}"})
