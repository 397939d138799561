"""Whether a value may stand in the case facts: asked of the case facts themselves."""

from collections.abc import Mapping
from typing import Any, cast

from pydantic import BaseModel, ValidationError

from board.interop.imported import shown
from board.myeloma.facts import CaseFacts, Sample

PLAIN_WORDS = {
    "missing": "Here “{field}” is required and missing.",
    "extra_forbidden": "This names nothing that the case facts keep.",
    "model_type": "An object was expected here.",
    "dict_type": "An object was expected here.",
    "tuple_type": "A list was expected here.",
    "bool_type": "True or false was expected here.",
    "string_type": "Text was expected here.",
    "int_type": "A whole number was expected here.",
    "float_type": "A number was expected here.",
}
ANY_DAY = "2000-01-01"


def refusal(section: str, leaf: str, value: Any) -> str | None:
    """Return why *value* cannot stand at *leaf* of *section*, or None if it can."""
    model, stand_in = (Sample, {"date": ANY_DAY}) if section == "series" else (_part(section), {})
    try:
        model.model_validate({**stand_in, leaf: value})
    except ValidationError as error:
        return explained(error.errors(include_url=False)[0])
    return None


def explained(detail: Mapping[str, Any]) -> str:
    """Return what one validation error says, in words for people."""
    last = detail["loc"][-1] if detail["loc"] else "something"
    words = PLAIN_WORDS.get(str(detail["type"]))
    return words.format(field=shown(str(last))) if words else sentence(str(detail["msg"]))


def sentence(message: str) -> str:
    """Return a validator's message as a sentence."""
    text = message.removeprefix("Value error, ").strip()
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")


def _part(section: str) -> type[BaseModel]:
    """Return the model of one section of the case facts."""
    return cast(type[BaseModel], CaseFacts.model_fields[section].annotation)
