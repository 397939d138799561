"""The supportive-care checklist of a case: what is due now, what comes with a treatment, what to ask.

Sources: named per item in rules/supportive_care.toml. A fact that is missing makes an item *not
known*, never *not due*; what depends on the treatment chosen says so.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from board.myeloma.disease.markers import involved_flc
from board.myeloma.health.sequencing import exposed, redirected
from board.myeloma.health.trigger import Trigger
from board.myeloma.health.triggers import ANC_WITHHOLD, TRIGGERS
from board.myeloma.kleene import Truth, above, any_of, at_least, below
from board.myeloma.reading import CaseReading
from board.myeloma.rulefiles import RuleFileError, build, load, sections
from board.myeloma.sources import cite
from board.myeloma.telling.brief import CareItem, CareState, Ground
from board.myeloma.treatment.since import days_since

LIGHT_CHAIN_HARMS = 500.0  # mg/L, involved (BOARD:PC)
WEIGHT_LOSS = 5.0  # % in 3 months (BOARD:PC)
CD4_SAFE = 200.0  # per microlitre (INF1:V)
STATES: tuple[CareState, ...] = ("due", "with_treatment", "not_known", "not_due")


@dataclass(frozen=True)
class Care:
    """One item as written in the rule file."""

    id: str
    topic: str
    text: str
    when: str
    source: str


@dataclass(frozen=True)
class Asked:
    """What makes an item due; *waits* is its state while nothing does."""

    trigger: Trigger
    waits: CareState = "not_due"

    def state(self, case: CaseReading) -> CareState:
        """Return how the item stands in *case*."""
        truth = self.trigger.holds(case)
        if truth is True:
            return "due"
        if truth is None and self.waits == "not_due":
            return "not_known"
        return self.waits


@cache
def items() -> tuple[Care, ...]:
    """Return the items in their order; RuleFileError for one that nothing decides."""
    table = sections(load("supportive_care"), {"care"}, "supportive_care.toml")
    found = tuple(build(Care, row, "supportive_care.toml") for row in table["care"])
    for item in found:
        if item.id not in ASKED:
            raise RuleFileError(f"supportive_care.toml: nothing decides {item.id}")
        cite(item.source)
    return found


def checklist(case: CaseReading) -> tuple[CareItem, ...]:
    """Return every item, what is due first."""
    rows = [_item(care, ASKED[care.id], case) for care in items()]
    return tuple(sorted(rows, key=lambda row: STATES.index(row.state)))


def _item(care: Care, asked: Asked, case: CaseReading) -> CareItem:
    trigger = asked.trigger
    return CareItem(
        id=care.id,
        topic=care.topic,
        text=trigger.fill(care.text, case),
        when=care.when,
        state=asked.state(case),
        ground=Ground(trigger.words, trigger.inputs(case), (cite(care.source),), care.id),
    )


def _always(_: CaseReading) -> Truth:
    return True


def _never(_: CaseReading) -> Truth:
    return False


def _recovering(case: CaseReading) -> Truth:
    # After T-cell redirection it goes on until the T cells are known to be back.
    return redirected(case) is True and not above(case.facts.health.cd4_per_uL, CD4_SAFE)


def _light_chain_harms(case: CaseReading) -> Truth:
    chain = case.facts.disease.involved_flc
    values = [involved_flc(s, chain) for s in case.samples] if chain else []
    known = [value for value in values if value is not None]
    last = known[-1] if known else None
    return any_of([above(last, LIGHT_CHAIN_HARMS), case.facts.health.unstable_aki])


def _in_pain(case: CaseReading) -> Truth:
    return any_of([case.facts.imaging.new_bone_lesion, case.facts.health.new_back_pain_or_weakness])


def _needs_palliative(case: CaseReading) -> Truth:
    trigger = TRIGGERS["palliative_and_geriatric_referral"]
    return any_of([trigger.holds(case), case.facts.health.uncontrolled_symptoms])


def _since_cd38(case: CaseReading) -> str:
    return days_since(case, "CD38").text


def _waits(words: str, holds: Callable[[CaseReading], Truth], *paths: str) -> Asked:
    return Asked(Trigger(words, holds, paths), "with_treatment")


def _asks(words: str, holds: Callable[[CaseReading], Truth], *paths: str) -> Asked:
    return Asked(Trigger(words, holds, paths))


_HBV = ("hbv.hbsag", "hbv.anti_hbc", "hbv.dna_detectable")

ASKED: Mapping[str, Asked] = MappingProxyType(
    {
        "bone_agent": _asks("every patient with myeloma", _always, "health.dental_check_done"),
        "zoster_prophylaxis": _waits(
            "T cells were redirected, CD4 not known to be over 200",
            _recovering,
            "health.cd4_per_uL",
        ),
        "pneumocystis_prophylaxis": _waits(
            "T cells were redirected, CD4 not known to be over 200",
            _recovering,
            "health.cd4_per_uL",
        ),
        "igg_replacement": Asked(TRIGGERS["IgG_replacement_consider"]),
        "hepatitis_b_screen": Asked(TRIGGERS["HBV_screen_needed"]),
        "hepatitis_b_antiviral": Asked(
            Trigger(
                "HBsAg or anti-HBc positive",
                TRIGGERS["HBV_positive_serology_prophylaxis_and_monitoring"].holds,
                _HBV,
                _since_cd38,
            )
        ),
        "antibacterial_antifungal": _asks(
            "neutrophils under 0.5 x10^9/L",
            lambda case: below(case.facts.labs_current.anc_e9_L, ANC_WITHHOLD),
            "labs_current.anc_e9_L",
        ),
        "vaccines": _asks("every patient with myeloma", _always),
        "neuropathy": Asked(TRIGGERS["neuropathy_ge2"]),
        "pain_and_fracture": _asks(
            "new bone lesion, new back pain or weakness",
            _in_pain,
            "imaging.new_bone_lesion",
            "health.new_back_pain_or_weakness",
        ),
        "kidney": _asks(
            "involved light chain over 500 mg/L, or unstable kidney injury",
            _light_chain_harms,
            "health.unstable_aki",
        ),
        "nutrition": _waits(
            "weight loss of 5 % or more in 3 months",
            lambda case: at_least(case.facts.patient.weight_loss_3mo_pct, WEIGHT_LOSS),
            "patient.weight_loss_3mo_pct",
        ),
        "heart": _waits(
            "an anthracycline was given",
            lambda case: exposed(case, ("anthracycline",)),
            "health.lvef_pct",
        ),
        "eyes": _waits(
            "corneal disease",
            lambda case: case.facts.health.corneal_disease,
            "health.corneal_disease",
        ),
        "thrombosis": _waits(
            "thrombosis before",
            lambda case: case.facts.health.vte_history,
            "health.vte_history",
            "health.anticoagulation",
        ),
        "psychosocial": _asks("every patient with myeloma", _always),
        "adherence": Asked(TRIGGERS["adherence_support"]),
        "fertility": Asked(TRIGGERS["fertility_and_pregnancy_prevention"]),
        "contraception": _waits("a teratogenic drug is given", _never),
        "palliative_and_geriatric": _asks(
            "frail by the IMWG index, ECOG 3 or more, or symptoms not controlled",
            _needs_palliative,
            "patient.ecog",
            "health.uncontrolled_symptoms",
        ),
    }
)
