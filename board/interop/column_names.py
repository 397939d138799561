"""What laboratories call the quantities of the case facts, and what only looks like one of them.

Names are folded: lower case, Greek letters written out, punctuation as single spaces. They match
whole, never in part, because "corrected calcium" is not calcium and "total kappa" is not free.
"""

import re

GREEK = {"κ": "kappa", "λ": "lambda", "β": "beta", "ß": "beta"}
UMLAUTS = {"ä": "ae", "ö": "oe", "ü": "ue"}


def fold_name(text: str) -> str:
    """Return a column name in the one spelling the tables use: "β2-Microglobulin" as words."""
    folded = text.lower()
    for sign, word in GREEK.items():
        folded = folded.replace(sign, f" {word} " if sign in "κλ" else word)
    for sign, word in UMLAUTS.items():
        folded = folded.replace(sign, word)
    return " ".join(re.sub(r"[^a-z0-9%]+", " ", folded).split())


def spellings(quantity: str) -> tuple[str, ...]:
    """Return every folded name of a quantity."""
    return tuple(name.strip() for name in NAMES[quantity].split(","))


NAMES = {
    "serum m-protein": "serum m, serum m protein, m protein, m spike, mspike, serum m spike, "
    "paraprotein, serum paraprotein, monoclonal protein, serum monoclonal protein, spep, "
    "spep m protein, spep m spike, m component, serum m component, m gradient",
    "urine m-protein": "urine m, urine m protein, urine m spike, urine paraprotein, upep, "
    "upep m protein, bence jones, bence jones protein, urine bence jones protein, "
    "urine monoclonal protein, urine m component, 24h urine m protein",
    "free kappa": "kappa, free kappa, serum free kappa, kappa free, kappa flc, flc kappa, "
    "sflc kappa, kappa sflc, kflc, kappa lc, kappa light chain, free kappa light chain, "
    "kappa free light chain, kappa free light chains, free kappa light chains, "
    "free light chain kappa, free light chains kappa, serum free kappa light chain, "
    "serum free light chain kappa, serum free immunoglobulin light chain kappa",
    "free lambda": "lambda, free lambda, serum free lambda, lambda free, lambda flc, flc lambda, "
    "sflc lambda, lambda sflc, lflc, lambda lc, lambda light chain, free lambda light chain, "
    "lambda free light chain, lambda free light chains, free lambda light chains, "
    "free light chain lambda, free light chains lambda, serum free lambda light chain, "
    "serum free light chain lambda, serum free immunoglobulin light chain lambda",
    "marrow plasma cells": "marrow plasma cells, bone marrow plasma cells, bm plasma cells, "
    "bm pc, bmpc, bmpcs, marrow pc, bone marrow pc, plasma cells in marrow, "
    "plasma cells in bone marrow, plasma cells marrow",
    "haemoglobin": "hb, hgb, haemoglobin, hemoglobin",
    "neutrophils": "anc, neutrophils, neutrophil count, absolute neutrophil count, neut, neuts, "
    "absolute neutrophils, neutrophils absolute, absolute neutrophil, neutrophile",
    "platelets": "platelets, platelet count, platelet, plt, plts, thrombocytes, thrombozyten",
    "creatinine": "creatinine, creat, crea, scr, cr, s creatinine, kreatinin",
    "calcium": "calcium, ca, total calcium, calcium total, s calcium, kalzium",
    "albumin": "albumin, alb, s albumin",
    "bilirubin": "bilirubin, total bilirubin, bilirubin total, bili, tbil",
    "alt": "alt, alat, sgpt, gpt, alanine aminotransferase",
    "ast": "ast, asat, sgot, got, aspartate aminotransferase",
    "polyclonal igg": "polyclonal igg, igg polyclonal, uninvolved igg",
    "circulating plasma cells": "circulating plasma cells, circulating pc, cpc, pb plasma cells, "
    "peripheral blood plasma cells, plasma cells in blood, plasma cells blood",
    "beta-2-microglobulin": "b2m, b2 m, b2 microglobulin, beta2m, beta2 microglobulin, "
    "beta 2 m, beta 2 microglobulin, beta2 m",
    "ldh": "ldh, lactate dehydrogenase, lactate dehydrogenase ldh",
    "weight": "weight, body weight, wt",
    "height": "height, body height",
}

_RATIO = "The board computes ratio and difference itself from free kappa and free lambda."
_CLEARANCE = "The board computes eGFR and clearance itself from creatinine, age, sex and weight."
_CORRECTED = "The board corrects calcium itself: give total calcium and albumin."
_IONISED = "Ionised calcium is another quantity: give total calcium."
_FREE_ONLY = "Only free light chains in serum are read."
_WHICH_CELLS = "Say whether these are marrow plasma cells or circulating plasma cells."
_PROTEINURIA = "Total urine protein is not M-protein: give 'urine M-protein mg/24 h'."
_TOTAL_IGG = (
    "Total IgG contains the M-protein of an IgG myeloma: "
    "only a column named 'polyclonal IgG' is read."
)

#: Folded names that look like one of ours and are something else, and what to do.
NEIGHBOURS = {
    **dict.fromkeys(
        ("kappa lambda ratio", "kappa lambda", "flc ratio", "sflc ratio", "k l ratio", "dflc"),
        _RATIO,
    ),
    **dict.fromkeys(("egfr", "gfr", "crcl", "creatinine clearance"), _CLEARANCE),
    **dict.fromkeys(
        ("corrected calcium", "calcium corrected", "adjusted calcium", "calcium adjusted"),
        _CORRECTED,
    ),
    **dict.fromkeys(
        ("ionised calcium", "ionized calcium", "calcium ionised", "calcium ionized"), _IONISED
    ),
    **dict.fromkeys(
        ("total kappa", "kappa total", "urine kappa", "total lambda", "lambda total",
         "urine lambda", "urine free kappa", "urine free lambda"),
        _FREE_ONLY,
    ),
    **dict.fromkeys(("plasma cells", "pc", "plasma cell percentage"), _WHICH_CELLS),
    **dict.fromkeys(("urine protein", "proteinuria", "24h urine protein"), _PROTEINURIA),
    **dict.fromkeys(("igg", "immunoglobulin g", "total igg", "igg total"), _TOTAL_IGG),
}  # fmt: skip
