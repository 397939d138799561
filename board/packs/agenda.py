"""A meeting as the sheets of a pack: contents, cases, blank decisions, lists; for one person."""

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from board.cases.brief import Brief, brief_of
from board.db import db
from board.decisions.gate import cases_left
from board.decisions.services.opinions import proposed_options
from board.documents import pack
from board.meetings.models import AgendaItem, Meeting
from board.meetings.timetable import start_times
from board.packs.lists import attendance, person, preparation, quorum, voters, when
from board.packs.models import Form, Pack
from board.packs.sheets import case_sheet
from board.web.filters import day, time

#: Letters on a blank sheet, whatever is proposed: the rest is written by hand.
LETTERS = "ABCDE"
TITLES = {
    Form.BRIEFING: "Briefing pack",
    Form.BOXES: "Briefing pack with decision sheets",
    Form.ATTENDANCE: "Attendance list",
    Form.PREPARATION: "Preparation list",
}
STEPPED_ASIDE = "Left out of this pack: you stepped aside for this case."


@dataclass(frozen=True)
class Order:
    """What is to be printed, and which case version each sheet is of, by its place."""

    sheets: tuple[pack.Sheet, ...]
    cover: pack.Cover
    versions: dict[int, int] = field(default_factory=dict)


def order_of(asked: Pack) -> Order:
    """Return the sheets of a pack, without the cases that the person stepped aside from."""
    meeting, form = asked.meeting, asked.form
    cover = _cover(asked)
    aside = stepped_aside(meeting, asked.person_id)
    if form is Form.ATTENDANCE:
        return Order((attendance(meeting),), cover)
    if form is Form.PREPARATION:
        return Order((preparation(meeting, aside),), cover)
    return _briefing(meeting, aside, cover, with_boxes=form is Form.BOXES)


def stepped_aside(meeting: Meeting, person_id: int) -> frozenset[int]:
    """Return the agenda items of a meeting whose cases somebody stepped aside for, here or elsewhere."""
    left = frozenset(db.session.scalars(cases_left(person_id)))
    return frozenset(item.id for item in meeting.items if item.case_id in left)


def _briefing(
    meeting: Meeting, aside: frozenset[int], cover: pack.Cover, *, with_boxes: bool
) -> Order:
    sheets: list[pack.Sheet] = []
    rows, versions = [], {}
    starts, zone = start_times(meeting), meeting.board.zone
    synthetic = False
    for number, item in enumerate(meeting.items, start=1):
        row = _row(number, item, time(starts[item.id], zone))
        if item.id in aside:
            rows.append(pack.ContentsRow(*row, said=STEPPED_ASIDE))
            continue
        brief = brief_of(item.version)
        synthetic = synthetic or bool(brief.facts.synthetic)
        sheets.append(case_sheet(brief))
        rows.append(pack.ContentsRow(*row, sheet=len(sheets)))
        versions[len(sheets)] = item.case_version_id
        if with_boxes:
            sheets.append(_decision(item, brief))
    others = []
    if with_boxes:
        sheets.append(attendance(meeting))
        others.append(pack.ContentsPart(TITLES[Form.ATTENDANCE], len(sheets)))
    contents = pack.Contents(
        title=cover.title.split(",")[0],
        board=meeting.board.name,
        hospital=meeting.board.hospital,
        when=when(meeting),
        place=meeting.place,
        synthetic=synthetic,
        rows=tuple(rows),
        others=tuple(others),
    )
    return Order((contents, *sheets), cover, versions)


def _row(number: int, item: AgendaItem, starts: str) -> tuple[int, str, str, str, int, str]:
    who = item.case.submitted_by.name
    return number, item.case.number, item.version.title, starts, item.minutes, who


def _decision(item: AgendaItem, brief: Brief) -> pack.DecisionSheet:
    meeting = item.meeting
    proposed = proposed_options(item)
    choices = tuple(
        pack.Choice(letter, proposed[place] if place < len(proposed) else "")
        for place, letter in enumerate(LETTERS)
    )
    case = case_sheet(brief)
    return pack.DecisionSheet(
        case_number=case.case_number,
        patient=case.patient,
        synthetic=case.synthetic,
        question=case.question,
        when=when(meeting),
        choices=choices,
        voters=tuple(person(seat) for seat in voters(meeting)),
        quorum=quorum(meeting),
    )


def _cover(asked: Pack) -> pack.Cover:
    meeting = asked.meeting
    local = _local(asked.asked_at, meeting.board.zone)
    title = f"{TITLES[asked.form]}, meeting of {day(meeting.day)}"
    printed = f"Printed {day(local.date())} {local:%H:%M} by {asked.person.name}"
    return pack.Cover(title, printed, asked.asked_at.strftime("%Y-%m-%dT%H:%M:%SZ"))


def _local(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone))
