"""Numbers in addresses."""

from typing import Any

from werkzeug.routing import IntegerConverter, Map

#: The largest id a database column takes; an address may hold more digits.
LARGEST = 2**31 - 1


class Number(IntegerConverter):
    """`<int:…>` that knows no id larger than the database does: such an address is not found."""

    def __init__(self, map: Map, **limits: Any) -> None:
        super().__init__(map, **{"max": LARGEST} | limits)
