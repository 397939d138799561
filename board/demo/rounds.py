"""What was voted in the past meeting: the rounds on each case, every vote with its reason."""

from dataclasses import dataclass

QUESTION = "Preferred next treatment"


@dataclass(frozen=True)
class Said:
    """One vote as cast: when, who, which letter (or "abstain"), why."""

    clock: str
    by: str
    choice: str
    reason: str = ""


@dataclass(frozen=True)
class Round:
    """One ballot from opening to closing. Who votes twice has changed their mind."""

    opened: str
    options: tuple[str, ...]
    votes: tuple[Said, ...]
    closed: str
    question: str = QUESTION


LOST_TARGET = (
    Round(
        "18:57:10",
        (
            "Talquetamab, step-up in hospital",
            "Carfilzomib and dexamethasone",
            "Selinexor, bortezomib and dexamethasone",
        ),
        (
            Said("18:57:31", "okafor", "A", "Target intact; the fastest way to a deep response."),
            Said("18:57:40", "lindqvist", "A", "GPRC5D is there on both copies, BCMA on none."),
            Said("18:57:52", "nair", "C", "Bortezomib has not failed; keep GPRC5D in reserve."),
            Said("18:58:03", "brandt", "abstain", "His fear of losing taste was not discussed."),
            Said("18:58:15", "haddad", "A", "With immunoglobulin first: IgG is 310 mg/dL."),
            Said("18:58:29", "chen", "A", "Label criteria met, and he needs a response."),
            Said("19:00:44", "brandt", "A", "With mouth care and weight in the plan."),
        ),
        "19:01:20",
    ),
)

LATE_RELAPSE = (
    Round(
        "19:14:00",
        (
            "Re-induction, then a second transplant from stored cells",
            "Daratumumab triplet, no transplant",
        ),
        (
            Said("19:14:22", "okafor", "A", "Seven years from one transplant."),
            Said("19:14:25", "tanaka", "B", "The triplets alone do as well today."),
            Said("19:14:37", "nair", "B", "Nobody has tested the stored cells yet."),
            Said("19:14:41", "chen", "A", "Fit, standard risk, cells in store."),
            Said("19:14:50", "haddad", "B", "Diabetes and steroids, then melphalan: a hard year."),
            Said("19:15:02", "brandt", "A", "It is what he says he wants."),
            Said("19:15:16", "lindqvist", "abstain", "The genetics are of 2018."),
        ),
        "19:15:40",
    ),
    Round(
        "19:20:30",
        (
            "Daratumumab in the re-induction, cells tested, then a second transplant",
            "Daratumumab triplet, no transplant",
        ),
        (
            Said("19:20:48", "nair", "A", "With the cells tested first."),
            Said("19:20:51", "okafor", "A", "Agreed: test the cells, then transplant."),
            Said("19:21:00", "brandt", "A", "He should hear both ways."),
            Said(
                "19:21:04", "tanaka", "B", "No trial shows that the transplant adds to these drugs."
            ),
            Said("19:21:12", "chen", "A", "Both arguments are in the plan now."),
            Said("19:21:20", "lindqvist", "A", "With a new marrow before."),
            Said("19:21:33", "haddad", "B", "As before."),
        ),
        "19:21:50",
    ),
)

STOPPED_COMING = (
    Round(
        "19:37:05",
        (
            "VRd again with support, then a first transplant",
            "Daratumumab, lenalidomide and dexamethasone",
            "VRd again, no transplant",
        ),
        (
            Said("19:37:20", "brandt", "A", "He will come if one person looks after him."),
            Said("19:37:22", "tanaka", "A", "The drugs worked. The help did not."),
            Said("19:37:30", "chen", "A", "Not refractory; keep daratumumab."),
            Said("19:37:34", "haddad", "A", "Nothing was dispensed after January."),
            Said("19:37:41", "okafor", "A", "Cells should be collected this time."),
            Said("19:37:47", "nair", "A"),
            Said("19:37:55", "lindqvist", "A", "Standard risk."),
        ),
        "19:38:10",
    ),
)
