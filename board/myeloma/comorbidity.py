"""The transplant comorbidity index (HCT-CI).

Sources: NCI PDQ table of the HCT-CI; Sorror et al. 2015 (higher mortality from 3 points, also
after autologous transplant). Myeloma itself is not counted. The age variant is another score.
"""

from collections.abc import Sequence
from types import MappingProxyType

from board.myeloma.brief import Component
from board.myeloma.frailty import Score

HIGH_FROM = 3
#: Item: points and words.
ITEMS = MappingProxyType(
    {
        "arrhythmia": (1, "Arrhythmia"),
        "cardiac": (1, "Coronary disease, heart failure, infarction or EF 50 % or less"),
        "ibd": (1, "Inflammatory bowel disease"),
        "diabetes": (1, "Diabetes on drugs"),
        "cerebrovascular": (1, "Stroke or transient ischaemic attack"),
        "psychiatric": (1, "Psychiatric disorder needing treatment"),
        "hepatic_mild": (1, "Mild liver disease"),
        "obesity": (1, "Body mass index over 35"),
        "infection": (1, "Infection needing treatment beyond day 0"),
        "rheumatologic": (2, "Rheumatologic disease"),
        "peptic_ulcer": (2, "Peptic ulcer"),
        "renal_mod_severe": (2, "Creatinine over 2 mg/dL, dialysis or kidney transplant"),
        "pulmonary_moderate": (2, "DLCO or FEV1 66 to 80 %, or dyspnoea on slight activity"),
        "prior_malignancy": (3, "Earlier malignancy other than myeloma"),
        "heart_valve": (3, "Heart valve disease, not mitral prolapse"),
        "pulmonary_severe": (3, "DLCO or FEV1 65 % or less, dyspnoea at rest, or oxygen"),
        "hepatic_mod_severe": (3, "Cirrhosis, bilirubin over 1.5 or enzymes over 2.5 x ULN"),
    }
)
#: The highest sum when every item is present once.
MOST = sum(points for points, _ in ITEMS.values())


def hct_ci(items: Sequence[str] | None) -> Score:
    """Return the index from the items present; unknown when they, or one of them, are not known."""
    if items is None:
        return Score(None, 0, MOST, None, ())
    present = tuple(dict.fromkeys(items))
    rows = tuple(_row(item) for item in present)
    least = sum(row.points or 0 for row in rows)
    unknown = any(row.points is None for row in rows)
    most = MOST if unknown else least
    low, high = _category(least), _category(most)
    return Score(None if unknown else least, least, most, low if low == high else None, rows)


def _row(item: str) -> Component:
    points, words = ITEMS.get(item, (None, item))
    return Component(words, "present", "" if points else "not an item of the index", points)


def _category(points: int) -> str:
    return "high" if points >= HIGH_FROM else "intermediate" if points else "low"
