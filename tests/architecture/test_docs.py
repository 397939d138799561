"""The documents say what the code does: words, settings, rooms, rules, decisions, links, commands."""

import re
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

import board
from board.audit.deeds import Deed
from board.audit.models import AuditEntry
from board.config import Settings, from_environment
from board.errors import BoardError
from board.live.commands import COMMANDS
from board.meetings.log import Part
from board.myeloma.genome.genetics import MARKERS

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
DECISIONS = sorted((DOCS / "decisions").glob("*.md"))
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "CHANGELOG.md",
    *sorted(DOCS.rglob("*.md")),
]
ROOMS = sorted(path.parent.name for path in (ROOT / "board").glob("*/__init__.py"))
RULE_FILES = ROOT / "board" / "myeloma" / "rules"

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ +(.+)$", re.M)
TARGET = re.compile(r"^([a-z-]+):", re.M)
TEST = re.compile(r"`(test_\w+)`")
NAMED = re.compile(r"`((?:board|tests|static|templates|migrations|tools)/[\w./-]+)`")
WALKED = re.compile(r"`([\w/]+\.(?:py|js)): (\w+)`")
DEFINED = re.compile(r"^(?:async )?def (test_\w+)", re.M)


def text(*parts):
    return DOCS.joinpath(*parts).read_text()


def anchors(page):
    """Return the places a link into *page* can lead to, as a reader of Markdown names them."""
    kept = (re.sub(r"[^\w\- ]", "", heading).lower() for heading in HEADING.findall(page))
    return {words.strip().replace(" ", "-") for words in kept}


@pytest.mark.parametrize("deed", Deed, ids=lambda deed: deed.name)
def test_every_deed_is_in_the_glossary_in_its_own_words(deed):
    assert f"| `{deed.name}` | {deed.value} |" in text("glossary.md")


def test_every_deed_fits_the_column_that_postgresql_holds_it_in():
    assert [deed for deed in Deed if len(deed.value) > AuditEntry.deed.type.length] == []


def test_every_setting_is_in_the_operations_manual():
    manual = text("operations.md")

    assert [one.name for one in fields(Settings) if f"| `{one.name}` |" not in manual] == []


def test_every_variable_the_program_reads_is_in_the_operations_manual():
    class Asked(dict[str, str]):
        """An environment that remembers what it was asked for."""

        def get(self, name, default=None):
            asked.add(name)
            return "kept" if name == "BOARD_SECRET_KEY" else default

    asked: set[str] = set()
    from_environment(Asked())

    assert asked == set(re.findall(r"^\| `([A-Z_]+)` \|", text("operations.md"), re.M))


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_is_on_the_map_and_in_the_tour(room):
    assert re.search(rf"^{room} ", board.__doc__ or "", re.M), "board/__init__.py"
    assert f"`board/{room}`" in text("tour.md"), "docs/tour.md"


def test_the_map_shows_no_room_that_is_not_there():
    assert sorted(re.findall(r"^(\w+)  +\w", board.__doc__ or "", re.M)) == ROOMS


def test_every_module_of_the_medicine_is_in_the_rules():
    modules = {path.name for path in (ROOT / "board" / "myeloma").rglob("*.py")} - {"__init__.py"}

    assert {name for name in modules if f"`{name}`" not in text("rules.md")} == set()


def rows_of_rule_files():
    """Return (file, id, source) of every criterion, caution and option."""
    for file in ("criteria", "cautions", "options_us", "options_eu"):
        for rows in tomllib.loads((RULE_FILES / f"{file}.toml").read_text()).values():
            for row in rows if isinstance(rows, list) else []:
                yield file, row["id"], row.get("source") or " ".join(row["sources"])


@pytest.mark.parametrize(
    ("file", "name", "source"),
    [*rows_of_rule_files(), *(("genetics", m.id, m.source) for m in MARKERS)],
)
def test_every_rule_that_is_data_is_listed_with_its_source(file, name, source):
    listed = [line for line in text("rules.md").splitlines() if line.startswith(f"| `{name}` |")]

    assert any(source in line for line in listed)


def test_every_rule_file_that_was_checked_says_so_in_the_rules():
    for place in ("us", "eu"):
        checked_on = tomllib.loads((RULE_FILES / f"options_{place}.toml").read_text())["checked_on"]
        assert f"{place.upper()} {checked_on}" in text("rules.md")


def test_every_source_is_listed_as_it_is_cited():
    sources = tomllib.loads((RULE_FILES / "sources.toml").read_text())["source"]

    assert [
        key for key, said in sources.items() if f"| {key} | {said} |" not in text("rules.md")
    ] == []


def test_every_test_that_a_document_names_is_there():
    defined = {
        name
        for file in (ROOT / "tests").rglob("test_*.py")
        for name in DEFINED.findall(file.read_text())
    }
    named = {name for page in PAGES for name in TEST.findall(page.read_text())}

    assert named - defined == set()


def test_every_file_that_a_document_names_is_there():
    named = {name for page in PAGES for name in NAMED.findall(page.read_text())}

    assert {name for name in named if not (ROOT / name).exists()} == set()


def test_every_function_the_tour_walks_through_is_where_it_says():
    def is_there(file, name):
        path = ROOT / file if file.startswith("static/") else ROOT / "board" / file
        return path.exists() and re.search(rf"\b(?:def|class|function) {name}\b", path.read_text())

    walked = WALKED.findall(text("tour.md"))

    assert len(walked) > 30
    assert [step for step in walked if not is_there(*step)] == []


def test_every_command_and_part_of_the_room_is_in_the_protocol():
    protocol = text("protocol.md")

    said = {*COMMANDS, "join", "sync", *(part.value for part in Part)}
    assert {name for name in said if f"`{name}`" not in protocol} == set()


def test_every_refusal_has_its_code_in_the_protocol():
    kinds = [kind for kind in BoardError.__subclasses__() if kind.__module__.startswith("board.")]
    codes = {kind.code for kind in kinds}

    assert {code for code in codes if f"| `{code}` |" not in text("protocol.md")} == set()


def test_decisions_are_numbered_without_a_gap():
    assert [int(file.name[:4]) for file in DECISIONS] == list(range(1, len(DECISIONS) + 1))


@pytest.mark.parametrize("file", DECISIONS, ids=lambda file: file.stem)
def test_a_decision_has_its_number_its_day_and_its_price(file):
    said = file.read_text()

    assert said.startswith(f"# {int(file.name[:4])}. ")
    assert re.search(r"^Status: \w+, \d{4}-\d\d-\d\d$", said, re.M)
    assert re.search(r"^Price: ", said, re.M)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page):
    for target in LINK.findall(page.read_text()):
        address, _, anchor = target.partition("#")
        if "://" in address:
            continue
        file = page.parent / address if address else page
        assert file.exists(), target
        assert not anchor or anchor in anchors(file.read_text()), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_make_target_that_is_named_exists(page):
    named = re.findall(r"^ {4}make ([a-z-]+)|`make ([a-z-]+)", page.read_text(), re.M)
    targets = set(TARGET.findall((ROOT / "Makefile").read_text()))

    assert {one or other for one, other in named} <= targets
