"""A column says what it holds by its name, and in which unit."""

import pytest

from board.interop.headers import Holds, column


@pytest.mark.parametrize(
    ("name", "leaf", "unit"),
    [
        ("serum M-protein (g/L)", "serum_m_g_dL", "g/l"),
        ("M-spike g/dL", "serum_m_g_dL", "g/dl"),
        ("Urine M-protein [mg/24 h]", "urine_m_mg_24h", "mg/24h"),
        ("kappa [mg/L]", "kappa_mg_L", "mg/l"),
        ("Kappa FLC, mg/dL", "kappa_mg_L", "mg/dl"),
        ("Free κ light chains (mg/L)", "kappa_mg_L", "mg/l"),
        ("kappa (free) [mg/dL]", "kappa_mg_L", "mg/dl"),
        ("lambda mg/dL", "lambda_mg_L", "mg/dl"),
        ("kappa_mg_L", "kappa_mg_L", "mg/l"),
        ("labs_diagnosis.albumin_g_dL", "albumin_g_dL", "g/dl"),
        ("Hb g/dL", "hb_g_dL", "g/dl"),
        ("Hb at best response g/dL", "hb_at_best_response_g_dL", "g/dl"),
        ("creatinine µmol/L", "creatinine_mg_dL", "umol/l"),
        ("creatinine_umol_L", "creatinine_mg_dL", "umol/l"),
        ("PLT (×10⁹/L)", "platelets_e9_L", "109/l"),
        ("PLT G/L", "platelets_e9_L", "g/l"),
        ("ANC (10*3/uL)", "anc_e9_L", "10^3/ul"),
        ("ANC /µL", "anc_e9_L", "/ul"),
        ("BM PC %", "bm_pc_pct", "%"),
        ("β2-microglobulin at diagnosis, mg/L", "b2m_mg_L", "mg/l"),
        ("LDH ULN (U/L)", "ldh_uln_U_L", "u/l"),
        ("ALT × ULN", "alt_xULN", "xuln"),
    ],
)
def test_a_column_that_names_its_unit_is_understood(name, leaf, unit):
    found = column(name)

    assert found.holds is Holds.RESULT
    assert found.quantity is not None
    assert (found.quantity.leaf, found.unit) == (leaf, unit)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("corrected calcium mmol/L", "corrects calcium itself"),
        ("κ/λ ratio", "computes ratio"),
        ("eGFR (mL/min/1.73m2)", "computes eGFR"),
        ("IgG g/L", "contains the M-protein"),
        ("plasma cells %", "marrow plasma cells or circulating"),
        ("urine protein mg/24h", "not M-protein"),
        ("urine kappa mg/L", "Only free light chains in serum"),
        ("Neutrophils %", "not a unit of neutrophils"),
        ("B2M mg/L", "only at diagnosis"),
        ("LDH (U/L)", "only at diagnosis"),
        ("calcium at diagnosis mg/dL", "do not keep this at diagnosis"),
        ("Hb mg/mL2", "not a unit of haemoglobin"),
        ("sodium mmol/L", "names nothing"),
        ("x" * 5000, "this long"),
        ("", "names nothing"),
    ],
)
def test_what_only_looks_like_one_of_ours_is_refused_with_what_to_do(name, why):
    found = column(name)

    assert found.holds is Holds.NOTHING
    assert why in found.reason


def test_a_column_without_a_unit_is_known_but_has_none():
    found = column("creatinine")

    assert found.quantity is not None
    assert found.unit == ""
