"""The drug dictionary: one drug by any of its names, and nothing by a guess."""

import pytest

from board.myeloma.rulefiles import RuleFileError
from board.myeloma.sources import cite_all
from board.myeloma.treatment import agents, regimen_names
from board.myeloma.treatment.agents import Agent, by_slip, recognise, resembling
from board.myeloma.treatment.regimen_names import RegimenName

#: Every drug of the dictionary's clinical source: its class, and one brand where it has one.
MYELOMA_DRUGS = [
    ("thalidomide", "IMiD", "Thalomid"),
    ("lenalidomide", "IMiD", "Revlimid"),
    ("pomalidomide", "IMiD", "Imnovid"),
    ("iberdomide", "CELMoD", "Zenbexus"),
    ("mezigdomide", "CELMoD", ""),
    ("bortezomib", "PI", "Velcade"),
    ("carfilzomib", "PI", "Kyprolis"),
    ("ixazomib", "PI", "Ninlaro"),
    ("daratumumab", "antiCD38", "Darzalex Faspro"),
    ("isatuximab", "antiCD38", "Sarclisa Escena"),
    ("elotuzumab", "antiSLAMF7", "Empliciti"),
    ("belantamab mafodotin", "BCMA_ADC", "Blenrep"),
    ("teclistamab", "BCMA_BsAb", "Tecvayli"),
    ("elranatamab", "BCMA_BsAb", "Elrexfio"),
    ("linvoseltamab", "BCMA_BsAb", "Lynozyfic"),
    ("talquetamab", "GPRC5D_BsAb", "Talvey"),
    ("cevostamab", "FcRH5_BsAb", ""),
    ("ide-cel", "BCMA_CART", "Abecma"),
    ("cilta-cel", "BCMA_CART", "Carvykti"),
    ("anito-cel", "BCMA_CART", ""),
    ("equecabtagene autoleucel", "BCMA_CART", "Fucaso"),
    ("zevorcabtagene autoleucel", "BCMA_CART", ""),
    ("arlo-cel", "GPRC5D_CART", ""),
    ("selinexor", "XPO1", "Nexpovio"),
    ("panobinostat", "HDAC", "Farydak"),
    ("venetoclax", "BCL2", "Venclyxto"),
    ("melflufen", "peptide_drug_conjugate", "Pepaxto"),
    ("melphalan", "alkylator", "Alkeran"),
    ("cyclophosphamide", "alkylator", "Cytoxan"),
    ("bendamustine", "alkylator", "Levact"),
    ("doxorubicin", "anthracycline", "Adriamycin"),
    ("pegylated liposomal doxorubicin", "anthracycline", "Caelyx"),
    ("etoposide", "chemotherapy", "Vepesid"),
    ("cisplatin", "chemotherapy", ""),
    ("dexamethasone", "steroid", "Decadron"),
    ("prednisone", "steroid", ""),
    ("fludarabine", "conditioning", "Fludara"),
]


@pytest.mark.parametrize(("drug", "drug_class", "brand"), MYELOMA_DRUGS)
def test_a_myeloma_drug_is_known_with_class_brand_and_route(
    drug: str, drug_class: str, brand: str
) -> None:
    found = recognise(drug)

    assert found is not None
    assert (found.id, found.drug_class) == (drug, drug_class)
    assert found.routes
    assert not brand or brand in found.brands
    assert not brand or recognise(brand.upper()) is found


@pytest.mark.parametrize(
    ("typed", "drug"),
    [
        ("teclistamab-cqyv", "teclistamab"),
        ("Tecvayli-cqyv", "teclistamab"),
        ("elranatamab-bcmm", "elranatamab"),
        ("talquetamab-tgvs", "talquetamab"),
        ("linvoseltamab-gcpt", "linvoseltamab"),
        ("daratumumab and hyaluronidase-fihj", "daratumumab"),
        ("isatuximab-irfc", "isatuximab"),
        ("BELANTAMAB MAFODOTIN-BLMF", "belantamab mafodotin"),
        ("denosumab-bbdz", "denosumab"),
    ],
)
def test_a_suffix_belongs_to_its_own_drug(typed: str, drug: str) -> None:
    found = recognise(typed)

    assert found is not None
    assert found.id == drug


def test_the_suffix_of_another_drug_is_a_contradiction() -> None:
    assert recognise("daratumumab-irfc") is None


@pytest.mark.parametrize(
    ("typed", "drug"),
    [
        ("bendamustine hydrochloride", "bendamustine"),
        ("Melphalan HCl", "melphalan"),
        ("ixazomib citrate", "ixazomib"),
        ("dexamethasone sodium phosphate", "dexamethasone"),
        ("methylprednisolone sodium succinate", "methylprednisolone"),
        ("vincristine sulphate", "vincristine"),
        ("nelfinavir mesylate", "nelfinavir"),
        ("lenalidomide hemihydrate", "lenalidomide"),
        ("cyclophosphamide monohydrate 500 mg", "cyclophosphamide"),
        ("bortezomib (Velcade) SC", "bortezomib"),
        ("bortezomib_sc", "bortezomib"),
        ("CC 5013", "lenalidomide"),
        ("cc5013", "lenalidomide"),
        ("PS-341", "bortezomib"),
        ("KPT-330", "selinexor"),
        ("REGN5458-ONC-1826", "linvoseltamab"),
        ("CC-122 (PLEIOTROPIC PATHWAY", "avadomide"),
        ("Darzalex-Faspro", "daratumumab"),
        ("ide cel", "ide-cel"),
        ("IVIG/SCIG", "immunoglobulin"),
        ("Stem Cell Transplantation, Autologous", "melphalan-HD"),
        ("Stem Cell Transplantation, Allogeneic", "allo-SCT"),
        ("melphalan 200mg/m²", "melphalan-HD"),
        ("Melphalan 140 mg/m^2", "melphalan-HD"),
        ("melphalan 100 mg/m2", "melphalan-HD"),
        ("melphalan 9 mg", "melphalan"),
    ],
)
def test_salts_routes_codes_and_spaces_do_not_matter(typed: str, drug: str) -> None:
    found = recognise(typed)

    assert found is not None
    assert found.id == drug


@pytest.mark.parametrize(
    ("typed", "drug"),
    [
        ("lenolidomide", "lenalidomide"),
        ("bortezimib", "bortezomib"),
        ("carfilzomibe", "carfilzomib"),
        ("PANIBINOSTAT", "panobinostat"),
        ("venetaclex", "venetoclax"),
        ("daratumamab", "daratumumab"),
        ("cyclophosphamid", "cyclophosphamide"),
        ("dexamethsaone", "dexamethasone"),
        ("Velcadee", "bortezomib"),
        ("BISULFAN", "busulfan"),
    ],
)
def test_a_slip_near_one_drug_only_is_read(typed: str, drug: str) -> None:
    found = recognise(typed)

    assert found is not None
    assert found.id == drug


@pytest.mark.parametrize(
    "typed",
    ["vinblastine", "carboplatin", "daunorubicin", "epirubicin", "clofarabine", "cladribine",
     "decitabine", "gemcitabine", "cetuximab", "hydroxychloroquine", "alendronate", "romidepsin",
     "belinostat", "navitoclax", "thiotepa", "domide", "zomib", "velcaid", "wonderumab", "melph",
     "enalidomide", "mab-xyz-1", "T0", "", "   ", "-", "(", "5", "ß"],
)  # fmt: skip
def test_another_drug_and_half_a_name_are_not_taken_for_one_of_ours(typed: str) -> None:
    assert recognise(typed) is None


@pytest.mark.parametrize(
    "typed", ["MLN9708 VS PLACEBO", "lenalidomide (not taken)", "dara or isa", "bortezomib, no dex"]
)
def test_a_name_with_a_doubt_beside_it_is_no_drug_given(typed: str) -> None:
    assert recognise(typed) is None


def test_what_a_word_resembles_is_offered_and_not_read() -> None:
    assert by_slip("velcaid") is None
    assert resembling("velcaid") == ("bortezomib",)
    assert resembling("revlimit") == ("lenalidomide",)
    assert resembling("lenxlidomxdx") == ("lenalidomide",)
    assert resembling("dex") == ()
    assert resembling("wonderumab") == ()


def test_a_slip_near_two_drugs_is_not_read() -> None:
    assert len(resembling("idacabtagene")) == 1
    assert by_slip("ixazomib1") is None
    assert by_slip("zoledronat") is not None
    assert {by_slip(word) for word in ("xpovis", "xpo")} == {None}


def test_letters_swapped_side_by_side_are_one_slip() -> None:
    assert by_slip("velcdae") is not None
    assert by_slip("vlecade") is not None
    assert by_slip("velacde") is not None
    assert by_slip("veladce") is None


def test_what_is_investigational_or_withdrawn_says_so() -> None:
    known = agents.agents()

    for drug in ("mezigdomide", "cevostamab", "anito-cel"):
        assert known[drug].status == "investigational"
    assert known["panobinostat"].status == "withdrawn in the US"
    assert known["venetoclax"].status == "off label"
    assert known["lenalidomide"].status == ""


def test_notes_for_prescribers_have_a_source() -> None:
    for agent in agents.agents().values():
        assert bool(agent.notes) <= bool(agent.sources), agent.id
        assert len(cite_all(*agent.sources)) == len(agent.sources)


def test_imids_have_their_programme_and_antibodies_their_tests_before() -> None:
    known = agents.agents()

    assert all("REMS" in known[drug].notes for drug in agents.of_class("IMiD"))
    assert any("hepatitis B" in note for note in known["daratumumab"].notes)
    assert any("eye" in note for note in known["belantamab mafodotin"].notes)


def test_a_drug_shows_its_label_and_class_in_words() -> None:
    known = agents.agents()

    assert known["ide-cel"].shown == "Ide-cel"
    assert known["lenalidomide"].shown == "Lenalidomide"
    assert known["lenalidomide"].class_label == "Immunomodulatory drug"
    assert known["ibrutinib"].class_label == "BTK inhibitor"


def test_no_name_or_letter_stands_for_two_drugs() -> None:
    one = Agent("one", "PI", letter="V", names=("alpha",))
    two = Agent("two", "PI", letter="V", names=("Al-Pha",))

    with pytest.raises(RuleFileError, match="Al-Pha names two agents"):
        agents.index({"one": one, "two": two})
    with pytest.raises(RuleFileError, match="the letter V names two agents"):
        agents.letters({"one": one, "two": two})


def test_an_agent_needs_a_class_that_there_is() -> None:
    rows = {"agent": [{"id": "odd", "drug_class": "none"}], "class": []}

    with pytest.raises(RuleFileError, match=r"agents.toml: odd: unknown class none"):
        agents.checked(rows)


def test_a_regimen_consists_of_known_drugs_and_has_a_name_of_its_own() -> None:
    with pytest.raises(RuleFileError, match="XYd: unknown drug nothing"):
        regimen_names.index([RegimenName("XYd", ("nothing",))])
    with pytest.raises(RuleFileError, match="xyd names two things"):
        regimen_names.index([RegimenName("XYd", ("ixazomib",)), RegimenName("XY-d", ())])
    with pytest.raises(RuleFileError, match="velcade names two things"):
        regimen_names.index([RegimenName("Velcade", ("bortezomib",))])


def test_what_is_refused_is_neither_a_drug_nor_a_regimen_in_any_case() -> None:
    for key in regimen_names.ambiguous():
        assert key not in agents.names()
        assert key not in regimen_names.regimens()
    for key in regimen_names.vague():
        assert key not in agents.names()
        assert key not in regimen_names.regimens()
