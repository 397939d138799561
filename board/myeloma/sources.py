"""The sources behind the rules, by key, with how sure we are of each use.

Tags: V the figure was checked against the source; M known, to be confirmed by a haematologist
before clinical use; PC our own convention, to be signed off by the clinicians who use it.
"""

from collections.abc import Mapping
from functools import cache

from board.myeloma.rulefiles import RuleFileError, load, sections
from board.myeloma.telling.brief import Source

TAGS = ("V", "M", "PC")


#: Sources that only another release of the rules knows.
_MORE: dict[str, str] = {}


def also(texts: Mapping[str, str]) -> None:
    """Let the sources of another release be cited, too; a key that is known keeps its own text."""
    for key, text in texts.items():
        _MORE.setdefault(key, text)


@cache
def cite(reference: str) -> Source:
    """Return the source of a reference written ``KEY:TAG``, such as ``SERMM:V``."""
    key, _, tag = reference.partition(":")
    table = sections(load("sources"), {"source"}, "sources.toml")["source"]
    text = table.get(key) or _MORE.get(key)
    if text is None:
        raise RuleFileError(f"sources.toml: no source with the key {key}")
    if tag not in TAGS:
        raise RuleFileError(f"{reference}: the tag must be one of {', '.join(TAGS)}")
    return Source(key=key, tag=tag, text=text)


def cite_all(*references: str) -> tuple[Source, ...]:
    """Return the sources of several references, in order."""
    return tuple(cite(reference) for reference in references)
