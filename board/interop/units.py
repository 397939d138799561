"""Laboratory units, as they are spelled in the wild, and the exact factors between them.

Sources. Mass units follow from the metric prefixes. Creatinine: molar mass 113.12 g/mol, so
mg/dL = umol/L / 88.4. Calcium: 40.08 g/mol, so mg/dL = mmol/L * 4.008. Haemoglobin: the monomer
(one iron) has 16 114 g/mol, so g/dL = mmol/L * 1.6114 (ICSH, J Clin Pathol 1996;49:271-274).
Beta-2-microglobulin: mg/L = ug/mL. LDH: 1 ukat/L = 60 U/L by definition of the katal.

Units belong to a quantity: "G/L" is 10^9 cells per litre for platelets and grams for albumin.
"""

from decimal import Decimal
from fractions import Fraction

Units = dict[str, Fraction]  #: folded unit -> factor into the unit of the case facts

PLACES = Decimal("0.0001")
SIGNS = str.maketrans("µμ⁰¹²³⁴⁵⁶⁷⁸⁹×_", "uu0123456789x/")


def fold_unit(text: str) -> str:
    """Return a unit in the one spelling the tables use: "× 10⁹ / L" becomes "10^9/l"."""
    folded = "".join(text.casefold().translate(SIGNS).split()).replace(".", "").replace("·", "")
    folded = folded.replace("/per/", "/").replace("mcg", "ug").replace("**", "^")
    if folded[:1] in ("x", "*") and folded[1:2].isdigit():
        folded = folded[1:]
    for loose in ("10e", "10*", "10x"):
        folded = folded.replace(loose, "10^")
    return folded


def converted(number: Decimal, factor: Fraction) -> Decimal:
    """Return *number* times *factor*, to four decimals: finer than any laboratory reports."""
    exact = Fraction(number) * factor
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(PLACES).normalize()


def plain(number: Decimal) -> int | float:
    """Return *number* as JSON has it: a whole number without a point."""
    return int(number) if number == number.to_integral_value() else float(number)


def _spelled(factor: str, spellings: str) -> Units:
    """Return one factor for every spelling in a space-separated list."""
    return dict.fromkeys(spellings.split(), Fraction(factor))


GRAMS_PER_DL = _spelled("1", "g/dl g/100ml g%") | _spelled("1/10", "g/l")

PROTEIN = GRAMS_PER_DL | _spelled("1/1000", "mg/dl")
HAEMOGLOBIN = GRAMS_PER_DL | _spelled("1.6114", "mmol/l")
LIGHT_CHAIN = _spelled("1", "mg/l ug/ml") | _spelled("10", "mg/dl") | _spelled("1000", "g/l mg/ml")
PER_DAY = _spelled("1", "mg/24h mg/24hr mg/24hrs mg/24hours mg/d mg/day") | _spelled(
    "1000", "g/24h g/24hr g/24hrs g/24hours g/d g/day"
)
CREATININE = _spelled("1", "mg/dl") | _spelled("10/884", "umol/l") | _spelled("10000/884", "mmol/l")
CALCIUM = _spelled("1", "mg/dl") | _spelled("4.008", "mmol/l")
B2M = _spelled("1", "mg/l ug/ml") | _spelled("10", "mg/dl")
ENZYME = _spelled("1", "u/l iu/l") | _spelled("60", "ukat/l")
CELLS = (
    _spelled("1", "10^9/l 109/l e9/l 10^9cells/l g/l giga/l gpt/l /nl")
    | _spelled("1", "10^3/ul 103/ul k/ul 10^3/mm3 k/mm3 k/cumm thousand/ul th/ul tsd/ul 1000/ul")
    | _spelled("1/1000", "/ul cells/ul /mm3 cells/mm3 /cumm")
)
IMMUNE = _spelled("1", "mg/dl") | _spelled("100", "g/l") | _spelled("1000", "g/dl")
PERCENT = _spelled("1", "% pct percent")
TIMES_LIMIT = _spelled("1", "xuln timesuln")
KILOGRAM = _spelled("1", "kg") | _spelled("0.45359237", "lb lbs")
CENTIMETRE = _spelled("1", "cm") | _spelled("100", "m")
