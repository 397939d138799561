"""The laboratory quantities that the case facts have a place for, and in which units they come.

Believable sizes are the case facts' own (`checks`). The bounds up to which "<x" is read as
nothing found are a convention of this project: each lies below every threshold that a rule of
response or progression compares with, so "< 3 g/dL" is never taken for 0.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from board.interop import units
from board.interop.column_names import spellings

DIAGNOSIS = "at diagnosis"
BEST_RESPONSE = "at best response"
LINE_START = "at start of line"


@dataclass(frozen=True)
class Quantity:
    """Something a laboratory measures and the case facts keep."""

    section: str  #: where in case-facts/1
    leaf: str  #: its name there, unit included
    called: str  #: what people call it
    unit: str  #: the unit of the case facts, as people write it
    units: Mapping[str, Fraction]  #: folded unit to factor; the first is the case facts' own
    when: str = ""  #: the word about time that the column must carry
    nothing_up_to: Decimal | None = None  #: "<x" means nothing found, up to this x
    faint: bool = False  #: the case facts keep "trace" as a word, and the rules read it as 0
    of_limit: tuple[str, ...] = ()  #: units that need the upper limit of normal beside them

    @property
    def path(self) -> str:
        """Return where it goes in case-facts/1; in the series every row has its own."""
        return f"{self.section}.{self.leaf}"

    @property
    def label(self) -> str:
        """Return what people call it, with the word about time."""
        return f"{self.called} {self.when}".strip()

    @property
    def in_series(self) -> bool:
        """Say whether every dated value is kept, not only the newest."""
        return self.section == "series"

    @property
    def own_unit(self) -> str:
        """Return the folded unit of the case facts."""
        return next(iter(self.units))


CHEMISTRY = (
    Quantity("labs_current", "creatinine_mg_dL", "creatinine", "mg/dL", units.CREATININE),
    Quantity("labs_current", "calcium_mg_dL", "calcium", "mg/dL", units.CALCIUM),
    Quantity("labs_current", "albumin_g_dL", "albumin", "g/dL", units.PROTEIN),
    Quantity("labs_current", "igg_polyclonal_mg_dL", "polyclonal IgG", "mg/dL", units.IMMUNE),
)
BLOOD = (
    Quantity("labs_current", "hb_g_dL", "haemoglobin", "g/dL", units.HAEMOGLOBIN),
    Quantity("labs_current", "anc_e9_L", "neutrophils", "10⁹/L", units.CELLS),
    Quantity("labs_current", "platelets_e9_L", "platelets", "10⁹/L", units.CELLS),
    Quantity("labs_current", "circulating_pc_pct", "circulating plasma cells", "%", units.PERCENT,
             nothing_up_to=Decimal(1)),
)  # fmt: skip
MARKERS = (
    Quantity("series", "serum_m_g_dL", "serum M-protein", "g/dL", units.PROTEIN,
             nothing_up_to=Decimal("0.2"), faint=True),
    Quantity("series", "urine_m_mg_24h", "urine M-protein", "mg/24 h", units.PER_DAY,
             nothing_up_to=Decimal(50), faint=True),
    Quantity("series", "kappa_mg_L", "free kappa", "mg/L", units.LIGHT_CHAIN,
             nothing_up_to=Decimal(6)),
    Quantity("series", "lambda_mg_L", "free lambda", "mg/L", units.LIGHT_CHAIN,
             nothing_up_to=Decimal(6)),
    Quantity("series", "bm_pc_pct", "marrow plasma cells", "%", units.PERCENT,
             nothing_up_to=Decimal(5)),
)  # fmt: skip
TIMES_LIMIT = (
    Quantity("labs_current", "bilirubin_xULN", "bilirubin", "× upper limit", units.TIMES_LIMIT,
             of_limit=("mg/dl", "umol/l")),
    Quantity("labs_current", "alt_xULN", "ALT", "× upper limit", units.TIMES_LIMIT,
             of_limit=("u/l", "iu/l", "ukat/l")),
    Quantity("labs_current", "ast_xULN", "AST", "× upper limit", units.TIMES_LIMIT,
             of_limit=("u/l", "iu/l", "ukat/l")),
)  # fmt: skip
AT_DIAGNOSIS = (
    Quantity("labs_diagnosis", "b2m_mg_L", "beta-2-microglobulin", "mg/L", units.B2M, DIAGNOSIS),
    Quantity("labs_diagnosis", "albumin_g_dL", "albumin", "g/dL", units.PROTEIN, DIAGNOSIS),
    Quantity("labs_diagnosis", "ldh_U_L", "LDH", "U/L", units.ENZYME, DIAGNOSIS),
    Quantity("labs_diagnosis", "creatinine_mg_dL", "creatinine", "mg/dL", units.CREATININE,
             DIAGNOSIS),
)  # fmt: skip
AT_ANOTHER_TIME = (
    Quantity("labs_current", "hb_at_best_response_g_dL", "haemoglobin", "g/dL",
             units.HAEMOGLOBIN, BEST_RESPONSE),
    Quantity("labs_current", "hb_at_line_start_g_dL", "haemoglobin", "g/dL",
             units.HAEMOGLOBIN, LINE_START),
    Quantity("labs_current", "creatinine_at_best_response_mg_dL", "creatinine", "mg/dL",
             units.CREATININE, BEST_RESPONSE),
    Quantity("labs_current", "creatinine_at_line_start_mg_dL", "creatinine", "mg/dL",
             units.CREATININE, LINE_START),
)  # fmt: skip
BODY = (
    Quantity("patient", "weight_kg", "weight", "kg", units.KILOGRAM),
    Quantity("patient", "height_cm", "height", "cm", units.CENTIMETRE),
)
#: Only ever read from a column of its own, named "LDH ULN": the limit that LDH is compared with.
LDH_LIMIT = Quantity(
    "labs_diagnosis", "ldh_uln_U_L", "upper limit of LDH", "U/L", units.ENZYME, DIAGNOSIS
)

QUANTITIES = (
    *MARKERS, *BLOOD, *CHEMISTRY, *TIMES_LIMIT, *AT_DIAGNOSIS, *AT_ANOTHER_TIME, *BODY,
)  # fmt: skip


def quantity_called(name: str, when: str = "") -> Quantity | None:
    """Return the quantity that a folded column *name* means *when* it was taken."""
    return _BY_NAME.get((name, when))


def only_when(name: str) -> str | None:
    """Return the word about time without which *name* has no place in the case facts."""
    return next((when for called, when in _BY_NAME if called == name and when), None)


def quantity_at(path: str) -> Quantity | None:
    """Return the quantity a case-facts name means, in any case, with or without its section."""
    return _BY_LEAF.get(path.casefold())


_ALL = (*QUANTITIES, LDH_LIMIT)
_BY_NAME = {(name, of.when): of for of in QUANTITIES for name in spellings(of.called.casefold())}
# Later entries win: a bare `albumin_g_dL` is the current one.
_BY_LEAF = {of.leaf.casefold(): of for of in reversed(_ALL)} | {
    of.section + "." + of.leaf.casefold(): of for of in _ALL
}
