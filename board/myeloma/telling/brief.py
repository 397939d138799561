"""What a brief is made of: plain frozen values that pages and paper show as they are.

Every computed value carries its *ground*: the rule in words, the inputs with unit and date, and
the sources. ``None`` in a truth always means *not known*.
"""

from dataclasses import dataclass
from typing import Literal

from board.myeloma.eligibility.verdict import Criterion as Criterion
from board.myeloma.eligibility.verdict import CriterionState as CriterionState
from board.myeloma.eligibility.verdict import Group as Group
from board.myeloma.eligibility.verdict import Option as Option
from board.myeloma.eligibility.verdict import RuleCard as RuleCard
from board.myeloma.eligibility.verdict import Verdict as Verdict
from board.myeloma.grounds import Ground as Ground
from board.myeloma.grounds import Input as Input
from board.myeloma.grounds import Source as Source
from board.myeloma.grounds import Statement as Statement
from board.myeloma.telling.chart import Timeline

FindingState = Literal["present", "absent", "not_tested", "unclear"]
Meaning = Literal[
    "high_risk",
    "additional",
    "standard",
    "target_intact",
    "target_lost",
    "not_present",
    "not_tested",
    "unclear",
]
RelapseType = Literal[
    "clinical", "biochemical_significant", "biochemical_non_significant", "none", "unknown"
]


@dataclass(frozen=True)
class Figure:
    """One key figure; *value* is ready to show, or None when it is not known (*note* says why)."""

    id: str
    label: str
    value: str | None
    unit: str
    date: str | None
    note: str
    ground: Ground


@dataclass(frozen=True)
class Relapse:
    """Whether and how the disease has come back, and whether it needs treatment now."""

    pd: bool | None
    pd_criteria: tuple[Statement, ...]
    pd_unknown: tuple[Statement, ...]
    confirmed: bool | None
    pd_date: str | None
    type: RelapseType
    type_label: str
    treatment_trigger: bool | None
    clinical_features: tuple[Statement, ...]
    significant_biochemical: tuple[Statement, ...]
    reasons: tuple[Statement, ...]
    flags: tuple[Statement, ...]


@dataclass(frozen=True)
class Line:
    """One line of therapy."""

    number: int
    label: str
    regimen_ids: tuple[str, ...]
    start: str | None
    end: str | None
    ongoing: bool
    best_response: str | None
    pd_date: str | None
    months_to_pd: float | None
    stop_reasons: tuple[str, ...]
    inferred_plan: bool
    notes: tuple[str, ...]
    pfs: str = ""
    ttnt: str = ""
    free_interval: str = ""
    transplant_to_pd: str = ""
    response_length: str = ""
    #: What its months open to.
    ground: Ground | None = None


@dataclass(frozen=True)
class Lines:
    """The lines of therapy and how many there are."""

    lines: tuple[Line, ...]
    count: int | None
    min: int
    count_alt: int | None
    shown: str
    history_complete: bool | None
    not_counted: tuple[str, ...]
    ground: Ground
    adherence: tuple[Statement, ...] = ()


@dataclass(frozen=True)
class Timing:
    """Months from starts and transplants to progression (unrounded) and early-relapse flags."""

    l1_start_to_pd1: float | None
    l1_last_asct_to_pd1: float | None
    l1_treatment_free_interval: float | None
    functional_high_risk_18_12: bool | None
    functional_high_risk_24: bool | None
    confounded: bool
    text: str
    ground: Ground
    definitions: tuple[Statement, ...] = ()
    retreatment: Statement | None = None


@dataclass(frozen=True)
class DrugExposure:
    """What is known of one drug; *refractory* None means it cannot be told, *why* says why."""

    drug: str
    label: str
    drug_class: str
    exposed: bool | None
    refractory: bool | None
    last_dose: str | None
    why: str
    ground: Ground


@dataclass(frozen=True)
class ClassExposure:
    """Exposure and refractoriness of one class of drugs."""

    drug_class: str
    label: str
    exposed: bool | None
    refractory: bool | None
    drugs: tuple[str, ...]


@dataclass(frozen=True)
class SinceLast:
    """Days since the last drug against a target; *days* None: never given, or not known."""

    target: str
    drug: str | None
    last_dose: str | None
    days: int | None
    exposed: bool | None
    text: str


@dataclass(frozen=True)
class Exposure:
    """Every drug and class so far."""

    drugs: tuple[DrugExposure, ...]
    classes: tuple[ClassExposure, ...]
    since: tuple[SinceLast, ...]
    triple_class_exposed: bool | None
    triple_class_refractory: bool | None
    penta_exposed: bool | None
    penta_refractory: bool | None
    primary_refractory: bool | None
    unmapped: tuple[str, ...]
    #: How the disease is called: relapsed, refractory, both, never responding.
    terms: tuple[Statement, ...] = ()


@dataclass(frozen=True)
class GeneticFinding:
    """One row of the genetics panel."""

    id: str
    name: str
    state: FindingState
    method: str
    now: str
    before: str
    date: str | None
    meaning: Meaning
    meaning_label: str
    note: str
    ground: Ground


@dataclass(frozen=True)
class GeneticsPanel:
    """The findings, what of the laboratory's text was not understood, and where the two clash."""

    findings: tuple[GeneticFinding, ...]
    not_understood: tuple[str, ...]
    clashes: tuple[str, ...]
    source_text: tuple[str, ...]
    genes: tuple[GeneticFinding, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Score:
    """One staging score; *value* is None when it is not known, *shown* is always ready to show."""

    id: str
    label: str
    value: str | None
    shown: str
    note: str
    ground: Ground


@dataclass(frozen=True)
class Risk:
    """Staging at diagnosis and the risk flags at relapse."""

    iss: Score
    r_iss: Score
    r2_iss: Score
    r2_points: float | None
    r2_min: float
    r2_max: float
    ims_imwg_2025: Score
    ims_criteria: tuple[tuple[str, str, bool | None], ...]
    imwg_2016: Score
    plasma_cell_leukaemia: Score
    extramedullary: Score
    high_risk: bool | None
    further: tuple[Score, ...] = ()


@dataclass(frozen=True)
class Component:
    """One row of a score; *points* None means the fact is missing."""

    label: str
    value: str
    rule: str
    points: int | None
    ground: Ground | None = None


@dataclass(frozen=True)
class HealthScore:
    """A frailty or comorbidity score with its rows."""

    id: str
    label: str
    score: int | None
    min: int
    max: int
    category: str | None
    shown: str
    components: tuple[Component, ...]
    ground: Ground


CareState = Literal["due", "with_treatment", "not_known", "not_due"]


@dataclass(frozen=True)
class CareItem:
    """One item of the supportive-care checklist; *when* says in words what makes it due."""

    id: str
    topic: str
    text: str
    when: str
    state: CareState
    ground: Ground


@dataclass(frozen=True)
class DoseRow:
    """What kidney function means for one drug; *change*: none, adapt, avoid, review, not_known."""

    drug: str
    label: str
    use: str
    change: str
    text: str
    ground: Ground


@dataclass(frozen=True)
class Health:
    """How much the patient can take."""

    imwg_frailty: HealthScore
    simplified_frailty: HealthScore
    hct_ci: HealthScore
    organs: tuple[Figure, ...]
    #: The revised comorbidity index and the thrombosis scores, None in an older record.
    r_mci: HealthScore | None = None
    impede: HealthScore | None = None
    saved: HealthScore | None = None
    renal_doses: tuple[DoseRow, ...] = ()
    checklist: tuple[CareItem, ...] = ()
    sequencing: tuple[Statement, ...] = ()
    not_listed: tuple[str, ...] = ()


@dataclass(frozen=True)
class MissingFact:
    """A fact that is not known and stands in the way of *options* verdicts, or *serves* a score."""

    fact: str
    label: str
    section: str
    blocks: int
    alone: int
    options: tuple[str, ...]
    serves: str = ""


@dataclass(frozen=True)
class OldFact:
    """A dated fact older than the rules like it."""

    fact: str
    label: str
    date: str
    days: int
    limit_days: int


@dataclass(frozen=True)
class CaseSummary:
    """Everything the brief shows, computed from the facts of one case version."""

    case_id: str
    title: str
    as_of: str
    jurisdiction: str
    synthetic: bool
    rule_set: str
    rules: RuleCard
    headline: str
    headline_ground: Ground
    key_figures: tuple[Figure, ...]
    relapse: Relapse
    lines: Lines
    timing: Timing
    exposure: Exposure
    genetics: GeneticsPanel
    risk: Risk
    options: tuple[Option, ...]
    health: Health
    cautions: tuple[Statement, ...]
    supportive: tuple[Statement, ...]
    assumed_absent: tuple[str, ...]
    missing: tuple[MissingFact, ...]
    old: tuple[OldFact, ...]
    timeline: Timeline
    response: tuple[Statement, ...] = ()
    crab: tuple[Statement, ...] = ()
