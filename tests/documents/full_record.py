"""A record in which every part is filled: two rounds, four notes, logistics, three signatures. Synthetic."""

from dataclasses import replace
from datetime import date

from board.documents.findings import Genetics
from board.documents.plan import PlanDocument
from board.documents.record import Card, Logistic, Note, SupportingFact, Told
from board.interop.fhir_document import bundle_text
from tests.documents.samples import RECORD, a_record

#: Kind, when, label, intent, evidence and reference of each step.
CODED = (
    ("systemic therapy", "first choice", "in label", "bridging", "trials without control", "6.3"),
    ("cell therapy", "afterwards", "in label", "deep remission", "randomised trials", "CARTITUDE"),
    ("supportive care alone", "afterwards", "", "", "", ""),
)
RESTS_ON = (
    SupportingFact("genetics.gprc5d", "GPRC5D", "two copies", "2026-10-21"),
    SupportingFact("labs_current.platelets_e9_L", "Platelets", "61 ×10⁹/L", "2026-11-18"),
)


def a_full_record(**changes: object) -> PlanDocument:
    """Return the fullest of the usual records, with some fields changed."""
    names = ("kind", "when", "label", "intent", "evidence", "reference")
    steps = [
        replace(step, **dict(zip(names, coded, strict=True)))
        for step, coded in zip(a_record().recommendations, CODED, strict=True)
    ]
    last = a_record().ballots[0]
    stated, checked = a_record().signatures
    filled = {
        "recommendations": (replace(steps[0], facts=RESTS_ON), *steps[1:]),
        "ballots": (replace(last, note="Round 1 of 2; 8 entitled, 7 voted"), last),
        "notes": tuple(
            Note(kind, f"The daughter drives on weekday {n} only; ask her.", "R. Okafor")
            for n, kind in enumerate(("clinical", "supportive", "question", "clinical"))
        ),
        "signatures": (
            replace(stated, meaning="Stated the decision of the board", zone="Europe/Berlin"),
            replace(checked, meaning="Checked that this is what was decided"),
            replace(stated, meaning="Signed the decision as stated and checked", sha256="ab" * 32),
        ),
        **MORE,
        **changes,
    }
    return a_record(**filled)


def with_fhir(record: PlanDocument) -> PlanDocument:
    """Return the record with itself as JSON and FHIR, as it is attached when it is printed."""
    text = replace(record, record_json="", verification=None).to_json()
    return replace(record, record_json=text, fhir_json=bundle_text(text))


MORE: dict[str, object] = {
    "genetics": replace(
        RECORD["genetics"],
        genes=("TP53: p.(Arg248Gln), VAF 41 % (2026-10-21)", "TNFRSF17: no change found"),
        remarks=("Limit of detection of sequencing: VAF 5 %",),
    )
    if isinstance(RECORD["genetics"], Genetics)
    else None,
    "logistics": (
        Logistic("apheresis slot", "arranged", date(2026, 12, 14), "M. Park", "centre agreed"),
        Logistic("bridging", "to arrange", date(2026, 12, 2), "Dr R. Okafor"),
        Logistic("bed", "arranged", date(2026, 12, 2), "E. Brandt"),
        Logistic("step-up site", "refused", None, "", "ward 7B is full"),
        Logistic("payer approval", "to arrange", date(2026, 12, 4), "M. Park"),
    ),
    "told": (
        Told("the patient", "Dr R. Okafor", date(2026, 11, 25)),
        Told("the referring doctor", "M. Park", date(2026, 11, 26)),
    ),
    "presentation": "Agrees to being presented",
    "key_worker": "E. Brandt",
    "follow_up": (date(2026, 12, 8), date(2026, 12, 24), date(2027, 2, 22)),
    "guideline": "EHA-EMN 2025",
    "adherence": "deviates from the guideline",
    "deviation": "GPRC5D before BCMA, to keep BCMA for CAR-T.",
    "trials": "Criteria of the open trials are not met: MOSAIC-3",
    "counselling": "recommended",
    "tests_asked": "GPRC5D by sequencing, from the new sample",
    "conference": "before treatment",
    "timing": "prospective",
    "valid_until": date(2027, 1, 5),
    "triggers": ("progression", "a new result: GPRC5D lost"),
    "present_again": (
        "Valid until 2027-01-05. Present again: progression; a new result: GPRC5D lost."
    ),
    "known_by": "Dr R. Okafor, who knows the patient, was there.",
    "since_discussion": ("Platelets: 61 → 58",),
    "cards": (Card("Talquetamab", "Criteria met", "us-tal 2026-11", ("GPRC5D intact: met",)),),
}
