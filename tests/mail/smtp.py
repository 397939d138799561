"""A mail server on this machine, of sockets: it takes letters, refuses them, or hangs up, as a test says."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Told:
    """What the server does, and what it took."""

    port: int = 0
    #: What it answers to the end of a letter; "" hangs up instead.
    answers: list[str] = field(default_factory=list)
    taken: list[bytes] = field(default_factory=list)
    #: Recipients it does not know.
    unknown: set[str] = field(default_factory=set)
    signed_in: list[str] = field(default_factory=list)


class Talk(socketserver.StreamRequestHandler):
    """One connection: as much of SMTP as a sender needs."""

    def handle(self) -> None:
        self.told: Told = self.server.told  # type: ignore[attr-defined]
        self.say("220 test ESMTP")
        while line := self.rfile.readline().decode().strip():
            verb = line.split(":")[0].split(" ")[0].upper()
            answer = getattr(self, f"on_{verb.lower()}", lambda _line: "250 yes")(line)
            if not answer:
                return
            self.say(answer)

    def on_ehlo(self, _line: str) -> str:
        return "250-test\r\n250 AUTH PLAIN"

    def on_auth(self, line: str) -> str:
        self.told.signed_in.append(line)
        return "235 yes"

    def on_rcpt(self, line: str) -> str:
        known = line.split("<")[1].split(">")[0] not in self.told.unknown
        return "250 yes" if known else "550 no such person: secret text of a server"

    def on_data(self, _line: str) -> str:
        self.say("354 go on")
        letter = b""
        while (line := self.rfile.readline()) != b".\r\n":
            letter += line
        answer = self.told.answers.pop(0) if self.told.answers else "250 taken"
        if answer.startswith("250"):
            self.told.taken.append(letter)
        return answer

    def on_quit(self, _line: str) -> str:
        self.say("221 bye")
        return ""

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def mail_server() -> Iterator[Told]:
    """Serve on a free port of this machine."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk) as server:
        server.daemon_threads = True
        told = server.told = Told(port=server.server_address[1])  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield told
        finally:
            server.shutdown()
            thread.join()
