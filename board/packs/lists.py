"""Which missing facts and open questions are whose: the preparation list of a meeting, and who is expected."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from zoneinfo import ZoneInfo

from board.accounts.actor import Discipline, Role
from board.accounts.models import Membership
from board.accounts.policy import voters_of
from board.accounts.services import people_of
from board.cases.brief import Brief, brief_of
from board.decisions.services.threads import threads_on
from board.documents import pack
from board.documents.record import Person
from board.meetings.models import Meeting, Reply
from board.meetings.policy import IN_THE_ROOM
from board.packs.sheets import settles
from board.web.filters import day, plural, time, weekday

#: A fact's path, or the part before the dot → whose it is to find out; the whole path counts first.
WHOSE = {
    "genetics": Discipline.GENETICS,
    "imaging": Discipline.RADIOLOGY,
    "labs_current": Discipline.PATHOLOGY,
    "labs_diagnosis": Discipline.PATHOLOGY,
    "hbv": Discipline.PATHOLOGY,
    "series": Discipline.PATHOLOGY,
    "health.hiv": Discipline.PATHOLOGY,
    "health.hcv_rna": Discipline.PATHOLOGY,
    "health.cd4_per_uL": Discipline.PATHOLOGY,
    "drug_dictionary": Discipline.PHARMACY,
    "regimens": Discipline.PHARMACY,
    "treatment_history_complete": Discipline.PHARMACY,
    "health.anticoagulation": Discipline.PHARMACY,
    "patient.adl": Discipline.NURSING,
    "patient.iadl": Discipline.NURSING,
    "patient.weight_kg": Discipline.NURSING,
    "patient.weight_loss_3mo_pct": Discipline.NUTRITION,
    "health.uncontrolled_symptoms": Discipline.PALLIATIVE_CARE,
    "health.lvef_pct": Discipline.CARDIOLOGY,
    "health.nyha_3_4": Discipline.CARDIOLOGY,
    "health.recent_mi": Discipline.CARDIOLOGY,
    "health.uncontrolled_htn": Discipline.CARDIOLOGY,
    "health.dialysis": Discipline.NEPHROLOGY,
    "health.unstable_aki": Discipline.NEPHROLOGY,
    "health.donor_available": Discipline.CELL_THERAPY,
    "health.stored_cd34_e6_kg": Discipline.CELL_THERAPY,
    "health.failed_mobilisation": Discipline.CELL_THERAPY,
    "patient.hctci_items": Discipline.CELL_THERAPY,
}
#: Facts nobody else has, and questions: those of whoever treats the patient.
TREATING = Discipline.HAEMATOLOGY
#: Whose a question is, by the section of the brief it was asked at.
SECTIONS = {
    "genetics": Discipline.GENETICS,
    "supportive": Discipline.NURSING,
    "lines": Discipline.PHARMACY,
}


def discipline_of(fact: str) -> Discipline:
    """Return whose it is to find out a fact, by its path: "health.lvef_pct" is the cardiologist's."""
    return WHOSE.get(fact) or WHOSE.get(fact.split(".")[0], TREATING)


def preparation(meeting: Meeting, leave_out: frozenset[int] = frozenset()) -> pack.PreparationList:
    """Return what each discipline has to find out; cases of the agenda items in *leave_out* are not in it."""
    tasks: dict[Discipline, list[pack.Task]] = defaultdict(list)
    synthetic = False
    for item in meeting.items:
        if item.id not in leave_out:
            brief = brief_of(item.version)
            synthetic = synthetic or bool(brief.facts.synthetic)
            for knows, task in _tasks(brief):
                _put(tasks[knows], task)
    seats = people_of(meeting.board_id)
    return pack.PreparationList(
        board=meeting.board.name,
        when=when(meeting),
        synthetic=synthetic,
        disciplines=tuple(
            pack.DisciplineTasks(
                knows.value.capitalize(), _people(seats, knows), tuple(tasks[knows])
            )
            for knows in Discipline
            if knows in tasks
        ),
    )


def attendance(meeting: Meeting) -> pack.AttendanceList:
    """Return who is expected: everybody invited who did not say no, chair first."""
    said_no = {one.person_id for one in meeting.invitations if one.reply is Reply.NO}
    asked = {one.person_id for one in meeting.invitations} - said_no
    people = [seat for seat in _in_the_room(meeting) if seat.person_id in asked]
    return pack.AttendanceList(
        board=meeting.board.name,
        when=when(meeting),
        place=meeting.place,
        synthetic=any(brief_of(item.version).facts.synthetic for item in meeting.items),
        people=tuple(person(seat) for seat in people),
        quorum=quorum(meeting),
    )


def voters(meeting: Meeting) -> tuple[Membership, ...]:
    """Return the seats that vote on this board, chair first."""
    votes = voters_of(meeting.board)
    return tuple(seat for seat in _in_the_room(meeting) if seat.role in votes)


def person(seat: Membership) -> Person:
    """Return a seat as it is printed."""
    part = "chair" if seat.role is Role.CHAIR else "observer" if seat.role is Role.OBSERVER else ""
    return Person(seat.person.name, seat.discipline.value, part)


def quorum(meeting: Meeting) -> str:
    """Return the quorum of the board in words."""
    board = meeting.board
    disciplines = plural(board.quorum_disciplines, "discipline")
    return f"{plural(board.quorum_voters, 'voter')} of {disciplines} needed."


def when(meeting: Meeting) -> str:
    """Return when a meeting begins and ends, by the clock of its board."""
    zone = meeting.board.zone
    ends = meeting.ends_at.astimezone(ZoneInfo(zone)).date()
    later = f"{weekday(ends)}, " if ends != meeting.day else ""
    return f"{weekday(meeting.day)}, {time(meeting.starts_at, zone)} to {later}{time(meeting.ends_at, zone)}"


def _tasks(brief: Brief) -> Iterator[tuple[Discipline, pack.Task]]:
    number = brief.version.case.number
    for fact in brief.summary.missing:
        why = settles(fact.blocks, fact.serves)
        yield (
            discipline_of(fact.fact),
            pack.Task(number, fact.label, f"missing; {why}".rstrip("; ")),
        )
    for old in brief.summary.old:
        why = f"of {day(old.date)}: older than {old.limit_days} days"
        yield discipline_of(old.fact), pack.Task(number, old.label, why)
    for thread in threads_on(brief.version.case.newest):
        if thread.is_open_question:
            knows = WHOSE.get(thread.note.anchor) or SECTIONS.get(thread.section, TREATING)
            said = " ".join(thread.note.text.split())
            asked = f"question of {thread.note.author.short_name} on {thread.about}"
            yield knows, pack.Task(number, said, asked)


def _put(tasks: list[pack.Task], task: pack.Task) -> None:
    """Add a task, or put it beside one of the same case for the same reason."""
    for place, known in enumerate(tasks):
        if (known.case_number, known.why) == (task.case_number, task.why):
            tasks[place] = replace(known, what=f"{known.what}, {task.what}")
            return
    tasks.append(task)


def _in_the_room(meeting: Meeting) -> list[Membership]:
    seats = [seat for seat in people_of(meeting.board_id) if seat.role in IN_THE_ROOM]
    return sorted(seats, key=lambda seat: seat.role is not Role.CHAIR)


def _people(seats: list[Membership], knows: Discipline) -> str:
    here = [s for s in seats if s.discipline is knows and s.person.disabled_at is None]
    return ", ".join(seat.person.name for seat in here)
