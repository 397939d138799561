"""The command as a program of its own, and inside this process for speed."""

import json
import os
import subprocess
import sys
from typing import Any

from click.testing import CliRunner, Result

from board.cli import main


def board(*arguments: str, stdin: bytes | None = None) -> Result:
    """Run the command in this process; an error that is no refusal fails the test."""
    return CliRunner().invoke(main, arguments, input=stdin, catch_exceptions=False)


def program(
    *arguments: str, stdin: bytes = b"", encoding: str = "utf-8"
) -> subprocess.CompletedProcess[bytes]:
    """Run the command as a program."""
    return subprocess.run(
        [sys.executable, "-c", "from board.cli import main; main()", *arguments],
        input=stdin,
        capture_output=True,
        timeout=60,
        env={**os.environ, "PYTHONIOENCODING": encoding},
        check=False,
    )


def json_lines(text: str) -> list[Any]:
    return [json.loads(line) for line in text.splitlines()]
