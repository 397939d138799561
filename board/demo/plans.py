"""The plans of the past meeting, as the coordinator typed them and the chair signed them.

Due dates are counted from the evening of the meeting. Doses are left to the clinic.
"""

from dataclasses import replace
from datetime import date, timedelta

from board.decisions.codes import (
    Adherence,
    Again,
    Arranged,
    Counselling,
    Evidence,
    Intent,
    Step,
    Trials,
)
from board.decisions.content import (
    Action,
    Alternative,
    Dissent,
    Kind,
    Label,
    Logistic,
    PlanContent,
    Recommendation,
    SupportiveLine,
    Trigger,
    When,
)

WEDDING = "Told of the plan, the patient asked that the transplant wait until after his daughter's wedding."


def for_the_lost_target(evening: date) -> PlanContent:
    """Return the plan for MM-0134."""
    return PlanContent(
        decision="Talquetamab, with step-up in hospital: BCMA is lost, GPRC5D is intact.",
        intent="Disease control",
        start="When a step-up bed is free",
        rationale=(
            "TNFRSF17 is lost on both alleles: nothing directed at BCMA can be expected to work.\n"
            "GPRC5D has 2 copies and no variant; the EU label asks for 3 prior lines, which he has.\n"
            "Refractory to lenalidomide, pomalidomide and daratumumab; bortezomib was never failing.\n"
            "Polyclonal IgG 310 mg/dL: immunoglobulin before the first dose."
        ),
        recommendations=(
            Recommendation(
                "Talquetamab, step-up as an inpatient", Kind.SYSTEMIC, Label.IN_LABEL,
                intent=Intent.CONTROL, evidence=Evidence.UNCONTROLLED,
                reference="Talvey EU authorisation 2023-08-22",
                facts=("labs_current.igg_polyclonal_mg_dL", "regimens"),
            ),
            Recommendation(
                "Selinexor, bortezomib and dexamethasone", Kind.SYSTEMIC, Label.IN_LABEL,
                when=When.IF_NOT_POSSIBLE,
                condition="if a repeat test shows GPRC5D lost, or no bed is free within two weeks",
                evidence=Evidence.RANDOMISED,
                reference="Nexpovio EU product information",
            ),
            Recommendation(
                "A trial against another target", Kind.TRIAL, Label.TRIAL, when=When.ONLY_IF,
                condition="if he progresses under both",
            ),
        ),
        alternatives=(
            Alternative(
                "Carfilzomib and dexamethasone",
                "Criteria are met; kept for later because of his arrhythmia",
            ),
            Alternative("Teclistamab, elranatamab", "BCMA lost on both alleles"),
            Alternative("Daratumumab combinations", "Progressed on daratumumab in November 2023"),
        ),
        supportive=(
            SupportiveLine(
                "Pharmacy", "Immunoglobulin from the week before; aciclovir and co-trimoxazole", "J. Haddad"
            ),
            SupportiveLine("Nursing", "Mouth, skin and nails explained before the first dose", "E. Brandt"),
            SupportiveLine(
                "Nutrition", "Taste and weight at every visit, beginning from 78 kg", "E. Brandt"
            ),
        ),
        actions=(
            Action("Book a step-up bed", "H. Park", evening + timedelta(days=2)),
            Action("Order immunoglobulin", "J. Haddad", evening + timedelta(days=3)),
            Action("Cardiology opinion on the arrhythmia", "R. Okafor", evening + timedelta(days=8)),
            Action("Send a sample for GPRC5D again", "K. Lindqvist", evening + timedelta(days=4)),
        ),
        dissents=(
            Dissent(
                "P. Nair", "Selinexor, bortezomib and dexamethasone first",
                "Bortezomib was last given in 2019 and was not failing; GPRC5D would stay in reserve.",
            ),
        ),
        logistics=(
            Logistic(Step.STEP_UP, Arranged.ARRANGED, note="Ward 4, two nurses trained"),
            Logistic(Step.BED, Arranged.TO_ARRANGE, evening + timedelta(days=2), "H. Park"),
            Logistic(Step.BRIDGING, Arranged.NOT_NEEDED),
            Logistic(Step.PAYER, Arranged.ARRANGED, note="On the list of the payer"),
        ),
        tells_patient="Dr Okafor with Ms Brandt, in the clinic on the morning after the meeting",
        tells_patient_by=evening + timedelta(days=1),
        tells_referrer="H. Park sends the record",
        tells_referrer_by=evening + timedelta(days=2),
        key_worker="E. Brandt",
        valid_until=evening + timedelta(days=60),
        triggers=(Trigger(Again.PROGRESSION), Trigger(Again.NEW_RESULT, "GPRC5D is lost")),
        guideline="IMWG relapse recommendations, 2021",
        adherence=Adherence.NONE_FITS,
        deviation="Nothing is written for relapse after the loss of BCMA.",
        trials=Trials.NONE_OPEN,
        trials_note="Trials office, the day of the meeting",
        counselling=Counselling.NOT_INDICATED,
        tests_asked="GPRC5D again, before the first dose",
    )  # fmt: skip


def for_the_late_relapse(evening: date) -> PlanContent:
    """Return the first plan for MM-0136."""
    return PlanContent(
        decision=(
            "Re-induction with daratumumab, carfilzomib and dexamethasone, then a second transplant "
            "from the stored cells."
        ),
        intent="A second long remission",
        start="Within 14 days",
        rationale=(
            "90.1 months from transplant to progression without maintenance: the first one paid.\n"
            "ECOG 0, LVEF 60 %, IMWG frailty 0, 4.2 million CD34 cells per kg stored.\n"
            "Nothing given so far has failed; daratumumab and carfilzomib were never given.\n"
            "The genetics are of 2018 and may have changed."
        ),
        recommendations=(
            Recommendation(
                "Daratumumab, carfilzomib and dexamethasone", Kind.SYSTEMIC, Label.IN_LABEL,
                intent=Intent.REMISSION, evidence=Evidence.RANDOMISED,
                facts=("regimens", "health.lvef_pct"),
                reference="Kyprolis product information",
            ),
            Recommendation(
                "Second autologous transplant from stored cells", Kind.TRANSPLANT,
                when=When.AFTERWARDS, condition="after at least a partial response",
                evidence=Evidence.RETROSPECTIVE,
                reference="Giralt et al., Biol Blood Marrow Transplant 2015;21:2039",
            ),
            Recommendation(
                "Daratumumab, lenalidomide and dexamethasone without transplant", Kind.SYSTEMIC,
                Label.IN_LABEL, when=When.IF_NOT_POSSIBLE,
                condition="if the response is less, or he decides against it",
                evidence=Evidence.RANDOMISED,
                reference="Darzalex Faspro US label",
            ),
        ),
        alternatives=(
            Alternative("Daratumumab triplet without transplant", "Tied in round 1, fewer votes in round 2"),
            Alternative("VRd again", "Criteria are met; a class he never had is expected to do more"),
            Alternative("Cilta-cel", "Criteria not met: lenalidomide is not failing"),
        ),
        supportive=(
            SupportiveLine("Pharmacy", "Meter and plan for the days after dexamethasone", "J. Haddad"),
            SupportiveLine("Nursing", "Dates a month ahead, so that the workshop can plan", "E. Brandt"),
        ),
        actions=(
            Action("Marrow with FISH and sequencing", "K. Lindqvist", evening + timedelta(days=9)),
            Action("Viability of the stored cells", "R. Okafor", evening + timedelta(days=14)),
            Action("First treatment day", "H. Park", evening + timedelta(days=10)),
            Action("Transplant bed after re-induction", "H. Park", evening + timedelta(days=14)),
        ),
        dissents=(
            Dissent(
                "J. Tanaka", "Daratumumab triplet without transplant",
                "No trial of today's triplets shows that the second transplant adds to them.",
            ),
        ),
        logistics=(
            Logistic(Step.APHERESIS, Arranged.NOT_NEEDED, note="Cells are stored"),
            Logistic(Step.BED, Arranged.TO_ARRANGE, evening + timedelta(days=14), "H. Park"),
        ),
        tells_patient="Dr Lindt, in her clinic two days after the meeting",
        tells_patient_by=evening + timedelta(days=2),
        tells_referrer="Dr Lindt was in the room; H. Park sends the record",
        tells_referrer_by=evening + timedelta(days=2),
        triggers=(
            Trigger(Again.STAGE_DONE, "after re-induction, with the response and the new genetics"),
            Trigger(Again.POOR_RESPONSE),
        ),
        guideline="IMWG relapse recommendations, 2021",
        adherence=Adherence.FOLLOWED,
        trials=Trials.NOT_PREFERRED,
        trials_note="A trial of consolidation after relapse, not before",
    )  # fmt: skip


def after_the_wedding(evening: date) -> PlanContent:
    """Return the second plan for MM-0136: the same, with the transplant put off."""
    before = for_the_late_relapse(evening)
    kept = tuple(action for action in before.actions if "bed" not in action.text)
    later = Action(
        "Transplant bed for the month after the wedding", "H. Park", evening + timedelta(days=30)
    )
    return replace(
        before,
        decision=(
            "Re-induction with daratumumab, carfilzomib and dexamethasone, then a second transplant "
            "from the stored cells after his daughter's wedding in spring."
        ),
        actions=(*kept, later),
    )


def for_the_one_who_stopped(evening: date) -> PlanContent:
    """Return the plan for MM-0131."""
    return PlanContent(
        decision=(
            "VRd again with one named nurse beside him, then stem cell collection and a first "
            "transplant if it works."
        ),
        intent="Deep remission",
        start="Within a week",
        rationale=(
            "VRd brought a very good partial response and was stopped without failing.\n"
            "254 days lay between the last lenalidomide and progression: it was not being taken.\n"
            "Early relapse by the calendar, but the calendar is confounded by the missed months.\n"
            "Standard risk; never transplanted; ECOG 1, IMWG frailty 0."
        ),
        recommendations=(
            Recommendation(
                "VRd again, bortezomib in the clinic, the rest with a weekly call", Kind.SYSTEMIC,
                intent=Intent.REMISSION, evidence=Evidence.RETROSPECTIVE,
                reference="Moreau et al., IMWG relapse recommendations, Lancet Oncol 2021;22:e105",
            ),
            Recommendation(
                "Collection and first autologous transplant", Kind.TRANSPLANT,
                when=When.AFTERWARDS, evidence=Evidence.RANDOMISED,
                condition="after at least a partial response, if he wants it then",
                reference="Giralt et al., Biol Blood Marrow Transplant 2015;21:2039",
            ),
            Recommendation(
                "Daratumumab, lenalidomide and dexamethasone", Kind.SYSTEMIC, Label.IN_LABEL,
                when=When.IF_NOT_POSSIBLE, evidence=Evidence.RANDOMISED,
                condition="if there is no partial response after two cycles",
                reference="Darzalex Faspro US label",
            ),
        ),
        alternatives=(
            Alternative("Daratumumab now", "Kept as the next step: the first drugs have not failed"),
            Alternative("Cilta-cel", "Criteria not met: lenalidomide is not failing"),
        ),
        supportive=(
            SupportiveLine("Nursing", "Named nurse; a call the day before every visit", "E. Brandt"),
            SupportiveLine("Psycho-oncology", "First appointment in the first week", "E. Brandt"),
            SupportiveLine("Social work", "Rides to the clinic; a letter to his employer", "H. Park"),
            SupportiveLine("Pharmacy", "Capsules given out week by week", "J. Haddad"),
        ),
        actions=(
            Action("First visit with the nurse he will keep", "E. Brandt", evening + timedelta(days=3)),
            Action("Psycho-oncology appointment", "E. Brandt", evening + timedelta(days=7)),
            Action("Ask for rides", "H. Park", evening + timedelta(days=4)),
            Action("Report visits kept and missed", "J. Tanaka", evening + timedelta(days=42)),
        ),
        tells_patient="Dr Tanaka with Ms Brandt, by telephone first, as he asked",
        tells_patient_by=evening + timedelta(days=1),
        tells_referrer="H. Park sends the record",
        tells_referrer_by=evening + timedelta(days=2),
        key_worker="E. Brandt",
        logistics=(Logistic(Step.BRIDGING, Arranged.NOT_NEEDED),),
        triggers=(
            Trigger(Again.OTHER, "two visits in a row are missed"),
            Trigger(Again.STAGE_DONE, "after two cycles"),
        ),
        guideline="IMWG relapse recommendations, 2021",
        adherence=Adherence.DEVIATES,
        deviation="A class he never had would be usual; the first drugs were stopped without failing.",
        trials=Trials.NONE_OPEN,
    )  # fmt: skip
