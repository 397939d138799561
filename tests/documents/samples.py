"""Invented documents to print. Synthetic: no real patient."""

from datetime import date, datetime, timedelta, timezone

from board.documents.plan import (
    Action,
    Alternative,
    Ballot,
    Basis,
    Dissent,
    Eligibility,
    Genetic,
    Genetics,
    Measure,
    Missing,
    OptionVotes,
    OtherVersion,
    Patient,
    Person,
    PlanDocument,
    Recommendation,
    Recusal,
    Result,
    Signature,
    State,
    SupportiveLine,
    Verification,
    Vote,
)
from board.documents.timeline import (
    Bar,
    Lane,
    LightChain,
    LineBand,
    Mark,
    Point,
    Timeline,
)

LOCAL = timezone(timedelta(hours=1))
BOARD = datetime(2026, 11, 24, 18, 45, tzinfo=LOCAL)

MEASURED = (
    (date(2020, 1, 20), 42.0, 1800.0),
    (date(2020, 4, 5), 18.0, 420.0),
    (date(2020, 8, 10), 5.0, 90.0),
    (date(2020, 12, 20), 1.2, 26.0),
    (date(2021, 6, 2), 0.4, 16.0),
    (date(2022, 1, 10), 0.6, 20.0),
    (date(2022, 8, 15), 2.4, 70.0),
    (date(2023, 1, 9), 9.0, 410.0),
    (date(2023, 3, 10), 17.2, 820.0),
    (date(2023, 6, 18), 6.0, 130.0),
    (date(2023, 11, 2), 1.0, 24.0),
    (date(2024, 5, 2), 0.5, 18.0),
    (date(2024, 9, 28), 4.0, 150.0),
    (date(2025, 1, 25), 14.8, 760.0),
    (date(2025, 6, 10), 8.1, 330.0),
    (date(2025, 11, 12), 6.9, 290.0),
    (date(2026, 4, 14), 9.8, 490.0),
    (date(2026, 8, 16), 16.4, 1280.0),
    (date(2026, 11, 18), 23.6, 2310.0),
)

COURSE = Timeline(
    as_of=date(2026, 11, 24),
    lanes=(
        Bar(Lane.PI, "Bortezomib", date(2020, 2, 10), date(2020, 8, 15)),
        Bar(Lane.IMID, "Lenalidomide", date(2020, 2, 10), date(2020, 8, 15)),
        Bar(Lane.IMID, "Lenalidomide maint.", date(2021, 1, 10), date(2023, 3, 5)),
        Bar(Lane.PI, "Carfilzomib", date(2023, 4, 5), date(2025, 1, 15)),
        Bar(Lane.CD38, "Daratumumab", date(2023, 4, 5), date(2025, 1, 15)),
        Bar(Lane.IMID, "Pomalidomide", date(2025, 3, 10)),
        Bar(Lane.ALKYLATOR, "Cyclophosphamide", date(2025, 3, 10)),
    ),
    lines=(
        LineBand(1, "VRd, ASCT, R", date(2020, 2, 10), date(2023, 3, 7), "VGPR", date(2023, 3, 10)),
        LineBand(2, "DKd", date(2023, 4, 5), date(2025, 1, 15), "CR", date(2025, 1, 20)),
        LineBand(3, "PCd", date(2025, 3, 10), None, "PR", date(2026, 8, 16)),
    ),
    marks=(Mark("ASCT (Mel 200)", date(2020, 9, 20)),),
    points=tuple(Point(*row) for row in MEASURED),
    light_chain=LightChain.KAPPA,
    pd_limit_g_L=11.9,
)


def a_record(**changes: object) -> PlanDocument:
    """Return a signed record of ordinary length, with some fields changed."""
    return PlanDocument(**{**RECORD, **changes})  # type: ignore[arg-type]


def a_draft(**changes: object) -> PlanDocument:
    """Return the same record before anybody signed it."""
    return a_record(**{"state": State.DRAFT, "signatures": (), "replaces": None, **changes})


RECORD: dict[str, object] = {
    "board": "Myeloma relapse board",
    "hospital": "Musterstadt University Hospital",
    "record_id": "MM-0142/plan/2",
    "case_number": "MM-0142",
    "version": 2,
    "state": State.FINAL,
    "synthetic": True,
    "replaces": OtherVersion(1, datetime(2026, 11, 24, 19, 10, tzinfo=LOCAL)),
    "patient": Patient("DEMO, Agnes (Ms)", date(1959, 2, 3), 67, "F", "94733723"),
    "diagnosis": "Multiple myeloma, IgG κ, third relapse",
    "board_at": BOARD,
    "reason": "Progression on line 3",
    "presented_by": "Dr R. Okafor",
    "question": (
        "Third relapse, triple-class refractory, del(17p) and TP53 mutated. T-cell redirection now "
        "(cilta-cel or bispecific), or bridge to the trial slot in January?"
    ),
    "printed_at": datetime(2026, 11, 24, 19, 31, tzinfo=LOCAL),
    "printed_by": "M. Park",
    "headline": "Talquetamab now, as a bridge; cilta-cel at the slot of 11 January.",
    "recommendations": (
        Recommendation(
            "Talquetamab step-up from 2 December, inpatient, bed confirmed.",
            if_not_feasible="teclistamab with the same step-up schedule.",
            basis="in label; EHA-EMN 2025",
        ),
        Recommendation(
            "Leukapheresis in the week of 14 December, then cilta-cel on 11 January.",
            condition="platelets ≥ 50 × 10⁹/L without transfusion for 7 days.",
            basis="in label",
        ),
        Recommendation("Immunoglobulin 0.4 g/kg every 4 weeks from 26 November (IgG 3.1 g/L)."),
    ),
    "intent": "Disease control, deep remission (non-curative)",
    "agreement": "Majority with one dissent",
    "start": "2026-12-02",
    "present_again": "2027-01-05, or at once if platelets stay below 50",
    "ballots": (
        Ballot(
            "Preferred next treatment",
            (
                OptionVotes("A", "Talquetamab now, keep BCMA for later", 4),
                OptionVotes("B", "Teclistamab now", 1),
                OptionVotes("C", "Bridge, then cilta-cel on 11 January", 1),
                OptionVotes("D", "Optimise, then trial MOSAIC-3", 0),
            ),
            abstained=1,
            votes=(
                Vote("Dr W. Chen", "Haematology", "A", "keeps BCMA intact for cilta-cel"),
                Vote("Dr R. Okafor", "Cellular therapy", "A"),
                Vote("Dr P. Novák", "Pathology", "A", "GPRC5D intact, two copies"),
                Vote("E. Brandt", "Clinical nurse specialist", "A"),
                Vote("Dr J. Tamm", "Nephrology", "B", "skin and taste burden at 52 kg"),
                Vote("Dr S. Laurent", "Haematology", "C"),
                Vote("M. Haddad", "Pharmacy", "abstain"),
            ),
            recused=(Recusal("Dr K. Lindqvist", "investigator of MOSAIC-3"),),
            note="Round 2 of 2; 8 entitled, 7 voted",
        ),
    ),
    "dissents": (
        Dissent(
            "Dr J. Tamm",
            "Nephrology",
            "give teclistamab",
            "Weight loss of 6 kg since August; further taste change may not be recovered.",
        ),
    ),
    "rationale": (
        "Triple-class refractory (lenalidomide, pomalidomide, carfilzomib, daratumumab); M-protein up 44 % in 12 weeks.",
        "del(17p) in 62 % of cells with TP53 p.Arg248Gln: short benefit expected from another triplet.",
        "BCMA and GPRC5D intact; a BCMA bispecific before CAR-T lowers its response.",
        "LVEF 55 %, eGFR 38 mL/min/1.73 m²: fludarabine dose to be reduced.",
    ),
    "alternatives": (
        Alternative("Teclistamab", "Kept as fallback: BCMA exposure before CAR-T."),
        Alternative("Belantamab + Pd", "Pomalidomide-refractory; eye baseline missing."),
        Alternative("Trial MOSAIC-3", "eGFR 38 (rule 40 or more), platelets 61 (rule 75 or more)."),
    ),
    "supportive": (
        SupportiveLine("Nursing", "Phone the daughter about weekday support.", "E. Brandt"),
        SupportiveLine("Nutrition", "Taste plan before step-up; weight weekly.", "L. Moreau"),
        SupportiveLine("Pharmacy", "Aciclovir, co-trimoxazole; hold zoledronate.", "M. Haddad"),
    ),
    "actions": (
        Action("Confirm step-up bed, start immunoglobulin", "Dr R. Okafor", date(2026, 11, 26)),
        Action(
            "Repeat eGFR after hydration, platelets untransfused", "Dr J. Tamm", date(2026, 11, 27)
        ),
        Action("Dental and eye baseline", "E. Brandt", date(2026, 12, 1)),
        Action("Apheresis slot, payer approval for cilta-cel", "M. Park", date(2026, 12, 4)),
    ),
    "patient_preference": "Wishes to stay out of hospital where possible; accepts one inpatient step-up.",
    "patient_information": "Dr R. Okafor, 2026-11-25, with the daughter present.",
    "course": COURSE,
    "genetics": Genetics(
        "iFISH, CD138-selected",
        date(2026, 10, 21),
        (
            Genetic("del(17p) / TP53", Result.DETECTED, 62, "20 %", "high risk"),
            Genetic("t(4;14) IGH::NSD2", Result.DETECTED, 88, "10 %", "high risk"),
            Genetic("1q21 gain (3 copies)", Result.DETECTED, 48, "20 %", "high risk"),
            Genetic("t(11;14)", Result.NOT_DETECTED, 1, "10 %", "–"),
            Genetic("MYC rearrangement", Result.NOT_TESTED),
        ),
        "NGS 2026-10-21: TP53 c.743G>A p.(Arg248Gln), VAF 41 %; TNFRSF17 and GPRC5D two copies.",
    ),
    "status": (
        Measure("R-ISS · R2-ISS", "III · IV"),
        Measure("IMS 2025", "high risk"),
        Measure("ECOG · IMWG frailty", "1 · intermediate"),
        Measure("Refractory to", "lenalidomide, pomalidomide, carfilzomib, daratumumab"),
        Measure("Prior lines", "3"),
        Measure("eGFR", "38 mL/min/1.73 m²"),
        Measure("Hb · ANC · Plt", "9.8 g/dL · 1.9 · 61 × 10⁹/L"),
        Measure("IgG", "3.1 g/L"),
    ),
    "eligibility": (
        Eligibility("Talquetamab", "Criteria met", ("GPRC5D intact", "ANC 1.9", "platelets 61")),
        Eligibility("Ciltacabtagene autoleucel", "Needs check", ("platelets after transfusion",)),
        Eligibility("Trial MOSAIC-3", "Not met", ("eGFR 38, rule 40 or more",)),
    ),
    "missing": (
        Missing("LVEF", "from 2026-05-02, older than six months at the cilta-cel date"),
        Missing("Eye baseline", "not done; due 2026-12-01"),
    ),
    "present": (
        Person("Dr W. Chen", "Haematology", "chair"),
        Person("Dr R. Okafor", "Cellular therapy"),
        Person("Dr P. Novák", "Pathology"),
        Person("Dr J. Tamm", "Nephrology"),
        Person("Dr S. Laurent", "Haematology"),
        Person("E. Brandt", "Clinical nurse specialist"),
        Person("M. Haddad", "Pharmacy"),
        Person("Dr K. Lindqvist", "Trials", "recused"),
    ),
    "apologies": (Person("Dr A. Vogt", "Radiology"),),
    "quorum": "Quorum met: 5 of 5 mandatory disciplines.",
    "basis": (
        Basis("FISH", date(2026, 10, 21), "MolPath 26-18842"),
        Basis("NGS myeloma panel", date(2026, 10, 21), "MolPath 26-18843"),
        Basis("Laboratory", date(2026, 11, 18), "Lab 4471902"),
        Basis("PET-CT", date(2026, 11, 3), "Acc. 7730112"),
        Basis("Echocardiography", date(2026, 5, 2), "Acc. 7729008"),
    ),
    "references": ("EHA-EMN 2025; rule set 2026.3, checked 2026-11-24.",),
    "signatures": (
        Signature(
            "Dr W. Chen",
            "chair, Haematology",
            "States the decision of the board",
            datetime(2026, 11, 24, 19, 26, tzinfo=LOCAL),
            "Password and one-time code",
        ),
        Signature(
            "Dr R. Okafor",
            "second person, Cellular therapy",
            "Has checked the record",
            datetime(2026, 11, 24, 19, 29, tzinfo=LOCAL),
            "Password and one-time code",
        ),
    ),
    "verification": Verification(
        "https://board.example.org/r/MM-0142/2#b4a070cc981d16c8", "board.example.org/r/MM-0142/2"
    ),
    "record_json": '{"case":"MM-0142","version":2}',
}
