"""Commands from sockets without a task for each: handed on as they come, answered when their commit has been.

The library makes two tasks of a message and waits in one of them for the answer. A command waits for the next
commit together with many others, and what comes of it is known for all of them at the same moment.
"""

import json
import re
from collections.abc import Callable
from typing import Any

import socketio
from engineio.packet import MESSAGE, Packet

from board.live.line import Line, say

Answer = dict[str, Any]
Reply = Callable[[Answer], None]
#: Takes what a socket said: (sid, message, how it is answered). Returns at once and raises nothing.
Take = Callable[[str, object, Reply], None]

#: A message that is an event of the main namespace: its number, when an answer is wanted, and [name, message].
_EVENT = re.compile(r'42(\d{0,9})(\["(\w{1,40})".*)', re.ASCII | re.DOTALL)
_said = json.JSONEncoder(separators=(",", ":")).encode


class DirectSockets(socketio.AsyncServer):
    """A Socket.IO server that hands messages of some names on at once; all others it treats as ever."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._takers: dict[str, Take] = {}

    def take(self, name: str, taker: Take) -> None:
        """Hand messages of this name to *taker*, in the order in which they arrive."""
        self._takers[name] = taker
        self.eio.hand_on = self._hand_on
        self.eio._async = self.eio._async | {"websocket": Line}

    def _hand_on(self, connection: str, said: str) -> bool:
        """Hand on what was said on a connection, or return that it is the library's to read."""
        found = _EVENT.fullmatch(said)
        taker = self._takers.get(found[3]) if found else None
        sid = self.manager.sid_from_eio_sid(connection, "/")
        if found is None or taker is None or not self.manager.is_connected(sid, "/"):
            return False
        event = self.packet_class.json.loads(found[2])
        if event[0] != found[3]:  # cannot be read
            return False
        taker(sid, event[1] if len(event) == 2 else None, self._reply(connection, found[1]))
        return True

    def _reply(self, connection: str, number: str) -> Reply:
        def reply(answer: Answer) -> None:
            socket = self.eio.sockets.get(connection)
            if number and socket is not None and not socket.closed:
                say(socket, Packet(MESSAGE, f"3{number}[{_said(answer)}]"))

        return reply
