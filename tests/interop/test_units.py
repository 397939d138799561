"""Units are converted exactly, each by its quantity's own table."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board.interop.quantities import QUANTITIES, quantity_at
from board.interop.units import converted, fold_unit


@pytest.mark.parametrize(
    ("leaf", "number", "unit", "expected"),
    [
        ("serum_m_g_dL", "15", "g/L", "1.5"),
        ("kappa_mg_L", "8.11", "mg/dL", "81.1"),
        ("lambda_mg_L", "0.88", "mg/dL", "8.8"),
        ("urine_m_mg_24h", "1.2", "g/24 h", "1200"),
        ("hb_g_dL", "112", "g/L", "11.2"),
        ("hb_g_dL", "10", "mmol/L", "16.114"),
        ("creatinine_mg_dL", "88.4", "µmol/L", "1"),
        ("creatinine_mg_dL", "79.56", "umol/L", "0.9"),
        ("calcium_mg_dL", "2.5", "mmol/L", "10.02"),
        ("albumin_g_dL", "37", "g/L", "3.7"),
        ("b2m_mg_L", "2.6", "mcg/mL", "2.6"),
        ("anc_e9_L", "2400", "/µL", "2.4"),
        ("platelets_e9_L", "170", "K/uL", "170"),
        ("platelets_e9_L", "170", "x10^9 cells/L", "170"),
        ("ldh_U_L", "3", "µkat/L", "180"),
    ],
)
def test_a_value_arrives_in_the_unit_of_the_case_facts(leaf, number, unit, expected):
    quantity = quantity_at(leaf)
    assert quantity is not None

    factor = quantity.units[fold_unit(unit)]

    assert converted(Decimal(number), factor) == Decimal(expected)


@pytest.mark.parametrize("quantity", QUANTITIES, ids=lambda one: one.path)
def test_the_first_unit_of_a_quantity_is_that_of_the_case_facts(quantity):
    assert quantity.units[quantity.own_unit] == 1


@given(number=st.decimals("0", "100000", places=4))
def test_the_unit_of_the_case_facts_changes_nothing(number):
    for quantity in QUANTITIES:
        assert converted(number, quantity.units[quantity.own_unit]) == number
