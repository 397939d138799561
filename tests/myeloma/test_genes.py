"""The gene table: each variant has a reading with its level of evidence, and decides nothing."""

from typing import Any

import pytest

from board.myeloma.eligibility.options import options
from board.myeloma.genome.genes import (
    EVIDENCE,
    GeneSaid,
    genes,
    read_genes,
    reading_of,
    target_lost,
)
from board.myeloma.genome.genetics import genetics_panel
from board.myeloma.genome.iscn import LONGEST_LINE
from board.myeloma.rulefiles import RuleFileError
from board.myeloma.sources import cite
from board.myeloma.telling.brief import GeneticFinding
from tests.myeloma import cases


def said(text: str) -> GeneSaid:
    """The one gene *text* speaks of."""
    (only,) = read_genes([text])
    return only


def rows(**parts: Any) -> dict[str, GeneticFinding]:
    return {row.name: row for row in genetics_panel(cases.read(**parts)).genes}


@pytest.mark.parametrize(
    ("line", "group"),
    [
        ("TP53 R175H 38 %", "high"),
        ("TP53 p.(Arg175His) VAF 38 %", "high"),
        ("TP53 V31I of uncertain significance", "unknown"),
        ("TP53 wild type", "unknown"),
        ("KRAS G12D 18 %", "unknown"),
    ],
)
def test_a_tp53_mutation_among_the_variants_counts_and_is_its_own_ground(
    line: str, group: str
) -> None:
    absent = dict.fromkeys(("del17p", "t4_14", "t14_16", "t14_20"), False)
    case = cases.read(genetics={**absent, "cn1q": 2, "del1p32": "none", "variants": [line]})

    found = {row.id: row for row in genetics_panel(case).findings}

    assert case.ims.group == group
    assert found["tp53_mut"].state == ("present" if group == "high" else "not_tested")
    (ground,) = found["tp53_mut"].ground.inputs
    said = ("genetics.variants", line) if group == "high" else ("genetics.tp53_mut", "not known")
    assert (ground.fact, ground.value) == said


def test_an_answer_stands_over_the_variants_and_a_listed_mutation_is_never_lost() -> None:
    answered = cases.read(genetics={"tp53_mut": True, "variants": ["TP53 R175H 38 %"]})
    before = cases.read(genetics={}, genetics_before={"variants": ["TP53 R175H 38 %"]})

    (ground,) = next(
        row.ground.inputs for row in genetics_panel(answered).findings if row.id == "tp53_mut"
    )

    assert ground.fact == "genetics.tp53_mut"
    assert before.genetics.tp53_mut is True


def test_every_gene_has_a_reading_a_level_of_evidence_and_a_source() -> None:
    for gene in genes().values():
        assert gene.reading.endswith(".")
        assert gene.evidence in EVIDENCE
        assert cite(gene.source)
    assert {gene.target for gene in genes().values()} == {
        "",
        "tnfrsf17_biallelic_loss",
        "gprc5d_biallelic_loss",
    }


def test_a_gene_with_an_unknown_level_of_evidence_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    row = {"id": "X", "finding": "f", "reading": "r", "evidence": "rumour", "source": "GENES:M"}
    monkeypatch.setattr("board.myeloma.genome.genes.load", lambda _: {"gene": [row]})
    genes.cache_clear()

    with pytest.raises(RuleFileError, match="X: unknown evidence rumour"):
        genes()

    genes.cache_clear()


@pytest.mark.parametrize(
    ("text", "gene", "present", "shown"),
    [
        ("KRAS G12D 18 %", "KRAS", True, "G12D, VAF 18 %"),
        ("KRAS p.(Gly12Asp), VAF 18,5 %", "KRAS", True, "p.(Gly12Asp), VAF 18.5 %"),
        ("NRAS c.181C>A VAF=22%, LoD 5 %", "NRAS", True, "c.181C>A, VAF 22 %"),
        ("BRAF V600E detected", "BRAF", True, "V600E"),
        ("CRBN exon 10 splice variant", "CRBN", True, "mutation, altered splicing"),
        ("CRBN low expression", "CRBN", True, "low expression"),
        ("IKZF1 loss", "IKZF1", True, "loss"),
        ("PSMB5 A20T", "PSMB5", True, "A20T"),
        ("BCMA homozygous deletion", "TNFRSF17", True, "biallelic loss"),
        ("GPRC5D promoter methylated, silenced", "GPRC5D", True, "low expression"),
        ("FAM46C mutated 30 % and 40 %", "TENT5C", True, "mutation"),
        ("APOBEC signature", "APOBEC", True, "mutation"),
        ("KRAS wild type", "KRAS", False, "wild type"),
        ("keine Mutation in NRAS", "NRAS", False, "wild type"),
        ("BRAF VUS G464A", "BRAF", None, "G464A, unclear"),
        ("CRBN not sequenced", "CRBN", None, ""),
        ("KRAS VAF 180 %, mutated", "KRAS", True, "mutation"),
    ],
)
def test_a_variant_is_read(text: str, gene: str, present: bool | None, shown: str) -> None:
    found = said(text)

    assert (found.gene, found.present, found.shown) == (gene, present, shown)


@pytest.mark.parametrize(
    "text", ["KRAS", "TP53 normal", "BCMA expression negative", "max 5 % mutated", "KRAS negative"]
)
def test_a_gene_that_is_only_named_says_nothing(text: str) -> None:
    assert read_genes([text]) == ()


def test_a_line_that_is_too_long_says_nothing() -> None:
    assert read_genes(["KRAS G12D " * LONGEST_LINE]) == ()


def test_each_gene_of_a_list_has_its_own_state() -> None:
    found = {one.gene: one.present for one in read_genes(["KRAS G12D, NRAS wild type"])}

    assert found == {"KRAS": True, "NRAS": False}
    assert read_genes(["KRAS G12D and NRAS wild type"]) == ()
    assert read_genes(["KRAS mutation seen, no mutated NRAS in it, BRAF"]) == ()


def test_what_was_seen_in_one_line_stays_and_details_add_up() -> None:
    found = read_genes(["KRAS wild type", "KRAS G12D", "KRAS wild type", "KRAS mutated, VAF 9 %"])

    assert [(one.present, one.shown) for one in found] == [(True, "G12D, VAF 9 %")]
    kept = read_genes(["NRAS Q61K VAF 9 %", "NRAS mutated"])
    assert [one.shown for one in kept] == ["Q61K, VAF 9 %"]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("KRAS G12C", "MEK"),
        ("KRAS p.(Gly13Asp)", "MEK"),
        ("KRAS c.35G>A", "MEK"),
        ("KRAS G129D", "Outside the known hot spots"),
        ("BRAF G469A", "Outside the known hot spots"),
        ("BRAF p.Val600Glu", "dabrafenib"),
        ("KRAS mutated", "MEK"),
        ("PSMB5 A20T", "proteasome"),
    ],
)
def test_a_reading_is_that_of_the_hot_spot(text: str, word: str) -> None:
    assert word in reading_of(said(text))


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        ("TNFRSF17 homozygous deletion", True),
        ("TNFRSF17 biallelic loss", True),
        ("TNFRSF17 p.Arg27Pro with deletion of the other allele", True),
        ("TNFRSF17 p.Arg27Pro", None),
        ("TNFRSF17 heterozygous deletion", False),
        ("GPRC5D silenced", None),
        ("GPRC5D wild type", False),
        ("GPRC5D sequencing failed", None),
    ],
)
def test_a_target_is_lost_when_both_copies_are_hit(text: str, lost: bool | None) -> None:
    assert target_lost(said(text)) is lost


def test_a_variant_among_the_facts_is_shown_with_its_evidence() -> None:
    found = rows(genetics={"variants": ["KRAS G12D 18 %", "DIS3 p.Arg780Lys"]})

    kras = found["KRAS"]
    assert (kras.state, kras.now, kras.meaning_label) == (
        "present",
        "G12D, VAF 18 %",
        "Evidence: trial",
    )
    assert "MEK" in kras.note
    assert found["DIS3"].meaning_label == "Context only, no action"
    assert kras.ground.sources[0].key == "GENES"


def test_a_variant_that_only_the_text_tells_is_not_confirmed() -> None:
    found = rows(
        genetics_source_text=[
            "BRAF V600E 31 %",
            "NRAS wild type",
            "CRBN VUS",
            "IKZF1 not sequenced",
        ]
    )

    assert (found["BRAF"].state, found["BRAF"].meaning_label) == (
        "unclear",
        "Evidence: trial; text not confirmed",
    )
    assert (found["NRAS"].state, found["NRAS"].now) == ("absent", "no change found")
    assert (found["CRBN"].state, found["CRBN"].meaning_label) == ("unclear", "Not certain")
    assert found["IKZF1"].now == "could not be tested"


def test_facts_on_tp53_and_the_targets_stand_among_the_genes() -> None:
    found = rows(
        genetics={"tp53_mut": True, "del17p": True, "tp53_vaf_pct": 46, "tnfrsf17_biallelic_loss": True},
        genetics_source_text=["TP53 p.(Arg175His) VAF 40 %", "BCMA wild type"],
    )  # fmt: skip

    assert found["TP53"].now == "p.(Arg175His), loss, VAF 46 %"
    assert found["TNFRSF17"].now == "biallelic loss"
    assert "another target" in found["TNFRSF17"].note
    plain = rows(genetics={"tp53_mut": True}, genetics_source_text=["TP53 p.R175H VAF 40 %"])
    assert plain["TP53"].now == "p.R175H, VAF 40 %"
    assert rows(genetics={"tp53_mut": False})["TP53"].state == "absent"
    assert rows(genetics={"gprc5d_biallelic_loss": False}) == {}


def test_no_variant_changes_a_verdict_but_loss_of_a_target() -> None:
    facts = cases.sample("mm-0131")
    plain = cases.changed(facts, genetics={"tnfrsf17_biallelic_loss": False})
    mutated = cases.changed(
        plain,
        genetics={"variants": [f"{gene} mutated" for gene in genes()], "tnfrsf17_biallelic_loss": False},
    )  # fmt: skip
    lost = cases.changed(plain, genetics={"tnfrsf17_biallelic_loss": True})

    verdicts = [
        {option.id: option.verdict for option in options(cases.CaseReading(one))}
        for one in (plain, mutated, lost)
    ]

    assert verdicts[0] == verdicts[1]
    assert verdicts[2]["cilta_cel"] == "not_eligible"
