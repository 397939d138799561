"""The rulebook: every rule has an id, a module, a source and a test, and the page says the same."""

import ast
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest

from board.myeloma.explanation import explain
from board.myeloma.rulebook import ground, modules, read_rulebook, rule, rulebook
from board.myeloma.rulefiles import RuleFileError, parse
from board.myeloma.telling.brief import Ground, Input, Statement
from board.myeloma.telling.summary import summarise
from tests.myeloma.cases import ROOT, a_case, sample, sample_ids
from tools import rules_page

MEDICINE = ROOT / "board" / "myeloma"
PAGE = rules_page.PAGE.read_text(encoding="utf-8")
COMPARES = {"at_least", "at_most", "above", "below", "at_least_months", "under_months"}
GOOD = {
    "id": '"egfr"', "module": '"kidney"', "words": '"CKD-EPI 2021"', "sources": '["NKF:V"]',
    "tests": '["test_kidney"]', "since": '"2026-11-23"',
}  # fmt: skip


def a_row(section: str = "rule", **keys: str) -> str:
    said = {**GOOD, **keys} if section == "rule" else keys
    return f"[[{section}]]\n" + "\n".join(
        f"{key} = {value}" for key, value in said.items() if value
    )


def grounds(value: Any) -> Iterator[Ground]:
    """Every ground that hangs on *value*, however deep."""
    if isinstance(value, Ground):
        yield value
    elif isinstance(value, (tuple, list)):
        for part in value:
            yield from grounds(part)
    elif is_dataclass(value):
        for field in fields(value):
            yield from grounds(getattr(value, field.name))


def numbers(module: Path) -> set[str]:
    """The named numbers of *module*, and the bare ones it compares something with."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    found = {name for node in tree.body for name in _named(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            found |= {str(n) for n in _literals(node.comparators) if isinstance(n, float) or n > 2}
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") in COMPARES:
            found |= {str(n) for n in _literals(node.args) if n}
    return found


def _named(node: ast.stmt) -> Iterator[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    value = getattr(node, "value", None)
    for target in targets:
        named = isinstance(target, ast.Name) and target.id.isupper() and value is not None
        if named and any(_literals(ast.walk(value))):
            yield target.id


def _literals(nodes: Any) -> list[float]:
    kept = (n.value for n in nodes if isinstance(n, ast.Constant))
    return [n for n in kept if isinstance(n, (int, float)) and not isinstance(n, bool)]


def test_the_page_of_the_rules_is_what_the_rule_files_say() -> None:
    assert rules_page.page() == PAGE, "make rules"


def test_every_test_that_a_rule_names_is_there() -> None:
    book = rulebook()
    written = {
        name
        for file in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(
            r"^(?:async )?def (test_\w+)", file.read_text(encoding="utf-8"), re.M
        )
    }

    named = {
        name for one in (*book.rules.values(), *book.tables, *book.others) for name in one.tests
    }

    assert named - written == set()


def test_every_module_of_the_medicine_stands_in_the_rulebook() -> None:
    book = rulebook()
    told = {one.module for one in (*book.rules.values(), *book.others)}
    told |= {name for one in book.tables for name in one.modules}

    assert modules() - told == {"__init__"}
    assert {name for name in told if f"`{name}.py`" not in PAGE} == set()


def test_a_module_that_compares_with_a_number_has_a_rule() -> None:
    book = rulebook()
    ruled = {one.module for one in book.rules.values()}
    ruled |= {name for one in book.tables for name in one.modules}
    bounds = {one.module: set(one.bounds) for one in book.others}

    found = {file.stem: numbers(file) for file in MEDICINE.rglob("*.py")}
    loose = {
        name: held - bounds.get(name, set()) for name, held in found.items() if name not in ruled
    }

    assert {name: held for name, held in loose.items() if held} == {}


def test_a_bound_that_is_named_is_a_number_of_its_module() -> None:
    files = {file.stem: file for file in MEDICINE.rglob("*.py")}

    assert [
        (one.module, bound)
        for one in rulebook().others
        for bound in one.bounds
        if bound not in numbers(files[one.module])
    ] == []


@pytest.mark.parametrize("case_id", [*sample_ids(), ""])
def test_everything_a_brief_says_names_a_rule_of_the_page(case_id: str) -> None:
    facts = sample(case_id) if case_id else a_case()

    found = list(grounds(summarise(facts)))

    assert len(found) > 50
    assert {one.rule for one in found if f"| `{one.id}` |" not in PAGE} == set()


def test_a_statement_is_explained_by_the_id_and_version_of_its_rule() -> None:
    found = explain(sample("mm-0133"))

    said = {one["id"]: one for one in found["relapse"]}

    assert said["treatment_trigger"]["rule"]["id"] == "need_to_treat"
    assert all(f"| `{one['rule']['id']}` |" in PAGE for one in said.values())
    assert {one["rule"]["version"] for one in said.values()} == {found["rules"]["name"]}


def test_an_id_names_one_rule_in_the_whole_house() -> None:
    ids = re.findall(r"^\| `([^`]+)` \|", PAGE, re.M)
    python = set(rulebook().rules)

    elsewhere = [name for name in ids if name in python]

    assert sorted(elsewhere) == sorted(python)


def test_a_ground_has_the_words_and_sources_of_its_rule() -> None:
    given = Input("Creatinine", "1.1", "mg/dL", "2026-11-04")

    why = ground("egfr", (given,))

    assert (why.rule, why.inputs, why.id) == (rule("egfr").words, (given,), "egfr")
    assert [(source.key, source.tag) for source in why.sources] == [("NKF", "V")]
    assert why.sources[0].text.startswith("National Kidney Foundation")


def test_a_statement_may_say_its_rule_more_precisely() -> None:
    why = ground("best_response", words="against the start of the line, by marrow")

    assert why.rule == "against the start of the line, by marrow"
    assert why.id == "best_response"


def test_a_rule_that_is_not_there_is_refused() -> None:
    with pytest.raises(RuleFileError, match=r"rulebook\.toml: no rule with the id gut_feeling"):
        ground("gut_feeling")


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        (a_row(module='"kidneys"'), "line 3: egfr: no module kidneys"),
        (a_row(words='""'), "line 4: egfr: no words"),
        (a_row(sources="[]"), "line 5: egfr: no source"),
        (a_row(sources='["NKX:V"]'), "line 5: egfr: sources.toml: no source with the key NKX"),
        (a_row(sources='["NKF:Q"]'), "line 5: egfr: NKF:Q: the tag must be one of V, M, PC"),
        (a_row(tests="[]"), "line 6: egfr: no test"),
        (a_row(since='"yesterday"'), "line 7: egfr: not a day such as 2026-11-23"),
        (a_row(why='"so"'), "line 8: egfr: unknown key why"),
        (a_row(since=""), "line 1: egfr: missing key since"),
        (f"{a_row()}\n{a_row()}", "line 9: egfr: the id stands twice"),
        ("[[law]]\nid = 1", "unknown key law"),
        (
            a_row("data", file='"x"', modules='["kidneys"]', words='"x"', tests='["x"]'),
            "line 3: no module kidneys",
        ),
        (a_row("other", module='"kidneys"', words='"x"'), "line 2: no module kidneys"),
    ],
)  # fmt: skip
def test_a_rulebook_that_says_something_odd_is_refused_with_file_and_line(
    text: str, wrong: str
) -> None:
    with pytest.raises(RuleFileError) as refused:
        read_rulebook(parse(text, "odd.toml"), "odd.toml")

    assert str(refused.value).startswith("odd.toml")
    assert str(refused.value).endswith(wrong)


def test_a_rulebook_with_one_rule_is_read() -> None:
    book = read_rulebook(parse(a_row(), "own.toml"), "own.toml")

    assert list(book.rules) == ["egfr"]
    assert book.rules["egfr"].tests == ("test_kidney",)
    assert (book.tables, book.others) == ((), ())


def test_modules_are_found_in_whichever_package_they_lie() -> None:
    assert {"kidney", "rulebook", "relapse"} <= modules()
    assert modules() == {file.stem for file in MEDICINE.rglob("*.py")}


def test_a_table_keeps_a_bar_inside_a_cell_apart_from_its_own() -> None:
    assert rules_page.table(("A", "B"), [("x|y", "")]) == (
        "| A | B |\n|---|---|\n| x&#124;y | – |\n"
    )


def test_every_statement_has_a_ground_with_a_source() -> None:
    statements = [one for name in sample_ids() for one in _statements(summarise(sample(name)))]

    assert statements
    assert {one.id for one in statements if not one.ground.sources} == set()


def _statements(value: Any) -> Iterator[Statement]:
    if isinstance(value, Statement):
        yield value
    elif isinstance(value, (tuple, list)):
        for part in value:
            yield from _statements(part)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _statements(getattr(value, field.name))
