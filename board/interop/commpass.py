"""The CoMMpass study's own list of patients: one flat row each, with treatments by line.

Days count from diagnosis; `day_zero` is the date given to that day. A row is read as the case
record it was made from (`mmrf`): sex, age, treatments. Two things are this file's own: the line
that the record names for a treatment is kept as what was planned together, and a treatment without
any day is kept without dates, because it was given [conventions of this project]. A treatment that
the file calls "Other" stays as typed, its class not known. The stage, the vital status and the rest
are listed: case facts keep the values a stage is made of, not the stage.
"""

import json
from datetime import date
from typing import Any

from board.errors import Invalid
from board.interop.imported import Imported
from board.interop.json_text import json_object
from board.interop.mmrf import read_case

MAX_BYTES = 20_000_000
MAX_PATIENTS = 5_000
NAME = "bcr_patient_barcode"
PERSON = ("gender", "days_to_birth", "race", "ethnicity", "vital_status")
NO_LIST = "This is no list of CoMMpass patients: a JSON list of objects was expected."


def patients(data: bytes) -> tuple[str, ...]:
    """Return the names of the patients in the file, in its order."""
    return tuple(_texts(data))


def read(data: bytes, name: str, patient: str, day_zero: date | None = None) -> Imported:
    """Return what the file says of *patient*; `Invalid` when there is none of that name."""
    texts = _texts(data)
    if patient not in texts:
        some = ", ".join(list(texts)[:3])
        raise Invalid(
            f"The file holds {len(texts)} patients: name one of them, such as {some}.",
            {"patient": "Name the patient."},
        )
    return _read_one(texts[patient], name, day_zero)


def read_all(data: bytes, name: str, day_zero: date) -> dict[str, Imported]:
    """Return what the file says of every patient, by name."""
    return {patient: _read_one(text, name, day_zero) for patient, text in _texts(data).items()}


def _read_one(text: str, name: str, day_zero: date | None) -> Imported:
    row = json_object(text.encode())
    person = {key: row[key] for key in PERSON if key in row}
    rest = {key: value for key, value in row.items() if key not in (*PERSON, NAME)}
    case = {"demographic": person, "diagnoses": [rest]}
    return read_case(case, name, day_zero, keep_lines=True)


def _texts(data: bytes) -> dict[str, str]:
    """Return the text of each patient by name; each is checked when it is read."""
    if len(data) > MAX_BYTES:
        raise Invalid(f"The file has {len(data):,} bytes; {MAX_BYTES:,} are read at most.")
    found: dict[str, str] = {}
    for text, row in _pieces(data):
        called = row.get(NAME) if isinstance(row, dict) else None
        if not isinstance(called, str) or not called or called in found:
            raise Invalid(f"{NO_LIST[:-1]}, each with its own {NAME}.")
        found[called] = text
        if len(found) > MAX_PATIENTS:
            raise Invalid(f"The file holds more than {MAX_PATIENTS:,} patients.")
    return found


def _pieces(data: bytes) -> list[tuple[str, Any]]:
    """Return the text and the value of each entry of the list."""
    decoder = json.JSONDecoder()
    pieces: list[tuple[str, Any]] = []
    try:
        text = data.decode("utf-8-sig").strip()
        if not text.startswith("["):
            raise Invalid(NO_LIST)
        place = _next(text, 1)
        while text[place : place + 1] != "]":
            value, end = decoder.raw_decode(text, place)
            pieces.append((text[place:end], value))
            place = _next(text, end)
            if text[place : place + 1] == ",":
                place = _next(text, place + 1)
    except (ValueError, RecursionError) as error:
        raise Invalid(NO_LIST) from error
    return pieces


def _next(text: str, place: int) -> int:
    """Return the place of the next sign that is no space."""
    while text[place : place + 1].isspace():
        place += 1
    return place
