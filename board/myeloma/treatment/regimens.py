"""Written therapy, such as "VRd-lite x4 + dara": regimens taken apart, drugs named, the rest shown.

Names are those of `agents` and `regimen_names`. Nothing is guessed: what is not understood comes
back as unmapped with its text, what means several things with its candidates, and what stands
behind a "no" or beside an "or" is not taken as given.
"""

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache

from board.myeloma.treatment.agents import (
    HIGH_DOSE_FROM,
    LONGEST_TOKEN,
    Agent,
    agents,
    recognise,
    resembling,
    squeezed,
)
from board.myeloma.treatment.agents import names as drug_names
from board.myeloma.treatment.regimen_names import ambiguous, regimens, vague, words

#: What is longer is not read to its end; the rest is shown as unmapped.
LONGEST_TEXT = 2_000
#: No name has more words and signs than this.
LONGEST_NAME = 8
#: Brackets inside brackets are read this deep.
DEEPEST = 2
NOT_KNOWN = "class not known"

_NUMBER = r"\d+(?:[.,]\d+)?"
_UNIT = r"(?:mg|mcg|[µμ]g|ug|g|gy|iu|units?|ml|mio|million)"
_PER = r"(?:\s*/\s*(?:m\s?\^?[2²]|kg|day|d|week|wk|dose|ml))*"
_DAYS = r"(?:d|days?\s|c|wk|weeks?\s)\d[\d,–-]*(?:d\d[\d,–-]*)?"
_TOKEN = re.compile(
    rf"""(?P<bracket>\([^()]*(?:\)|$)|\[[^\[\]]*(?:\]|$))
    |(?P<dose>(?:[<>≤≥~]=?\s?)?{_NUMBER}(?:\s?[-–]\s?{_NUMBER})?\s?{_UNIT}{_PER}(?![a-z0-9])
        |q\s?\d+\s?(?:d|w|h|days?|weeks?|wks?|hours?|months?)(?![a-z0-9])
        |(?:{_DAYS}|[x×]\s?\d+|\d+\s?[x×]|\d+(?:st|nd|rd|th))(?![a-z0-9])
        |(?:[#<>≤≥~]=?\s?)?\d[\d.,:–%-]*(?![a-z0-9]))
    |(?P<join>(?:followed\ by|and|plus|with|then|und)(?![\w-])|->|=>|[+,;&/|→\n])
    |(?P<word>w/o\b|[^\s+,;&/|→()\[\]]+)
    |(?P<odd>\S)""",
    re.IGNORECASE | re.VERBOSE,
)
_GLUED_DOSE = re.compile(r"([a-z-]*[a-z])-?(\d+(?:[.,]\d+)?)(?:mg)?", re.IGNORECASE)
_PER_SQUARE_METRE = re.compile(r"(\d+(?:[.,]\d+)?)\s?mg\s?/\s?m")
#: Short names that are written in front of a regimen without a hyphen (IsaKd, VenVd).
_IN_FRONT = ("dara", "isa", "elo", "bela", "tec", "elra", "linvo", "tal", "mezi", "iber", "ven",
             "sel", "pano", "benda")  # fmt: skip
#: These end what a "no" speaks of.
_ENDS_DENIAL = frozenset((";", "\n", "then", "followed by", "->", "=>", "→"))


@dataclass(frozen=True)
class Named:
    """One thing that a text names: a drug, or words that were not understood."""

    text: str  #: as written
    agent: Agent | None = None
    regimen: str = ""  #: the regimen it came from; empty when it stands by itself
    dose: str = ""  #: the dose written beside it
    note: str = ""
    candidates: tuple[str, ...] = ()  #: what it could mean, where it was refused
    kind: str = ""  #: what it is, where a kind is named and no drug

    @property
    def mapped(self) -> bool:
        """Say whether it was understood."""
        return self.agent is not None

    @property
    def name(self) -> str:
        """Return the name in the dictionary, or what kind of thing it is; empty when unknown."""
        return self.agent.id if self.agent else self.kind

    @property
    def class_label(self) -> str:
        """Return the class in words."""
        return self.agent.class_label if self.agent else NOT_KNOWN

    @property
    def brand(self) -> str:
        """Return the brands, or an empty text when there is none."""
        return ", ".join(self.agent.brands) if self.agent else ""

    @property
    def status(self) -> str:
        """Return whether it is investigational or withdrawn; empty when licensed or unknown."""
        return self.agent.status if self.agent else ""


def read_therapy(text: str) -> tuple[Named, ...]:
    """Return each thing that *text* names, in its order; never an error, whatever is typed."""
    return tuple(named for segment in _Reader(text, 0).read() for named in segment.named)


@lru_cache(maxsize=4096)
def drugs_in(token: str) -> tuple[tuple[Agent, ...], tuple[str, ...]]:
    """Return the agents that one entry of a regimen's drugs means, and what is not understood.

    Between two joining signs all or nothing is understood: half a sentence decides no exposure.
    """
    # What stands in brackets, or behind the longest name, may name more than the first drug.
    plain = len(token) <= LONGEST_TOKEN and not set("([") & set(token)
    if plain and (one := recognise(token)):
        return (one,), ()
    found: dict[str, Agent] = {}
    unmapped: list[str] = []
    for segment in _Reader(token, 0).read():
        known = [named.agent for named in segment.named if named.agent]
        if len(known) == len(segment.named):
            found |= {agent.id: agent for agent in known}
        else:
            unmapped.append(segment.text)
    return (tuple(found.values()), tuple(unmapped)) if found else ((), (token,))


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    start: int
    end: int


@dataclass
class _Segment:
    """What stands between two joining signs."""

    text: str = ""
    named: list[Named] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    dose: str = ""  #: a dose that stands before the name it belongs to
    denied: str = ""
    doubtful: str = ""


class _Reader:
    """Reads one text from left to right, segment by segment."""

    def __init__(self, text: str, depth: int) -> None:
        self.text, self.rest = text[:LONGEST_TEXT], text[LONGEST_TEXT:].strip()
        self.depth = depth
        self.tokens = [
            _Token(found.lastgroup or "", found[0], found.start(), found.end())
            for found in _TOKEN.finditer(self.text)
        ]
        self.done: list[_Segment] = []
        self.now = _Segment()
        self.began = 0

    def read(self) -> list[_Segment]:
        """Return the segments of the text, each with what it names."""
        place = 0
        while place < len(self.tokens):
            place = self._step(place)
        self._close(len(self.text), "")
        if self.rest:
            note = "the text is too long to be read to its end"
            self.done.append(_Segment(self.rest, [Named(self.rest, note=note)]))
        return self.done

    def _step(self, place: int) -> int:
        token = self.tokens[place]
        if token.kind == "join":
            self._close(token.start, token.text.lower())
            self.began = token.end
            return place + 1
        for end in range(min(place + LONGEST_NAME, len(self.tokens)), place, -1):
            written = self.text[token.start : self.tokens[end - 1].end]
            if found := _looked_up(written):
                self._add(found)
                return end
        if token.kind == "dose":
            self._dose(token.text)
        elif token.kind == "bracket":
            self._bracket(token.text)
        else:
            self._word(token.text)
        return place + 1

    def _word(self, written: str) -> None:
        plain = written.strip(".:;!?*\"'“”")
        word = plain.lower()
        if not plain or word in words("harmless"):
            return
        if squeezed(word) in words("dosing"):
            self._dose(plain)
        elif word in words("denied"):
            self.now.denied = self.now.denied or plain
        elif word in words("doubtful"):
            self.now.doubtful = plain
        elif found := _looked_up(plain) or _taken_apart(plain):
            self._add(found)
        else:
            self.now.unknown.append(plain)

    def _add(self, found: list[Named]) -> None:
        """Add what was named; words that were not understood before it come first."""
        self._flush()
        if self.now.denied:
            found = [_refused(one, self.now.denied) for one in found]
        self.now.named += found
        if self.now.dose:
            dose, self.now.dose = self.now.dose, ""
            self._dose(dose)

    def _flush(self) -> None:
        if self.now.unknown:
            text = " ".join(self.now.unknown)
            near = resembling(text)
            note = f"resembles {' or '.join(near)}: write it out" if near else ""
            self.now.named.append(Named(text, note=note, candidates=near))
            self.now.unknown = []

    def _dose(self, text: str) -> None:
        """Keep a dose with the drug it stands beside; with a regimen it is only noted."""
        self._flush()
        if not self.now.named:
            self.now.dose = f"{self.now.dose} {text}".strip()
            return
        self.now.named[-1] = _high_dose(_with_dose(self.now.named[-1], text), text)

    def _bracket(self, written: str) -> None:
        """Read what stands in brackets: more names, a remark, or a doubt."""
        inside = written[1:].rstrip(")]")
        reader = _Reader(inside, self.depth + 1)
        things = [one for segment in reader.read() for one in segment.named] if (
            self.depth < DEEPEST
        ) else []  # fmt: skip
        already = {one.name for segment in (*self.done, self.now) for one in segment.named}
        new = [one for one in things if one.mapped and one.name not in already]
        if any(word in words("denied") | words("doubtful") for word in inside.lower().split()):
            self.now.doubtful = self.now.doubtful or inside
        if new and all(one.mapped for one in things):
            self._add(new)
        elif new or any(one.candidates and not one.kind for one in things):
            self._flush()
            could_be = tuple(dict.fromkeys(one.name for one in new))
            self.now.named.append(Named(inside, candidates=could_be, note="only partly understood"))
        elif self.now.named:
            # not with a phase, which goes when a drug stands beside it
            told = [at for at, one in enumerate(self.now.named) if not _only_a_phase(one)] or [-1]
            last = self.now.named[told[-1]]
            note = f"{last.note} in brackets: {inside}".strip()
            self.now.named[told[-1]] = replace(last, note=note)
        else:
            self.now.unknown.append(written)

    def _close(self, end: int, sign: str) -> None:
        """End the segment at a joining sign and begin the next."""
        now, now.text = self.now, self.text[self.began : end].strip()
        self._flush()
        if now.doubtful:
            now.named = [_refused(one, now.doubtful) for one in now.named]
        if any(one.mapped for one in now.named):
            now.named = [one for one in now.named if not _only_a_phase(one)]
        earlier = self.done[-1].named if self.done else []
        if earlier and now.dose and not now.named:
            earlier[-1] = _with_dose(earlier[-1], f"/ {now.text}")
        elif now.text:
            now.named = now.named or [Named(now.text)]
            self.done.append(now)
        denied = "" if sign in _ENDS_DENIAL else now.denied
        self.now = _Segment(denied=denied)


def _looked_up(written: str) -> list[Named]:
    """Return what exactly these words name, or nothing."""
    key = squeezed(written)
    regimen = regimens().get(written) or (None if key in ambiguous() else regimens().get(key))
    if regimen:
        return [Named(written, agents()[drug], regimen.id) for drug in regimen.drugs]
    if row := ambiguous().get(key):
        note = f"could be {' or '.join(row.could_be)}: write it out"
        return [Named(written, note=note, candidates=row.could_be)]
    if agent := drug_names().get(key) if len(key) > 1 else None:
        return [Named(written, agent)]
    if kind := vague().get(key):
        return [Named(written, kind=kind.id, candidates=kind.could_be, note="names no drug")]
    return []


def _taken_apart(word: str) -> list[Named]:
    """Return what the pieces of one word name, when every piece is understood, or nothing."""
    if len(word) > 1 and (agent := recognise(word)):
        slip = squeezed(word) not in drug_names() and word.isalpha()
        return [Named(word, agent, note=f"spelling: read as {agent.shown}" if slip else "")]
    pieces = [piece for piece in re.split(r"[-–.]", word) if piece.lower() not in words("harmless")]
    found = [_looked_up(piece) for piece in pieces]
    if len(pieces) > 1 and all(found) and all(one.mapped for row in found for one in row):
        return [one for row in found for one in row]
    for short in _IN_FRONT:
        if word.lower().startswith(short) and (
            regimen := regimens().get(squeezed(word[len(short) :]))
        ):
            drugs = (drug_names()[short], *(agents()[drug] for drug in regimen.drugs))
            return [Named(word, agent, word) for agent in drugs]
    glued = _GLUED_DOSE.fullmatch(word)
    if glued and len(glued[1]) > 1 and (agent := recognise(glued[1])):
        return [_high_dose(Named(word, agent, dose=glued[2]), f"{glued[2]} mg/m")]
    return []


def _with_dose(named: Named, text: str) -> Named:
    """Return *named* with a dose; a dose beside a regimen belongs to no single drug."""
    if named.regimen:
        return replace(named, note=f"{named.note} beside {named.regimen}: {text}".strip())
    return replace(named, dose=f"{named.dose} {text}".strip())


def _high_dose(named: Named, dose: str) -> Named:
    """Return *named*; melphalan in a dose that only a transplant can follow is that transplant."""
    found = _PER_SQUARE_METRE.match(dose)
    if not found or named.name != "melphalan":
        return named
    high = float(found[1].replace(",", ".")) >= HIGH_DOSE_FROM
    return replace(named, agent=agents()["melphalan-HD"]) if high else named


def _refused(named: Named, word: str) -> Named:
    """Return *named* as something that may not have been given."""
    candidates = (named.name,) if named.mapped else named.candidates
    note = f"{named.note} written with “{word}”: not taken as given".strip()
    return Named(named.text, note=note, candidates=candidates, kind=named.kind)


def _only_a_phase(named: Named) -> bool:
    """Say whether this only says when the drugs beside it were given (bridging, conditioning)."""
    return bool(named.kind) and named.text.lower() in words("harmless")
