"""Drafts: nothing typed is lost, and only its owner sees it."""

import pytest

from board.cases.models import Case, Draft
from board.db import db
from tests.cases.form import WORDS, begin, errors_in, etag_in, send, send_all, typed_case
from tests.factories import a_case, some_facts

pytestmark = pytest.mark.usefixtures("noon")


@pytest.fixture
def lindt(as_person):
    return as_person("lindt")


def typed_in(app, draft: str) -> dict[str, str]:
    with app.app_context():
        return dict(db.session.get(Draft, int(draft.rsplit("/", 1)[1])).typed)


def put(client, draft, slug, typed, etag=None):
    etag = etag or etag_in(client.get(f"{draft}/{slug}").text)
    return client.put(f"{draft}/{slug}", json={"typed": typed}, headers={"If-Match": f'"{etag}"'})


def test_a_case_is_submitted_section_by_section(app, lindt):
    draft = begin(lindt)
    send_all(lindt, draft, typed_case(some_facts()))

    answer = lindt.post(f"{draft}/submit")

    assert (answer.status_code, answer.location) == (302, "/cases/MM-0001")
    with app.app_context():
        case = db.session.query(Case).one()
        assert case.patient.name == "DEMO, Agnes"
        assert case.newest.question == WORDS["question"]
        assert case.newest.facts["regimens"][1]["drugs"] == ["lenalidomide"]


def test_each_right_section_leads_to_the_next_and_the_last_to_the_check(lindt):
    draft, typed = begin(lindt), typed_case(some_facts())

    assert send(lindt, draft, "patient", typed).location == f"{draft}/diagnosis"
    assert send(lindt, draft, "question", typed).location == f"{draft}/check"


def test_wrong_input_is_kept_and_told(app, lindt):
    draft = begin(lindt)

    answer = send(lindt, draft, "relapse", {"labs_current.hb_g_dL": "eleven"})

    assert answer.status_code == 422
    assert errors_in(answer.text) == ["Haemoglobin must be a number"]
    assert 'href="#labs_current.hb_g_dL"' in answer.text
    assert "<title>Fix 1 answer: Current relapse" in answer.text
    assert typed_in(app, draft)["labs_current.hb_g_dL"] == "eleven"
    assert 'value="eleven"' in lindt.get(f"{draft}/relapse").text


def test_saving_as_a_draft_asks_for_nothing(lindt):
    draft = begin(lindt)

    answer = send(lindt, draft, "question", {"title": "Only a title"}, draft="1")

    assert answer.location == f"{draft}/question"
    assert errors_in(lindt.get(answer.location).text) == []


def test_nothing_is_chosen_before_somebody_chooses(lindt):
    draft = begin(lindt)

    for slug in ("relapse", "genetics", "organs", "supportive"):
        fields = lindt.get(f"{draft}/{slug}").text.split("<input ")
        assert not [field for field in fields if 'type="radio"' in field and " checked" in field]


def test_autosave_keeps_what_is_typed_and_says_when(app, lindt):
    draft = begin(lindt)

    answer = put(lindt, draft, "question", {"title": "Half a ti"})

    assert answer.json["saved"] == "13:00:00"
    assert typed_in(app, draft)["title"] == "Half a ti"
    states = {one["slug"]: one["words"] for one in answer.json["states"]}
    assert states["question"] == "Started"


def test_autosave_goes_on_with_the_state_it_was_answered(lindt):
    draft = begin(lindt)
    first = put(lindt, draft, "question", {"title": "A"})

    second = put(lindt, draft, "question", {"title": "AB"}, etag=first.json["etag"])

    assert second.status_code == 200


def test_a_second_window_is_told_and_overwrites_nothing(app, lindt):
    draft = begin(lindt)
    before = etag_in(lindt.get(f"{draft}/question").text)
    put(lindt, draft, "question", {"title": "From the first window"})

    answer = put(lindt, draft, "question", {"title": "From the second"}, etag=before)

    assert answer.status_code == 409
    assert answer.json["differences"] == [
        {
            "name": "title",
            "label": "Title",
            "saved": "From the first window",
            "sent": "From the second",
        }
    ]
    assert typed_in(app, draft)["title"] == "From the first window"


def test_a_form_sent_from_a_second_window_shows_both_texts(app, lindt):
    draft = begin(lindt)
    before = etag_in(lindt.get(f"{draft}/question").text)
    put(lindt, draft, "question", {"title": "From <i>one</i>"})

    answer = send(lindt, draft, "question", {"title": "From two"}, etag=before)

    assert answer.status_code == 409
    assert "From &lt;i&gt;one&lt;/i&gt;" in answer.text
    assert 'value="From two"' in answer.text
    assert typed_in(app, draft)["title"] == "From <i>one</i>"
    again = send(
        lindt, draft, "question", {"title": "From two"}, etag=etag_in(answer.text), draft="1"
    )
    assert again.status_code == 302
    assert typed_in(app, draft)["title"] == "From two"


def test_two_windows_on_two_sections_do_not_disturb_each_other(app, lindt):
    draft = begin(lindt)
    etag = etag_in(lindt.get(f"{draft}/question").text)
    put(lindt, draft, "frailty", {"patient.ecog": "1"})

    answer = put(lindt, draft, "question", {"title": "T"}, etag=etag)

    assert answer.status_code == 200
    assert typed_in(app, draft)["patient.ecog"] == "1"


def test_after_the_session_has_ended_the_draft_is_there(cast, noon, lindt):
    draft = begin(lindt)
    put(lindt, draft, "question", {"title": "Typed before lunch"})
    noon.goes_on(hours=2)
    refused = put(lindt, draft, "question", {"title": "Typed after"}, etag="0" * 16)

    lindt.sign_in(cast.email("lindt"))

    assert refused.status_code == 401
    assert "Typed before lunch" in lindt.get(f"{draft}/question").text


@pytest.mark.parametrize("who", ["okafor", "chen", "park", "novak", "weber"])
def test_a_draft_is_its_owners_alone(lindt, as_person, who):
    draft = begin(lindt)
    other = as_person(who)

    for answer in (
        other.get(f"{draft}/patient"),
        other.get(f"{draft}/check"),
        send(other, draft, "question", {"title": "Mine"}),
        other.put(f"{draft}/question", json={"typed": {}}),
        other.post(f"{draft}/submit"),
        other.post(f"{draft}/discard"),
        other.get(f"{draft}/import"),
    ):
        assert answer.status_code == 404


@pytest.mark.parametrize("who", ["silva", "weber", "brandt"])
def test_who_does_not_submit_begins_no_draft(as_person, who):
    assert as_person(who).post("/cases/new").status_code == 404


def test_an_incomplete_draft_is_not_submitted_and_says_what_is_missing(app, lindt):
    draft = begin(lindt)

    answer = lindt.post(f"{draft}/submit")

    assert answer.status_code == 422
    assert "Question to the board is missing" in answer.text
    assert f'href="{draft}/question#question"' in answer.text
    with app.app_context():
        assert db.session.query(Case).count() == 0


def test_a_submitted_draft_is_done_with(lindt):
    draft = begin(lindt)
    send_all(lindt, draft, typed_case(some_facts()))
    lindt.post(f"{draft}/submit")

    assert lindt.post(f"{draft}/submit").status_code == 404
    assert lindt.get(f"{draft}/patient").status_code == 404


def test_a_discarded_draft_is_gone(lindt):
    draft = begin(lindt)

    assert lindt.post(f"{draft}/discard").location == "/cases"
    assert lindt.get(draft).status_code == 404


def test_somebody_elses_record_number_is_told_at_the_field(app, cast, lindt):
    with app.app_context():
        a_case(cast, family="Other")
    draft = begin(lindt)
    send_all(lindt, draft, typed_case(some_facts()))

    answer = lindt.post(f"{draft}/submit")

    assert answer.status_code == 422
    assert "Family name is not the one on record" in answer.text


def test_a_correction_begins_with_what_the_newest_version_says(app, cast, lindt):
    with app.app_context():
        a_case(cast)

    draft = lindt.post("/cases/MM-0001/correct").location.removesuffix("/check")

    assert 'value="10.4"' in lindt.get(f"{draft}/relapse").text
    assert "CAR T cells now, or a daratumumab triplet first?" in lindt.get(f"{draft}/check").text


def test_a_correction_becomes_the_next_version(app, cast, lindt):
    with app.app_context():
        a_case(cast)
    draft = lindt.post("/cases/MM-0001/correct").location.removesuffix("/check")
    typed = typed_in(app, draft) | {
        "labs_current.hb_g_dL": "98",
        "labs_current.hb_g_dL.unit": "g/L",
    }
    send(lindt, draft, "relapse", typed)
    send(lindt, draft, "organs", typed)

    unsaid = lindt.post(f"{draft}/submit")
    answer = lindt.post(f"{draft}/submit", data={"correction": "Hb in the <other> unit"})

    assert unsaid.status_code == 422
    assert "What changed and why is missing" in unsaid.text
    assert answer.location == "/cases/MM-0001"
    assert lindt.get("/cases/MM-0001").text.count("Hb in the &lt;other&gt; unit") == 2
    with app.app_context():
        newest = db.session.query(Case).one().newest
        assert (newest.number, newest.facts["labs_current"]["hb_g_dL"]) == (2, 9.8)
        assert newest.answers["as_typed"] == {"labs_current.hb_g_dL": ["98", "g/L"]}


def test_a_correction_that_changes_nothing_makes_no_version(app, cast, lindt):
    draft = begin(lindt)
    send_all(lindt, draft, typed_case(some_facts()))
    lindt.post(f"{draft}/submit")
    draft = lindt.post("/cases/MM-0001/correct").location.removesuffix("/check")

    lindt.post(f"{draft}/submit")

    with app.app_context():
        assert len(db.session.query(Case).one().versions) == 1
    assert "Nothing was changed in the case: version 1 stays." in lindt.get("/cases/MM-0001").text


@pytest.mark.parametrize("who", ["okafor", "brandt", "silva"])
def test_who_may_not_correct_begins_no_correction(app, cast, as_person, who):
    with app.app_context():
        a_case(cast)

    assert as_person(who).post("/cases/MM-0001/correct").status_code == 403


def test_correcting_twice_goes_on_with_the_same_draft(app, cast, lindt):
    with app.app_context():
        a_case(cast)

    first, second = (lindt.post("/cases/MM-0001/correct").location for _ in range(2))

    assert first == second


def test_rows_are_added_and_removed_without_scripts(app, lindt):
    draft = begin(lindt)
    rows = {"series-0-date": "2026-10-12", "series-1-date": "2026-11-09"}

    added = send(lindt, draft, "relapse", rows, **{"add-row": "series"})
    longer = lindt.get(added.location).text
    removed = send(lindt, draft, "relapse", rows, **{"remove-row": "series-0"})

    assert added.location == f"{draft}/relapse?spare=3"
    assert 'name="series-7-date"' in longer
    assert removed.status_code == 302
    assert typed_in(app, draft)["series-0-date"] == "2026-11-09"
    assert "series-1-date" not in typed_in(app, draft)


def test_resuming_goes_where_something_is_left_to_do(lindt):
    draft, typed = begin(lindt), typed_case(some_facts())
    send(lindt, draft, "patient", typed)

    assert lindt.get(draft).location == f"{draft}/diagnosis"
