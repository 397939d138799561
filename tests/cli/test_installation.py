"""The commands of an installation: its database, its trail, its address."""

import re
import socket
from pathlib import Path

import pytest

from board.cli import main
from board.cli.mounted import make_app
from tests.cli.running import board


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The database of an installation that is not there yet."""
    file = tmp_path / "new" / "board.sqlite3"
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{file}")
    monkeypatch.setenv("BOARD_SECRET_KEY", "only for tests")
    return file


def test_migrate_makes_the_database_and_verify_finds_its_trail_sound(database: Path) -> None:
    made = board("migrate")
    checked = board("verify")

    assert (made.exit_code, checked.exit_code) == (0, 0)
    assert database.exists()
    assert re.match(r"0 entries, last link \w+", checked.stdout)


def test_without_a_database_verify_says_how_to_make_one(database: Path) -> None:
    database.parent.mkdir()

    found = board("verify")

    assert found.exit_code == 1
    assert "`board migrate` makes or renews it" in found.stderr


@pytest.mark.parametrize(
    ("url", "said"),
    [("nonsense", "names no database"), ("sqlite:////proc/none/board.sqlite3", "DATABASE_URL"),
     ("sqlite:////", "cannot be reached")],
)  # fmt: skip
def test_a_database_that_cannot_be_made_is_refused_in_words(
    monkeypatch: pytest.MonkeyPatch, url: str, said: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)

    found = board("migrate")

    assert found.exit_code == 1
    assert said in found.stderr


def test_the_groups_of_other_rooms_are_mounted_with_an_application_of_the_newest_form(
    database: Path,
) -> None:
    app = make_app()

    assert database.exists()
    assert app.name
    assert {"board", "person", "serve", "bench"} <= set(main.list_commands(None))  # type: ignore[arg-type]
    assert "add" in board("person", "--help").stdout


def test_a_board_is_made_from_the_command_line(database: Path) -> None:
    found = board(
        "board", "add", "Synthetic Board", "--hospital", "Synthetic", "--prefix", "SY",
        "--zone", "Europe/Berlin", "--jurisdiction", "EU",
    )  # fmt: skip

    assert found.exit_code == 0, found.output
    assert "Synthetic Board is made" in found.stdout


@pytest.mark.parametrize("command", [("serve",), ("serve", "--demo")])
def test_an_address_in_use_is_refused_before_anything_is_written(
    database: Path, command: tuple[str, ...]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        found = board(*command, "--port", str(port))

    assert found.exit_code == 1
    assert f"Port {port} is in use here" in found.stderr
    assert not database.exists()


def test_the_live_benchmark_is_mounted() -> None:
    found = board("bench", "live", "--help")

    assert "--clients" in found.stdout
