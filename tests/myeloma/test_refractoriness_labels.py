"""What the disease is called: labels that count drugs, terms that judge whole lines."""

import pytest

from board.myeloma.treatment.agents import of_class
from tests.myeloma.cases import regimen
from tests.myeloma.treated import CLEAR, RISE, STABLE, case_of, given


def test_one_antibody_against_cd38_that_failed_makes_its_class_refractory() -> None:
    case = case_of(given(["daratumumab"], pd_date="2025-06-10"))

    assert case.treatment.refractory("isatuximab").truth is False
    assert case.treatment.class_refractory("antiCD38") is True


def test_a_celmod_counts_as_no_imid_in_any_label() -> None:
    case = case_of(given(["bortezomib", "iberdomide", "daratumumab"], pd_date="2025-06-10"))

    assert case.treatment.label_exposed("double") is False
    assert case.treatment.label_exposed("triple") is False
    assert case.treatment.class_refractory("CELMoD") is True


@pytest.mark.parametrize(
    ("drugs", "double", "triple", "penta"),
    [
        ([], False, False, False),
        (["bortezomib"], False, False, False),
        (["lenalidomide"], False, False, False),
        (["VRd"], True, False, False),
        (["D-VRd"], True, True, False),
        (["D-VRd", "carfilzomib"], True, True, False),
        (["D-VRd", "carfilzomib", "pomalidomide"], True, True, True),
        (["IsaKd", "ixazomib", "VTd", "lenalidomide"], True, True, True),
        (["VRd", "carfilzomib", "pomalidomide"], True, False, False),
        (["DRd"], False, False, False),
        (["DVd"], False, False, False),
        (["D-VRd", "pomalidomide"], True, True, False),
        (["DRd", "pomalidomide"], False, False, False),
    ],
)
def test_double_triple_and_penta_labels_count_drugs_of_each_class(
    drugs: list[str], double: bool, triple: bool, penta: bool
) -> None:
    row = given(drugs or ["elotuzumab"], pd_date="2025-06-10")
    treated = case_of(row).treatment
    labels = ("double", "triple", "penta")

    assert tuple(treated.label_exposed(label) for label in labels) == (double, triple, penta)
    assert tuple(treated.label_refractory(label) for label in labels) == (double, triple, penta)


def test_a_label_is_unknown_while_a_drug_that_it_needs_is() -> None:
    part = case_of(given(["VRd"], pd_date="2025-06-10"), complete=None).treatment
    sensitive = case_of(given(["D-VRd"], pd_date="2026-06-10")).treatment

    assert part.label_exposed("double") is True
    assert part.label_exposed("triple") is None
    assert part.label_refractory("triple") is None
    assert part.count_exposed("PI", 2) is None
    assert sensitive.label_exposed("triple") is True
    assert sensitive.label_refractory("double") is False
    assert sensitive.count_refractory("PI", 0) is True


def test_relapsed_is_progression_more_than_sixty_days_after_a_response() -> None:
    terms = case_of(given(pd_date="2026-01-01")).treatment.terms()

    assert (terms.relapsed, terms.refractory) == (True, False)
    assert (terms.relapsed_and_refractory, terms.primary_refractory) == (False, False)


def test_progression_on_the_first_line_after_a_response_is_refractory_only() -> None:
    terms = case_of(given(pd_date="2025-06-10")).treatment.terms()

    assert (terms.relapsed, terms.refractory) == (False, True)
    assert (terms.relapsed_and_refractory, terms.primary_refractory) == (False, False)


def test_relapsed_and_refractory_is_a_response_once_and_failure_of_a_later_line() -> None:
    first = given(pd_date="2026-01-01")
    failed = regimen("r2", ["daratumumab"], "2026-02-01", end="2026-05-01", best_response="SD",
                     pd_date="2026-05-01")  # fmt: skip
    worked = {**failed, "best_response": "PR", "pd_date": "2026-11-01"}

    assert case_of(first, failed).treatment.terms().relapsed_and_refractory is True
    assert case_of(first, worked).treatment.terms().relapsed_and_refractory is False
    assert case_of(first, worked).treatment.terms().relapsed is True


def test_primary_refractory_is_no_response_to_anything() -> None:
    first = given(best_response="SD", pd_date="2025-06-01")
    second = regimen("r2", ["daratumumab"], "2026-02-01", end="2026-05-01", best_response="PD",
                     pd_date="2026-05-01")  # fmt: skip

    terms = case_of(first, second).treatment.terms()

    assert (terms.primary_refractory, terms.refractory) == (True, True)
    assert (terms.relapsed_and_refractory, terms.relapsed) == (False, False)
    bones = regimen("r3", ["denosumab"], "2026-02-01")
    assert case_of(first, second, bones).treatment.primary_refractory() is True
    assert case_of(first, complete=None).treatment.terms().primary_refractory is None
    assert case_of({**first, "best_response": None}).treatment.primary_refractory() is None


def test_without_any_treatment_no_term_applies_or_none_is_known() -> None:
    nothing = case_of().treatment.terms()
    unknown = case_of(complete=None).treatment.terms()

    assert (nothing.relapsed, nothing.refractory, nothing.primary_refractory) == (False,) * 3
    assert nothing.relapsed_and_refractory is False
    assert (unknown.relapsed, unknown.refractory, unknown.primary_refractory) == (None,) * 3
    assert unknown.relapsed_and_refractory is None


def test_a_line_is_judged_by_everything_in_it() -> None:
    induction = given(["VRd"], phase="induction", plan_group="A", end="2024-10-01")
    transplant = regimen("r2", ["melphalan-HD"], "2024-11-01", phase="transplant", plan_group="A",
                         best_response="CR")  # fmt: skip
    upkeep = regimen("r3", ["lenalidomide"], "2025-02-01", phase="maintenance", plan_group="A",
                     best_response="SD", pd_date="2026-06-01", ongoing_at_pd=True)  # fmt: skip
    quiet = {**upkeep, "ongoing_at_pd": False, "end": "2026-01-01"}

    failed = case_of(induction, transplant, upkeep)
    relapsed = case_of(induction, transplant, quiet)

    assert len(failed.lines.lines) == 1
    assert failed.treatment.terms().refractory is True
    assert relapsed.treatment.terms().refractory is False
    assert relapsed.treatment.terms().relapsed is True


def test_a_transplant_or_support_soon_before_progression_makes_no_line_refractory() -> None:
    transplant = regimen("r1", ["cyclophosphamide", "melphalan-HD"], "2025-01-01",
                         end="2025-01-02", best_response="VGPR", pd_date="2025-02-01")  # fmt: skip
    supported = regimen("r1", ["VRd", "denosumab"], "2025-01-01", end="2025-06-01",
                        drug_last_dose={"VRd": "2025-02-01"}, best_response="VGPR",
                        pd_date="2025-06-20")  # fmt: skip
    strange = regimen("r1", ["xyz-1"], "2025-01-01", end="2025-01-02", best_response="VGPR",
                      pd_date="2025-02-01")  # fmt: skip

    assert case_of(transplant).treatment.terms().refractory is False
    assert case_of(supported).treatment.terms().refractory is False
    assert case_of(strange).treatment.terms().refractory is True


def test_a_line_of_maintenance_alone_or_without_a_response_is_not_known_to_have_failed() -> None:
    upkeep = given(phase="maintenance", best_response="SD", pd_date="2026-01-01")
    unrated = given(best_response=None, pd_date="2026-01-01")
    stable = given(best_response="SD", pd_date="2026-01-01")

    assert case_of(upkeep).treatment.terms().refractory is None
    assert case_of(unrated).treatment.terms().refractory is None
    assert case_of(stable).treatment.terms().refractory is True


def test_progression_from_values_makes_the_disease_relapsed() -> None:
    row = given(end="2025-01-01")

    relapsed = case_of(row, series=RISE, as_of="2025-08-01").treatment.terms()
    quiet = case_of(row, series=STABLE, imaging=CLEAR, as_of="2025-08-01").treatment.terms()

    assert relapsed.relapsed is True
    assert quiet.relapsed is False


def test_as_many_drugs_as_the_label_needs_with_one_of_them_not_known_is_not_known() -> None:
    failed = given(["bortezomib"], pd_date="2025-06-10")
    open_end = regimen("r2", ["carfilzomib"], "2026-01-01", best_response="PR")

    treated = case_of(failed, open_end).treatment

    assert treated.refractory("carfilzomib").truth is None
    assert treated.count_refractory("PI", 1) is True
    assert treated.count_refractory("PI", 2) is None
    assert treated.count_refractory("PI", 3) is False


def test_a_drug_that_is_not_listed_was_not_given_only_in_a_full_history() -> None:
    full, partial = (case_of(given(), complete=one).treatment for one in (True, None))

    assert (full.exposed("lenalidomide"), partial.exposed("lenalidomide")) == (True, True)
    assert (full.exposed("carfilzomib"), partial.exposed("carfilzomib")) == (False, None)


def test_a_class_failed_only_when_one_of_its_drugs_did() -> None:
    ask = case_of(given(pd_date="2025-06-10")).treatment

    assert ask.class_refractory("IMiD") is True
    assert ask.class_refractory("PI") is False


def test_when_every_drug_of_a_class_was_given_no_other_can_have_failed() -> None:
    every = list(of_class("CELMoD"))
    ask = case_of(given(every, stop_reason="toxicity"), complete=None).treatment
    nothing = case_of(complete=None).treatment

    assert ask.count_exposed("CELMoD", len(every)) is True
    assert ask.count_exposed("CELMoD", len(every) + 1) is False
    assert ask.class_refractory("CELMoD") is False
    assert nothing.count_exposed("CELMoD", len(every)) is None
    assert nothing.count_exposed("CELMoD", len(every) + 1) is False
