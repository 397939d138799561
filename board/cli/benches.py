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
    """Assess synthetic cases in this process; the last line is one JSON object.

    ratio_to_parse: the assessment, every answer with its trace, to parsing the same JSON. Beside it
    with every trace read (ratio_opened) or put into words (ratio_worded), and case by case over the
    worked samples (ratio_median, ratio_worst).
    """
    from board.bench.assessing import measure

    if cases < 1 or patients < 1:
        click.echo("--cases and --patients: at least 1", err=True)
        sys.exit(2)
    say = None if as_json else click.echo
    click.echo(json.dumps(measure(cases, patients, say)))


@bench.command("live")
@click.option("--clients", default=500, show_default=True, help="How many open screens.")
@click.option("--json", "as_json", is_flag=True, help="Print the JSON object alone.")
@click.option("--neighbours", is_flag=True, help="Beside slow uploads, prints and noise instead.")
@click.option("--postgres", metavar="URL", help="An empty database to measure beside SQLite, too.")
def live_bench(clients: int, as_json: bool, neighbours: bool, postgres: str | None) -> None:
    """Hold a synthetic meeting with many open screens; the last line is one JSON object."""
    from board.bench.live import run_live

    sys.exit(run_live(clients, as_json, neighbours=neighbours, postgres=postgres))


@bench.command("outage")
@click.option("--kills", default=30, show_default=True, help="How often the server is killed.")
@click.option("--clients", default=12, show_default=True, help="How many open screens.")
@click.option("--json", "as_json", is_flag=True, help="Print the JSON object alone.")
def outage_bench(kills: int, clients: int, as_json: bool) -> None:
    """Kill the server under votes, notes and edits; the last line is one JSON object."""
    from board.bench.cuts import run_outage

    if kills < 1 or clients < 3:
        click.echo("--kills: at least 1; --clients: at least 3", err=True)
        sys.exit(2)
    sys.exit(run_outage(kills, clients, as_json))


@bench.command("documents")
@click.option("--cases", default=30, show_default=True, help="How many cases in the pack.")
@click.option("--json", "as_json", is_flag=True, help="Print the JSON object alone.")
def documents_bench(cases: int, as_json: bool) -> None:
    """Print a pack and a record, beside the bare engine and Chromium; the last line is one JSON object."""
    from board.bench.documents import run_documents
    from board.cli.database import migrate

    if cases < 2:
        click.echo("--cases: at least 2", err=True)
        sys.exit(2)
    sys.exit(run_documents(cases, as_json, migrate))
