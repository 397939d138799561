"""`board calc`: the calculators of the medicine."""

import json
import sys

import click


@click.command("calc", context_settings={"ignore_unknown_options": True})
@click.argument("name", required=False)
@click.argument("typed", metavar="[KEY=VALUE]...", nargs=-1)
@click.option("--list", "listing", is_flag=True, help="Name every calculator with what it asks.")
def calc_command(name: str | None, typed: tuple[str, ...], listing: bool) -> None:
    """Print what the calculator NAME says to its inputs, as one JSON object.

    A value may name its unit: scr=80umol/L. In scores an input may be left out; then the bounds of
    the points are told.
    """
    from board.myeloma.calculating.calculator_inputs import Refused
    from board.myeloma.calculating.calculators import calculate

    if listing:
        _list()
        return
    if name is None:
        click.echo("name: missing; `board calc --list` names the calculators", err=True)
        sys.exit(2)
    try:
        answer = calculate(name, typed)
    except Refused as refusal:
        for problem in refusal.problems:
            shown = " ".join(problem.split())
            click.echo(shown.encode("utf-8", "replace").decode(), err=True)
        sys.exit(2)
    click.echo(json.dumps(answer))


def _list() -> None:
    from board.myeloma.calculating.calculators import calculators
    from board.myeloma.sources import cite

    for one in calculators().values():
        source = cite(one.source)
        click.echo(f"{one.name}  {one.words}" + (f" ({one.unit})" if one.unit else ""))
        for asked in one.inputs:
            left_out = "" if asked.needed and not one.partial else " (may be left out)"
            click.echo(f"    {asked.name}=  {asked.words}: {asked.asks}{left_out}")
        click.echo(f"    source: {source.text} [{source.key}:{source.tag}]")
