"""What we replace in the library of the sockets, and that it is still the library it was replaced in."""

import asyncio
import hashlib
import inspect
from importlib.metadata import version

import engineio
import pytest
from engineio import async_socket
from engineio.exceptions import QueueEmpty
from engineio.packet import MESSAGE, Packet
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from board.live.line import say
from board.live.sockets import LARGEST_MESSAGE, open_sockets

#: Where a socket waits for what it sends next, as the library has it.
POLL = "c92896f5a463aa5bb0e0d405781e7501fb74aca4647a7058aeb2967a420d9425"


def original_poll():
    source = inspect.getsource(async_socket)
    begin = source.index("    async def poll(self):")
    return source[begin : source.index("    async def receive(self, pkt):")]


def in_a_loop(play):
    return asyncio.run(asyncio.wait_for(play(), 5))


def a_socket():
    open_sockets()
    return async_socket.AsyncSocket(engineio.AsyncServer(async_mode="asgi"), "one")


def test_the_library_is_the_one_that_we_replaced_a_method_of():
    found = hashlib.sha256(original_poll().encode()).hexdigest()

    assert (version("python-engineio"), found) == ("4.15.1", POLL)
    assert version("python-socketio") == "5.18.1"


def test_a_socket_waits_in_our_way():
    assert a_socket().poll.__func__.__module__ == "board.live.sockets"


def test_a_socket_sends_all_that_waits_in_its_order():
    async def play():
        socket = a_socket()
        for word in ("one", "two", "three"):
            socket.queue.put_nowait(Packet(MESSAGE, word))
        return [packet.data for packet in await socket.poll()]

    assert in_a_loop(play) == ["one", "two", "three"]


def test_a_socket_waits_for_the_next_that_it_has_to_send():
    async def play():
        socket = a_socket()
        asyncio.get_running_loop().call_later(
            0.01, socket.queue.put_nowait, Packet(MESSAGE, "late")
        )
        return [packet.data for packet in await socket.poll()]

    assert in_a_loop(play) == ["late"]


def test_a_socket_that_is_closed_sends_what_waits_and_ends():
    async def play():
        socket = a_socket()
        socket.queue.put_nowait(Packet(MESSAGE, "last"))
        socket.queue.put_nowait(None)
        return [packet.data for packet in await socket.poll()], await socket.poll()

    assert in_a_loop(play) == (["last"], [])


def test_a_socket_whose_work_is_cancelled_says_that_nothing_waits():
    async def play():
        waiting = asyncio.ensure_future(a_socket().poll())
        await asyncio.sleep(0)
        waiting.cancel()
        await waiting

    with pytest.raises(QueueEmpty):
        in_a_loop(play)


# -- what is handed on without a task of its own ---------------------------------------------------


class Connected:
    """A server with one screen, and what was taken from it."""

    def __init__(self):
        self.sockets, self.taken = open_sockets(), []
        self.socket = async_socket.AsyncSocket(self.sockets.eio, "line")
        self.sockets.eio.sockets["line"] = self.socket
        self.sockets.take("vote", lambda *said: self.taken.append(said))

    async def enter(self):
        self.sid = await self.sockets.manager.connect("line", "/")
        return self

    def hears(self, text):
        return self.sockets.eio.hand_on("line", text)

    def sent(self):
        return [self.socket.queue.get_nowait().encode() for _ in range(self.socket.queue.qsize())]


def a_screen():
    async def play():
        return await Connected().enter()

    return in_a_loop(play)


def test_a_command_is_handed_on_and_answered_under_its_number():
    screen = a_screen()

    assert screen.hears('427["vote",{"choice":"A"}]')
    [(sid, said, reply)] = screen.taken
    reply({"ok": True})

    assert (sid, said) == (screen.sid, {"choice": "A"})
    assert screen.sent() == ['437[{"ok":true}]']


def test_a_command_that_wants_no_answer_gets_none():
    screen = a_screen()

    assert screen.hears('42["vote",{}]')
    screen.taken[0][2]({"ok": True})

    assert screen.sent() == []


def test_an_answer_to_a_screen_that_has_gone_is_dropped():
    screen = a_screen()
    screen.hears('421["vote",{}]')
    screen.socket.closed = True

    screen.taken[0][2]({"ok": True})

    assert screen.sent() == []


@pytest.mark.parametrize("said", ['421["vote"]', '421["vote",{},{}]'])
def test_a_command_without_its_one_message_is_handed_on_as_none(said):
    screen = a_screen()

    assert screen.hears(said)

    assert screen.taken[0][1] is None


@pytest.mark.parametrize(
    "said",
    [
        '421["join",{}]',
        '421["vote",{',
        '421["vote","x"][',
        '42/other,1["vote",{}]',
        "0",
        "",
        '431["vote",{}]',
    ],
)
def test_what_is_no_command_is_left_to_the_library(said):
    screen = a_screen()

    assert not screen.hears(said)
    assert screen.taken == []


def test_a_socket_that_has_not_come_in_hands_nothing_on():
    screen = Connected()

    assert not screen.hears('421["vote",{}]')


# -- what is sent at once --------------------------------------------------------------------------


class Writing:
    """The server's end of a connection: whether it takes more, and what it took."""

    def __init__(self):
        self.writable, self.took, self.fails = asyncio.Event(), [], None
        self.writable.set()

    async def send(self, message):
        await self.writable.wait()
        if self.fails:
            raise self.fails
        self.took.append(message["text"])


class OnALine(Connected):
    """The screen, with the line that the library made for it."""

    def __init__(self, heard=()):
        super().__init__()
        self.writing, self.heard = Writing(), list(heard)
        self.line = self.sockets.eio._async["websocket"](
            self.socket._websocket_handler, self.sockets.eio
        )
        self.line.asgi_send, self.line.asgi_receive = self.writing.send, self.receive

    async def receive(self):
        return {"type": "websocket.receive", "text": self.heard.pop(0)}


def test_the_server_of_the_connections_is_the_one_whose_end_we_look_at():
    source = inspect.getsource(WebSocketsSansIOProtocol.send)

    assert version("uvicorn") == "0.54.0"
    assert source.splitlines()[1].strip() == "await self.writable.wait()"


def test_a_packet_is_sent_at_once():
    async def play():
        screen = OnALine()
        say(screen.socket, Packet(MESSAGE, "now"))
        return screen.writing.took, screen.sent()

    assert in_a_loop(play) == (["4now"], [])


def test_what_cannot_be_written_now_waits():
    async def play():
        screen = OnALine()
        screen.writing.writable.clear()
        say(screen.socket, Packet(MESSAGE, "later"))
        return screen.writing.took, screen.sent()

    assert in_a_loop(play) == ([], ["4later"])


def test_nothing_overtakes_what_waits():
    async def play():
        screen = OnALine()
        screen.socket.queue.put_nowait(Packet(MESSAGE, "first"))
        say(screen.socket, Packet(MESSAGE, "second"))
        return screen.writing.took, screen.sent()

    assert in_a_loop(play) == ([], ["4first", "4second"])


def test_nothing_overtakes_what_is_being_sent():
    async def play():
        screen = OnALine()
        screen.writing.writable.clear()
        sending = asyncio.ensure_future(screen.line.send("first"))
        await asyncio.sleep(0)
        screen.writing.writable.set()  # the task that sends has not been woken yet
        say(screen.socket, Packet(MESSAGE, "second"))
        await sending
        return screen.writing.took, screen.sent()

    assert in_a_loop(play) == (["first"], ["4second"])


def test_a_screen_that_has_gone_stops_nobody():
    async def play():
        screen = OnALine()
        screen.writing.fails = ConnectionError()
        say(screen.socket, Packet(MESSAGE, "now"))
        return screen.sent()

    assert in_a_loop(play) == []


def test_a_line_keeps_commands_and_gives_the_library_the_rest():
    async def play():
        long = f'421["vote",{{"choice":"{"A" * LARGEST_MESSAGE}"}}]'
        screen = await OnALine(['421["vote",{"choice":"A"}]', "3", '421["join",{}]', long]).enter()
        rest = [await screen.line.wait() for _ in range(3)]
        return rest == ["3", '421["join",{}]', long], [said for _, said, _ in screen.taken]

    assert in_a_loop(play) == (True, [{"choice": "A"}])
