"""Who submits and corrects, and what a case version is."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from board.audit.models import AuditEntry
from board.cases import services
from board.cases.models import Patient
from board.db import db
from board.errors import Invalid, NotAllowed, NotFound
from board.transactions import transaction
from tests.factories import WHY, a_case, a_submission, some_facts
from tests.people import NOON

pytestmark = pytest.mark.usefixtures("in_app")


def test_a_submitted_case_has_a_number_its_first_version_and_a_line_in_the_trail(cast):
    case = a_case(cast)

    assert case.number == "MM-0001"
    assert [version.number for version in case.versions] == [1]
    assert case.newest.facts["case_id"] == "MM-0001"
    assert case.newest.facts["title"] == case.newest.title
    deeds = [(entry.deed, entry.object) for entry in db.session.query(AuditEntry)]
    assert deeds == [("submitted a case", f"case/{case.id}")]


def test_cases_are_numbered_in_the_order_they_come(cast):
    numbers = [a_case(cast, mrn=f"SYN-{n}").number for n in range(3)]

    assert numbers == ["MM-0001", "MM-0002", "MM-0003"]


@pytest.mark.parametrize("who", ["lindt", "okafor", "chen", "park"])
def test_clinicians_and_coordinators_submit(cast, who):
    assert a_case(cast, by=who).submitted_by_id == cast[who].person_id


@pytest.mark.parametrize("who", ["silva", "weber", "brandt", "novak"])
def test_others_do_not_submit(cast, who):
    with pytest.raises(NotAllowed):
        a_case(cast, by=who)


def test_age_and_sex_in_the_facts_are_those_of_the_patient(cast):
    case = a_case(cast, born=date(1960, 11, 24), sex="M")

    assert case.newest.facts["patient"] | {"age": 65, "sex": "M"} == case.newest.facts["patient"]


def test_the_same_record_number_and_birth_date_is_the_same_patient(cast):
    first, second = a_case(cast), a_case(cast, title="Second relapse")

    assert first.patient_id == second.patient_id
    assert services.other_cases_of_patient(second) == [first]


@pytest.mark.parametrize(
    ("field", "other"),
    [("born", date(1958, 2, 3)), ("family", "Other"), ("given", "Anna"), ("sex", "M")],
)
def test_the_same_record_number_with_another_identity_is_refused_by_field(cast, field, other):
    a_case(cast)

    with pytest.raises(Invalid) as refusal:
        a_case(cast, **{field: other})

    assert list(refusal.value.fields) == [f"patient.{field}"]


def test_two_boards_may_use_the_same_record_number(cast):
    a_case(cast)

    with transaction():
        other = services.submit(
            cast.other_board_id, a_submission(family="Someone"), by=cast["novak"], at=NOON
        )

    assert other.number == "OB-0001"
    assert db.session.query(Patient).count() == 2


def test_a_correction_is_the_next_version_and_the_first_stays_as_it_was(cast):
    case = a_case(cast)
    before = case.newest.sha256

    with transaction():
        services.correct(
            case.number,
            a_submission(question="And now?"),
            correction=WHY,
            by=cast["lindt"],
            at=NOON,
        )

    assert [(version.number, version.question) for version in case.versions] == [
        (1, "CAR T cells now, or a daratumumab triplet first?"),
        (2, "And now?"),
    ]
    assert case.versions[0].sha256 == before


def test_the_same_content_again_makes_no_version(cast):
    case = a_case(cast)

    with transaction():
        version = services.correct(
            case.number, a_submission(), correction=WHY, by=cast["lindt"], at=NOON
        )

    assert version.number == 1
    assert len(case.versions) == 1


def test_a_corrected_name_reaches_the_patient_and_the_trail(cast):
    case = a_case(cast)

    with transaction():
        services.correct(
            case.number, a_submission(family="Demos"), correction=WHY, by=cast["park"], at=NOON
        )

    assert case.patient.family == "Demos"
    assert len(case.versions) == 1
    newest = db.session.query(AuditEntry).order_by(AuditEntry.number.desc()).first()
    assert newest.detail["patient_fields"] == ["family"]


def test_a_correction_cannot_take_another_patients_record_number(cast):
    a_case(cast)
    second = a_case(cast, mrn="SYN-0002", family="Else")

    with pytest.raises(Invalid, match="somebody else"), transaction():
        services.correct(
            second.number, a_submission(family="Else"), correction=WHY, by=cast["lindt"], at=NOON
        )


@pytest.mark.parametrize("who", ["lindt", "chen", "park"])
def test_submitter_chair_and_coordinator_correct(cast, who):
    case = a_case(cast)

    with transaction():
        version = services.correct(
            case.number, a_submission(reason="New data"), correction=WHY, by=cast[who], at=NOON
        )

    assert version.number == 2


@pytest.mark.parametrize("who", ["okafor", "brandt", "silva"])
def test_the_rest_of_the_board_reads_and_does_not_correct(cast, who):
    case = a_case(cast)

    with pytest.raises(NotAllowed), transaction():
        services.correct(
            case.number, a_submission(reason="Mine"), correction=WHY, by=cast[who], at=NOON
        )


@pytest.mark.parametrize("who", ["novak", "weber"])
def test_for_other_hospitals_and_auditors_there_is_no_such_case(cast, who):
    case = a_case(cast)

    with pytest.raises(NotFound), transaction():
        services.correct(
            case.number, a_submission(reason="Mine"), correction=WHY, by=cast[who], at=NOON
        )


@pytest.mark.parametrize(
    "act", ["UPDATE case_versions SET title = 'x'", "DELETE FROM case_versions"]
)
def test_the_database_itself_refuses_to_change_a_version(cast, act):
    a_case(cast)

    with pytest.raises(DBAPIError, match="only ever added"):
        db.session.execute(text(act))


@pytest.mark.parametrize("missing", ["question", "reason", "wishes", "title", "mrn", "family"])
def test_what_the_board_needs_is_required(cast, missing):
    with pytest.raises(Invalid) as refusal:
        a_case(cast, **{missing: "  "})

    assert len(refusal.value.fields) == 1


@pytest.mark.parametrize("sign", ["\0", "\ud800", "\u202e", "\x1b"])
def test_signs_that_no_screen_shows_are_refused(cast, sign):
    with pytest.raises(Invalid, match="not complete"):
        a_case(cast, question=f"What {sign} now?")


def test_a_birth_date_that_makes_no_adult_is_refused_by_field(cast):
    with pytest.raises(Invalid) as refusal:
        a_case(cast, born=date(2020, 1, 1))

    assert list(refusal.value.fields) == ["patient.born"]


def test_each_person_finds_the_cases_they_may_see(cast):
    own, foreign = a_case(cast), a_case(cast, by="okafor", mrn="SYN-9")

    assert services.cases_of(cast["lindt"]) == [own]
    assert services.cases_of(cast["silva"]) == [foreign, own]
    assert services.cases_of(cast["weber"]) == services.cases_of(cast["novak"]) == []


def test_the_hash_does_not_depend_on_who_and_when_but_on_the_content(cast):
    first = a_case(cast)
    other = a_case(cast, facts=some_facts(crab_attributable_to_myeloma=True))

    assert first.newest.sha256 != other.newest.sha256
    assert len(first.newest.sha256) == 64


@pytest.mark.parametrize("said", ["", " \n ", "\u200b\u202e"[1:], "x" * 301])
def test_a_correction_says_what_changed_and_why(cast, said):
    case = a_case(cast)

    with pytest.raises(Invalid) as refusal, transaction():
        services.correct(
            case.number,
            a_submission(question="And now?"),
            correction=said,
            by=cast["lindt"],
            at=NOON,
        )

    assert "correction" in refusal.value.fields
    assert len(case.versions) == 1


def test_what_changed_and_why_stands_with_the_version(cast):
    case = a_case(cast)

    with transaction():
        version = services.correct(
            case.number,
            a_submission(question="And now?"),
            correction=" FISH of 20\nNovember: del(17p) ",
            by=cast["lindt"],
            at=NOON,
        )

    assert [one.correction for one in case.versions] == [None, "FISH of 20 November: del(17p)"]
    assert (
        version.sha256
        == services._version(
            case.number, 2, a_submission(question="And now?"), cast["lindt"], NOON
        ).sha256
    )


def test_sending_the_same_again_needs_no_reason(cast):
    case = a_case(cast)

    with transaction():
        version = services.correct(
            case.number, a_submission(), correction="", by=cast["lindt"], at=NOON
        )

    assert version.number == 1
