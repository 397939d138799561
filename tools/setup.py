"""Set this checkout up on a bare machine: the system libraries, .venv, the pinned packages.

Needs nothing but python3 (3.11 or newer) and pip: Debian's python3 comes without the venv module,
so uv makes the environment. Run again it finds its own stamp and is done at once.
"""

import ctypes.util
import hashlib
import importlib.util
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
APT_INSTALL = ["apt-get", "install", "--yes", "--no-install-recommends"]


def main() -> None:
    """Install what is missing, saying what is being done."""
    if sys.version_info < (3, 11):
        sys.exit("Relapse Board needs Python 3.11 or newer. Here python3 is " + sys.version)
    install_printing_libraries()
    made_from = fingerprint()
    if not STAMP.exists() or STAMP.read_text() != made_from:
        make_environment(made_from)
        say("Set up.")
    compile_board()


def make_environment(made_from: str) -> None:
    """Make .venv anew, and note what it was made from."""
    STAMP.unlink(missing_ok=True)
    uv = find_uv()
    say("2/4  making .venv")
    run(uv, "venv", "--quiet", "--allow-existing", "--python", sys.executable, str(VENV))
    say("3/4  installing the pinned packages: half a minute, more on a slow line")
    into = ("--quiet", "--python", str(VENV / "bin" / "python"))
    ahead = ("--compile-bytecode", "--require-hashes")
    run(uv, "pip", "sync", *into, *ahead, str(ROOT / "requirements.txt"))
    say("4/4  installing the board command")
    run(uv, "pip", "install", *into, "--no-deps", "--editable", str(ROOT))
    STAMP.write_text(made_from)


def compile_board() -> None:
    """Compile our own code where it changed: to compile at every start doubles the time of starting."""
    python = str(VENV / "bin" / "python")
    own = [str(ROOT / name) for name in ("board", "migrations", "wsgi.py")]
    run(python, "-m", "compileall", "-q", *own)


def fingerprint() -> str:
    """Return what .venv was made from: it is made again when one of these changes."""
    parts = [(ROOT / name).read_bytes() for name in ("requirements.txt", "pyproject.toml")]
    return hashlib.sha256(f"{sys.version} {ROOT}".encode() + b"".join(parts)).hexdigest()


def find_uv() -> str:
    """Return a uv to run, bringing one in beside the checkout when there is none of this version."""
    local = TOOLS / "bin" / "uv"
    if (TOOLS / f"{UV.replace('==', '-')}.dist-info").exists() and local.exists():
        return str(local)
    if importlib.util.find_spec("pip") is None:
        sys.exit("Setting up needs pip. Install it:\n    sudo apt-get install python3-pip")
    say("1/4  fetching uv, which makes the environment")
    pip = (sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    run(*pip, "--root-user-action", "ignore", "--upgrade", "--target", str(TOOLS), UV)
    return str(local)


def install_printing_libraries() -> None:
    """Install the libraries that PDFs need, or say which command does."""
    missing = [package for library, package in PRINTING.items() if not is_there(library)]
    if not missing:
        return
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        say(
            "PDFs need system libraries that are not here; all else works. On Debian, install them:"
        )
        say("    sudo " + " ".join([*APT_INSTALL, *missing]))
        return
    say("0/4  installing " + ", ".join(missing) + " for PDFs")
    run("apt-get", "update", "-qq")
    run(*APT_INSTALL, "-qq", *missing)


def is_there(library: str) -> bool:
    """Return whether the shared *library* can be found; ldconfig is not on every user's path."""
    if ctypes.util.find_library(library):
        return True
    return any(Path("/usr/lib").glob(f"*/lib{library}.so.*"))


def run(*command: str) -> None:
    """Run *command* without a word; when it fails, show what it said and stop."""
    quietly = {"DEBIAN_FRONTEND": "noninteractive", "UV_PYTHON_DOWNLOADS": "never"}
    environment = {name: said for name, said in os.environ.items() if name != "VIRTUAL_ENV"}
    done = subprocess.run(
        command,
        env=environment | quietly,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    if done.returncode:
        sys.exit(f"{done.stdout}\nSetting up stopped at: {' '.join(command)}")


def say(line: str) -> None:
    """Print *line* at once."""
    print(line, flush=True)


if __name__ == "__main__":
    main()
