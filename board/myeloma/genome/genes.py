"""Variants of single genes: what a line says of each, and what it means for treatment.

Sources: rules/genes.toml, each gene with its own. A reading is shown and decides nothing: only loss
of TNFRSF17 and GPRC5D changes eligibility (a target is gone), and t(11;14) opens venetoclax.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from board.myeloma.genome.iscn import LONGEST_LINE, tidy
from board.myeloma.genome.wording import (
    UNCERTAIN,
    Span,
    clauses,
    has,
    polarity,
    rules_out,
    share_of,
)
from board.myeloma.kleene import Truth
from board.myeloma.rulefiles import RuleFileError, build, load, sections

Evidence = Literal["approved", "guideline", "trial", "preclinical", "context"]
EVIDENCE: Mapping[str, str] = {
    "approved": "Evidence: approved",
    "guideline": "Evidence: guideline",
    "trial": "Evidence: trial",
    "preclinical": "Evidence: preclinical",
    "context": "Context only, no action",
}
Kind = Literal[
    "mutation",
    "loss",
    "biallelic_loss",
    "low_expression",
    "altered_splicing",
    "wild_type",
    "unclear",
]

_CHANGE = re.compile(
    r"p\.\(?[A-Z][A-Za-z]{0,2}[0-9]{1,4}(?:[A-Z][a-z]{2}|[A-Z*=]|fs\S{0,8}|del|dup|ins\S{0,12}|Ter)?\)?"
    r"|c\.[0-9*+_-]{1,12}[A-Za-z>]{1,20}|\b[ACDEFGHIKLMNPQRSTVWY][0-9]{1,4}(?:[ACDEFGHIKLMNPQRSTVWY*]|fs)\b"
)
_BOTH = r"homozygous (?:deletion|loss)|biallelic(?:ally)?|both (?:copies|alleles) (?:deleted|lost)|0 copies"
_ONE = (
    r"deletion|deleted|\bloss\b|\blost\b|monoallelic|heterozygous deletion|copy.?neutral|\bLOH\b"
    r"|deletiert|Verlust|1 copy"
)
_LOW = r"low expression|silenc|methylat|downregulat|high BCL2|BCL2.high"
_SPLICED = r"splic|exon 10"
_MUTATED = (
    r"\bmutat(?:ed|ion|ions)\b|\bmutiert\b|pathogenic variant|\bvariants?\b|hot.?spot|signature"
)
_KEPT = r"wild.?type|wildtyp|2 copies|two copies|\bintact\b|unmutated|not mutated|nicht mutiert"
#: Without one of these a gene that is "normal" or "negative" was perhaps never sequenced.
_LOOKED_AT = rf"{_MUTATED}|wild.?type|wildtyp|mutiert|mutated|mutation|sequen[cz]"
_COPIES_LOOKED_AT = rf"{_LOOKED_AT}|{_ONE}|copies|copy number|intact"
#: The protein on the cell says nothing of the gene.
_PROTEIN = r"expression|\bflow\b|immunohisto|\bIHC\b|durchfluss"
_LETTERS = {
    "Ala": "A", "Arg": "R", "Asn": "N", "Asp": "D", "Cys": "C", "Gln": "Q", "Glu": "E", "Gly": "G",
    "His": "H", "Ile": "I", "Leu": "L", "Lys": "K", "Met": "M", "Phe": "F", "Pro": "P", "Ser": "S",
    "Thr": "T", "Trp": "W", "Tyr": "Y", "Val": "V",
}  # fmt: skip


@dataclass(frozen=True)
class Gene:
    """One row of the gene table; *target*: the finding whose loss closes this target."""

    id: str
    finding: str
    reading: str
    evidence: str
    source: str
    names: tuple[str, ...] = ()
    hot_spots: tuple[str, ...] = ()
    target: str = ""


@dataclass(frozen=True)
class GeneSaid:
    """What one line says of one gene; *present* None: it cannot be told."""

    gene: str
    present: Truth
    kinds: tuple[Kind, ...]
    change: str
    vaf_pct: float | None
    text: str
    note: str = ""

    @property
    def shown(self) -> str:
        """Return the finding in words: the change, what is lost, the share."""
        words = [self.change] if self.change else []
        words += [kind.replace("_", " ") for kind in self.kinds if kind != "mutation" or not words]
        words += [f"VAF {self.vaf_pct:g} %"] if self.vaf_pct is not None else []
        return ", ".join(words)


@cache
def genes() -> Mapping[str, Gene]:
    """Return the gene table by gene; RuleFileError when an evidence level is not known."""
    table = sections(load("genes"), {"gene", "cut_off"}, "genes.toml")
    found = {row["id"]: build(Gene, row, "genes.toml") for row in table["gene"]}
    for gene in found.values():
        if gene.evidence not in EVIDENCE:
            raise RuleFileError(f"genes.toml: {gene.id}: unknown evidence {gene.evidence}")
    return found


def mentioned(text: str) -> list[str]:
    """Return the genes *text* names, in the order of the table."""
    found = re.findall(r"[A-Za-z0-9]+", text)
    words = {word.upper() for word in found if word not in ("max", "Max")}  # MAX is a gene
    return [gene.id for gene in genes().values() if words & {gene.id, *gene.names}]


def gene_spans(text: str) -> list[Span]:
    """Return where in *text* a gene of the table is named."""
    known = {name for gene in genes().values() for name in (gene.id, *gene.names)}
    found = re.finditer(r"[A-Za-z0-9]+", text)
    return [word.span() for word in found if word[0].upper() in known]


def read_genes(lines: Iterable[str]) -> tuple[GeneSaid, ...]:
    """Return what the lines say of genes; of two that speak of one gene, what was seen holds."""
    found: dict[str, GeneSaid] = {}
    for line in lines:
        for said in _read_line(line) if len(line) <= LONGEST_LINE else ():
            old = found.get(said.gene)
            if old is None or not old.present or said.present:
                found[said.gene] = _joined(old, said) if old and old.present else said
    return tuple(found.values())


def reading_of(said: GeneSaid) -> str:
    """Return what the finding means for treatment, or that this finding is not the one meant."""
    gene = genes()[said.gene]
    if gene.hot_spots and said.change and not _in_hot_spot(gene, said.change):
        return f"Outside the known hot spots ({', '.join(gene.hot_spots)}): meaning not known."
    return gene.reading


def target_lost(said: GeneSaid) -> Truth:
    """Say whether the target is gone: both copies lost, or a mutation with loss of the other.

    One copy lost leaves the other; a mutation alone may or may not be bound: not known.
    """
    kinds = set(said.kinds)
    if said.present is None:
        return None
    if "biallelic_loss" in kinds or {"mutation", "loss"} <= kinds:
        return True
    return None if kinds & {"mutation", "low_expression", "altered_splicing"} else False


def _read_line(line: str) -> Iterator[GeneSaid]:
    for clause in (piece for whole in clauses(tidy(line)) for piece in _by_gene(whole)):
        for name in mentioned(clause):
            said = _said(name, clause, line)
            if said is not None:
                yield said


def _by_gene(clause: str) -> list[str]:
    """Return the pieces of a clause in which each piece tells of a gene of its own."""
    pieces = clause.split(",")
    own = all(mentioned(piece) and (_kinds(piece) or has(_KEPT, piece)) for piece in pieces)
    return pieces if own else [clause]


def _said(name: str, clause: str, line: str) -> GeneSaid | None:
    about = polarity(clause)
    kinds, change = _kinds(clause), _change(clause)
    if about == "failed":
        return GeneSaid(name, None, (), "", None, line, "could not be tested")
    if has(UNCERTAIN, clause) or about == "unclear":
        return GeneSaid(
            name, None, ("unclear",), change, None, line, "meaning not certain: not counted"
        )
    if about == "absent" or has(_KEPT, clause):
        looked = _COPIES_LOOKED_AT if genes()[name].target else _LOOKED_AT
        if has(_PROTEIN, clause) or not has(looked, clause) or change:
            return None
        if about == "absent" and not rules_out(clause, gene_spans(clause)):
            return None
        return GeneSaid(name, False, ("wild_type",), "", None, line)
    if not kinds and not change:
        return None
    return GeneSaid(name, True, kinds or ("mutation",), change, share_of(clause), line)


def _kinds(clause: str) -> tuple[Kind, ...]:
    found: list[Kind] = []
    changed = _CHANGE.search(clause) is not None
    if changed or has(_MUTATED, clause):
        found.append("mutation")
    if has(_BOTH, clause):
        found.append("biallelic_loss")
    elif has(_ONE, re.sub(r"c\.\S+|p\.\S+", "", clause)):
        found.append("loss")
    if has(_LOW, clause):
        found.append("low_expression")
    if has(_SPLICED, clause):
        found.append("altered_splicing")
    return tuple(found)


def _change(clause: str) -> str:
    found: list[str] = _CHANGE.findall(clause)
    protein = [change for change in found if not change.startswith("c.")]
    return (protein or found or [""])[0]


def _joined(old: GeneSaid, new: GeneSaid) -> GeneSaid:
    kinds = tuple(dict.fromkeys((*old.kinds, *new.kinds)))
    share = new.vaf_pct if new.vaf_pct is not None else old.vaf_pct
    return GeneSaid(
        new.gene, True, kinds, new.change or old.change, share, f"{old.text}; {new.text}"
    )


def _in_hot_spot(gene: Gene, change: str) -> bool:
    bare = re.sub(r"^p\.|[()]", "", change)
    for long, letter in _LETTERS.items():
        bare = bare.replace(long, letter)
    return bare.startswith("c.") or any(
        re.match(rf"{spot}(?![0-9])", bare) for spot in gene.hot_spots
    )
