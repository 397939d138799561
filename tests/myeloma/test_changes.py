"""What changed between two versions of a case, and because of which facts."""

from itertools import combinations
from typing import Any

import pytest

from board.myeloma.eligibility.overrides import Override
from board.myeloma.facts import CaseFacts
from board.myeloma.settling.changed_facts import changed_facts, with_changes
from board.myeloma.settling.changes import LARGEST, OWN_RULES, Comparison, Moved, compare
from tests.myeloma.cases import a_case, changed, regimen, sample, sample_ids


def moved(found: Comparison, name: str) -> Moved:
    return next(one for one in found.moved if one.id == name)


def test_the_same_case_twice_has_not_changed() -> None:
    facts = sample("mm-0131")

    found = compare(facts, facts)

    assert (found.moved, found.facts) == ((), ())


def test_one_changed_fact_is_the_reason_for_what_it_moves() -> None:
    before = sample("mm-0131")
    after = changed(before, health={"lvef_pct": 35.0}, patient={"weight_kg": 81.0})

    found = compare(before, after)

    assert moved(found, "option.kd").because == (("health.lvef_pct",),)
    assert moved(found, "option.kd").before == "Criteria met"
    assert moved(found, "option.kd").after == "Criteria not met"
    assert all(one.exact for one in found.moved)
    told = {fact.fact: fact for fact in found.facts}
    assert told["health.lvef_pct"].after == "35 %"
    assert told["patient.weight_kg"].moves == ()


def test_two_facts_that_move_a_verdict_only_together_are_named_together() -> None:
    before = changed(sample("mm-0131"), health={"pn_grade": 1, "pn_pain": False})
    after = changed(before, health={"pn_grade": 2, "pn_pain": True, "lvef_pct": 55.0})

    found = compare(before, after)

    assert moved(found, "option.dvd").because == (("health.pn_grade", "health.pn_pain"),)


def test_facts_that_would_each_be_enough_are_told_as_alternatives() -> None:
    before = sample("mm-0131")
    after = changed(before, health={"active_infection": True}, patient={"ecog": 3})

    found = compare(before, after)

    assert moved(found, "option.trial_generic").because == (
        ("patient.ecog",),
        ("health.active_infection",),
    )


def test_another_jurisdiction_is_a_change_like_any_other() -> None:
    before = sample("mm-0131")
    after = before.model_copy(update={"jurisdiction": "EU"})

    found = compare(before, after)

    assert {fact.fact for fact in found.facts} == {"jurisdiction"}
    assert moved(found, "option.bpd").before == "not asked"
    assert all(one.because == (("jurisdiction",),) for one in found.moved)


def test_a_day_before_a_text_was_in_force_moves_its_option() -> None:
    after = sample("mm-0131")
    before = after.model_copy(update={"as_of": "2026-01-10"})

    found = compare(before, after)

    assert moved(found, "option.tec_dara").because == (("as_of",),)


def test_a_boards_own_threshold_is_a_reason() -> None:
    facts = changed(sample("mm-0131"), health={"lvef_pct": 42.0})
    own = (Override("LVEF_ge40", 45, "%", "Local policy", "Dr Chen", "2026-11-20"),)

    found = compare(facts, facts, own_after=own)

    assert moved(found, "option.kd").because == ((OWN_RULES,),)
    assert (found.facts[0].before, found.facts[0].after) == ("none", "LVEF_ge40 45 %")


def test_a_regimen_that_was_added_and_a_date_that_was_corrected_are_told_in_words() -> None:
    first = regimen("r1", ["V", "R", "d"], "2023-01-10", end="2023-06-01", best_response="VGPR")
    second = regimen("r2", ["K", "d"], "2025-02-01")
    before = a_case(regimens=[first], treatment_history_complete=True)
    after = a_case(
        regimens=[{**first, "end": "2023-07-01"}, second], treatment_history_complete=True
    )

    found = compare(before, after)

    told = {fact.fact: (fact.label, fact.before, fact.after) for fact in found.facts}
    assert told["regimens[r1].end"] == ("VRd: end", "2023-06-01", "2023-07-01")
    assert told["regimens[r2]"] == ("Regimen r2", "not recorded", "Kd")
    assert moved(found, "lines.count").because == (("regimens[r2]",),)
    assert compare(after, before).facts[-1].after == "not recorded"


def test_markers_of_one_day_are_one_change() -> None:
    before = a_case(series=[{"date": "2026-09-01", "serum_m_g_dL": 0.4}])
    after = a_case(
        series=[
            {"date": "2026-09-01", "serum_m_g_dL": 0.4},
            {"date": "2026-10-01", "serum_m_g_dL": 1.6, "kappa_mg_L": 210.0},
            {"date": "2026-10-20", "laboratory": "A"},
        ]
    )

    found = compare(before, after)

    assert [(fact.fact, fact.after) for fact in found.facts] == [
        ("series[2026-10-01]", "serum M 1.6 g/dL, kappa 210 mg/L"),
        ("series[2026-10-20]", "not known"),
    ]
    assert moved(found, "relapse.pd").because == (("series[2026-10-01]",),)


def test_an_earlier_sample_and_dates_of_fields_are_facts_too() -> None:
    before = a_case(health={"lvef_pct": 55.0})
    after = a_case(
        health={"lvef_pct": 55.0, "dates": {"lvef_pct": "2026-10-01"}},
        genetics_before={"t4_14": True},
        patient={"hctci_items": []},
    )

    told = {change.fact: (change.before, change.after) for change in changed_facts(before, after)}

    assert told["health.dates"] == ("not known", "lvef_pct 2026-10-01")
    assert told["genetics_before"] == ("not known", "recorded")
    assert told["patient.hctci_items"] == ("not known", "none")


@pytest.mark.parametrize("case_id", sample_ids()[1:])
def test_all_changes_together_make_the_version_after(case_id: str) -> None:
    before, after = sample("mm-0131"), sample(case_id)

    rebuilt = with_changes(before, changed_facts(before, after))

    assert _plain(rebuilt) == _plain(after)


def _plain(facts: CaseFacts) -> Any:
    plain = facts.model_dump(exclude={"case_id", "title", "synthetic"})
    for name in ("regimens", "series"):
        plain[name] = sorted(plain[name], key=str)
    return plain


def test_a_set_that_is_not_searched_exactly_says_so_and_holds_no_fact_to_spare() -> None:
    before = a_case(patient={"age": 60, "adl": 6, "iadl": 8, "cci": 0})
    after = a_case(patient={"age": 85, "adl": 6, "iadl": 8, "cci": 3, "ecog": 2})

    found = compare(before, after, looks=2)

    frailty = moved(found, "health.imwg_frailty.cat")
    assert (frailty.because, frailty.exact) == ((("patient.age",),), False)


def test_the_smallest_sets_are_those_found_by_trying_every_set() -> None:
    before = sample("mm-0131")
    after = changed(
        before,
        health={"pn_grade": 2, "pn_pain": True, "lvef_pct": 30.0, "active_infection": True},
        patient={"age": 82, "ecog": 3},
    )
    names = [change.fact for change in changed_facts(before, after)]
    changes = {change.fact: change for change in changed_facts(before, after)}

    found = compare(before, after)

    for one in found.moved:
        sets = []
        for size in range(1, LARGEST + 1):
            for chosen in combinations(names, size):
                version = with_changes(before, [changes[name] for name in chosen])
                again = {m.id: m.after for m in compare(before, version).moved}
                if again.get(one.id, one.before) == one.after:
                    sets.append(chosen)
            if sets:
                break
        assert set(one.because) == set(sets), one.id
