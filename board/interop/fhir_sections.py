"""The parts of a FHIR document that people read: a heading, the words, and the resources behind them."""

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from board.interop.fhir_names import Names

Record = Mapping[str, Any]
Resource = dict[str, Any]


def sections(
    record: Record, names: Names, proposed: list[Resource], found: list[Resource]
) -> list[Resource]:
    """Return the sections in the order of the printed record; one without words is left out."""
    steps = [one["text"] for one in record["recommendations"]] or [record["no_recommendation"]]
    present = [f"{one['name']}, {one['discipline']}" for one in record["present"]]
    signed = [names.reference(f"signature {n}") for n, _ in enumerate(record["signatures"], 1)]
    parts: tuple[tuple[str, Iterable[str], list[Resource]], ...] = (
        ("Board decision", [record["headline"], *steps], [names.reference("plan"), *_to(proposed)]),
        ("Question to the board", [record["question"]], []),
        ("Votes and reservations", _votes(record), []),
        ("Rationale", record["rationale"], []),
        ("Alternatives considered", _pairs(record["alternatives"], "option", "why_not"), []),
        ("Patient preference", [record["patient_preference"]], []),
        ("Status and genetics", _status(record), _to(found)),
        ("Missing at the time of the decision", _pairs(record["missing"], "what", "note"), []),
        ("Present", present, [names.reference("team")]),
        ("Signatures", map(_signature, record["signatures"]), signed),
    )
    shown = (_section(title, words, entries) for title, words, entries in parts)
    return [section for section in shown if section is not None]


def _section(title: str, words: Iterable[str], entries: list[Resource]) -> Resource | None:
    lines = [line for line in words if line]
    if not lines:
        return None
    body = "".join(f"<p>{escape(line)}</p>" for line in lines)
    section: Resource = {
        "title": title,
        "text": {
            "status": "generated",
            "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{body}</div>',
        },
    }
    return {**section, "entry": entries} if entries else section


def _votes(record: Record) -> Iterable[str]:
    for ballot in record["ballots"]:
        counts = ", ".join(f"{one['text']} {one['votes']}" for one in ballot["options"])
        said = ballot.get("withheld") or f"{counts}; abstained {ballot['abstained']}"
        yield f"{ballot['question']}: {said}. {ballot['note']}"
    for one in record["dissents"]:
        yield f"Dissent, {one['name']}: would instead {one['instead']}. {one['why']}"


def _status(record: Record) -> Iterable[str]:
    yield from _pairs(record["status"], "name", "value")
    for one in (record.get("genetics") or {}).get("findings") or ():
        yield f"{one['abnormality']}: {one['result']}"


def _signature(one: Mapping[str, Any]) -> str:
    return f"{one['name']}, {one['role']}: {one['meaning']}, {one['at']}"


def _pairs(rows: Iterable[Mapping[str, Any]], name: str, value: str) -> Iterable[str]:
    return (f"{row[name]}: {row[value]}" if row[value] else str(row[name]) for row in rows)


def _to(resources: list[Resource]) -> list[Resource]:
    return [{"reference": f"urn:uuid:{one['id']}"} for one in resources]
