"""The words of laboratory reports, in English and German: present, absent, failed, or unclear.

Sources: wording of reports. The bias is one-sided: *absent* is only said when nothing in the
clause is left over that could mean something else; whatever is doubtful is *unclear*.
"""

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Literal

from board.myeloma.rulefiles import load

Span = tuple[int, int]
Polarity = Literal["present", "absent", "failed", "unclear", "silent"]

_AUX = "is|are|was|were|has been|have been|could be|can be|ist|sind|war|waren|wurden?"


def words(name: str) -> str:
    """Return the words of one list of rules/report_words.toml as one pattern."""
    return "|".join(load("report_words")[name])


#: A clause with one of these says nothing certain.
UNCERTAIN = words("uncertain")
FAILED = words("failed")
_NO_BEFORE = words("no_before")
_NO_AFTER = rf"(?:(?:{_AUX}) )?(?:{words('no_after')})"
_YES = words("yes")
#: Words that change nothing beside a finding that is absent.
_NEUTRAL = frozenset(load("report_words")["neutral"].split())
#: How a clause that begins with "no" may end: "no t(4;14) was detected".
_RESULT = (
    r"\b(?:detect(?:ed|able)|present|seen|found|identified|observed|demonstrated|evident|nachgewiesen"
    r"|nachweisbar|vorhanden|gefunden)\b"
)
_BARE_NO = re.compile(r"(?<!\w)(?:no|neither|none of|kein(?:e|en|er|es|em)?) ", re.IGNORECASE)
_CD138 = re.compile(r"\bCD ?138 ?[-+]? ?(?:positive[nr]?|negative|pos\b)?", re.IGNORECASE)
_PERCENT = re.compile(r"([0-9]{1,3}(?:[.,][0-9]{1,3})?) ?%")
_VAF = re.compile(
    r"(?:VAF|allele fr\w{0,12}|Allelfrequenz) ?(?:of|=|:|von)? ?~?([0-9]{1,3}(?:[.,][0-9]{1,3})?) ?%",
    re.IGNORECASE,
)
_LOD = re.compile(
    r"(?:\bLoD\b|limit of detection|Nachweisgrenze|sensitivity|cut-?off)[^,;)]{0,40}", re.IGNORECASE
)
_DENIED = re.compile(rf"(?<!\w)(?:{_NO_BEFORE})(?!\w)", re.IGNORECASE)
_DENIED_AFTER = re.compile(rf"(?<!\w)(?:{_NO_AFTER})(?!\w)", re.IGNORECASE)
_COLON = re.compile(r"(?<!:):(?!:)")
_ENDS = re.compile(_RESULT, re.IGNORECASE)
_JOIN = re.compile(r",|/|&|\b(?:and|or|nor|und|oder|noch|sowie|plus|as well as)\b", re.IGNORECASE)
#: "No abnormality": what follows is perhaps not denied any more.
_ELSE = re.compile(
    r"abnormal|aberration|change|finding|result|veränderung|befund|[(](?![^()]*[)])", re.IGNORECASE
)
#: Between a name and the "no" that stands behind it: "TP53 (exons 2-11): no variant".
_HEADED = re.compile(
    r" ?(?:\([^()]*\))? ?(?:(?:gene|mutation|sequencing|status|analysis)s? ?){0,4}(?:\([^()]*\))? ?(?::|-) ?",
    re.IGNORECASE,
)
#: Bands and loci: p16, q32, p13.1.
_LOCUS = re.compile(r"^(?:[pq][0-9].*|[pq]|cen|tel)$")


def has(pattern: str, text: str) -> bool:
    """Say whether *pattern* is found in *text*, in capitals or not."""
    return re.search(pattern, text, re.IGNORECASE) is not None


def clauses(line: str) -> list[str]:
    """Return the clauses of a line, parted where another statement can begin."""
    found = []
    for part in _parts(line):
        pieces = [piece.strip() for piece in _outside(part, ",")]
        # "negative for a, b and c" is one clause; "a absent, b present" is two.
        own = all(polarity(piece) != "silent" for piece in pieces) and not _shared_verb(pieces)
        found += pieces if own else [part]
    return [clause for clause in found if clause]


def _shared_verb(pieces: list[str]) -> bool:
    """Say whether one verb may end a list under one "no": "no a, b detected"."""
    first, last = _LOD.sub(" ", pieces[0]), pieces[-1]
    opened = _BARE_NO.match(first) is not None and _ENDS.search(first) is None
    closed = _ENDS.search(last) is not None and _DENIED.search(last) is None
    return len(pieces) > 1 and opened and closed and _PERCENT.search(last) is None


def polarity(clause: str) -> Polarity:
    """Return how the clause speaks of whatever it names."""
    if has(FAILED, clause):
        return "failed"
    if has(UNCERTAIN, clause):
        return "unclear"
    plain = _LOD.sub(" ", _CD138.sub(" ", clause))
    bare, negations = without_negation(plain)
    if not negations:
        return "present" if has(_YES, plain) else "silent"
    if _BARE_NO.search(plain) and len(re.findall(_YES, bare, re.IGNORECASE)) == 1:
        bare = re.sub(_RESULT, " ", bare, count=1, flags=re.IGNORECASE)
    return "unclear" if negations > 1 or has(_YES, bare) else "absent"


def rules_out(clause: str, named: Iterable[Span]) -> bool:
    """Say whether the one negation of an absent clause is for everything at *named*, and all of it.

    "No" stands before what it denies, or behind it after a colon; "not detected" stands on one
    side of all names. After a mere "no" several names are joined by "or".
    """
    plain = _LOD.sub(_blank, _CD138.sub(_blank, clause))
    spans = _apart(named)
    first, last = spans[0][0], spans[-1][1]
    gaps = [plain[left[1] : right[0]] for left, right in pairwise(spans)]
    if not all(_joins(gap) for gap in gaps):
        return False
    before = _DENIED.search(plain)
    if before is None:
        after = _DENIED_AFTER.search(plain)
        return after is not None and (last <= after.start() or after.end() <= first)
    if last <= before.start():
        return _HEADED.fullmatch(plain[last : before.start()]) is not None
    between = plain[before.end() : first]
    if (
        before.start() >= first
        or _COLON.search(plain, max(before.end(), first), last)
        or _ELSE.search(between)
    ):
        return False
    ends = [found.start() for found in _ENDS.finditer(plain, before.end())]
    if any(at < last for at in ends):
        return False
    bare = _BARE_NO.fullmatch(before[0] + " ") is not None
    return len(spans) == 1 or not (bare or ends) or _one_list(plain[first:last])


def _apart(named: Iterable[Span]) -> list[Span]:
    """Return the spans in order, those that overlap as one."""
    found: list[Span] = []
    for start, end in sorted(named):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _joins(gap: str) -> bool:
    return _JOIN.search(gap) is not None and gap.count("(") == gap.count(")")


def _one_list(text: str) -> bool:
    """Say whether the names in *text* are surely one list: "a, b or c", not "a, b" or "a and b"."""
    if re.search(r" / |\b(?:and|und|sowie|plus|as well as)\b", text, re.IGNORECASE):
        return False
    return re.search(r"\b(?:or|nor|oder|noch)\b", text, re.IGNORECASE) is not None


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def without_negation(clause: str) -> tuple[str, int]:
    """Return the clause without its words of negation, and how many of them there were."""
    left, before = _DENIED.subn(" ", clause)
    left, after = _DENIED_AFTER.subn(" ", left)
    return left, before + after


def left_over(clause: str) -> list[str]:
    """Return the words of an absent clause, names taken out before, that could change its sense."""
    bare, _ = without_negation(_LOD.sub(" ", _CD138.sub(" ", clause)))
    said = re.findall(r"[^\W\d_][\w'-]*", re.sub(_RESULT, " ", bare, flags=re.I).lower())
    return [word for word in said if word not in _NEUTRAL and not _LOCUS.match(word)]


def share_of(clause: str) -> float | None:
    """Return the allele frequency of the clause in percent, or its only other percentage."""
    vaf = _VAF.search(clause)
    if vaf:
        return _number(vaf[1])
    found = _PERCENT.findall(_LOD.sub("", clause))
    return _number(found[0]) if len(found) == 1 else None


def limit_of(text: str) -> str:
    """Return what the text says of the limit of detection, or nothing."""
    found = _LOD.search(text)
    return found[0].strip(" .") if found else ""


def _number(written: str) -> float | None:
    value = float(written.replace(",", "."))
    return value if value <= 100 else None


def _parts(line: str) -> list[str]:
    parts = [part for half in _outside(line, ";") for part in _outside(half, ". ")]
    parts = [piece for part in parts for piece in _CONTRAST.split(part)]
    return [part.strip(" .") for part in parts]


_CONTRAST = re.compile(
    r",? (?:but|however|whereas|while|aber|jedoch|während|hingegen) "
    r"|,? (?:and|und) (?=(?:positive|negative|positiv|negativ) )",
    re.IGNORECASE,
)


def _outside(text: str, mark: str) -> list[str]:
    """Return the pieces of *text* between *mark* outside brackets."""
    pieces, depth, start = [], 0, 0
    for at, letter in enumerate(text):
        if letter in "([":
            depth += 1
        elif letter in ")]":
            depth = max(0, depth - 1)
        elif depth == 0 and text.startswith(mark, at):
            pieces.append(text[start:at])
            start = at + len(mark)
    return [*pieces, text[start:]]
