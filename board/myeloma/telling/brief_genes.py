"""Variants of single genes as the brief shows them, each with its reading and level of evidence.

Sources: rules/genes.toml. What stands among the facts is shown as it is; what only the
laboratory's text tells is shown as not confirmed. No row here changes a verdict.
"""

from board.myeloma.facts import CaseFacts, Genetics
from board.myeloma.genome.genes import EVIDENCE, GeneSaid, Kind, genes, read_genes, reading_of
from board.myeloma.genome.genetics_text import MOST_LINES
from board.myeloma.genome.samples import listed_tp53
from board.myeloma.kleene import Truth
from board.myeloma.reading import CaseReading
from board.myeloma.sources import cite
from board.myeloma.telling.brief import GeneticFinding, Ground, Input, Meaning
from board.myeloma.words import input_of

_TARGETS = {gene.target: gene.id for gene in genes().values() if gene.target}


def gene_rows(case: CaseReading) -> tuple[GeneticFinding, ...]:
    """Return a row for each gene something is told of, in the order of the gene table."""
    facts = case.facts
    known = {said.gene: said for said in _known(facts.genetics)}
    told = {said.gene: said for said in read_genes(facts.genetics_source_text[:MOST_LINES])}
    rows = []
    for name in genes():
        if name in known:
            rows.append(_row(_with_detail(known[name], told.get(name)), facts.genetics.date, True))
        elif name in told:
            rows.append(_row(told[name], facts.genetics.date, False))
    return tuple(rows)


def genetic_input(facts: CaseFacts, path: str) -> Input:
    """Return the fact at *path* as an input; a TP53 mutation may be told by its line among the variants."""
    genetics = facts.genetics
    line = listed_tp53(genetics.variants) if path == "genetics.tp53_mut" else ""
    if not line or genetics.tp53_mut is not None:
        return input_of(facts, path)
    return Input("TP53, among the variants", line, "", genetics.date, "genetics.variants")


def _known(genetics: Genetics) -> tuple[GeneSaid, ...]:
    """Return what the facts say of genes: the variants as typed, then TP53 and the targets."""
    found = {said.gene: said for said in read_genes(genetics.variants or ())}
    lost = genetics.del17p
    if genetics.tp53_mut is not None or lost:
        hits: tuple[tuple[Kind, Truth], ...] = (("mutation", genetics.tp53_mut), ("loss", lost))
        kinds = tuple(kind for kind, hit in hits if hit)
        said = GeneSaid("TP53", bool(kinds), kinds, "", genetics.tp53_vaf_pct, "")
        found.setdefault("TP53", said)
    for target, gene in _TARGETS.items():
        gone: Truth = getattr(genetics, target)
        if gone:
            found.setdefault(gene, GeneSaid(gene, True, ("biallelic_loss",), "", None, ""))
    return tuple(found.values())


def _with_detail(known: GeneSaid, told: GeneSaid | None) -> GeneSaid:
    """Return the fact with the change the text names, where both say the same."""
    if told is None or known.change or told.present is not known.present:
        return known
    share = known.vaf_pct if known.vaf_pct is not None else told.vaf_pct
    return GeneSaid(known.gene, known.present, known.kinds, told.change, share, told.text)


def _row(said: GeneSaid, date: str | None, confirmed: bool) -> GeneticFinding:
    gene = genes()[said.gene]
    meaning, label = _meaning(said, confirmed)
    found = said.shown if said.present else "no change found" if said.present is False else ""
    return GeneticFinding(
        id=f"gene_{said.gene}",
        name=said.gene,
        state="absent"
        if said.present is False
        else "present"
        if meaning == "additional"
        else "unclear",
        method="",
        now=found or said.note or "not known",
        before="",
        date=date,
        meaning=meaning,
        meaning_label=label,
        note=reading_of(said) if said.present else said.note,
        ground=Ground(gene.finding, (), (cite(gene.source),), f"gene_{gene.id}"),
    )


def _meaning(said: GeneSaid, confirmed: bool) -> tuple[Meaning, str]:
    if said.present is False:
        return "not_present", "Not present"
    if said.present is None:
        return "unclear", "Not certain"
    evidence = EVIDENCE[genes()[said.gene].evidence]
    return ("additional", evidence) if confirmed else ("unclear", f"{evidence}; text not confirmed")
