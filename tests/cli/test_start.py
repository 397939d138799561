"""How a server starts: with what every page needs, and nothing else."""

import os
import subprocess
import sys

from board.config import ROOT

#: Printing, sealing, pictures, binding, migrations: each takes a tenth of a second or more to import.
LATER = ("weasyprint", "pyhanko", "PIL", "pikepdf", "fontTools", "lxml", "alembic", "playwright")


def test_a_server_starts_without_what_only_some_requests_need(tmp_path):
    settings = {
        "DATABASE_URL": f"sqlite:///{tmp_path}/board.sqlite3",
        "BOARD_SECRET_KEY": "only for this test, and long enough",
    }
    asked = f"import sys, wsgi; print([name for name in {LATER} if name in sys.modules])"

    told = subprocess.run(
        [sys.executable, "-c", asked],
        cwd=ROOT,
        env=os.environ | settings,
        capture_output=True,
        text=True,
        check=True,
    )

    assert told.stdout.splitlines() == ["[]"]
