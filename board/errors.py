"""The four ways an act is refused.

The message is a full sentence that the person at the screen can act on.
"""

from collections.abc import Mapping


class BoardError(Exception):
    """An act was refused. Anything else that is raised is a bug."""

    code = "refused"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotFound(BoardError):
    """There is no such thing, or none that this person may know of."""

    code = "not_found"


class NotAllowed(BoardError):
    """This person may see the thing but not do this to it."""

    code = "not_allowed"


class Invalid(BoardError):
    """What was sent cannot be understood; `fields` says which part and what to do."""

    code = "invalid"

    def __init__(self, message: str, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.fields = dict(fields or {})


class Conflict(BoardError):
    """The state of things does not allow it, or somebody else was faster."""

    code = "conflict"
