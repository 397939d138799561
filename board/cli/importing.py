"""`board import`: another system's file into case facts."""

import json
import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from board.interop.imported import Imported


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--patient", default="", help="Which patient of a file that holds many.")
@click.option(
    "--day-zero",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Read an MMRF record, which counts days: the date of its day 0.",
)
def import_command(file: Path, patient: str, day_zero: datetime | None) -> None:
    """Turn FILE into case facts on standard output; what was not understood goes to standard error.

    FILE is a laboratory CSV whose columns name their units, a case-facts file, or an MMRF record.
    """
    from board.errors import Invalid

    try:
        imported = _read(file, patient, day_zero.date() if day_zero else None)
    except OSError as refusal:
        click.echo(f"{file}: {refusal.strerror}", err=True)
        sys.exit(2)
    except Invalid as refusal:
        click.echo(refusal.message, err=True)
        sys.exit(2)
    click.echo(json.dumps(imported.facts, indent=1, ensure_ascii=False))
    for one in imported.not_understood:
        click.echo(f"not understood: {one.where}: {one.text}: {one.reason}", err=True)
    click.echo(
        f"{len(imported.placed)} values placed, {len(imported.not_understood)} not understood",
        err=True,
    )


def _read(file: Path, patient: str, day_zero: date | None) -> "Imported":
    from board.interop import case_facts, commpass, lab_csv, mmrf

    data = file.read_bytes()
    if patient or data.lstrip()[:1] == b"[":
        return commpass.read(data, file.name, patient, day_zero)
    if day_zero is not None or b'"hits"' in data[:2_000]:
        return mmrf.read(data, file.name, day_zero)
    if file.suffix.lower() in (".csv", ".tsv"):
        return lab_csv.read(data, file.name)
    return case_facts.read(data, file.name)
