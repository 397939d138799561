"""A decision record as a FHIR R4 document: held to the rules of R4 that it can break."""

import json
import re
from dataclasses import replace

import jsonschema
import pytest

from board.interop import fhir_codes
from board.interop.fhir_document import bundle, bundle_text
from tests.documents.full_record import a_full_record
from tests.documents.samples import a_record

#: What each resource must have (R4: minimum cardinality 1, and invariants that apply to ours).
REQUIRED = {
    "Composition": {"status", "type", "date", "author", "title", "subject", "section"},
    "Patient": {"identifier", "name", "gender", "birthDate"},
    "Organization": {"name"},
    "Practitioner": {"name"},
    "CareTeam": {"subject", "managingOrganization"},
    "Condition": {"subject", "code", "clinicalStatus", "verificationStatus"},
    "CarePlan": {"status", "intent", "subject"},
    "Goal": {"lifecycleStatus", "description", "subject"},
    "ServiceRequest": {"status", "intent", "subject"},
    "MedicationRequest": {"status", "intent", "subject", "medicationCodeableConcept"},
    "Observation": {"status", "code"},
    "Provenance": {"target", "recorded", "agent"},
}
#: Which resources each reference may lead to in R4, as far as we use it.
LEADS_TO = {
    "subject": {"Patient"},
    "author": {"Organization"},
    "custodian": {"Organization"},
    "party": {"Practitioner"},
    "assigner": {"Organization"},
    "partOf": {"Organization"},
    "managingOrganization": {"Organization"},
    "member": {"Practitioner"},
    "who": {"Practitioner"},
    "onBehalfOf": {"Organization"},
    "requester": {"Organization"},
    "reasonReference": {"Condition"},
    "addresses": {"Condition"},
    "careTeam": {"CareTeam"},
    "goal": {"Goal"},
    "supportingInfo": {"Observation"},
    "reference": {"ServiceRequest", "MedicationRequest"},
    "target": {"Composition", "CarePlan"},
    "entry": set(REQUIRED),
}
STATES = {
    "Composition": {"preliminary", "final"},
    "CarePlan": {"draft", "active"},
    "ServiceRequest": {"draft", "active"},
    "MedicationRequest": {"draft", "active"},
    "Observation": {"final"},
}
DATE = r"\d{4}-\d\d-\d\d"
MOMENT = rf"{DATE}T\d\d:\d\d:\d\d(\.\d+)?([+-]\d\d:\d\d|Z)"
URN = {"type": "string", "pattern": "^urn:uuid:[0-9a-f-]{36}$"}
SHAPE = {
    "type": "object",
    "required": ["resourceType", "type", "identifier", "timestamp", "entry"],
    "properties": {
        "type": {"const": "document"},
        "identifier": {"required": ["system", "value"]},
        "timestamp": {"type": "string", "pattern": f"^{MOMENT}$"},
        "entry": {
            "minItems": 2,
            "items": {
                "required": ["fullUrl", "resource"],
                "properties": {
                    "fullUrl": URN,
                    "resource": {
                        "required": ["resourceType", "id"],
                        "properties": {
                            "resourceType": {"enum": sorted(REQUIRED)},
                            "id": {"pattern": "^[A-Za-z0-9.-]{1,64}$"},
                        },
                    },
                },
            },
        },
    },
}


def document_of(record):
    return json.loads(bundle_text(record.to_json()))


@pytest.fixture(scope="module", params=["full", "sample", "no recommendation"])
def document(request):
    record = {
        "full": a_full_record(),
        "sample": a_record(),
        "no recommendation": a_full_record(
            recommendations=(), no_recommendation="Repeat eGFR.", intent="", course=None
        ),
    }[request.param]
    return document_of(replace(record, verification=None))


def resources(document):
    return [entry["resource"] for entry in document["entry"]]


def walk(value, name=""):
    """Return every (name, value) of a JSON tree."""
    yield name, value
    if isinstance(value, dict):
        for key, one in value.items():
            yield from walk(one, key)
    elif isinstance(value, list):
        for one in value:
            yield from walk(one, name)


def test_it_has_the_shape_of_a_document(document):
    jsonschema.validate(document, SHAPE)
    assert resources(document)[0]["resourceType"] == "Composition"
    assert document["entry"][0]["fullUrl"].endswith(resources(document)[0]["id"])


def test_every_resource_has_what_it_must_have(document):
    for resource in resources(document):
        kind = resource["resourceType"]
        assert REQUIRED[kind] <= resource.keys(), kind
        assert resource.get("status", "final") in STATES.get(kind, {"final"}), kind
    requests = [one for one in resources(document) if one["resourceType"].endswith("Request")]
    assert {one["intent"] for one in requests} <= {"proposal"}


def test_every_reference_leads_to_an_entry_of_a_kind_that_is_allowed_there(document):
    kinds = {entry["fullUrl"]: entry["resource"]["resourceType"] for entry in document["entry"]}
    found = [
        (name, value["reference"])
        for name, value in walk(document)
        if isinstance(value, dict) and isinstance(value.get("reference"), str)
    ]

    assert len(found) > 30
    assert [one for one in found if kinds.get(one[1]) not in LEADS_TO[one[0]]] == []


def test_every_resource_is_reached_from_the_composition(document):
    entries = {entry["fullUrl"]: entry["resource"] for entry in document["entry"]}
    reached, waiting = set(), [document["entry"][0]["fullUrl"]]
    while waiting:
        here = waiting.pop()
        if here in reached:
            continue
        reached.add(here)
        waiting += [v for n, v in walk(entries[here]) if n == "reference" and isinstance(v, str)]

    assert set(entries) - reached == set()


def test_ids_are_of_one_resource_each(document):
    addresses = [entry["fullUrl"] for entry in document["entry"]]

    assert len(set(addresses)) == len(addresses)


def test_nothing_is_empty_and_days_are_days(document):
    for name, value in walk(document):
        assert value not in ("", [], {}, None), name
        if name in {"authoredOn", "recorded", "date", "time", "created", "start"}:
            assert re.fullmatch(f"{DATE}|{MOMENT}", value), (name, value)
        if name in {"birthDate", "end"}:
            assert re.fullmatch(DATE, value), (name, value)


def test_an_activity_is_a_reference_or_a_detail_and_a_section_says_something(document):
    [plan] = [one for one in resources(document) if one["resourceType"] == "CarePlan"]
    for activity in plan["activity"]:
        assert len(activity) == 1
        assert "reference" in activity or {"status", "description"} <= activity["detail"].keys()
    for section in resources(document)[0]["section"]:
        assert section["text"]["status"] == "generated"
        assert re.fullmatch(r'<div xmlns="http://www.w3.org/1999/xhtml">(<p>.+?</p>)+</div>', section["text"]["div"], re.S)  # fmt: skip


def test_no_code_is_used_that_is_not_in_the_list(document):
    listed = {
        (code[0], code[1])
        for code in vars(fhir_codes).values()
        if isinstance(code, tuple) and len(code) == 3
    } | {(fhir_codes.LOINC, code) for code in fhir_codes.FISH.values()}

    used = {
        (coding["system"], coding["code"])
        for name, coding in walk(document)
        if name == "coding" and isinstance(coding, dict)
    }

    assert used <= listed


def test_the_same_record_gives_the_same_bytes_and_another_record_other_ids():
    text = a_full_record().to_json()

    assert bundle_text(text) == bundle_text(text)
    one, other = (bundle(json.loads(text), digest) for digest in ("a", "b"))
    ids = [{entry["fullUrl"] for entry in each["entry"]} for each in (one, other)]
    assert ids[0] & ids[1] == set()


def test_light_chains_are_coded_by_their_kind_and_measured_in_their_unit():
    found = {
        coding["code"]: resource["valueQuantity"]
        for resource in resources(document_of(a_record()))
        if resource["resourceType"] == "Observation" and "valueQuantity" in resource
        for coding in resource["code"].get("coding", [])
    }

    assert found["36916-5"] == {
        "value": 2310.0,
        "unit": "mg/L",
        "system": "http://unitsofmeasure.org",
        "code": "mg/L",
    }
    assert found["33358-3"]["value"] == 23.6
    assert "33944-0" not in found


def test_markup_and_control_characters_stay_text():
    typed = '<script src="x">&\x00\x1f\ud800</script>'

    text = bundle_text(a_full_record(question=typed, headline=typed, rationale=(typed,)).to_json())

    text.encode()
    assert (
        "\x00" not in text
        and "<script" not in json.loads(text)["entry"][0]["resource"]["section"][1]["text"]["div"]
    )
    assert "&lt;script" in text


def test_who_stated_checked_and_signed_is_told_apart():
    signed = [
        r for r in resources(document_of(a_full_record())) if r["resourceType"] == "Provenance"
    ]

    parts = [one["agent"][0]["type"]["coding"][0]["code"] for one in signed]
    assert parts == ["author", "verifier", "legal"]


def test_invented_patients_are_said_to_be_invented():
    assert "Synthetic: not a real patient" in resources(document_of(a_record()))[0]["title"]
    assert "Synthetic" not in resources(document_of(a_record(synthetic=False)))[0]["title"]
