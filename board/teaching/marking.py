"""What a reader of a teaching copy must not find in its words: pure. It marks; a person decides."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from unicodedata import normalize

#: Shorter parts of names are too common to be looked for.
SHORTEST = 3
#: From this length on a name is found with an s behind it, and inside a word or written in pieces:
#: shorter ones would be found in other words (Ina in "in a", Ester in "cholesterol").
INFLECTED, INSIDE = 4, 6
#: From so many signs on a number is found however it is written.
NUMBER = 5
MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mär|mrz|mai|okt|dez"
#: Whole words only: "1 marrow 20" is no date.
MONTH = (
    "jan(?:uary?)?|feb(?:ruary?)?|mar(?:ch)?|märz?|mrz|apr(?:il)?|may|mai|june?|juni|july?|juli"
    "|aug(?:ust)?|sept?(?:ember)?|o[ck]t(?:ober)?|nov(?:ember)?|de[cz](?:ember)?"
)
#: What to look at → how it is recognised.
PATTERNS = {
    "a date": re.compile(
        r"\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b"
        rf"|\b\d{{1,2}}[-. ](?:{MONTHS})[a-z]*[-. ]\d{{4}}\b"
        rf"|\b\d{{1,2}}(?:st|nd|rd|th)?[-. ]{{0,2}}(?:{MONTH})[-., ]{{0,2}}['’]?\d{{2}}\b"
        # without such a word before it, 12.3. may be a value at the end of a sentence
        r"|\b(?:on|since|until|by|am|vom|seit|bis|ab) (?:[0-2]?\d|3[01])\.(?:0?[1-9]|1[0-2])\.(?!\d)",
        re.I,
    ),
    "a month or a year": re.compile(
        rf"\b(?:{MONTHS})[a-z]*\.?[- ]\d{{4}}\b|\b(?:19|20)\d{{2}}\b"
        rf"|\b(?:{MONTH})\.?[- ]?['’]\d{{2}}\b"
        r"|(?<![\d./-])(?:0[1-9]|1[0-2])/\d{2}(?![\d/])",
        re.I,
    ),
    "a month": re.compile(
        r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
    ),
    "a long number": re.compile(r"\d{5,}"),
    "an address": re.compile(r"\S+@\S+|https?://\S+"),
    "an age over 89": re.compile(
        r"\b(?:9\d|1[01]\d)[- ]?(?:years?|yrs?\b|y(?:/o)?\b|-?year-old|jahre?\b|j(?:ä|ae)hrig)"
        r"|\b(?:aged?|alter)\W{0,2}(?:of |von )?(?:9\d|1[01]\d)\b",
        re.I,
    ),
    "a title of a person": re.compile(r"\b(?:Dr|Prof|Mr|Mrs|Ms)\.? [A-Z]"),
}
#: With one of these in it a paragraph cannot be kept. A month or a year as it was, beside the same one as it was
#: moved, would tell by how much everything was moved.
NEVER = ("a date", "a month or a year", "an address", "an age over 89")


@dataclass(frozen=True)
class Known:
    """What identifies the patient and the centre: in any case of letters, however it is punctuated."""

    words: frozenset[str]

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Known":
        """Return what is in these names and numbers: the parts of a name, a number only as a whole."""
        return cls(frozenset(word for text in texts for word in _looked_for(_plain(text))))


def marks(text: str, known: Known) -> list[str]:
    """Return what a reviewer should look at: names that are known, and what looks like a date or a number."""
    return _found(text, known, tuple(PATTERNS))


def forbidden(text: str, known: Known) -> list[str]:
    """Return what must not stand in a released paragraph, whoever reviewed it."""
    return _found(text, known, NEVER)


def _found(text: str, known: Known, kinds: Iterable[str]) -> list[str]:
    # an underscore counts as a letter, and would hide what stands beside it
    shown = normalize("NFC", text).replace("_", " ")
    names = [f"“{word}”" for word in sorted(_named(text, known))]
    return names + [what for what in kinds if PATTERNS[what].search(shown)]


def _named(text: str, known: Known) -> set[str]:
    words = _split(_plain(text))
    return {word for word in known.words if _stands_in(words, word)}


def _stands_in(words: list[str], known: str) -> bool:
    parts = _split(known)
    spaced, close = f" {' '.join(words)} ", "".join(parts)
    if not close:
        return False
    if f" {' '.join(parts)} " in spaced:
        return True
    if _has_digit(close):
        return len(close) >= NUMBER and close in "".join(words)
    if len(close) >= INFLECTED and f" {' '.join(parts)}s " in spaced:
        return True
    if len(close) < INSIDE:
        return False
    pieces = re.compile(f" {' ?'.join(map(re.escape, close))} ?s? ")
    return any(close in word for word in words) or pieces.search(spaced) is not None


def _looked_for(text: str) -> Iterator[str]:
    """Return the whole of a name or number, and those parts of it that tell somebody apart."""
    long = len("".join(_split(text))) >= SHORTEST
    if long or _has_digit(text):
        yield text
    for chunk in re.split(r"[\s,]+", text):
        for part in [chunk] if _has_digit(chunk) else _split(chunk):
            if len(part) >= SHORTEST:
                yield part


def _plain(text: str) -> str:
    """Return text as it is compared: composed, in small letters, with one kind of apostrophe."""
    small = normalize("NFC", normalize("NFC", text).casefold())
    return " ".join(small.replace("’", "'").split())


def _split(text: str) -> list[str]:
    return [word for word in re.split(r"[\W_]+", text) if word]


def _has_digit(text: str) -> bool:
    return any(sign.isdigit() for sign in text)
