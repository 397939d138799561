"""What would settle the open verdicts of a brief, and what moved between two: searched, then kept.

A search judges the case many times over. A page waits for a short one; a long one is made by a page
of its own, and its result is kept for everybody by the digests of the versions.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TypeVar

from board.cases.brief import Brief
from board.myeloma.reading import CaseReading
from board.myeloma.settling.changes import LOOKS as LOOKS_AT_VERSIONS
from board.myeloma.settling.changes import Comparison, compare
from board.myeloma.settling.missing import StaleFact, stale_facts
from board.myeloma.settling.settle import LOOKS as LOOKS_AT_ANSWERS
from board.myeloma.settling.settle import WhatSettles, what_settles

T = TypeVar("T")

#: How often a case is judged while a page waits: well under 150 ms.
AT_ONCE = 60
MOST_KEPT = 256
_kept: OrderedDict[Hashable, object] = OrderedDict()


@dataclass(frozen=True)
class Settled:
    """What would settle the open verdicts, and the old facts with the verdicts resting on them."""

    what: WhatSettles
    stale: tuple[StaleFact, ...]
    #: Name of each option by its id.
    names: dict[str, str]

    def named(self, options: tuple[str, ...]) -> list[str]:
        """Return the short names of *options*."""
        return [self.names[one] for one in options]


def settled_at_once(brief: Brief) -> Settled | None:
    """Return what would settle the brief, or None when that takes longer than a page may wait."""
    return _known(_settled_key(brief), lambda: _whole(_settled(brief, AT_ONCE)))


def settled(brief: Brief) -> Settled:
    """Return what would settle the brief, however long the search takes (bounded by the engine)."""
    found = _known(_settled_key(brief), lambda: _settled(brief, LOOKS_AT_ANSWERS))
    assert found is not None  # noqa: S101  # a search without a limit of ours always answers
    return found


def moved_at_once(before: Brief, after: Brief) -> Comparison | None:
    """Return what moved between two briefs, or None when that takes longer than a page may wait."""

    def search() -> Comparison | None:
        found = _compared(before, after, AT_ONCE)
        return found if all(one.exact for one in found.moved) else None

    return _known(_moved_key(before, after), search)


def moved(before: Brief, after: Brief) -> Comparison:
    """Return what moved between two briefs, however long the search takes (bounded by the engine)."""
    key = _moved_key(before, after)
    found = _known(key, lambda: _compared(before, after, LOOKS_AT_VERSIONS))
    assert found is not None  # noqa: S101  # as above
    return found


def _settled(brief: Brief, looks: int) -> Settled:
    options, own = brief.summary.options, brief.computed.own
    return Settled(
        what_settles(brief.facts, options, own, looks),
        stale_facts(CaseReading(brief.facts), options, own),
        {option.id: option.short for option in options},
    )


def _whole(found: Settled) -> Settled | None:
    return None if found.what.not_searched else found


def _compared(before: Brief, after: Brief, looks: int) -> Comparison:
    own = before.computed.own, after.computed.own
    return compare(before.facts, after.facts, *own, looks=looks)


def _settled_key(brief: Brief) -> Hashable:
    return "settled", brief.version.sha256, brief.computed.own


def _moved_key(before: Brief, after: Brief) -> Hashable:
    shas = before.version.sha256, after.version.sha256
    return "moved", *shas, before.computed.own, after.computed.own


def _known(key: Hashable, search: Callable[[], T | None]) -> T | None:
    """Return what is kept under *key*, else what *search* finds, and keep that."""
    if key in _kept:
        return _kept[key]  # type: ignore[return-value]  # what was kept came of the same search
    found = search()
    if found is not None:
        _kept[key] = found
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return found
