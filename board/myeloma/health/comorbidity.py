"""Comorbidity: the transplant index (HCT-CI) and the Charlson index.

Sources: NCI PDQ table of the HCT-CI (HCTPDQ:V, its weights HCTPDQ:M); Sorror et al. 2015 (SOR15:V:
higher mortality from 3 points, also after autologous transplant); Charlson et al. 1987 (CHARL87:M).
Myeloma itself is not counted (BOARD:PC). The age variant of the HCT-CI is another score. Of two
grades of the same disease only the worse one counts.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from board.myeloma.health.frailty import Item, Score
from board.myeloma.health.kidney import body_mass_index

if TYPE_CHECKING:
    from board.myeloma.facts import CaseFacts

HIGH_FROM = 3
#: The least points of each class, the highest first.
Classes = tuple[tuple[int, str], ...]
HCT_CLASSES: Classes = ((HIGH_FROM, "high"), (1, "intermediate"), (0, "low"))
#: Two points or more are what the frailty scores ask for (PAL15:M, SIMP:V).
CHARLSON_CLASSES: Classes = ((2, "2 or more"), (0, "0 to 1"))
EF_LOW, BMI_HIGH, CREATININE_HIGH = 50.0, 35.0, 2.0
BILIRUBIN_SEVERE, ENZYMES_SEVERE, NORMAL = 1.5, 2.5, 1.0
DLCO_MODERATE, DLCO_SEVERE = 80.0, 65.0
#: Item: points and words.
ITEMS: Mapping[str, tuple[int, str]] = MappingProxyType(
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
#: The worse grade takes the place of the lesser one.
WORSE: Mapping[str, str] = MappingProxyType(
    {"hepatic_mild": "hepatic_mod_severe", "pulmonary_moderate": "pulmonary_severe"}
)
#: The highest sum that can be reached.
MOST = sum(points for item, (points, _) in ITEMS.items() if item not in WORSE)

#: Charlson: item, points and words.
CHARLSON: Mapping[str, tuple[int, str]] = MappingProxyType(
    {
        "mi": (1, "Myocardial infarction"),
        "chf": (1, "Heart failure"),
        "pvd": (1, "Peripheral vascular disease"),
        "cva": (1, "Stroke or transient ischaemic attack"),
        "dementia": (1, "Dementia"),
        "copd": (1, "Chronic lung disease"),
        "connective_tissue": (1, "Connective tissue disease"),
        "ulcer": (1, "Peptic ulcer"),
        "mild_liver": (1, "Mild liver disease"),
        "diabetes": (1, "Diabetes without complications"),
        "hemiplegia": (2, "Hemiplegia"),
        "renal": (2, "Moderate or severe kidney disease"),
        "diabetes_end_organ": (2, "Diabetes with end-organ damage"),
        "tumour": (2, "Any other tumour"),
        "leukaemia": (2, "Leukaemia"),
        "lymphoma": (2, "Lymphoma"),
        "severe_liver": (3, "Moderate or severe liver disease"),
        "metastatic": (6, "Metastatic solid tumour"),
        "aids": (6, "AIDS"),
    }
)
CHARLSON_WORSE: Mapping[str, str] = MappingProxyType(
    {"mild_liver": "severe_liver", "diabetes": "diabetes_end_organ", "tumour": "metastatic"}
)
#: The highest sum that can be reached.
CHARLSON_MOST = sum(p for item, (p, _) in CHARLSON.items() if item not in CHARLSON_WORSE)


def hct_ci(items: Sequence[str] | None) -> Score:
    """Return the index from the items present; unknown when they, or one of them, are not known."""
    if items is None:
        return Score(None, 0, MOST, None, ())
    return _scored(items, ITEMS, WORSE, MOST, HCT_CLASSES)


def charlson(items: Sequence[str] | None) -> Score:
    """Return the Charlson index from the items present, myeloma not counted, without age."""
    if items is None:
        return Score(None, 0, CHARLSON_MOST, None, ())
    return _scored(items, CHARLSON, CHARLSON_WORSE, CHARLSON_MOST, CHARLSON_CLASSES)


def not_listed(facts: "CaseFacts") -> tuple[str, ...]:
    """Return items of the HCT-CI that other facts speak for and that are not among those listed."""
    listed = facts.patient.hctci_items
    if listed is None:
        return ()
    told = _told_by_facts(facts)
    covered = {*listed, *(mild for mild, worse in WORSE.items() if worse in listed)}
    return tuple(f"{why}: counts as “{ITEMS[i][1]}”" for i, why in told if i not in covered)


def _told_by_facts(facts: "CaseFacts") -> list[tuple[str, str]]:
    who, labs, health = facts.patient, facts.labs_current, facts.health
    found: list[tuple[str, str]] = []
    if health.lvef_pct is not None and health.lvef_pct <= EF_LOW:
        found.append(("cardiac", f"ejection fraction {health.lvef_pct:g} %"))
    index = body_mass_index(who.height_cm, who.weight_kg)
    if index is not None and index > BMI_HIGH:
        found.append(("obesity", f"BMI {index:.1f}"))
    if health.dialysis is True:
        found.append(("renal_mod_severe", "on dialysis"))
    elif labs.creatinine_mg_dL is not None and labs.creatinine_mg_dL > CREATININE_HIGH:
        found.append(("renal_mod_severe", f"creatinine {labs.creatinine_mg_dL:g} mg/dL"))
    if health.dlco_pct is not None and health.dlco_pct <= DLCO_MODERATE:
        grade = "severe" if health.dlco_pct <= DLCO_SEVERE else "moderate"
        found.append((f"pulmonary_{grade}", f"DLCO {health.dlco_pct:g} %"))
    return found + _liver_told(facts)


def _liver_told(facts: "CaseFacts") -> list[tuple[str, str]]:
    labs, health = facts.labs_current, facts.health
    enzymes = max(labs.alt_xULN or 0, labs.ast_xULN or 0)
    # Gilbert's bilirubin is no liver disease.
    bilirubin = 0 if health.gilbert else labs.bilirubin_xULN or 0
    said = f"bilirubin {bilirubin:g}, enzymes {enzymes:g} x ULN"
    if bilirubin > BILIRUBIN_SEVERE or enzymes > ENZYMES_SEVERE:
        return [("hepatic_mod_severe", said)]
    return [("hepatic_mild", said)] if bilirubin > NORMAL or enzymes > NORMAL else []


def _scored(
    items: Sequence[str],
    known: Mapping[str, tuple[int, str]],
    worse: Mapping[str, str],
    most: int,
    classes: Classes,
) -> Score:
    present = tuple(dict.fromkeys(items))
    rows = tuple(_row(item, known, worse, present) for item in present)
    least = sum(row.points or 0 for row in rows)
    unknown = any(row.points is None for row in rows)
    highest = most if unknown else least
    low, high = _class(least, classes), _class(highest, classes)
    return Score(None if unknown else least, least, highest, low if low == high else None, rows)


def _row(
    item: str,
    known: Mapping[str, tuple[int, str]],
    worse: Mapping[str, str],
    present: Sequence[str],
) -> Item:
    if item not in known:
        return Item(item, "present", "not an item of the index", None, 0)
    points, words = known[item]
    if worse.get(item) in present:
        return Item(words, "present", "the worse grade counts", 0, 0)
    return Item(words, "present", "", points, points)


def _class(points: int, classes: Classes) -> str:
    return next(name for floor, name in classes if points >= floor)
