"""`board assess`: the assessment of cases, as JSON lines."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from pydantic import ValidationError

    from board.cli.case_files import Given
    from board.myeloma.facts import CaseFacts

    #: Returns what is added to the answer about one case.
    Adding = Callable[[CaseFacts], dict[str, Any]]


@click.command("assess")
@click.argument("file")
@click.option("--jurisdiction", type=click.Choice(["US", "EU"]), help="Instead of the case's own.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="Instead of the case's own day.")
@click.option("--explain", "explained", is_flag=True, help="Add how each answer came about.")
@click.option(
    "--against",
    metavar="RULES_DIR",
    help="Add which verdicts the rule files in RULES_DIR give otherwise, and because of which rule.",
)
def assess_command(
    file: str, jurisdiction: str | None, as_of: Any, explained: bool, against: str | None
) -> None:
    """Print the assessment of each case in FILE (- reads standard input), one JSON object a line.

    FILE holds one case-facts/1 object, an array of them, or one on each line. What cannot be read is
    listed on standard error with its place, and the exit status is 2; the other cases are printed.
    """
    from board.cli.case_files import Unreadable, cases_in

    instead = {"jurisdiction": jurisdiction, "as_of": as_of and as_of.date().isoformat()}
    adding = [*([_trace] if explained else []), *([_moved_from(against)] if against else [])]
    bad = 0
    try:
        with _opened(file) as stream:
            for given in _many(cases_in(stream)):
                bad += not _assess(*given, instead, adding)
    except Unreadable as wrong:
        _complain(f"{_shown(file)}: {wrong}")
        bad += 1
    except OSError as wrong:
        if isinstance(wrong, BrokenPipeError):
            raise
        _complain(f"{_shown(file)}: {wrong.strerror or 'cannot be read'}")
        bad += 1
    if bad:
        sys.exit(2)


def _many(cases: "Iterator[Given]") -> "Iterator[tuple[Given, bool]]":
    """Return each case with whether it is one of several, which is known one case later."""
    first = next(cases)
    second = next(cases, None)
    yield first, second is not None
    if second is not None:
        yield second, True
    for given in cases:
        yield given, True


def _trace(facts: "CaseFacts") -> dict[str, Any]:
    from board.myeloma.explanation import explain

    return {"trace": explain(facts)}


def _moved_from(folder: str) -> "Adding":
    """Return what tells how verdicts moved since the release in *folder*; exit 2 for a bad one."""
    from dataclasses import asdict

    from board.myeloma.rulefiles import RuleFileError
    from board.myeloma.settling.releases import compare_releases, installed, read_release

    try:
        before, after = read_release(Path(folder)), installed()
    except RuleFileError as wrong:
        _complain(f"{_shown(folder)}: {wrong}")
        sys.exit(2)

    def moved(facts: "CaseFacts") -> dict[str, Any]:
        found = [asdict(one) for one in compare_releases(facts, before, after)]
        return {"against": {"before": before.name, "after": after.name, "moved": found}}

    return moved


def _assess(
    given: "Given", many: bool, instead: dict[str, str | None], adding: "list[Adding]"
) -> bool:
    """Print one case's assessment, or what is wrong with it; say whether it could be read."""
    facts, problems = _facts(given, instead)
    if facts is None:
        named = f" ({_shown(given.case_id)})" if given.case_id else ""
        lead = f"case {given.number}{named}: " if many else ""
        for problem in problems:
            _complain(lead + problem)
        return False
    from board.myeloma.assessment import assess

    answer = dict(assess(facts))
    for more in adding:
        answer |= more(facts)
    click.echo(json.dumps(answer, separators=(",", ":")))
    return True


def _facts(
    given: "Given", instead: dict[str, str | None]
) -> "tuple[CaseFacts | None, tuple[str, ...]]":
    from pydantic import ValidationError

    from board.myeloma.facts import CaseFacts

    if given.tree is None or given.problems:
        return None, given.problems
    tree = {**given.tree, **{key: value for key, value in instead.items() if value is not None}}
    try:
        return CaseFacts.model_validate(tree), ()
    except ValidationError as wrong:
        return None, _problems(tree, wrong)


def _problems(tree: dict[str, Any], wrong: "ValidationError") -> tuple[str, ...]:
    """Return one sentence for each place that was refused."""
    from board.interop.case_facts import spelled
    from board.interop.checks import explained

    found: dict[str, str] = {}
    for detail in wrong.errors(include_url=False, include_context=False, include_input=False):
        place = spelled(_place(tree, detail["loc"], detail["type"]))
        # Of the two readings of a field the one that speaks of the value itself says more.
        if place not in found or detail["type"] == "value_error":
            found[place] = explained(detail)
    return tuple(f"{'the case' if p == 'the file' else p}: {why}" for p, why in found.items())


def _place(tree: Any, location: tuple[int | str, ...], kind: str) -> tuple[int | str, ...]:
    """Return *location* as far as it names the file, not the branches of a validator."""
    found: list[int | str] = []
    for step in location:
        inside = isinstance(tree, dict) and step in tree
        if not inside and not (isinstance(tree, list) and isinstance(step, int)):
            return (*found, step) if kind == "missing" else tuple(found)
        tree = tree[step]
        found.append(step)
    return tuple(found)


@contextmanager
def _opened(file: str) -> Iterator[IO[bytes]]:
    if file == "-":
        yield sys.stdin.buffer
        return
    with Path(file).open("rb") as stream:
        yield stream


def _complain(text: str) -> None:
    click.echo(" ".join(text.split()), err=True)


def _shown(text: str) -> str:
    return "".join(sign if sign.isprintable() else "?" for sign in text)[:200]
