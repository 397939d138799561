"""`board bench`: how fast the program is, measured on this machine."""

import json
import sys

import click


@click.group("bench")
def bench() -> None:
    """Measure this installation."""


@bench.command("assess")
@click.option("--cases", default=10_000, show_default=True, help="How many synthetic cases.")
@click.option("--patients", default=1_000, show_default=True, help="For options and trials.")
@click.option("--json", "as_json", is_flag=True, help="Print the JSON object alone.")
def assess_bench(cases: int, patients: int, as_json: bool) -> None:
    """Assess synthetic cases in this process; the last line is one JSON object."""
    from board.bench.assessing import measure

    if cases < 1 or patients < 1:
        click.echo("--cases and --patients: at least 1", err=True)
        sys.exit(2)
    say = None if as_json else click.echo
    click.echo(json.dumps(measure(cases, patients, say)))


@bench.command("live")
@click.option("--clients", default=500, show_default=True, help="How many open screens.")
@click.option("--json", "as_json", is_flag=True, help="Print the JSON object alone.")
def live_bench(clients: int, as_json: bool) -> None:
    """Hold a synthetic meeting with many open screens; the last line is one JSON object."""
    from board.bench.live import run_live

    sys.exit(run_live(clients, as_json))
