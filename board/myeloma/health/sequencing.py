"""What earlier immunotherapy means for the next one: sequence, intervals, and the same target again.

Sources: Costa et al., Leukemia 2025;39:543 (SEQ25:V); Targeted Oncology (TGT:V); CancerNetwork
(CNSEQ:V); ASCO Post 2023 (ASCOP:V); Physician's Weekly (PHYS:V). Texts stand in rules/cautions.toml
under the same ids. Where an interval is not known, the caution is shown and says so.
"""

from collections.abc import Mapping
from types import MappingProxyType

from board.myeloma.dates import DAYS_PER_MONTH
from board.myeloma.health.trigger import Trigger
from board.myeloma.kleene import Truth, any_of, negate
from board.myeloma.reading import CaseReading
from board.myeloma.treatment.agents import ALLOGENEIC, STEROID, SUPPORT, Agent, agents
from board.myeloma.treatment.since import LastDose, last_dose, within

BCMA_CLASSES = ("BCMA_CART", "BCMA_BsAb", "BCMA_ADC")
CART_CLASSES = ("BCMA_CART", "GPRC5D_CART")
BISPECIFIC_CLASSES = ("BCMA_BsAb", "GPRC5D_BsAb", "FcRH5_BsAb")
T_CELL_REDIRECTING = (*CART_CLASSES, *BISPECIFIC_CLASSES)
BCMA_INTERVAL_DAYS = 6 * DAYS_PER_MONTH  # SEQ25:V, CNSEQ:V
WASHOUT_DAYS = 14  # SEQ25:V
#: Not systemic treatment of the myeloma that a washout is counted from.
_NOT_WASHED_OUT = SUPPORT | {STEROID, ALLOGENEIC}


def exposed(case: CaseReading, classes: tuple[str, ...]) -> Truth:
    """Say whether a drug of one of *classes* was given."""
    return any_of([case.treatment.class_exposed(name) for name in classes])


def redirected(case: CaseReading) -> Truth:
    """Say whether T cells were redirected before, by CAR-T cells or a bispecific antibody."""
    return exposed(case, T_CELL_REDIRECTING)


def bcma_given(case: CaseReading) -> Truth:
    """Say whether BCMA was targeted before."""
    return exposed(case, BCMA_CLASSES)


def _of_class(case: CaseReading, classes: tuple[str, ...]) -> LastDose | None:
    return last_dose(case, lambda agent: agent.drug_class in classes)


def _last_bcma(case: CaseReading) -> LastDose | None:
    return last_dose(case, lambda agent: agent.target == "BCMA")


def _bcma_recent(case: CaseReading) -> Truth:
    return within(_last_bcma(case), BCMA_INTERVAL_DAYS)


def _bcma_bispecific(case: CaseReading) -> LastDose | None:
    return _of_class(case, ("BCMA_BsAb",))


def _last_systemic(case: CaseReading) -> LastDose | None:
    return last_dose(case, lambda agent: agent.drug_class not in _NOT_WASHED_OUT)


def _not_washed_out(case: CaseReading) -> Truth:
    # An interval that is not known is shown as well: somebody has to look.
    return (
        _last_systemic(case) is not None and within(_last_systemic(case), WASHOUT_DAYS) is not False
    )


def _bendamustine(case: CaseReading) -> LastDose | None:
    return last_dose(case, lambda agent: agent.id == "bendamustine")


def _bcma_failed(case: CaseReading) -> Truth:
    lost = case.facts.genetics.tnfrsf17_biallelic_loss
    given = [drug for drug in case.treatment.drugs if _targets(drug, "BCMA")]
    return any_of([lost, *(case.treatment.refractory(drug).truth for drug in given)])


def _targets(drug: str, target: str) -> bool:
    agent: Agent | None = agents().get(drug)
    return agent is not None and agent.target == target


def _target_given(target: str, case: CaseReading) -> Truth:
    return last_dose(case, lambda agent: agent.target == target) is not None


def _said(found: LastDose | None) -> str:
    return found.since(found.agent.id) if found is not None else "interval not known"


SEQUENCING: Mapping[str, Trigger] = MappingProxyType(
    {
        "prior_BCMA_exposure": Trigger("a BCMA-directed therapy was given", bcma_given),
        "BCMA_exposure_lt_6_months": Trigger(
            "last BCMA-directed dose under 6 months ago",
            _bcma_recent,
            told=lambda case: _said(_last_bcma(case)),
        ),
        "CART_after_BCMA_bispecific": Trigger(
            "a BCMA bispecific antibody was given",
            lambda case: case.treatment.class_exposed("BCMA_BsAb"),
            told=lambda case: _said(_bcma_bispecific(case)),
        ),
        "CART_before_BCMA_bispecific": Trigger(
            "no CAR-T cells against BCMA so far",
            lambda case: negate(case.treatment.class_exposed("BCMA_CART")),
        ),
        "T_cell_redirection_before_BCMA_ADC": Trigger(
            "T cells were not redirected so far", lambda case: negate(redirected(case))
        ),
        "washout_two_weeks": Trigger(
            "last systemic dose under 2 weeks ago, or not known when",
            _not_washed_out,
            told=lambda case: _said(_last_systemic(case)),
        ),
        "elranatamab_after_BCMA": Trigger("a BCMA-directed therapy was given", bcma_given),
        "talquetamab_after_CART": Trigger(
            "CAR-T cells were given",
            lambda case: exposed(case, CART_CLASSES),
            told=lambda case: _said(_of_class(case, CART_CLASSES)),
        ),
        "talquetamab_after_bispecific": Trigger(
            "a bispecific antibody was given",
            lambda case: exposed(case, BISPECIFIC_CLASSES),
            told=lambda case: _said(_of_class(case, BISPECIFIC_CLASSES)),
        ),
        "antigen_switch_after_BCMA_failure": Trigger(
            "refractory to a BCMA-directed therapy, or BCMA lost",
            _bcma_failed,
            ("genetics.tnfrsf17_biallelic_loss",),
        ),
        "retest_BCMA_expression": Trigger(
            "BCMA was targeted before",
            lambda case: _target_given("BCMA", case),
            ("genetics.tnfrsf17_biallelic_loss",),
        ),
        "retest_GPRC5D_expression": Trigger(
            "GPRC5D was targeted before",
            lambda case: _target_given("GPRC5D", case),
            ("genetics.gprc5d_biallelic_loss",),
        ),
        "bendamustine_before_T_cell_redirection": Trigger(
            "bendamustine was given",
            lambda case: _bendamustine(case) is not None,
            told=lambda case: _said(_bendamustine(case)),
        ),
        "high_dose_alkylator_before_T_cell_redirection": Trigger(
            "T cells were not redirected so far", lambda case: negate(redirected(case))
        ),
    }
)
