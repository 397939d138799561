"""`board bench outage`: the server is killed again and again while people vote, note and write on the plan.

The people at the screens speak docs/protocol.md and nothing else: what gets no answer is sent again under its key.
Afterwards the database is held against what they were told.
"""

import asyncio
import json
import os
import random
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import click

from board.bench.deeds import Books, Deeds, Place, books_of, place_of
from board.bench.live import stage
from board.bench.load import percentile
from board.bench.screen import AGAIN, Gone, Said, Screen
from board.bench.server import Server, free_port, product
from board.decisions import edits

#: Seconds of load before a kill, drawn at random, and how long somebody waits between two acts.
BEFORE_A_CUT, BETWEEN_ACTS = (0.4, 1.2), (0.02, 0.12)
#: Whoever is not level again so many seconds after the port listens is counted as lost.
PATIENCE = 60.0
#: A text longer than this is shortened by whoever writes next.
LONG_TEXT = 4_000


@dataclass
class Guest:
    """Somebody at a screen who votes, notes and writes in turn, and remembers what was acknowledged."""

    screen: Screen
    person_id: int
    place: Place
    deeds: Deeds = field(default_factory=Deeds)
    own: int = 0
    version: int = 0
    length: int = 0
    number: int = 0
    #: The longest that an answer took, in seconds.
    longest: float = 0.0

    async def act(self) -> None:
        """Do the next thing and wait for its answer, however long the server is away."""
        self.number += 1
        began = time.perf_counter()
        await self._do_the_next()
        self.longest = max(self.longest, time.perf_counter() - began)

    async def _do_the_next(self) -> None:
        key = f"cut-{self.person_id}-{self.number:05}"
        if self.number % 3 == 0:
            await self._note(key)
        elif self.number % 3 == 1:
            await self._write(key)
        else:
            await self._vote(key)

    async def _vote(self, key: str) -> None:
        choice = "ABC"[self.number % 4 % 3]
        answer = await self.screen.cast_vote(self.place.ballot, choice, key, self.own)
        if answer["ok"]:
            self.own = answer["vote"]
            self.deeds.votes[key] = choice
        else:
            self.deeds.refused.append(answer["message"])

    async def _note(self, key: str) -> None:
        text = f"Note {key}"
        self.deeds.noted.append(text)
        answer = await self._insist(
            "write_note", {"case": self.place.case, "text": text, "key": key}
        )
        if answer["ok"]:
            self.deeds.notes[text] = answer["note"]
        else:
            self.deeds.refused.append(answer["message"])

    async def _write(self, key: str) -> None:
        """Put a word before the text as it stands, or take half of a long text away."""
        missed = await self._insist("sync_text", {"item": self.place.item, "since": self.version})
        self._come_level(missed)
        words: list[int | str] = [f"{self.person_id}.{self.number} ", self.length]
        if self.length > LONG_TEXT:
            words = [-LONG_TEXT // 2, self.length - LONG_TEXT // 2]
        steps = [step for step in words if step]
        said = {"item": self.place.item, "base": self.version, "steps": steps, "key": key}
        answer = await self._insist("edit_text", said)
        if answer["ok"]:
            self.deeds.edits[key] = (answer["version"], answer["steps"])
        else:
            self.deeds.refused.append(answer["message"])

    def _come_level(self, missed: Said) -> None:
        if not missed["ok"]:
            return
        self.version = missed["version"]
        if missed["edits"] is None:
            self.length = len(missed["text"])
        for edit in missed["edits"] or ():
            self.length = edits.after(edit["steps"])

    async def _insist(self, name: str, said: Said) -> Said:
        """Return the final answer: what got none is sent again, under the same key."""
        while True:
            try:
                answer = await self.screen.ask(name, said)
            except (Gone, TimeoutError):
                await asyncio.sleep(random.uniform(*AGAIN))  # noqa: S311  # no secret
                continue
            if answer["ok"] or answer["code"] not in ("too_fast", "broken"):
                return answer
            await asyncio.sleep(random.uniform(*AGAIN))  # noqa: S311


@dataclass
class Found:
    """What the cuts did: seconds until each screen was level again, and what the books say."""

    kills: int
    after_listening: list[float]
    after_kill: list[float]
    longest_answer: float  # seconds
    behind: int  # screens that were not level in time
    agree: bool  # every screen ended on the same event and the same parts
    books: Books


def run_outage(kills: int, clients: int, as_json: bool) -> int:
    """Kill the server that often, print what was found as one JSON object, and return the exit status."""
    with tempfile.TemporaryDirectory() as folder:
        url = os.environ.get("BENCH_DATABASE_URL", f"sqlite:///{folder}/board.sqlite3")
        staged = stage(clients, url)
        found = asyncio.run(cut_the_power(product(free_port(), url), staged, url, kills))
    figures = figures_of(found, clients)
    if not as_json:
        for name, value in figures.items():
            click.echo(f"{name:32} {value}")
    click.echo(json.dumps(figures))
    return 0 if figures["whole"] else 1


def figures_of(found: Found, clients: int) -> dict[str, Any]:
    """Return what was found as plain values; `whole` says that nothing acknowledged was lost or doubled."""
    books = found.books
    in_time = sum(seconds <= 5 for seconds in found.after_kill)
    return {
        "kills": found.kills,
        "clients": clients,
        "acked_votes": books.votes,
        "acked_notes": books.notes,
        "acked_edits": books.edits,
        "lost": books.lost,
        "doubled": books.doubled,
        "log_gaps": books.gaps,
        "refused": books.refused,
        "trail_sound": books.trail_sound,
        "screens_agree": found.agree,
        "behind": found.behind,
        "longest_answer_s": round(found.longest_answer, 2),
        "level_p95_s": round(percentile(found.after_listening, 0.95), 2),
        "level_after_kill_p95_s": round(percentile(found.after_kill, 0.95), 2),
        "level_within_5s_of_the_kill": round(in_time / max(len(found.after_kill), 1), 3),
        "whole": books.whole and found.agree and found.behind == 0,
    }


#: Breaks something and puts it right again; returns since when it stands, in seconds of time.perf_counter.
Fault = Callable[[Server], float]


def kill_and_start(server: Server) -> float:
    """Let the power fail: the server gets no chance to tidy up."""
    server.kill()
    return server.start()


async def cut_the_power(
    server: Server,
    staged: dict[str, Any],
    url: str,
    kills: int,
    fault: Fault = kill_and_start,
    *,
    drops_lines: bool = True,
) -> Found:
    """Let everybody act without a pause while *fault* happens *kills* times; it drops every line, or none."""
    place = place_of(url, staged)
    guests = [
        Guest(Screen(server.address, cookie, staged["meeting"], last=staged["seq"]), person, place)
        for cookie, person in zip(staged["cookies"], staged["people"], strict=True)
    ]
    found = Found(kills, [], [], 0.0, 0, agree=False, books=Books())
    try:
        server.start()
        await asyncio.gather(*(guest.screen.enter() for guest in guests))
        over = asyncio.Event()
        acting = [asyncio.ensure_future(_keep_acting(guest, over)) for guest in guests]
        for _ in range(kills):
            await asyncio.sleep(random.uniform(*BEFORE_A_CUT))  # noqa: S311
            await _cut(server, guests, found, fault, drops_lines)
        over.set()
        _, silent = await asyncio.wait(acting, timeout=PATIENCE)
        found.behind += len(silent)
        found.longest_answer = max(guest.longest for guest in guests)
        found.agree = await _agree(guests)
    finally:
        for guest in guests:
            guest.screen.leave()
        server.stop()
    found.books = books_of(url, staged, place, {one.person_id: one.deeds for one in guests})
    return found


async def _keep_acting(guest: Guest, over: asyncio.Event) -> None:
    while not over.is_set():
        await guest.act()
        await asyncio.sleep(random.uniform(*BETWEEN_ACTS))  # noqa: S311


async def _cut(
    server: Server, guests: list[Guest], found: Found, fault: Fault, drops_lines: bool
) -> None:
    """Let the fault happen, and note how long each screen took to be level by itself."""
    began = time.perf_counter()
    mended = await asyncio.get_running_loop().run_in_executor(None, fault, server)
    for guest in guests:
        screen = guest.screen
        try:
            async with asyncio.timeout(PATIENCE):
                while not screen.level.is_set() or (drops_lines and screen.level_at < began):
                    await asyncio.sleep(0.01)
        except TimeoutError:
            found.behind += 1
            continue
        found.after_listening.append(max(0.0, screen.level_at - mended))
        found.after_kill.append(max(0.0, screen.level_at - began))


async def _agree(guests: list[Guest]) -> bool:
    """Return whether all screens come to the same event, and show the same ballot and the same notes."""
    until = time.perf_counter() + PATIENCE
    while time.perf_counter() < until:
        await asyncio.sleep(0.3)
        shown = {
            (one.screen.last, one.screen.parts.get("ballot"), one.screen.parts.get("notes"))
            for one in guests
        }
        if len(shown) == 1:
            return True
    return False
