"""Therapy as people write it: regimens taken apart, doses kept, doubts shown, nothing dropped."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from board.myeloma.treatment.agents import agents
from board.myeloma.treatment.regimen_names import regimens
from board.myeloma.treatment.regimens import LONGEST_TEXT, NOT_KNOWN, Named, drugs_in, read_therapy
from tests.myeloma.cases import read, regimen


def mapped(text: str) -> list[str]:
    """The drugs that *text* names, which must be everything that it names."""
    named = read_therapy(text)
    assert all(one.mapped for one in named), named
    return [one.name for one in named]


def only(text: str) -> Named:
    named = read_therapy(text)
    assert len(named) == 1, named
    return named[0]


V, R, D, P, K, d = (
    "bortezomib", "lenalidomide", "daratumumab", "pomalidomide", "carfilzomib", "dexamethasone",
)  # fmt: skip
C, T, M, p = "cyclophosphamide", "thalidomide", "melphalan", "prednisone"
PACE = ["cisplatin", "doxorubicin", C, "etoposide"]
REGIMENS = [
    ("VRd", [V, R, d]), ("RVd", [V, R, d]), ("RVD", [V, R, d]), ("VRd-lite", [V, R, d]),
    ("RVD lite", [V, R, d]), ("KRd", [K, R, d]), ("DRd", [D, R, d]), ("Dara-Rd", [D, R, d]),
    ("D-VRd", [D, V, R, d]), ("DVRd", [D, V, R, d]), ("D-RVd", [D, V, R, d]), ("DVd", [D, V, d]),
    ("DKd", [D, K, d]), ("KdD", [D, K, d]), ("D-KRd", [D, K, R, d]), ("DPd", [D, P, d]),
    ("IsaKd", ["isatuximab", K, d]), ("Isa-Pd", ["isatuximab", P, d]),
    ("Isa-VRd", ["isatuximab", V, R, d]), ("IsaKRd", ["isatuximab", K, R, d]),
    ("KPd", [K, P, d]), ("PVd", [P, V, d]), ("SVd", ["selinexor", V, d]),
    ("XVd", ["selinexor", V, d]), ("XPd", ["selinexor", P, d]), ("SKd", ["selinexor", K, d]),
    ("EloRd", ["elotuzumab", R, d]), ("EloPd", ["elotuzumab", P, d]), ("ERd", ["elotuzumab", R, d]),
    ("EPd", ["elotuzumab", P, d]), ("IRd", ["ixazomib", R, d]), ("Vd", [V, d]), ("Kd", [K, d]),
    ("Rd", [R, d]), ("Pd", [P, d]), ("VCd", [V, C, d]), ("CyBorD", [V, C, d]), ("VTd", [V, T, d]),
    ("D-VTd", [D, V, T, d]), ("VMP", [V, M, p]), ("D-VMP", [D, V, M, p]), ("MPT", [M, p, T]),
    ("VTD-PACE", [V, T, d, *PACE]), ("D-PACE", [d, *PACE]), ("DCEP", [d, C, "etoposide", "cisplatin"]),
    ("BVd", ["belantamab mafodotin", V, d]), ("BPd", ["belantamab mafodotin", P, d]),
    ("Tec-Dara", ["teclistamab", D]), ("MeziKd", ["mezigdomide", K, d]),
    ("Iber-DD", ["iberdomide", D, d]), ("IberDd", ["iberdomide", D, d]),
    ("Ven-dex", ["venetoclax", d]), ("VenVd", ["venetoclax", V, d]), ("Flu/Cy", ["fludarabine", C]),
    ("Flu and Cy", ["fludarabine", C]), ("lymphodepletion Flu/Cy", ["fludarabine", C]),
    ("MEL200", ["melphalan-HD"]), ("ASCT", ["melphalan-HD"]), ("tandem ASCT", ["melphalan-HD"]),
    ("BEAM", ["carmustine", "etoposide", "cytarabine", "melphalan-HD"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "drugs"), REGIMENS)
def test_a_regimen_is_taken_apart(text: str, drugs: list[str]) -> None:
    assert mapped(text) == drugs


def test_a_drug_in_front_of_a_regimen_is_read_with_and_without_a_hyphen() -> None:
    assert mapped("VenKRd") == ["venetoclax", K, R, d]
    assert mapped("Elo-KRd") == ["elotuzumab", K, R, d]
    assert only("VenXyz").name == ""


@pytest.mark.parametrize("name", sorted({row.id for row in regimens().values()}))
def test_every_regimen_of_the_table_is_read_as_it_is_written(name: str) -> None:
    named = read_therapy(name)

    assert {one.regimen for one in named} == {name}
    assert all(one.mapped and one.text == name for one in named)


@pytest.mark.parametrize(
    "text",
    ["Velcade + Revlimid + dex", "velcade/len/dex", "bortezomib, lenalidomide and dexamethasone",
     "bortezomib & lenalidomide & dex", "Bortezomib; Lenalidomide; Dexamethasone",
     "bortezomib plus lenalidomide with dexamethasone", "bor-len-dex", "bortezomib, len, and dex",
     "Bortezomib 1.3 mg/m2 SC days 1,4,8,11 + lenalidomide 25 mg PO d1-21 + dexamethasone 40 mg weekly",
     "bortezomib(Velcade) → lenalidomide -> dex", "Bortezomib | lenalidomide | dex40",
     "bortezomib q1w, lenalidomide 25mg qd, dex 20-40 mg"],
)  # fmt: skip
def test_drugs_are_told_apart_however_they_are_joined(text: str) -> None:
    assert mapped(text) == [V, R, d]


@pytest.mark.parametrize(
    ("text", "dose"),
    [
        ("Lenalidomide 25 mg d1-21", "25 mg d1-21"),
        ("25 mg lenalidomide", "25 mg"),
        ("lenalidomide 10mg PO daily", "10mg PO daily"),
        ("len25", "25"),
        ("len10mg", "10"),
        ("carfilzomib 20/27 mg/m2", "20 / 27 mg/m2"),
        ("bortezomib 1.3 mg/m2 days 1, 4, 8, 11", "1.3 mg/m2 days 1, 4, 8, 11"),
        ("daratumumab 16 mg/kg q4w x6", "16 mg/kg q4w x6"),
        ("pomalidomide <= 4 mg", "<= 4 mg"),
    ],
)
def test_a_dose_is_kept_with_its_drug(text: str, dose: str) -> None:
    assert only(text).mapped
    assert only(text).dose == dose


def test_a_dose_beside_a_regimen_belongs_to_no_single_drug() -> None:
    named = read_therapy("6 cycles VRd")
    split = read_therapy("Kd 20/56")

    assert [one.dose for one in named] == ["", "", ""]
    assert "6" in named[-1].note
    assert "56" in split[-1].note


@pytest.mark.parametrize(
    ("text", "drug"),
    [
        ("melphalan 200 mg/m2", "melphalan-HD"),
        ("200 mg/m2 melphalan", "melphalan-HD"),
        ("melphalan hydrochloride 140mg/m²", "melphalan-HD"),
        ("melphalan100", "melphalan-HD"),
        ("melphalan 99 mg/m2", "melphalan"),
        ("melphalan 0,25 mg/kg", "melphalan"),
        ("bendamustine 120 mg/m2", "bendamustine"),
    ],
)
def test_melphalan_in_the_dose_of_a_transplant_is_one(text: str, drug: str) -> None:
    assert only(text).name == drug


@pytest.mark.parametrize("letter", ["T", "D", "C", "M", "P", "V", "R", "E", "B", "d", "t"])
def test_a_letter_alone_is_refused_with_what_it_could_mean(letter: str) -> None:
    found = only(letter)

    assert not found.mapped
    assert found.text == letter
    assert found.class_label == NOT_KNOWN
    assert set(found.candidates) <= set(agents())
    assert found.candidates
    assert found.note.startswith("could be")


@pytest.mark.parametrize("text", ["PD", "SD", "pd", "DVD", "BVD", "bpd", "CRD", "ID", "LD", "CTX"])
def test_an_abbreviation_of_several_things_is_refused_with_what_it_could_mean(text: str) -> None:
    assert not only(text).mapped
    assert only(text).candidates


@pytest.mark.parametrize(
    ("text", "candidate"),
    [
        ("CAR T CELLS", "cilta-cel"), ("proteasome inhibitor", "bortezomib"), ("SCT", "allo-SCT"),
        ("stem cell transplant", "melphalan-HD"), ("lymphodepletion", "fludarabine"),
        ("BCMA bispecific", "teclistamab"), ("anti-CD38 antibody", "isatuximab"),
    ],
)  # fmt: skip
def test_a_kind_of_drug_is_no_drug(text: str, candidate: str) -> None:
    found = only(text)

    assert not found.mapped
    assert candidate in found.candidates
    assert found.name.endswith("named")


def test_a_phase_beside_drugs_is_no_thing_of_its_own_but_alone_it_is() -> None:
    assert mapped("bridging DPd") == [D, P, d]
    assert only("bridging").kind == "Bridging, drugs not named"
    assert not only("maintenance").mapped
    assert [one.mapped for one in read_therapy("VRd, maintenance")] == [True, True, True, False]


def test_a_slip_of_spelling_is_read_and_told() -> None:
    assert only("Lenolidomide").name == R
    assert only("Lenolidomide").note == "spelling: read as Lenalidomide"
    assert only("velcaid").candidates == (V,)
    assert only("lenalidomide").note == ""


def test_what_is_not_understood_stands_beside_what_is() -> None:
    named = read_therapy("VRd + foozumab 5 mg and Dr Smith")

    assert [one.text for one in named if not one.mapped] == ["foozumab", "Dr Smith"]
    assert [one.name for one in named if one.mapped] == [V, R, d]
    assert named[3].dose == "5 mg"
    assert (named[3].name, named[3].brand, named[3].status) == ("", "", "")


@pytest.mark.parametrize(
    ("text", "given_drugs", "refused"),
    [
        ("lenalidomide without dexamethasone", [R], [d]),
        ("lenalidomide w/o dex", [R], [d]),
        ("no dara, len and dex", [], [D, R, d]),
        ("no dara; len", [R], [D]),
        ("never carfilzomib then VRd", [V, R, d], [K]),
        ("thalidomide or lenalidomide", [], [T, R]),
        ("ixazomib vs placebo", [], ["ixazomib"]),
        ("lenalidomide (not taken)", [], [R]),
        ("bortezomib (planned)", [], [V]),
        ("VRd (no dex) + dara", [D], [V, R, d]),
        ("not T", [], ["thalidomide", "teclistamab", "talquetamab"]),
    ],
)
def test_what_stands_behind_a_no_or_beside_an_or_was_not_given_for_sure(
    text: str, given_drugs: list[str], refused: list[str]
) -> None:
    named = read_therapy(text)

    assert [one.name for one in named if one.mapped] == given_drugs
    assert [drug for one in named if not one.mapped for drug in one.candidates] == refused


def test_brackets_repeat_explain_or_name_more() -> None:
    assert mapped("SELINEXOR (KPT-330)") == ["selinexor"]
    assert mapped("VRd (bortezomib, lenalidomide, dex)") == [V, R, d]
    assert mapped("triplet (dara, pom, dex)") == [D, P, d]
    assert only("REGN5458 (BCMA X CD3)").note == "in brackets: BCMA X CD3"
    assert mapped("VRd [lite") == [V, R, d]
    assert not only("(trial 7)").mapped


def test_brackets_that_name_drugs_and_more_are_shown_with_what_they_could_mean() -> None:
    named = read_therapy("BIAXIN (BIRD REGIMEN FOR A FEW MONTHS THEN RVD ONLY)")

    assert [one.name for one in named] == ["clarithromycin", ""]
    assert named[1].candidates == (R, d, V)
    assert read_therapy("xyz (foo T)")[1].note == "only partly understood"


def test_brackets_in_brackets_end_somewhere() -> None:
    text = "VRd [a (b [c (len) d] e) f]"

    assert [one.name for one in read_therapy(text) if one.mapped][:3] == [V, R, d]
    assert read_therapy("[" * 3_000)


def test_a_thing_tells_brand_class_status_and_regimen() -> None:
    first, *_ = read_therapy("MeziKd")
    dara = only("dara")

    assert (first.regimen, first.status) == ("MeziKd", "investigational")
    assert dara.brand == "Darzalex, Darzalex Faspro"
    assert (dara.class_label, dara.regimen, dara.status) == ("Anti-CD38 antibody", "", "")


def test_nothing_names_nothing_and_a_number_alone_is_shown() -> None:
    assert read_therapy("") == read_therapy(" \n ") == ()
    assert [one.text for one in read_therapy("25 mg")] == ["25 mg"]
    assert [one.text for one in read_therapy("+ ; +")] == []
    assert not only("...").mapped


def test_a_text_too_long_is_read_in_part_and_says_so() -> None:
    named = read_therapy("VRd + " + "x" * LONGEST_TEXT + " velcade")

    assert [one.name for one in named[:3]] == [V, R, d]
    assert named[-1].note == "the text is too long to be read to its end"


@pytest.mark.parametrize(
    ("token", "drugs", "unmapped"),
    [
        ("VRd", [V, R, d], ()),
        ("VRd + foozumab", [V, R, d], ("foozumab",)),
        ("velcade foozumab", [], ("velcade foozumab",)),
        ("foozumab velcade, dara", [D], ("foozumab velcade",)),
        ("VRd, VRd", [V, R, d], ()),
        ("dara", [D], ()),
        ("xyz-1", [], ("xyz-1",)),
        ("thalidomide or lenalidomide", [], ("thalidomide or lenalidomide",)),
        ("bortezomib (then RVD for a while)", [], ("bortezomib (then RVD for a while)",)),
        ("Other", [], ("Other",)),
    ],
)
def test_an_entry_of_a_regimen_is_understood_between_joining_signs_or_not_at_all(
    token: str, drugs: list[str], unmapped: tuple[str, ...]
) -> None:
    found, rest = drugs_in(token)

    assert [agent.id for agent in found] == drugs
    assert rest == unmapped


def test_a_regimen_named_in_a_case_counts_with_all_its_drugs() -> None:
    case = read(treatment_history_complete=True, regimens=[regimen("a", ["D-VRd"], "2024")])

    assert case.treatment.drugs == (D, V, R)
    assert case.treatment.class_exposed("antiCD38") is True
    assert case.lines.courses[0].label() == "D-VRd"


def test_a_course_knows_how_each_drug_was_written_and_dosed() -> None:
    doses = {"xyz": "1 mg", "Darzalex": "16 mg/kg"}
    case = read(regimens=[regimen("a", ["dara", "Xyz", "Vd"], "2024", doses=doses)])

    course = case.lines.courses[0]

    assert course.given_names() == {D: "dara", V: "Vd", d: "Vd"}
    assert (course.dose(D), course.dose("xyz"), course.dose(V)) == ("16 mg/kg", "1 mg", None)


@pytest.mark.parametrize(
    ("drugs", "label"),
    [
        (["VRd-lite"], "VRd"),
        (["D-VRd"], "D-VRd"),
        (["Tec-Dara"], "Dara-Tec"),
        (["venetoclax", "Vd"], "Bor-Ven-d"),
        (["foozumab", "dex"], "foozumab-d"),
    ],
)
def test_a_course_has_a_short_name_of_what_was_understood(drugs: list[str], label: str) -> None:
    case = read(regimens=[regimen("a", drugs, "2024")])

    assert case.lines.courses[0].label() == label


def test_a_letter_alone_in_a_case_is_unmapped_and_beside_others_read_as_written() -> None:
    alone = read(treatment_history_complete=True, regimens=[regimen("a", ["D"], "2024")])
    beside = read(treatment_history_complete=True, regimens=[regimen("a", ["D", "R"], "2024")])

    assert alone.treatment.unmapped == ("D",)
    assert alone.treatment.class_exposed("antiCD38") is None
    assert alone.treatment.refractory("d").truth is None
    assert beside.treatment.drugs == (D, R)


def test_the_same_drug_twice_in_a_row_is_one() -> None:
    case = read(regimens=[regimen("a", ["VRd", "Velcade", "xyz", "xyz"], "2024")])

    assert [agent.id for agent in case.lines.courses[0].agents] == [V, R, d]
    assert case.lines.courses[0].unmapped == ("xyz",)


WORDS = st.sampled_from(
    ["VRd", "dara", "T", "foo", "bar", "no", "or", "+", ",", "/", "and", "25 mg", "x4", "(", ")",
     "(len)", "[dex", "q4w", "bridging", "weekly", "mel200", "PD", "->", "\n", "—", "placebo", "7"]
)  # fmt: skip


@settings(max_examples=300)
@given(st.lists(WORDS, max_size=12).map(" ".join) | st.text(max_size=60))
def test_no_text_is_an_error_and_no_strange_word_is_lost(text: str) -> None:
    named = read_therapy(text)

    shown = " ".join(f"{one.text} {one.note} {one.dose}" for one in named)
    for word in ("foo", "bar"):
        assert (word in text.split()) <= (word in shown)
    assert all(one.mapped or one.text for one in named)
    drugs_in(text)
