"""What a plan still lacks before it is stated, checked and signed: by field, with what to do."""

from collections.abc import Iterator

from board.decisions.codes import Adherence, Again, Arranged, Intent, Trials, When
from board.decisions.content import PlanContent

#: A field of the form, and the sentence that says what to do there.
Lack = tuple[str, str]


def missing_to_state(content: PlanContent) -> dict[str, str]:
    """Return what the chair still has to say before it is a decision."""
    return dict(_decision(content))


def missing_before_signing(content: PlanContent, *, with_ballot: bool = False) -> dict[str, str]:
    """Return what a plan still lacks, by field, with what to do.

    The options of a ballot (*with_ballot*) are alternatives that were weighed; without one they are named.
    """
    parts = (_decision, _steps, _aim, _care, _logistics, _actions, _telling, _sources, _again)
    lacking = dict(lack for part in parts for lack in part(content))
    weighed = with_ballot or content.alternatives or len(content.recommendations) != 1
    if not weighed:
        lacking["alternatives"] = "Name what else was considered, and why not first."
    return lacking


def _decision(content: PlanContent) -> Iterator[Lack]:
    if not content.decision:
        yield "decision", "State the decision in one sentence."
    if content.recommendations:
        return
    if content.none_because is None and not content.no_recommendation and not content.next_test:
        yield (
            "recommendations",
            "Give a recommendation, or say why there is none and what comes next.",
        )
        return
    if content.none_because is None:
        yield "none_because", "Choose why there is no recommendation."
    if not content.next_test:
        yield "next_test", "Name the next test or step, since nothing is recommended."


def _steps(content: PlanContent) -> Iterator[Lack]:
    for number, step in enumerate(content.recommendations):
        if step.when is When.ONLY_IF and not step.condition:
            yield f"recommendations.{number}.condition", f"Say when this holds: {step.text[:60]}"


def _aim(content: PlanContent) -> Iterator[Lack]:
    stated = any(step.intent is not Intent.NOT_STATED for step in content.recommendations)
    if content.recommendations and not content.intent and not stated:
        yield "intent", "Say what the treatment is for."


def _care(content: PlanContent) -> Iterator[Lack]:
    if not content.supportive and not content.no_supportive:
        yield "supportive", "Give a line of supportive care, or say why none is needed."


def _logistics(content: PlanContent) -> Iterator[Lack]:
    for number, row in enumerate(content.logistics):
        if row.state is Arranged.TO_ARRANGE and not row.owner:
            yield f"logistics.{number}.owner", f"Say who arranges this: {row.step.value}."
        if row.state is Arranged.TO_ARRANGE and row.on is None:
            yield f"logistics.{number}.on", f"Say by when: {row.step.value}."


def _actions(content: PlanContent) -> Iterator[Lack]:
    if not content.actions:
        yield "actions", "Say who does what next, and by when."
    for number, action in enumerate(content.actions):
        if not action.owner:
            yield f"actions.{number}.owner", f"Say who does this: {action.text[:60]}"
        if action.due is None:
            yield f"actions.{number}.due", f"Say by when: {action.text[:60]}"


def _telling(content: PlanContent) -> Iterator[Lack]:
    if not content.tells_patient:
        yield "tells_patient", "Say who tells the patient."
    if content.tells_patient_by is None:
        yield "tells_patient_by", "Say by when the patient is told."
    if not content.tells_referrer:
        yield "tells_referrer", "Say who tells the referring doctor."
    if content.tells_referrer_by is None:
        yield "tells_referrer_by", "Say by when the referring doctor is told."


def _sources(content: PlanContent) -> Iterator[Lack]:
    if content.adherence is Adherence.NOT_STATED:
        yield "adherence", "Say how the plan stands to the guideline."
    elif content.adherence is not Adherence.NONE_FITS and not content.guideline:
        yield "guideline", "Name the guideline."
    if content.adherence is Adherence.DEVIATES and not content.deviation:
        yield "deviation", "Say why the plan deviates from the guideline."
    if content.trials is Trials.NOT_STATED:
        yield "trials", "Say whether a trial was considered."


def _again(content: PlanContent) -> Iterator[Lack]:
    for number, trigger in enumerate(content.triggers):
        if trigger.what is Again.OTHER and not trigger.text:
            yield f"triggers.{number}.text", "Say what brings the case back."
    for number, dissent in enumerate(content.dissents):
        if not dissent.why and not dissent.instead:
            yield f"dissents.{number}.why", f"Say what {dissent.who} would do instead, or why."
