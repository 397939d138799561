"""A signed decision record as a FHIR R4 document: plain JSON values in, a Bundle out.

The same record gives the same Bundle to the byte. Ids are made from the record's own digest, so that
two systems that take it in hold the same resources. Nothing here is the record: record.json is.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from board.interop import fhir_codes as codes
from board.interop.fhir_codes import concept
from board.interop.fhir_findings import observations
from board.interop.fhir_names import Names
from board.interop.fhir_plan import care_plan, goal, proposals
from board.interop.fhir_sections import sections

Record = Mapping[str, Any]
Resource = dict[str, Any]

#: How the meaning of a signature begins → in which part its signer stands in the provenance.
PARTS = {"stated": codes.AUTHOR, "checked": codes.VERIFIER}


def bundle_text(record_json: str) -> str:
    """Return the document as JSON text for a record as it was signed."""
    digest = hashlib.sha256(record_json.encode()).hexdigest()
    document = bundle(_writable(json.loads(record_json)), digest)
    return json.dumps(document, ensure_ascii=False, indent=1)


def bundle(record: Record, digest: str) -> Resource:
    """Return a Bundle of type document whose first entry is the Composition.

    *record*: the values of record.json; *digest*: its SHA-256, from which all ids are made.
    """
    names = Names(digest)
    found = observations(record, names)
    proposed = proposals(record, names)
    plan = care_plan(record, names, proposed, found)
    aims = goal(record, names)
    provenance = _provenance(record, names)
    people = _people(record, names)
    rest = [
        _patient(record, names),
        _hospital(record, names),
        _board(record, names),
        *people,
        _team(record, names),
        _condition(record, names),
        plan,
        *aims,
        *proposed,
        *found,
        *provenance,
    ]
    document = _composition(record, names, sections(record, names, proposed, found))
    return {
        "resourceType": "Bundle",
        "id": names.id_of("bundle"),
        "identifier": {"system": "urn:ietf:rfc:3986", "value": names.urn("bundle")},
        "type": "document",
        "timestamp": record["printed_at"],
        "entry": [
            {"fullUrl": f"urn:uuid:{one['id']}", "resource": one} for one in (document, *rest)
        ],
    }


def _composition(record: Record, names: Names, parts: list[Resource]) -> Resource:
    composition = {
        "resourceType": "Composition",
        "id": names.id_of("composition"),
        "language": "en",
        "identifier": {"value": f"{record['case_number']}/{record['version']}"},
        "status": "preliminary" if record["state"] == "draft" else "final",
        "type": concept("Tumour board decision record", codes.PLAN_NOTE),
        "subject": names.reference("patient"),
        "date": record["printed_at"],
        "author": [names.reference("board", record["board"])],
        "title": _title(record),
        "attester": [
            {
                "mode": "professional",
                "time": one["at"],
                "party": names.reference(f"person {one['name']}", one["name"]),
            }
            for one in record["signatures"]
        ],
        "custodian": names.reference("hospital", record["hospital"]),
        "section": parts,
    }
    if before := record.get("replaces"):
        said = f"{record['case_number']}/{before['number']}"
        composition["relatesTo"] = [{"code": "replaces", "targetIdentifier": {"value": said}}]
    return _without_empty(composition)


def _title(record: Record) -> str:
    title = f"{record['title']} {record['case_number']}, version {record['version']}"
    return f"{title}. Synthetic: not a real patient" if record.get("synthetic") else title


def _patient(record: Record, names: Names) -> Resource:
    who = record["patient"]
    sex = str(who["sex"]).lower()
    gender = {"f": "female", "female": "female", "m": "male", "male": "male"}.get(sex, "unknown")
    number = {
        "type": concept("Medical record number", codes.RECORD_NUMBER),
        "value": who["mrn"],
        "assigner": names.reference("hospital", record["hospital"]),
    }
    return {
        "resourceType": "Patient",
        "id": names.id_of("patient"),
        "identifier": [number],
        "name": [{"text": who["name"]}],
        "gender": gender,
        "birthDate": who["born"],
    }


def _hospital(record: Record, names: Names) -> Resource:
    return {
        "resourceType": "Organization",
        "id": names.id_of("hospital"),
        "name": record["hospital"],
    }


def _board(record: Record, names: Names) -> Resource:
    return {
        "resourceType": "Organization",
        "id": names.id_of("board"),
        "name": record["board"],
        "partOf": names.reference("hospital", record["hospital"]),
    }


def _people(record: Record, names: Names) -> list[Resource]:
    """Return everybody who signed, presented, or sat at the table, once."""
    said = [one["name"] for one in (*record["signatures"], *record["present"])]
    everybody = dict.fromkeys([*said, record["presented_by"]])
    return [
        {
            "resourceType": "Practitioner",
            "id": names.id_of(f"person {name}"),
            "name": [{"text": name}],
        }
        for name in everybody
        if name
    ]


def _team(record: Record, names: Names) -> Resource:
    members = [
        {
            "role": [concept(", ".join(filter(None, (one["discipline"], one["part"]))))],
            "member": names.reference(f"person {one['name']}", one["name"]),
        }
        for one in record["present"]
    ]
    return _without_empty(
        {
            "resourceType": "CareTeam",
            "id": names.id_of("team"),
            "name": f"{record['board']}, {record['board_at'][:10]}",
            "subject": names.reference("patient"),
            "participant": members,
            "managingOrganization": [names.reference("board", record["board"])],
        }
    )


def _condition(record: Record, names: Names) -> Resource:
    return {
        "resourceType": "Condition",
        "id": names.id_of("condition"),
        "clinicalStatus": concept("relapse", codes.RELAPSE),
        "verificationStatus": concept("confirmed", codes.CONFIRMED),
        "code": concept(record["diagnosis"], codes.MYELOMA),
        "subject": names.reference("patient"),
    }


def _provenance(record: Record, names: Names) -> list[Resource]:
    """Return who stated, checked and signed, when, and with what; the seal of the file is another thing."""
    return [
        {
            "resourceType": "Provenance",
            "id": names.id_of(f"signature {number}"),
            "target": [names.reference("composition"), names.reference("plan")],
            "recorded": one["at"],
            "activity": concept(one["meaning"]),
            "agent": [
                {
                    "type": concept(one["role"], _part(one["meaning"])),
                    "who": names.reference(f"person {one['name']}", one["name"]),
                    "onBehalfOf": names.reference("board", record["board"]),
                }
            ],
        }
        for number, one in enumerate(record["signatures"], 1)
    ]


def _part(meaning: str) -> codes.Code:
    first = meaning.lower().split(maxsplit=1)[:1]
    return PARTS.get("".join(first), codes.RESPONSIBLE)


def _writable(value: Any) -> Any:
    """Return JSON values whose texts FHIR can hold: without control characters and lone surrogates."""
    if isinstance(value, str):
        return "".join(
            sign for sign in value if sign in "\t\n" or sign.isprintable() or sign == "\xa0"
        )
    if isinstance(value, dict):
        return {name: _writable(one) for name, one in value.items()}
    return [_writable(one) for one in value] if isinstance(value, list) else value


def _without_empty(resource: Resource) -> Resource:
    """Return a resource without empty lists and texts, which FHIR does not allow."""
    return {name: value for name, value in resource.items() if value not in ("", [], {}, None)}
