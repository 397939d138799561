"""Telling the screens of a meeting what somebody wrote on the text of the plan.

Edits have numbers of their own, without gaps: a screen that misses one asks for it (`sync_text`).
"""

import asyncio
from collections.abc import Callable

import socketio

from board.decisions.services.wording import TextEdited
from board.live.presence import here


def tells_of_edits(
    sockets: socketio.AsyncServer, loop: asyncio.AbstractEventLoop
) -> Callable[[TextEdited], None]:
    """Return what to call with each committed edit, from whichever thread committed it."""

    def hear(news: TextEdited) -> None:
        asyncio.run_coroutine_threadsafe(_tell(sockets, news), loop)

    return hear


async def _tell(sockets: socketio.AsyncServer, news: TextEdited) -> None:
    edit = {
        "item": news.item_id,
        "version": news.version,
        "steps": news.steps,
        "key": news.key,
        "person": news.person_id,
        "who": news.who,
    }
    for screen in here.screens(news.meeting_id):
        if not screen.wall and screen.actor.person_id not in news.recused:
            await sockets.emit("edit", edit, to=screen.sid)
