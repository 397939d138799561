"""Set this checkout up on a bare machine: the system libraries, .venv, the pinned packages.

Needs nothing but python3 (3.11 or newer) and pip: Debian's python3 comes without the venv module,
so uv makes the environment. Run again it finds its own stamp and is done at once.
"""

import ctypes.util
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".tools"
VENV = ROOT / ".venv"
STAMP = VENV / ".made-from"
UV = "uv==0.13.9"

#: What WeasyPrint loads when it prints, and the Debian package each comes in.
PRINTING = {
    "pango-1.0": "libpango-1.0-0",
    "pangoft2-1.0": "libpangoft2-1.0-0",
    "harfbuzz-subset": "libharfbuzz-subset0",
}


def main() -> None:
    """Install what is missing, saying what is being done."""
    if sys.version_info < (3, 11):
        sys.exit("Relapse Board needs Python 3.11 or newer.")
    install_printing_libraries()
    made_from = fingerprint()
    if STAMP.exists() and STAMP.read_text() == made_from:
        return
    uv = find_uv()
    environment = {**os.environ, "UV_PYTHON_DOWNLOADS": "never"}
    environment.pop("VIRTUAL_ENV", None)
    python = str(VENV / "bin" / "python")

    say("2/4  making .venv")
    run(
        [uv, "venv", "--quiet", "--allow-existing", "--python", sys.executable, str(VENV)],
        environment,
    )
    say("3/4  installing the pinned packages")
    run(
        [
            uv,
            "pip",
            "sync",
            "--quiet",
            "--require-hashes",
            "--python",
            python,
            str(ROOT / "requirements.txt"),
        ],
        environment,
    )
    say("4/4  installing the board command")
    run(
        [uv, "pip", "install", "--quiet", "--no-deps", "--python", python, "--editable", str(ROOT)],
        environment,
    )
    STAMP.write_text(made_from)
    say("ready")


def fingerprint() -> str:
    """Return what .venv was made from: it is made again when one of these changes."""
    parts = [(ROOT / name).read_bytes() for name in ("requirements.txt", "pyproject.toml")]
    return hashlib.sha256(sys.version.encode() + b"".join(parts)).hexdigest()


def find_uv() -> str:
    """Return a uv to run, bringing one in beside the checkout when there is none."""
    local = TOOLS / "bin" / "uv"
    if not local.exists():
        say("1/4  fetching uv")
        run(
            [
                sys.executable,
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "--root-user-action",
                "ignore",
                "--target",
                str(TOOLS),
                UV,
            ],
            dict(os.environ),
        )
    return str(local)


def install_printing_libraries() -> None:
    """Install the libraries that PDFs need, or say which command does."""
    missing = [package for library, package in PRINTING.items() if not is_there(library)]
    if not missing:
        return
    command = ["apt-get", "install", "--yes", "--no-install-recommends", *missing]
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        say(
            "Printing needs system libraries that are not here. Everything else will run. Install them:"
        )
        say("    sudo " + " ".join(command))
        return
    say("0/4  installing " + ", ".join(missing))
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    run(["apt-get", "update", "-qq"], quiet)
    run([*command, "-qq"], quiet)


def is_there(library: str) -> bool:
    """Return whether the shared *library* can be found; ldconfig is not on every user's path."""
    if ctypes.util.find_library(library):
        return True
    return any(Path("/usr/lib").glob(f"*/lib{library}.so.*"))


def run(command: list[str], environment: dict[str, str]) -> None:
    """Run *command*; when it fails, say which it was and stop."""
    if subprocess.run(command, env=environment, stdout=sys.stderr).returncode:
        sys.exit("Setting up stopped at: " + " ".join(command))


def say(line: str) -> None:
    """Print *line* at once."""
    print(line, flush=True)


if __name__ == "__main__":
    main()
