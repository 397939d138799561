"""Every computed statement opens to its card: the rule, the values with their origin, the source."""

import json
import re
from dataclasses import replace
from html import unescape

import pytest

from board.cases import services
from board.cases.brief import brief_of
from board.cases.forms.places import place_of
from board.cases.matrix import treated
from board.cases.provenance import aged
from board.cases.settling import moved, moved_at_once, settled, settled_at_once
from board.myeloma.facts import CaseFacts
from board.myeloma.settling.questions import questions
from board.transactions import transaction
from tests.factories import WHY, a_case, a_submission, some_facts
from tests.myeloma.cases import sample, sample_ids
from tests.people import NOON

pytestmark = pytest.mark.usefixtures("noon")
HALF_A_HISTORY = "MM-0141"


def words(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html))).strip()


def cards(page: str) -> dict[str, str]:
    """The words of each card by its id."""
    parts = re.split(r'<div class="explain[^"]*" id="([^"]+)" (?:popover|role="region")', page)
    return {
        id_: words(text.split('class="explain__foot"')[0] + ">" + _foot(text))
        for id_, text in zip(parts[1::2], parts[2::2], strict=True)
    }


def _foot(text: str) -> str:
    return text.split('class="explain__foot"')[1].split("</p>")[0]


def half_known() -> CaseFacts:
    known = some_facts().model_dump(mode="json", exclude_unset=True)
    known["treatment_history_complete"] = None
    known["series"] = known["series"][:1]
    return CaseFacts.model_validate(known)


@pytest.fixture
def chen(as_person):
    return as_person("chen")


@pytest.fixture
def page(chen, cast):
    with chen.application.app_context():
        number = a_case(cast).number
    return chen.get(f"/cases/{number}").text


@pytest.fixture
def options(chen, page):
    """The page of each option and trial, by its address."""
    return {href: chen.get(href).text for href in re.findall(r'href="([^"]+)" data-card', page)}


def test_every_button_opens_a_card_and_every_card_has_a_button(page, options):
    for shown in (page, *options.values()):
        opened = set(re.findall(r'popovertarget="([^"]+)"(?! popovertargetaction)', shown))

        found = re.findall(r'id="([^"]+)" popover', shown)

        assert len(found) == len(set(found))
        assert opened == set(found)


def test_no_two_things_on_a_page_share_an_id(page, options):
    for shown in (page, *options.values()):
        ids = re.findall(r'\sid="([^"]+)"', shown)

        assert sorted(ids) == sorted(set(ids))


def test_every_option_shows_the_ten_things(options):
    assert len(options) > 30
    for id_, shown in options.items():
        said = cards(shown)["option-card"]
        for what in (
            "Intended use", "Rule", "Reviewed by", "Source", "Value used, its day and origin",
            "Missing or old", "How it follows", "Alternatives", "Validation, limits",
            "Last knowledge update", "Criteria met is not a recommendation",
        ):  # fmt: skip
            assert what in said, (id_, what)


def test_an_option_that_the_brief_does_not_judge_has_no_page(chen, options):
    address = next(iter(options)).rsplit("/", 1)[0]

    assert chen.get(f"{address}/nothing").status_code == 404


def test_an_option_is_for_whoever_may_see_the_case(as_person, options):
    assert as_person("novak").get(next(iter(options))).status_code == 404


def test_a_criterion_tells_value_threshold_age_and_who_typed_it(options):
    platelets = next(
        said
        for shown in options.values()
        for said in cards(shown).values()
        if "Platelets: met" in said and "platelets_ge50" in said
    )

    assert "61 ×10⁹/L at least 50 ×10⁹/L , so met" in platelets
    assert "04-Nov-2026, 19 days old; typed by Dr Sofia Lindt, version 1" in platelets
    assert "rules US, checked" in platelets


def test_what_is_missing_is_named_with_what_the_rule_made_of_it(options):
    said = [
        text
        for shown in options.values()
        for text in cards(shown).values()
        if "Ejection fraction: not known" in text
    ]

    assert said
    assert "leaves it not known; it is never taken as met" in said[0]


def test_trials_are_shown_line_by_line_with_what_people_must_check(options):
    said = next(
        cards(shown)["option-card"]
        for shown in options.values()
        if "Cilta-cel after 1 to 3 lines" in shown
    )

    assert "Cilta-cel after 1 to 3 lines" in said
    assert "check by hand" in said
    assert "clinical trial" in said


@pytest.mark.usefixtures("in_app")
def test_a_value_from_a_file_tells_the_file_and_since_when(cast):
    origin = {"from": "labs.csv", "by": "laboratory table", "where": "row 3"}
    origins = {"labs_current.platelets_e9_L": origin, "series[2026-11-09].serum_m_g_dL": origin}
    case = a_case(cast, origins=origins)
    with transaction():
        said = a_submission(wishes="Has changed her mind.", origins=origins)
        services.correct(case.number, said, correction=WHY, by=cast["lindt"], at=NOON)

    told = brief_of(case.newest).provenance

    assert told.of("labs_current.platelets_e9_L") == "labs.csv, laboratory table, row 3, version 1"
    assert told.of("", "Serum M-protein", "2026-11-09").startswith("labs.csv")
    assert told.of("", "Prior lines") == "worked out from the facts"
    assert told.of("patient.ecog") == "typed by Dr Sofia Lindt, version 1"
    assert told.of("health.lvef_pct") == "not recorded"


@pytest.mark.usefixtures("in_app")
def test_a_corrected_value_is_since_its_own_version(cast):
    case = a_case(cast)
    facts = some_facts(patient={"age": 67, "sex": "F", "weight_kg": 50.0, "ecog": 1, "cci": 1})
    with transaction():
        said = a_submission(facts=facts)
        services.correct(case.number, said, correction=WHY, by=cast["park"], at=NOON)

    told = brief_of(case.newest).provenance

    assert told.of("patient.weight_kg") == "typed by Ms Hana Park, version 2"
    assert told.of("patient.ecog") == "typed by Dr Sofia Lindt, version 1"


def test_the_age_of_a_value_is_told_in_words():
    assert aged("2026-11-04", 19) == "04-Nov-2026, 19 days old"
    assert aged("2026-11-22", 1) == "22-Nov-2026, 1 day old"
    assert aged("2026-11-23", 0) == "23-Nov-2026, the same day"
    assert aged("2026-11", None) == "Nov-2026"
    assert aged(None, None) == ""


@pytest.mark.usefixtures("in_app")
def test_a_line_for_people_and_an_old_value_say_so(cast):
    matrix = brief_of(a_case(cast).newest).computed.matrix
    asked = [one for row in (*matrix.rows, *matrix.trials) for _, one in row.asked]
    by_hand = next(one for one in asked if one.by_hand)
    dated = next(one for one in asked if one.state == "met" and one.inputs)
    old = replace(dated, inputs=(replace(dated.inputs[0], old=True),))

    assert treated(by_hand) == ("No fact can answer it: to be checked by hand.",)
    assert "Older than such values stay current" in treated(old)[-1]


@pytest.mark.parametrize("case_id", sample_ids())
def test_every_open_question_has_its_place_in_the_form(case_id):
    facts = sample(case_id)
    plain = json.loads(facts.model_dump_json())

    lost = [fact for fact in questions(facts) if place_of(fact, plain) is None]

    assert lost == []


@pytest.mark.usefixtures("in_app")
def test_what_settles_at_once_is_what_settles_in_full(cast):
    brief = brief_of(a_case(cast).newest)

    at_once, full = settled_at_once(brief), settled(brief)

    assert at_once is None or at_once.what.sets == full.what.sets


def test_a_long_search_is_left_to_a_page_of_its_own(as_person, cast):
    chen, lindt = as_person("chen"), as_person("lindt")
    with chen.application.app_context():
        number = a_case(cast, facts=half_known()).number
        waits = settled_at_once(brief_of(services.case_for(cast["chen"], number).newest)) is None
    brief = lindt.get(f"/cases/{number}").text

    page = lindt.get(f"/cases/{number}/v1/settling")

    assert ("data-worked-out" in brief) is waits
    assert 'id="settling"' in page.text
    assert "settle" in words(page.text)
    assert as_person("novak").get(f"/cases/{number}/v1/settling").status_code == 404


def test_a_missing_fact_leads_to_its_question(as_person, cast):
    lindt = as_person("lindt")
    with lindt.application.app_context():
        number = a_case(cast).number

    answer = lindt.post(f"/cases/{number}/correct", data={"fact": "health.lvef_pct"})

    assert answer.status_code == 302
    assert answer.location.endswith("#health.lvef_pct")
    assert 'id="health.lvef_pct"' in lindt.get(answer.location.partition("#")[0]).text


def test_since_the_last_version_names_what_moved_and_why(as_person, cast):
    chen = as_person("chen")
    with chen.application.app_context():
        case = a_case(cast)
        number = case.number
        facts = some_facts(health={"date": "2026-11-16", "lvef_pct": 30.0})
        with transaction():
            said = a_submission(facts=facts)
            services.correct(number, said, correction=WHY, by=cast["lindt"], at=NOON)
        before, after = (brief_of(one) for one in case.versions)
        both = moved_at_once(before, after), moved(before, after)

    page = chen.get(f"/cases/{number}").text
    alone = chen.get(f"/cases/{number}/v2/since/1").text
    old = chen.get(f"/cases/{number}/v1").text

    assert both[0] == both[1]
    assert "Since version 1" in page
    for shown in (page, alone):
        assert "Ciltacabtagene autoleucel Not known Criteria not met" in words(shown)
        assert "Ejection fraction (LVEF)" in words(shown)
    assert f"/cases/{number}/v2/since/1" in old
