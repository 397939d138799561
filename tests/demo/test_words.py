"""What is said of the invented patients in words is what their facts say in numbers."""

import json
import re
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta

import pytest

from board.demo import cases, plans
from board.demo.notes import BEFORE_THE_PAST_MEETING, BEFORE_TODAYS_MEETING
from board.demo.retold import as_it_stood
from board.demo.rounds import LATE_RELAPSE, LOST_TARGET, STOPPED_COMING
from board.myeloma.facts import CaseFacts
from board.myeloma.telling.summary import summarise
from board.web.filters import age

BY_NUMBER = {told.case_number: told for told in cases.EVERYBODY}
every_case = pytest.mark.parametrize("told", cases.EVERYBODY, ids=lambda told: told.case_number)

#: A number that stands for itself, not the one in CD34, GPRC5D or p.(Arg248Gln).
NUMBER = re.compile(r"(?<![\w.,])\d[\d,]*(?:\.\d+)?")


def numbers_in(text):
    return {float(found.replace(",", "")) for found in NUMBER.findall(text.replace("-", " "))}


def known_numbers(facts):
    """Return every number in the facts and in what follows from them."""
    summary = asdict(summarise(CaseFacts.model_validate(facts)))
    said = json.dumps([facts, summary], default=str, ensure_ascii=False)
    return {float(found) for found in re.findall(r"\d+(?:\.\d+)?", said.replace(",", ""))}


def words_of(told):
    return (told.title, told.question, told.reason, told.wishes, told.comorbidity, told.needs)


@every_case
def test_every_number_in_a_story_is_in_the_facts_or_follows_from_them(told):
    strangers = numbers_in(" ".join(words_of(told))) - known_numbers(told.facts)

    assert strangers == set()


@every_case
def test_every_finding_named_by_its_protein_change_is_in_the_facts(told):
    named = re.findall(r"p\.\(\w+\)", " ".join(words_of(told)))

    assert all(name in " ".join(told.facts["genetics_source_text"]) for name in named)


def test_the_first_version_tells_nothing_that_came_later():
    told = cases.WITHIN_A_YEAR
    stood = as_it_stood(told.facts, date(2026, 11, 10))

    strangers = numbers_in(told.first["reason"] + told.first["question"]) - known_numbers(stood)

    assert strangers == set()
    assert stood["series"][-1]["date"] == "2026-10-19"
    assert stood["imaging"] == {}
    assert stood["labs_current"]["date"] == "2026-10-19"


@pytest.mark.parametrize(
    "note", [*BEFORE_THE_PAST_MEETING, *BEFORE_TODAYS_MEETING], ids=lambda note: note.text[:30]
)
def test_every_number_in_a_note_is_in_the_facts_or_follows_from_them(note):
    strangers = numbers_in(note.text) - known_numbers(BY_NUMBER[note.number].facts)

    assert strangers == set()


PLANS = [
    ("MM-0134", plans.for_the_lost_target),
    ("MM-0136", plans.for_the_late_relapse),
    ("MM-0136", plans.after_the_wedding),
    ("MM-0131", plans.for_the_one_who_stopped),
]


@pytest.mark.parametrize(("number", "plan"), PLANS)
def test_every_number_in_a_plan_is_in_the_facts_or_follows_from_them(number, plan):
    stored = plan(date(2026, 11, 16)).as_json()
    for step in stored["recommendations"]:
        del step["evidence"]
    for action in stored["actions"]:
        del action["due"]
    del stored["valid_until"]  # a day, as those of the actions

    strangers = numbers_in(json.dumps(stored)) - known_numbers(BY_NUMBER[number].facts)

    assert strangers == set()


@pytest.mark.parametrize(
    ("told", "rounds"),
    [
        (cases.TARGET_LOST, LOST_TARGET),
        (cases.SEVEN_GOOD_YEARS, LATE_RELAPSE),
        (cases.STOPPED_COMING, STOPPED_COMING),
    ],
)
def test_every_number_in_a_vote_is_in_the_facts(told, rounds):
    reasons = " ".join(said.reason for one in rounds for said in one.votes)

    assert numbers_in(reasons) <= known_numbers(told.facts)


@every_case
def test_the_date_of_birth_makes_the_age_that_the_facts_give(told):
    facts = told.facts
    weeks_before = date.fromisoformat(facts["as_of"]) - timedelta(weeks=3)

    assert age(told.born, date.fromisoformat(facts["as_of"])) == facts["patient"]["age"]
    assert age(told.born, weeks_before) == facts["patient"]["age"]


@every_case
def test_the_newest_m_protein_is_the_one_that_is_told(told):
    newest = told.facts["series"][-1]["serum_m_g_dL"]

    assert ("M-protein" in told.reason) == bool(newest)
    assert not newest or newest in numbers_in(told.reason)


@every_case
def test_titles_fit_on_an_agenda(told):
    assert 0 < len(told.title) <= 60


def test_no_two_patients_share_a_family_name():
    assert len({told.family for told in cases.EVERYBODY}) == len(cases.EVERYBODY) == 10


def test_the_plans_are_dated_after_the_evening_they_are_made():
    evening = datetime(2026, 11, 16, tzinfo=UTC).date()

    dues = [action.due for _, plan in PLANS for action in plan(evening).actions]

    assert all(due > evening for due in dues)


@pytest.mark.parametrize(
    ("told", "option"),
    [
        (cases.TARGET_LOST, "talquetamab"),
        (cases.TARGET_LOST, "svd"),
        (cases.TARGET_LOST, "kd"),
        (cases.SEVEN_GOOD_YEARS, "dkd"),
        (cases.SEVEN_GOOD_YEARS, "salvage_asct"),
        (cases.SEVEN_GOOD_YEARS, "drd"),
        (cases.STOPPED_COMING, "retreat_initial"),
        (cases.STOPPED_COMING, "salvage_asct"),
        (cases.STOPPED_COMING, "drd"),
    ],
)
def test_what_a_plan_recommends_meets_the_criteria_on_the_evening_itself(told, option):
    stood = as_it_stood(told.facts, date(2026, 11, 12))

    options = summarise(CaseFacts.model_validate(stood)).options

    assert next(one.verdict for one in options if one.id == option) == "eligible"
