"""What would settle a verdict: the smallest sets, exact, ranked, and honest about their bounds."""

from itertools import combinations, product
from typing import Any

import pytest

from board.myeloma.eligibility.options import options
from board.myeloma.eligibility.overrides import Override
from board.myeloma.facts import CaseFacts, Regimen
from board.myeloma.reading import CaseReading
from board.myeloma.settling.questions import Question, answered, questions
from board.myeloma.settling.questions_history import Answer
from board.myeloma.settling.settle import NO_FACT, TOO_MANY, WhatSettles, what_settles
from board.myeloma.settling.settle_parts import Part
from board.myeloma.settling.settle_search import Engine, Found, search_all
from tests.myeloma.cases import a_case, regimen, sample, sample_ids, shared

HISTORY_ALONE = frozenset({"treatment_history_complete"})
R2, R3 = "regimens[r2]", "regimens[r3]"
#: Facts taken out of a sample, together; few enough to try every set and every answer.
TAKEN_OUT = [
    ("mm-0131", ("health.lvef_pct", "patient.ecog", "labs_current.platelets_e9_L")),
    ("mm-0131", ("hbv.hbsag", "hbv.anti_hbc", "hbv.dna_detectable", "health.hiv")),
    ("mm-0131", ("health.pn_grade", "health.pn_pain", "health.active_infection")),
    ("mm-0131", ("patient.adl", "patient.iadl", "patient.cci", "labs_current.bilirubin_xULN")),
    ("mm-0133", ("labs_current.creatinine_mg_dL", "patient.weight_kg", "patient.sex")),
    ("mm-0131", ("genetics.t11_14", "health.donor_available", "patient.hctci_items")),
    ("mm-0131", ("treatment_history_complete", "health.stored_cd34_e6_kg")),
    ("mm-0133", ("genetics.t4_14", "genetics.cn1q", "genetics.del17p", "health.donor_available")),
    ("mm-0131", ("series", f"{R2}.last_dose", f"{R2}.pd_date", f"{R2}.best_response")),
    ("mm-0131", ("series", f"{R2}.pd_date", f"{R2}.stop_reason", "treatment_history_complete")),
    ("mm-0131", (f"{R2}.last_dose", f"{R2}.phase", f"{R2}.ongoing_at_pd", f"{R2}.stop_reason")),
    ("mm-0145", ("series", f"{R3}.pd_date", f"{R3}.last_dose", f"{R3}.ongoing_at_pd")),
    (
        "mm-0145",
        ("series", "regimens[r1].best_response", "regimens[r1].last_dose", f"{R3}.pd_date"),
    ),
    (
        "mm-0147",
        ("series", "regimens[r1].last_dose", f"{R2}.pd_date", f"{R2}.ongoing_at_pd"),
    ),
    ("mm-0136", ("patient.age", "patient.adl", "patient.ecog", "health.lvef_pct")),
    ("mm-0138", ("treatment_history_complete", "health.donor_available", "series")),
]


def without(facts: CaseFacts, *paths: str) -> CaseFacts:
    plain = facts.model_dump(mode="json")
    for path in paths:
        *parts, field = path.split(".")
        holder: Any = plain
        for part in parts:
            name = part.removeprefix("regimens[").removesuffix("]")
            holder = holder.get(part) or next(r for r in plain["regimens"] if r["id"] == name)
        holder["end" if field == "last_dose" else field] = [] if field == "series" else None
        if path == "genetics.del17p":
            holder["del17p_ccf_pct"] = holder["monosomy17_ccf_pct"] = None
    return CaseFacts.model_validate(plain)


def settle(facts: CaseFacts, **rest: Any) -> WhatSettles:
    return what_settles(facts, options(CaseReading(facts)), **rest)


def sets_of(found: WhatSettles) -> dict[str, set[frozenset[str]]]:
    return {one.option: {frozenset(facts) for facts in one.sets} for one in found.options}


def verdicts(facts: CaseFacts, asked: dict[str, Question], sheet: dict[str, int]) -> dict[str, str]:
    given = [asked[fact].answers[place] for fact, place in sheet.items()]
    return {one.id: one.verdict for one in options(CaseReading(answered(facts, given)))}


def by_trying_everything(facts: CaseFacts, paths: tuple[str, ...]) -> tuple[Any, Any]:
    """The smallest settling sets and the facts that could rule out, from the definitions alone."""
    asked = dict(questions(facts))
    unknown = [one.id for one in options(CaseReading(facts)) if one.verdict == "unknown"]
    sets: dict[str, set[frozenset[str]]] = {option: set() for option in unknown}
    ruled: dict[str, set[str]] = {option: set() for option in unknown}
    for size in range(1, len(paths) + 1):
        for chosen in combinations(paths, size):
            places = [range(len(asked[fact].answers)) for fact in chosen]
            seen = [
                verdicts(facts, asked, dict(zip(chosen, sheet, strict=True)))
                for sheet in product(*places)
            ]
            for option in unknown:
                known = all(found[option] != "unknown" for found in seen)
                if known and not any(one <= set(chosen) for one in sets[option]):
                    sets[option].add(frozenset(chosen))
                if size == 1 and any(found[option] == "not_eligible" for found in seen):
                    ruled[option].add(chosen[0])
    return sets, ruled


def within(paths: tuple[str, ...], sets: dict[str, set[frozenset[str]]]) -> Any:
    """Those sets that hold none but *paths*: some samples miss other facts as well."""
    return {option: {one for one in own if one <= set(paths)} for option, own in sets.items()}


def asked_of(found: WhatSettles, option: str) -> set[str]:
    return {one.fact for one in found.facts if option in one.could_rule_out}


@pytest.mark.parametrize(("case_id", "paths"), TAKEN_OUT)
def test_the_smallest_sets_are_those_found_by_trying_everything(
    case_id: str, paths: tuple[str, ...]
) -> None:
    facts = without(sample(case_id), *paths)

    found = settle(facts)

    if any(path.endswith("pd_date") for path in paths):
        paths = tuple(path for path in paths if path != "series")  # not asked beside it
    sets, ruled = by_trying_everything(facts, paths)
    assert within(paths, sets_of(found)) == sets
    assert {o: asked_of(found, o) & set(paths) for o in sets} == ruled
    assert found.not_searched == ()


@pytest.mark.parametrize("entry", shared("cases.json"))
def test_the_case_of_gaps_is_searched_in_full(entry: Any) -> None:
    if entry["input"]["case_id"] != "GC09":
        return
    facts = CaseFacts.model_validate(entry["input"])

    found = settle(facts)

    assert (len(found.options), found.not_searched) == (27, ())
    first = found.facts[0]
    assert (first.fact, first.settles) == (
        "treatment_history_complete",
        ("tec_mono", "elranatamab", "linvoseltamab", "talquetamab", "sel_dex", "epd"),
    )


def test_sets_that_decide_more_come_first_then_shorter_ones_then_by_label() -> None:
    facts = without(sample("mm-0131"), "health.lvef_pct", "patient.ecog", "health.hiv")

    found = settle(facts)

    order = [(-len(one.settles), len(one.facts), one.labels) for one in found.sets]
    assert order == sorted(order)
    assert all(set(one.settles) for one in found.sets)


def test_a_larger_set_settles_what_its_parts_settle() -> None:
    facts = without(sample("mm-0131"), "health.lvef_pct", "patient.ecog")

    found = settle(facts)

    both = next(one for one in found.sets if len(one.facts) == 2)
    alone = next(one for one in found.sets if one.facts == ("health.lvef_pct",))
    assert set(alone.settles) < set(both.settles)
    assert set(alone.could_rule_out) <= set(both.could_rule_out)


def test_a_verdict_that_waits_for_no_fact_of_the_case_says_so() -> None:
    found = settle(sample("mm-0131"))

    assert {one.option: one.why_none for one in found.options} == {
        "iber_dd": NO_FACT,
        "mezi_kd": NO_FACT,
        "anito_cel": NO_FACT,
    }
    assert found.sets == ()


def test_an_option_without_a_text_in_force_waits_for_no_fact() -> None:
    facts = sample("mm-0131").model_copy(update={"as_of": "2020-01-01"})

    found = settle(facts)

    assert {one.option: one.why_none for one in found.options}["cilta_cel"] == NO_FACT


def test_a_drug_that_nobody_knows_cannot_be_settled_by_asking_for_facts() -> None:
    courses = [regimen("r1", ["wonderumab"], "2024-01-10", end="2024-06-01", best_response="PR")]
    facts = a_case(regimens=courses, treatment_history_complete=True)

    found = {one.option: one.why_none for one in settle(facts).options}

    assert found["cilta_cel"] == NO_FACT


def test_a_partial_date_that_an_answer_may_leave_open_is_not_called_settled() -> None:
    # Progression 60 days after the end of a month is 60 to 90 days after a dose in that month.
    courses = [
        regimen("r1", ["R", "d"], "2025-01-10", end="2026-03", best_response="VGPR",
                stop_reason="completed", ongoing_at_pd=False, phase="salvage")
    ]  # fmt: skip
    facts = a_case(regimens=courses, treatment_history_complete=True)

    found = {one.option: one.why_none for one in settle(facts).options}

    assert found["drd"] == NO_FACT


def test_facts_that_stand_for_each_other_are_told_as_different_sets() -> None:
    facts = without(sample("mm-0131"), "labs_current.alt_xULN", "labs_current.ast_xULN")
    alt, ast = (("labs_current", name, 1.0) for name in ("alt_xULN", "ast_xULN"))
    both, first, second = (
        Question(name, name, "labs_current", (Answer("normal", puts),))
        for name, puts in (("both", (alt, ast)), ("first", (alt,)), ("second", (ast,)))
    )
    asked = {one.fact: one for one in (both, first, second)}
    part = Part("trial_generic", frozenset({"ALT_AST_le3xULN"}), tuple(asked))

    found = search_all(Engine(facts, asked, 100), [part], 2)[part]

    assert found == Found((frozenset({"both"}), frozenset({"first", "second"})))
    assert search_all(Engine(facts, asked, 100), [part], 0)[part] is None


def test_at_the_bound_the_answer_names_what_was_not_searched() -> None:
    facts = without(sample("mm-0131"), "health.lvef_pct", "patient.ecog")

    found = settle(facts, looks=1)

    assert "kd" in found.not_searched
    assert {o.option: o.why_none for o in found.options}["kd"] == TOO_MANY


def test_a_board_with_its_own_threshold_is_asked_by_it() -> None:
    own = (Override("LVEF_ge40", 45, "%", "Local policy", "Dr Chen", "2026-11-20"),)
    facts = without(sample("mm-0131"), "health.lvef_pct")

    found = what_settles(facts, options(CaseReading(facts), own), own)

    assert sets_of(found)["kd"] == {frozenset({"health.lvef_pct"})}


def test_a_regimen_found_later_and_told_in_full_leaves_settled_verdicts_known() -> None:
    facts = without(sample("mm-0131"), "treatment_history_complete")
    alone = {o for o, own in sets_of(settle(facts)).items() if own == {HISTORY_ALONE}}
    earlier = [
        Regimen(id="r0", drugs=drugs, start="2022-01-10", end="2022-08-01", best_response=best,
                pd_date="2024-02-01", stop_reason="completed", ongoing_at_pd=False, phase="salvage")
        for drugs in (("K", "d"), ("dara", "pom", "d"), ("teclistamab",), ("selinexor", "V"))
        for best in ("VGPR", "PD")
    ]  # fmt: skip

    for one in earlier:
        longer = {"regimens": (one, *facts.regimens), "treatment_history_complete": True}
        verdicts_now = options(CaseReading(facts.model_copy(update=longer)))
        assert all(o.verdict != "unknown" for o in verdicts_now if o.id in alone)
    assert alone


@pytest.mark.parametrize("case_id", sample_ids())
def test_every_answer_is_a_value_that_a_case_may_hold(case_id: str) -> None:
    facts = sample(case_id)
    bare = a_case(jurisdiction=facts.jurisdiction, regimens=[{"id": "r1", "drugs": ["V", "d"]}])

    for asked in (questions(facts), questions(bare)):
        for question in asked.values():
            for answer in question.answers:
                given = answered(facts if asked is questions(facts) else bare, [answer])
                CaseFacts.model_validate(given.model_dump(mode="json"))


def test_what_is_taken_as_absent_is_no_question() -> None:
    asked = questions(a_case())

    assert {"health.dialysis", "health.nyha_3_4", "regimens", "drug_dictionary"}.isdisjoint(asked)


def test_numbers_are_asked_on_both_sides_of_the_limits_of_the_rules() -> None:
    asked = questions(a_case())

    def words(fact: str) -> set[str]:
        return {answer.words for answer in asked[fact].answers}

    assert words("health.lvef_pct") >= {"39.9", "40"}
    assert words("patient.ecog") >= {"1", "2", "3"}
    assert words("patient.adl") >= {"4", "5"}
    assert words("patient.age") >= {"65", "66", "75", "76", "80", "81"}
    assert words("labs_diagnosis.creatinine_mg_dL") == {"1.1", "1.2"}
    assert words("genetics.del17p") == {"absent", "present in 19.9 %", "present in 20 %"}


def test_a_boards_own_limit_is_asked_on_both_sides() -> None:
    own = (Override("LVEF_ge40", 47, "%", "Local policy", "Dr Chen", "2026-11-20"),)

    asked = questions(a_case(), own)["health.lvef_pct"].answers

    assert {answer.words for answer in asked} >= {"46.9", "47"}


def test_a_deletion_without_a_clone_size_is_asked_for_its_size_only() -> None:
    asked = questions(a_case(genetics={"del17p": True}))

    assert [a.words for a in asked["genetics.del17p"].answers] == [
        "present in 19.9 %",
        "present in 20 %",
    ]


def test_the_date_of_progression_is_asked_of_the_last_regimen_of_a_line() -> None:
    courses = [
        regimen("r1", ["V", "R", "d"], "2024-01-10", plan_group="A"),
        regimen("r2", ["ASCT"], "2024-07-10", plan_group="A"),
        regimen("r3", ["K", "d"], "2025-07-10", end="2025-12-01", pd_date="2026-01-15"),
    ]

    asked = questions(a_case(regimens=courses, treatment_history_complete=True))

    assert [fact for fact in asked if fact.endswith("pd_date")] == ["regimens[r2].pd_date"]
    assert "2026" not in "".join(a.words for a in asked["regimens[r2].pd_date"].answers)
