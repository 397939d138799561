"""One message to many screens: encoded once, whoever it goes to."""

from collections.abc import Iterable
from typing import Any

import socketio
from engineio.packet import MESSAGE, Packet
from socketio.packet import EVENT

from board.live.line import say


async def tell(
    sockets: socketio.AsyncServer, event: str, said: dict[str, Any], sids: Iterable[str]
) -> None:
    """Send one event to every socket in *sids*; one that is gone is passed over.

    Nothing is waited for: what cannot be written now is in the socket's queue, and it sends that by itself.
    """
    packet = Packet(
        MESSAGE, sockets.packet_class(EVENT, data=[event, said], namespace="/").encode()
    )
    connection_of, open_now = sockets.manager.eio_sid_from_sid, sockets.eio.sockets
    for sid in sids:
        socket = open_now.get(connection_of(sid, "/"))
        if socket is not None and not socket.closed:
            say(socket, packet)
