"""Text that can be printed: no control characters, nothing the bundled font has no letter for."""

import unicodedata
from collections.abc import Set

#: Categories that break or disguise text: controls, invisible formats, lone surrogates, private
#: use, unassigned. A direction override among them could make a record read backwards.
UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
SPACES = frozenset({"Zs", "Zl", "Zp"})


def visible(text: str) -> str:
    """Return the text without control characters and lone surrogates, composed, lines kept."""
    if text.isascii() and text.isprintable():
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(_visible(letter) for letter in unicodedata.normalize("NFC", text))


def printable(text: str, letters: Set[int]) -> str:
    """Return the visible text with every letter outside `letters` named in brackets.

    A box or a blank would lose what was written: "王" is printed as "[U+738B]".
    """
    text = visible(text)
    if text.isascii():
        return text
    return "".join(c if ord(c) in letters else _named(c) for c in text)


def _visible(letter: str) -> str:
    if letter == "\n":
        return letter
    kind = unicodedata.category(letter)
    if kind in SPACES or letter == "\t":
        return letter if letter in "\u00a0\u202f" else " "
    return "" if kind in UNPRINTABLE else letter


def _named(letter: str) -> str:
    is_symbol = unicodedata.category(letter).startswith("S")
    name = unicodedata.name(letter, "").lower() if is_symbol else ""
    return f"[{name or f'U+{ord(letter):04X}'}]"
