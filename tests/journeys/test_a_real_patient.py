"""A patient whom nobody here invented walks the whole way, over HTTP.

The record of the MMRF CoMMpass study has no name and counts days from diagnosis. Dr Lindt gives it a
day zero so that the newest sample is two weeks old, lets the `board` command turn it into case facts,
and adds what only a person can know. What neither of them says stays unknown up to the signed record.
"""

import json
import re
import subprocess
import sys
from datetime import date, timedelta
from html import unescape
from io import BytesIO
from pathlib import Path
from types import MappingProxyType

import pytest
from pypdf import PdfReader

from board import clock
from tests.cases.form import begin, send_all
from tests.cases.test_imports import draft_row, look, offered, take
from tests.people import NOON, PASSWORD

RECORD = Path(__file__).parents[3] / "shared" / "data" / "commpass" / "mmrf_case_longitudinal.json"
BOARD = Path(sys.executable).with_name("board")

QUESTION = "Treat the slow rise now, or watch until it is measurable?"
DECISION = "Watch; light chains every four weeks, FISH before the next line"
REASON = "No organ damage is known"

#: What the record cannot say; the name is invented.
BY_HAND = MappingProxyType(
    {
        "patient.mrn": "SYN-1997",
        "patient.family": "Synthetic",
        "patient.given": "Moses",
        "patient.born-day": "1",
        "patient.born-month": "7",
        "patient.born-year": "1937",
        "title": "Free kappa rises after bortezomib",
        "question": QUESTION,
        "reason": "Free kappa has tripled since its lowest value.",
        "wishes": "Wants to know whether treatment can wait.",
        "priority": "routine",
        "answers.ecog_unknown": "last judged four months before the newest sample",
        "answers.cci_unknown": "the record lists no other illness",
    }
)


@pytest.fixture(scope="module")
def record():
    """The raw record: what the assertions are computed from."""
    if not RECORD.exists():
        pytest.skip("needs the third-party CoMMpass record, which is not part of the project")
    return json.loads(RECORD.read_text())["hits"][0]


@pytest.fixture
def day_zero(record, monkeypatch):
    """It is noon, and the newest sample was taken two weeks ago."""
    monkeypatch.setattr(clock, "now", lambda: NOON)
    newest = max(visit["days_to_follow_up"] for visit in record["follow_ups"])
    return NOON.date() - timedelta(days=14 + newest)


@pytest.fixture
def lindt(as_person, day_zero):
    return as_person("lindt")


@pytest.fixture
def number(app, lindt, day_zero):
    """The case, submitted."""
    draft = begin(lindt)
    page = look(lindt, draft, case_facts(day_zero), "case.json").text
    # The record's newest ECOG is four months older than the blood: Dr Lindt does not take it.
    take(lindt, draft, page, [path for path in offered(page) if path != "patient.ecog"])
    send_all(lindt, draft, draft_row(app, draft).typed | BY_HAND)
    answer = lindt.post(f"{draft}/submit")
    assert answer.status_code == 302, answer.text
    return answer.location.rsplit("/", 1)[1]


@pytest.fixture
def brief(lindt, number):
    return words_of(lindt.get(f"/cases/{number}").text)


def case_facts(day_zero: date) -> bytes:
    """What the command makes of the record."""
    done = subprocess.run(
        [BOARD, "import", RECORD, "--day-zero", day_zero.isoformat()], capture_output=True
    )
    assert done.returncode == 0, done.stderr.decode()
    assert b"not understood" in done.stderr
    return done.stdout


def result(record: dict, day: int, name: str) -> float:
    """What the laboratory reported on a day, in its own unit."""
    visit = next(one for one in record["follow_ups"] if one["days_to_follow_up"] == day)
    tests = visit["molecular_tests"]
    return next(one["test_value"] for one in tests if one["laboratory_test"] == name)


def words_of(page: str) -> str:
    """The words of a page's main part, one space between."""
    main = re.sub(r"<svg.*?</svg>", " ", page.split("<main", 1)[1], flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def action(page: str, ending: str) -> str:
    """Where the form of that name goes."""
    found = re.search(rf'action="([^"]*{ending})"', page)
    assert found, f"no form {ending}"
    return found[1]


def hidden(page: str, name: str) -> str:
    """What a hidden field of the page holds."""
    return re.search(rf'name="{name}" value="([^"]*)"', page)[1]


def posted(client, address: str, **typed: object):
    """Send a form as the browser does; it must be taken."""
    answer = client.post(address, data=typed, follow_redirects=True)
    assert answer.status_code == 200, answer.text
    return answer


def test_figures_of_the_brief_are_those_of_the_record_in_our_units(brief, record):
    m_protein = result(record, 954, "M Protein")  # g/dL already
    haemoglobin = result(record, 954, "Hemoglobin") * 1.6114  # from mmol/L
    creatinine = result(record, 954, "Creatinine") / 88.4  # from umol/L
    beta_2 = result(record, -4, "Beta 2 Microglobulin")  # 1 mcg/mL is 1 mg/L

    assert f"M-protein {m_protein:g} g/dL" in brief
    shown = re.search(r"Haemoglobin ([\d.]+) g/dL", brief)
    assert float(shown[1]) == pytest.approx(haemoglobin, abs=0.05)
    assert f"Creatinine {creatinine:g} mg/dL 10-Nov-2026, 14 days old" in brief
    assert f"Beta-2 microglobulin at diagnosis {beta_2:g} mg/L" in brief


def test_free_light_chains_reach_the_case_in_our_units(lindt, number, record):
    kappa = 10 * result(record, 954, "Serum Free Immunoglobulin Light Chain, Kappa")
    first = 10 * result(record, -4, "Serum Free Immunoglobulin Light Chain, Kappa")
    draft = lindt.post(f"/cases/{number}/correct").location

    check = words_of(lindt.get(draft).text)

    assert f"10-Nov-2026 0.2 {kappa:g} 10.9" in check
    assert f"27-Mar-2024 0.6 {first:g} 8.8" in check


def test_what_the_record_does_not_say_is_unknown_in_the_brief(brief):
    for words in (
        "Free light chains kappa 81.1 / lambda 10.9 mg/L, 10-Nov-2026, involved chain not stated",
        "Refractory to not known",
        "Type of relapse not known",
        "Lenalidomide Immunomodulatory drug not known",
        "Bortezomib Proteasome inhibitor not known",
        "BCMA: not known whether it was given",
        "Weight not known",
        "R-ISS not known",
        "Nobody has said whether the history is complete",
    ):
        assert words in brief, words
    for finding in ("del(17p)", "TP53 mutation", "t(4;14) IGH::NSD2", "1q gain"):
        assert re.search(rf"{re.escape(finding)} (– )?not tested", brief), finding
    assert "ECOG performance status" in brief.split("Missing or old data", 1)[1]


def test_no_option_is_met_when_only_blood_is_known(brief):
    assert re.search(r"\b0 criteria met", brief)


def test_from_a_study_record_to_a_signed_plan_on_paper(as_person, lindt, number):
    park, chen, okafor = as_person("park"), as_person("chen"), as_person("okafor")
    meeting = the_case_comes_on_an_agenda(park, number)
    room = the_room_takes_the_case_up(chen, okafor, meeting)
    the_board_votes(chen, okafor, room)
    plan = the_plan_is_written_checked_and_signed(chen, park, room)

    answer = lindt.get(f"{plan}/record.pdf")

    assert answer.mimetype == "application/pdf"
    sheets = PdfReader(BytesIO(answer.data)).pages
    paper = " ".join(" ".join(sheet.extract_text() for sheet in sheets).split())
    for words in (
        "SYNTHETIC, Moses", "01-Jul-1937", "SYN-1997", number, QUESTION, DECISION, REASON,
        "M. Chen", "R. Okafor", "Dr Mei Chen",
        "Not tested, so not known: ", "Refractory to not known", "ECOG · IMWG frailty not known",
    ):  # fmt: skip
        assert words in paper, words
    untested = paper.split("Not tested, so not known: ")[1].split(".")[0]
    assert "del(17p)" in untested
    # The day stands beside the figure, or once for all figures of that day.
    assert re.search(r"M-protein[ ·FLC]* 0\.2 g/dL.*?10-Nov-2026", paper), paper


def the_case_comes_on_an_agenda(park, number: str) -> str:
    called = park.post(
        "/meetings/new",
        data={"day": "2026-11-24", "starts": "18:45", "ends": "20:00", "place": "Room 4.12"},
    )
    posted(park, f"{called.location}/agenda", case=number)
    return called.location


def the_room_takes_the_case_up(chen, okafor, meeting: str) -> str:
    room = f"{meeting}/room"
    posted(chen, action(chen.get(room).text, "/opening"))
    okafor.get(room)
    posted(chen, action(chen.get(room).text, "/table"))
    return room


def the_board_votes(chen, okafor, room: str) -> None:
    options = {"question": "Now or later", "option": ["Watch", "Daratumumab, lenalidomide"]}
    posted(chen, action(chen.get(room).text, "/ballots"), **options)
    for client, reason in ((okafor, REASON), (chen, "")):
        page = client.get(room).text
        sent = {"choice": "A", "reason": reason, "key": hidden(page, "key")}
        posted(client, action(page, "/votes"), **sent)
    shown = posted(chen, action(chen.get(room).text, "/close")).text
    assert REASON in shown


def the_plan_is_written_checked_and_signed(chen, park, room: str) -> str:
    page = posted(chen, action(chen.get(room).text, "/plan"))
    plan = page.request.path
    written = posted(
        chen,
        plan,
        **{
            "revision": hidden(page.text, "revision"),
            "decision": DECISION,
            "recommendations-0-text": "Free light chains every four weeks",
            "recommendations-0-kind": "observation",
            "recommendations-0-label": "not stated",
            "recommendations-0-intent": "disease control",
            "no_supportive": "Nothing beyond what is in place",
            "actions-0-text": "Light chains",
            "actions-0-owner": "Dr Lindt",
            "actions-0-due": "22-12-2026",
            "tells_patient": "Dr Lindt",
            "tells_patient_by": "25-11-2026",
            "tells_referrer": "The coordinator sends the record",
            "tells_referrer_by": "27-11-2026",
            "adherence": "follows the guideline",
            "guideline": "IMWG relapse recommendations, 2021",
            "trials": "no trial is open",
        },
    ).text
    read = {"revision": hidden(written, "revision")}
    posted(chen, f"{plan}/statement", **read)
    posted(park, f"{plan}/check", **read)
    posted(chen, f"{plan}/signature", **read, password=PASSWORD)
    return plan
