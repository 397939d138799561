"""Plain words of a genetics report: "t(4;14) not detected", "TP53 p.(Arg175His) VAF 46%".

Sources: wording of laboratory reports. A line is only read when it names something known and says
clearly that it is present, absent, or could not be tested; everything else is left alone.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

Value = bool | int | float | str | None

MENTIONS: Mapping[str, str] = MappingProxyType(
    {
        "t4_14": r"t\(4;\s?14\)",
        "t11_14": r"t\(11;\s?14\)",
        "t14_16": r"t\(14;\s?16\)",
        "t14_20": r"t\(14;\s?20\)",
        "t6_14": r"t\(6;\s?14\)",
        "del17p": r"del\(?17\)?\(?p(?:13)?\)?|17p13? (?:deletion|loss)|TP53 (?:deletion|loss)",
        "cn1q": r"gain\(?1q(?:21)?\)?|amp\(?1q(?:21)?\)?|1q(?:21)? (?:gain|amplification)|\+1q",
        "del1p32": r"del\(?1\)?\(?p32\)?|1p32 (?:deletion|loss)",
        "del13q": r"del\(?13\)?\(?q(?:14)?\)?|13q(?:14)? (?:deletion|loss)",
        "myc_rearranged": r"MYC rearrangement",
        "igh_rearranged": r"IGH rearrangement",
        "hyperdiploid": r"hyperdiploid(?:y|ity)?",
    }
)
ABSENT_VALUES: Mapping[str, Value] = MappingProxyType({"cn1q": 2, "del1p32": "none"})
PRESENT_VALUES: Mapping[str, Value] = MappingProxyType({"cn1q": 3, "del1p32": "mono"})
TARGETS: Mapping[str, str] = MappingProxyType(
    {
        "tnfrsf17_biallelic_loss": r"\b(?:TNFRSF17|BCMA)\b",
        "gprc5d_biallelic_loss": r"\bGPRC5D\b",
    }
)

_BEFORE_NO = (
    r"(?:\bno (?:evidence|sign)s? (?:of|for)|\bnegative for|\bnot detected:|\babsence of"
    r"|^no (?=t\(|del|gain|amp|1q|13q|17p|hyper|myc|igh|tp53))"
)
_AFTER_NO = (
    r"(?:\bnot (?:detected|present|seen|found|identified)|\bundetected|\babsent|\bnegative\b"
    r"|\bwithin normal limits)"
)
_YES = r"(?:\bdetected|\bpresent|\bpositive|\bseen|\bfound|\bidentified|\d\s?%)"
_FAILED = (
    r"(?:\binsufficient|\bno growth|\bfail(?:ed|ure)?\b|\bnot (?:performed|done|evaluable|tested))"
)
_NO_VARIANT = (
    r"(?:\bno (?:tp53 )?(?:pathogenic|mutation|variant)|wild.?type|not mutated|unmutated"
    r"|(?:mutation|variant)s?:? (?:not (?:detected|found|identified|present)|absent|negative))"
)
_VARIANT = r"(?:\bc\.\S*\d|\bp\.\(?[A-Z]|\bmutat(?:ed|ion)\b|\bpathogenic variant)"
_UNCERTAIN = r"(?:uncertain significance|\bVUS\b|likely benign|\bbenign)"
_LOST = r"(?:homozygous (?:deletion|loss)|biallelic (?:deletion|loss)|biallelically deleted)"
_KEPT = r"(?:wild.?type|2 copies|two copies|no (?:loss|deletion)|intact)"
_ONE_LOST = r"(?:heterozygous|monoallelic)"
_PERCENT = re.compile(r"(\d+(?:[.,]\d+)?)\s?%")
_VAF = re.compile(r"VAF\s*(?:of|=|:)?\s*(\d+(?:[.,]\d+)?)\s?%", re.IGNORECASE)


@dataclass(frozen=True)
class Said:
    """One thing a line says."""

    id: str
    value: Value
    percent: float | None
    method: str
    note: str = ""


@dataclass(frozen=True)
class Prose:
    """What a line says, and a note when it says that nothing could be tested."""

    findings: tuple[Said, ...]
    note: str = ""


def read_prose(line: str) -> Prose | None:
    """Return what *line* says, or None when it is not understood."""
    gene = _target(line) or _tp53(line)
    if gene is not None:
        return gene
    found: list[Said] = []
    for clause in _clauses(line):
        said = _clause(clause)
        if said is None:
            return None
        found += said
    if found:
        return Prose(tuple(found))
    return Prose((), line) if _has(_FAILED, line) else None


def _clauses(line: str) -> list[str]:
    parts = re.split(r";(?![^(]*\))|\.\s|\bbut\b", line)
    clauses = []
    for part in (part.strip(" .") for part in parts):
        pieces = re.split(r",(?![^(]*\))", part)
        # "negative for a, b and c" is one clause; "a absent, b present" is two.
        own = all(_status(piece) is not None and _mentioned(piece) for piece in pieces)
        clauses += pieces if own else [part]
    return [clause for clause in clauses if clause]


def _clause(clause: str) -> list[Said] | None:
    names = _mentioned(clause)
    if not names:
        return [] if _has(_FAILED, clause) else None
    status = _status(clause)
    if status is None:
        return None
    if status == "failed":
        return [Said(name, None, None, _method(clause), "could not be tested") for name in names]
    if status == "absent":
        return [Said(n, ABSENT_VALUES.get(n, False), None, _method(clause)) for n in names]
    share = _PERCENT.search(clause) if len(names) == 1 else None
    percent = float(share[1].replace(",", ".")) if share else None
    if names == ["cn1q"] and _has(r"amp", clause):
        return [Said("cn1q", 4, percent, _method(clause))]
    return [Said(n, PRESENT_VALUES.get(n, True), percent, _method(clause)) for n in names]


def _status(clause: str) -> str | None:
    if _has(_FAILED, clause):
        return "failed"
    if _has(_BEFORE_NO, clause) or _has(_AFTER_NO, clause):
        left = re.sub(_BEFORE_NO, "", re.sub(_AFTER_NO, "", clause, flags=re.I), flags=re.I)
        return None if _has(_YES, left) else "absent"
    return "present" if _has(_YES, clause) else None


def _mentioned(clause: str) -> list[str]:
    return [name for name, pattern in MENTIONS.items() if _has(pattern, clause)]


def _tp53(line: str) -> Prose | None:
    if not _has(r"\bTP53\b", line) or _has(MENTIONS["del17p"], line):
        return None
    if _has(_FAILED, line):
        return Prose((Said("tp53_mut", None, None, _method(line), "not sequenced"),))
    if _has(_NO_VARIANT, line):
        depth = re.search(r"LoD[^,;)]*", line)
        return Prose((Said("tp53_mut", False, None, _method(line), depth[0] if depth else ""),))
    if _has(_UNCERTAIN, line):
        note = "variant of uncertain or benign meaning: not counted"
        return Prose((Said("tp53_mut", None, None, _method(line), note),))
    if _has(_BEFORE_NO, line) or _has(_AFTER_NO, line):
        return None
    if _has(_VARIANT, line):
        share = _VAF.search(line)
        percent = float(share[1].replace(",", ".")) if share else None
        return Prose((Said("tp53_mut", True, percent, _method(line) or "Sequencing"),))
    return None


def _target(line: str) -> Prose | None:
    for name, pattern in TARGETS.items():
        if not _has(pattern, line):
            continue
        if _has(_LOST, line) and not _has(rf"no {_LOST}", line):
            return Prose((Said(name, True, None, _method(line)),))
        if _has(_ONE_LOST, line):
            note = "one copy lost: not biallelic"
            return Prose((Said(name, False, None, _method(line), note),))
        if _has(_KEPT, line) or _has(rf"no {_LOST}", line):
            return Prose((Said(name, False, None, _method(line)),))
        if _has(_FAILED, line):
            return Prose((Said(name, None, None, _method(line), "could not be tested"),))
    return None


def _method(line: str) -> str:
    found = re.search(r"\b(i?FISH|NGS|WGS|WES|Sanger|array|PCR)\b", line)
    return found[1] if found else ""


def _has(pattern: str, text: str) -> bool:
    return re.search(pattern, text, re.IGNORECASE) is not None
