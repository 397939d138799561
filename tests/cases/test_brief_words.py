"""How the brief puts values and gaps into words."""

import pytest

from board.cases import services
from board.transactions import transaction
from tests.cases.test_briefs import part, row, words
from tests.factories import WHY, a_case, a_submission, some_facts
from tests.people import NOON

pytestmark = pytest.mark.usefixtures("noon")


def brief_page(app, cast, as_person, **changes) -> str:
    with app.app_context():
        a_case(cast, **changes)
    return as_person("chen").get("/cases/MM-0001").text


def test_both_light_chains_are_shown_while_nobody_said_which_is_involved(app, cast, as_person):
    series = [
        {"date": "2026-10-12", "serum_m_g_dL": 0.2, "kappa_mg_L": 27.04, "lambda_mg_L": 8.8},
        {"date": "2026-11-09", "kappa_mg_L": 81.1, "lambda_mg_L": 10.9},
    ]

    page = brief_page(
        app, cast, as_person, facts=some_facts(disease={"isotype": "IgG"}, series=series)
    )

    assert (
        "Free light chains kappa 81.1 / lambda 10.9 mg/L, 09-Nov-2026, involved chain not stated"
        in words(page)
    )
    assert row(page, "12-Oct-2026").endswith("2 kappa 27 / lambda 8.8")
    assert row(page, "09-Nov-2026").endswith("kappa 81.1 / lambda 10.9")
    assert "Involved light chain" in part(page, "missing").split("would decide")[0]


def test_why_something_is_not_known_stands_in_the_health_section(app, cast, as_person):
    answers = {
        "ecog_unknown": "last judged four months ago",
        "cci_unknown": "records not here",
        "wishes_unknown": "asked tomorrow",
    }
    facts = some_facts(patient={"age": 67, "sex": "F"})

    page = brief_page(
        app, cast, as_person, facts=facts, answers=answers,
        wishes="Not known, because: asked tomorrow",
    )  # fmt: skip

    health = words(page.split('id="health"', 1)[1])
    assert "ECOG not known : last judged four months ago" in health
    assert "Charlson index not known : records not here" in health
    assert "Patient’s wishes not known : asked tomorrow" in health


def test_a_reason_is_dropped_once_the_answer_is_known(app, cast, as_person):
    page = brief_page(app, cast, as_person, answers={"ecog_unknown": "last judged four months ago"})

    assert "four months ago" not in page


def test_no_missing_fact_stands_in_the_way_of_nothing(app, cast, as_person):
    page = brief_page(app, cast, as_person)

    assert " 0 options" not in page
    assert "for risk" in part(page, "missing")


def test_what_only_the_laboratory_text_says_is_never_called_not_tested(app, cast, as_person):
    facts = some_facts(genetics={}, genetics_source_text=["nuc ish(TP53,D17Z1)x1~2[64/100]"])

    page = brief_page(app, cast, as_person, facts=facts)

    said = row(page, "del(17p)")
    assert "unclear: the text reads present, not confirmed" in said
    assert "not tested" not in said.lower()


def test_changes_are_rounded_and_dated_as_people_write(app, cast, as_person):
    before, after = (
        some_facts(labs_current={"date": "2026-11-02", "hb_g_dL": value}, regimens=[])
        for value in (9.8, 9.491146)
    )
    with app.app_context():
        case = a_case(cast, facts=before)
        with transaction():
            services.correct(
                case.number, a_submission(facts=after), correction=WHY, by=cast["lindt"], at=NOON
            )

    changes = part(as_person("chen").get("/cases/MM-0001").text, "changes")

    assert "Haemoglobin 9.8 g/dL 9.5 g/dL" in changes


def test_changes_of_the_same_words_in_two_parts_are_told_apart(app, cast, as_person):
    before, after = (
        some_facts(
            labs_diagnosis={"date": "2022-01-03", "albumin_g_dL": then},
            labs_current={"date": day, "albumin_g_dL": 3.9},
            imaging={"date": day},
        )
        for then, day in ((4.0, "2026-11-02"), (3.4, "2026-11-05"))
    )
    with app.app_context():
        case = a_case(cast, facts=before)
        with transaction():
            services.correct(
                case.number, a_submission(facts=after), correction=WHY, by=cast["lindt"], at=NOON
            )

    changes = part(as_person("chen").get("/cases/MM-0001").text, "changes")

    assert "Albumin, at diagnosis 4 g/dL 3.4 g/dL" in changes
    assert "Taken on, blood now 02-Nov-2026 05-Nov-2026" in changes
    assert "Taken on, imaging 02-Nov-2026 05-Nov-2026" in changes


def test_a_change_too_small_for_rounding_is_still_a_change(app, cast, as_person):
    before, after = (
        some_facts(labs_current={"date": "2026-11-02", "hb_g_dL": value})
        for value in (9.5, 9.491146)
    )
    with app.app_context():
        case = a_case(cast, facts=before)
        with transaction():
            services.correct(
                case.number, a_submission(facts=after), correction=WHY, by=cast["lindt"], at=NOON
            )

    changes = part(as_person("chen").get("/cases/MM-0001").text, "changes")

    assert "Haemoglobin 9.5 g/dL 9.491146 g/dL" in changes
