"""The diagnosis in words, with its code and its day, as it heads a printed sheet."""

from board.myeloma.facts import CaseFacts
from board.myeloma.risk import plasma_cell_leukaemia

#: WHO, ICD-10 version 2019, C90: the disease → its code. National versions add a digit to it.
MYELOMA = ("Multiple myeloma", "C90.0")
LEUKAEMIA = ("Plasma cell leukaemia", "C90.1")
CHAINS = {"kappa": "κ", "lambda": "λ"}


def diagnosis(facts: CaseFacts) -> str:
    """Return the disease and its kind: "Multiple myeloma, IgG κ". Leukaemia only where that is known."""
    disease = facts.disease
    words = (disease.isotype or "", CHAINS.get(disease.involved_flc or "", ""))
    kind = " ".join(word for word in words if word)
    name, _ = _disease(facts)
    return f"{name}, {kind}" if kind else name


def icd_10(facts: CaseFacts) -> str:
    """Return the code of the disease in the ICD-10 of the WHO: "ICD-10 C90.0"."""
    _, code = _disease(facts)
    return f"ICD-10 {code}"


def _disease(facts: CaseFacts) -> tuple[str, str]:
    return LEUKAEMIA if plasma_cell_leukaemia(facts) else MYELOMA
