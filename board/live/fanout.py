"""One message to many screens: encoded once, whoever it goes to."""

from collections.abc import Iterable
from typing import Any

import socketio
from engineio.packet import MESSAGE, Packet
from socketio.packet import EVENT


async def tell(
    sockets: socketio.AsyncServer, event: str, said: dict[str, Any], sids: Iterable[str]
) -> None:
    """Put one event into the queue of every socket in *sids*; one that is gone is passed over.

    Nothing is waited for: each socket sends what is in its queue by itself.
    """
    packet = Packet(
        MESSAGE, sockets.packet_class(EVENT, data=[event, said], namespace="/").encode()
    )
    connection_of, open_now = sockets.manager.eio_sid_from_sid, sockets.eio.sockets
    for sid in sids:
        socket = open_now.get(connection_of(sid, "/"))
        if socket is not None and not socket.closed:
            socket.queue.put_nowait(packet)
