"""From the facts of one case version to everything the brief shows.

The rules and their sources stand in the modules named here; this one only puts them together.
"""

from board.myeloma.brief import CaseSummary
from board.myeloma.brief_health import health_brief, key_figures
from board.myeloma.brief_relapse import relapse_brief
from board.myeloma.brief_risk import risk_brief
from board.myeloma.brief_treatment import exposure_brief, lines_brief, timing_brief
from board.myeloma.cautions import cautions, supportive
from board.myeloma.facts import CaseFacts
from board.myeloma.genetics import genetics_panel
from board.myeloma.headline import headline
from board.myeloma.missing import assumed_absent, missing_facts, old_facts
from board.myeloma.options import options, rule_set
from board.myeloma.reading import CaseReading
from board.myeloma.rulefiles import fingerprint
from board.myeloma.timeline import timeline


def summarise(facts: CaseFacts) -> CaseSummary:
    """Return the summary of *facts*: pure, total, and the same for the same facts and rules."""
    case = CaseReading(facts)
    judged = options(case)
    return CaseSummary(
        case_id=facts.case_id,
        title=facts.title,
        as_of=facts.as_of,
        jurisdiction=facts.jurisdiction,
        synthetic=facts.synthetic,
        rule_set=rule_set_name(facts.jurisdiction),
        headline=headline(case),
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
    )


def rule_set_name(jurisdiction: str) -> str:
    """Return the name of the rules in use: jurisdiction, day they were checked, fingerprint."""
    return f"{jurisdiction}, checked {rule_set(jurisdiction).checked_on}, {fingerprint()}"
