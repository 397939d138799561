"""What is not known and would matter, what is too old, and what is taken as absent.

The order answers the board's question: which missing result would settle most verdicts?
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from board.myeloma.dates import days_between, span
from board.myeloma.eligibility.options import options as judged_options
from board.myeloma.eligibility.overrides import Override
from board.myeloma.facts import CaseFacts
from board.myeloma.reading import CaseReading
from board.myeloma.telling.brief import MissingFact, OldFact, Option
from board.myeloma.words import date_of, fact_words, value_of

#: Facts that nobody needs to record when absent; the brief lists them as assumed absent.
ASSUMED_ABSENT = (
    "health.unstable_aki",
    "health.nyha_3_4",
    "health.uncontrolled_htn",
    "health.recent_mi",
    "genetics.tnfrsf17_biallelic_loss",
    "genetics.gprc5d_biallelic_loss",
    "health.dialysis",
    "labs_current.hyperviscosity",
)
CHAIN = "disease.involved_flc"
COMPLETE = "treatment_history_complete"
FRAILTY, RISK, PROGRESSION = "frailty", "risk", "progression and type of relapse"
#: Facts that a score asks for, shown when missing although no option waits for them; and for what.
FOR_SCORES = {
    "patient.age": FRAILTY,
    "patient.adl": FRAILTY,
    "patient.iadl": FRAILTY,
    "patient.cci": FRAILTY,
    "patient.ecog": FRAILTY,
    "patient.hctci_items": "HCT-CI",
    "labs_diagnosis.b2m_mg_L": RISK,
    "labs_diagnosis.albumin_g_dL": RISK,
    "labs_diagnosis.ldh_U_L": RISK,
    "labs_diagnosis.creatinine_mg_dL": RISK,
    "genetics.del17p": RISK,
    "genetics.tp53_mut": RISK,
    "genetics.t4_14": RISK,
    "genetics.t14_16": RISK,
    "genetics.t14_20": RISK,
    "genetics.cn1q": RISK,
    "genetics.del1p32": RISK,
    "labs_current.circulating_pc_pct": "plasma cell leukaemia",
    "imaging.extramedullary": RISK,
}
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
    CHAIN,
    "crab_attributable_to_myeloma",
)


@dataclass(frozen=True)
class StaleFact:
    """An old fact, and the options whose verdict would be another if it were not known."""

    old: OldFact
    verdicts: tuple[str, ...]


def missing_facts(case: CaseReading, options: Sequence[Option]) -> tuple[MissingFact, ...]:
    """Return the facts that are not known, those that would settle most verdicts first.

    Before them all stands the involved light chain when light chains were measured: without it
    nobody can read them.
    """
    needs = _needs(case, options)
    waiting: dict[str, list[str]] = {}
    for option, facts in needs.items():
        for fact in facts:
            waiting.setdefault(fact, []).append(option)
    unread = any(s.kappa_mg_L is not None or s.lambda_mg_L is not None for s in case.facts.series)
    for path in (*FOR_SCORES, *_for_relapse(case, unread)):
        if value_of(case.facts, path) is None:
            waiting.setdefault(path, [])
    found = [_missing(fact, blocked, needs) for fact, blocked in waiting.items()]

    def place(fact: MissingFact) -> tuple[bool, int, int, str]:
        return (not (unread and fact.fact == CHAIN), -fact.alone, -fact.blocks, fact.fact)

    return tuple(sorted(found, key=place))


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


def stale_facts(
    case: CaseReading, judged: Sequence[Option], own: tuple[Override, ...] = ()
) -> tuple[StaleFact, ...]:
    """Return the old facts with the verdicts of *judged* that rest on them, the oldest first.

    A verdict rests on a fact when judging the case without the fact gives another one.
    """
    return tuple(
        StaleFact(
            old, _moved(judged, judged_options(CaseReading(_without(case.facts, old.fact)), own))
        )
        for old in old_facts(case)
    )


def assumed_absent(case: CaseReading) -> tuple[str, ...]:
    """Return the labels of what nobody recorded and the rules take as absent."""
    paths = list(ASSUMED_ABSENT)
    if case.prior_asct() is False:
        paths.append("health.failed_mobilisation")
    return tuple(fact_words()[p].label for p in paths if value_of(case.facts, p) is None)


def _moved(judged: Sequence[Option], without: Sequence[Option]) -> tuple[str, ...]:
    verdicts = {option.id: option.verdict for option in without}
    return tuple(option.id for option in judged if verdicts[option.id] != option.verdict)


def _without(facts: CaseFacts, path: str) -> CaseFacts:
    part, _, field = path.partition(".")
    return facts.model_copy(update={part: getattr(facts, part).model_copy(update={field: None})})


def _for_relapse(case: CaseReading, unread: bool) -> Sequence[str]:
    if case.relapse.type == "unknown":
        return FOR_RELAPSE
    return (CHAIN,) if unread else ()


def _needs(case: CaseReading, options: Sequence[Option]) -> Mapping[str, frozenset[str]]:
    """Return the facts each option waits for; that all treatments are recorded is not asked twice."""
    told = {COMPLETE} if case.facts.treatment_history_complete else set()
    return {
        option.id: frozenset(
            fact for c in option.criteria if c.state == "unknown" for fact in c.needs
        ).difference(told)
        for option in options
        if option.verdict == "unknown"
    }


def _missing(fact: str, blocked: Sequence[str], needs: Mapping[str, frozenset[str]]) -> MissingFact:
    word = fact_words()[fact]
    alone = sum(needs[option] == {fact} for option in blocked)
    serves = FOR_SCORES.get(fact) or (PROGRESSION if fact in FOR_RELAPSE else "")
    return MissingFact(fact, word.label, word.section, len(blocked), alone, tuple(blocked), serves)
