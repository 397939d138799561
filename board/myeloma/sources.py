"""The sources behind the rules, by key, with how sure we are of each use.

Tags: V the figure was checked against the source; M known, to be confirmed by a haematologist
before clinical use; PC our own convention, to be signed off by the clinicians who use it.
"""

from functools import cache

from board.myeloma.rulefiles import RuleFileError, load, sections
from board.myeloma.telling.brief import Source

TAGS = ("V", "M", "PC")


@cache
def cite(reference: str) -> Source:
    """Return the source of a reference written ``KEY:TAG``, such as ``SERMM:V``."""
    key, _, tag = reference.partition(":")
    table = sections(load("sources"), {"source"}, "sources.toml")["source"]
    if key not in table:
        raise RuleFileError(f"sources.toml: no source with the key {key}")
    if tag not in TAGS:
        raise RuleFileError(f"{reference}: the tag must be one of {', '.join(TAGS)}")
    return Source(key=key, tag=tag, text=table[key])


def cite_all(*references: str) -> tuple[Source, ...]:
    """Return the sources of several references, in order."""
    return tuple(cite(reference) for reference in references)
