"""From the facts of one case version to everything the brief shows.

The rules and their sources stand in the modules named here; this one only puts them together.
"""

from board.myeloma.eligibility.options import options, rule_set
from board.myeloma.eligibility.overrides import Override
from board.myeloma.eligibility.rule_card import rule_card
from board.myeloma.facts import CaseFacts
from board.myeloma.genome.genetics import genetics_panel
from board.myeloma.health.cautions import cautions, supportive
from board.myeloma.reading import CaseReading
from board.myeloma.settling.missing import assumed_absent, missing_facts, old_facts
from board.myeloma.telling.brief import CaseSummary
from board.myeloma.telling.brief_health import health_brief, key_figures
from board.myeloma.telling.brief_relapse import relapse_brief
from board.myeloma.telling.brief_response import crab_brief, response_brief
from board.myeloma.telling.brief_risk import risk_brief
from board.myeloma.telling.brief_treatment import exposure_brief, lines_brief, timing_brief
from board.myeloma.telling.headline import headline, headline_ground
from board.myeloma.telling.timeline import timeline


def summarise(facts: CaseFacts, own: tuple[Override, ...] = ()) -> CaseSummary:
    """Return the summary of *facts*: pure, total, and the same for the same facts and rules.

    *own* are the thresholds a board set itself.
    """
    case = CaseReading(facts)
    judged = options(case, own)
    return CaseSummary(
        case_id=facts.case_id,
        title=facts.title,
        as_of=facts.as_of,
        jurisdiction=facts.jurisdiction,
        synthetic=facts.synthetic,
        rule_set=rule_set_name(facts.jurisdiction, own),
        rules=rule_card(facts.jurisdiction, facts.as_of, own),
        headline=headline(case),
        headline_ground=headline_ground(case),
        key_figures=key_figures(case),
        relapse=relapse_brief(case),
        lines=lines_brief(case),
        timing=timing_brief(case),
        exposure=exposure_brief(case),
        genetics=genetics_panel(case),
        risk=risk_brief(case),
        options=judged,
        health=health_brief(case),
        cautions=cautions(case),
        supportive=supportive(case),
        assumed_absent=assumed_absent(case),
        missing=missing_facts(case, judged),
        old=old_facts(case),
        timeline=timeline(case),
        response=response_brief(case),
        crab=crab_brief(case),
    )


def rule_set_name(jurisdiction: str, own: tuple[Override, ...] = ()) -> str:
    """Return the name of the rules in use: jurisdiction, day they were checked, fingerprint."""
    return rule_set(jurisdiction, own).name
