"""Joining, acting, hearing: what happens on a socket."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, Protocol, TypeVar

import socketio
from flask import Flask
from sqlalchemy.exc import OperationalError

from board import clock
from board.accounts.actor import Actor
from board.accounts.living import who_lives
from board.accounts.services import SessionEnded
from board.config import Settings
from board.db import db
from board.doors import Policy, door
from board.errors import BoardError, Conflict, Invalid, NotAllowed
from board.live.audiences import Audience, audience_of
from board.live.commands import COMMANDS, Command, Message, read
from board.live.direct import DirectSockets, Reply, Take
from board.live.frames import News, frame, news_after
from board.live.gathering import Gathering
from board.live.group import Done, Order, Outcome, act_together
from board.live.leaving import AWAY, absent
from board.live.pace import A_DRAWING, MOST_SCREENS, Pace
from board.live.presence import Screen, here
from board.live.teller import Teller
from board.meetings import services as meetings
from board.meetings.gate import meeting_for
from board.meetings.log import MeetingChanged
from board.meetings.models import Meeting

log = logging.getLogger(__name__)
T = TypeVar("T")

#: How often the logs are looked at, and dead sessions are looked for.
HEARTBEAT = 0.8  # seconds
#: At each so many-th beat every screen is told where its log stands: a room that is silent should cost nothing.
TELL_HEAD = 4

BROKEN = {"ok": False, "code": "broken", "message": "Something broke. Nothing was changed."}


class TooFast(BoardError):
    """Whoever speaks says more than one person has to say."""

    code = "too_fast"


class Work(Protocol):
    """Threads that do database work."""

    async def write(self, work: Callable[[], T]) -> T:
        """Do work that changes something."""

    async def read(self, work: Callable[[], T]) -> T:
        """Do work that changes nothing."""

    def close(self) -> None:
        """Stop."""


@dataclass(frozen=True)
class _Behind:
    """A screen that asks to be brought level, and the sequence it has."""

    screen: Screen
    last: int


class LiveRoom:
    """The sockets of this process: who joined which meeting, and what each asks."""

    def __init__(self, app: Flask, sockets: DirectSockets, work: Work) -> None:
        self._sockets, self._work = sockets, work
        self._settings: Settings = app.config["BOARD_SETTINGS"]
        self._tasks: set[asyncio.Task[Any]] = set()  # asyncio itself holds tasks only weakly
        self._actors: dict[str, Actor] = {}
        self._pace = Pace()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._commands = Gathering[Order, Done](self._act)
        self._teller = Teller(sockets, work, self._commands, self._keep)
        self._drawings = Gathering[_Behind, dict[str, Any]](self._draw)

    def begin(self, loop: asyncio.AbstractEventLoop) -> None:
        """Start the heartbeat."""
        self._loop = loop
        self._keep(self._beat())

    async def end(self) -> None:
        """Stop what runs."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._work.close()

    def answer_events(self, who_connects: Callable[[dict[str, Any]], Actor | None]) -> None:
        """Answer the events of the protocol: connect, join, sync, each command, disconnect."""

        async def connect(sid: str, environ: dict[str, Any], _auth: object = None) -> None:
            actor = await self._work.read(lambda: who_connects(environ))
            if actor is None:
                raise socketio.exceptions.ConnectionRefusedError("sign in")
            open_now = sum(one.person_id == actor.person_id for one in self._actors.values())
            if open_now >= MOST_SCREENS or not self._may_speak(actor.person_id):
                raise socketio.exceptions.ConnectionRefusedError("too many")
            self._actors[sid] = actor

        async def disconnect(sid: str, _reason: object = None) -> None:
            self._actors.pop(sid, None)
            screen = here.remove(sid)
            if screen is not None:
                self._teller.look_who_is_here(screen.meeting_id)

        self._sockets.on("connect", connect)
        self._sockets.on("disconnect", disconnect)
        self._sockets.on("join", self._join)
        self._sockets.on("sync", self._sync)
        for name, handler in COMMANDS.items():
            self._sockets.take(name, self._taking(handler))
        self._sockets.on("*", self._unknown)

    # -- what screens ask ------------------------------------------------------------------------------

    async def _join(self, sid: str, message: object = None) -> dict[str, Any]:
        async def join(who: Actor, said: Message) -> dict[str, Any]:
            meeting_id, wall = read(said, "meeting", int), said.get("wall") is True
            came = await self._commands.ask(Order(who.session_id, _come_in, said))
            if sid not in self._actors:
                raise Conflict("The connection was lost meanwhile.")
            # first the room, then the log: what happens in between arrives twice rather than never
            here.add(Screen(sid, came.actor, meeting_id, wall))
            self._teller.look_who_is_here(meeting_id)
            return await self._level(sid, said)

        return await self._guarded(sid, message, join, A_DRAWING)

    async def _sync(self, sid: str, message: object = None) -> dict[str, Any]:
        async def sync(_who: Actor, said: Message) -> dict[str, Any]:
            return await self._level(sid, said)

        return await self._guarded(sid, message, sync, A_DRAWING)

    async def _level(self, sid: str, said: Message) -> dict[str, Any]:
        """Return the frame that brings a screen level, for the audience it is in now."""
        screen = here.screen(sid)
        if screen is None:
            raise Conflict("Join the meeting first.")
        drawn = await self._drawings.ask(_Behind(screen, read(said, "last", int, 0)))
        self._teller.begin_at(screen.meeting_id, drawn["to"])
        here.is_level(sid)
        return drawn | {"now": clock.now().timestamp()}

    def _taking(self, handler: Command) -> Take:
        """Return what takes a command from a socket: it is answered once it has been committed, or refused."""

        def take(sid: str, message: object, reply: Reply) -> None:
            try:
                speaker, said = self._heard(sid, message)
            except BoardError as refusal:
                reply(refused(refusal))
            else:
                order = Order(speaker.session_id, handler, said)
                self._commands.put(order, lambda outcome: reply(_answer(outcome)))

        return take

    async def _unknown(self, _event: str, sid: str, *_said: object) -> dict[str, Any]:
        """Answer what is no message of the protocol, or cannot be read."""

        async def refuse(_who: Actor, _said: Message) -> dict[str, Any]:
            raise Invalid("There is no such message, or it cannot be read.")

        return await self._guarded(sid, {}, refuse)

    async def _guarded(
        self,
        sid: str,
        message: object,
        act: Callable[[Actor, Message], Coroutine[Any, Any, dict[str, Any]]],
        cost: float = 1.0,
    ) -> dict[str, Any]:
        """Answer always: a handler that raises would leave the screen waiting."""
        try:
            return {"ok": True, **await act(*self._heard(sid, message, cost))}
        except Exception as error:
            return _failed(error)

    def _heard(self, sid: str, message: object, cost: float = 1.0) -> tuple[Actor, Message]:
        """Return who speaks and what they say, or refuse to hear it.

        Who speaks is known from the handshake; whether their session and seats still stand is asked with the work.
        """
        speaker = self._actors.get(sid)
        if speaker is not None and not self._may_speak(speaker.person_id, cost):
            if self._pace.is_hopeless(speaker.person_id):
                self._keep(self._sockets.disconnect(sid))
            raise TooFast("Too much at once. Wait a moment.")
        if not isinstance(message, dict):
            raise Invalid("A message is an object with fields.")
        if speaker is None:
            raise NotAllowed("Your session has ended. Sign in again.")
        return speaker, message

    async def _act(self, orders: Sequence[Order]) -> Sequence[Outcome]:
        return await self._work.write(lambda: act_together(orders, self._settings))

    async def _draw(self, behind: Sequence[_Behind]) -> Sequence[dict[str, Any] | Exception]:
        rooms = {one.screen.meeting_id for one in behind}
        present = {meeting_id: here.people(meeting_id) for meeting_id in rooms}
        return await self._work.read(lambda: _frames(behind, present, self._who_still_is))

    def _who_still_is(self, session_ids: Iterable[int]) -> dict[int, Actor]:
        idle, longest = self._settings.idle, self._settings.longest_session
        living = who_lives(session_ids, idle, longest, clock.now())
        return {session_id: found.actor for session_id, found in living.items()}

    def _may_speak(self, person_id: int, cost: float = 1.0) -> bool:
        return self._pace.allows(person_id, asyncio.get_running_loop().time(), cost)

    # -- what screens are told -------------------------------------------------------------------------

    def hear(self, news: MeetingChanged) -> None:
        """Look at the meeting's log soon. Called from whichever thread committed."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._teller.look, news.meeting_id)

    def hear_session_ended(self, news: SessionEnded) -> None:
        """Close the sockets of a session that is over."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(
                lambda: self._keep(self._close_session(news.session_id))
            )

    async def _beat(self) -> None:
        """Say where each log stands: repairs a last message that was lost, and ends dead sessions."""
        for beat in count(1):
            await asyncio.sleep(HEARTBEAT)
            try:
                await self._beat_once(tell=beat % TELL_HEAD == 0)
            except Exception:
                log.exception("the heartbeat failed")

    async def _beat_once(self, *, tell: bool) -> None:
        self._pace.forget_the_quiet(asyncio.get_running_loop().time())
        known, rooms = dict(self._actors), here.meetings()
        if here.gone(clock.now() - AWAY):
            await self._work.write(lambda: absent.note_gone(clock.now()))
        if not known:
            return

        def look() -> tuple[dict[int, int], dict[int, Actor]]:
            heads = {m: db.session.get_one(Meeting, m).seq for m in rooms}
            return heads, self._who_still_is({actor.session_id for actor in known.values()})

        heads, living = await self._work.read(look)
        # whoever left, or sits on other seats now, comes in again as who they are
        await self._close(sid for sid, was in known.items() if living.get(was.session_id) != was)
        now = clock.now().timestamp()
        for meeting_id, head in heads.items():
            told = self._teller.told(meeting_id)
            if head > told:
                self._teller.look(meeting_id)
            if tell:  # what has not been sent yet is on its way: nobody needs to ask for it
                said = {"seq": min(head, told), "now": now}
                await self._teller.tell("head", said, here.level(meeting_id))

    async def _close_session(self, session_id: int) -> None:
        was = {sid: actor.session_id for sid, actor in self._actors.items()}
        await self._close(sid for sid, one in was.items() if one == session_id)

    async def _close(self, sids: Iterable[str]) -> None:
        for sid in list(sids):
            await self._sockets.emit("ended", {}, to=sid)
            await self._sockets.disconnect(sid)

    def _keep(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


@door(Policy.MEETING)
def _come_in(actor: Actor, message: Message) -> dict[str, Any]:
    """Come into the room of a meeting: attendance, unless it is a wall."""
    meeting_id = read(message, "meeting", int)
    meeting = meeting_for(actor, meeting_id)
    if message.get("wall") is not True:
        absent.come_back(meeting, actor.person_id, clock.now())
        meetings.come_in(meeting_id, by=actor, at=clock.now())
    return {}


def _frames(
    behind: Sequence[_Behind],
    present: dict[int, frozenset[int]],
    who_still_is: Callable[[Iterable[int]], dict[int, Actor]],
) -> list[dict[str, Any] | Exception]:
    """Return the frame that brings each screen level: what several of them need is read and drawn once."""
    living = who_still_is({one.screen.actor.session_id for one in behind})
    news: dict[tuple[int, int], News] = {}
    drawn: dict[tuple[int, int, Audience], dict[str, Any]] = {}

    def level(one: _Behind) -> dict[str, Any]:
        actor, meeting_id = living.get(one.screen.actor.session_id), one.screen.meeting_id
        if actor is None:
            raise NotAllowed("Your session has ended. Sign in again.")
        meeting_for(actor, meeting_id)
        here_now = (meeting_id, one.last)
        if here_now not in news:
            news[here_now] = news_after(meeting_id, one.last, clock.now(), present[meeting_id])
        state = news[here_now].state
        wall = one.screen.wall
        audience = audience_of(actor, state.meeting, state.recused, wall=wall)
        if (*here_now, audience) not in drawn:
            drawn[*here_now, audience] = frame(news[here_now], audience)
        return drawn[*here_now, audience]

    answers: list[dict[str, Any] | Exception] = []
    for one in behind:
        try:
            answers.append(level(one))
        except Exception as refusal:
            answers.append(refusal)
    return answers


def _answer(outcome: Outcome) -> dict[str, Any]:
    return {"ok": True, **outcome.answer} if isinstance(outcome, Done) else _failed(outcome)


def _failed(error: Exception) -> dict[str, Any]:
    if isinstance(error, BoardError):
        return refused(error)
    if isinstance(error, OperationalError):  # many screens ask again and again: one line each
        log.warning("the database does not answer: %s", type(error.orig).__name__)
    else:
        log.error("a socket handler failed", exc_info=error)
    return BROKEN


def refused(refusal: BoardError) -> dict[str, Any]:
    """Return the answer to what was refused; `fields` says which part, when one was wrong."""
    answer = {"ok": False, "code": refusal.code, "message": refusal.message}
    return answer | {"fields": refusal.fields} if isinstance(refusal, Invalid) else answer
