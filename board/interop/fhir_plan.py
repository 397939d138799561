"""What the board decided, as FHIR: a CarePlan whose steps are proposals, and what everybody has to do."""

from collections.abc import Mapping
from typing import Any

from board.interop.fhir_codes import concept
from board.interop.fhir_names import Names

Record = Mapping[str, Any]
Resource = dict[str, Any]

#: Kinds of recommendation that are prescriptions; every other is a service somebody renders.
MEDICINES = frozenset({"systemic therapy"})

#: How far a step of the logistics is → the state of a CarePlan activity.
STATES = {"arranged": "scheduled", "not needed": "cancelled", "refused": "stopped"}


def proposals(record: Record, names: Names) -> list[Resource]:
    """Return every recommendation as a proposal: nothing is ordered by it."""
    return [
        _proposal(record, names, number, step)
        for number, step in enumerate(record["recommendations"], 1)
    ]


def care_plan(
    record: Record, names: Names, proposed: list[Resource], found: list[Resource]
) -> Resource:
    """Return the plan: its steps by reference, tasks and logistics in words, until when it is valid."""
    plan = {
        "resourceType": "CarePlan",
        "id": names.id_of("plan"),
        "status": "draft" if record["state"] == "draft" else "active",
        "intent": "plan",
        "title": record["headline"],
        "description": "\n".join(record["rationale"]),
        "subject": names.reference("patient"),
        "created": record["board_at"],
        "author": names.reference("board", record["board"]),
        "careTeam": [names.reference("team")],
        "addresses": [names.reference("condition")],
        "supportingInfo": [{"reference": f"urn:uuid:{one['id']}"} for one in found],
        "goal": [names.reference("goal")] if record["intent"] else [],
        "activity": [
            *({"reference": {"reference": f"urn:uuid:{one['id']}"}} for one in proposed),
            *({"detail": detail} for detail in _tasks(record)),
        ],
        "note": [{"text": words} for words in _notes(record)],
    }
    if until := record.get("valid_until"):
        plan["period"] = {"start": record["board_at"], "end": until}
    return {name: value for name, value in plan.items() if value}


def goal(record: Record, names: Names) -> list[Resource]:
    """Return what the plan is for, when it was stated."""
    if not record["intent"]:
        return []
    return [
        {
            "resourceType": "Goal",
            "id": names.id_of("goal"),
            "lifecycleStatus": "proposed" if record["state"] == "draft" else "accepted",
            "description": concept(record["intent"]),
            "subject": names.reference("patient"),
        }
    ]


def _proposal(record: Record, names: Names, number: int, step: Mapping[str, Any]) -> Resource:
    status = "draft" if record["state"] == "draft" else "active"
    notes = [
        step[name] for name in ("when", "condition", "if_not_feasible", "basis") if step.get(name)
    ]
    shared: Resource = {
        "id": names.id_of(f"step {number}"),
        "identifier": [{"value": f"{record['case_number']}/{record['version']}/{number}"}],
        "status": status,
        "intent": "proposal",
        "subject": names.reference("patient"),
        "authoredOn": record["board_at"],
        "requester": names.reference("board", record["board"]),
        "reasonReference": [names.reference("condition")],
        **({"note": [{"text": words} for words in notes]} if notes else {}),
    }
    said = concept(step["text"])
    kind = step.get("kind") or ""
    if kind in MEDICINES:
        return {"resourceType": "MedicationRequest", **shared, "medicationCodeableConcept": said}
    category = {"category": [concept(kind)]} if kind else {}
    return {"resourceType": "ServiceRequest", **shared, **category, "code": said}


def _tasks(record: Record) -> list[Resource]:
    """Return who does what by when, what has to be in place, and what supportive care does."""
    return [
        *(_task(one["text"], one.get("due"), one.get("responsible")) for one in record["actions"]),
        *map(_logistic, record.get("logistics") or ()),
        *(
            _task(f"{one['lane']}: {one['text']}", None, one.get("by"))
            for one in record["supportive"]
        ),
        *(
            _task(f"Tell {one['whom']}", one.get("until"), one.get("by"))
            for one in record.get("told") or ()
        ),
    ]


def _logistic(one: Mapping[str, Any]) -> Resource:
    words = ": ".join(part for part in (one["step"], one["state"], one.get("note")) if part)
    state = STATES.get(one["state"], "not-started")
    return _task(words, one.get("on"), one.get("owner"), state)


def _task(text: str, due: str | None, who: str | None, status: str = "not-started") -> Resource:
    task: Resource = {"status": status, "description": f"{text} ({who})" if who else text}
    return {**task, "scheduledPeriod": {"end": due}} if due else task


def _notes(record: Record) -> list[str]:
    said = [record["no_recommendation"], record["agreement"], record["present_again"]]
    said += [
        f"Dissent, {one['name']}: {one['instead']}. {one['why']}" for one in record["dissents"]
    ]
    said += [f"Alternative: {one['option']}. {one['why_not']}" for one in record["alternatives"]]
    return [words for words in said if words]
