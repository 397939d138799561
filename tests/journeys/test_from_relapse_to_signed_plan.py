"""The whole product as one story, in three real browsers.

Dr Lindt, at another hospital, submits a patient who has relapsed. Dr Chen, who chairs, puts the case on
the agenda and opens the room. Dr Okafor votes, blind, with a reason. Dr Chen votes, closes the ballot,
writes the plan and states it; Dr Okafor checks it on her phone, Dr Chen signs. Dr Lindt reads the record on paper.
"""

import re
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.people import PASSWORD

pytestmark = pytest.mark.browser

FACTS = Path(__file__).parents[2] / "board" / "demo" / "facts" / "mm-0133.json"
QUESTION = "Cilta-cel now, or bridge with carfilzomib first?"
REASON = "One infusion, and time without treatment"
DECISION = "Cilta-cel, bridged with carfilzomib and dexamethasone"


def test_from_relapse_to_signed_plan(desk, cast):
    submitter, chair, member = desk(), desk(), desk(viewport={"width": 390, "height": 844})

    number = a_case_is_submitted(submitter.sign_in(cast.email("lindt")))
    meeting = the_case_comes_on_an_agenda(chair.sign_in(cast.email("chen")), number)
    the_member_comes_with_a_phone(member.sign_in(cast.email("okafor")), meeting)
    the_case_is_taken_up(chair.page, number)
    a_ballot_is_opened(chair.page)
    the_member_votes_blind(member.page, chair.page)
    the_chair_votes_and_reveals(chair.page, member.page)
    the_chair_writes_and_states_the_plan(chair.page)
    the_member_checks_it_on_the_phone(member.page, chair.page.url)
    the_chair_signs(chair.page)

    record = the_submitter_fetches_the_record(submitter.page, number)

    for words in (
        "VOGT, Greta",
        "09-Feb-1965",
        "SYN-4711",
        number,
        QUESTION,
        DECISION,
        REASON,
        "R. Okafor",
        "M. Chen",
        "Cilta-cel, bridged",
        "Kd until CAR-T",
        "Dr Mei Chen",
        "Chair of the board",
        "Book the apheresis slot",
        "Phone the family",
        "Unanimous for A",
    ):
        assert words in record, words


def a_case_is_submitted(page: Page) -> str:
    """Dr Lindt fills the form from a file, says what the file cannot know, and submits."""
    page.goto("/cases")
    page.get_by_role("button", name=re.compile("Submit a case|New case")).first.click()
    page.get_by_label("Record number").fill("SYN-4711")
    page.get_by_label("Family name").fill("Vogt")
    page.get_by_label("Given name").fill("Greta")
    for part, value in zip(("Day", "Month", "Year"), ("9", "2", "1965"), strict=True):
        page.get_by_role("group", name="Date of birth").get_by_label(part).fill(value)
    page.get_by_label("Female").check()
    page.get_by_role("button", name="Save and go on").click()

    page.set_input_files("input[type=file]", FACTS)
    page.get_by_role("button", name="Read the file").click()
    page.get_by_role("button", name="Take what is ticked").click()

    page.get_by_role("navigation", name="Sections of the case").get_by_role(
        "link", name="Question"
    ).click()
    page.get_by_label("Title").fill("Relapse within a year of ASCT")
    page.get_by_label("Question to the board").fill(QUESTION)
    page.get_by_label("Reason for presentation").fill(
        "Relapse on maintenance with new bone lesions."
    )
    page.get_by_label("Patient’s wishes").fill("Wants the longest time without treatment.")
    page.get_by_label("Routine: the next free meeting").check()
    page.get_by_role("button", name="Save and go on").click()

    page.get_by_role("button", name="Submit to the board").click()
    expect(page.get_by_text(QUESTION).first).to_be_visible()
    return re.search(r"MM-\d{4}", page.url)[0]


def the_case_comes_on_an_agenda(page: Page, number: str) -> str:
    """Dr Chen calls a meeting, puts the case on its agenda, and opens the room."""
    page.goto("/meetings/new")
    soon = datetime.now(ZoneInfo("Europe/Berlin")) + timedelta(minutes=10)
    page.get_by_label("Day").fill(f"{soon:%Y-%m-%d}")
    page.get_by_label("Begins").fill(f"{soon:%H:%M}")
    page.get_by_label("Ends").fill(f"{soon + timedelta(hours=1):%H:%M}")
    page.get_by_role("button", name="Call the meeting").click()
    page.get_by_role("button", name=f"Add {number}").click()
    expect(page.locator(".agenda__row")).to_contain_text(number)
    page.get_by_role("link", name="Open live room").click()
    page.get_by_role("button", name="Open the room").click()
    expect(page.get_by_text("LIVE", exact=True)).to_be_visible()
    return page.url


def the_member_comes_with_a_phone(page: Page, room: str) -> None:
    """Dr Okafor comes into the room with a phone."""
    page.goto(room.replace("/room", "/phone") + "#phone-vote")
    expect(page.get_by_text("Connected", exact=True)).to_be_visible()


def the_case_is_taken_up(page: Page, number: str) -> None:
    """Dr Chen takes up the case; its brief shows."""
    page.get_by_role("button", name="First case").click()
    expect(page.get_by_role("region", name="Patient")).to_contain_text("VOGT, Greta")
    expect(page.locator("[data-part=case]")).to_contain_text(QUESTION)


def a_ballot_is_opened(page: Page) -> None:
    """Dr Chen opens a ballot on two options."""
    page.get_by_label("Option A").fill("Cilta-cel, bridged")
    page.get_by_label("Option B").fill("Kd until CAR-T is free")
    page.get_by_role("button", name="Open the ballot").click()
    expect(page.get_by_text("0 of 2")).to_be_visible()


def the_member_votes_blind(phone: Page, chair: Page) -> None:
    """Dr Okafor votes A with a reason; the chair sees that a vote is in, not which."""
    phone.get_by_text("Cilta-cel, bridged").click()
    phone.get_by_label("Why? (goes on the record)").fill(REASON)
    phone.get_by_role("button", name="Send my vote").click()
    expect(phone.get_by_text("Stored: A")).to_be_visible()

    expect(chair.get_by_text("1 of 2")).to_be_visible()
    assert REASON not in chair.content()
    assert "R. Okafor" not in chair.locator("[data-part=ballot]").inner_text()


def the_chair_votes_and_reveals(chair: Page, phone: Page) -> None:
    """Dr Chen votes, too, and closes: names and reasons show on every screen."""
    chair.locator("[data-mine]").get_by_text("Cilta-cel, bridged").click()
    chair.get_by_role("button", name="Send my vote").click()
    expect(chair.get_by_text("2 of 2")).to_be_visible()
    chair.get_by_role("button", name="Close and reveal").click()

    for page in (chair, phone):
        expect(page.locator("[data-part=ballot]")).to_contain_text(REASON)
        expect(page.locator("[data-part=ballot]")).to_contain_text("R. Okafor, M. Chen")


def the_chair_writes_and_states_the_plan(page: Page) -> None:
    """Dr Chen writes the plan, sees what is missing, completes it with a few clicks, and states it."""
    page.get_by_role("tab", name="Plan").click()
    page.get_by_role("button", name="Write the plan").click()
    page.get_by_label("The decision in one sentence").fill(DECISION)
    page.locator("#recommendations-0-text").fill("Cilta-cel, bridged with Kd")
    page.locator("#intent").fill("Deep remission")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("Say who tells the patient.")).to_be_visible()

    page.locator("#supportive-0-lane").fill("Nursing")
    page.locator("#supportive-0-text").fill("Phone the family")
    page.locator("#actions-0-text").fill("Book the apheresis slot")
    page.locator("#actions-0-owner").fill("Ms Hana Park")
    page.locator("#actions-0-due").fill("02-12-2026")
    page.get_by_role("button", name="within two days").click()
    page.get_by_role("button", name="The record is sent, within three days").click()
    page.get_by_role("button", name="Follows EHA-EMN").click()
    page.get_by_label("Clinical trials").select_option("no trial is open")
    page.get_by_role("button", name="State the decision").click()
    expect(page.get_by_text("Stated by Dr Mei Chen")).to_be_visible()


def the_member_checks_it_on_the_phone(phone: Page, plan: str) -> None:
    """Dr Okafor reads what was stated, and says that this is what was decided."""
    phone.goto(plan)
    expect(phone.get_by_text(DECISION).first).to_be_visible()
    phone.get_by_role("button", name="I checked it").click()
    expect(phone.get_by_text("Checked by Dr Ruth Okafor")).to_be_visible()


def the_chair_signs(page: Page) -> None:
    """Dr Chen sees that it was checked, and signs with the password."""
    page.reload()
    page.get_by_label("Your password, once more").fill(PASSWORD)
    page.get_by_role("button", name="Sign the plan").click()
    expect(page.get_by_text("Signed by Dr Mei Chen")).to_be_visible()


def the_submitter_fetches_the_record(page: Page, number: str) -> str:
    """Dr Lindt finds the decision at her case, and reads the record on paper."""
    page.goto(f"/cases/{number}")
    expect(page.get_by_text(DECISION).first).to_be_visible()
    address = page.get_by_role("link", name="Decision record as PDF").get_attribute("href")
    answer = page.context.request.get(address)
    assert answer.headers["content-type"] == "application/pdf"
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(answer.body())).pages)
    return re.sub(r"\s+", " ", text)
