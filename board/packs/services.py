"""Asking for a pack, finding one's own, keeping what was printed."""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update

from board.accounts.actor import Actor
from board.audit.deeds import Deed
from board.audit.services import record
from board.db import UtcDateTime, db
from board.decisions.models import Recusal
from board.decisions.papers import Keyed, PaperEntry
from board.errors import Invalid, NotFound
from board.meetings.gate import LARGEST_ID, meeting_for
from board.meetings.models import AgendaItem, Meeting
from board.meetings.policy import ensure_may_arrange
from board.packs.agenda import stepped_aside
from board.packs.models import Form, Pack, SheetPrint, State
from board.transactions import announce

PAPERS = ("A4", "Letter")
#: A pack is taken away soon or asked for again; a sheet is printed again when it is wanted again.
PACK_LIVES, SHEET_LIVES = timedelta(days=1), timedelta(days=90)
#: Whoever began to print and has not finished by now was ended.
GIVEN_UP = timedelta(minutes=10)


@dataclass(frozen=True)
class PackAsked:
    """Told after the commit: somebody waits for a pack."""

    pack_id: int


def ask_pack(meeting_id: int, form: str, paper: str, *, by: Actor, at: datetime) -> Pack:
    """Ask for a pack of a meeting; one asked for before by the same person goes."""
    meeting = meeting_for(by, meeting_id)
    if paper not in PAPERS:
        raise Invalid("Choose A4 or Letter.", {"paper": "Choose A4 or Letter."})
    if form not in set(Form):
        raise Invalid("Choose what to print.", {"form": "Choose what to print."})
    if form == Form.BOXES:
        ensure_may_arrange(by, meeting.board_id)
    own = Pack.person_id == by.person_id, Pack.meeting_id == meeting.id
    db.session.execute(delete(Pack).where(*own))
    # not the next number: SQLite gives that of a pack that is gone, and its address is still open somewhere
    pack_id = 1 + secrets.randbelow(LARGEST_ID - 1)
    pack = Pack(id=pack_id, person_id=by.person_id, form=Form(form), paper=paper, asked_at=at)
    pack.meeting = meeting
    db.session.add(pack)
    db.session.flush()

    aside = stepped_aside(meeting, by.person_id)
    cases = [item.case_id for item in meeting.items if item.id not in aside]
    said = {"form": form, "paper": paper, "cases": cases, "left_out": len(aside)}
    record(by, Deed.PACK_PRINTED, f"meeting/{meeting.id}", at, meeting.board_id, **said)
    announce(PackAsked(pack.id))
    return pack


def pack_for(by: Actor, pack_id: int) -> Pack:
    """Return a pack that this person asked for, while they may still see its meeting."""
    pack = db.session.get(Pack, min(pack_id, LARGEST_ID))
    if pack is None or pack.person_id != by.person_id:
        raise NotFound("There is no such pack among yours. Ask for it again.")
    meeting_for(by, pack.meeting_id)
    return pack


def take_pack(pack_id: int, *, by: Actor, at: datetime) -> bytes:
    """Return the file of a finished pack, and leave a trace."""
    pack = pack_for(by, pack_id)
    if pack.pdf is None:
        raise NotFound("This pack is not ready yet.")
    if stepped_aside(pack.meeting, by.person_id) and pack.asked_at <= _last_recusal(pack, by):
        raise NotFound("You stepped aside for a case since. Ask for the pack again.")
    said = {"form": pack.form.value, "paper": pack.paper, "pages": pack.pages}
    board_id = pack.meeting.board_id
    record(by, Deed.PACK_TAKEN, f"meeting/{pack.meeting_id}", at, board_id, **said)
    return pack.pdf


def claim(pack_id: int, at: datetime) -> bool:
    """Return whether whoever asks is the one to print this pack: each is printed once."""
    free = (Pack.state == State.WAITING) | (
        (Pack.state == State.PRINTING) & (Pack.begun_at < at - GIVEN_UP)
    )
    taken = update(Pack).where(Pack.id == pack_id, free).values(state=State.PRINTING, begun_at=at)
    return bool(db.session.execute(taken).rowcount)  # type: ignore[attr-defined]


def unfinished() -> list[int]:
    """Return the packs somebody still waits for."""
    waiting = Pack.state.in_((State.WAITING, State.PRINTING))
    return list(db.session.scalars(select(Pack.id).where(waiting).order_by(Pack.asked_at, Pack.id)))


def kept_sheets(keys: Collection[str]) -> dict[str, bytes]:
    """Return the sheets among these that were printed before, by their key."""
    wanted = select(SheetPrint.key, SheetPrint.data).where(SheetPrint.key.in_(keys))
    return {row.key: row.data for row in db.session.execute(wanted)}


def keep_sheets(
    made: Mapping[str, bytes],
    kind: str,
    paper: str,
    at: datetime,
    version_id: int | None = None,
) -> None:
    """Keep printed sheets; the print of a case version goes when there is a newer one."""
    if version_id is not None:
        older = SheetPrint.case_version_id == version_id, SheetPrint.paper == paper
        db.session.execute(delete(SheetPrint).where(*older, SheetPrint.key.not_in(made)))
    known = set(db.session.scalars(select(SheetPrint.key).where(SheetPrint.key.in_(made))))
    for key, data in made.items():
        if key not in known:
            db.session.add(
                SheetPrint(
                    key=key,
                    kind=kind,
                    paper=paper,
                    case_version_id=version_id,
                    data=data,
                    printed_at=at,
                )
            )


def throw_away(at: datetime) -> None:
    """Throw away packs nobody took, and sheets that are old: both can be printed again."""
    db.session.execute(delete(Pack).where(Pack.asked_at < at - PACK_LIVES))
    db.session.execute(delete(SheetPrint).where(SheetPrint.printed_at < at - SHEET_LIVES))


def papers_of(board_id: int) -> list[str]:
    """Return the papers this board prints on: those of packs asked for lately, else A4."""
    asked = select(Pack.paper).join(Meeting).where(Meeting.board_id == board_id).distinct()
    return sorted(db.session.scalars(asked)) or ["A4"]


def _last_recusal(pack: Pack, by: Actor) -> datetime:
    """Return when it was last written down that this person stepped aside; from paper, that is later."""
    cases = [item.case_id for item in pack.meeting.items]
    items = select(AgendaItem.id).where(AgendaItem.case_id.in_(cases))
    from_paper = (PaperEntry.what == Keyed.RECUSAL) & (PaperEntry.object_id == Recusal.id)
    mine = (
        select(func.coalesce(func.max(PaperEntry.at), Recusal.recused_at, type_=UtcDateTime()))
        .join_from(Recusal, PaperEntry, from_paper, isouter=True)
        .where(Recusal.person_id == by.person_id, Recusal.item_id.in_(items))
        .group_by(Recusal.id, Recusal.recused_at)
    )
    return max(db.session.scalars(mine))
