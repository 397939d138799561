"""What a reader of a teaching copy must not find in its words: pure. It marks; a person decides."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

#: Shorter parts of names are too common to be looked for.
SHORTEST = 3
MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
#: What to look at → how it is recognised.
PATTERNS = {
    "a date": re.compile(
        r"\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b"
        rf"|\b\d{{1,2}}[-. ](?:{MONTHS})[a-z]*[-. ]\d{{4}}\b",
        re.I,
    ),
    "a month or a year": re.compile(
        rf"\b(?:{MONTHS})[a-z]*\.?[- ]\d{{4}}\b|\b(?:19|20)\d{{2}}\b", re.I
    ),
    "a month": re.compile(
        r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
    ),
    "a long number": re.compile(r"\d{5,}"),
    "an address": re.compile(r"\S+@\S+|https?://\S+"),
    "an age over 89": re.compile(r"\b(?:9\d|1[01]\d)[- ]?(?:years?|y(?:/o)?\b|-?year-old)", re.I),
    "a title of a person": re.compile(r"\b(?:Dr|Prof|Mr|Mrs|Ms)\.? [A-Z]"),
}
#: With one of these in it a paragraph cannot be kept. A month or a year as it was, beside the same one as it was
#: moved, would tell by how much everything was moved.
NEVER = ("a date", "a month or a year", "an address", "an age over 89")


@dataclass(frozen=True)
class Known:
    """What identifies the patient and the centre: in any case of letters, as whole words."""

    words: frozenset[str]

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Known":
        """Return what is in these names and numbers."""
        parts = {part for text in texts for part in (text, *re.split(r"[\s,.]+", text))}
        return cls(frozenset(part.casefold() for part in parts if len(part) >= SHORTEST))


def marks(text: str, known: Known) -> list[str]:
    """Return what a reviewer should look at: names that are known, and what looks like a date or a number."""
    found = [f"“{word}”" for word in sorted(_named(text, known))]
    return found + [what for what, pattern in PATTERNS.items() if pattern.search(text)]


def forbidden(text: str, known: Known) -> list[str]:
    """Return what must not stand in a released paragraph, whoever reviewed it."""
    found = [f"“{word}”" for word in sorted(_named(text, known))]
    return found + [what for what in NEVER if PATTERNS[what].search(text)]


def _named(text: str, known: Known) -> set[str]:
    words = set(re.split(r"[^\w-]+", text.casefold()))
    words |= {part for word in words for part in word.split("-")}
    return {
        word for word in known.words if word in words or (" " in word and word in text.casefold())
    }
