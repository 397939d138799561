"""Words in addresses."""

from typing import Any

from werkzeug.routing import Map, UnicodeConverter


class Text(UnicodeConverter):
    """`<name>` that holds no NUL: nothing is called so, and PostgreSQL refuses to be asked for it."""

    def __init__(self, map: Map, **limits: Any) -> None:
        super().__init__(map, **limits)
        self.regex = self.regex.replace("[^/]", "[^/\\x00]")
