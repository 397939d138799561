"""`board assess`: cases in any wrapping, assessments out, and every kind of bad input refused by name."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from board.cli import case_files
from board.myeloma import assessment
from board.myeloma.assessment import assess
from board.myeloma.facts import CaseFacts
from tests.cli.running import board, json_lines, program
from tests.myeloma.cases import ASSESSMENTS, FACTS, shared, without_order

RULES = Path(assessment.__file__).parent / "rules"
MINIMAL = {"case_id": "S-1", "title": "Synthetic", "as_of": "2026-11-23"}


def facts(case_id: str) -> dict[str, Any]:
    return dict(json.loads((FACTS / f"{case_id}.json").read_text(encoding="utf-8")))


def written(path: Path, text: str | bytes) -> str:
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return str(path)


@pytest.mark.parametrize("case_id", ["mm-0131", "mm-0140"])
def test_one_case_is_one_line_with_the_assessment_alone(case_id: str) -> None:
    found = board("assess", str(FACTS / f"{case_id}.json"))

    expected = json.loads((ASSESSMENTS / f"{case_id}.json").read_text(encoding="utf-8"))
    assert found.exit_code == 0
    assert [without_order(one) for one in json_lines(found.stdout)] == [without_order(expected)]
    assert found.stderr == ""


@pytest.mark.parametrize("entry", shared("cases.json"))
def test_a_shared_case_is_assessed_from_standard_input(entry: dict[str, Any]) -> None:
    found = board("assess", "-", stdin=json.dumps(entry["input"]).encode())

    assert without_order(json_lines(found.stdout)[0]) == without_order(entry["expected"])


@pytest.mark.parametrize(
    "wrapping", ["lines", "array", "pretty array", "wrapper", "bom", "blank lines"]
)
def test_cases_come_in_any_wrapping_and_leave_in_their_order(tmp_path: Path, wrapping: str) -> None:
    cases = [facts("mm-0131"), facts("mm-0133"), MINIMAL]
    lines = "\n".join(json.dumps(case) for case in cases)
    text = {
        "lines": lines,
        "array": json.dumps(cases),
        "pretty array": json.dumps(cases, indent=2),
        "wrapper": json.dumps({"cases": [{"input": case, "expected": {}} for case in cases]}),
        "bom": "\ufeff" + lines,
        "blank lines": "\n\n" + lines.replace("\n", "\n\n \n") + "\n\n",
    }[wrapping]

    found = board("assess", written(tmp_path / "cases", text))

    expected = [assess(CaseFacts.model_validate(case)) for case in cases]
    assert found.exit_code == 0
    assert json_lines(found.stdout) == json.loads(json.dumps(expected))


def test_an_object_over_several_lines_is_one_case(tmp_path: Path) -> None:
    found = board("assess", written(tmp_path / "case.json", json.dumps(MINIMAL, indent=1)))

    assert len(json_lines(found.stdout)) == 1


def test_jurisdiction_and_day_may_be_told_instead() -> None:
    file = str(FACTS / "mm-0131.json")

    found = board("assess", file, "--jurisdiction", "EU", "--as-of", "2026-12-01")

    tree = {**facts("mm-0131"), "jurisdiction": "EU", "as_of": "2026-12-01"}
    assert json_lines(found.stdout) == json.loads(
        json.dumps([assess(CaseFacts.model_validate(tree))])
    )


def test_explain_adds_a_trace_and_changes_nothing() -> None:
    file = str(FACTS / "mm-0131.json")

    plain, explained = board("assess", file), board("assess", file, "--explain")

    (answer,) = json_lines(explained.stdout)
    assert answer.pop("trace")
    assert [answer] == json_lines(plain.stdout)


def a_release(folder: Path, **changed: tuple[str, str]) -> str:
    """The rule files of the package with one text of a file replaced by another."""
    shutil.copytree(RULES, folder)
    for name, (old, new) in changed.items():
        file = folder / f"{name}.toml"
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return str(folder)


def test_two_releases_of_the_rules_tell_which_verdicts_moved_and_why(tmp_path: Path) -> None:
    lvef = 'fact = "health.lvef_pct"\nnumber = '
    before = a_release(tmp_path / "old", criteria=(f"{lvef}40", f"{lvef}85"))

    found = board("assess", str(FACTS / "mm-0131.json"), "--against", before)

    (answer,) = json_lines(found.stdout)
    told = answer.pop("against")
    assert answer == json.loads(json.dumps(assess(CaseFacts.model_validate(facts("mm-0131")))))
    assert told["before"] != told["after"]
    assert {one["option"] for one in told["moved"]} == {"dkd", "isakd", "krd", "kd", "salvage_asct"}
    for one in told["moved"]:
        assert (one["before"], one["after"]) == ("not_eligible", "eligible")
        assert told["before"] in one["rule_before"]
        assert told["after"] in one["rule_after"]
        assert [rule["criterion"] for rule in one["because"]] == ["LVEF_ge40"]
        assert one["because"][0]["before"].endswith("asked: at least 85 %)")
        assert one["because"][0]["after"].endswith("asked: at least 40 %)")


def test_the_same_rules_move_nothing(tmp_path: Path) -> None:
    found = board("assess", str(FACTS / "mm-0131.json"), "--against", a_release(tmp_path / "same"))

    assert json_lines(found.stdout)[0]["against"]["moved"] == []


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        (
            {"criteria": ('kind = "lines_at_least"', 'kind = "lines_guessed"')},
            "criteria.toml, line",
        ),
        ({"fitness": ("[profile]", "[colour]")}, "fitness.toml"),
    ],
)
def test_a_release_that_is_not_understood_is_refused_with_its_place(
    tmp_path: Path, changed: dict[str, tuple[str, str]], problem: str
) -> None:
    folder = a_release(tmp_path / "odd", **changed)

    found = board("assess", str(FACTS / "mm-0131.json"), "--against", folder)

    assert found.exit_code == 2
    assert found.stdout == ""
    assert problem in found.stderr


def test_a_release_that_is_not_there_is_named(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    nothing, empty = (
        board("assess", str(FACTS / "mm-0131.json"), "--against", str(tmp_path / name))
        for name in ("nowhere", "empty")
    )

    assert (nothing.exit_code, empty.exit_code) == (2, 2)
    assert "no folder of rule files" in nothing.stderr
    assert "sources.toml: No such file" in empty.stderr


BAD_VALUES: list[tuple[dict[str, Any], str]] = [
    ({"series": [{"date": "2026-01-01"}, {"date": "2026-02-01", "serum_m_g_dL": 33}]},
     "series[1].serum_m_g_dL: Serum M-protein 33 g/dL is outside 0 to 15 g/dL; check the unit."),
    ({"series": [{"date": "2026-01-01", "serum_m_g_dL": "12"}]}, "series[0].serum_m_g_dL: A number was expected here."),
    ({"series": [{"serum_m_g_dL": 1}]}, "series[0].date: Here “date” is required and missing."),
    ({"series": {}}, "series: A list was expected here."),
    ({"patient": {"age": "83"}}, "patient.age: A whole number was expected here."),
    ({"patient": {"age": 300}}, "patient.age: Age 300 years is outside 18 to 110 years; check the unit."),
    ({"patient": []}, "patient: An object was expected here."),
    ({"colour": 1}, "colour: This names nothing that the case facts keep."),
    ({"as_of": "2026-13-01"}, "as_of: '2026-13-01' is not a date: there is no month 13."),
    ({"as_of": None}, "as_of: Text was expected here."),
    ({"jurisdiction": "CH"}, "jurisdiction: Input should be 'US' or 'EU'."),
    ({"regimens": [{"id": "a", "drugs": ["x"], "start": "2026-02-01", "end": "2026-01-01"}]},
     "regimens[0]: Regimen a ends (2026-01-01) before it starts (2026-02-01)."),
    ({"regimens": [{"id": "a", "drugs": ["x"]}, {"id": "a", "drugs": ["y"]}]}, "the case: Two regimens share the id a."),
    ({"title": "a\u0000b"}, "title: This holds control characters."),
    ({"format": "case-facts/2"}, "format: Input should be 'case-facts/1'."),
]  # fmt: skip


@pytest.mark.parametrize(("parts", "problem"), BAD_VALUES, ids=lambda part: str(part)[:30])
def test_a_value_that_cannot_stand_is_named_with_its_path(
    parts: dict[str, Any], problem: str
) -> None:
    found = board("assess", "-", stdin=json.dumps({**MINIMAL, **parts}).encode())

    assert found.exit_code == 2
    assert found.stdout == ""
    assert found.stderr.splitlines() == [problem]


def test_every_problem_has_a_line_of_its_own() -> None:
    bad = {**MINIMAL, "colour": 1, "patient": {"age": 300, "ecog": 9}}

    found = board("assess", "-", stdin=json.dumps(bad).encode())

    assert [line.partition(":")[0] for line in found.stderr.splitlines()] == [
        "patient.age", "patient.ecog", "colour",
    ]  # fmt: skip


BAD_TEXTS: list[tuple[bytes, str]] = [
    (b"", "the file is empty"),
    (b"\n \n", "the file is empty"),
    (b"{oops}", "this is not JSON: Expecting property name enclosed in double quotes"),
    (b"[]", "there is no case in it"),
    (b'{"cases": []}', "there is no case in it"),
    (b"17", "a case is an object; this is neither one nor a list of them"),
    (b"null", "a case is an object"),
    (b'"text"', "a case is an object"),
    (b"[1]", "a case is an object; this is none"),
    (b"{}", "case_id: Here"),
    (json.dumps(MINIMAL).encode("utf-16"), "this is UTF-16 or UTF-32: save it as UTF-8"),
    (b'{"title": "\xe9"}', "this is not UTF-8 (byte 12): save it as UTF-8"),
    (bytes(range(1, 256)) * 40, "this is not UTF-8"),
    (b"[" * 100_000, "Objects and lists lie more than 24 deep"),
    (b'{"a":' * 400 + b"1" + b"}" * 400, "a.a.a: Objects and lists lie more than 24 deep"),
    (b'{"patient": {"age": NaN}}', "patient.age: This is not a number."),
    (b'{"patient": {"age": -Infinity}}', "patient.age: This is not a number."),
    (b'{"patient": {"age": 3, "age": 3}}', "patient.age: This key stands twice."),
    (
        b'{"series": [{"bm_pc_pct": 1e999}]}',
        "series[0].bm_pc_pct: No measurement needs so many digits.",
    ),
    (b'{"patient": {"age": ' + b"9" * 5000 + b"}}", "patient.age: No measurement is this large."),
    (b'{"case_id": "\\ud800"}', "case_id: This holds half a character (a lone surrogate)."),
    (b'[{"case_id": "a"}] extra', "this is not JSON: Extra data"),
    (b'[{"case_id": "a"}]\n{"case_id": "b"}', "there is more behind the JSON"),
]


@pytest.mark.parametrize(("data", "problem"), BAD_TEXTS, ids=lambda part: repr(part)[:30])
def test_bad_input_is_refused_in_words_and_nothing_is_printed(data: bytes, problem: str) -> None:
    found = board("assess", "-", stdin=data)

    assert found.exit_code == 2
    assert found.stdout == ""
    assert problem in found.stderr
    assert "Traceback" not in found.stderr


def test_in_a_batch_the_good_cases_are_printed_and_the_bad_ones_listed() -> None:
    good, other = json.dumps(MINIMAL), json.dumps({**MINIMAL, "case_id": "S-4"})
    bad = json.dumps({**MINIMAL, "case_id": "S-2", "patient": {"age": 300}})
    lines = [good, bad, "{oops}", other, "[1]"]

    found = board("assess", "-", stdin="\n".join(lines).encode())

    assert found.exit_code == 2
    assert len(json_lines(found.stdout)) == 2
    assert [line.partition(": ")[0] for line in found.stderr.splitlines()] == [
        "case 2 (S-2)", "case 3", "case 5",
    ]  # fmt: skip


def test_a_broken_first_line_holds_up_no_other_case() -> None:
    found = board("assess", "-", stdin=b"{oops}\n" + json.dumps(MINIMAL).encode() + b"\n")

    assert found.exit_code == 2
    assert len(json_lines(found.stdout)) == 1
    assert found.stderr.startswith("case 1: this is not JSON")


def test_an_array_with_a_bad_case_prints_the_others() -> None:
    cases = [MINIMAL, {**MINIMAL, "case_id": "\x1b[31m", "patient": {"age": 300}}, 3]

    found = board("assess", "-", stdin=json.dumps(cases).encode())

    assert len(json_lines(found.stdout)) == 1
    assert found.stderr.splitlines()[-1] == "case 3: a case is an object; this is none"
    assert "\x1b" not in found.stderr


def test_a_file_that_is_not_there_or_no_file_is_refused(tmp_path: Path) -> None:
    missing = board("assess", str(tmp_path / "none.json"))
    folder = board("assess", str(tmp_path))

    assert (missing.exit_code, folder.exit_code) == (2, 2)
    assert "No such file or directory" in missing.stderr
    assert "Is a directory" in folder.stderr
    assert missing.stdout == folder.stdout == ""


@pytest.mark.parametrize(
    "arguments", [(), ("--as-of", "soon"), ("--jurisdiction", "CH"), ("--colour",)]
)
def test_a_wrong_call_is_refused_with_the_usage(arguments: tuple[str, ...]) -> None:
    found = board("assess", *(("-",) if arguments else ()), *arguments, stdin=b"{}")

    assert found.exit_code == 2
    assert found.stdout == ""
    assert "Usage: " in found.stderr


def test_what_is_too_large_to_read_as_a_whole_is_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(case_files, "LARGEST_WHOLE", 1_000)
    monkeypatch.setattr(case_files, "LONGEST_LINE", 1_000)
    one_line = board("assess", written(tmp_path / "a", b"x" * 5_000))
    lines = board("assess", written(tmp_path / "b", b"[1,\n" * 1_000))
    long_line = json.dumps(MINIMAL) + "\n" + json.dumps({**MINIMAL, "title": "x" * 2_000})
    later = board("assess", written(tmp_path / "c", long_line))

    assert "larger than" in one_line.stderr
    assert "larger than" in lines.stderr
    assert "a line is longer than" in later.stderr
    assert [one.exit_code for one in (one_line, lines, later)] == [2, 2, 2]


def test_a_case_with_a_hundred_thousand_values_is_refused_at_once() -> None:
    found = board("assess", "-", stdin=json.dumps({**MINIMAL, "series": [1] * 300_000}).encode())

    assert found.exit_code == 2
    assert found.stderr.splitlines() == [
        "series: more than 100,000 values: no case looks like this"
    ]


def test_a_hundred_megabytes_of_nothing_are_refused_in_bounded_memory(tmp_path: Path) -> None:
    file = tmp_path / "large.json"
    with file.open("wb") as stream:
        for _ in range(100):
            stream.write(b"x" * 1_000_000)

    found = program("assess", str(file))

    assert found.returncode == 2
    assert b"larger than 40 MB" in found.stderr
    assert b"Traceback" not in found.stderr


def test_whoever_stops_listening_ends_the_command_quietly() -> None:
    many = (json.dumps(MINIMAL).encode() + b"\n") * 400
    command = [sys.executable, "-c", "from board.cli import main; main()", "assess", "-"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdin and running.stdout and running.stderr
        running.stdin.write(many)
        running.stdin.close()
        running.stdout.readline()
        running.stdout.close()
        said = running.stderr.read()
        running.wait(timeout=60)

    assert b"Traceback" not in said
    assert b"Exception" not in said
