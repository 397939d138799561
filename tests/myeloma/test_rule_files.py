"""The packaged rules: complete, sourced, and refused when they say something strange."""

from pathlib import Path

import pytest

from board.myeloma import rulefiles, sources, words
from board.myeloma.eligibility import criteria, options, trials
from board.myeloma.eligibility.judgement import Row
from board.myeloma.eligibility.verdict import KINDS
from board.myeloma.health import cautions, triggers
from board.myeloma.rulefiles import RuleFileError, build, fingerprint, parse, sections
from board.myeloma.treatment import agents
from board.myeloma.treatment.agents import Agent, recognise

MODULES = sorted(Path(rulefiles.__file__).parent.rglob("*.py"))


def test_an_unknown_key_is_refused_with_the_name_of_the_file() -> None:
    row = {"id": "x", "drug_class": "PI", "colour": "red"}

    with pytest.raises(RuleFileError, match=r"agents.toml: x: unknown key colour"):
        build(Agent, row, "agents.toml")


@pytest.mark.parametrize("odd", ['"40"', "nan", "inf", "true", "[40]"])
def test_a_threshold_that_is_no_number_is_refused_with_file_and_line(odd: str) -> None:
    text = """
    [[criterion]]
    id = "x"
    label = "X"
    group = "heart"
    kind = "at_least"
    number = ODD
    threshold = "at least {number}"
    source = "ESC22:PC"
    recoverable = true
    """
    [row] = parse(text.replace("ODD", odd), "odd.toml")["criterion"]

    with pytest.raises(RuleFileError, match=r"^odd.toml, line 7: x: number cannot be"):
        build(Row, row, "odd.toml")


@pytest.mark.parametrize(("key", "odd"), [("label", 7), ("recoverable", "yes"), ("of", ["a", 1])])
def test_words_truths_and_lists_of_a_rule_are_what_they_are_declared_to_be(
    key: str, odd: object
) -> None:
    plain = {"id": "x", "label": "X", "group": "heart", "kind": "at_least", "threshold": "",
             "source": "ESC22:PC", "recoverable": True, "of": ["a"]}  # fmt: skip

    assert build(Row, plain, "odd.toml").of == ("a",)
    with pytest.raises(RuleFileError, match=f"odd.toml: x: {key} cannot be"):
        build(Row, {**plain, key: odd}, "odd.toml")


def test_a_missing_key_and_broken_toml_are_refused_with_the_name_of_the_file() -> None:
    with pytest.raises(RuleFileError, match=r"agents.toml: x: missing key drug_class"):
        build(Agent, {"id": "x"}, "agents.toml")
    with pytest.raises(RuleFileError, match=r"odd.toml: "):
        parse("a = [", "odd.toml")
    with pytest.raises(RuleFileError, match=r"odd.toml: unknown key b"):
        sections({"a": 1, "b": 2}, {"a"}, "odd.toml")


@pytest.mark.parametrize(
    "entry", ["no_such_criterion", "lines_ge1 only_if", "lines_ge1 if prior_asct", "profile:none"]
)
def test_an_option_cannot_ask_what_is_not_defined(entry: str) -> None:
    with pytest.raises(RuleFileError, match=r"options_xx.toml"):
        criteria.book().entries([entry], "options_xx.toml")


def test_an_unknown_source_or_tag_is_refused() -> None:
    with pytest.raises(RuleFileError, match="no source with the key NOBODY"):
        sources.cite("NOBODY:V")
    with pytest.raises(RuleFileError, match="the tag must be one of"):
        sources.cite("KUM16:X")


@pytest.mark.parametrize("jurisdiction", ["US", "EU"])
def test_every_option_has_sources_kind_and_known_drugs(jurisdiction: str) -> None:
    rules = options.rule_set(jurisdiction)

    assert rules.jurisdiction == jurisdiction
    for rule, asked in rules.rules:
        assert rule.kind in KINDS
        assert sources.cite_all(*rule.sources)
        assert set(rule.drugs) <= set(agents.agents())
        assert asked


def test_both_jurisdictions_assess_the_same_options() -> None:
    assert options.rule_set("US").assessed == options.rule_set("EU").assessed


def test_every_criterion_names_a_fact_that_has_words() -> None:
    facts = [row.fact for row in criteria.rows().values() if row.fact]

    assert set(facts) <= set(words.fact_words())


def test_every_trigger_has_a_text_and_every_text_a_trigger() -> None:
    flags = [flag.id for part in cautions.flags().values() for flag in part]

    assert sorted(flags) == sorted(triggers.TRIGGERS)


@pytest.mark.parametrize(
    ("token", "agent"),
    [
        ("Darzalex Faspro", "daratumumab"),
        ("daratumumab-fihj", "daratumumab"),
        ("idecabtagene vicleucel", "ide-cel"),
        ("LEN", "lenalidomide"),
        ("D", "daratumumab"),
        ("d", "dexamethasone"),
        ("Bortezomib SC", "bortezomib"),
        ("lenalidomide 10 mg", "lenalidomide"),
        ("Mel200", "melphalan-HD"),
        ("melphalan 200 mg/m2", "melphalan-HD"),
        ("melphalan", "melphalan"),
        ("Sarclisa Escena", "isatuximab"),
    ],
)
def test_a_drug_is_known_by_many_names(token: str, agent: str) -> None:
    found = recognise(token)

    assert found is not None
    assert found.id == agent


def test_a_trial_stands_beside_an_option_and_decides_nothing() -> None:
    said = trials.trials_behind("cilta_cel")
    known = {rule.id for rule, _ in options.rule_set("US").rules}

    assert [statement.ground.sources[0].tag for statement in said] == ["V", "M"]
    assert {option for one in trials.trial_set().trials for option in one.trial.options} <= known
    assert trials.trials_behind("drd") == ()


def test_a_very_long_token_names_no_drug() -> None:
    assert recognise("(" * 100_000) is None


def test_an_unknown_drug_is_not_guessed() -> None:
    assert recognise("wonderumab") is None


def test_the_fingerprint_is_eight_letters_and_stays() -> None:
    assert fingerprint() == fingerprint()
    assert len(fingerprint()) == 8


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_every_module_says_what_it_is_in_its_first_lines(module: Path) -> None:
    text = module.read_text(encoding="utf-8")

    assert text.startswith('"""')
    assert len(text.splitlines()) <= 400
