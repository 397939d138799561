"""FISH strings, karyotypes and plain words: what is read, what is left alone, and never a false no."""

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from board.myeloma.genome.fish_values import fish_values
from board.myeloma.genome.genetics_text import LONGEST_LINE, MOST_LINES, read
from board.myeloma.genome.iscn import read_fish
from board.myeloma.genome.karyotype import read_karyotype
from tests.myeloma.cases import shared

PARTNERS = ("t4_14", "t11_14", "t14_16", "t14_20")


@pytest.mark.parametrize("vector", shared("fish_vectors.json"))
def test_plain_values_hold_what_the_shared_line_says(vector: dict[str, Any]) -> None:
    found = fish_values(vector["text"])

    expected = {name: value for name, value in vector["expected"].items() if name != "note"}
    assert expected.items() <= found.items()
    assert "not_understood" not in found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # each count belongs to the signals before it
        ("nuc ish(CDKN2Cx2,CKS1Bx3)[96/200],(TP53x1,D17Z1x2)[130/200]",
         {"cn1q": 3, "del1p32": "none", "del17p_ccf_pct": 65.0}),
        ("nuc ish(TP53x1,D17Z1x2)[130/200]. nuc ish(FGFR3,IGH)x2[200]",
         {"del17p": True, "t4_14": False}),
        ("nuc ish(TP53x1,,D17Z1x2)()[130/200]", {"del17p_ccf_pct": 65.0}),
        ("nuc ish 17p13.1(TP53x1),17cen(D17Z1x2)[65 %]", {"del17p_ccf_pct": 65.0}),
        ("nuc ish(TP53x1,D17Z1x2)[130/200 nuclei]", {"del17p_ccf_pct": 65.0}),
        # deletions: fewer TP53 than centromeres, or both once
        ("nuc ish(TP53x2,D17Z1x3)[100/200]", {"del17p": True, "monosomy17_ccf_pct": None}),
        ("nuc ish(TP53x3,D17Z1x3)[100/200]", {"del17p": False}),
        ("nuc ish(TP53x1,D17Z1x2)[30/200]/(TP53,D17Z1)x1[90/200]",
         {"del17p_ccf_pct": 45.0, "monosomy17_ccf_pct": 45.0}),
        ("nuc ish(TP53x1)", {"del17p": True, "del17p_ccf_pct": None}),
        ("nuc ish(TP53x1,D17Z1x2)[40/200]", {"del17p": True, "del17p_ccf_pct": 20.0}),
        ("nuc ish(TP53x1,D17Z1x2)[39/200]", {"del17p": False, "del17p_ccf_pct": 19.5}),
        # fusions
        ("nuc ish(IGH::NSD2x2)[90/200]", {"t4_14": None}),
        ("nuc ish(FGFR3x1,IGHx3)(FGFR3 con IGHx1)[150/200]", {"t4_14": True}),
        ("nuc ish(FGFR3,IGH)x2(FGFR3 con IGHx0)[200]", {"t4_14": False}),
        ("nuc ish(FGFR3 sep IGHx2)[200]", {"t4_14": False}),
        ("nuc ish(CCND1x3)[180/200]", {"t11_14": None}),
        ("nuc ish(CCND3,IGH)x3(CCND3 con IGHx2)[20/200]", {"t6_14": True}),
        ("nuc ish(CCND3,IGH)x3(CCND3 con IGHx2)[19/200]", {"t6_14": False}),
        ("nuc ish(MYC,IGH)x3(MYC con IGHx1)[90/200]", {"myc_rearranged": True}),
        ("nuc ish(MYC,IGH)x2[200]", {"myc_rearranged": None}),
        ("nuc ish(IGH/FGFR3)x2[200]", {"igh_rearranged": None, "t11_14": None}),
        ("nuc ish(NSD2/FGFR3x3,IGHx3)(FGFR3 con IGHx2)[99/200]", {"t4_14": True}),
        # break-apart
        ("nuc ish(5'IGHx2,3'IGHx2)(5'IGH con 3'IGHx1)[80/200]", {"igh_rearranged": True}),
        ("nuc ish(IGHx2)(5'IGH con 3'IGHx0)[80/200]", {"igh_rearranged": True}),
        ("nuc ish(IGHx2)(5'IGH sep 3'IGHx0)[200]", {"igh_rearranged": False, "t14_20": False}),
        ("nuc ish(5’IGH,3’IGH)x2(5’IGH con 3’IGHx2)[200]", {"igh_rearranged": False}),
        ("nuc ish(IGHx2)(5'IGH sep 3'IGHx1)[19/200]", {"igh_rearranged": False, "t4_14": None}),
        ("nuc ish(MYCx2)(5'MYC sep 3'MYCx1)[80/200]", {"myc_rearranged": True, "t4_14": None}),
        ("nuc ish(MYCx2)[200]", {"myc_rearranged": False}),
        # chromosome 1
        ("nuc ish(CDKN2Cx0,CKS1Bx2)[90/200]", {"del1p32": "bi", "cn1q": 2}),
        ("nuc ish(CDKN2Cx1,CKS1Bx2)[39/200]", {"del1p32": "none"}),
        ("nuc ish(CDKN2Cx1,CKS1Bx2)[40/200]", {"del1p32": "mono"}),
        ("nuc ish(CKS1Bx3)[39/200]", {"cn1q": 2}),
        ("nuc ish(CKS1Bx1)[90/200]", {"cn1q": 1}),
        ("nuc ish(CKS1Bx3)[90/200]/(CKS1Bx5)[10/200]", {"cn1q": 3}),
        ("nuc ish(CKS1B amp)[90/200]", {"cn1q": 4}),
        ("nuc ish amp(CKS1B)[90/200]", {"cn1q": 4}),
        ("nuc ish(CKS1B)amp[90/200]", {"cn1q": 4}),
        ("nuc ish(CKS1B)x3-5[90/200]", {"cn1q": 3}),
        ("nuc ish(1q21 x >4)[90/200]", {"cn1q": 4}),
        # gains and losses
        ("nuc ish(D13S319x1)[90/200]", {"del13q": True}),
        ("nuc ish(RB1x1)[39/200]", {"del13q": False}),
        ("nuc ish(D5S23/D5S721x3)[90/200],(CEP 9x3)[90/200]", {"hyperdiploid": True}),
        ("nuc ish(D9Z1,D15Z4)x2[200]", {"hyperdiploid": False}),
        ("nuc ish(D9Z1x3)[100/200]", {"hyperdiploid": None}),
        ("nuc ish(D9Z1,D15Z4)x3[39/200]", {"hyperdiploid": False}),
    ],
)  # fmt: skip
def test_a_fish_string_is_read(text: str, expected: dict[str, Any]) -> None:
    found = read(text)

    assert {name: found.value(name) for name in expected} == expected


@pytest.mark.parametrize(
    "text",
    [
        "nuc ish(TP53x1,D17Z1x2)[230/200]",
        "nuc ish(TP53x1,D17Z1x2)[1/0]",
        "nuc ish(TP53x1,D17Z1x2)[130 %]",
        "nuc ish(TP53x1,D17Z1x2)[many]",
        "nuc ish(5'IGHx2,3'IGHx1)[80/200]",
        "nuc ish(FOOx2)[200]",
        "nuc ish",
        "nuc ish([",
    ],
)
def test_a_string_that_makes_no_sense_is_returned_as_written(text: str) -> None:
    found = read(text)

    assert (dict(found.findings), found.not_understood) == ({}, (text,))


def test_some_normal_nuclei_do_not_make_the_others_normal() -> None:
    assert read("nuc ish(TP53,D17Z1)x2[70/200]").value("del17p") is None
    assert read("nuc ish(TP53,D17Z1)x2[180/200]").value("del17p") is False
    assert read("nuc ish(FGFR3x2,IGHx3)[70/200]").value("t4_14") is False


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("46,XX,-13,t(4;14)(p16;q32)[5]/47,idem,+1q[3]/46,XX[12]",
         {"del13q": 40.0, "t4_14": 40.0, "cn1q": 15.0}),
        ("46,XX,t(4;14)[5]/47,sl,+1q[3]/48,sdl1,-13[2]", {"t4_14": 100.0, "cn1q": 50.0}),
        ("46,XY,t(11;14)(q13;q32)[cp5]", {"t11_14": 100.0}),
        ("46,XY,t(11;14)(q13;q32)", {"t11_14": None}),
        ("46,XY,t(11;14)(q13;q32)[4]/46,XY", {"t11_14": None}),
        ("54,XY,+3,+5,+9,+15[10]", {"hyperdiploid": 100.0}),
        ("45,X,-Y,-17[3]/46,XY[7]", {"del17p": 30.0}),
    ],
)  # fmt: skip
def test_the_share_of_a_karyotype_is_of_metaphases_and_idem_carries_on(
    text: str, expected: dict[str, float | None]
) -> None:
    found = read(text)

    assert {n: found.findings[n].percent for n in expected} == expected
    assert {found.findings[n].value for n in expected} <= {True, 3}
    assert {found.findings[n].method for n in expected} == {"Karyotype"}


@pytest.mark.parametrize(
    ("item", "name", "value"),
    [
        ("t(11;14)(p13;q11)", "t11_14", None),
        ("?t(4;14)", "t4_14", None),
        ("-der(4)t(4;14)", "t4_14", None),
        ("der(14)t(4;14)(p16.3;q32)", "t4_14", True),
        ("t(14;16)(q32;q23)", "t14_16", True),
        ("t(14;20)(q32;q12)", "t14_20", True),
        ("t(6;14)(p21;q32)", "t6_14", True),
        ("del(17)(p13)", "del17p", True),
        ("del(17)(p11.2)", "del17p", True),
        ("del(17)(p11.2p12)", "del17p", None),
        ("del(17)(p13.3)", "del17p", None),
        ("del(17)(q21)", "del17p", None),
        ("i(17)(q10)", "del17p", True),
        ("del(13)(q14)", "del13q", True),
        ("del(13)(q14q22)", "del13q", True),
        ("del(13)(q22)", "del13q", None),
        ("del(1)(p32)", "del1p32", "mono"),
        ("del(1)(p13p31)", "del1p32", None),
        ("del(1)(p31p36)", "del1p32", "mono"),
        ("del(1)(p36)", "del1p32", None),
        ("del(1)(p32)x2", "del1p32", "bi"),
        ("del(1)(p32),del(1)(p22)", "del1p32", "bi"),
        ("+1q", "cn1q", 3),
        ("dup(1)(q21q32)", "cn1q", 3),
        ("der(1;16)(q10;p10)", "cn1q", 3),
        ("der(16)t(1;16)", "cn1q", 3),
        ("der(19)t(1;19)(q21;p13)", "cn1q", 3),
        ("der(19)t(1;19)(p13;p13)", "cn1q", None),
        ("trp(1)(q21q32)", "cn1q", 4),
        ("del(1)(q21)", "cn1q", None),
        ("+3", "hyperdiploid", None),
    ],
)
def test_an_abnormality_of_a_karyotype_means_what_its_bands_say(
    item: str, name: str, value: object
) -> None:
    assert read(f"46,XX,{item}[5]/46,XX[15]").value(name) == value


def test_a_normal_karyotype_excludes_nothing() -> None:
    found = read("46,XX[20]")

    assert (dict(found.findings), found.not_understood) == ({}, ())


def test_a_karyotype_and_fish_may_stand_in_one_line() -> None:
    found = read("46,XY,-13[3]/46,XY[17].nuc ish(TP53,D17Z1)x2[200]")

    assert (found.value("del13q"), found.value("del17p")) == (True, False)
    assert read("46,XY,-13[3].nuc ish(TP53x1)[9/2]").not_understood != ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("No TP53 mutation was detected by NGS", {"tp53_mut": False}),
        ("IGH::NSD2 fusion not detected", {"t4_14": False}),
        ("FISH within normal limits for TP53/17p13 deletion", {"del17p": False}),
        ("No evidence of del(17p) in the analysed CD138-positive plasma cells (200 nuclei scored)",
         {"del17p": False}),
        ("FISH: t(4;14) negative, t(11;14) positive (80 %), del(17p) negative",
         {"t4_14": False, "t11_14": True, "del17p": False}),
        ("negative for t(4;14) and positive for t(14;16)", {"t4_14": False, "t14_16": True}),
        ("t(4;14) absent but t(14;16) present", {"t4_14": False, "t14_16": True}),
        ("del(17p) in 12 % of plasma cells", {"del17p": True, "del17p_ccf_pct": 12.0}),
        ("monosomy 17 detected in 45 %", {"monosomy17_ccf_pct": 45.0}),
        ("del(17p) and t(4;14) detected", {"del17p": True, "del17p_ccf_pct": None}),
        ("1q21: 2 copies", {"cn1q": 2}),
        ("CKS1B: four copies in 60 % of nuclei", {"cn1q": 4}),
        ("1q gain detected", {"cn1q": 3}),
        ("amp(1q) in 60 %", {"cn1q": 4}),
        ("no gain of 1q", {"cn1q": 2}),
        ("biallelic del(1p32) present", {"del1p32": "bi"}),
        ("del(1p32) present", {"del1p32": "mono"}),
        ("t(4;14): pending", {"t4_14": None}),
        ("t(4;14) was not tested; t(14;16) not detected", {"t4_14": None, "t14_16": False}),
        ("IGH rearrangement detected, partner not identified", {"igh_rearranged": True}),
        ("TP53 wild type, del(17p) in 40% of cells", {"tp53_mut": False, "del17p": True}),
        ("TP53 p.(Arg175His) (VAF 46 %), no other pathogenic variants", {"tp53_mut": True}),
        ("TP53 VUS c.1A>G", {"tp53_mut": None}),
        ("TNFRSF17 p.Arg27Pro with deletion of the other allele",
         {"tnfrsf17_biallelic_loss": True}),
        ("BCMA: heterozygous deletion", {"tnfrsf17_biallelic_loss": False}),
        ("GPRC5D p.Trp12* VAF 40 %", {"gprc5d_biallelic_loss": None}),
        ("GPRC5D sequencing failed", {"gprc5d_biallelic_loss": None}),
        # German
        ("t(4;14) nicht nachweisbar", {"t4_14": False}),
        ("Kein Hinweis auf eine del(17p)", {"del17p": False}),
        ("Kein Nachweis einer t(4;14) oder t(14;16)", {"t4_14": False, "t14_16": False}),
        ("Es fand sich keine Deletion 17p", {"del17p": False}),
        ("Nachweis einer t(11;14) in 80 % der Zellen", {"t11_14": True}),
        ("TP53-Mutation nachgewiesen, p.(Arg248Gln), VAF 58 %", {"tp53_mut": True}),
        ("TP53-Sequenzierung nicht durchgeführt", {"tp53_mut": None}),
    ],
)  # fmt: skip
def test_plain_words_are_read_in_english_and_german(text: str, expected: dict[str, Any]) -> None:
    found = read(text)

    assert found.not_understood == ()
    assert {name: found.value(name) for name in expected} == expected


@pytest.mark.parametrize(
    "text",
    [
        "t(4;14) cannot be excluded",
        "t(4;14) not ruled out",
        "t(4;14) nicht sicher auszuschließen",
        "No abnormality other than t(4;14)",
        "negative for everything except t(4;14)",
        "No evidence of del(17p) with t(4;14)",
        "no additional copies beyond gain(1q)",
        "del(17p) not detected in the previous sample",
        "del(17p) not detected (but previously present)",
        "t(4;14) not negative",
        "t(4;14) known, not detected elsewhere",
        "No del(17p) and t(4;14) present in 80 %",
        "del(17p)? negative",
        "1q detected",
        "TP53 normal",
        "TP53 FISH normal",
        "TP53 negative",
        "All probes within normal limits",
        "NGS: no pathogenic variants detected",
        "BCMA not detected by flow cytometry",
        "GPRC5D expression negative",
        "TP53 not found in literature to be mutated",
        "17p deletion was seen – no hyperdiploidy, no t(4;14) elsewhere",
        "hyperdiploidy absent – clear del(1p32)",
        "no TP53 mutation detected and hyperdiploidy +",
        "TP53 mutation detected no abnormality",
        "kein Nachweis einer t(11;14) sowie del(1p32) present",
        "no abnormality: t(4;14)",
        "no abnormality t(4;14) was seen",
        "no del(1p32) t(14;16) vorhanden",
        "no +1q / t(11;14) present",
        "no +1q, t(11;14)",
        "no +1q (t(11;14) present",
        "no +1q detected or t(11;14)",
        "t(4;14) G12D no del(17p)",
        "loss: del(17p) sowie no t(4;14)",
        "KRAS G12D, no NRAS",
        "No t(4;14), t(14;16) detected",
    ],
)
def test_a_doubtful_line_is_never_a_no(text: str) -> None:
    found = read(text)

    assert [finding for finding in found.findings.values() if finding.absent] == []


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("no t(4;14) or t(14;16)", {"t4_14", "t14_16"}),
        ("No t(4;14), t(14;16) or t(14;20) detected", {"t4_14", "t14_16", "t14_20"}),
        ("no evidence of t(4;14) or t(14;16) was found", {"t4_14", "t14_16"}),
        ("negative for t(4;14), del(17p) and del(1p32)", {"t4_14", "del17p", "del1p32"}),
        ("t(4;14), t(14;16) and TP53 mutation not detected", {"t4_14", "t14_16", "tp53_mut"}),
        ("TP53 (exons 2-11): no pathogenic variant", {"tp53_mut"}),
        ("TP53 mutation status - no mutation", {"tp53_mut"}),
        ("no IGH::FGFR3 fusion", {"t4_14"}),
        ("not detected: t(4;14), t(14;16)", {"t4_14", "t14_16"}),
        ("no mutation in TP53, KRAS, NRAS", {"tp53_mut"}),
    ],
)
def test_one_negation_may_stand_for_a_whole_list(text: str, absent: set[str]) -> None:
    found = read(text)

    assert found.not_understood == ()
    assert {name for name, one in found.findings.items() if one.absent} == absent


@given(
    st.sampled_from(["t(11;14)", "del(1p32)", "TP53 mutation", "1q gain"]),
    st.sampled_from(["{} detected", "{} present", "{} in 80 % of cells", "positive for {}", "{} was seen",
                     "Nachweis einer {}", "{} nachweisbar", "clear {}", "with {}", "only {}"]),
    st.sampled_from(["no t(4;14)", "t(4;14) not detected", "negative for t(4;14)", "t(4;14) absent",
                     "kein Nachweis einer t(4;14)", "no t(4;14) detected", "no abnormality"]),
    st.sampled_from([", ", " and ", "; ", ". ", " but ", " with ", ": ", " / ", " – ", " und ", " (", " "]),
    st.booleans(),
)  # fmt: skip
def test_a_no_for_one_finding_is_never_a_no_for_another(
    name: str, seen: str, denied: str, joint: str, turned: bool
) -> None:
    halves = [seen.format(name), denied]
    ids = {
        "t(11;14)": "t11_14",
        "del(1p32)": "del1p32",
        "TP53 mutation": "tp53_mut",
        "1q gain": "cn1q",
    }

    found = read(joint.join(reversed(halves) if turned else halves)).findings.get(ids[name])

    assert found is None or not found.absent


def test_no_growth_and_too_few_cells_are_notes() -> None:
    for text in ("no growth", "FISH nicht auswertbar", "zu wenig Plasmazellen", "insufficient"):
        assert (read(text).notes, dict(read(text).findings)) == ((text,), {})


def test_a_gene_outside_the_panel_is_not_known() -> None:
    inside = read("Panel: TP53, KRAS, NRAS\nNo pathogenic variants detected, LoD VAF 5%")
    outside = read("Panel: KRAS, NRAS\nNo pathogenic variants detected")
    claimed = read("Panel: KRAS, NRAS\nTP53 wild type")
    other = read("Panel: KRAS, NRAS\nSanger: TP53 wild type")
    seen = read("NGS panel: KRAS, TP53\nTP53 p.R175H VAF 9 %\nno other variants found")
    unsaid = read("no pathogenic variants detected")

    assert (inside.value("tp53_mut"), inside.findings["tp53_mut"].note) == (False, "LoD VAF 5%")
    assert (inside.panel, inside.limit) == (("TP53", "KRAS", "NRAS"), "LoD VAF 5%")
    assert outside.findings["tp53_mut"].note == "TP53 is not in the panel"
    assert [t.value("tp53_mut") for t in (outside, claimed, other, seen)] == [
        None, None, False, True,
    ]  # fmt: skip
    assert unsaid.not_understood == ("no pathogenic variants detected",)


def test_a_panel_line_that_says_more_is_not_read_as_clear() -> None:
    text = "NGS panel TP53, KRAS: no pathogenic variants besides those reported elsewhere"

    assert read(text).value("tp53_mut") is None
    assert read("Panel TP53, KRAS: strangely no variants found").value("tp53_mut") is None
    odd = "strangely no pathogenic variants detected"
    assert read(odd).not_understood == (odd,)


@pytest.mark.parametrize(
    "remark",
    ["Unselected bone marrow", "CD138 selection not performed", "FISH on unselected cells:",
     "ohne CD138-Selektion"],
)  # fmt: skip
def test_a_remark_that_stands_alone_makes_every_line_one_of_unselected_cells(remark: str) -> None:
    lines = ["nuc ish(TP53x1,D17Z1x2)[60/200]", "t(4;14) not detected", "46,XX,-13[5]"]

    found = read([*lines, remark, *lines])

    assert (found.value("t4_14"), found.value("del17p"), found.value("del13q")) == (
        None,
        True,
        True,
    )
    assert found.value("del17p_ccf_pct") is None
    assert found.findings["del17p"].method == "FISH, unselected cells"
    assert found.findings["del13q"].method == "Karyotype"


def test_selected_cells_are_named_and_a_later_remark_changes_the_sample() -> None:
    found = read(
        ["CD138 selected", "nuc ish(TP53,D17Z1)x2[200]", "unselected cells", "t(4;14) absent",
         "CD138-selected: nuc ish(FGFR3,IGH)x2[200]", "NGS on CD138+: TP53 wild type"]
    )  # fmt: skip

    assert found.findings["del17p"].method == "FISH, CD138 selected"
    assert (found.value("del17p"), found.value("t4_14")) == (False, False)
    assert found.findings["tp53_mut"].method == "NGS"


def test_purity_is_kept() -> None:
    assert read("CD138 selected, purity 85 %\nt(4;14) absent").purity == 85
    assert read("90 % purity, t(4;14) absent").purity == 90


def test_dates_stay_with_their_line_and_more_seen_holds() -> None:
    found = read(
        ["2026-01-05 nuc ish(CKS1Bx4)[90/200]", "2026-06-01 nuc ish(CKS1Bx3)[90/200]",
         "del(1p32) homozygous, present", "del(1p32) present", "1q21: 2 copies"]
    )  # fmt: skip

    assert (found.value("cn1q"), found.findings["cn1q"].date) == (4, "2026-01-05")
    assert found.value("del1p32") == "bi"


def test_what_is_too_long_is_returned_and_not_read() -> None:
    long = "t(4;14) not detected " * 200
    many = ["t(4;14) not detected"] * MOST_LINES + ["t(14;16) not detected"]

    assert len(long) > LONGEST_LINE
    assert read(long).not_understood == (long.strip(),)
    assert read(many).not_understood == ("t(14;16) not detected",)


ATOMS = st.sampled_from(
    ["nuc ish", "(", ")", "[", "]", "/", ",", ";", " ", "TP53", "IGH", "FGFR3", "x1", "×3", "x2~4",
     "con", "sep", "5'", "3'", "amp", "[130/200]", "[cp5]", "46,XY", "idem", "t(4;14)", "-17", "+1q",
     "not", "no", "detected", "present", "negative", "kein", "nachweisbar", "VAF 5 %", "p.R175H",
     "del(1)(p3", "der(1;16)", "²", "٣", "’", "\u202e", "\x00", "Panel:", "unselected", "CD138", "?",
     "9" * 400]
)  # fmt: skip
NOISE = st.lists(ATOMS | st.text(max_size=6), max_size=40).map("".join)


@settings(max_examples=300, deadline=None)
@given(st.lists(NOISE | st.text(), max_size=4))
def test_any_text_can_be_given(lines: list[str]) -> None:
    found = read(lines)
    said = fish_values("\n".join(lines))

    assert all(
        finding.text in [line.strip() for line in lines] for finding in found.findings.values()
    )
    assert isinstance(said, dict)


@settings(max_examples=200, deadline=None)
@given(NOISE)
def test_noise_around_a_finding_that_is_there_never_makes_it_absent(noise: str) -> None:
    for text in (
        f"t(4;14) detected in 80 % of cells {noise}",
        f"nuc ish(FGFR3,IGH)x3(FGFR3 con IGHx2)[150/200] {noise}",
    ):
        assert read(text.replace("\n", " ")).value("t4_14") is not False or "x0" in noise


@pytest.mark.parametrize(
    "piece",
    ["(", "[", "/", "nuc ish(", "46,XX/46,idem,", "idem,idem,", "no pathogenic ", "c.1", "p.A", "ist ",
     "TP53 mutation not detected, ", "1 ", "((a)x", " con ", "kein Hinweis auf von der ", "del(1)(p"],
)  # fmt: skip
def test_reading_takes_no_longer_the_odder_the_text(piece: str) -> None:
    lines = [lead + piece * LONGEST_LINE for lead in ("", "nuc ish", "46,XY,", "TP53 ")]
    begun = time.process_time()

    for line in lines:
        read(line[:LONGEST_LINE])

    assert time.process_time() - begun < 2


def test_notation_alone_can_be_read_of_text_that_is_none() -> None:
    assert read_fish("hello", {}) == []
    assert read_karyotype("hello") == []
