"""Polyclonal IgG: what is left of the total when the M-protein is taken away.

Source: convention of the project (BOARD:PC); the limit it is compared with is INF1:V. In IgG myeloma
the laboratory's IgG contains the M-protein, so the total says nothing about infections.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from board.myeloma.facts import CaseFacts

MG_PER_G = 1_000.0  # 1 g/dL is 1,000 mg/dL


def polyclonal_igg(
    total: float | None, m_protein: float | None, isotype: str | None
) -> float | None:
    """Return polyclonal IgG in mg/dL from the total (mg/dL) and the M-protein (g/dL), or None."""
    if total is None or isotype is None:
        return None
    if not is_igg(isotype):
        return total
    return None if m_protein is None else max(total - m_protein * MG_PER_G, 0.0)


def is_igg(isotype: str) -> bool:
    """Say whether the M-protein is an IgG."""
    return isotype.strip().lower().startswith("igg")


def igg_of(facts: "CaseFacts") -> tuple[float | None, str]:
    """Return polyclonal IgG in mg/dL, as submitted or worked out, and a remark on it."""
    labs, isotype = facts.labs_current, facts.disease.isotype
    clonal = isotype is not None and is_igg(isotype)
    if labs.igg_polyclonal_mg_dL is not None or labs.total_igg_mg_dL is None:
        said = "IgG myeloma: only without the M-protein" if clonal else ""
        return labs.igg_polyclonal_mg_dL, said
    # Only a case needs the markers; the formula is also asked without one, and then starts quickly.
    from board.myeloma.disease.markers import in_order, number

    measured = [s for s in in_order(facts.series) if s.serum_m_g_dL is not None]
    m_protein = number(measured[-1].serum_m_g_dL) if measured else None
    left = polyclonal_igg(labs.total_igg_mg_dL, m_protein, isotype)
    if left is None:
        return None, f"total IgG {labs.total_igg_mg_dL:g} mg/dL; isotype or M-protein is not known"
    if not clonal:
        return left, "total IgG, the M-protein is none"
    return left, f"total IgG {labs.total_igg_mg_dL:g} mg/dL without M-protein {m_protein:g} g/dL"
