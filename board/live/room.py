"""Joining, acting, hearing: what happens on a socket."""

import asyncio
import logging
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, Protocol, TypeVar

import socketio
from flask import Flask

from board import clock
from board.accounts import services as accounts
from board.accounts.actor import Actor
from board.accounts.services import SessionEnded
from board.config import Settings
from board.db import db
from board.doors import forget_passed, may_answer, policy_of
from board.errors import BoardError, Conflict, Invalid, NotAllowed, NotFound
from board.live.audiences import Audience, audience_of
from board.live.commands import COMMANDS, Command, Message, read
from board.live.frames import News, frame, news_after
from board.live.pace import A_DRAWING, MOST_SCREENS, Pace
from board.live.parts import draw
from board.live.presence import Screen, here
from board.meetings import services as meetings
from board.meetings.gate import meeting_for
from board.meetings.log import MeetingChanged, Part
from board.meetings.models import Meeting
from board.transactions import transaction

log = logging.getLogger(__name__)
T = TypeVar("T")

#: Changes closer together than this travel in one frame.
TOGETHER = 0.05  # seconds
#: How often each screen is told where the log stands, and dead sessions are looked for.
HEARTBEAT = 0.8  # seconds

TOO_FAST = {"ok": False, "code": "too_fast", "message": "Too much at once. Wait a moment."}


class Work(Protocol):
    """Threads that do database work."""

    async def write(self, work: Callable[[], T]) -> T:
        """Do work that changes something."""

    async def read(self, work: Callable[[], T]) -> T:
        """Do work that changes nothing."""

    def close(self) -> None:
        """Stop."""


class LiveRoom:
    """The sockets of this process: who joined which meeting, and what each has been told."""

    def __init__(self, app: Flask, sockets: socketio.AsyncServer, work: Work) -> None:
        self._app, self._sockets, self._work = app, sockets, work
        self._settings: Settings = app.config["BOARD_SETTINGS"]
        self._told: dict[int, int] = {}  # meeting → the sequence its screens have
        self._telling: dict[int, asyncio.Task[None]] = {}
        self._again: set[int] = set()
        self._tasks: set[asyncio.Task[Any]] = set()  # asyncio itself holds tasks only weakly
        self._actors: dict[str, Actor] = {}
        self._pace = Pace()
        self._loop: asyncio.AbstractEventLoop | None = None

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
                self._keep(self._tell_people(screen.meeting_id))

        self._sockets.on("connect", connect)
        self._sockets.on("disconnect", disconnect)
        self._sockets.on("join", self._join)
        self._sockets.on("sync", self._sync)
        for name, handler in COMMANDS.items():
            self._sockets.on(name, self._answering(handler))

    # -- what screens ask ------------------------------------------------------------------------------

    async def _join(self, sid: str, message: object = None) -> dict[str, Any]:
        async def join(actor: Actor, said: Message) -> dict[str, Any]:
            meeting_id, wall = read(said, "meeting", int), said.get("wall") is True
            await self._work.write(lambda: _come_in(actor, meeting_id, wall))
            if sid not in self._actors:
                raise Conflict("The connection was lost meanwhile.")
            # first the room, then the log: what happens in between arrives twice rather than never
            here.add(Screen(sid, actor, meeting_id, wall))
            self._keep(self._tell_people(meeting_id))
            return await self._level(sid, actor, said)

        return await self._guarded(sid, message, join, A_DRAWING)

    async def _sync(self, sid: str, message: object = None) -> dict[str, Any]:
        async def sync(actor: Actor, said: Message) -> dict[str, Any]:
            return await self._level(sid, actor, said)

        return await self._guarded(sid, message, sync, A_DRAWING)

    async def _level(self, sid: str, actor: Actor, said: Message) -> dict[str, Any]:
        """Return the frame that brings a screen level, for the audience it is in now."""
        screen = here.screen(sid)
        if screen is None:
            raise Conflict("Join the meeting first.")
        last, now = read(said, "last", int, 0), replace(screen, actor=actor)

        def draw_frame() -> dict[str, Any]:
            meeting_for(actor, screen.meeting_id)
            news = _news(screen.meeting_id, last)
            return frame(news, _audience(now, news))

        drawn = await self._work.read(draw_frame)
        self._told.setdefault(screen.meeting_id, drawn["to"])
        return drawn | {"now": clock.now().timestamp()}

    def _answering(self, handler: Command) -> Callable[..., Any]:
        """Return the socket handler of a command."""

        async def answer(sid: str, message: object = None) -> dict[str, Any]:
            async def act(actor: Actor, said: Message) -> dict[str, Any]:
                return await self._work.write(lambda: _do(handler, actor, said))

            return await self._guarded(sid, message, act)

        return answer

    async def _guarded(
        self, sid: str, message: object, act: Callable[..., Any], cost: float = 1.0
    ) -> dict[str, Any]:
        """Answer always: a handler that raises would leave the screen waiting."""
        speaker = self._actors.get(sid)
        if speaker is not None and not self._may_speak(speaker.person_id, cost):
            if self._pace.is_hopeless(speaker.person_id):
                await self._sockets.disconnect(sid)
            return TOO_FAST
        try:
            if not isinstance(message, dict):
                raise Invalid("A message is an object with fields.")
            actor = await self._work.read(lambda: self._living(sid))
            return {"ok": True, **await act(actor, message)}
        except BoardError as refusal:
            return {"ok": False, "code": refusal.code, "message": refusal.message}
        except Exception:
            log.exception("a socket handler failed")
            return {
                "ok": False,
                "code": "broken",
                "message": "Something broke. Nothing was changed.",
            }

    def _living(self, sid: str) -> Actor:
        """Return who acts on this socket, their session and seats as they are at this moment."""
        known = self._actors.get(sid)
        actor = known and self._who_still_is([known.session_id]).get(known.session_id)
        if not actor:
            raise NotAllowed("Your session has ended. Sign in again.")
        return actor

    def _who_still_is(self, session_ids: Iterable[int]) -> dict[int, Actor]:
        idle, longest = self._settings.idle, self._settings.longest_session
        return accounts.living_actors(session_ids, idle, longest, clock.now())

    def _may_speak(self, person_id: int, cost: float = 1.0) -> bool:
        return self._pace.allows(person_id, asyncio.get_running_loop().time(), cost)

    # -- what screens are told -------------------------------------------------------------------------

    def hear(self, news: MeetingChanged) -> None:
        """Look at the meeting's log soon. Called from whichever thread committed."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._look, news.meeting_id)

    def hear_session_ended(self, news: SessionEnded) -> None:
        """Close the sockets of a session that is over."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(
                lambda: self._keep(self._close_session(news.session_id))
            )

    def _look(self, meeting_id: int) -> None:
        if meeting_id in self._telling:
            self._again.add(meeting_id)
        elif here.screens(meeting_id):
            task = self._keep(self._tell(meeting_id))
            self._telling[meeting_id] = task

    async def _tell(self, meeting_id: int) -> None:
        """Send what is new at once, then gather what comes within a moment; one teller a meeting."""
        try:
            while True:
                self._again.discard(meeting_id)
                await self._send_news(meeting_id)
                await asyncio.sleep(TOGETHER)
                if meeting_id not in self._again:
                    return
        finally:
            self._telling.pop(meeting_id, None)
            if meeting_id in self._again:
                self._look(meeting_id)

    async def _send_news(self, meeting_id: int) -> None:
        screens = here.screens(meeting_id)
        told = self._told.get(meeting_id, 0)

        def draw_frames() -> tuple[int, dict[Audience, dict[str, Any]], dict[str, Audience]]:
            news = _news(meeting_id, told)
            audiences = {screen.sid: _audience(screen, news) for screen in screens}
            if news.head == told:
                return told, {}, audiences
            return news.head, {a: frame(news, a) for a in set(audiences.values())}, audiences

        head, frames, audiences = await self._work.read(draw_frames)
        self._told[meeting_id] = head
        for sid, audience in audiences.items():
            if audience in frames:
                await self._sockets.emit("frame", frames[audience], to=sid)

    async def _tell_people(self, meeting_id: int) -> None:
        """Show who is here now: presence is no deed and has no place in the log."""
        screens = here.screens(meeting_id)
        if not screens:
            return

        def draw_people() -> tuple[dict[Audience, str], dict[str, Audience]]:
            news = _news(meeting_id, self._told.get(meeting_id, 0))
            audiences = {screen.sid: _audience(screen, news) for screen in screens}
            return {a: draw(Part.PEOPLE, news.state, a) for a in set(audiences.values())}, audiences

        drawn, audiences = await self._work.read(draw_people)
        for sid, audience in audiences.items():
            await self._sockets.emit(
                "people", {"parts": {Part.PEOPLE.value: drawn[audience]}}, to=sid
            )

    async def _beat(self) -> None:
        """Say where each log stands: repairs a last message that was lost, and ends dead sessions."""
        while True:
            await asyncio.sleep(HEARTBEAT)
            try:
                await self._beat_once()
            except Exception:
                log.exception("the heartbeat failed")

    async def _beat_once(self) -> None:
        self._pace.forget_the_quiet(asyncio.get_running_loop().time())
        known = dict(self._actors)
        if not known:
            return

        def look() -> tuple[dict[int, int], dict[int, Actor]]:
            heads = {m: db.session.get_one(Meeting, m).seq for m in here.meetings()}
            return heads, self._who_still_is({actor.session_id for actor in known.values()})

        heads, living = await self._work.read(look)
        # whoever left, or sits on other seats now, comes in again as who they are
        await self._close(sid for sid, was in known.items() if living.get(was.session_id) != was)
        now = clock.now().timestamp()
        for meeting_id, head in heads.items():
            if head > self._told.get(meeting_id, 0):
                self._look(meeting_id)
            for screen in here.screens(meeting_id):
                await self._sockets.emit("head", {"seq": head, "now": now}, to=screen.sid)

    async def _close_session(self, session_id: int) -> None:
        was = {sid: actor.session_id for sid, actor in self._actors.items()}
        await self._close(sid for sid, one in was.items() if one == session_id)

    async def _close(self, sids: Iterable[str]) -> None:
        for sid in list(sids):
            await self._sockets.emit("ended", {}, to=sid)
            await self._sockets.disconnect(sid)

    def _keep(self, work: Any) -> asyncio.Task[Any]:
        task: asyncio.Task[Any] = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


def _do(handler: Command, actor: Actor, message: Message) -> dict[str, Any]:
    """Run a command in its transaction, and hold it to the policy it declares."""
    forget_passed()
    policy = policy_of(handler)
    with transaction():
        try:
            answer = handler(actor, message)
        except NotFound as refusal:
            if policy is not None and may_answer(policy):
                raise
            # the same words whether it never was or belongs to another board
            raise NotFound("There is no such thing, or it is not yours to see.") from refusal
        if policy is None or not may_answer(policy):
            raise RuntimeError(f"a socket command did not pass its gate: {policy}")
        accounts.note_used(actor.session_id, clock.now())
    return answer


def _come_in(actor: Actor, meeting_id: int, wall: bool) -> None:
    with transaction():
        meeting_for(actor, meeting_id)
        if not wall:
            meetings.come_in(meeting_id, by=actor, at=clock.now())


def _news(meeting_id: int, last: int) -> News:
    return news_after(meeting_id, last, clock.now(), here.people(meeting_id))


def _audience(screen: Screen, news: News) -> Audience:
    state = news.state
    return audience_of(screen.actor, state.meeting, state.recused, wall=screen.wall)
