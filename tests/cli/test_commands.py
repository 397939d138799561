"""The other commands: calculators, FISH text, drugs, measuring; and how quickly the short ones start."""

import ast
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from board.bench import assessing as measuring
from board.cli import main
from board.cli.importing import import_command
from board.myeloma.calculating.calculators import calculators
from tests.cli.running import board, json_lines, program
from tests.myeloma.cases import FACTS, shared

#: Only some commands need them, so no other loads them.
HEAVY = {"flask", "uvicorn", "alembic", "sqlalchemy", "pydantic", "weasyprint"}


def test_a_calculator_prints_one_json_object() -> None:
    found = board("calc", "ckd_epi_2021", "scr=0.9", "age=55", "sex=F")

    assert found.exit_code == 0
    assert json_lines(found.stdout) == [
        {"calculator": "ckd_epi_2021", "value": 75.5, "unit": "mL/min/1.73 m2", "source": "NKF:V"}
    ]


def test_the_list_names_every_calculator_with_inputs_units_and_source() -> None:
    listed = board("calc", "--list").stdout

    assert all(f"\n{name}  " in f"\n{listed}" for name in calculators())
    assert "scr=  serum creatinine: mg/dL, or in umol/L" in listed
    assert "[NKF:V]" in listed


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ((), "name: missing; `board calc --list`"),
        (("ckd",), "ckd: there is no such calculator"),
        (("two\nlines",), "two lines: there is no such calculator"),
        (("ckd_epi_2021", "scr=0.9", "age=55"), "sex: missing; write sex=…"),
        (("ckd_epi_2021", "scr=9 furlong", "age=55", "sex=F"), "scr: unit 'furlong' is not known"),
        (("ckd_epi_2021", "--scr=1", "age=55", "sex=F"), "'--scr': there is no such input"),
        (("ckd_epi_2021", "scr=\udcff", "age=55", "sex=F"), "scr: "),
    ],
)
def test_a_calculation_that_cannot_be_done_says_what_to_write(
    arguments: tuple[str, ...], problem: str
) -> None:
    found = board("calc", *arguments)

    assert found.exit_code == 2
    assert found.stdout == ""
    assert found.stderr.startswith(problem)


@pytest.mark.parametrize("entry", shared("fish_vectors.json"))
def test_fish_text_is_read_as_its_vector_says(entry: dict[str, Any]) -> None:
    (found,) = json_lines(board("read-fish", entry["text"]).stdout)

    expected = {key: value for key, value in entry["expected"].items() if key != "note"}
    assert expected.items() <= found.items()


def test_each_text_has_its_own_line_and_what_is_not_understood_is_told() -> None:
    found = board("read-fish", "nuc ish(TP53x1,D17Z1x2)[130/200]", "rubbish")

    assert json_lines(found.stdout) == [
        {"del17p": True, "del17p_ccf_pct": 65.0},
        {"not_understood": "rubbish"},
    ]


def test_a_drug_is_told_by_name_and_class_or_as_unmapped() -> None:
    brand, strange = json_lines(board("drug", "Darzalex", "foozle").stdout)
    several = json_lines(board("drug", "VRd").stdout)

    assert (brand["name"], brand["class"]) == ("daratumumab", "antiCD38")
    assert (strange["unmapped"], strange["class"]) == (True, None)
    assert [one["name"] for one in several] == ["bortezomib", "lenalidomide", "dexamethasone"]
    assert json_lines(board("drug", "").stdout) == [
        {"text": "", "unmapped": True, "name": None, "class": None}
    ]


@pytest.mark.parametrize("command", ["drug", "read-fish"])
def test_without_a_text_the_usage_is_told(command: str) -> None:
    found = board(command)

    assert found.exit_code == 2
    assert "Missing argument" in found.stderr


def test_measuring_ends_with_one_json_object_of_real_figures() -> None:
    found = board("bench", "assess", "--cases", "12", "--patients", "3")
    silent = board("bench", "assess", "--cases", "2", "--patients", "1", "--json")

    figures = json.loads(found.stdout.splitlines()[-1])
    assert {"cases_per_min", "ratio_to_parse", "pairs_per_s", "rss_mb"} <= figures.keys()
    assert all(figures[name] > 0 for name in ("cases_per_min", "ratio_to_parse", "pairs_per_s"))
    assert figures["pairs"] >= 3 * 25
    assert len(silent.stdout.splitlines()) == 1
    assert board("bench", "assess", "--cases", "0").exit_code == 2


def test_synthetic_cases_are_always_the_same_and_say_that_they_are_invented() -> None:
    first, again = list(measuring.synthetic(25)), list(measuring.synthetic(25))

    assert first == again
    assert len(set(first)) == 25
    assert all(json.loads(text)["synthetic"] for text in first)


def test_memory_is_told_where_the_system_does_not_say(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measuring, "PROC", Path("/nowhere"))

    assert measuring._megabytes() > 1


@pytest.mark.parametrize("name", sorted(main.list_commands(None)))  # type: ignore[arg-type]
def test_every_command_explains_itself(name: str) -> None:
    found = board(name, "--help")

    assert found.exit_code == 0
    assert "Usage: " in found.stdout


def test_an_unknown_command_is_refused() -> None:
    assert board("foo").exit_code == 2


def test_a_short_command_loads_nothing_of_the_application() -> None:
    asked = (
        "import sys, board.cli, board.myeloma.calculating.calculators; print(sorted(sys.modules))"
    )

    loaded = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, check=True, timeout=60
    )

    assert HEAVY & set(ast.literal_eval(loaded.stdout.decode())) == set()


def test_a_calculation_from_the_shell_answers_on_standard_output() -> None:
    found = program("calc", "bsa", "height=170", "weight=70")

    assert (found.returncode, found.stderr) == (0, b"")
    assert json.loads(found.stdout)["value"] == 1.82


def test_a_terminal_without_a_sign_is_shown_its_number() -> None:
    found = program("calc", "--list", encoding="iso8859-5")

    assert found.returncode == 0
    assert b"\\xb5mol/L" in found.stdout


def test_import_reads_a_case_and_refuses_what_it_cannot_open(tmp_path: Path) -> None:
    found = board("import", str(FACTS / "mm-0131.json"))
    broken = tmp_path / "broken.json"
    broken.write_text("{")
    many = tmp_path / "many.json"
    many.write_text("[]")

    assert found.exit_code == 0
    assert json.loads(found.stdout)["case_id"]
    assert "values placed" in found.stderr
    assert board("import", str(broken)).exit_code == 2
    assert board("import", str(many)).exit_code == 2
    assert board("import", str(tmp_path)).exit_code == 2
    assert import_command.name == "import"


def test_import_reads_a_laboratory_table() -> None:
    table = next((FACTS.parents[2] / "tests" / "samples" / "labs").glob("*.csv"))

    found = board("import", str(table))

    assert found.exit_code == 0
    assert json.loads(found.stdout)
    assert "values placed" in found.stderr


def test_import_asks_for_the_day_zero_of_a_record_that_counts_days(tmp_path: Path) -> None:
    record = tmp_path / "record.json"
    record.write_text('{"data": {"hits": []}}')

    found = board("import", str(record))

    assert found.exit_code == 2
    assert found.stdout == ""
    assert found.stderr
