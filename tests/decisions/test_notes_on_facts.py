"""Notes on facts: what they point at, their answers, what becomes of them in later versions."""

import pytest
from sqlalchemy import select

from board.audit.models import AuditEntry
from board.cases import services as cases
from board.cases.anchors import anchors_in, course_words, is_anchor, section_of, words_of
from board.db import db
from board.decisions.models import NoteKind
from board.decisions.services import notes
from board.decisions.services.rests import fact_at, fact_in_brief, fact_told
from board.decisions.services.threads import open_questions, threads_on
from board.errors import Conflict, Invalid, NotAllowed, NotFound
from board.meetings.models import MeetingEvent
from board.transactions import transaction
from board.web.filters import day
from tests.factories import WHY, a_case, a_room, a_submission, some_facts
from tests.people import NOON

pytestmark = pytest.mark.usefixtures("in_app")

PLATELETS = "labs_current.platelets_e9_L"


def write(cast, case, who="okafor", anchor=PLATELETS, kind=NoteKind.CLINICAL, **more):
    with transaction():
        says = {"anchor": anchor, "kind": kind, "by": cast[who], "at": NOON}
        return notes.write_note(case.number, "A remark", **says, **more)


def resolve(cast, note, who="okafor"):
    with transaction():
        return notes.resolve_note(note.id, by=cast[who], at=NOON)


def corrected(cast, case, **facts):
    with transaction():
        submission = a_submission(title="Corrected", facts=some_facts(**facts))
        cases.correct(case.number, submission, correction=WHY, by=cast["lindt"], at=NOON)


@pytest.mark.parametrize(
    ("anchor", "section", "words"),
    [
        ("genetics.del17p", "genetics", "del(17p)"),
        (PLATELETS, "health", "Platelets"),
        ("regimens[r2]", "lines", "Course r2"),
        ("regimens[r2].stop_reason", "lines", "Course r2: "),
        ("series", "timeline", "Markers"),
        ("series[2026-11-09].kappa_mg_L", "timeline", "Sample of 09-Nov-2026: "),
        ("health.lvef_pct", "health", ""),  # not recorded: the question is often why
        ("genetics", "genetics", "Genetics"),
    ],
)
def test_a_note_is_about_a_fact_by_its_path(cast, anchor, section, words):
    case = a_case(cast)

    note = write(cast, case, anchor=anchor)

    assert note.anchor == anchor and note.version.number == 1
    assert section_of(anchor) == section
    assert words_of(anchor).startswith(words) and words_of(anchor) != anchor


@pytest.mark.parametrize(
    "anchor",
    [
        "labs_current.gold",
        "regimens[r9]",
        "regimens[r2].colour",
        "series[2001-01-01]",
        "case_id",
        "#genetics",
        "",
    ],
)
def test_what_no_case_could_say_is_no_fact(cast, anchor):
    case = a_case(cast)

    assert not is_anchor(anchor, case.newest)
    with pytest.raises(Invalid):
        write(cast, case, anchor=anchor)


def test_every_fact_that_is_offered_can_be_chosen(cast):
    version = a_case(cast).newest

    offered = [one.path for every in anchors_in(version).values() for one in every]

    assert PLATELETS in offered and "regimens[r2]" in offered
    assert [path for path in offered if not is_anchor(path, version)] == []


def test_an_answer_is_about_what_its_note_is_about(cast):
    case = a_case(cast)
    note = write(cast, case, kind=NoteKind.QUESTION)

    first = write(cast, case, who="lindt", anchor="summary", answers=note.id)
    second = write(cast, case, who="chen", anchor="summary", answers=first.id)

    (thread,) = threads_on(case.newest)
    assert thread.note is note and thread.answers == (first, second)
    assert {first.anchor, second.anchor} == {PLATELETS}
    assert second.answers_id == note.id


def test_a_note_of_another_case_is_not_answered_here(cast):
    note = write(cast, a_case(cast))

    with pytest.raises(Invalid, match="another case"):
        write(cast, a_case(cast, mrn="SYN-2"), answers=note.id)


def test_resolving_keeps_who_and_when_and_opening_again_does_too(cast):
    note = write(cast, a_case(cast))

    resolve(cast, note, "park")
    with transaction():
        notes.reopen_note(note.id, by=cast["lindt"], at=NOON)

    assert note.resolution is None
    assert [(turn.resolved, turn.person_id) for turn in note.resolutions] == [
        (True, cast["park"].person_id),
        (False, cast["lindt"].person_id),
    ]
    deeds = db.session.scalars(select(AuditEntry.deed).order_by(AuditEntry.number.desc()))
    assert list(deeds)[:3] == ["opened a note again", "resolved a note", "wrote a note"]


def test_resolving_twice_is_resolving_once(cast):
    note = write(cast, a_case(cast))

    resolve(cast, note)
    resolve(cast, note, "chen")

    assert len(note.resolutions) == 1


def test_an_observer_resolves_nothing_and_a_stranger_finds_nothing(cast):
    note = write(cast, a_case(cast))

    with pytest.raises(NotAllowed):
        resolve(cast, note, "silva")
    with pytest.raises(NotFound):
        resolve(cast, note, "novak")


def test_an_answer_is_resolved_with_what_it_answers(cast):
    case = a_case(cast)
    answer = write(cast, case, answers=write(cast, case).id)

    with pytest.raises(Conflict, match="what it answers"):
        resolve(cast, answer)


def test_open_questions_are_counted_until_they_are_resolved(cast):
    case = a_case(cast)
    first, _second = (write(cast, case, kind=NoteKind.QUESTION) for _ in range(2))
    write(cast, case)
    write(cast, case, kind=NoteKind.QUESTION, answers=first.id)
    before = open_questions([case.id])

    resolve(cast, first)

    assert before == {case.id: 2}
    assert open_questions([case.id]) == {case.id: 1}
    with transaction():
        notes.reopen_note(first.id, by=cast["chen"], at=NOON)
    assert open_questions([case.id]) == {case.id: 2}


def test_a_question_draws_the_agenda_of_the_open_room_anew(cast):
    item = a_room(cast)

    resolve(cast, write(cast, item.case, kind=NoteKind.QUESTION))

    last = db.session.scalars(select(MeetingEvent).order_by(MeetingEvent.seq.desc()).limit(2))
    assert [(event.kind, event.parts) for event in last] == [
        ("note_resolved", ["notes", "agenda"]),
        ("noted", ["notes", "agenda"]),
    ]


def test_a_note_on_an_older_version_says_so_and_whether_its_fact_has_changed(cast):
    case = a_case(cast)
    about_platelets = write(cast, case)
    about_genetics = write(cast, case, anchor="genetics.del17p")
    fresh = [thread.older for thread in threads_on(case.newest)]

    corrected(cast, case, labs_current={"platelets_e9_L": 31.0, "date": "2026-11-10"})

    told = {thread.note.id: (thread.older, thread.changed) for thread in threads_on(case.newest)}
    assert fresh == [None, None]
    assert told == {about_platelets.id: (1, True), about_genetics.id: (1, False)}


def test_a_note_can_be_made_on_the_version_the_writer_reads(cast):
    case = a_case(cast)
    corrected(cast, case, labs_current={"platelets_e9_L": 31.0, "date": "2026-11-10"})

    assert write(cast, case, version=1).version.number == 1
    assert write(cast, case).version.number == 2
    with pytest.raises(NotFound):
        write(cast, case, version=3)


def test_a_course_is_chosen_by_its_drugs_and_its_beginning():
    course = {"drugs": ["lenalidomide", "dexamethasone"], "start": "2025-03"}

    assert course_words(course) == "lenalidomide + dexamethasone, Mar-2025"
    assert course_words({"drugs": ["lenalidomide"]}) == "lenalidomide"


def test_what_a_recommendation_rests_on_is_read_at_a_glance(cast):
    case = a_case(cast)
    courses = case.newest.facts["regimens"]
    told = fact_in_brief("regimens", case.newest)
    began = min(one["start"] for one in courses)

    assert (told.name, told.value) == ("Treatment", f"{len(courses)} courses since {day(began)}")
    assert fact_in_brief("regimens[r2]", case.newest).value == course_words(courses[1])
    assert fact_told("regimens[r2]", case.newest) == course_words(courses[1])
    assert fact_in_brief(PLATELETS, case.newest).value == fact_at(PLATELETS, case.newest).value


def test_a_table_with_one_row_or_none_is_told_as_such(cast):
    first = some_facts().regimens[0]
    one, none = (a_case(cast, facts=some_facts(regimens=rows)) for rows in ([first], []))

    assert fact_told("regimens", one.newest) == f"Treatment 1 course since {day(str(first.start))}"
    assert fact_told("regimens", none.newest) == "Treatment no courses"
