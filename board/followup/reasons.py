"""Why a recommendation was not followed, or only in part: twenty coded reasons, in English.

Source: Medizininformatik-Initiative (Germany), Kerndatensatz module Molekulares Tumorboard, release
2026.0.1, code system mii-cs-mtb-therapiestatusgrund (20 concepts, after the DNPM), and its published
maps to SNOMED CT (international edition 2025-05-01) and to the German basic oncology data set (oBDS).
The maps are carried over as published; the oBDS map sends what it does not name to U, unknown.
"""

from dataclasses import dataclass
from enum import StrEnum

SYSTEM = (
    "https://www.medizininformatik-initiative.de/fhir/ext/modul-mtb/"
    "CodeSystem/mii-cs-mtb-therapiestatusgrund"
)
VERSION = "2026.0.1"
#: What the oBDS map gives for a reason that it does not name.
UNMAPPED = "U"


class Reason(StrEnum):
    """The codes of the list, in its order."""

    PAYMENT_REFUSED = "payment-refused"
    PAYMENT_PENDING = "payment-pending"
    PAYMENT_ENDED = "payment-ended"
    NO_INDICATION = "no-indication"
    MEDICAL_REASONS = "medical-reasons"
    PATIENT_REFUSAL = "patient-refusal"
    PATIENT_WISH = "patient-wish"
    PATIENT_DEATH = "patient-death"
    LOST_TO_FU = "lost-to-fu"
    CHRONIC_REMISSION = "chronic-remission"
    PROGRESSION = "progression"
    TOXICITY = "toxicity"
    OTHER_THERAPY_CHOSEN = "other-therapy-chosen"
    BEST_SUPPORTIVE_CARE = "best-supportive-care"
    DETERIORATION = "deterioration"
    REGULAR_COMPLETION = "regular-completion"
    COMPLETION_REDUCED = "regular-completion-with-dosage-reduction"
    COMPLETION_CHANGED = "regular-completion-with-substance-change"
    OTHER = "other"
    UNKNOWN = "unknown"

    @property
    def words(self) -> str:
        """The reason as a clinician reads it."""
        return MEANINGS[self].words


class Group(StrEnum):
    """Where a reason stands on the page."""

    PATIENT = "The patient"
    DISEASE = "Disease and health"
    TREATMENT = "Treatment"
    PAYER = "The payer"
    OTHER = "Something else"


@dataclass(frozen=True)
class Meaning:
    """A reason in English, and what it is in other code systems."""

    words: str
    group: Group
    snomed: str
    obds: str = UNMAPPED


MEANINGS: dict[Reason, Meaning] = {
    Reason.PATIENT_REFUSAL: Meaning("Patient declined", Group.PATIENT, "413311005", "V"),
    Reason.PATIENT_WISH: Meaning("Patient wished otherwise", Group.PATIENT, "1186606009"),
    Reason.PATIENT_DEATH: Meaning("Patient died", Group.PATIENT, "419099009", "T"),
    Reason.LOST_TO_FU: Meaning("Lost to follow-up", Group.PATIENT, "399307001"),
    Reason.MEDICAL_REASONS: Meaning("Medical reasons", Group.DISEASE, "373788008"),
    Reason.NO_INDICATION: Meaning("No clinical indication any more", Group.DISEASE, "71653005"),
    Reason.DETERIORATION: Meaning("Condition deteriorated", Group.DISEASE, "285384003", "S"),
    Reason.PROGRESSION: Meaning("Disease progressed", Group.DISEASE, "419835002", "P"),
    Reason.TOXICITY: Meaning("Toxicity", Group.DISEASE, "75478009", "A"),
    Reason.CHRONIC_REMISSION: Meaning("Lasting remission", Group.DISEASE, "277022003", "S"),
    Reason.OTHER_THERAPY_CHOSEN: Meaning(
        "Another treatment chosen by the clinician", Group.TREATMENT, "182868002"
    ),
    Reason.BEST_SUPPORTIVE_CARE: Meaning("Best supportive care", Group.TREATMENT, "243114000"),
    Reason.REGULAR_COMPLETION: Meaning("Completed as planned", Group.TREATMENT, "385656004", "E"),
    Reason.COMPLETION_REDUCED: Meaning(
        "Completed with a reduced dose", Group.TREATMENT, "182822000", "R"
    ),
    Reason.COMPLETION_CHANGED: Meaning(
        "Completed with a change of drug", Group.TREATMENT, "417886001", "W"
    ),
    Reason.PAYMENT_REFUSED: Meaning("Payer refused", Group.PAYER, "302179005"),
    Reason.PAYMENT_PENDING: Meaning("Payer has not decided", Group.PAYER, "302178002"),
    Reason.PAYMENT_ENDED: Meaning("Payment ended", Group.PAYER, "224196001"),
    Reason.OTHER: Meaning("Another reason", Group.OTHER, "74964007", "S"),
    Reason.UNKNOWN: Meaning("Reason not known", Group.OTHER, "261665006", "U"),
}

#: After these nothing is asked any more.
ENDS = frozenset({Reason.PATIENT_DEATH, Reason.LOST_TO_FU})


def grouped() -> list[tuple[str, list[Reason]]]:
    """Return the reasons in the groups of the page."""
    return [
        (group.value, [reason for reason, said in MEANINGS.items() if said.group is group])
        for group in Group
    ]
