"""The codes a FHIR document may carry, each seen in a published artefact; the rest is said in words."""

from typing import Any

SNOMED = "http://snomed.info/sct"
LOINC = "http://loinc.org"
UNITS = "http://unitsofmeasure.org"
TERMS = "http://terminology.hl7.org/CodeSystem/"

#: SNOMED CT and LOINC, as used by mCODE and by published laboratory lists.
MYELOMA = (SNOMED, "109989006", "Multiple myeloma")
DETECTED = (SNOMED, "10828004", "Positive")
PLAN_NOTE = (LOINC, "18776-5", "Plan of care note")
M_PROTEIN = (LOINC, "33358-3", "M-protein in serum")
KAPPA = (LOINC, "36916-5", "Kappa free light chain in serum")
LAMBDA = (LOINC, "33944-0", "Lambda free light chain in serum")
ECOG = (LOINC, "89247-1", "ECOG performance status")

#: FISH, from the cytogenomic marker codes of mCODE: how the abnormality begins → the code of its test.
FISH = {
    "t(4;14)": "72726-3",
    "t(11;14)": "77037-0",
    "t(14;16)": "77033-9",
    "t(14;20)": "90043-1",
    "t(8;14)": "77032-1",
    "del(17p)": "81746-0",
    "1q21 gain": "81752-8",
    "del(13q)": "81749-4",
}

#: HL7's own vocabularies.
RECORD_NUMBER = (f"{TERMS}v2-0203", "MR", "Medical record number")
RELAPSE = (f"{TERMS}condition-clinical", "relapse", "Relapse")
CONFIRMED = (f"{TERMS}condition-ver-status", "confirmed", "Confirmed")
LABORATORY = (f"{TERMS}observation-category", "laboratory", "Laboratory")
AUTHOR = (f"{TERMS}provenance-participant-type", "author", "Author")
VERIFIER = (f"{TERMS}provenance-participant-type", "verifier", "Verifier")
RESPONSIBLE = (f"{TERMS}provenance-participant-type", "legal", "Legal Authenticator")

Code = tuple[str, str, str]


def concept(text: str, *codes: Code) -> dict[str, Any]:
    """Return a CodeableConcept: always words, and codes where there are any."""
    coding = [{"system": system, "code": code, "display": shown} for system, code, shown in codes]
    return {"coding": coding, "text": text} if coding else {"text": text}


def fish_code(abnormality: str) -> tuple[Code, ...]:
    """Return the code of the test for an abnormality, or nothing."""
    for name, code in FISH.items():
        if abnormality.startswith(name):
            return ((LOINC, code, f"{name} by FISH"),)
    return ()


def quantity(value: float, unit: str) -> dict[str, Any]:
    """Return a measured value; the unit is written as UCUM writes it ("g/L", "mg/L", "%")."""
    return {"value": value, "unit": unit, "system": UNITS, "code": unit}
