"""Printing packs in processes of their own: sheets side by side, then one file of them."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from queue import SimpleQueue

from board.documents.errors import DocumentFailed
from board.documents.pack import Contents, Cover, Sheet, key_of, to_text
from board.documents.pack_parts import pages_in
from board.documents.pdf import Paper
from board.documents.worker import Printer

#: Processes that print the sheets of one pack.
AT_ONCE = 2
#: The longest a single sheet, and binding, may take, in seconds.
SHEET_SECONDS, BINDING_SECONDS = 30.0, 60.0
#: Contents fit one page up to here; longer ones are set again when that is known.
TRIES = 3


@dataclass(frozen=True)
class PrintSheet:
    """Print one sheet: returns the fragment as it is kept."""

    text: str
    paper: Paper

    def __call__(self) -> bytes:
        """Return the fragment as bytes."""
        from board.documents.pack_print import fragment_of

        return fragment_of(self.text, self.paper).to_bytes()


@dataclass(frozen=True)
class BindSheets:
    """Bind fragments into one file."""

    kept: tuple[bytes, ...]
    cover: Cover

    def __call__(self) -> bytes:
        """Return the file."""
        from board.documents.pack_merge import bind
        from board.documents.pack_parts import Fragment
        from board.documents.pack_print import stamp_of

        fragments = [Fragment.from_bytes(one) for one in self.kept]
        return bind(fragments, stamp_of(self.cover), self.cover)


@dataclass(frozen=True)
class Bound:
    """A finished pack: the file, its pages, and the fragments that had to be printed, by their key."""

    pdf: bytes
    pages: int
    fresh: Mapping[str, bytes] = field(default_factory=dict)


class PackPrinter:
    """A few printing processes, started when first needed."""

    def __init__(self, processes: int = AT_ONCE) -> None:
        self._free: SimpleQueue[Printer] = SimpleQueue()
        self._all = [Printer() for _ in range(processes)]
        for printer in self._all:
            self._free.put(printer)

    def fragments(
        self,
        sheets: Mapping[str, Sheet],
        paper: Paper,
        told: Callable[[str, bytes], None] = lambda _key, _made: None,
    ) -> dict[str, bytes]:
        """Return the fragment of each sheet by its key; *told* hears of each as soon as it is there."""
        made = {}
        with ThreadPoolExecutor(len(self._all)) as threads:
            asked = {
                threads.submit(self._run, PrintSheet(to_text(sheet), paper), SHEET_SECONDS): key
                for key, sheet in sheets.items()
            }
            for done in as_completed(asked):
                made[asked[done]] = done.result()
                told(asked[done], done.result())
        return made

    def bound(self, kept: Sequence[bytes], cover: Cover) -> bytes:
        """Return one file of these fragments."""
        return self._run(BindSheets(tuple(kept), cover), BINDING_SECONDS)

    def pids(self) -> list[int]:
        """Return the numbers of the printing processes there are."""
        return [printer.pid for printer in self._all if printer.pid is not None]

    def stop(self) -> None:
        """End the processes; the next sheet starts new ones."""
        for printer in self._all:
            printer.stop()

    def _run(self, job: Callable[[], bytes], seconds: float) -> bytes:
        printer = self._free.get()
        try:
            return printer.run(job, seconds)
        finally:
            self._free.put(printer)


#: Returns those of these keys that were printed before, with their fragments.
Known = Callable[[Sequence[str]], Mapping[str, bytes]]


def make_pack(
    sheets: Sequence[Sheet],
    paper: Paper,
    cover: Cover,
    known: Known,
    printer: PackPrinter,
    told: Callable[[str, bytes], None] = lambda _key, _made: None,
) -> Bound:
    """Return the pack of these sheets, the first of which may be its contents, to be filled with pages.

    What is not *known* is printed; *told* hears of each sheet that is, the contents apart.
    """
    contents = sheets[0] if isinstance(sheets[0], Contents) else None
    rest = sheets[1:] if contents else sheets
    keys = [key_of(sheet, paper) for sheet in rest]
    kept = known(keys)
    wanted = {key: one for key, one in zip(keys, rest, strict=True) if key not in kept}
    fresh = printer.fragments(wanted, paper, told)
    parts = [fresh.get(key) or kept[key] for key in keys]
    if contents:
        made, again = _contents(contents, parts, paper, known, printer)
        parts, fresh = [made, *parts], fresh | again
    return Bound(printer.bound(parts, cover), sum(map(pages_in, parts)), fresh)


def _contents(
    blank: Contents, parts: Sequence[bytes], paper: Paper, known: Known, printer: PackPrinter
) -> tuple[bytes, dict[str, bytes]]:
    """Return the contents with their page numbers, and what had to be printed for them."""
    pages, fresh = 1, {}
    for _ in range(TRIES):
        filled = _numbered(blank, pages, parts)
        key = key_of(filled, paper)
        kept = known([key])
        if key not in kept:
            kept = fresh = printer.fragments({key: filled}, paper)
        if pages_in(kept[key]) == pages:
            return kept[key], fresh
        pages = pages_in(kept[key])
    raise DocumentFailed("The contents of the pack do not settle on a number of pages.")


def _numbered(blank: Contents, before: int, parts: Sequence[bytes]) -> Contents:
    """Return the contents with the page each sheet begins on."""
    starts, page = {0: 1}, before + 1
    for place, part in enumerate(parts, start=1):
        starts[place] = page
        page += pages_in(part)
    rows = (replace(r, page=None if r.sheet is None else starts[r.sheet]) for r in blank.rows)
    others = (replace(other, page=starts[other.sheet]) for other in blank.others)
    return replace(blank, rows=tuple(rows), others=tuple(others))
