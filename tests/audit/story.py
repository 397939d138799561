"""What else happens in the months of a board, told through the services and pages that people use."""

from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from board.db import db
from board.decisions.codes import Again
from board.decisions.content import Trigger
from board.decisions.models import Plan
from board.decisions.services import ballots, paper_votes, papers
from board.decisions.services.rules import allow_anonymous
from board.decisions.services.seals import keep_certificate
from board.documents.pack_worker import PackPrinter
from board.documents.sealing import certificate_of
from board.followup import services as followup
from board.followup.models import Became
from board.mail import feeds
from board.meetings import services as meetings
from board.packs.models import Pack
from board.packs.printing import Desk
from board.packs.services import PackAsked
from board.teaching import services as teaching
from board.teaching.models import Fate
from board.transactions import transaction
from tests.factories import A_PLAN, OPTIONS, a_case, a_meeting, a_signed_plan, an_agenda_item
from tests.people import NOON

NEXT_DAY, DAY_14 = NOON + timedelta(days=1), NOON + timedelta(days=14)
FIRST = date(2026, 11, 25)  # a Wednesday
WEEKLY = meetings.Rhythm(
    "FREQ=WEEKLY;INTERVAL=1;BYDAY=WE", FIRST, FIRST + timedelta(weeks=1), time(14), 75, "Room 4.12"
)
COMES_BACK = replace(A_PLAN, triggers=(Trigger(Again.PROGRESSION),))


@dataclass(frozen=True)
class Left:
    """What the story leaves behind for somebody to take away at a page."""

    meeting_id: int
    teaching_id: int


def tell(app, cast) -> Left:
    """Do everything once that is done between the meetings, on paper and after them."""
    settle_how_the_board_works(app, cast)
    meeting_id = prepare_a_meeting(cast)
    take_a_case_back_and_ask_about_another(cast)
    begin_and_change_a_series(cast)
    key_in_a_meeting_on_paper(cast)
    plan = decide_with_the_name_on_the_wall(cast)
    follow_up(cast, plan)
    return Left(meeting_id, teach(cast, plan))


def settle_how_the_board_works(app, cast):
    """The rules of the agenda and of ballots, the seal, and a calendar address."""
    by = {"by": cast["park"], "at": NOON}
    with transaction():
        meetings.settle_rules(cast.board_id, None, 2, [], **by)
        allow_anonymous(cast.board_id, True, **by)
        keep_certificate(certificate_of(app.config["SEAL"]), NOON)
        feeds.make_feed(by=cast["okafor"], at=NOON)
        feeds.end_feed(by=cast["okafor"], at=NOON)


def prepare_a_meeting(cast) -> int:
    """An agenda put in order, with a break and a list beside it, sent round; returns the meeting."""
    by = {"by": cast["park"], "at": NOON}
    meeting, listed = a_meeting(cast), a_case(cast, mrn="SYN-11")
    cases = [a_case(cast, mrn=mrn) for mrn in ("SYN-12", "SYN-13")]
    first, second = (an_agenda_item(cast, meeting, case).id for case in cases)
    with transaction():
        meetings.arrange(meeting.id, [second, first], **by)
        meetings.lay_breaks(meeting.id, {1: 10}, **by)
        entry = meetings.put_on_list(meeting.id, listed.number, "By protocol", **by)
        meetings.take_off_list(meeting.id, entry.id, **by)
        meetings.publish_agenda(meeting.id, **by)
        meetings.remind_unanswered(meeting.id, **by)
    return meeting.id


def take_a_case_back_and_ask_about_another(cast):
    """One case that is withdrawn and waits again, and one of which facts are missing."""
    by = {"by": cast["park"], "at": NOON}
    gone, asked = (a_case(cast, mrn=mrn).number for mrn in ("SYN-14", "SYN-15"))
    with transaction():
        meetings.withdraw(gone, "Moved away", **by)
        meetings.bring_back(gone, **by)
        request = meetings.ask_for_facts(asked, NEXT_DAY, **by)
        meetings.close_request(request.id, **by)


def begin_and_change_a_series(cast):
    """A series of two meetings, the second left out; and one meeting alone, cancelled."""
    by = {"by": cast["park"], "at": NOON}
    alone = a_meeting(cast).id
    with transaction():
        series = meetings.begin_series(cast.board_id, WEEKLY, **by)
        meetings.leave_out(series.id, WEEKLY.last_day, "Holidays", **by)
        meetings.cancel_meeting(alone, "No case", **by)


def key_in_a_meeting_on_paper(cast):
    """A meeting without screens: who came, who stepped aside, a ballot with a mistake, and the decision."""
    by = {"by": cast["park"], "at": NEXT_DAY}
    meeting = a_meeting(cast)
    item = an_agenda_item(cast, meeting, a_case(cast, mrn="SYN-16"))
    chen, okafor, tanaka = (cast[key].person_id for key in ("chen", "okafor", "tanaka"))
    sheet = papers.PaperCase(
        minutes=12,
        recused=((tanaka, "Investigator"),),
        question="Preferred next treatment",
        options=OPTIONS,
        votes=(papers.PaperVote(chen, "A"), papers.PaperVote(okafor, "B")),
        decision="Talquetamab, step-up from 2 December.",
    )
    came = (chen, okafor, tanaka)
    with transaction():
        papers.hold_on_paper(meeting.id, meeting.starts_at, meeting.ends_at, came, **by)
        papers.key_in_case(item.id, sheet, **by)
        [ballot] = ballots.ballots_on(item.id)
        paper_votes.correct_vote(ballot.id, papers.PaperVote(okafor, "A"), "Misread", **by)
    next_week = {
        "starts_at": NOON + timedelta(days=7),
        "ends_at": NOON + timedelta(days=7, hours=1),
    }
    an_agenda_item(
        cast, a_meeting(cast, **next_week), item.case
    )  # where who stepped aside still does


def decide_with_the_name_on_the_wall(cast) -> Plan:
    """A room in which the wall names the patient; returns the plan that was signed there."""
    by = {"by": cast["chen"], "at": NOON}
    meeting = a_meeting(cast)
    item = an_agenda_item(cast, meeting, a_case(cast, mrn="SYN-17"))
    with transaction():
        meetings.open_room(meeting.id, **by)
        meetings.come_in(meeting.id, **by)
        meetings.take_up(item.id, **by)
        meetings.show_name(meeting.id, True, **by)
    plan = a_signed_plan(cast, item, COMES_BACK)
    with transaction():
        meetings.close_room(meeting.id, **by)
    with transaction():
        meetings.take_back(meeting.id, **by)
    with transaction():
        meetings.close_room(meeting.id, **by)
    return plan


def follow_up(cast, plan):
    """What became of a plan two weeks later, by whoever brought the case."""
    by = {"by": cast["lindt"], "at": DAY_14}
    with transaction():
        done = followup.Said(Became.FULLY, recommendation=1)
        followup.answer(plan.id, 14, done, instead_of=None, **by)
        followup.report_trigger(plan.id, 1, met=True, **by)
        followup.report_trigger(plan.id, 1, met=False, **by)
        followup.present_again(plan.id, "A new lesion", **by)


def teach(cast, plan) -> int:
    """A teaching copy that is withdrawn, and one that is released; returns the released one."""
    by = {"by": cast["park"], "at": DAY_14}
    with transaction():
        teaching.withdraw(teaching.begin_copy(plan.case.number, **by).id, **by)
        copy = teaching.begin_copy(plan.case.number, **by)
        for paragraph in copy.paragraphs:
            teaching.review(paragraph.id, Fate.REMOVED, **by)
        teaching.release(copy.id, **by)
    return copy.id


def take_away(app, cast, client, left):
    """Take at the pages what leaves the board as a file: figures, a teaching copy, a printed list."""
    client.post(f"/meetings/{left.meeting_id}/packs", data={"form": "attendance", "paper": "A4"})
    with app.app_context():
        pack_id = db.session.query(Pack.id).scalar()
    desk = Desk(app, PackPrinter(1))
    desk.hear_pack(PackAsked(pack_id))
    desk.work_off()
    desk.end()

    for address in (
        f"/packs/{pack_id}/pack.pdf",
        f"/teaching/{left.teaching_id}/copy.json",
        f"/boards/{cast.board_id}/statistics/became.csv",
    ):
        assert client.get(address).status_code == 200, address
