"""A file fills a draft only after somebody has looked and ticked."""

import json
import re
from html import unescape
from pathlib import Path

import pytest

from board.cases.models import Draft
from board.db import db
from tests.cases.form import begin, send, send_all, typed_case
from tests.factories import some_facts
from tests.myeloma.cases import sample

pytestmark = pytest.mark.usefixtures("noon")
LABS = Path(__file__).parents[1] / "samples" / "labs"
TABLE = "date,Hb g/dL,kappa mg/L,Sodium mmol/L\n2026-10-12,9.8,310,140\n2026-11-09,9.1,420,139\n"


@pytest.fixture
def lindt(as_person):
    return as_person("lindt")


@pytest.fixture
def draft(lindt):
    return begin(lindt)


def draft_row(app, draft: str) -> Draft:
    with app.app_context():
        found = db.session.get(Draft, int(draft.rsplit("/", 1)[1]))
        db.session.expunge(found)
        return found


def look(client, draft: str, data: bytes, name: str):
    head = f'--cut\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    body = head.encode() + data + b"\r\n--cut--\r\n"
    kind = "multipart/form-data; boundary=cut"
    return client.post(f"{draft}/import", data=body, content_type=kind)


def offered(page: str, ticked: bool = False) -> list[str]:
    boxes = re.findall(r'<input type="checkbox" name="take"[^>]*>', page)
    wanted = [box for box in boxes if not ticked or " checked" in box]
    return [unescape(re.search(r'value="([^"]*)"', box)[1]) for box in wanted]


def take(client, draft: str, page: str, paths: list[str]):
    hidden = {
        name: unescape(re.search(rf'name="{name}" value="([^"]*)"', page)[1])
        for name in ("name", "file")
    }
    return client.post(f"{draft}/import/confirm", data=hidden | {"take": paths})


def test_looking_into_a_file_writes_nothing(app, lindt, draft):
    before = draft_row(app, draft)

    answer = look(lindt, draft, TABLE.encode(), "weekly.csv")

    after = draft_row(app, draft)
    assert answer.status_code == 200
    assert (after.typed, after.origins, after.revision) == (
        before.typed, before.origins, before.revision,
    )  # fmt: skip


def test_what_was_read_placed_and_not_understood_is_shown_with_its_line(lindt, draft):
    page = look(lindt, draft, TABLE.encode(), "weekly.csv").text

    assert "labs_current.hb_g_dL" in offered(page)
    assert "series[2026-11-09].kappa_mg_L" in offered(page)
    assert "Sodium" in page
    assert "row 3" in page


def test_what_is_ticked_goes_in_with_where_it_came_from(app, lindt, draft):
    page = look(lindt, draft, TABLE.encode(), "weekly.csv").text

    answer = take(lindt, draft, page, ["labs_current.hb_g_dL", "series[2026-11-09].kappa_mg_L"])

    saved = draft_row(app, draft)
    assert answer.location == f"{draft}/check"
    assert saved.typed["labs_current.hb_g_dL"] == "9.1"
    assert saved.typed["labs_current.dates.hb_g_dL"] == "2026-11-09"
    assert (saved.typed["series-0-date"], saved.typed["series-0-kappa_mg_L"]) == (
        "2026-11-09",
        "420",
    )
    assert saved.origins["labs_current.hb_g_dL"]["from"] == "weekly.csv"
    assert "series-1-date" not in saved.typed


def test_a_value_that_differs_is_not_ticked_beforehand(lindt, draft):
    send(lindt, draft, "relapse", {"labs_current.hb_g_dL": "10.4"}, draft="1")

    page = look(lindt, draft, TABLE.encode(), "weekly.csv").text

    assert "labs_current.hb_g_dL" in offered(page)
    assert "labs_current.hb_g_dL" not in offered(page, ticked=True)
    assert "differs" in page


def test_an_imported_value_that_is_typed_over_is_typed(app, lindt, draft):
    page = look(lindt, draft, TABLE.encode(), "weekly.csv").text
    take(lindt, draft, page, ["labs_current.hb_g_dL"])
    typed = draft_row(app, draft).typed

    send(lindt, draft, "relapse", typed | {"labs_current.hb_g_dL": "9.2"}, draft="1")

    assert draft_row(app, draft).origins == {}


def test_saving_a_section_unchanged_keeps_where_its_values_came_from(app, lindt, draft):
    page = look(lindt, draft, TABLE.encode(), "weekly.csv").text
    take(lindt, draft, page, offered(page))
    before = draft_row(app, draft)

    send(lindt, draft, "relapse", before.typed, draft="1")

    assert draft_row(app, draft).origins == before.origins
    assert "From weekly.csv" in lindt.get(f"{draft}/relapse").text


def test_a_whole_case_is_filled_in_from_case_facts(app, lindt, draft):
    facts = sample("mm-0133")
    page = look(lindt, draft, facts.model_dump_json(exclude_none=True).encode(), "case.json").text

    take(lindt, draft, page, offered(page, ticked=True))

    reading = {**typed_case(facts), **draft_row(app, draft).typed}
    send_all(lindt, draft, reading)
    lindt.post(f"{draft}/submit")
    shown = lindt.get("/cases/MM-0001").text
    assert "case facts, case.json" in shown


def test_age_and_case_number_are_not_taken_from_a_file(lindt, draft):
    facts = sample("mm-0133").model_dump_json(exclude_none=True)

    page = look(lindt, draft, facts.encode(), "case.json").text

    assert not {"patient.age", "case_id", "format"} & set(offered(page))
    assert take(lindt, draft, page, ["patient.age"]).status_code == 422


def test_what_is_wrong_in_a_table_is_not_lost_to_an_import(app, lindt, draft):
    send(lindt, draft, "relapse", {"series-0-date": "soon", "series-0-kappa_mg_L": "3"}, draft="1")

    page = look(lindt, draft, TABLE.encode(), "weekly.csv").text
    answer = take(lindt, draft, page, ["series[2026-11-09].kappa_mg_L"])

    assert "Put right what is wrong in that table first" in page
    assert answer.status_code == 422
    assert draft_row(app, draft).typed["series-0-date"] == "soon"


def test_what_is_wrong_elsewhere_stays_as_typed(app, lindt, draft):
    send(lindt, draft, "relapse", {"labs_current.calcium_mg_dL": "lots"}, draft="1")
    page = look(lindt, draft, TABLE.encode(), "weekly.csv").text

    take(lindt, draft, page, offered(page))

    assert draft_row(app, draft).typed["labs_current.calcium_mg_dL"] == "lots"


def test_a_pasted_table_is_read_like_a_file(lindt, draft):
    answer = lindt.post(f"{draft}/import", data={"pasted": TABLE.replace(",", "\t")})

    assert "labs_current.hb_g_dL" in offered(answer.text)


@pytest.mark.parametrize("file", sorted(LABS.glob("*.[ct]sv")), ids=lambda file: file.stem)
def test_every_sample_table_can_be_looked_into_and_taken(lindt, draft, file):
    page = look(lindt, draft, file.read_bytes(), file.name).text

    answer = take(lindt, draft, page, offered(page, ticked=True))

    assert answer.status_code == 302


HOSTILE = {
    "empty": (b"", "a.json"),
    "not json": (b"{", "a.json"),
    "nul": (b"\x00\x00\x00", "a.csv"),
    "latin": (b"date,hb\n2026-\xff", "a.csv"),
    "deep": (b"[" * 100_000, "a.json"),
    "deep object": (b'{"a":' * 100_000, "a.json"),
    "long number": (b'{"patient":{"age":' + b"9" * 5000 + b"}}", "a.json"),
    "surrogate": (b'{"title":"\\ud800","case_id":"x"}', "a.json"),
    "not a number": (b'{"labs_current":{"hb_g_dL":NaN}}', "a.json"),
    "many rows": (b"date,hb g/dL\n" + b"2026-10-12,9\n" * 60_000, "a.csv"),
    "too large": (b"x" * (1024 * 1024 + 10), "a.csv"),
    "odd name": (b"date,hb g/dL\n2026-10-12,9\n", "../../etc/pass\u202ewd"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_is_refused_or_listed_and_never_breaks_anything(lindt, draft, kind):
    answer = look(lindt, draft, *HOSTILE[kind])

    assert answer.status_code in (200, 422)


def test_a_changed_hidden_field_is_refused(lindt, draft):
    sent = {"name": "a.csv", "file": "ünsinn", "take": ["x"]}

    assert lindt.post(f"{draft}/import/confirm", data=sent).status_code == 422
    assert lindt.post(f"{draft}/import/confirm", data={}).status_code == 422


def test_a_json_list_is_not_a_case(lindt, draft):
    assert look(lindt, draft, json.dumps([1]).encode(), "a.json").status_code == 422


def test_imported_facts_that_were_not_corrected_stay_in_the_submitted_case(app, lindt, draft):
    page = look(lindt, draft, TABLE.encode(), "weekly.csv").text
    take(lindt, draft, page, ["labs_current.hb_g_dL"])
    typed = typed_case(some_facts()) | draft_row(app, draft).typed
    send_all(lindt, draft, typed)

    lindt.post(f"{draft}/submit")

    assert "laboratory table, weekly.csv" in lindt.get("/cases/MM-0001").text


def test_a_newer_value_is_ticked_beforehand_and_both_days_are_shown(lindt, draft):
    typed = {"labs_current.hb_g_dL": "10.4", "labs_current.date": "2026-11-02"}
    send(lindt, draft, "relapse", typed, draft="1")

    page = look(lindt, draft, TABLE.encode(), "weekly.csv").text

    assert "labs_current.hb_g_dL" in offered(page, ticked=True)
    assert "differs, newer in the file" in page
    assert "(02-Nov-2026)" in page


def test_after_taking_it_is_said_how_many_differing_values_were_left(lindt, draft):
    send(lindt, draft, "relapse", {"labs_current.hb_g_dL": "10.4"}, draft="1")
    page = look(lindt, draft, TABLE.encode(), "weekly.csv").text

    take(lindt, draft, page, ["series[2026-11-09].kappa_mg_L"])

    said = lindt.get(f"{draft}/check").text
    assert "1 value taken from weekly.csv." in said
    assert "1 differing value left as typed" in said


def test_a_file_of_which_nothing_is_understood_is_not_called_known(lindt, draft):
    page = look(lindt, draft, b"Wochentag;Wetter\nMontag;Regen\n", "klinik.csv").text

    assert "Nothing could be read" in page
    assert "Nothing new" not in page


def test_a_table_with_german_heads_is_read(lindt, draft):
    table = (
        "Datum;Hämoglobin (g/dl);Thrombozyten (G/l);Kreatinin (mg/dl)\n09.11.2026;9,1;134;0,95\n"
    )

    page = look(lindt, draft, table.encode(), "klinik.csv").text

    assert {"labs_current.hb_g_dL", "labs_current.platelets_e9_L",
            "labs_current.creatinine_mg_dL"} <= set(offered(page))  # fmt: skip
