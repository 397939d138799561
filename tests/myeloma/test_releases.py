"""Two releases of the rule files: which verdicts differ for the same case, and by which rule."""

import re
import shutil
from pathlib import Path

import pytest

from board.myeloma import assessment
from board.myeloma.assessment import assess
from board.myeloma.rulefiles import RuleFileError
from board.myeloma.settling.releases import (
    NOT_ASKED,
    NOT_THERE,
    MovedVerdict,
    Release,
    compare_releases,
    installed,
    read_release,
)
from board.myeloma.sources import cite
from tests.myeloma.cases import sample

RULES = Path(assessment.__file__).parent / "rules"


def moved(folder: Path, file: str, pattern: str, instead: str) -> dict[str, MovedVerdict]:
    """What moves for the first sample from rules with one text changed to those of the package."""
    return {
        one.option: one
        for one in compare_releases(
            sample("mm-0131"), changed(folder, file, pattern, instead), installed()
        )
    }


def changed(folder: Path, file: str, pattern: str, instead: str) -> Release:
    shutil.copytree(RULES, folder / "rules")
    path = folder / "rules" / file
    text, times = re.subn(pattern, instead, path.read_text(encoding="utf-8"), count=1)
    assert times == 1
    path.write_text(text, encoding="utf-8")
    return read_release(folder / "rules")


def test_a_release_judges_as_the_package_does() -> None:
    facts = sample("mm-0131")

    assert compare_releases(facts, installed(), installed()) == ()
    assert installed().name in assess(facts).traces["risk.iss"].version


def test_a_threshold_that_differs_is_told_under_both_releases(tmp_path: Path) -> None:
    found = moved(
        tmp_path, "criteria.toml", r'fact = "health.lvef_pct"\nnumber = 40',
        'fact = "health.lvef_pct"\nnumber = 85',
    )  # fmt: skip

    (rule,) = found["kd"].because
    assert (rule.criterion, rule.label) == ("LVEF_ge40", "Ejection fraction")
    assert rule.before.startswith("not met (")
    assert rule.before.endswith(", asked: at least 85 %)")
    assert rule.after.startswith("met (")


def test_a_criterion_that_is_no_longer_asked_is_told(tmp_path: Path) -> None:
    found = moved(
        tmp_path,
        "options_us.toml",
        r'(id = "tec_dara"(?s:.*?))"lines_ge1",',
        r'\1"lines_ge1", "t11_14_present",',
    )

    (rule,) = found["tec_dara"].because
    assert rule.criterion == "t11_14_present"
    assert rule.before.startswith("not met")
    assert rule.after == NOT_ASKED


def test_an_option_of_one_release_only_is_told(tmp_path: Path) -> None:
    facts = sample("mm-0131")
    other = changed(tmp_path, "options_us.toml", r'id = "tec_dara"', 'id = "tec_dara_old"')

    found = {one.option: one for one in compare_releases(facts, other, installed())}

    assert found["tec_dara"].before == NOT_THERE
    assert found["tec_dara_old"].after == NOT_THERE
    assert found["tec_dara"].because == found["tec_dara_old"].because == ()
    assert found["tec_dara"].rule_before == found["tec_dara_old"].rule_after == ""


def test_a_text_that_was_not_yet_in_force_is_told(tmp_path: Path) -> None:
    found = moved(tmp_path, "options_us.toml", r'valid_from = "2026-03"', 'valid_from = "2031-03"')

    (rule,) = found["tec_dara"].because
    assert (found["tec_dara"].before, rule.criterion) == ("unknown", "")
    assert "no text in force" in rule.before


def test_a_source_that_only_the_other_release_knows_can_be_cited(tmp_path: Path) -> None:
    shutil.copytree(RULES, tmp_path / "rules")
    with (tmp_path / "rules" / "sources.toml").open("a", encoding="utf-8") as file:
        file.write('\nNEWER = "A source of another release"\n')

    read_release(tmp_path / "rules")

    assert cite("NEWER:M").text == "A source of another release"
    assert cite("RAJ11:V").text.startswith("Rajkumar")


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    shutil.copytree(RULES, tmp_path / "rules")
    (tmp_path / "rules" / "options_eu.toml").write_bytes(b"\xff\xfe")

    with pytest.raises(RuleFileError, match=r"options_eu\.toml: this is not UTF-8"):
        read_release(tmp_path / "rules")


def test_a_folder_that_is_not_there_or_lacks_a_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RuleFileError, match="no folder of rule files"):
        read_release(tmp_path / "nowhere")
    with pytest.raises(RuleFileError, match=r"sources\.toml: No such file"):
        read_release(tmp_path)


def test_a_trial_that_asks_otherwise_is_told(tmp_path: Path) -> None:
    found = moved(tmp_path, "trials.toml", '(id = "DREAMM-7"[^#]*?)lines_ge1', r"\1lines_ge3")

    trial = found["DREAMM-7"]
    assert (trial.before, trial.after) == ("not_eligible", "eligible")
    assert {rule.criterion for rule in trial.because} == {"lines_ge3"}


@pytest.mark.parametrize(
    ("file", "section"),
    [("criteria.toml", "criterion"), ("options_us.toml", "option"), ("trials.toml", "trial")],
)
def test_a_file_without_entries_is_refused(tmp_path: Path, file: str, section: str) -> None:
    shutil.copytree(RULES, tmp_path / "rules")
    (tmp_path / "rules" / file).write_text("", encoding="utf-8")

    with pytest.raises(RuleFileError, match=rf"^{file}: there is no \[\[{section}\]\]"):
        read_release(tmp_path / "rules")


def test_a_profile_that_is_no_list_of_criteria_is_refused(tmp_path: Path) -> None:
    shutil.copytree(RULES, tmp_path / "rules")
    (tmp_path / "rules" / "fitness.toml").write_text("[profile]\ncar_t = 3\n", encoding="utf-8")

    with pytest.raises(RuleFileError, match=r"^fitness.toml: car_t is no list of criteria"):
        read_release(tmp_path / "rules")
