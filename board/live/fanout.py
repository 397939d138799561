"""One message to many screens: encoded once, whoever it goes to."""

from collections.abc import Iterable
from typing import Any

import socketio
from engineio.packet import MESSAGE, Packet
from socketio.packet import EVENT


async def tell(
    sockets: socketio.AsyncServer, event: str, said: dict[str, Any], sids: Iterable[str]
) -> None:
    """Put one event into the queue of every socket in *sids*; one that is gone is passed over."""
    packet = Packet(
        MESSAGE, sockets.packet_class(EVENT, data=[event, said], namespace="/").encode()
    )
    for sid in sids:
        connection = sockets.manager.eio_sid_from_sid(sid, "/")
        if connection is not None:
            await sockets.eio.send_packet(connection, packet)
