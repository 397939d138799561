"""The plan itself on a record: each part as it is printed, in words and in its parts."""

from datetime import date, timedelta
from typing import Any

from board.decisions.codes import NOT_STATED, Adherence, Again, Intent, Trials
from board.decisions.content import FOLLOW_UP_DAYS, PlanContent, Recommendation, Trigger
from board.decisions.models import Plan
from board.decisions.papers import Keyed, entered_later
from board.decisions.services.rests import fact_in_brief, is_fact
from board.documents import record as paper
from board.web.filters import day

THE_PATIENT, THE_REFERRER = "the patient", "the referring doctor"
CONSENT = {
    "yes": "Agrees to being presented",
    "no": "Does not agree to being presented",
}


def printed_parts(plan: Plan, content: PlanContent, on: date) -> dict[str, Any]:
    """Return what is printed of the plan's own content, by the name of the record's field.

    The days of the follow-up are counted from *on*, when it is signed.
    """
    return (
        _decision(plan, content)
        | _care(content)
        | _information(plan, content)
        | _sources(content)
        | {"entered_later": entered_later(Keyed.PLAN, plan.id) or content.from_paper}
        | {"follow_up": tuple(on + timedelta(days=days) for days in FOLLOW_UP_DAYS)}
    )


def _decision(plan: Plan, content: PlanContent) -> dict[str, Any]:
    return {
        "headline": content.decision,
        "recommendations": tuple(_step(plan, step) for step in content.recommendations),
        "no_recommendation": _none(content),
        "none_because": content.none_because.value if content.none_because else "",
        "next_test": content.next_test,
        "intent": content.intent or _intents(content),
        "start": content.start,
        "present_again": _again(content),
        "valid_until": content.valid_until,
        "triggers": tuple(_trigger(one) for one in content.triggers),
        "rationale": tuple(_lines(content.rationale)),
        "dissents": tuple(
            paper.Dissent(one.who, "", one.instead, one.why) for one in content.dissents
        ),
        "alternatives": tuple(
            paper.Alternative(one.option, one.why_not) for one in content.alternatives
        ),
    }


def _care(content: PlanContent) -> dict[str, Any]:
    return {
        "supportive": tuple(
            paper.SupportiveLine(one.lane, one.text, one.by) for one in content.supportive
        ),
        "no_supportive": content.no_supportive,
        "logistics": tuple(
            paper.Logistic(one.step.value, one.state.value, one.on, one.owner, one.note)
            for one in content.logistics
        ),
        "actions": tuple(paper.Action(one.text, one.owner, one.due) for one in content.actions),
    }


def _information(plan: Plan, content: PlanContent) -> dict[str, Any]:
    told = _told(content)
    return {
        "patient_information": ". ".join(_telling(one) for one in told),
        "told": told,
        "presentation": CONSENT.get(str(plan.item.version.answers.get("consent")), ""),
        "key_worker": content.key_worker,
        "known_by": _known_by(plan),
    }


def _sources(content: PlanContent) -> dict[str, Any]:
    stated = content.adherence is not Adherence.NOT_STATED
    return {
        "guideline": content.guideline,
        "adherence": content.adherence.value if stated else "",
        "deviation": content.deviation,
        "trials": _trials(content),
        "counselling": _said(content.counselling.value),
        "tests_asked": content.tests_asked,
        "conference": content.conference.value,
        "timing": content.timing.value,
    }


def _step(plan: Plan, step: Recommendation) -> paper.Recommendation:
    kind, label, evidence = step.kind.value, _said(step.label.value), _said(step.evidence.value)
    return paper.Recommendation(
        step.text,
        condition=step.holds,
        basis=", ".join(part for part in (kind, label, evidence, step.reference) if part),
        kind=kind,
        when=step.when.value,
        label=label,
        intent=_said(step.intent.value),
        evidence=evidence,
        reference=step.reference,
        option_id=step.option_id,
        facts=tuple(
            fact_in_brief(path, plan.item.version)
            for path in step.facts
            if is_fact(path, plan.item.version)
        ),
    )


def _none(content: PlanContent) -> str:
    if content.recommendations:
        return ""
    because = content.none_because.value.capitalize() if content.none_because else ""
    following = f"Next: {content.next_test}" if content.next_test else ""
    return " ".join(
        _sentence(part) for part in (because, content.no_recommendation, following) if part
    )


def _intents(content: PlanContent) -> str:
    stated = (one.intent for one in content.recommendations if one.intent is not Intent.NOT_STATED)
    return "; ".join(dict.fromkeys(intent.value for intent in stated))


def _again(content: PlanContent) -> str:
    until = f"Valid until {day(content.valid_until)}" if content.valid_until else ""
    if_ = "; ".join(_trigger(one) for one in content.triggers)
    parts = (until, f"Present again: {if_}" if if_ else "", content.present_again)
    return " ".join(_sentence(part) for part in parts if part)


def _trigger(one: Trigger) -> str:
    if one.what is Again.OTHER and one.text:
        return one.text
    return f"{one.what.value}: {one.text}" if one.text else one.what.value


def _told(content: PlanContent) -> tuple[paper.Told, ...]:
    said = (
        paper.Told(THE_PATIENT, content.tells_patient, content.tells_patient_by),
        paper.Told(THE_REFERRER, content.tells_referrer, content.tells_referrer_by),
    )
    return tuple(one for one in said if one.by)


def _telling(one: paper.Told) -> str:
    until = f", by {day(one.until)}" if one.until else ""
    return f"{one.whom[:1].upper()}{one.whom[1:]} is told by {one.by}{until}"


def _known_by(plan: Plan) -> str:
    """Say whether whoever presents the case, and so knows the patient, was there."""
    came = {one.person_id for one in plan.item.meeting.attendances}
    person = plan.case.submitted_by
    was = "was there" if person.id in came else "was not there"
    return f"{person.name}, who knows the patient, {was}."


def _trials(content: PlanContent) -> str:
    said = "" if content.trials is Trials.NOT_STATED else content.trials.value.capitalize()
    return ": ".join(part for part in (said, content.trials_note) if part)


def _said(value: str) -> str:
    return "" if value == NOT_STATED else value


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
