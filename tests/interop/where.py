"""Where the samples lie: our own, and real ones that nobody here wrote."""

from pathlib import Path

import pytest

from board.interop.imported import Imported, Placed

LABS = Path(__file__).parents[1] / "samples" / "labs"
SHARED = Path(__file__).parents[2].parent / "shared"


def real(*parts: str) -> bytes:
    """Return a real file, or skip the test where it is not at hand."""
    file = SHARED.joinpath(*parts)
    if not file.exists():
        pytest.skip(
            f"needs the third-party file {'/'.join(parts)}, which is not part of the project"
        )
    return file.read_bytes()


def sample(name: str) -> bytes:
    """Return one of our invented laboratory tables."""
    return (LABS / name).read_bytes()


def placed(imported: Imported, path: str) -> Placed:
    """Return the one value that was placed at *path*."""
    found = [one for one in imported.placed if one.path == path]
    assert len(found) == 1, f"{path}: {len(found)} values"
    return found[0]


def reasons(imported: Imported, where: str) -> str:
    """Return why something at *where* was not understood."""
    return " ".join(one.reason for one in imported.not_understood if where in one.where)
