"""The two tables of the form: markers by day, and treatment course by course."""

from board.cases.forms.kinds import Choice, Day, Drugs, Named, Text
from board.cases.forms.measures import (
    CELLS_PER_UL,
    CYCLES,
    FIXATION,
    FOUND,
    IMMUNOGLOBULIN,
    KNOWN,
    LESION_SIZE,
    LIGHT_CHAIN,
    MARROW,
    MRD_DEPTH,
    MRD_METHODS,
    PERCENT,
    RESPONSES,
    SERUM_M,
    URINE_M,
)
from board.cases.forms.questions import Question, Rows
from board.myeloma.facts import PHASES, STOP_REASONS

#: Words of the facts that read better otherwise.
_SHOWN = {"cart": "CAR T cells", "non_adherence": "not taken (non-adherence)"}


def _words(words: tuple[str, ...]) -> Choice:
    options = tuple((word, _SHOWN.get(word, word.replace("_", " "))) for word in words)
    return Choice(options, open=True, as_list=True)


SAMPLES = Rows(
    "series",
    "M-protein and free light chains",
    "Sample",
    (
        Question("date", "Date", Day(partial=False), required=True),
        Question("serum_m_g_dL", "Serum M-protein", SERUM_M),
        Question("urine_m_mg_24h", "Urine M-protein", URINE_M),
        Question("kappa_mg_L", "Free kappa", LIGHT_CHAIN),
        Question("lambda_mg_L", "Free lambda", LIGHT_CHAIN),
        Question("bm_pc_pct", "Marrow plasma cells", MARROW),
        Question("laboratory", "Laboratory", Text(80)),
        Question("flc_assay", "Light-chain assay", Text(80)),
    ),
    (
        Question("serum_ife", "Immunofixation of serum", FIXATION),
        Question("urine_ife", "Immunofixation of urine", FIXATION),
        Question("clonal_pc", "Clonal plasma cells in the marrow", FOUND),
        Question("mrd_negative", "No measurable residual disease found", KNOWN),
        Question("mrd_method", "Measured by", MRD_METHODS),
        Question("mrd_one_in", "Finds one cell among", MRD_DEPTH, "Such as 100000"),
        Question("pet_negative", "PET-CT negative", KNOWN),
        Question("quantitative_ig_mg_dL", "IgA or IgD, quantitative", IMMUNOGLOBULIN),
        Question("circulating_pc_per_uL", "Circulating plasma cells", CELLS_PER_UL),
        Question("lesion_spd_cm2", "Lesions, sum of products of diameters", LESION_SIZE),
    ),
    lead="One row for each day, such as 09-Nov-2026. "
    "Paste a block from a spreadsheet into the first cell.",
    add="Add a row",
)

COURSES = Rows(
    "regimens",
    "Courses of treatment",
    "Course",
    (
        Question(
            "drugs", "Drugs", Drugs(), "Names with + between, or a short name such as VRd",
            required=True,
        ),
        Question("start", "Start", Day()),
        Question("end", "Last dose", Day(), "Empty while it goes on"),
        Question("phase", "Phase", _words(PHASES)),
        Question(
            "plan_group", "Belongs to the same plan", Text(80),
            "One letter for all courses of a plan: A for induction, transplant, maintenance",
        ),
        Question("best_response", "Best response", RESPONSES),
        Question("pd_date", "Progression on", Day()),
        Question("ongoing_at_pd", "Still taken when it progressed?", KNOWN),
        Question("stop_reason", "Stopped because", _words(STOP_REASONS)),
    ),
    (
        Question("adherence_uncertain", "Uncertain whether it was taken?", KNOWN),
        Question("planned", "Planned from the start, with the course before?", KNOWN),
        Question("best_response_date", "Best response on", Day()),
        Question("first_response_date", "Partial response or better since", Day()),
        Question("adherence_reason", "Why it was not taken", Text(80)),
        Question("adherence_pdc_pct", "Days covered by refills", PERCENT),
        Question("response_assessed", "Could a response be assessed?", KNOWN),
        Question("cycles", "Cycles given", CYCLES),
        Question("doses", "Doses", Named(), "One drug a line: lenalidomide: 15 mg"),
        Question(
            "drug_last_dose", "Drugs that ended earlier", Named(dates=True),
            "One drug a line: bortezomib: 09-Nov-2026",
        ),
        Question("note", "Remark", Text(4_000, rows=2)),
    ),
    lead="In the order in which they were given. A transplant is a course, too. "
    "Dates as 09-Nov-2026, Nov-2026 or 2026.",
    add="Add a course",
    key="id",
)  # fmt: skip
