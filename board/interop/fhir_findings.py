"""What the board saw, as FHIR Observations: the last markers, genetics, and the status line by line."""

from collections.abc import Mapping
from typing import Any

from board.interop import fhir_codes as codes
from board.interop.fhir_codes import concept, fish_code, quantity
from board.interop.fhir_names import Names

Record = Mapping[str, Any]
Resource = dict[str, Any]

CHAINS = {"kappa": codes.KAPPA, "lambda": codes.LAMBDA}


def observations(record: Record, names: Names) -> list[Resource]:
    """Return the Observations of a record, in the order in which it prints them."""
    return [*_markers(record, names), *_genetics(record, names), *_status(record, names)]


def _markers(record: Record, names: Names) -> list[Resource]:
    course = record.get("course") or {}
    points = sorted(course.get("points") or (), key=lambda point: point["date"])
    chain = CHAINS.get(str(course.get("light_chain")))
    light = "Involved free light chain in serum"
    rows = (
        ("m_protein_g_L", "M-protein in serum", "g/L", (codes.M_PROTEIN,)),
        ("involved_flc_mg_L", light, "mg/L", (chain,) if chain else ()),
    )
    found = []
    for field, words, unit, known in rows:
        last = next((point for point in reversed(points) if point.get(field) is not None), None)
        if last is not None:
            said = {"effectiveDateTime": last["date"], "valueQuantity": quantity(last[field], unit)}
            found.append(_observation(names, field, concept(words, *known), True, said))
    return found


def _genetics(record: Record, names: Names) -> list[Resource]:
    panel = record.get("genetics") or {}
    found = []
    for number, one in enumerate(panel.get("findings") or (), 1):
        detected = (codes.DETECTED,) if one["result"] == "detected" else ()
        said: dict[str, Any] = {"valueCodeableConcept": concept(one["result"], *detected)}
        if panel.get("sampled"):
            said["effectiveDateTime"] = panel["sampled"]
        if panel.get("method"):
            said["method"] = concept(panel["method"])
        if one.get("percent") is not None:
            share = {"code": concept("Cells carrying it")}
            said["component"] = [{**share, "valueQuantity": quantity(one["percent"], "%")}]
        name = concept(one["abnormality"], *fish_code(one["abnormality"]))
        found.append(_observation(names, f"genetics {number}", name, True, said))
    return found


def _status(record: Record, names: Names) -> list[Resource]:
    """Return the lines of the status as they are printed: several values in one line are no one code's."""
    return [
        _observation(
            names,
            f"status {number}",
            concept(one["name"]),
            False,
            {"effectiveDateTime": record["board_at"], "valueString": one["value"]},
        )
        for number, one in enumerate(record.get("status") or (), 1)
        if one["value"]
    ]


def _observation(
    names: Names, what: str, code: Resource, laboratory: bool, said: dict[str, Any]
) -> Resource:
    category = {"category": [concept("Laboratory", codes.LABORATORY)]} if laboratory else {}
    return {
        "resourceType": "Observation",
        "id": names.id_of(what),
        "status": "final",
        **category,
        "code": code,
        "subject": names.reference("patient"),
        **said,
    }
