"""Plain words of a genetics report: "t(4;14) not detected", "TP53 p.(Arg175His) VAF 46%".

Sources: wording of laboratory reports. A line is only read when every clause of it names something
known and says clearly that it is present, absent, or could not be tested. *Absent* is only taken
from a clause in which nothing else is said; a gene outside the stated panel is not known.
"""

import re
from dataclasses import dataclass

from board.myeloma.genome.genes import (
    GeneSaid,
    gene_spans,
    genes,
    mentioned,
    read_genes,
    target_lost,
)
from board.myeloma.genome.iscn import tidy
from board.myeloma.genome.text_findings import TextFinding, Value, absent_value, present_value
from board.myeloma.genome.wording import (
    Polarity,
    clauses,
    has,
    left_over,
    limit_of,
    polarity,
    rules_out,
    share_of,
)
from board.myeloma.rulefiles import load

_MENTION = {
    name: re.compile("|".join(patterns), re.IGNORECASE)
    for name, patterns in load("report_words")["mention"].items()
}
#: Loci that are no finding by themselves: only their number of copies says something.
_BARE_1Q = re.compile(r"\b1q(?:21(?:\.[0-9]+)?)?\b|\bCKS1B\b", re.IGNORECASE)
_NUMBERS = {
    "zero": 0,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "drei": 3,
    "vier": 4,
}
_COPIES = re.compile(
    r"\b([0-9]{1,2}|zero|one|two|three|four|five|six|drei|vier)(?: ?(?:-|to|~) ?[0-9]{1,2})? "
    r"(?:copies|copy|signals|Kopien|Signale)",
    re.IGNORECASE,
)
_METHOD = re.compile(r"\b((?:c?Ig-?|i)?FISH|NGS|WGS|WES|Sanger|array|PCR)\b", re.IGNORECASE)
_SEQUENCED = re.compile(
    r"mutat|mutiert|variant|sequen[cz]|wild.?type|wildtyp|\bVUS\b", re.IGNORECASE
)
_ANY_VARIANT = re.compile(
    r"\b(?:no|kein(?:e|en)?)(?: (?:other|further|additional|weiteren?))? "
    r"(?:pathogenic |relevant |clinically |significant |somatic |pathogenen? |relevanten? )*"
    r"(?:variant|mutation|Variante|Mutation)(?:s|en|n)?\b",
    re.IGNORECASE,
)
_PANEL = re.compile(
    r"\b(?:panel|genes (?:tested|covered|analy[sz]ed|sequenced)|untersuchte gene|genpanel)\b",
    re.IGNORECASE,
)
_PARTNER = re.compile(
    r"partner (?:is |was )?(?:not (?:identified|known|found|determined)|unknown|unbekannt)",
    re.IGNORECASE,
)
#: Probes and partners beside the genes of the table.
_PROBES = re.compile(r"\b(?:IGH|NSD2|MMSET|CKS1B|D17Z1|CEP17|MYC|p53)\b", re.IGNORECASE)
_BIALLELIC = r"biallelic|homozygous|both copies|biallelisch|homozygot"


@dataclass(frozen=True)
class Prose:
    """What a line says, the genes it says were tested, and a note when nothing could be."""

    findings: tuple[TextFinding, ...]
    note: str = ""
    panel: tuple[str, ...] = ()
    panel_clear: bool = False


def read_prose(line: str) -> Prose | None:
    """Return what *line* says, or None when it is not understood."""
    text = tidy(line)
    tested = _panel(text)
    if tested is not None:
        return tested
    found: list[TextFinding] = []
    silent = True
    for clause in clauses(text):
        said = _clause(clause)
        if said is None:
            return None
        found += said
        silent = silent and not said
    if silent:
        return Prose((), line) if polarity(text) == "failed" else None
    return Prose(tuple(found))


def _clause(clause: str) -> list[TextFinding] | None:
    """Return the findings of one clause, none when it only adds detail, None when it is unclear."""
    clause = _PARTNER.sub(" ", clause)
    names = [name for name, pattern in _MENTION.items() if pattern.search(clause)]
    variants = _variants(clause)
    about = polarity(clause)
    if not names:
        return variants or _aside(clause, about)
    if about == "failed":
        return [_told(name, None, clause, "could not be tested") for name in names] + variants
    copies = _copies(names, clause)
    if copies is not None and about not in ("absent", "unclear"):
        return copies
    if about == "present" and _named(names, clause):
        return [f for name in names for f in _present(name, clause, len(names))] + variants
    spans = [found.span() for pattern in _MENTION.values() for found in pattern.finditer(clause)]
    spans += gene_spans(clause)
    alone = _named(names, clause) and not left_over(_without_names(clause))
    if about == "absent" and alone and rules_out(clause, spans):
        return [_told(name, absent_value(name), clause) for name in names] + variants
    return None


def _aside(clause: str, about: Polarity) -> list[TextFinding] | None:
    """Return no finding for a clause that only adds detail, None for one that may say more."""
    if about == "failed" or read_genes([clause]) or _ANY_VARIANT.search(clause):
        return []
    return [] if about == "silent" and not mentioned(clause) and not left_over(clause) else None


def _named(names: list[str], clause: str) -> bool:
    """Say whether 1q is named as a gain: "1q detected" says nothing."""
    return (
        names != ["cn1q"]
        or has(r"gain|amp|dup|\+1q|copies|zugewinn|amplif", clause)
        or has(r"normal", clause)
    )


def _present(name: str, clause: str, named: int) -> list[TextFinding]:
    share = share_of(clause) if named == 1 else None
    value = present_value(name)
    if name == "cn1q" and has(r"\bamp|amplif", clause):
        value = 4
    if name == "del1p32" and has(_BIALLELIC, clause):
        value = "bi"
    found = [_told(name, value, clause, share=share)]
    if name == "del17p" and share is not None and not has("VAF", clause):
        sizes = ["del17p_ccf_pct"]
        sizes += ["monosomy17_ccf_pct"] if has("monosom", clause) else []
        found += [_told(size, share, clause, share=share) for size in sizes]
    return found


def _copies(names: list[str], clause: str) -> list[TextFinding] | None:
    told = _COPIES.search(clause)
    if told is None or len(names) > 1 or not _BARE_1Q.search(clause):
        return None
    copies = _NUMBERS.get(told[1].lower())
    number = int(told[1]) if copies is None else copies
    return [_told("cn1q", number, clause, share=share_of(clause))]


def _variants(clause: str) -> list[TextFinding]:
    """Return what the clause says of TP53 and of the two targets."""
    found = []
    for said in read_genes([clause]):
        if said.gene == "TP53" and (said.change or _SEQUENCED.search(clause)):
            found.append(_tp53(said, clause))
        elif target := genes()[said.gene].target:
            found.append(_target(target, said, clause))
    return found


def _tp53(said: GeneSaid, clause: str) -> TextFinding:
    method = _method(clause) or "Sequencing"
    if said.present is None:
        note = (
            "not sequenced"
            if not said.kinds
            else "variant of uncertain or benign meaning: not counted"
        )
        return TextFinding("tp53_mut", None, None, _method(clause), "", note)
    if not said.present:
        doubtful = left_over(_without_names(clause))
        value: Value = None if doubtful else False
        return TextFinding("tp53_mut", value, None, _method(clause), "", limit_of(clause))
    return TextFinding("tp53_mut", True, said.vaf_pct, method, "", limit_of(clause))


def _target(name: str, said: GeneSaid, clause: str) -> TextFinding:
    lost = target_lost(said)
    note = said.note
    if said.present and lost is False:
        note = "one copy lost: not biallelic"
    elif said.present and lost is None:
        note = "a mutation alone does not tell whether the target is lost"
    elif said.present and "mutation" in said.kinds:
        note = "mutation with loss of the other copy"
    return TextFinding(
        name, lost, said.vaf_pct if said.present else None, _method(clause), "", note
    )


def _panel(text: str) -> Prose | None:
    """Return a line that lists the genes tested, or says that none of them is changed."""
    tested = tuple(mentioned(text)) if _PANEL.search(text) else ()
    clear = _ANY_VARIANT.search(text) is not None and polarity(text) == "absent"
    rest = _PANEL.sub(" ", _ANY_VARIANT.sub(" no ", text))
    for gene in genes().values():
        rest = re.sub(rf"\b(?:{'|'.join((gene.id, *gene.names))})\b", " ", rest, flags=re.I)
    others = re.findall(r"\b[A-Z][A-Z0-9]{2,}\b", rest)
    clean = clear and not _strange(rest, others)
    if clear and (tested or (clean and not mentioned(text))):
        return Prose((), "", tested, panel_clear=clean)
    if len(tested) > 1 and polarity(text) == "silent":
        return Prose((), "", tested)
    return None


def _strange(rest: str, others: list[str]) -> bool:
    known = {word.lower() for word in others}
    return any(word not in known and word not in ("genes", "gene") for word in left_over(rest))


def _without_names(clause: str) -> str:
    for pattern in _MENTION.values():
        clause = pattern.sub(" ", clause)
    for start, end in gene_spans(clause):
        clause = clause[:start] + " " * (end - start) + clause[end:]
    return _PROBES.sub(" ", clause)


def _told(
    name: str, value: Value, clause: str, note: str = "", share: float | None = None
) -> TextFinding:
    return TextFinding(name, value, share, _method(clause), "", note)


def _method(line: str) -> str:
    found = _METHOD.search(line)
    return found[1] if found else ""
