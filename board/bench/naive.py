"""The engine as one would call it without further thought: one page in, one file out, and what that took.

Run by itself (`python -m board.bench.naive pack page.html`), so that its memory is its own; with the word
`tuned` behind, the style sheets keep what they say for the engine's sake.
"""

import json
import resource
import sys
from pathlib import Path
from time import perf_counter, process_time

#: Whoever thinks no further lets the engine find the widths of columns and the least sizes in a row.
AUTOMATIC = (
    "table { table-layout: auto } * { min-width: auto !important; min-height: auto !important }"
)
#: A small page is timed a few times, after a first that loads the engine; a pack once.
ROUNDS = {"plan": 5, "pack": 1}


def main(room: str, page: Path, tuned: bool = False) -> dict[str, float]:
    """Return the seconds, the processor seconds, the peak of memory in megabytes and the pages."""
    from io import BytesIO

    from pikepdf import Pdf
    from weasyprint import CSS, HTML

    from board.documents.pdf import PRINT

    html, best, pdf = page.read_text(encoding="utf-8"), (float("inf"), float("inf")), b""
    HTML(string="<p>x").write_pdf(pdf_variant="pdf/a-3a")
    for _ in range(ROUNDS[room]):
        began, before = perf_counter(), process_time()
        sheets = [CSS(filename=str(PRINT / name)) for name in ("a4.css", f"{room}.css")]
        if not tuned:
            sheets.append(CSS(string=AUTOMATIC))
        pdf = HTML(string=html).write_pdf(stylesheets=sheets, pdf_variant="pdf/a-3a") or b""
        best = min(best, (perf_counter() - began, process_time() - before))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    with Pdf.open(BytesIO(pdf)) as file:
        pages = len(file.pages)
    return {"wall": best[0], "cpu": best[1], "peak": peak, "pages": pages}


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], Path(sys.argv[2]), sys.argv[3:] == ["tuned"])))  # noqa: T201
