"""What a laboratory's text says, and how it stands beside the recorded facts."""

from typing import Any

import pytest

from board.myeloma.genome.genetics import genetics_panel
from board.myeloma.genome.genetics_text import read
from board.myeloma.reading import CaseReading
from tests.myeloma import cases


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nuc ish(TP53x1,D17Z1x2)[130/200]", {"del17p": True, "del17p_ccf_pct": 65.0}),
        ("nuc ish(TP53x1,D17Z1x2)[24/200]", {"del17p": False, "del17p_ccf_pct": 12.0}),
        ("nuc ish(TP53,D17Z1)x1[90/200]", {"del17p": True, "monosomy17_ccf_pct": 45.0}),
        ("nuc ish(TP53×1,D17Z1×2)[130/200]", {"del17p": True}),
        ("nuc ish(FGFR3x3,IGHx3),(FGFR3 con IGHx2)[150/200]", {"t4_14": True}),
        ("nuc ish(FGFR3,IGH)x3(FGFR3 con IGHx2)[150/200]", {"t4_14": True}),
        ("nuc ish(FGFR3x2,IGHx3)[150/200]", {"t4_14": False}),
        ("nuc ish(FGFR3,IGH)x3(FGFR3 con IGHx2)[10/200]", {"t4_14": False}),  # 5 %
        ("nuc ish(CDKN2Cx1,CKS1Bx4~6)[90/200]", {"cn1q": 4, "del1p32": "mono"}),
        ("nuc ish(CKS1Bx3)[60/200]/(CKS1Bx4)[70/200]", {"cn1q": 4}),
        ("nuc ish(IGHx2)(5'IGH sep 3'IGHx1)[80/200]", {"igh_rearranged": True, "t4_14": None}),
        ("nuc ish(IGHx2)(5'IGH con 3'IGHx2)[200]", {"igh_rearranged": False, "t4_14": False}),
        ("nuc ish(IGHx2)[200], CD138 selection not performed", {"t4_14": None}),
        ("nuc ish(D5S23,D9Z1,D15Z4)x3[164/200]", {"hyperdiploid": True}),
        ("nuc ish(D5S23x3,D9Z1x2,D15Z4x2)[164/200]", {"hyperdiploid": None}),
        ("46,XY,t(11;14)(q13;q32)[4]/46,XY[16]", {"t11_14": True, "t4_14": None}),
        ("45,XX,-13,der(16)t(1;16)(q10;p10)[3]/46,XX[17]", {"cn1q": 3, "del13q": True}),
        ("46,XX[20]", {"t11_14": None}),
        ("negative for t(4;14), t(14;16) and del(17p)", {"t14_16": False, "del17p": False}),
        ("t(4;14) not detected, t(11;14) present in 80% of cells",
         {"t4_14": False, "t11_14": True}),
        ("TP53 mutation not detected", {"tp53_mut": False}),
        ("No TP53 mutation", {"tp53_mut": False}),
        ("TP53 p.(Arg175His) VAF 46%", {"tp53_mut": True}),
        ("TP53 variant of uncertain significance c.1A>G", {"tp53_mut": None}),
        ("TP53 sequencing not performed", {"tp53_mut": None}),
        ("WGS: TNFRSF17 homozygous deletion (16p13.13)", {"tnfrsf17_biallelic_loss": True}),
        ("GPRC5D wild type, 2 copies", {"gprc5d_biallelic_loss": False}),
        ("FISH failed - insufficient plasma cells", {"del17p": None}),
    ],
)  # fmt: skip
def test_a_line_of_text_is_read(text: str, expected: dict[str, Any]) -> None:
    found = read(text)

    assert found.not_understood == ()
    assert {name: found.value(name) for name in expected} == expected


@pytest.mark.parametrize(
    "text",
    ["hello", "No previous t(4;14) testing available", "t(4;14)", "see report of 2024"],
)
def test_what_is_not_clear_is_returned_as_written(text: str) -> None:
    found = read(text)

    assert found.not_understood == (text,)
    assert not found.findings


def test_what_was_seen_once_stays_seen() -> None:
    found = read(["t(4;14) detected", "t(4;14) not detected"])

    assert found.value("t4_14") is True


def test_text_and_fact_that_differ_are_both_shown_and_the_fact_holds() -> None:
    case = cases.read(genetics={"t4_14": False}, genetics_source_text=["t(4;14) detected"])

    panel = genetics_panel(case)

    row = next(finding for finding in panel.findings if finding.id == "t4_14")
    assert row.state == "absent"
    assert panel.clashes == (
        "t(4;14) IGH::NSD2: the text reads present, the recorded fact is absent (t(4;14) detected)",
    )


def test_text_never_becomes_a_fact() -> None:
    case = cases.read(genetics_source_text=["nuc ish(TP53x1,D17Z1x2)[130/200]"])

    panel = genetics_panel(case)

    row = next(finding for finding in panel.findings if finding.id == "del17p")
    assert (row.state, row.meaning) == ("unclear", "unclear")
    assert row.now == "unclear: the text reads present, not confirmed"
    assert case.ims.group == "unknown"
    assert "no fact is recorded" in panel.clashes[0]


def test_not_tested_is_kept_apart_from_absent() -> None:
    panel = genetics_panel(cases.read(genetics={"t11_14": False}))

    states = {finding.id: finding.state for finding in panel.findings}
    assert (states["t11_14"], states["t4_14"]) == ("absent", "not_tested")


def test_the_panel_tells_size_now_and_before_and_what_it_means() -> None:
    panel = genetics_panel(CaseReading(cases.sample("mm-0133")))

    row = panel.findings[0]
    assert (row.now, row.before, row.meaning, row.method) == (
        "65 % of cells",
        "24 % of cells",
        "high_risk",
        "FISH",
    )


def test_an_isolated_translocation_is_standard_and_undecided_while_1q_is_not_tested() -> None:
    alone = genetics_panel(cases.read(genetics={"t4_14": True, "cn1q": 2, "del1p32": "none"}))
    open_ = genetics_panel(cases.read(genetics={"t4_14": True}))

    meaning = [next(f.meaning for f in p.findings if f.id == "t4_14") for p in (alone, open_)]
    assert meaning == ["standard", "additional"]


def test_text_that_cannot_tell_does_not_stand_against_a_fact() -> None:
    case = cases.read(genetics={"t4_14": True}, genetics_source_text=["t(4;14) pending"])

    panel = genetics_panel(case)

    row = next(finding for finding in panel.findings if finding.id == "t4_14")
    assert (row.state, row.method, panel.clashes) == ("present", "", ())


def test_copies_losses_and_shares_are_told_with_their_size() -> None:
    case = cases.read(
        genetics={
            "cn1q": 4,
            "del1p32": "bi",
            "tp53_mut": True,
            "del17p": False,
            "del17p_ccf_pct": 30,
            "tnfrsf17_biallelic_loss": True,
        },
        genetics_source_text=[
            "nuc ish(CDKN2Cx0,CKS1Bx4)[90/200]",
            "TP53 p.R175H VAF 46 %",
        ],
    )

    panel = genetics_panel(case)

    rows = {finding.id: finding for finding in panel.findings}
    assert rows["cn1q"].now == "4 copies in 45 % of cells"
    assert rows["del1p32"].now == "both copies lost in 45 % of cells"
    assert rows["tp53_mut"].now == "VAF 46 %"
    assert rows["tnfrsf17_biallelic_loss"].meaning == "target_lost"
    assert "del(17p): recorded as absent, but in 30 % of cells" in panel.clashes
    known = cases.read(genetics={"tp53_mut": True, "tp53_vaf_pct": 12.5, "del1p32": "mono"})
    plain = {finding.id: finding.now for finding in genetics_panel(known).findings}
    assert (plain["tp53_mut"], plain["del1p32"]) == ("VAF 12.5 %", "one copy lost")
