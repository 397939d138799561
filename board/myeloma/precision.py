"""How exactly a value is shown: as laboratories report it, without what a conversion left behind.

Sources: convention of the project. Computation always uses the unrounded value, and a value is
never rounded onto or across a limit it is compared with: 3.46 beside a limit of 3.5 stays 3.46.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from board.myeloma.kleene import TOLERANCE
from board.myeloma.risk import (
    ALBUMIN_STAGE_I,
    B2M_STAGE_I_BELOW,
    B2M_STAGE_III,
    CCF_HIGH_RISK,
    CREATININE_NORMAL_BELOW,
    PCL_CIRCULATING,
)

#: Decimals by the field's own name, which ends in its unit.
DECIMALS: Mapping[str, int] = MappingProxyType(
    {
        "hb_g_dL": 1,
        "hb_at_best_response_g_dL": 1,
        "hb_at_line_start_g_dL": 1,
        "anc_e9_L": 2,
        "platelets_e9_L": 0,
        "creatinine_mg_dL": 2,
        "creatinine_at_best_response_mg_dL": 2,
        "creatinine_at_line_start_mg_dL": 2,
        "calcium_mg_dL": 2,
        "albumin_g_dL": 1,
        "bilirubin_xULN": 2,
        "alt_xULN": 2,
        "ast_xULN": 2,
        "igg_polyclonal_mg_dL": 0,
        "circulating_pc_pct": 1,
        "b2m_mg_L": 2,
        "ldh_U_L": 0,
        "ldh_uln_U_L": 0,
        "serum_m_g_dL": 2,
        "serum_m_g_L": 1,
        "urine_m_mg_24h": 0,
        "bm_pc_pct": 1,
        "del17p_ccf_pct": 1,
        "monosomy17_ccf_pct": 1,
        "weight_kg": 1,
        "height_cm": 0,
    }
)
#: Free light chains, mg/L: one decimal below this value, none from it on.
WHOLE_CHAINS_FROM = 100.0
CHAINS = ("kappa_mg_L", "lambda_mg_L", "flc_mg_L")
#: Limits that staging compares a field with.
LIMITS: Mapping[str, tuple[float, ...]] = MappingProxyType(
    {
        "albumin_g_dL": (ALBUMIN_STAGE_I,),
        "b2m_mg_L": (B2M_STAGE_I_BELOW, B2M_STAGE_III),
        "creatinine_mg_dL": (CREATININE_NORMAL_BELOW,),
        "circulating_pc_pct": (PCL_CIRCULATING,),
        "del17p_ccf_pct": (CCF_HIGH_RISK,),
        "monosomy17_ccf_pct": (CCF_HIGH_RISK,),
    }
)
#: Beyond this many decimals nothing is rounded any more.
_MOST = 6


def precise(name: str, value: float, limits: Iterable[float] = ()) -> str:
    """Return *value* as the field *name* (a path's last part) is shown, without needless zeros.

    *limits* are further values that it is compared with, in its own unit.
    """
    field = name.rpartition(".")[2]
    usual = int(value < WHOLE_CHAINS_FROM) if field in CHAINS else DECIMALS.get(field, _MOST)
    held = (0.0, *LIMITS.get(field, ()), *limits)
    for decimals in range(usual, _MOST):
        near = round(value, decimals)
        if near == value or all(_side(near, limit) == _side(value, limit) for limit in held):
            return f"{near:.10g}"
    return f"{value:.10g}"


def _side(value: float, limit: float) -> int:
    return (value > limit + TOLERANCE) - (value < limit - TOLERANCE)
