"""The words a plan chooses from: what is stored is what is shown and printed."""

from enum import StrEnum


class Kind(StrEnum):
    """What sort of thing is recommended."""

    SYSTEMIC = "systemic therapy"
    CELL_THERAPY = "cell therapy"
    TRANSPLANT = "transplant"
    RADIOTHERAPY = "radiotherapy"
    TRIAL = "clinical trial"
    DIAGNOSTICS = "further tests"
    SUPPORTIVE = "supportive care alone"
    OBSERVATION = "observation"


class When(StrEnum):
    """How a recommendation follows on the one before it."""

    FIRST = "first choice"
    IF_NOT_POSSIBLE = "if not possible, then"
    ONLY_IF = "only if"
    AFTERWARDS = "afterwards"


class Label(StrEnum):
    """How a treatment stands to its label."""

    IN_LABEL = "in label"
    OFF_LABEL = "off label"
    COMPASSIONATE = "compassionate use"
    TRIAL = "trial"
    NOT_STATED = "not stated"


class Intent(StrEnum):
    """What a treatment is for."""

    CURE = "cure"
    REMISSION = "deep remission"
    CONTROL = "disease control"
    BRIDGING = "bridging"
    PALLIATION = "palliation"
    CLARITY = "diagnosis"
    NOT_STATED = "not stated"


class Evidence(StrEnum):
    """How strong the evidence for a recommendation is, strongest first."""

    RANDOMISED = "randomised trials"
    UNCONTROLLED = "trials without control"
    RETROSPECTIVE = "retrospective data"
    OPINION = "expert opinion"
    NOT_STATED = "not stated"


class NoneBecause(StrEnum):
    """Why the board recommends nothing."""

    RESULTS_MISSING = "results are missing"
    DIAGNOSIS_OPEN = "the relapse is not established"
    NO_NEED_YET = "no need to treat yet"
    PATIENT_DECLINES = "the patient wants no treatment"
    TOO_UNWELL = "the patient is too unwell"
    NO_OPTION = "no option is left"
    NO_AGREEMENT = "the board did not agree"
    EXPERTISE_MISSING = "expertise was missing in the room"
    OTHER = "another reason"


class Step(StrEnum):
    """What has to be in place before a treatment can begin."""

    APHERESIS = "apheresis slot"
    BRIDGING = "bridging"
    BED = "bed"
    STEP_UP = "step-up site"
    PAYER = "payer approval"


class Arranged(StrEnum):
    """How far a step of the logistics is."""

    NOT_NEEDED = "not needed"
    TO_ARRANGE = "to arrange"
    ARRANGED = "arranged"
    REFUSED = "refused"


class Again(StrEnum):
    """What brings the case back to the board."""

    PROGRESSION = "progression"
    POOR_RESPONSE = "less than a partial response"
    NOT_FEASIBLE = "the plan turns out not possible"
    NEW_RESULT = "a new result"
    TOXICITY = "toxicity that stops treatment"
    WISH = "the patient wants something else"
    STAGE_DONE = "this stage of treatment is finished"
    OTHER = "something else"


class Adherence(StrEnum):
    """How a plan stands to the guideline it names."""

    FOLLOWED = "follows the guideline"
    DEVIATES = "deviates from the guideline"
    NONE_FITS = "no guideline covers this case"
    NOT_STATED = "not stated"


class Trials(StrEnum):
    """What became of the question whether a trial is open to the patient."""

    RECOMMENDED = "a trial is recommended"
    NOT_PREFERRED = "a trial is open, another treatment is preferred"
    CRITERIA = "criteria of the open trials are not met"
    NONE_OPEN = "no trial is open"
    DECLINED = "the patient wants no trial"
    NOT_STATED = "not stated"


class Counselling(StrEnum):
    """What is said about genetic counselling: whether a finding may be one the patient was born with."""

    RECOMMENDED = "recommended"
    DONE = "done"
    NOT_INDICATED = "not indicated"
    DECLINED = "the patient declines"
    NOT_STATED = "not stated"


class Conference(StrEnum):
    """At which point of the treatment the board was asked."""

    BEFORE = "before treatment"
    AFTER_OPERATION = "after an operation"
    AFTER = "after treatment"
    WITHOUT = "planned without conference"


class Timing(StrEnum):
    """Whether the board was asked before treatment was begun."""

    PROSPECTIVE = "prospective"
    RETROSPECTIVE = "retrospective"


class Meaning(StrEnum):
    """What a signature under a plan says."""

    STATED = "stated"
    CHECKED = "checked"
    SIGNED = "signed"


class PlanState(StrEnum):
    """How far a version of a plan is; amended: signed, and a later version is signed as well."""

    DRAFT = "draft"
    STATED = "stated"
    CHECKED = "checked"
    SIGNED = "signed"
    AMENDED = "amended"


#: A choice nobody has made yet.
NOT_STATED = "not stated"
