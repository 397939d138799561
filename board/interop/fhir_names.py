"""Ids of the resources of one FHIR document: made from its digest, so that they are the same every time."""

import uuid
from typing import Any

#: The name space of these ids; it means nothing else.
SPACE = uuid.UUID("6f6d3b0e-5d0e-5b8e-9a54-7f0b1f3a2c11")


class Names:
    """Ids by what a resource is: "patient", "person Dr W. Chen", "step 2"."""

    def __init__(self, digest: str) -> None:
        self._digest = digest

    def id_of(self, what: str) -> str:
        """Return the id of a resource of this document."""
        return str(uuid.uuid5(SPACE, f"{self._digest}/{what}"))

    def urn(self, what: str) -> str:
        """Return the same as an address inside the Bundle."""
        return f"urn:uuid:{self.id_of(what)}"

    def reference(self, what: str, shown: str = "") -> dict[str, Any]:
        """Return a reference to a resource of this document."""
        return {"reference": self.urn(what), **({"display": shown} if shown else {})}
