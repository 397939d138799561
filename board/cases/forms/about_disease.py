"""What is asked about the disease: diagnosis, treatment, relapse, genetics, organs."""

from board.cases.forms.genetics import FINDINGS, FINDINGS_BEFORE
from board.cases.forms.kinds import Day, Kind, Lines, Text
from board.cases.forms.measures import (
    ALBUMIN,
    B2M,
    CALCIUM,
    CHAINS,
    CREATININE,
    HB,
    IGG,
    IMMUNOGLOBULIN,
    KNOWN,
    LDH,
    LESION_GROWTH,
    LESIONS,
    LVEF,
    NEUROPATHY,
    NEUTROPHILS,
    PERCENT,
    PLATELETS,
    TIMES_LIMIT,
)
from board.cases.forms.questions import Group, Question, Section
from board.cases.forms.tables import COURSES, SAMPLES


def _dated(name: str, label: str, kind: Kind, hint: str = "") -> Question:
    return Question(name, label, kind, hint, dated=True)


DIAGNOSIS = Section(
    "diagnosis",
    "Disease at diagnosis",
    (
        Group(
            "Kind of myeloma",
            (
                Question(
                    "disease.isotype",
                    "Isotype",
                    Text(
                        80, suggestions=("IgG", "IgA", "IgD", "light chain only", "non-secretory")
                    ),
                    "IgG, IgA, IgD, light chain only or non-secretory; the light chain is asked next",
                ),
                Question("disease.involved_flc", "Involved light chain", CHAINS),
            ),
        ),
        Group(
            "Blood at diagnosis",
            (
                Question("labs_diagnosis.date", "Taken on", Day()),
                _dated("labs_diagnosis.b2m_mg_L", "Beta-2 microglobulin", B2M),
                _dated("labs_diagnosis.albumin_g_dL", "Albumin", ALBUMIN),
                _dated("labs_diagnosis.ldh_U_L", "LDH", LDH),
                _dated("labs_diagnosis.ldh_uln_U_L", "LDH, upper limit of the laboratory", LDH),
                _dated("labs_diagnosis.creatinine_mg_dL", "Creatinine", CREATININE),
            ),
            "sheet",
            "For ISS, R-ISS and R2-ISS only.",
        ),
    ),
)

LINES = Section(
    "lines",
    "Lines of therapy",
    (
        COURSES,
        Group(
            "The whole history",
            (
                Question(
                    "treatment_history_complete",
                    "Is every course of treatment listed?",
                    KNOWN,
                    "If it is not, the number of lines is shown as “at least”.",
                ),
            ),
        ),
    ),
    "One entry for each course as it was given. The lines are counted from them.",
)

RELAPSE = Section(
    "relapse",
    "Current relapse",
    (
        SAMPLES,
        Group(
            "Blood now",
            (
                Question("labs_current.date", "Taken on", Day()),
                _dated("labs_current.hb_g_dL", "Haemoglobin", HB),
                _dated("labs_current.hb_at_best_response_g_dL", "Haemoglobin at best response", HB),
                _dated(
                    "labs_current.hb_at_line_start_g_dL",
                    "Haemoglobin at start of the last line",
                    HB,
                ),
                _dated("labs_current.creatinine_mg_dL", "Creatinine", CREATININE),
                _dated(
                    "labs_current.creatinine_at_best_response_mg_dL",
                    "Creatinine at best response",
                    CREATININE,
                ),
                _dated(
                    "labs_current.creatinine_at_line_start_mg_dL",
                    "Creatinine at start of the last line",
                    CREATININE,
                ),
                _dated("labs_current.calcium_mg_dL", "Calcium, total", CALCIUM),
                _dated("labs_current.albumin_g_dL", "Albumin", ALBUMIN),
                _dated(
                    "labs_current.hb_lower_limit_g_dL",
                    "Haemoglobin, lower limit of the laboratory",
                    HB,
                ),
                _dated(
                    "labs_current.calcium_upper_limit_mg_dL",
                    "Calcium, upper limit of the laboratory",
                    CALCIUM,
                ),
                _dated("labs_current.circulating_pc_pct", "Circulating plasma cells", PERCENT),
                _dated("labs_current.hyperviscosity", "Hyperviscosity", KNOWN),
            ),
            "sheet",
        ),
        Group(
            "Imaging at this relapse",
            (
                Question("imaging.date", "Taken on", Day()),
                _dated("imaging.new_bone_lesion", "New bone lesion", KNOWN),
                _dated("imaging.new_plasmacytoma", "New plasmacytoma", KNOWN),
                _dated("imaging.lesion_growth_50pct", "A lesion grew by half or more", KNOWN),
                _dated("imaging.lesion_growth_cm", "It grew by", LESION_GROWTH),
                _dated("imaging.compression_fracture", "Compression fracture", KNOWN),
                _dated("imaging.osteolytic_lesion", "Osteolytic lesion, one or more", KNOWN),
                _dated(
                    "imaging.mri_focal_lesions", "Focal lesions of 5 mm or more on MRI", LESIONS
                ),
                _dated(
                    "imaging.extramedullary", "Extramedullary disease, not touching bone", KNOWN
                ),
                _dated("imaging.paramedullary", "Disease growing out of bone", KNOWN),
            ),
            "sheet",
        ),
        Group(
            "CRAB features",
            (
                Question(
                    "crab_attributable_to_myeloma",
                    "Are high calcium, kidney failure, anaemia or bone lesions due to myeloma?",
                    KNOWN,
                    "Answer for those present. With another cause they are no sign of relapse.",
                ),
            ),
        ),
    ),
)

GENETICS = Section(
    "genetics",
    "Genetics",
    (
        FINDINGS,
        Group(
            "The laboratory’s own words",
            (
                Question(
                    "genetics_source_text",
                    "FISH, karyotype and sequencing lines",
                    Lines(rows=8),
                    "Paste them as they are, one result a line: nuc ish(TP53,D17Z1)x1~2[64/100].",
                ),
            ),
        ),
        FINDINGS_BEFORE,
    ),
    "“Not tested” is an answer. It is never read as absent.",
)

ORGANS = Section(
    "organs",
    "Organ function",
    (
        Group(
            "Blood counts and liver",
            (
                _dated("labs_current.anc_e9_L", "Neutrophils", NEUTROPHILS),
                _dated("labs_current.platelets_e9_L", "Platelets", PLATELETS),
                _dated("labs_current.igg_polyclonal_mg_dL", "Polyclonal IgG", IGG),
                _dated(
                    "labs_current.total_igg_mg_dL", "Total IgG, with the M-protein", IMMUNOGLOBULIN
                ),
                _dated("labs_current.bilirubin_xULN", "Bilirubin", TIMES_LIMIT),
                _dated("labs_current.alt_xULN", "ALT", TIMES_LIMIT),
                _dated("labs_current.ast_xULN", "AST", TIMES_LIMIT),
                _dated("health.gilbert", "Gilbert’s syndrome", KNOWN),
            ),
            "sheet",
            "Taken on the day given for the blood under Current relapse, unless another is given.",
        ),
        Group(
            "Heart, kidney, nerves and eyes",
            (
                Question("health.date", "Judged on", Day()),
                _dated("health.lvef_pct", "Ejection fraction (LVEF)", LVEF),
                _dated("health.nyha_3_4", "Heart failure, NYHA III or IV", KNOWN),
                _dated("health.uncontrolled_htn", "Uncontrolled hypertension", KNOWN),
                _dated("health.recent_mi", "Infarction in the last 6 months", KNOWN),
                _dated("health.dialysis", "Dialysis", KNOWN),
                _dated("health.unstable_aki", "Acute kidney injury, not stable", KNOWN),
                _dated("health.pn_grade", "Peripheral neuropathy", NEUROPATHY),
                _dated("health.pn_pain", "Neuropathic pain", KNOWN),
                _dated("health.cns_involvement", "Myeloma of the central nervous system", KNOWN),
                _dated("health.corneal_disease", "Disease of the cornea", KNOWN),
            ),
            "sheet",
        ),
    ),
)
