"""What is asked about the person: who it is, how strong, what is needed, what is asked."""

from board.cases.forms.kinds import Day, Kind, Text, YesNo
from board.cases.forms.measures import (
    ADL,
    ANTICOAGULATION,
    CCI,
    CELLS_PER_UL,
    ECOG,
    HEIGHT,
    IADL,
    JURISDICTIONS,
    KARNOFSKY,
    KNOWN,
    PERCENT,
    PRIORITIES,
    SEX,
    STEM_CELLS,
    TIMES,
    WEIGHT,
)
from board.cases.forms.questions import Group, Question, Section
from board.myeloma.health.comorbidity import ITEMS


def _dated(name: str, label: str, kind: Kind, hint: str = "") -> Question:
    return Question(name, label, kind, hint, dated=True)


#: The name of each comorbidity that can be ticked, and of "none of these".
COMORBIDITY = "patient.hctci_items"
NO_COMORBIDITY = f"{COMORBIDITY}.none"
OTHER_COMORBIDITY = f"{COMORBIDITY}.other"
COMORBIDITIES = {f"{COMORBIDITY}.{item}": words for item, (_, words) in ITEMS.items()}

PATIENT = Section(
    "patient",
    "Patient",
    (
        Group(
            "Who it is",
            (
                Question("patient.mrn", "Record number", Text(40), required=True),
                Question("patient.family", "Family name", Text(80), required=True),
                Question("patient.given", "Given name", Text(80), required=True),
                Question(
                    "patient.born", "Date of birth", Day(partial=False, parts=True), required=True
                ),
                Question(
                    "patient.sex",
                    "Sex",
                    SEX,
                    "As the formulas for kidney function need it.",
                    required=True,
                ),
                Question(
                    "synthetic",
                    "Is this patient invented?",
                    YesNo(
                        ("Yes, invented for training or a demonstration", "No, a real person", "")
                    ),
                    "Every page and paper about an invented patient says Synthetic.",
                ),
            ),
        ),
        Group(
            "Body",
            (
                _dated("patient.weight_kg", "Weight", WEIGHT),
                _dated("patient.height_cm", "Height", HEIGHT),
            ),
            "sheet",
        ),
        Group(
            "How the facts are judged",
            (
                Question(
                    "as_of",
                    "Facts as of",
                    Day(partial=False, parts=True),
                    "The day on which everything here was true. The rules count from it.",
                    required=True,
                ),
                Question("jurisdiction", "Whose labels apply", JURISDICTIONS, required=True),
            ),
        ),
    ),
)

FRAILTY = Section(
    "frailty",
    "Frailty",
    (
        Group(
            "Performance and daily life",
            (
                Question("patient.date", "Judged on", Day()),
                Question(
                    "patient.ecog",
                    "ECOG performance status",
                    ECOG,
                    "0 to 4",
                    required=True,
                    instead="answers.ecog_unknown",
                    dated=True,
                ),
                _dated("patient.adl", "Katz ADL", ADL, "0 to 6, 6 is independent"),
                _dated("patient.iadl", "Lawton IADL", IADL, "0 to 8, 8 is independent"),
                Question(
                    "patient.cci",
                    "Charlson index",
                    CCI,
                    "Myeloma itself is not counted",
                    required=True,
                    instead="answers.cci_unknown",
                    dated=True,
                ),
                _dated("patient.karnofsky_pct", "Karnofsky status", KARNOFSKY),
                _dated("patient.moderate_severe_frailty", "Frail by judgement (R-MCI)", KNOWN),
                _dated("patient.weight_loss_3mo_pct", "Weight lost in 3 months", PERCENT),
            ),
            "sheet",
        ),
        Group(
            "If not known",
            (
                Question("answers.ecog_unknown", "ECOG is not known, because…", Text()),
                Question("answers.cci_unknown", "Charlson index is not known, because…", Text()),
            ),
            "two",
        ),
        Group(
            "Comorbidity",
            (
                Question(
                    "answers.comorbidity",
                    "Comorbidity in words",
                    Text(4_000, rows=3),
                ),
            ),
        ),
    ),
    more_names=(*COMORBIDITIES, NO_COMORBIDITY, OTHER_COMORBIDITY),
)

SUPPORTIVE = Section(
    "supportive",
    "Supportive care",
    (
        Group(
            "Infection",
            (
                Question("hbv.date", "Hepatitis B tested on", Day()),
                _dated("hbv.hbsag", "HBs antigen", KNOWN),
                _dated("hbv.anti_hbc", "Anti-HBc", KNOWN),
                _dated("hbv.dna_detectable", "Hepatitis B DNA detectable", KNOWN),
                _dated("health.hcv_rna", "Hepatitis C RNA", KNOWN),
                _dated("health.hiv", "HIV", KNOWN),
                _dated("health.active_infection", "Active infection now", KNOWN),
                _dated("health.cd4_per_uL", "CD4 cells", CELLS_PER_UL),
                _dated("health.severe_infections", "Severe infections in 12 months", TIMES),
                _dated("health.life_threatening_infection", "One of them life-threatening", KNOWN),
            ),
            "sheet",
        ),
        Group(
            "Bone and transplant",
            (
                _dated("health.dental_check_done", "Dental check done", KNOWN),
                _dated("health.donor_available", "Donor available", KNOWN),
                _dated("health.stored_cd34_e6_kg", "Stored CD34 cells", STEM_CELLS),
                _dated("health.failed_mobilisation", "Mobilisation failed before", KNOWN),
                _dated("health.dlco_pct", "Diffusing capacity (DLCO)", PERCENT),
            ),
            "sheet",
        ),
        Group(
            "Thrombosis, nerves and symptoms",
            (
                _dated("health.vte_history", "Thrombosis before", KNOWN),
                _dated("health.central_venous_catheter", "Central venous catheter", KNOWN),
                _dated(
                    "health.pelvic_hip_femur_fracture", "Fracture of pelvis, hip or femur", KNOWN
                ),
                _dated("health.surgery_last_90_days", "Surgery in the last 90 days", KNOWN),
                _dated("health.esa", "Erythropoiesis-stimulating agent", KNOWN),
                _dated("health.anticoagulation", "Anticoagulation", ANTICOAGULATION),
                _dated("patient.asian_ancestry", "Asian ancestry", KNOWN),
                _dated("health.new_back_pain_or_weakness", "New back pain or weakness", KNOWN),
                _dated("health.uncontrolled_symptoms", "Symptoms not under control", KNOWN),
            ),
            "sheet",
            folded=True,
        ),
        Group(
            "Needs",
            (
                Question(
                    "answers.supportive_needs",
                    "What the patient needs besides treatment",
                    Text(4_000, rows=4),
                    "Pain, nutrition, mood, work, care at home, who helps.",
                ),
            ),
        ),
    ),
)

QUESTION = Section(
    "question",
    "Question",
    (
        Group(
            "What the board is asked",
            (
                Question("title", "Title", Text(160), "One line for the agenda.", required=True),
                Question("question", "Question to the board", Text(4_000, rows=3), required=True),
                Question(
                    "reason",
                    "Reason for presentation",
                    Text(4_000, rows=3),
                    "Why now, and why this board.",
                    required=True,
                ),
            ),
        ),
        Group(
            "What the patient wants",
            (
                Question(
                    "wishes",
                    "Patient’s wishes",
                    Text(4_000, rows=3),
                    required=True,
                    instead="answers.wishes_unknown",
                ),
                Question("answers.wishes_unknown", "Not known, because…", Text()),
                Question(
                    "answers.consent",
                    "Does the patient agree to being presented?",
                    YesNo(("Yes", "No", "Not asked")),
                ),
            ),
        ),
        Group("When", (Question("priority", "Priority", PRIORITIES, required=True),)),
    ),
)
