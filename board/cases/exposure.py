"""What the short words on exposure open to: which drugs of which class, and the days since a target."""

from board.myeloma.grounds import Ground, Input
from board.myeloma.rulebook import ground
from board.myeloma.telling.brief import Exposure, SinceLast
from board.web.filters import answer

#: The classes that double, triple and penta labels count.
COUNTED = ("PI", "IMiD", "antiCD38")


def labels_ground(exposure: Exposure) -> Ground:
    """Return what the labels triple-class and penta open to: each class with its drugs."""
    refractory = {one.drug for one in exposure.drugs if one.refractory}
    given = [one for one in exposure.classes if one.drug_class in COUNTED]
    inputs = []
    for one in given:
        drugs = [f"{drug} (refractory)" if drug in refractory else drug for drug in one.drugs]
        told = ", ".join(drugs) if drugs else f"given: {answer(one.exposed)}"
        inputs.append(Input(one.label, told))
    return ground("refractory_labels", tuple(inputs))


def since_ground(since: SinceLast) -> Ground:
    """Return what the days since a target was last treated open to."""
    last = Input(since.drug or since.target, "last dose", "", since.last_dose, days=since.days)
    return ground("days_since", (last,) if since.drug else ())
