"""The list of cases, the published schema, and whatever else may be sent to the room."""

import json
from pathlib import Path

import pytest

from board.myeloma.facts import CaseFacts
from tests.cases.form import begin, send
from tests.factories import a_case

SCHEMA = Path(__file__).parents[2] / "docs" / "case-facts-1.schema.json"


def test_the_published_schema_is_that_of_the_facts(app):
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == CaseFacts.model_json_schema()
    assert app.test_client().get("/schema/case-facts-1.json").json == CaseFacts.model_json_schema()


@pytest.fixture
def two_cases(app, cast):
    with app.app_context():
        a_case(cast)
        a_case(
            cast,
            by="okafor",
            mrn="SYN-2",
            family="Sample",
            title="Relapse after CAR T",
            priority="urgent",
        )


@pytest.mark.parametrize(
    ("who", "numbers"),
    [
        ("chen", 2),
        ("okafor", 2),
        ("park", 2),
        ("brandt", 2),
        ("silva", 2),
        ("lindt", 1),
        ("novak", 0),
    ],
)
def test_everybody_sees_the_cases_that_are_theirs_to_see(two_cases, as_person, who, numbers):
    page = as_person(who).get("/cases").text

    assert page.count('class="table__link list__number"') == numbers


def test_an_auditor_reads_no_cases(two_cases, as_person):
    assert as_person("weber").get("/cases").status_code == 403


@pytest.mark.parametrize(
    ("asked", "found"),
    [("find=sample", 1), ("find=SYN-2", 1), ("find=relapse", 2), ("priority=urgent", 1),
     ("whose=mine", 1), ("find=nobody", 0), ("priority=%00", 0), ("find=%ED%A0%80", 0)],
)  # fmt: skip
def test_the_list_is_filtered_by_its_address(two_cases, as_person, asked, found):
    answer = as_person("okafor").get(f"/cases?{asked}")

    assert answer.status_code == 200
    assert answer.text.count('class="table__link list__number"') == found


def test_an_empty_list_says_what_to_do(as_person):
    assert "No cases yet" in as_person("chen").get("/cases").text


def test_own_drafts_stand_on_top(as_person):
    lindt = as_person("lindt")
    draft = begin(lindt)
    send(lindt, draft, "patient", {"patient.family": "Demo", "patient.given": "Agnes"}, draft="1")

    assert "DEMO, Agnes" in lindt.get("/cases").text
    assert "DEMO, Agnes" not in as_person("chen").get("/cases").text


@pytest.mark.parametrize(
    "path",
    ["/cases", "/cases/MM-0001", "/cases/MM-0001/v1", "/drafts/1/patient", "/drafts/1/check"],
)
def test_nobody_comes_in_without_signing_in(app, path):
    answer = app.test_client().get(path, headers={"Accept": "text/html"})

    assert (answer.status_code, answer.location.split("?")[0]) == (302, "/sign-in")


ODD = ["%00", "%ED%A0%80", "9" * 5000, "..%2F..", "<script>", "MM-0001'--", "٣"]


@pytest.mark.parametrize("odd", ODD)
def test_odd_addresses_find_nothing_and_break_nothing(as_person, odd):
    client = as_person("lindt")
    draft = begin(client)

    for path in (f"/cases/{odd}", f"/cases/MM-0001/v{odd}", f"/drafts/{odd}", f"{draft}/{odd}",
                 f"{draft}/relapse?spare={odd}"):  # fmt: skip
        assert client.get(path).status_code in (200, 302, 400, 404)
    for path in (f"/cases/{odd}/correct", f"{draft}/{odd}", f"/drafts/{odd}/submit"):
        assert client.post(path, data={"a": "b"}).status_code in (400, 404, 405)


BODIES = {
    "empty": b"",
    "list": b"[]",
    "text": b'"x"',
    "cut": b'{"typed": {',
    "deep": b'{"typed":' + b'{"a":' * 50_000,
    "deep list": b'{"typed":' + b"[" * 50_000,
    "long number": b'{"typed": {"title": ' + b"9" * 5000 + b"}}",
    "surrogate": b'{"typed": {"title": "\\ud800x", "\\udfff": "y"}}',
    "nul": b'{"typed": {"title": "a\\u0000b"}}',
    "nested": b'{"typed": {"title": {"a": 1}}}',
    "numbers": b'{"typed": {"title": 5, "question": null, "reason": true}}',
    "not utf-8": b'{"typed": {"title": "\xff"}}',
    "long text": b'{"typed": {"title": "' + b"x" * 50_000 + b'"}}',
    "many rows": json.dumps({"typed": {f"series-{n}-date": "1" for n in range(5_000)}}).encode(),
    "many names": json.dumps({"typed": {f"n{n}": "1" for n in range(50_000)}}).encode(),
    "nan": b'{"typed": {"title": NaN}}',
    "large": b'{"typed": {"title": "' + b"x" * 3_000_000 + b'"}}',
}


@pytest.mark.parametrize("kind", BODIES)
@pytest.mark.parametrize("slug", ["question", "relapse"])
def test_a_hostile_autosave_is_refused_or_cleaned(as_person, kind, slug):
    client = as_person("lindt")
    draft = begin(client)

    answer = client.put(f"{draft}/{slug}", data=BODIES[kind], content_type="application/json")

    assert answer.status_code in (200, 400, 413, 422)
    assert client.get(f"{draft}/{slug}").status_code == 200
    assert client.get(f"{draft}/check").status_code == 200


FIELDS = {
    "nul": "a\0b",
    "bidi": "a\u202eb",
    "escape": "\x1b[31m",
    "long": "x" * 19_000,
    "too long": "x" * 30_000,
    "digits": "9" * 5_000,
    "superscript": "²",
    "markup": '"><script>alert(1)</script>',
    "template": "{{ 7*7 }}",
    "odd date": "99-99-9999",
}


@pytest.mark.parametrize("kind", FIELDS)
def test_hostile_answers_are_kept_or_refused_and_never_run(as_person, kind):
    client = as_person("lindt")
    draft = begin(client)
    names = [
        "patient.mrn", "patient.born-day", "patient.weight_kg", "as_of-year", "labs_current.hb_g_dL",
        "labs_current.hb_g_dL.unit", "labs_current.dates.hb_g_dL", "series-0-date", "series-0-kappa_mg_L",
        "series.unit.kappa_mg_L", "regimens-0-drugs", "regimens-0-doses", "regimens-0-id", "genetics.t4_14",
        "genetics_source_text", "patient.hctci_items.other", "title", "question", "etag", "remove-row",
    ]  # fmt: skip

    for slug in ("patient", "relapse", "lines", "genetics", "frailty", "question"):
        answer = client.post(f"{draft}/{slug}", data=dict.fromkeys(names, FIELDS[kind]))
        assert answer.status_code in (302, 409, 422)
        page = client.get(f"{draft}/{slug}")
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert ">49<" not in page.text
    assert client.get(f"{draft}/check").status_code == 200
    assert client.post(f"{draft}/submit").status_code == 422
    assert client.get("/cases").status_code == 200


def test_a_table_of_too_many_rows_is_refused_with_a_sentence(as_person):
    client = as_person("lindt")
    draft = begin(client)

    answer = client.post(f"{draft}/relapse", data={f"series-{n}-date": "2026" for n in range(400)})

    assert answer.status_code == 422
    assert "300 rows are kept at most" in answer.text


def test_a_form_from_another_site_changes_nothing(as_person):
    client = as_person("lindt")
    draft = begin(client)

    answer = client.post(
        f"{draft}/question", data={"title": "x"}, headers={"Origin": "https://evil.example"}
    )

    assert answer.status_code == 403
