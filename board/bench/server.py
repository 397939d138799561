"""A server as a process of its own: started, measured, killed, started again."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence

PATIENCE = 30.0  # seconds
#: The `board` command of this very program.
BOARD = (sys.executable, "-c", "from board.cli import main; main()")
TICKS = os.sysconf("SC_CLK_TCK")


class Server:
    """One server process on a port of this machine."""

    def __init__(self, command: Sequence[str], port: int, environment: dict[str, str]) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self._command, self._port = list(command), port
        self.settings = environment
        self._environment = os.environ | environment
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """Start it and wait until its port listens; return that moment, in seconds of time.perf_counter."""
        self._process = subprocess.Popen(  # noqa: S603
            self._command, env=self._environment, stdout=subprocess.DEVNULL
        )
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self._port)) == 0:
                    return time.perf_counter()
            if self._process.poll() is not None:
                raise RuntimeError("the server ended at its start")
            time.sleep(0.01)
        raise RuntimeError("the server does not listen")

    def kill(self) -> None:
        """End it as a power cut would: it gets no chance to tidy up."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it in order."""
        self._end(signal.SIGTERM)

    def send(self, number: signal.Signals) -> None:
        """Send it a signal."""
        os.kill(self._pid, number)

    def cpu(self) -> float:
        """Return the processor time it has used so far, in seconds."""
        with open(f"/proc/{self._pid}/stat") as file:
            fields = file.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def memory(self) -> int:
        """Return how much memory it holds, in bytes."""
        with open(f"/proc/{self._pid}/statm") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    @property
    def _pid(self) -> int:
        if self._process is None:
            raise RuntimeError("not started")
        return self._process.pid

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(how)
            try:
                self._process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait(PATIENCE)


def product(port: int, database_url: str) -> Server:
    """Return the product's own server: `board serve`, as it is installed."""
    settings = {
        "DATABASE_URL": database_url,
        "BOARD_SECRET_KEY": "only for measuring",
        "BOARD_PUBLIC_ADDRESS": f"http://127.0.0.1:{port}",
        "BOARD_SYNTHETIC": "1",
    }
    return Server([*BOARD, "serve", "--port", str(port)], port, settings)


def ceiling(port: int) -> Server:
    """Return the bare echo."""
    return Server([sys.executable, "-m", "board.bench.ceiling", str(port)], port, {})


def bare(port: int) -> Server:
    """Return the barest ceiling."""
    return Server([sys.executable, "-m", "board.bench.bare", str(port)], port, {})


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
