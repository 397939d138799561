"""Units and limits of what is measured. The limits are those of the facts; a test compares them."""

from fractions import Fraction

from board.cases.forms.kinds import NOT_KNOWN, Choice, Number, Unit, YesNo


def _units(*pairs: tuple[str, str]) -> tuple[Unit, ...]:
    return tuple(Unit(label, Fraction(factor)) for label, factor in pairs)


PROTEIN = _units(("g/dL", "1"), ("g/L", "1/10"))
HAEMOGLOBIN = _units(("g/dL", "1"), ("g/L", "1/10"), ("mmol/L", "1.6114"))
CHAIN = _units(("mg/L", "1"), ("mg/dL", "10"))
CREATININE_UNITS = _units(("mg/dL", "1"), ("µmol/L", "10/884"))
CALCIUM_UNITS = _units(("mg/dL", "1"), ("mmol/L", "4.008"))
IMMUNE_UNITS = _units(("mg/dL", "1"), ("g/L", "100"))
ENZYME_UNITS = _units(("U/L", "1"), ("µkat/L", "60"))
CELLS_UNIT = _units(("×10⁹/L", "1"))

#: What a laboratory writes for a spike too small to measure.
FAINT = ("<0.1", "trace", "too faint to quantify")

SERUM_M = Number(0, 15, PROTEIN, words=FAINT)
URINE_M = Number(0, 50_000, _units(("mg/24 h", "1"), ("g/24 h", "1000")), words=FAINT)
LIGHT_CHAIN = Number(0, 100_000, CHAIN)
MARROW = Number(0, 100, _units(("%", "1")))
HB = Number(2, 25, HAEMOGLOBIN)
CREATININE = Number(0.2, 20, CREATININE_UNITS)
CALCIUM = Number(5, 20, CALCIUM_UNITS)
ALBUMIN = Number(0.5, 7, PROTEIN)
B2M = Number(0.1, 100, _units(("mg/L", "1")))
LDH = Number(1, 50_000, ENZYME_UNITS)
NEUTROPHILS = Number(0, 200, CELLS_UNIT)
PLATELETS = Number(0, 3_000, CELLS_UNIT)
TIMES_LIMIT = Number(0, 200, _units(("× upper limit", "1")))
IGG = Number(0, 10_000, IMMUNE_UNITS)
PERCENT = Number(0, 100, _units(("%", "1")))
LVEF = Number(5, 90, _units(("%", "1")))
STEM_CELLS = Number(0, 100, _units(("×10⁶/kg", "1")))
WEIGHT = Number(25, 350, _units(("kg", "1")))
HEIGHT = Number(100, 230, _units(("cm", "1"), ("m", "100")))
COPIES = Number(0, 20, _units(("copies", "1")), whole=True)
ECOG = Number(0, 4, whole=True)
ADL = Number(0, 6, whole=True)
IADL = Number(0, 8, whole=True)
CCI = Number(0, 37, whole=True)
NEUROPATHY = Number(0, 5, _units(("CTCAE grade", "1")), whole=True)
LESIONS = Number(0, 100, _units(("lesions", "1")), whole=True)
TIMES = Number(0, 100, _units(("times", "1")), whole=True)
CYCLES = Number(0, 200, _units(("cycles", "1")))
IMMUNOGLOBULIN = Number(0, 20_000, _units(("mg/dL", "1")))
CELLS_PER_UL = Number(0, 500_000, _units(("per µL", "1")))
LESION_SIZE = Number(0, 2_000, _units(("cm²", "1")))
LESION_GROWTH = Number(0, 50, _units(("cm", "1")))
MRD_DEPTH = Number(1_000, 100_000_000, _units(("cells", "1")))

KARNOFSKY = Number(0, 100, _units(("%", "1")), whole=True)

KNOWN = YesNo()
FOUND = YesNo(("Present", "Absent", "Not tested"))

ANTICOAGULATION = Choice(
    (("none", "None"), ("prophylactic", "Prophylactic"), ("therapeutic", "Therapeutic")),
    as_list=True,
)
SEX = Choice((("F", "Female"), ("M", "Male")))
CHAINS = Choice((("kappa", "Kappa"), ("lambda", "Lambda"), (NOT_KNOWN, "Not known")))
LOSS_1P32 = Choice(
    (
        ("none", "No loss"),
        ("mono", "One copy lost"),
        ("bi", "Both lost"),
        (NOT_KNOWN, "Not tested"),
    ),
    as_list=True,
)
FIXATION = Choice((("positive", "Positive"), ("negative", "Negative")), as_list=True)
MRD_METHODS = Choice(
    (("flow", "Flow cytometry (NGF)"), ("sequencing", "Sequencing (NGS)"), ("other", "Other")),
    as_list=True,
)
RESPONSES = Choice(
    tuple((word, word) for word in ("sCR", "CR", "VGPR", "PR", "MR", "SD", "PD")), as_list=True
)
JURISDICTIONS = Choice(
    (("US", "United States (FDA labels)"), ("EU", "European Union (EMA labels)"))
)
PRIORITIES = Choice(
    (
        ("routine", "Routine: the next free meeting"),
        ("soon", "Soon: the next meeting"),
        ("urgent", "Urgent: within days"),
    )
)
