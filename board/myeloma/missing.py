"""What is not known and would matter, what is too old, and what is taken as absent.

The order answers the board's question: which missing result would settle most verdicts?
"""

from collections.abc import Mapping, Sequence

from board.myeloma.brief import MissingFact, OldFact, Option
from board.myeloma.dates import days_between, span
from board.myeloma.reading import CaseReading
from board.myeloma.words import date_of, fact_words, value_of

#: Facts that nobody needs to record when absent; the brief lists them as assumed absent.
ASSUMED_ABSENT = (
    "health.nyha_3_4",
    "health.uncontrolled_htn",
    "health.recent_mi",
    "genetics.tnfrsf17_biallelic_loss",
    "genetics.gprc5d_biallelic_loss",
    "health.dialysis",
    "labs_current.hyperviscosity",
)
#: Facts that score and staging ask for, shown when missing although no option waits for them.
FOR_SCORES = (
    "patient.age",
    "patient.adl",
    "patient.iadl",
    "patient.cci",
    "patient.ecog",
    "patient.hctci_items",
    "labs_diagnosis.b2m_mg_L",
    "labs_diagnosis.albumin_g_dL",
    "labs_diagnosis.ldh_U_L",
    "labs_diagnosis.creatinine_mg_dL",
    "genetics.del17p",
    "genetics.tp53_mut",
    "genetics.t4_14",
    "genetics.t14_16",
    "genetics.t14_20",
    "genetics.cn1q",
    "genetics.del1p32",
    "labs_current.circulating_pc_pct",
    "imaging.extramedullary",
)
FOR_RELAPSE = (
    "imaging.new_bone_lesion",
    "imaging.new_plasmacytoma",
    "imaging.lesion_growth_50pct",
    "labs_current.hb_g_dL",
    "labs_current.hb_at_best_response_g_dL",
    "labs_current.creatinine_mg_dL",
    "labs_current.creatinine_at_best_response_mg_dL",
    "labs_current.calcium_mg_dL",
    "labs_current.albumin_g_dL",
    "disease.involved_flc",
    "crab_attributable_to_myeloma",
)


def missing_facts(case: CaseReading, options: Sequence[Option]) -> tuple[MissingFact, ...]:
    """Return the facts that are not known, those that would settle most verdicts first."""
    needs = _needs(options)
    waiting: dict[str, list[str]] = {}
    for option, facts in needs.items():
        for fact in facts:
            waiting.setdefault(fact, []).append(option)
    for path in (*FOR_SCORES, *(FOR_RELAPSE if case.relapse.type == "unknown" else ())):
        if value_of(case.facts, path) is None:
            waiting.setdefault(path, [])
    found = [_missing(fact, blocked, needs) for fact, blocked in waiting.items()]
    return tuple(sorted(found, key=lambda fact: (-fact.alone, -fact.blocks, fact.fact)))


def old_facts(case: CaseReading) -> tuple[OldFact, ...]:
    """Return the dated facts that are older than values like them stay current."""
    today = span(case.facts.as_of)
    found = []
    for path, word in fact_words().items():
        if word.keeps_days is None or "." not in path or value_of(case.facts, path) is None:
            continue
        taken = date_of(case.facts, path)
        if taken is None:
            continue
        days = days_between(span(taken), today).least
        if days > word.keeps_days:
            found.append(OldFact(path, word.label, taken, days, word.keeps_days))
    return tuple(sorted(found, key=lambda old: -old.days))


def assumed_absent(case: CaseReading) -> tuple[str, ...]:
    """Return the labels of what nobody recorded and the rules take as absent."""
    paths = list(ASSUMED_ABSENT)
    if case.prior_asct() is False:
        paths.append("health.failed_mobilisation")
    return tuple(fact_words()[p].label for p in paths if value_of(case.facts, p) is None)


def _needs(options: Sequence[Option]) -> Mapping[str, frozenset[str]]:
    return {
        option.id: frozenset(
            fact for c in option.criteria if c.state == "unknown" for fact in c.needs
        )
        for option in options
        if option.verdict == "unknown"
    }


def _missing(fact: str, blocked: Sequence[str], needs: Mapping[str, frozenset[str]]) -> MissingFact:
    word = fact_words()[fact]
    alone = sum(needs[option] == {fact} for option in blocked)
    return MissingFact(fact, word.label, word.section, len(blocked), alone, tuple(blocked))
