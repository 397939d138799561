"""`board read-fish` and `board drug`: what the program reads in what people write."""

import json
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from board.myeloma.treatment.regimens import Named


@click.command("read-fish")
@click.argument("texts", metavar="TEXT...", nargs=-1, required=True)
def read_fish_command(texts: tuple[str, ...]) -> None:
    """Print what each TEXT of a laboratory says, one JSON object a line."""
    from board.myeloma.genome.fish_values import fish_values

    for text in texts:
        click.echo(json.dumps(fish_values(text)))


@click.command("drug")
@click.argument("texts", metavar="TEXT...", nargs=-1, required=True)
def drug_command(texts: tuple[str, ...]) -> None:
    """Print what each TEXT names, one JSON object for each drug: name and class, or unmapped."""
    from board.myeloma.treatment.regimens import Named, read_therapy

    for text in texts:
        for named in read_therapy(text) or (Named(text),):
            click.echo(json.dumps(_told(named)))


def _told(named: "Named") -> dict[str, object]:
    found: dict[str, object] = {"text": named.text}
    if named.agent is not None:
        found |= {"name": named.name, "class": named.agent.drug_class, "label": named.class_label}
    else:
        found |= {"unmapped": True, "name": named.name or None, "class": None}
    more = {
        "regimen": named.regimen,
        "dose": named.dose,
        "brand": named.brand,
        "status": named.status,
        "note": named.note,
        "candidates": list(named.candidates),
    }
    return found | {key: value for key, value in more.items() if value}
